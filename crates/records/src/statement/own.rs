//! What others need to know of stored statements: whose they are.

use std::collections::{BTreeMap, BTreeSet};

use store::{Conn, Error};
use uuid::Uuid;

use super::intake::PART;
use super::store as sql;

/// By which client the statements with these ids were stored, as far as there are such.
pub(crate) async fn owners(conn: &mut Conn, ids: &BTreeSet<Uuid>) -> Result<BTreeMap<Uuid, i64>, Error> {
    Ok(sql::by_ids(conn, ids).await?.into_iter().map(|stored| (stored.id, stored.client)).collect())
}

/// Where a statement lies in the order of storing.
pub(crate) async fn position_of(conn: &mut Conn, id: Uuid) -> Result<Option<i64>, Error> {
    Ok(sql::by_ids(conn, &BTreeSet::from([id])).await?.pop().map(|stored| stored.position))
}

/// About how many statements there are: closed parts are not counted one by one.
pub(crate) async fn volume(conn: &mut Conn) -> Result<i64, Error> {
    let newest = sql::parts(conn).await?.first().map_or(1, |part| part.part);
    Ok((newest - 1) * PART + sql::count_in_part(conn, newest).await?)
}
