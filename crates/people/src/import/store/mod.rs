//! The only SQL of the import. It writes the neighbours' tables many rows at a time; see the capability's head.

mod change;
mod clean;
mod find;
mod insert;

use std::collections::{HashMap, HashSet};

use kernel::Date;
use sqlx::AssertSqlSafe;
use store::{Conn, Dialect, Error, Tx};

pub(super) use change::{
    add_identifiers, change_official, change_organisation, change_position, change_post, change_territory, descendants, is_below,
    replant, set_bosses, set_edge, set_parents,
};
pub(super) use clean::{Leftover, leftovers, remove};
pub(super) use find::{Found, Stored};
pub(super) use insert::{
    Minted, NewIdentifier, NewLogin, Superseded, adopt_organisation, insert_accounts, insert_grants, insert_officials,
    insert_organisations, insert_positions, insert_postings, insert_posts, insert_supervisions, insert_territories, plant,
    supersede,
};

use super::columns::Sheet;
use super::rows::Target;

/// Proof that an import is still the newest: its number in the sequence of imports, and the edition that it writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fence {
    token: i64,
    pub(super) edition: i64,
}

/// Name of the sequence of imports. Its row is also the lock by which chunks of two imports take turns.
const SEQUENCE: &str = "people.import";

/// Begins an import: a new edition. Also says whether an edition before it was never switched on.
pub(super) async fn begin(tx: &mut Tx) -> Result<(Fence, bool), Error> {
    let token = tx.take_keys(SEQUENCE, 1).await? + 1;
    let (current, newest) = editions(tx).await?;
    let edition = newest + 1;
    tx.execute("UPDATE edition SET newest = $1").bind(edition).run().await?;
    Ok((Fence { token, edition }, newest > current))
}

/// Whether this import is still the newest; holds back others until the transaction ends. For the setting see [`plan_anew`].
pub(super) async fn hold(tx: &mut Tx, fence: Fence) -> Result<bool, Error> {
    if tx.dialect() == Dialect::Pg {
        tx.execute("SET LOCAL plan_cache_mode = force_custom_plan").run().await?;
    }
    Ok(tx.take_keys(SEQUENCE, 0).await? == fence.token)
}

/// Has PostgreSQL plan each query anew or, at the end, as it likes. Tables grow by orders of magnitude during an import: a plan that was
/// kept from the first chunk, made for an empty table, would read the whole table for each later one.
pub(super) async fn plan_anew(conn: &mut Conn, anew: bool) -> Result<(), Error> {
    let sql = if anew { "SET plan_cache_mode = force_custom_plan" } else { "RESET plan_cache_mode" };
    match conn.dialect() {
        Dialect::Pg => conn.query(sql).all(|_| Ok(())).await.map(|_| ()),
        Dialect::Lite => Ok(()),
    }
}

/// Makes the edition current.
pub(super) async fn switch(tx: &mut Tx, fence: Fence) -> Result<bool, Error> {
    let switched = tx.execute("UPDATE edition SET current = $1 WHERE newest = $1").bind(fence.edition).run().await?;
    Ok(switched == 1)
}

/// The current edition and the newest.
pub(super) async fn editions(conn: &mut Conn) -> Result<(i64, i64), Error> {
    conn.query("SELECT current, newest FROM edition").one("edition", |row| Ok((row.get(0)?, row.get(1)?))).await
}

/// `$first, ..., $last`.
pub(super) fn parameters(first: usize, count: usize) -> String {
    (first..first + count).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ")
}

fn table(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::Territories => "territory",
        Sheet::Organisations => "organisation",
        Sheet::Positions => "position",
        Sheet::Posts => "post",
        _ => "official",
    }
}

/// The keys of the rows with these codes, hidden ones included.
pub(super) async fn keys(conn: &mut Conn, sheet: Sheet, codes: &[&str]) -> Result<HashMap<String, i64>, Error> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!("SELECT code, id FROM {} WHERE code IN ({})", table(sheet), parameters(1, codes.len()));
    let mut query = conn.query(AssertSqlSafe(sql));
    for code in codes {
        query = query.bind(*code);
    }
    Ok(query.all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

/// Which of these codes lead to something that is seen.
pub(super) async fn known(conn: &mut Conn, target: Target, codes: &[&str]) -> Result<HashSet<String>, Error> {
    let sheet = match target {
        Target::Account => {
            let (current, _) = editions(conn).await?;
            return Ok(accounts(conn, codes, current).await?.into_keys().collect());
        }
        Target::Sheet(Sheet::Organisations) => {
            let found = above(conn, Sheet::Organisations, codes).await?;
            return Ok(found.into_keys().collect());
        }
        Target::Sheet(sheet) => sheet,
    };
    Ok(keys(conn, sheet, codes).await?.into_keys().collect())
}

/// Accounts by the code of their official or, failing that, by their name, up to an edition.
pub(super) async fn accounts(conn: &mut Conn, references: &[&str], edition: i64) -> Result<HashMap<String, i64>, Error> {
    if references.is_empty() {
        return Ok(HashMap::new());
    }
    let list = parameters(2, references.len());
    let by_name =
        format!("SELECT account.name, account.id FROM account WHERE account.edition_in <= $1 AND account.name IN ({list})");
    let by_code = format!(
        "SELECT official.code, account.id FROM official JOIN account ON account.official = official.id \
         WHERE account.edition_in <= $1 AND official.code IN ({list})"
    );
    let mut found: HashMap<String, i64> = HashMap::new();
    for sql in [by_name, by_code] {
        let mut query = conn.query(AssertSqlSafe(sql)).bind(edition);
        for reference in references {
            query = query.bind(*reference);
        }
        found.extend(query.all(|row| Ok((row.get(0)?, row.get(1)?))).await?);
    }
    Ok(found)
}

/// Which of these officials have an account, up to an edition.
pub(super) async fn with_account(conn: &mut Conn, codes: &[&str], edition: i64) -> Result<HashSet<String>, Error> {
    if codes.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = format!(
        "SELECT official.code FROM official JOIN account ON account.official = official.id \
         WHERE account.edition_in <= $1 AND official.code IN ({})",
        parameters(2, codes.len())
    );
    let mut query = conn.query(AssertSqlSafe(sql)).bind(edition);
    for code in codes {
        query = query.bind(*code);
    }
    Ok(query.all(|row| row.get(0)).await?.into_iter().collect())
}

/// Who has these identifiers: the code of the official, empty for an account without one.
pub(super) async fn owners(conn: &mut Conn, identifiers: &[&str]) -> Result<HashMap<String, String>, Error> {
    if identifiers.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT account_identifier.identifier, official.code FROM account_identifier \
         JOIN account ON account.id = account_identifier.account LEFT JOIN official ON official.id = account.official \
         WHERE account.edition_in <= (SELECT current FROM edition) AND account_identifier.identifier IN ({})",
        parameters(1, identifiers.len())
    );
    let mut query = conn.query(AssertSqlSafe(sql));
    for identifier in identifiers {
        query = query.bind(*identifier);
    }
    let rows = query.all(|row| Ok((row.get(0)?, row.get::<Option<String>>(1)?.unwrap_or_default()))).await?;
    Ok(rows.into_iter().collect())
}

/// The rows with these codes that are seen, each with the code of the row above it.
pub(super) async fn above(conn: &mut Conn, sheet: Sheet, codes: &[&str]) -> Result<HashMap<String, Option<String>>, Error> {
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let head = match sheet {
        Sheet::Territories => {
            "SELECT territory.code, above.code FROM territory LEFT JOIN territory AS above ON above.id = territory.parent WHERE territory.code"
        }
        Sheet::Organisations => {
            "SELECT organisation.code, above.code FROM organisation \
             LEFT JOIN organisation_closure ON organisation_closure.descendant = organisation.id AND organisation_closure.depth = 1 \
             LEFT JOIN organisation AS above ON above.id = organisation_closure.ancestor \
             WHERE organisation.edition_in <= (SELECT current FROM edition) AND organisation.code"
        }
        _ => "SELECT post.code, above.code FROM post LEFT JOIN post AS above ON above.id = post.reports_to WHERE post.code",
    };
    let mut query = conn.query(AssertSqlSafe(format!("{head} IN ({})", parameters(1, codes.len()))));
    for code in codes {
        query = query.bind(*code);
    }
    Ok(query.all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect())
}

/// A substantive posting of the store: official, post, from, until.
pub(super) type Stay = (String, String, Date, Option<Date>);

/// The live substantive postings of these officials.
pub(super) async fn substantive(conn: &mut Conn, officials: &[&str]) -> Result<Vec<Stay>, Error> {
    if officials.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT official.code, post.code, live_posting.from_date, live_posting.until_date FROM official \
         JOIN live_posting ON live_posting.official = official.id JOIN post ON post.id = live_posting.post \
         WHERE live_posting.kind = 'substantive' AND official.code IN ({})",
        parameters(1, officials.len())
    );
    let mut query = conn.query(AssertSqlSafe(sql));
    for official in officials {
        query = query.bind(*official);
    }
    query.all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))).await
}
