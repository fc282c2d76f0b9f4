//! Officials who learn.

use kernel::Timestamp;
use people::account::token_digest;
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::course::Course;
use super::done;

/// Learners prepared in one transaction.
const TOGETHER: usize = 250;
/// A session that was opened just now ends after so long.
const LASTS: i64 = 14 * kernel::time::DAY;

/// An official with a session and an active enrolment.
#[derive(Clone, Debug)]
pub struct Learner {
    /// The official's key.
    pub official: i64,
    /// The token of the session.
    pub token: String,
    /// The enrolment.
    pub enrolment: Uuid,
}

/// Prepares so many learners, none of whom is a written persona or has taken the course; different ones at each call.
pub async fn learners(db: &Db, course: &Course, count: usize) -> anyhow::Result<Vec<Learner>> {
    let officials = free_officials(&mut db.read().await?, course.key, count).await?;
    anyhow::ensure!(
        officials.len() == count,
        "the demonstration has only {} officials left for {count} learners",
        officials.len()
    );
    let mut ready = Vec::with_capacity(count);
    for officials in officials.chunks(TOGETHER) {
        let command = (officials.to_vec(), course.key, course.version);
        ready.extend(done(
            db.write(command, |tx, (officials, course, version)| prepare(tx, officials, (*course, *version)).boxed()).await,
        )?);
    }
    Ok(ready)
}

/// Officials and their accounts.
async fn free_officials(conn: &mut Conn, course: i64, count: usize) -> Result<Vec<(i64, i64)>, Error> {
    conn.query(
        "SELECT official.id, account.id FROM official JOIN account ON account.official = official.id \
         WHERE account.password IS NULL AND NOT account.disabled AND NOT account.must_change \
         AND EXISTS (SELECT 1 FROM live_posting WHERE live_posting.official = official.id) \
         AND NOT EXISTS (SELECT 1 FROM enrolment WHERE enrolment.official = official.id AND enrolment.course = $1) \
         ORDER BY official.id LIMIT $2",
    )
    .bind(course)
    .bind(i64::try_from(count).unwrap_or(i64::MAX))
    .all(|row| Ok((row.get(0)?, row.get(1)?)))
    .await
}

async fn prepare(tx: &mut Tx, officials: &[(i64, i64)], course: (i64, i64)) -> Outcome<Vec<Learner>, ()> {
    let mut ready = Vec::with_capacity(officials.len());
    for (official, account) in officials.iter().copied() {
        let token: String = tx.context().bytes::<32>().iter().map(|byte| format!("{byte:02x}")).collect();
        open_session(tx, &token, account).await?;
        ready.push(Learner { official, token, enrolment: enrol(tx, official, course).await? });
    }
    Ok(ready)
}

async fn open_session(tx: &mut Tx, token: &str, account: i64) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("INSERT INTO session (token, account, shared, language, created_at, seen_at, ends_at) VALUES ($1, $2, FALSE, 'en', $3, $3, $4)")
        .bind(token_digest(token))
        .bind(account)
        .bind(now)
        .bind(now.plus(LASTS))
        .run()
        .await?;
    Ok(())
}

async fn enrol(tx: &mut Tx, official: i64, (course, version): (i64, i64)) -> Result<Uuid, Error> {
    let (id, now): (Uuid, Timestamp) = (tx.context().new_id(), tx.now());
    tx.execute(
        "INSERT INTO enrolment (official, id, course, version, language, state, enrolled_at, credited_until) \
         VALUES ($1, $2, $3, $4, 'en', 'active', $5, $5)",
    )
    .bind(official)
    .bind(id)
    .bind(course)
    .bind(version)
    .bind(now)
    .run()
    .await?;
    Ok(id)
}
