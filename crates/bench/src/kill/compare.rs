//! Every acknowledgement beside what the store holds.

use std::collections::HashMap;

use records::event::{Thing, Verb, statement_id};
use store::{Conn, Db, Error};
use uuid::Uuid;

use super::promises::{Credit, Promises, Sheet, Whose};
use crate::seed::{COURSE, Kept};

/// The result of a comparison.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) compared: u64,
    pub(super) lost: u64,
    pub(super) halves: u64,
    pub(super) first: Option<String>,
}

impl Found {
    fn promised(&mut self, is_there: bool, words: impl FnOnce() -> String) {
        self.compared += 1;
        if !is_there {
            self.lost += 1;
            self.first.get_or_insert_with(words);
        }
    }
}

/// Compares all of it.
pub(super) async fn with_store(db: &Db, promises: &Promises) -> Result<Found, Error> {
    let mut conn = db.read().await?;
    let mut found = Found::default();
    let mut stored = HashMap::new();
    for (whose, newest) in &promises.sequences {
        let sequence = sequence(&mut conn, *whose).await?;
        found.promised(sequence.is_some_and(|sequence| sequence >= *newest), || {
            format!("beat {newest} acknowledged, {sequence:?} stored")
        });
        for (place, credit) in progress(&mut conn, *whose).await? {
            stored.insert((*whose, place.0, place.1), credit);
        }
    }
    for (place, promised) in &promises.credits {
        let kept = stored.get(place).copied().unwrap_or_default();
        let is_there = kept.millis >= promised.millis && (kept.done || !promised.done);
        found.promised(is_there, || format!("{promised:?} acknowledged, {kept:?} stored"));
    }
    for sheet in &promises.sheets {
        compare_sheet(&mut conn, sheet, &mut found).await?;
    }
    Ok(found)
}

async fn sequence(conn: &mut Conn, whose: Whose) -> Result<Option<i64>, Error> {
    let query = conn.query("SELECT sequence FROM enrolment WHERE official = $1 AND id = $2").bind(whose.0).bind(whose.1);
    query.optional(|row| row.get(0)).await
}

async fn progress(conn: &mut Conn, whose: Whose) -> Result<Vec<((i64, i64), Credit)>, Error> {
    conn.query("SELECT object, segment, credited, done FROM progress WHERE official = $1 AND enrolment = $2")
        .bind(whose.0)
        .bind(whose.1)
        .all(|row| Ok(((row.get(0)?, row.get(1)?), Credit { millis: row.get(2)?, done: row.get(3)? })))
        .await
}

async fn compare_sheet(conn: &mut Conn, sheet: &Sheet, found: &mut Found) -> Result<(), Error> {
    let consequences = consequences(conn, sheet).await?;
    if consequences.iter().any(|is_there| *is_there != consequences[0]) {
        found.halves += 1;
        found
            .first
            .get_or_insert_with(|| format!("attempt passed, evidence, enrolment completed, certificate, told: {consequences:?}"));
    }
    if sheet.submitted {
        found.promised(consequences.iter().all(|is_there| *is_there), || {
            format!("a submission acknowledged, {consequences:?} stored")
        });
    } else if let (Some(saved), false) = (&sheet.saved, consequences[0]) {
        let kept = answers(conn, sheet.whose).await?;
        let is_there = kept == *saved || sheet.sent.as_ref() == Some(&kept);
        found.promised(is_there, || format!("{saved:?} acknowledged, {kept:?} stored"));
    }
    Ok(())
}

/// Whether the attempt is passed, its evidence recorded, the enrolment completed, the certificate issued, the completion told.
async fn consequences(conn: &mut Conn, sheet: &Sheet) -> Result<[bool; 5], Error> {
    let counts: [(&'static str, Uuid); 4] = [
        ("SELECT COUNT(*) FROM attempt WHERE official = $1 AND id = $2 AND state = 'passed'", sheet.whose.1),
        ("SELECT COUNT(*) FROM evidence WHERE official = $1 AND id = $2", sheet.whose.1),
        ("SELECT COUNT(*) FROM enrolment WHERE official = $1 AND id = $2 AND state = 'completed'", sheet.enrolment),
        ("SELECT COUNT(*) FROM certificate WHERE official = $1 AND enrolment = $2", sheet.enrolment),
    ];
    let mut are_there = [false; 5];
    for ((sql, id), is_there) in counts.into_iter().zip(&mut are_there) {
        *is_there = conn.query(sql).bind(sheet.whose.0).bind(id).one("a count", |row| row.get::<i64>(0)).await? > 0;
    }
    are_there[4] = is_told(conn, sheet.enrolment).await?;
    Ok(are_there)
}

/// Whether the completion of an enrolment waits for the relay or is a statement already: asked at once, because the relay is at work.
async fn is_told(conn: &mut Conn, enrolment: Uuid) -> Result<bool, Error> {
    let id = statement_id(Verb::Completed, &Thing::Course(COURSE), enrolment);
    let told: i64 = conn
        .query(
            "SELECT (SELECT COUNT(*) FROM record_event WHERE cause = $1 AND thing = $2 AND verb = 3) + (SELECT COUNT(*) FROM statement \
             WHERE statement.part IN (SELECT statement_part.part FROM statement_part) AND statement.id = $3)",
        )
        .bind(enrolment)
        .bind(format!("c|{COURSE}"))
        .bind(id)
        .one("a count", |row| row.get(0))
        .await?;
    Ok(told > 0)
}

async fn answers(conn: &mut Conn, whose: Whose) -> Result<Kept, Error> {
    let kept = conn
        .query("SELECT number, answer FROM attempt_item WHERE official = $1 AND attempt = $2 AND answer IS NOT NULL")
        .bind(whose.0)
        .bind(whose.1)
        .all(|row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))
        .await?;
    Ok(kept.into_iter().map(|(number, answer)| (number, serde_json::from_str(&answer).unwrap_or_default())).collect())
}
