//! What the team pages read.

use kernel::{Date, LanguageText};
use people::official::{PERSON_COLUMNS, Person, read_person};
use people::{OfficialKey, supervision};
use sqlx::AssertSqlSafe;
use store::audit::Entry;
use store::{Conn, Error, Outcome, Tx};

/// A member of the team.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) person: Person,
    /// The title of the position of today's posting.
    pub(crate) title: LanguageText,
    pub(crate) office: LanguageText,
}

/// The people whom this official supervises today, in order of their names.
pub(crate) async fn members(conn: &mut Conn, supervisor: OfficialKey, today: Date) -> Result<Vec<Member>, Error> {
    let sql = format!(
        "SELECT {PERSON_COLUMNS}, position.title, organisation.name FROM official LEFT JOIN person ON person.official = official.id \
         JOIN live_posting ON live_posting.official = official.id JOIN post ON post.id = live_posting.post \
         JOIN position ON position.id = post.position JOIN organisation ON organisation.id = post.organisation \
         WHERE official.id IN ({}) AND {} ORDER BY person.sort, official.id, live_posting.from_date DESC",
        supervision::supervised_by(1, 2),
        people::posting::is_current("live_posting", 2),
    );
    let query = conn.query(AssertSqlSafe(sql)).bind(supervisor).bind(today);
    let mut members = query.all(|row| Ok(Member { person: read_person(row)?, title: row.get(8)?, office: row.get(9)? })).await?;
    members.dedup_by_key(|member| member.person.key);
    Ok(members)
}

/// Logs a look at a person's record.
pub(crate) async fn log_look(tx: &mut Tx, actor: i64, official: OfficialKey) -> Outcome<(), ()> {
    let entry = Entry { actor: Some(actor), action: "profile.view", subject: Some(official.number()), detail: String::new() };
    Ok(tx.audit(entry).await?)
}
