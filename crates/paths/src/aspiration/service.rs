//! Choosing a position to aspire to, sharing it, taking it back.

use kernel::Key;
use people::{Account, OfficialKey};
use store::audit::Entry;
use store::{Db, Failure, FutureExt, Outcome, Tx};

use super::store as sql;

/// The wish to aspire to a position.
#[derive(Clone, Debug)]
pub struct Aspire {
    /// Who.
    pub official: OfficialKey,
    /// The account that asks; `None` where the demonstration is filled.
    pub account: Option<Key<Account>>,
    /// Code of the position; `None`: to none any more.
    pub position: Option<String>,
}

/// Puts the aspiration, private; or removes it.
pub async fn aspire(db: &Db, command: Aspire) -> Outcome<(), ()> {
    db.write(command, |tx, command| put(tx, command).boxed()).await
}

async fn put(tx: &mut Tx, command: &Aspire) -> Outcome<(), ()> {
    match &command.position {
        Some(code) => {
            let position = sql::position(tx, code).await?.ok_or(Failure::Denied)?;
            sql::put(tx, command.official, position).await?;
        }
        None => sql::remove(tx, command.official).await?,
    }
    // What somebody aspires to is nobody's business: the trail says that it changed, not to what.
    log(tx, command.account, command.official, "aspiration.choose").await
}

/// The wish to share the aspiration with the supervisor, or to take it back.
#[derive(Clone, Copy, Debug)]
pub struct Share {
    /// Who.
    pub official: OfficialKey,
    /// The account that asks; `None` where the demonstration is filled.
    pub account: Option<Key<Account>>,
    /// Whether to share.
    pub shared: bool,
}

/// Shares it or takes it back.
pub async fn share(db: &Db, command: Share) -> Outcome<(), ()> {
    db.write(command, |tx, command| set(tx, *command).boxed()).await
}

async fn set(tx: &mut Tx, command: Share) -> Outcome<(), ()> {
    if !sql::set_shared(tx, command.official, command.shared).await? {
        return Err(Failure::Denied);
    }
    log(tx, command.account, command.official, if command.shared { "aspiration.share" } else { "aspiration.unshare" }).await
}

async fn log(tx: &mut Tx, account: Option<Key<Account>>, official: OfficialKey, action: &'static str) -> Outcome<(), ()> {
    let (actor, subject) = (account.map(Key::number), Some(official.number()));
    Ok(tx.audit(Entry { actor, action, subject, detail: String::new() }).await?)
}
