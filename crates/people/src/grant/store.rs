//! The only SQL on grants.

use kernel::{Date, Key};
use store::{Conn, Error, Row, Tx};

use super::domain::{Grant, Role, Scope};
use crate::Account;

/// A grant to be made. The scope is named by the code of an organisation, territory, service or framework.
pub struct NewGrant<'a> {
    /// To whom.
    pub account: Key<Account>,
    /// What.
    pub role: Role,
    /// `everything`, `organisation`, `territory`, `service` or `framework`.
    pub scope_kind: &'a str,
    /// Its code; empty for everything.
    pub scope: &'a str,
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub until: Option<Date>,
    /// The edition with which it appears; 0 for at once.
    pub edition: i64,
}

/// Makes a grant.
pub async fn insert(tx: &mut Tx, new: &NewGrant<'_>) -> Result<(), Error> {
    let id = tx.context().new_id();
    tx.execute(
        "INSERT INTO role_grant (account, id, role, scope_kind, scope, from_date, until_date, edition_in, edition_out) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL)",
    )
    .bind(new.account)
    .bind(id)
    .bind(new.role.as_str())
    .bind(new.scope_kind)
    .bind(new.scope)
    .bind(new.from)
    .bind(new.until)
    .bind(new.edition)
    .run()
    .await?;
    Ok(())
}

/// The grants that an account has today. A grant whose role or scope is not known any more gives nothing.
pub async fn of_account(conn: &mut Conn, account: Key<Account>, today: Date) -> Result<Vec<Grant>, Error> {
    let rows = conn
        .query(
            "SELECT live_grant.role, live_grant.scope_kind, live_grant.scope, organisation.id, territory.id FROM live_grant \
             LEFT JOIN organisation ON live_grant.scope_kind = 'organisation' AND organisation.code = live_grant.scope \
             LEFT JOIN territory ON live_grant.scope_kind = 'territory' AND territory.code = live_grant.scope \
             WHERE live_grant.account = $1 AND live_grant.from_date <= $2 AND (live_grant.until_date IS NULL OR live_grant.until_date > $2)",
        )
        .bind(account)
        .bind(today)
        .all(read)
        .await?;
    Ok(rows.into_iter().flatten().collect())
}

fn read(row: &Row) -> Result<Option<Grant>, Error> {
    let (role, kind, code): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let scope = match kind.as_str() {
        "everything" => Some(Scope::Everything),
        "organisation" => row.get::<Option<_>>(3)?.map(Scope::Organisation),
        "territory" => row.get::<Option<_>>(4)?.map(Scope::Territory),
        "service" => Some(Scope::Service(code)),
        "framework" => Some(Scope::Framework(code)),
        _ => None,
    };
    Ok(Role::parse(&role).zip(scope).map(|(role, scope)| Grant { role, scope }))
}
