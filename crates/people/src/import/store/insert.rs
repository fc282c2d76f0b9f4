//! New rows, many in one statement.

use kernel::{Date, Key, Timestamp};
use sqlx::AssertSqlSafe;
use store::{Error, Tx};
use uuid::Uuid;

use super::parameters;
use crate::account::{IdentifierKind, Password};
use crate::import::rows::{
    GrantRow, OfficialRow, OrganisationRow, PositionRow, PostRow, PostingRow, Record, SupervisionRow, TerritoryRow,
};
use crate::organisation::PostMade;

/// Rows in one statement: few enough for SQLite's limit of parameters, always the same so that the statement is prepared once.
const BLOCK: usize = 100;

/// A row with the key and the outer id that it gets, and the keys of what it names, in the order of its columns.
pub(in crate::import) struct Minted<'a, R> {
    pub(in crate::import) key: i64,
    pub(in crate::import) uid: Uuid,
    pub(in crate::import) row: &'a R,
    pub(in crate::import) leads_to: [Option<i64>; 2],
}

impl<'a, R: Record> Minted<'a, R> {
    /// Gives each row a key of its kind and an id.
    pub(in crate::import) async fn all(tx: &mut Tx, kind: &'static str, rows: Vec<&'a R>) -> Result<Vec<Self>, Error> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let first = tx.take_keys(kind, rows.len() as i64).await?;
        let mint = |(at, row)| Minted { key: first + at as i64, uid: tx.context().new_id(), row, leads_to: [None, None] };
        Ok(rows.into_iter().enumerate().map(mint).collect())
    }
}

/// `INSERT INTO head VALUES (...), (...) tail`, in blocks; the values are those of one row.
macro_rules! insert_rows {
    ($tx:expr, $head:literal, $tail:literal, $rows:expr, |$row:ident| $($value:expr),+ $(,)?) => {
        for block in $rows.chunks(BLOCK) {
            const COLUMNS: usize = [$(stringify!($value)),+].len();
            let tuples: Vec<String> = (0..block.len()).map(|at| format!("({})", parameters(at * COLUMNS + 1, COLUMNS))).collect();
            let mut statement = $tx.execute(AssertSqlSafe(format!("INSERT INTO {} VALUES {}{}", $head, tuples.join(", "), $tail)));
            for $row in block {
                $( statement = statement.bind($value); )+
            }
            statement.run().await?;
        }
    };
}
pub(super) use insert_rows;

/// Territories without their parents, which may come later.
pub(in crate::import) async fn insert_territories(tx: &mut Tx, rows: &[Minted<'_, TerritoryRow>]) -> Result<(), Error> {
    insert_rows!(
        tx,
        "territory (id, code, kind, parent, name, valid_from, valid_until, successor)",
        "",
        rows,
        |one| one.key,
        &one.row.code,
        &one.row.kind,
        one.leads_to[0],
        &one.row.name,
        one.row.valid_from,
        one.row.valid_until,
        one.row.successor.clone()
    );
    Ok(())
}

/// Organisations with their own row of the closure; see [`plant`] for their place in the tree. `leads_to`: the territory.
pub(in crate::import) async fn insert_organisations(
    tx: &mut Tx,
    edition: i64,
    rows: &[Minted<'_, OrganisationRow>],
) -> Result<(), Error> {
    insert_rows!(
        tx,
        "organisation (id, uid, code, kind, name, sort, territory, edition_in)",
        "",
        rows,
        |one| one.key,
        one.uid,
        &one.row.code,
        &one.row.kind,
        &one.row.name,
        sort(one.row),
        one.leads_to[0],
        edition
    );
    insert_rows!(tx, "organisation_closure (ancestor, descendant, depth)", "", rows, |one| one.key, one.key, 0_i64);
    Ok(())
}

pub(super) fn sort(row: &OrganisationRow) -> String {
    row.name.get(&kernel::Language::ENGLISH).to_lowercase()
}

/// Takes over an organisation that a dead edition left.
pub(in crate::import) async fn adopt_organisation(
    tx: &mut Tx,
    edition: i64,
    one: &Minted<'_, OrganisationRow>,
) -> Result<(), Error> {
    tx.execute("UPDATE organisation SET kind = $2, name = $3, sort = $4, territory = $5, edition_in = $6 WHERE id = $1")
        .bind(one.key)
        .bind(&one.row.kind)
        .bind(&one.row.name)
        .bind(sort(one.row))
        .bind(one.leads_to[0])
        .bind(edition)
        .run()
        .await?;
    Ok(())
}

/// Puts a new organisation under its parent, whose own place is final.
pub(in crate::import) async fn plant(tx: &mut Tx, child: i64, parent: i64, from: Date) -> Result<(), Error> {
    super::set_edge(tx, child, Some(parent), from).await?;
    tx.execute(
        "INSERT INTO organisation_closure (ancestor, descendant, depth) \
         SELECT ancestor, $1, depth + 1 FROM organisation_closure WHERE descendant = $2",
    )
    .bind(child)
    .bind(parent)
    .run()
    .await?;
    Ok(())
}

pub(in crate::import) async fn insert_positions(tx: &mut Tx, rows: &[Minted<'_, PositionRow>]) -> Result<(), Error> {
    insert_rows!(
        tx,
        "position (id, uid, code, title, family, service_group, pay_level)",
        "",
        rows,
        |one| one.key,
        one.uid,
        &one.row.code,
        &one.row.title,
        &one.row.family,
        one.row.group.clone(),
        one.row.pay_level
    );
    Ok(())
}

/// Posts with what they report to where it is there already. `places`: organisation and position; `leads_to`: the post above.
pub(in crate::import) async fn insert_posts(
    tx: &mut Tx,
    rows: &[Minted<'_, PostRow>],
    places: &[(i64, i64)],
) -> Result<(), Error> {
    let rows: Vec<_> = rows.iter().zip(places).collect();
    insert_rows!(
        tx,
        "post (id, uid, code, organisation, position, reports_to)",
        "",
        rows,
        |pair| pair.0.key,
        pair.0.uid,
        &pair.0.row.code,
        pair.1.0,
        pair.1.1,
        pair.0.leads_to[0]
    );
    for (one, place) in rows {
        tx.emit(&PostMade { post: Key::new(one.key), position: Key::new(place.1) }).await?;
    }
    Ok(())
}

pub(in crate::import) async fn insert_officials(tx: &mut Tx, rows: &[Minted<'_, OfficialRow>]) -> Result<(), Error> {
    insert_rows!(
        tx,
        "official (id, uid, code, engagement, service, joined, retires, minutes_per_week)",
        "",
        rows,
        |one| one.key,
        one.uid,
        &one.row.code,
        one.row.engagement.as_str(),
        one.row.service.clone(),
        one.row.joined,
        one.row.retires,
        one.row.minutes_per_week
    );
    let persons: Vec<_> = rows.iter().filter_map(|one| one.row.person.as_ref().map(|person| (one.key, person))).collect();
    insert_rows!(
        tx,
        "person (official, name, sort, address_form, mobile, email, language)",
        "",
        persons,
        |one| one.0,
        serde_json::to_string(&one.1.name).unwrap_or_default(),
        one.1.name.sort(),
        &one.1.address_form,
        one.1.mobile.clone(),
        one.1.email.clone(),
        &one.1.language
    );
    Ok(())
}

/// An account to be made for an official.
pub(in crate::import) struct NewLogin {
    pub(in crate::import) key: i64,
    pub(in crate::import) uid: Uuid,
    pub(in crate::import) name: String,
    pub(in crate::import) official: i64,
    pub(in crate::import) password: Password,
}

/// An identifier to be given to an account, in its compared form.
pub(in crate::import) struct NewIdentifier {
    pub(in crate::import) identifier: String,
    pub(in crate::import) account: i64,
    pub(in crate::import) kind: IdentifierKind,
}

pub(in crate::import) async fn insert_accounts(tx: &mut Tx, edition: i64, rows: &[NewLogin]) -> Result<(), Error> {
    let now: Timestamp = tx.now();
    insert_rows!(
        tx,
        "account (id, uid, name, official, password, must_change, disabled, demo, created_at, edition_in)",
        "",
        rows,
        |one| one.key,
        one.uid,
        &one.name,
        one.official,
        one.password.kept(),
        true,
        false,
        false,
        now,
        edition
    );
    Ok(())
}

/// Ends a row of an edition before, from this edition on.
pub(in crate::import) async fn supersede<R: Superseded>(tx: &mut Tx, edition: i64, owner: i64, id: Uuid) -> Result<(), Error> {
    tx.execute(R::SUPERSEDE).bind(owner).bind(id).bind(edition).run().await.map(|_| ())
}

/// A row of which the next edition has another.
pub(in crate::import) trait Superseded: Record {
    /// Binds owner, id and edition.
    const SUPERSEDE: &'static str;
}

impl Superseded for PostingRow {
    const SUPERSEDE: &'static str = "UPDATE posting SET edition_out = $3 WHERE official = $1 AND id = $2";
}
impl Superseded for SupervisionRow {
    const SUPERSEDE: &'static str = "UPDATE supervision SET edition_out = $3 WHERE official = $1 AND id = $2";
}
impl Superseded for GrantRow {
    const SUPERSEDE: &'static str = "UPDATE role_grant SET edition_out = $3 WHERE account = $1 AND id = $2";
}

/// A dated row with the keys of what its first and second column name.
pub(in crate::import) type Dated<'a, R> = (&'a R, [i64; 2], Uuid);

pub(in crate::import) async fn insert_postings(tx: &mut Tx, edition: i64, rows: &[Dated<'_, PostingRow>]) -> Result<(), Error> {
    insert_rows!(
        tx,
        "posting (official, id, post, kind, from_date, until_date, edition_in, edition_out)",
        "",
        rows,
        |one| one.1[0],
        one.2,
        one.1[1],
        one.0.kind.as_str(),
        one.0.from,
        one.0.until,
        edition,
        None::<i64>
    );
    Ok(())
}

pub(in crate::import) async fn insert_supervisions(
    tx: &mut Tx,
    edition: i64,
    rows: &[Dated<'_, SupervisionRow>],
) -> Result<(), Error> {
    insert_rows!(
        tx,
        "supervision (official, id, supervisor, kind, from_date, until_date, edition_in, edition_out)",
        "",
        rows,
        |one| one.1[0],
        one.2,
        one.1[1],
        &one.0.kind,
        one.0.from,
        one.0.until,
        edition,
        None::<i64>
    );
    Ok(())
}

pub(in crate::import) async fn insert_grants(tx: &mut Tx, edition: i64, rows: &[Dated<'_, GrantRow>]) -> Result<(), Error> {
    insert_rows!(
        tx,
        "role_grant (account, id, role, scope_kind, scope, from_date, until_date, edition_in, edition_out)",
        "",
        rows,
        |one| one.1[0],
        one.2,
        one.0.role.as_str(),
        &one.0.scope_kind,
        &one.0.scope,
        one.0.from,
        one.0.until,
        edition,
        None::<i64>
    );
    Ok(())
}
