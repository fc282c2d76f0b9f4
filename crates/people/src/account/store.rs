//! The only SQL on accounts, their identifiers and their bearer tokens.

use kernel::{Key, Timestamp};
use store::{Conn, Error, Tx};

use super::domain::{IdentifierKind, Password, fold_identifier};
use crate::{Account, Official};

/// An account to be made.
pub struct NewAccount<'a> {
    /// Its name; also an identifier.
    pub name: &'a str,
    /// The official it belongs to.
    pub official: Option<Key<Official>>,
    /// Its password; without one nobody can sign in.
    pub password: Option<&'a Password>,
    /// Whether the password must be changed at the first sign-in.
    pub must_change: bool,
    /// Whether it belongs to the demo.
    pub demo: bool,
    /// The edition with which it appears; 0 for at once.
    pub edition: i64,
    /// Further identifiers.
    pub identifiers: &'a [(IdentifierKind, &'a str)],
}

impl<'a> NewAccount<'a> {
    /// An account that nobody can sign in to yet; what else is known is set on top of it.
    pub const fn of(name: &'a str) -> Self {
        Self { name, official: None, password: None, must_change: false, demo: false, edition: 0, identifiers: &[] }
    }
}

/// What signing in needs to know.
pub(super) struct Found {
    pub(super) account: Key<Account>,
    pub(super) password: Option<Password>,
    pub(super) must_change: bool,
}

/// Makes an account. An identifier that another account has already is left with that account.
pub async fn insert(tx: &mut Tx, new: &NewAccount<'_>) -> Result<Key<Account>, Error> {
    let (key, uid, now) = (tx.take_key::<Account>("account").await?, tx.context().new_id(), tx.now());
    tx.execute(
        "INSERT INTO account (id, uid, name, official, password, must_change, disabled, demo, created_at, edition_in) \
         VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8, $9)",
    )
    .bind(key)
    .bind(uid)
    .bind(new.name)
    .bind(new.official)
    .bind(new.password.map(Password::kept))
    .bind(new.must_change)
    .bind(new.demo)
    .bind(now)
    .bind(new.edition)
    .run()
    .await?;
    for (kind, identifier) in [(IdentifierKind::Name, new.name)].iter().chain(new.identifiers) {
        add_identifier(tx, key, *kind, identifier).await?;
    }
    Ok(key)
}

async fn add_identifier(tx: &mut Tx, account: Key<Account>, kind: IdentifierKind, identifier: &str) -> Result<(), Error> {
    let folded = fold_identifier(identifier);
    if folded.is_empty() {
        return Ok(());
    }
    tx.execute(
        "INSERT INTO account_identifier (identifier, account, kind) VALUES ($1, $2, $3) ON CONFLICT (identifier) DO NOTHING",
    )
    .bind(folded)
    .bind(account)
    .bind(kind.as_str())
    .run()
    .await
    .map(|_| ())
}

pub(super) async fn find(conn: &mut Conn, identifier: &str) -> Result<Option<Found>, Error> {
    conn.query(
        "SELECT account.id, account.password, account.must_change FROM account_identifier \
         JOIN account ON account.id = account_identifier.account \
         WHERE account_identifier.identifier = $1 AND NOT account.disabled AND account.edition_in <= (SELECT current FROM edition)",
    )
    .bind(fold_identifier(identifier))
    .optional(|row| {
        let password = row.get::<Option<String>>(1)?.map(Password::from_kept);
        Ok(Found { account: row.get(0)?, password, must_change: row.get(2)? })
    })
    .await
}

pub(super) async fn password_of(conn: &mut Conn, account: Key<Account>) -> Result<Option<Password>, Error> {
    let kept =
        conn.query("SELECT password FROM account WHERE id = $1").bind(account).one("account", |row| row.get::<Option<String>>(0));
    Ok(kept.await?.map(Password::from_kept))
}

pub(super) async fn set_password(tx: &mut Tx, account: Key<Account>, password: &Password) -> Result<(), Error> {
    tx.execute("UPDATE account SET password = $2, must_change = FALSE WHERE id = $1")
        .bind(account)
        .bind(password.kept())
        .run()
        .await?;
    Ok(())
}

/// Ends all sessions of an account but the one with this token.
pub(super) async fn end_other_sessions(tx: &mut Tx, account: Key<Account>, keep: &[u8]) -> Result<(), Error> {
    tx.execute("DELETE FROM session WHERE account = $1 AND token <> $2").bind(account).bind(keep.to_vec()).run().await?;
    Ok(())
}

pub(super) async fn insert_token(tx: &mut Tx, account: Key<Account>, digest: Vec<u8>, ends: Timestamp) -> Result<(), Error> {
    let now = tx.now();
    tx.execute("INSERT INTO access_token (token, account, created_at, ends_at) VALUES ($1, $2, $3, $4)")
        .bind(digest)
        .bind(account)
        .bind(now)
        .bind(ends)
        .run()
        .await?;
    Ok(())
}

/// How often an identifier has failed, and until when it is blocked.
pub(super) async fn failures(conn: &mut Conn, subject: &str) -> Result<(i64, Timestamp), Error> {
    let found = conn
        .query("SELECT failures, blocked_until FROM sign_in_failure WHERE subject = $1")
        .bind(subject)
        .optional(|row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok(found.unwrap_or((0, Timestamp(0))))
}

pub(super) async fn set_failures(tx: &mut Tx, subject: &str, failures: i64, blocked_until: Timestamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO sign_in_failure (subject, failures, blocked_until) VALUES ($1, $2, $3) \
         ON CONFLICT (subject) DO UPDATE SET failures = $2, blocked_until = $3",
    )
    .bind(subject)
    .bind(failures)
    .bind(blocked_until)
    .run()
    .await?;
    Ok(())
}

pub(super) async fn forget_failures(tx: &mut Tx, subject: &str) -> Result<(), Error> {
    tx.execute("DELETE FROM sign_in_failure WHERE subject = $1").bind(subject).run().await?;
    Ok(())
}
