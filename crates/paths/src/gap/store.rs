//! Counting who waits for what.

use kernel::{Code, LanguageText};
use people::Actor;
use people::grant::{Action, Reach};
use sqlx::AssertSqlSafe;
use store::{Conn, Error};

/// To who may not see the persons, fewer people than this are not told as a number, and others in multiples of it.
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
    /// How many wait.
    pub waiting: Waiting,
}

/// How many wait, as far as the reader may know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// So many: the reader may see who they are.
    Exactly(i64),
    /// So many or more, but fewer than [`SMALL`] more.
    AtLeast(i64),
    /// Some, but fewer than [`SMALL`].
    Few,
}

/// What a reader may know of `all` who wait, of whom `seen` may be seen by name. Tens keep one person who comes or goes from being told by two
/// readings, but for the one that fills or empties a ten.
const fn told(all: i64, seen: i64) -> Waiting {
    match all {
        _ if all == seen => Waiting::Exactly(all),
        ..SMALL => Waiting::Few,
        _ => Waiting::AtLeast(all - all % SMALL),
    }
}

/// The lines about the people whose offices the actor may see, most awaited first.
pub async fn gaps(conn: &mut Conn, actor: &Actor) -> Result<Vec<Gap>, Error> {
    let dialect = conn.dialect();
    let sql = format!(
        "SELECT competency.code, competency_revision.name, path_open.required, MAX(path_open.reachable), COUNT(*), \
         CAST(SUM(CASE WHEN {} THEN 1 ELSE 0 END) AS BIGINT) FROM path_open \
         JOIN competency ON competency.id = path_open.competency JOIN competency_revision \
         ON competency_revision.competency = competency.id AND competency_revision.revision = competency.revision \
         JOIN official ON official.id = path_open.official \
         WHERE path_open.reachable < path_open.required AND {} \
         GROUP BY competency.code, competency_revision.name, path_open.required \
         ORDER BY COUNT(*) / 10 DESC, competency.code, path_open.required",
        Reach::condition(dialect, Reach::PARAMETERS + 1),
        Reach::condition(dialect, 1)
    );
    let query = Reach::of(actor, Action::ViewOffice, actor.today()).bind(conn.query(AssertSqlSafe(sql)));
    let query = Reach::of(actor, Action::ViewPlanStatus, actor.today()).bind(query);
    query
        .all(|row| {
            Ok(Gap {
                code: row.get(0)?,
                name: row.get(1)?,
                required: row.get(2)?,
                reachable: row.get(3)?,
                waiting: told(row.get(4)?, row.get(5)?),
            })
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_not_see_the_persons_is_told_whole_tens() {
        let cases = [
            ((9, 9), Waiting::Exactly(9)),
            ((9, 8), Waiting::Few),
            ((10, 0), Waiting::AtLeast(10)),
            ((57, 12), Waiting::AtLeast(50)),
            ((57, 57), Waiting::Exactly(57)),
        ];
        for ((all, seen), expected) in cases {
            assert_eq!(told(all, seen), expected, "{seen} of {all}");
        }
    }
}
