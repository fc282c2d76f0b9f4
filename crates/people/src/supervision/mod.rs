//! Supervision: who directs whose work, dated and typed. It follows from the posts (the holder of the post that mine reports to) unless an
//! order says otherwise.

use kernel::{Date, Key};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Tx};

use crate::posting;
use crate::{Official, OfficialKey};

/// Orders of these kinds make a supervisor in the sense of the programme; technical direction does not.
const KINDS: &str = "('administrative', 'reporting')";

/// The officials whom parameter `supervisor` supervises on the day of parameter `today`, as a query of one column.
pub fn supervised_by(supervisor: usize, today: usize) -> String {
    let ordered = |table: &str| format!("{table}.kind IN {KINDS} AND {}", dated(table, today));
    format!(
        "SELECT ordered.official FROM live_supervision AS ordered WHERE ordered.supervisor = ${supervisor} AND {by_order} \
         UNION SELECT mine.official FROM live_posting AS boss JOIN post ON post.reports_to = boss.post \
         JOIN live_posting AS mine ON mine.post = post.id \
         WHERE boss.official = ${supervisor} AND mine.official <> ${supervisor} AND {boss} AND {mine} \
         AND NOT EXISTS (SELECT 1 FROM live_supervision AS other WHERE other.official = mine.official AND {other})",
        by_order = ordered("ordered"),
        boss = posting::is_current("boss", today),
        mine = posting::is_current("mine", today),
        other = ordered("other"),
    )
}

fn dated(table: &str, today: usize) -> String {
    format!("{table}.from_date <= ${today} AND ({table}.until_date IS NULL OR {table}.until_date > ${today})")
}

/// Whether anyone is supervised by this official today.
pub async fn supervises_anyone(conn: &mut Conn, official: OfficialKey, today: Date) -> Result<bool, Error> {
    let sql = format!("SELECT 1 FROM ({}) AS supervised LIMIT 1", supervised_by(1, 2));
    Ok(conn.query(AssertSqlSafe(sql)).bind(official).bind(today).optional(|_| Ok(())).await?.is_some())
}

/// Since when `supervisor` has supervised `official`; `None` when he does not today.
pub async fn since(conn: &mut Conn, supervisor: OfficialKey, official: OfficialKey, today: Date) -> Result<Option<Date>, Error> {
    let sql = format!("SELECT 1 FROM ({}) AS supervised WHERE supervised.official = $3", supervised_by(1, 2));
    let supervises = conn.query(AssertSqlSafe(sql)).bind(supervisor).bind(today).bind(official).optional(|_| Ok(())).await?;
    if supervises.is_none() {
        return Ok(None);
    }
    let by_order = format!(
        "SELECT MIN(from_date) FROM live_supervision AS ordered WHERE official = $1 AND supervisor = $2 AND kind IN {KINDS} AND {}",
        dated("ordered", 3)
    );
    let by_order = conn.query(AssertSqlSafe(by_order)).bind(official).bind(supervisor).bind(today);
    if let Some(day) = by_order.one("earliest order", |row| row.get::<Option<Date>>(0)).await? {
        return Ok(Some(day));
    }
    let by_posts = format!(
        "SELECT MAX(CASE WHEN mine.from_date > boss.from_date THEN mine.from_date ELSE boss.from_date END) \
         FROM live_posting AS mine JOIN post ON post.id = mine.post JOIN live_posting AS boss ON boss.post = post.reports_to \
         WHERE mine.official = $1 AND boss.official = $2 AND {} AND {}",
        posting::is_current("mine", 3),
        posting::is_current("boss", 3),
    );
    conn.query(AssertSqlSafe(by_posts)).bind(official).bind(supervisor).bind(today).one("later posting", |row| row.get(0)).await
}

/// An order to be entered.
pub struct NewSupervision<'a> {
    /// Who is supervised.
    pub official: Key<Official>,
    /// By whom.
    pub supervisor: Key<Official>,
    /// `administrative`, `technical`, `reporting` or `reviewing`.
    pub kind: &'a str,
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub until: Option<Date>,
    /// The edition with which it appears; 0 for at once.
    pub edition: i64,
}

/// Enters an order.
pub async fn insert(tx: &mut Tx, new: &NewSupervision<'_>) -> Result<(), Error> {
    let id = tx.context().new_id();
    tx.execute(
        "INSERT INTO supervision (official, id, supervisor, kind, from_date, until_date, edition_in, edition_out) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
    )
    .bind(new.official)
    .bind(id)
    .bind(new.supervisor)
    .bind(new.kind)
    .bind(new.from)
    .bind(new.until)
    .bind(new.edition)
    .run()
    .await?;
    Ok(())
}
