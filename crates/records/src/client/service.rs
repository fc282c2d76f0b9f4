//! The use cases of clients.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kernel::Timestamp;
use kernel::time::SECOND;
use sha2::{Digest, Sha256};
use standards::xapi::Json;
use standards::xapi::json::write_text;
use store::audit::Entry;
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};

use super::domain::{Client, Scope, Scopes};
use super::store as sql;

/// A client to be made.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// What it is called in lists.
    pub title: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// The home page of the account by which its statements name it.
    pub home_page: String,
    /// The most requests a second; `None` for any number.
    pub requests_per_second: Option<i64>,
}

/// What is shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user name of Basic authentication.
    pub key: String,
    /// The password.
    pub secret: String,
}

/// Makes a client at the wish of the system. Its secret is returned once.
pub async fn create(db: &Db, new: NewClient) -> Outcome<Credentials, ()> {
    create_by(db, None, new).await
}

/// Makes a client; `by` is the key of the account that acts.
pub async fn create_by(db: &Db, by: Option<i64>, new: NewClient) -> Outcome<Credentials, ()> {
    let key = format!("lrs-{}", URL_SAFE_NO_PAD.encode(db.context().bytes::<12>()));
    let secret = URL_SAFE_NO_PAD.encode(db.context().bytes::<32>());
    let command = (by, new, key.clone(), digest(&secret));
    db.write(command, |tx, (by, new, key, secret)| keep(tx, *by, new, (key, secret)).boxed()).await?;
    Ok(Credentials { key, secret })
}

async fn keep(tx: &mut Tx, by: Option<i64>, new: &NewClient, (key, secret): (&str, &[u8])) -> Outcome<(), ()> {
    let id = tx.take_keys("lrs_client", 1).await?;
    let now = tx.now();
    let authority = authority(&new.home_page, key);
    let row = sql::Row {
        id,
        key,
        secret: secret.to_vec(),
        title: &new.title,
        scopes: Scopes(new.scopes.clone()).names(),
        authority: &authority,
        requests_per_second: new.requests_per_second,
    };
    sql::insert(tx, row, now).await?;
    tx.audit(Entry { actor: by, action: "lrs-client.create", subject: None, detail: key.to_owned() }).await?;
    Ok(())
}

/// The agent by whom the statements of a client are vouched for: an account of this store.
fn authority(home_page: &str, key: &str) -> String {
    let mut out = r#"{"objectType":"Agent","account":{"homePage":"#.to_owned();
    write_text(home_page, &mut out);
    out.push_str(",\"name\":");
    write_text(key, &mut out);
    out.push_str("}}");
    out
}

/// Revokes a client; false when there is none with this key that was not revoked before.
pub async fn revoke(db: &Db, key: &str) -> Outcome<bool, ()> {
    revoke_by(db, None, key).await
}

/// As [`revoke`]; `by` is the key of the account that acts.
pub async fn revoke_by(db: &Db, by: Option<i64>, key: &str) -> Outcome<bool, ()> {
    db.write((by, key.to_owned()), |tx, (by, key)| revoke_in(tx, *by, key).boxed()).await
}

async fn revoke_in(tx: &mut Tx, by: Option<i64>, key: &str) -> Outcome<bool, ()> {
    let now = tx.now();
    let revoked = sql::revoke(tx, key, now).await? > 0;
    if revoked {
        tx.audit(Entry { actor: by, action: "lrs-client.revoke", subject: None, detail: key.to_owned() }).await?;
    }
    Ok(revoked)
}

fn digest(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// A client in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its number, which statements carry.
    pub id: i64,
    /// The user name of Basic authentication.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What it may do.
    pub scopes: Scopes,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its access ended, if it has.
    pub revoked_at: Option<Timestamp>,
}

/// All clients but the product itself, the newest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Listed>, Error> {
    sql::all(conn).await
}

/// How long a client is believed without asking the store.
const REMEMBERED: i64 = 5 * SECOND;
/// So many keys are remembered; more empty the memory, so that guessing cannot fill it.
const MOST_REMEMBERED: usize = 1_000;

/// Clients who proved themselves in the last seconds. Cheap to clone.
#[derive(Clone, Default)]
pub struct Clients(Arc<Mutex<HashMap<String, Remembered>>>);

#[derive(Clone)]
struct Remembered {
    secret: Vec<u8>,
    client: Arc<Client>,
    until: Timestamp,
}

impl Clients {
    /// The client with this key and secret, unless it is unknown or revoked.
    pub async fn prove(&self, db: &Db, key: &str, secret: &str) -> Result<Option<Arc<Client>>, Error> {
        let (now, digest) = (db.context().now(), digest(secret));
        let remembered = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
        if let Some(remembered) = remembered
            && remembered.until > now
        {
            return Ok(is_same(&remembered.secret, &digest).then_some(remembered.client));
        }
        let Some(kept) = sql::find(&mut db.read().await?, key).await? else { return Ok(None) };
        let client = Arc::new(kept.client);
        let is_right = is_same(&kept.secret, &digest);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST_REMEMBERED {
            all.clear();
        }
        all.insert(key.to_owned(), Remembered { secret: kept.secret, client: client.clone(), until: now.plus(REMEMBERED) });
        Ok(is_right.then_some(client))
    }
}

/// Compares without telling by its duration where the difference is.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).fold(0, |sum, (one, other)| sum | (one ^ other)) == 0
}

/// The agents that vouch for statements, by the number of their client.
pub(crate) async fn authorities(conn: &mut Conn) -> Result<HashMap<i64, Json>, Error> {
    let all = sql::authorities(conn).await?;
    Ok(all.into_iter().map(|(id, text)| (id, Json::parse(text.as_bytes()).unwrap_or(Json::Null))).collect())
}
