//! The rows of the store that rows of a file mean, in the same form, so that the two can be compared.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;

use kernel::Language;
use sqlx::AssertSqlSafe;
use store::{Conn, Error, FutureExt, Query, Row};
use uuid::Uuid;

use super::{editions, parameters};
use crate::grant::Role;
use crate::import::rows::{
    GrantRow, OfficialRow, OrganisationRow, PersonPart, PositionRow, PostRow, PostingRow, Record, SupervisionRow, TerritoryRow,
};
use crate::official::{Engagement, Name};
use crate::posting::PostingKind;

/// A row of the store.
#[derive(Clone, Debug)]
pub(in crate::import) struct Found<R> {
    /// Its key; of a dated row the key of its official or account.
    pub(in crate::import) key: i64,
    /// The id of a dated row.
    pub(in crate::import) id: Uuid,
    /// Left by an edition that was never switched on.
    pub(in crate::import) hidden: bool,
    /// What it says.
    pub(in crate::import) row: R,
}

/// The rows of the store by what identifies them.
pub(in crate::import) type Finding<'a, R> =
    Pin<Box<dyn Future<Output = Result<HashMap<<R as Record>::Id, Found<R>>, Error>> + Send + 'a>>;

/// A row that can be found in the store.
pub(in crate::import) trait Stored: Record {
    /// Finds the rows of the store that these rows mean; may find more.
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self>;
}

/// Finds rows by one text of each given row: the query ends before its list.
async fn by_texts<R: Record>(
    conn: &mut Conn,
    head: &'static str,
    texts: Vec<&str>,
    read: impl Fn(&Row) -> Result<Option<Found<R>>, Error>,
) -> Result<HashMap<R::Id, Found<R>>, Error> {
    if texts.is_empty() {
        return Ok(HashMap::new());
    }
    let mut query: Query<'_> = conn.query(AssertSqlSafe(format!("{head} IN ({})", parameters(1, texts.len()))));
    for text in texts {
        query = query.bind(text);
    }
    Ok(query.all(read).await?.into_iter().flatten().map(|found| (found.row.id(), found)).collect())
}

fn master<R>(key: i64, row: R) -> Option<Found<R>> {
    Some(Found { key, id: Uuid::nil(), hidden: false, row })
}

impl Stored for TerritoryRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const SQL: &str = "SELECT territory.id, territory.code, territory.kind, above.code, territory.name, territory.valid_from, \
            territory.valid_until, territory.successor FROM territory LEFT JOIN territory AS above ON above.id = territory.parent \
            WHERE territory.code";
        let read = |row: &Row| {
            let found = Self {
                code: row.get(1)?,
                kind: row.get(2)?,
                parent: row.get(3)?,
                name: row.get(4)?,
                valid_from: row.get(5)?,
                valid_until: row.get(6)?,
                successor: row.get(7)?,
            };
            Ok(master(row.get(0)?, found))
        };
        by_texts(conn, SQL, rows.iter().map(|row| row.code.as_str()).collect(), read).boxed()
    }
}

impl Stored for OrganisationRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        // The parent is read from the closure, whose row is the last that a move writes: a move that was interrupted is found again.
        const SQL: &str = "SELECT organisation.id, organisation.code, organisation.kind, above.code, territory.code, organisation.name, \
            organisation.edition_in FROM organisation LEFT JOIN territory ON territory.id = organisation.territory \
            LEFT JOIN organisation_closure ON organisation_closure.descendant = organisation.id AND organisation_closure.depth = 1 \
            LEFT JOIN organisation AS above ON above.id = organisation_closure.ancestor WHERE organisation.code";
        async move {
            let (current, _) = editions(conn).await?;
            let read = |row: &Row| {
                let found = Self {
                    code: row.get(1)?,
                    kind: row.get(2)?,
                    parent: row.get(3)?,
                    since: None,
                    territory: row.get(4)?,
                    name: row.get(5)?,
                };
                let hidden = row.get::<i64>(6)? > current;
                Ok(Some(Found { key: row.get(0)?, id: Uuid::nil(), hidden, row: found }))
            };
            by_texts(conn, SQL, rows.iter().map(|row| row.code.as_str()).collect(), read).await
        }
        .boxed()
    }
}

impl Stored for PositionRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const SQL: &str =
            "SELECT position.id, position.code, title, family, service_group, pay_level FROM position WHERE position.code";
        let read = |row: &Row| {
            let found =
                Self { code: row.get(1)?, title: row.get(2)?, family: row.get(3)?, group: row.get(4)?, pay_level: row.get(5)? };
            Ok(master(row.get(0)?, found))
        };
        by_texts(conn, SQL, rows.iter().map(|row| row.code.as_str()).collect(), read).boxed()
    }
}

impl Stored for PostRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const SQL: &str = "SELECT post.id, post.code, organisation.code, position.code, above.code FROM post \
            JOIN organisation ON organisation.id = post.organisation JOIN position ON position.id = post.position \
            LEFT JOIN post AS above ON above.id = post.reports_to WHERE post.code";
        let read = |row: &Row| {
            let found = Self { code: row.get(1)?, organisation: row.get(2)?, position: row.get(3)?, reports_to: row.get(4)? };
            Ok(master(row.get(0)?, found))
        };
        by_texts(conn, SQL, rows.iter().map(|row| row.code.as_str()).collect(), read).boxed()
    }
}

impl Stored for OfficialRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const SQL: &str = "SELECT official.id, official.code, engagement, service, joined, retires, minutes_per_week, person.name, \
            person.address_form, person.mobile, person.email, person.language FROM official \
            LEFT JOIN person ON person.official = official.id WHERE official.code";
        by_texts(conn, SQL, rows.iter().map(|row| row.code.as_str()).collect(), read_official).boxed()
    }
}

fn read_official(row: &Row) -> Result<Option<Found<OfficialRow>>, Error> {
    let engagement: String = row.get(2)?;
    let engagement = Engagement::parse(&engagement)
        .ok_or_else(|| Error::Column { column: 2, reason: format!("no type of engagement: {engagement}") })?;
    let person = match row.get::<Option<String>>(7)? {
        Some(name) => Some(PersonPart {
            name: serde_json::from_str::<Name>(&name).map_err(|error| Error::Column { column: 7, reason: error.to_string() })?,
            address_form: row.get(8)?,
            mobile: row.get(9)?,
            email: row.get(10)?,
            language: row.get::<Option<Language>>(11)?.unwrap_or(Language::ENGLISH),
        }),
        None => None,
    };
    let found = OfficialRow {
        code: row.get(1)?,
        engagement,
        service: row.get(3)?,
        joined: row.get(4)?,
        retires: row.get(5)?,
        minutes_per_week: row.get(6)?,
        person,
    };
    Ok(master(row.get(0)?, found))
}

impl Stored for PostingRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const SQL: &str = "SELECT live_posting.official, live_posting.id, official.code, post.code, live_posting.kind, \
            live_posting.from_date, live_posting.until_date FROM official JOIN live_posting ON live_posting.official = official.id \
            JOIN post ON post.id = live_posting.post WHERE official.code";
        let read = |row: &Row| {
            let kind: String = row.get(4)?;
            let Some(kind) = PostingKind::parse(&kind) else { return Ok(None) };
            let found = Self { official: row.get(2)?, post: row.get(3)?, kind, from: row.get(5)?, until: row.get(6)? };
            Ok(Some(Found { key: row.get(0)?, id: row.get(1)?, hidden: false, row: found }))
        };
        by_texts(conn, SQL, rows.iter().map(|row| row.official.as_str()).collect(), read).boxed()
    }
}

impl Stored for SupervisionRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const SQL: &str = "SELECT live_supervision.official, live_supervision.id, official.code, supervisor.code, live_supervision.kind, \
            live_supervision.from_date, live_supervision.until_date FROM official \
            JOIN live_supervision ON live_supervision.official = official.id \
            JOIN official AS supervisor ON supervisor.id = live_supervision.supervisor WHERE official.code";
        let read = |row: &Row| {
            let found =
                Self { official: row.get(2)?, supervisor: row.get(3)?, kind: row.get(4)?, from: row.get(5)?, until: row.get(6)? };
            Ok(Some(Found { key: row.get(0)?, id: row.get(1)?, hidden: false, row: found }))
        };
        by_texts(conn, SQL, rows.iter().map(|row| row.official.as_str()).collect(), read).boxed()
    }
}

impl Stored for GrantRow {
    fn find<'a>(conn: &'a mut Conn, rows: &'a [Self]) -> Finding<'a, Self> {
        const BY_NAME: &str = "SELECT live_grant.account, live_grant.id, account.name, live_grant.role, live_grant.scope_kind, \
            live_grant.scope, live_grant.from_date, live_grant.until_date FROM account \
            JOIN live_grant ON live_grant.account = account.id WHERE account.name";
        const BY_CODE: &str = "SELECT live_grant.account, live_grant.id, official.code, live_grant.role, live_grant.scope_kind, \
            live_grant.scope, live_grant.from_date, live_grant.until_date FROM official JOIN account ON account.official = official.id \
            JOIN live_grant ON live_grant.account = account.id WHERE official.code";
        async move {
            let references: Vec<&str> = rows.iter().map(|row| row.account.as_str()).collect();
            let mut found = by_texts(conn, BY_NAME, references.clone(), read_grant).await?;
            found.extend(by_texts(conn, BY_CODE, references, read_grant).await?);
            Ok(found)
        }
        .boxed()
    }
}

fn read_grant(row: &Row) -> Result<Option<Found<GrantRow>>, Error> {
    let role: String = row.get(3)?;
    let Some(role) = Role::parse(&role) else { return Ok(None) };
    let found = GrantRow {
        account: row.get(2)?,
        role,
        scope_kind: row.get(4)?,
        scope: row.get(5)?,
        from: row.get(6)?,
        until: row.get(7)?,
    };
    Ok(Some(Found { key: row.get(0)?, id: row.get(1)?, hidden: false, row: found }))
}
