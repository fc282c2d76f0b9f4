//! Changes of rows that are there.

use kernel::{Date, Key};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Tx};

use super::insert::{NewIdentifier, insert_rows, sort};
use super::parameters;
use crate::import::rows::{OfficialRow, OrganisationRow, PositionRow, PostRow, TerritoryRow};
use crate::organisation::{PostMade, Rearranged, begin_edge};

/// Rows in one statement.
const BLOCK: usize = 100;

pub(in crate::import) async fn change_territory(
    tx: &mut Tx,
    key: i64,
    row: &TerritoryRow,
    parent: Option<i64>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE territory SET kind = $2, parent = $3, name = $4, valid_from = $5, valid_until = $6, successor = $7 WHERE id = $1",
    )
    .bind(key)
    .bind(&row.kind)
    .bind(parent)
    .bind(&row.name)
    .bind(row.valid_from)
    .bind(row.valid_until)
    .bind(row.successor.clone())
    .run()
    .await?;
    Ok(())
}

/// Everything but the place in the tree.
pub(in crate::import) async fn change_organisation(
    tx: &mut Tx,
    key: i64,
    row: &OrganisationRow,
    territory: Option<i64>,
) -> Result<(), Error> {
    tx.execute("UPDATE organisation SET kind = $2, name = $3, sort = $4, territory = $5 WHERE id = $1")
        .bind(key)
        .bind(&row.kind)
        .bind(&row.name)
        .bind(sort(row))
        .bind(territory)
        .run()
        .await?;
    Ok(())
}

pub(in crate::import) async fn change_position(tx: &mut Tx, key: i64, row: &PositionRow) -> Result<(), Error> {
    tx.execute("UPDATE position SET title = $2, family = $3, service_group = $4, pay_level = $5 WHERE id = $1")
        .bind(key)
        .bind(&row.title)
        .bind(&row.family)
        .bind(row.group.clone())
        .bind(row.pay_level)
        .run()
        .await?;
    Ok(())
}

/// `place`: organisation and position. A post of another position asks something else.
pub(in crate::import) async fn change_post(
    tx: &mut Tx,
    key: i64,
    (before, row): (&PostRow, &PostRow),
    place: (i64, i64),
    boss: Option<i64>,
) -> Result<(), Error> {
    tx.execute("UPDATE post SET organisation = $2, position = $3, reports_to = $4 WHERE id = $1")
        .bind(key)
        .bind(place.0)
        .bind(place.1)
        .bind(boss)
        .run()
        .await?;
    if before.position != row.position {
        tx.emit(&PostMade { post: Key::new(key), position: Key::new(place.1) }).await?;
    }
    if (&before.organisation, &before.position) != (&row.organisation, &row.position) {
        tx.emit(&Rearranged::Post(Key::new(key))).await?;
    }
    Ok(())
}

/// Sets what official, person and identifiers say; an erased person stays erased.
pub(in crate::import) async fn change_official(tx: &mut Tx, key: i64, row: &OfficialRow) -> Result<(), Error> {
    tx.execute(
        "UPDATE official SET engagement = $2, service = $3, joined = $4, retires = $5, minutes_per_week = $6 WHERE id = $1",
    )
    .bind(key)
    .bind(row.engagement.as_str())
    .bind(row.service.clone())
    .bind(row.joined)
    .bind(row.retires)
    .bind(row.minutes_per_week)
    .run()
    .await?;
    let Some(person) = &row.person else { return Ok(()) };
    tx.execute(
        "UPDATE person SET name = $2, sort = $3, address_form = $4, mobile = $5, email = $6, language = $7 WHERE official = $1",
    )
    .bind(key)
    .bind(serde_json::to_string(&person.name).unwrap_or_default())
    .bind(person.name.sort())
    .bind(&person.address_form)
    .bind(person.mobile.clone())
    .bind(person.email.clone())
    .bind(&person.language)
    .run()
    .await?;
    forget_identifiers(tx, key, &person.identifiers().map(|(_, folded)| folded).collect::<Vec<_>>()).await
}

/// Takes numbers and addresses that an official has no longer.
async fn forget_identifiers(tx: &mut Tx, official: i64, keep: &[String]) -> Result<(), Error> {
    let but = if keep.is_empty() { String::new() } else { format!(" AND identifier NOT IN ({})", parameters(2, keep.len())) };
    let sql = format!(
        "DELETE FROM account_identifier WHERE kind IN ('mobile', 'email') AND account IN (SELECT id FROM account WHERE official = $1){but}"
    );
    let mut statement = tx.execute(AssertSqlSafe(sql)).bind(official);
    for identifier in keep {
        statement = statement.bind(identifier);
    }
    statement.run().await.map(|_| ())
}

/// Gives identifiers to accounts. One that another account has already is left with that account.
pub(in crate::import) async fn add_identifiers(tx: &mut Tx, rows: &[NewIdentifier]) -> Result<(), Error> {
    insert_rows!(
        tx,
        "account_identifier (identifier, account, kind)",
        " ON CONFLICT (identifier) DO NOTHING",
        rows,
        |one| &one.identifier,
        one.account,
        one.kind.as_str()
    );
    Ok(())
}

/// Sets what posts report to: post, post above it.
pub(in crate::import) async fn set_bosses(tx: &mut Tx, pairs: &[(i64, i64)]) -> Result<(), Error> {
    for (post, boss) in pairs {
        tx.execute("UPDATE post SET reports_to = $2 WHERE id = $1").bind(*post).bind(*boss).run().await?;
    }
    Ok(())
}

/// Sets the parents of territories: territory, parent.
pub(in crate::import) async fn set_parents(tx: &mut Tx, pairs: &[(i64, i64)]) -> Result<(), Error> {
    for (territory, parent) in pairs {
        tx.execute("UPDATE territory SET parent = $2 WHERE id = $1").bind(*territory).bind(*parent).run().await?;
    }
    Ok(())
}

/// The organisations below one.
pub(in crate::import) async fn descendants(conn: &mut Conn, organisation: i64) -> Result<Vec<i64>, Error> {
    let below = conn.query("SELECT descendant FROM organisation_closure WHERE ancestor = $1 AND depth > 0 ORDER BY descendant");
    below.bind(organisation).all(|row| row.get(0)).await
}

/// Whether one organisation is another or lies below it.
pub(in crate::import) async fn is_below(conn: &mut Conn, organisation: i64, other: i64) -> Result<bool, Error> {
    let row =
        conn.query("SELECT 1 FROM organisation_closure WHERE ancestor = $1 AND descendant = $2").bind(other).bind(organisation);
    Ok(row.optional(|_| Ok(())).await?.is_some())
}

/// Gives some members of the subtree of `moved` the ancestors that they have once it stands under `parent`. May be repeated. Order: `moved`
/// itself last, because the others are told from its present ancestors.
pub(in crate::import) async fn replant(tx: &mut Tx, moved: i64, parent: Option<i64>, members: &[i64]) -> Result<(), Error> {
    let (members, dialect) = (format!("{members:?}"), tx.dialect());
    let unplant = format!(
        "DELETE FROM organisation_closure WHERE descendant IN (SELECT value FROM {}) \
         AND ancestor IN (SELECT up.ancestor FROM organisation_closure AS up WHERE up.descendant = $1 AND up.depth > 0)",
        dialect.integers(2)
    );
    tx.execute(AssertSqlSafe(unplant)).bind(moved).bind(&members).run().await?;
    let Some(parent) = parent else { return Ok(()) };
    let plant = format!(
        "INSERT INTO organisation_closure (ancestor, descendant, depth) SELECT up.ancestor, down.descendant, up.depth + 1 + down.depth \
         FROM organisation_closure AS down, organisation_closure AS up WHERE down.ancestor = $1 \
         AND down.descendant IN (SELECT value FROM {}) AND up.descendant = $3 ON CONFLICT (ancestor, descendant) DO NOTHING",
        dialect.integers(2)
    );
    tx.execute(AssertSqlSafe(plant)).bind(moved).bind(&members).bind(parent).run().await?;
    Ok(())
}

/// Ends the administrative edge of an organisation and begins the new one on the same day.
pub(in crate::import) async fn set_edge(tx: &mut Tx, child: i64, parent: Option<i64>, from: Date) -> Result<(), Error> {
    // An edge that would end before it began never was.
    tx.execute("DELETE FROM organisation_edge WHERE child = $1 AND relation = 'administrative' AND from_date >= $2")
        .bind(child)
        .bind(from)
        .run()
        .await?;
    tx.execute(
        "UPDATE organisation_edge SET until_date = $2 \
         WHERE child = $1 AND relation = 'administrative' AND (until_date IS NULL OR until_date > $2)",
    )
    .bind(child)
    .bind(from)
    .run()
    .await?;
    match parent {
        Some(parent) => begin_edge(tx, Key::new(child), Key::new(parent), from).await,
        None => Ok(()),
    }
}
