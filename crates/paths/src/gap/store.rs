//! Counting who waits for what.

use kernel::{Code, LanguageText};
use people::Actor;
use people::grant::{Action, Reach};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

/// Fewer people than this are not told as a number.
pub const SMALL: i64 = 10;

/// A level that no known action can prove.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// Code of the competency.
    pub code: Code,
    /// Its name.
    pub name: LanguageText,
    /// The level required.
    pub required: i64,
    /// How far known actions lead from what the people hold, at best.
    pub reachable: i64,
    /// How many wait; `None`: some, but fewer than [`SMALL`].
    pub waiting: Option<i64>,
}

/// The lines about the people whose offices the actor may see, most awaited first.
pub async fn gaps(conn: &mut Conn, actor: &Actor) -> Result<Vec<Gap>, Error> {
    let sql = format!(
        "SELECT competency.code, competency_revision.name, path_open.required, MAX(path_open.reachable), COUNT(*) FROM path_open \
         JOIN competency ON competency.id = path_open.competency JOIN competency_revision \
         ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         JOIN official ON official.id = path_open.official \
         WHERE path_open.reachable < path_open.required AND {} \
         GROUP BY competency.code, competency_revision.name, path_open.required \
         ORDER BY COUNT(*) DESC, competency.code, path_open.required",
        Reach::condition(conn.dialect(), 1)
    );
    let query = Reach::of(actor, Action::ViewOffice, actor.today()).bind(conn.query(AssertSqlSafe(sql)));
    query
        .all(|row| {
            let waiting: i64 = row.get(4)?;
            Ok(Gap {
                code: row.get(0)?,
                name: row.get(1)?,
                required: row.get(2)?,
                reachable: row.get(3)?,
                waiting: (waiting >= SMALL).then_some(waiting),
            })
        })
        .await
}
