//! The use cases of targets.

use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};

use super::domain::{NewTarget, Target, TargetRefusal};
use super::store as sql;

/// All targets.
pub async fn all(conn: &mut Conn) -> Result<Vec<Target>, Error> {
    sql::all(conn).await
}

/// Makes a target and returns its number. `by` is the key of the account that acts.
pub async fn create(db: &Db, by: Option<i64>, new: NewTarget) -> Outcome<i64, TargetRefusal> {
    let new = new.checked().map_err(Failure::Refused)?;
    db.write((by, new), |tx, (by, new)| keep(tx, *by, new).boxed()).await
}

async fn keep(tx: &mut Tx, by: Option<i64>, new: &NewTarget) -> Outcome<i64, TargetRefusal> {
    let id = tx.take_keys("record_target", 1).await?;
    sql::insert(tx, id, new).await?;
    let detail = format!("{id} {}", new.endpoint);
    tx.audit(Entry { actor: by, action: "record-target.create", subject: None, detail }).await?;
    Ok(id)
}

/// What is done to a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It rests.
    Pause,
    /// It goes on at once.
    Resume,
    /// It is forgotten, with its secret. What it has received stays there.
    Remove,
}

/// Changes a target; false when there is none with this number.
pub async fn change(db: &Db, by: Option<i64>, (id, change): (i64, Change)) -> Outcome<bool, TargetRefusal> {
    db.write((by, id, change), |tx, (by, id, change)| apply(tx, *by, *id, *change).boxed()).await
}

async fn apply(tx: &mut Tx, by: Option<i64>, id: i64, change: Change) -> Outcome<bool, TargetRefusal> {
    let (changed, action) = match change {
        Change::Pause => (sql::pause(tx, id, true).await?, "record-target.pause"),
        Change::Resume => (sql::pause(tx, id, false).await?, "record-target.resume"),
        Change::Remove => (sql::remove(tx, id).await?, "record-target.remove"),
    };
    if changed {
        tx.audit(Entry { actor: by, action, subject: None, detail: id.to_string() }).await?;
    }
    Ok(changed)
}
