//! What finding reads beside the figures.

use std::collections::HashMap;

use competency::Competency;
use kernel::Key;
use people::{Organisation, Territory};
use store::{Conn, Error};

/// How critical the framework declares a competency, at most, in any position; what it says nothing of counts once.
pub(super) async fn weights(conn: &mut Conn) -> Result<HashMap<Key<Competency>, f64>, Error> {
    let rows = conn
        .query(
            "SELECT competency, CAST(MAX(CASE criticality WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END) AS BIGINT) FROM criticality GROUP BY competency",
        )
        .all(|row| Ok((row.get(0)?, row.get::<i64>(1)? as f64)))
        .await?;
    Ok(rows.into_iter().collect())
}

/// The territory that organisations say they serve.
pub(super) async fn territories(conn: &mut Conn) -> Result<HashMap<Key<Organisation>, Key<Territory>>, Error> {
    let rows = conn
        .query("SELECT id, territory FROM organisation WHERE territory IS NOT NULL")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok(rows.into_iter().collect())
}

/// The kind of organisations that are no offices: governments, ministries, departments and the like.
pub(super) async fn kinds(conn: &mut Conn) -> Result<HashMap<Key<Organisation>, String>, Error> {
    let rows =
        conn.query("SELECT id, kind FROM organisation WHERE kind <> 'office'").all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    Ok(rows.into_iter().collect())
}

/// The state of each district.
pub(super) async fn states(conn: &mut Conn) -> Result<HashMap<Key<Territory>, Key<Territory>>, Error> {
    let rows = conn
        .query("SELECT id, parent FROM territory WHERE kind = 'district' AND parent IS NOT NULL")
        .all(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok(rows.into_iter().collect())
}
