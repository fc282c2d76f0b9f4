//! What the tree is made from.

use store::{Conn, Error};

use super::domain::Region;
use super::tree::{Land, Node};

/// Every organisation of the current edition with what stands directly above it, siblings in the order of their names.
pub(super) async fn nodes(conn: &mut Conn) -> Result<Vec<Node>, Error> {
    conn.query(
        "SELECT organisation.id, organisation_closure.ancestor, organisation.territory FROM organisation \
         LEFT JOIN organisation_closure ON organisation_closure.descendant = organisation.id AND organisation_closure.depth = 1 \
         WHERE organisation.edition_in <= (SELECT current FROM edition) ORDER BY organisation.sort, organisation.id",
    )
    .all(|row| Ok(Node { key: row.get(0)?, parent: row.get(1)?, territory: row.get(2)? }))
    .await
}

/// Every territory.
pub(super) async fn lands(conn: &mut Conn) -> Result<Vec<Land>, Error> {
    conn.query("SELECT id, parent, kind FROM territory")
        .all(|row| {
            let region = match row.get::<String>(2)?.as_str() {
                "state" => Some(Region::State),
                "district" => Some(Region::District),
                _ => None,
            };
            Ok(Land { key: row.get(0)?, parent: row.get(1)?, region })
        })
        .await
}
