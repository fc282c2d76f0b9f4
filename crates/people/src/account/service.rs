//! The use cases of accounts.

use kernel::time::{DAY, MINUTE};
use kernel::{Key, Timestamp};
use sha2::{Digest, Sha256};
use store::audit::Entry;
use store::{Db, Failure, FutureExt, Outcome, Tx};
use web::Refusal;

use super::domain::{self, Password, fold_identifier};
use super::store as sql;
use crate::Account;

/// Why nobody was signed in, or a password was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountRefusal {
    /// The identifier or the password is wrong; which of them is not said.
    Wrong,
    /// Too many failures; so many minutes to wait.
    Blocked(i64),
    /// The new password is too short.
    TooShort,
    /// The two new passwords differ.
    Differ,
    /// There is no such account.
    Unknown,
}

impl Refusal for AccountRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Wrong => "account.wrong",
            Self::Blocked(_) => "account.blocked",
            Self::TooShort => "account.too-short",
            Self::Differ => "account.differ",
            Self::Unknown => "account.unknown",
        }
    }
}

/// A person who has proved who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Their account.
    pub account: Key<Account>,
    /// Whether they must choose a password now.
    pub must_change: bool,
}

/// Failures that cost nothing.
const FREE_FAILURES: i64 = 5;
/// The least length of a chosen password, in characters (NIST SP 800-63B: at least 8; longer phrases are welcome).
const LEAST_LENGTH: usize = 10;

/// Checks identifier and password. Costs the same whether the identifier exists or not.
pub async fn prove(db: &Db, identifier: &str, password: &str) -> Outcome<Proven, AccountRefusal> {
    let subject = subject(identifier);
    let (now, mut conn) = (db.context().now(), db.read().await?);
    let (_, blocked_until) = sql::failures(&mut conn, &subject).await?;
    if blocked_until > now {
        return Err(Failure::Refused(AccountRefusal::Blocked((blocked_until.since(now) + MINUTE - 1) / MINUTE)));
    }
    let found = sql::find(&mut conn, identifier).await?;
    drop(conn);
    let kept = found.as_ref().and_then(|found| found.password.clone()).unwrap_or_else(|| Password::from_kept(NOBODY.to_owned()));
    let typed = password.to_owned();
    let right = tokio::task::spawn_blocking(move || kept.is(&typed)).await.unwrap_or(false);
    match found.filter(|_| right) {
        Some(found) => {
            db.write(subject, |tx, subject| forget(tx, subject).boxed()).await?;
            Ok(Proven { account: found.account, must_change: found.must_change })
        }
        None => {
            db.write(subject, |tx, subject| count_failure(tx, subject).boxed()).await?;
            Err(Failure::Refused(AccountRefusal::Wrong))
        }
    }
}

/// A kept password that no typed one matches, so that an unknown identifier costs what a known one costs.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

fn subject(identifier: &str) -> String {
    Sha256::digest(fold_identifier(identifier).as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

async fn forget(tx: &mut Tx, subject: &str) -> Outcome<(), AccountRefusal> {
    Ok(sql::forget_failures(tx, subject).await?)
}

async fn count_failure(tx: &mut Tx, subject: &str) -> Outcome<(), AccountRefusal> {
    let (failures, blocked_until) = sql::failures(tx, subject).await?;
    let now = tx.now();
    let failures = if now.since(blocked_until) > DAY && failures >= FREE_FAILURES { 1 } else { failures + 1 };
    Ok(sql::set_failures(tx, subject, failures, blocked_after(now, failures)).await?)
}

/// The first failures cost nothing; then one minute, two, four ... at most an hour.
fn blocked_after(now: Timestamp, failures: i64) -> Timestamp {
    match failures - FREE_FAILURES {
        ..0 => now,
        over => now.plus((MINUTE << over.min(6)).min(60 * MINUTE)),
    }
}

/// A change of password.
pub struct ChangePassword {
    /// Whose.
    pub account: Key<Account>,
    /// The digest of the session that stays.
    pub session: Vec<u8>,
    /// The present password.
    pub present: String,
    /// The new one, twice.
    pub new: [String; 2],
}

/// Changes a password; all other sessions of the account end.
pub async fn change_password(db: &Db, command: ChangePassword) -> Outcome<(), AccountRefusal> {
    if command.new[0] != command.new[1] {
        return Err(Failure::Refused(AccountRefusal::Differ));
    }
    if command.new[0].chars().count() < LEAST_LENGTH {
        return Err(Failure::Refused(AccountRefusal::TooShort));
    }
    let present = sql::password_of(&mut db.read().await?, command.account).await?;
    let (context, typed, new) = (db.context().clone(), command.present.clone(), command.new[0].clone());
    let kept = tokio::task::spawn_blocking(move || match present {
        Some(present) if present.is(&typed) => Password::keep(&context, &new).ok(),
        _ => None,
    });
    let Some(kept) = kept.await.unwrap_or(None) else { return Err(Failure::Refused(AccountRefusal::Wrong)) };
    db.write((command, kept), |tx, (command, kept)| replace_password(tx, command, kept).boxed()).await
}

async fn replace_password(tx: &mut Tx, command: &ChangePassword, kept: &Password) -> Outcome<(), AccountRefusal> {
    sql::set_password(tx, command.account, kept).await?;
    sql::end_other_sessions(tx, command.account, &command.session).await?;
    let actor = Some(command.account.number());
    tx.audit(Entry { actor, action: "account.change-password", subject: None, detail: String::new() }).await?;
    Ok(())
}

/// Makes a bearer token for an account by any of its identifiers; valid for a year. The token is returned once and kept as a digest.
pub async fn create_token(db: &Db, identifier: &str) -> Outcome<String, AccountRefusal> {
    let token = domain::new_token(db.context());
    let command = (identifier.to_owned(), domain::token_digest(&token));
    db.write(command, |tx, (identifier, digest)| keep_token(tx, identifier, digest).boxed()).await?;
    Ok(token)
}

async fn keep_token(tx: &mut Tx, identifier: &str, digest: &[u8]) -> Outcome<(), AccountRefusal> {
    let Some(found) = sql::find(tx, identifier).await? else { return Err(Failure::Refused(AccountRefusal::Unknown)) };
    let ends = tx.now().plus(365 * DAY);
    sql::insert_token(tx, found.account, digest.to_vec(), ends).await?;
    tx.audit(Entry { actor: None, action: "account.create-token", subject: None, detail: found.account.number().to_string() })
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_gets_slower() {
        let minutes: Vec<i64> = (1..=13).map(|failures| blocked_after(Timestamp(0), failures).0 / MINUTE).collect();
        assert_eq!(minutes, [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60]);
    }
}
