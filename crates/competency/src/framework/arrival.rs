//! A version on its way into force. New words of competencies are revisions that nobody reads before they are the newest; they are written in
//! chunks. All the rest of the version is written by [`arrive`], in the transaction in which it comes into force: readers see the old version
//! whole until then, and the new one whole from then on.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kernel::{Date, Key, Level};
use store::audit::Entry;
use store::{Db, Error, Failure, FutureExt, Outcome, Tx};

use super::read::{self, Parsed, Source};
use super::service::{CHUNK, Change, ImportRefusal, compare_competency, compare_position, compare_role, insert_position};
use super::store::{arriving, writing};
use crate::{Competency, Framework};

/// What posts will ask once the version is in force, by codes; for whoever works out their next sets.
#[derive(Debug)]
pub(crate) struct Coming {
    /// The day of the version.
    pub(crate) published: Date,
    /// Competencies with new words: the revision that they will have.
    pub(crate) revisions: HashMap<Key<Competency>, i64>,
    /// What each role of the version asks.
    pub(crate) roles: BTreeMap<String, BTreeMap<String, Level>>,
    /// Which roles each position of the version has.
    pub(crate) positions: BTreeMap<String, BTreeSet<String>>,
}

/// A version of which everything is written that nobody sees.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    parsed: Arc<Parsed>,
    scale: String,
    /// Places in the list of competencies with new words, each with its key and its next revision.
    competencies: Vec<(usize, Key<Competency>, i64)>,
    /// Places in the lists of roles and positions that are new or say something else.
    roles: Vec<usize>,
    positions: Vec<usize>,
    /// What posts will ask.
    pub(crate) coming: Arc<Coming>,
}

/// Reads a version and writes what nobody sees of it. May be done again, and by two nodes at once.
pub(crate) async fn prepare(db: &Db, source: &Source) -> Outcome<Arrival, ImportRefusal> {
    let mut conn = db.read().await?;
    let known = writing::known(&mut conn).await?;
    let parsed = read::parse(source, &known).map_err(|faults| Failure::Refused(ImportRefusal::Faulty(faults)))?;
    let scale = serde_json::to_string(&parsed.head.scale).unwrap_or_default();
    let parsed = Arc::new(parsed);
    let framework = writing::framework_key(&mut conn, parsed.head.code.as_str()).await?.ok_or(Failure::Denied)?;
    let (mut roles, mut positions) = (Vec::new(), Vec::new());
    for (at, role) in parsed.roles.iter().enumerate() {
        if compare_role(&mut conn, (role, &parsed.extras)).await? != Change::Unchanged {
            roles.push(at);
        }
    }
    for (at, position) in parsed.positions.iter().enumerate() {
        if compare_position(&mut conn, position).await? != Change::Unchanged {
            positions.push(at);
        }
    }
    drop(conn);
    let mut competencies = Vec::new();
    for start in (0..parsed.competencies.len()).step_by(CHUNK) {
        let chunk = (parsed.clone(), framework, start);
        competencies.extend(db.write(chunk, |tx, chunk| write_unseen(tx, chunk).boxed()).await?);
    }
    let coming = Arc::new(coming(&parsed, &competencies));
    Ok(Arrival { parsed, scale, competencies, roles, positions, coming })
}

fn coming(parsed: &Parsed, competencies: &[(usize, Key<Competency>, i64)]) -> Coming {
    Coming {
        published: parsed.head.published,
        revisions: competencies.iter().map(|(_, key, revision)| (*key, *revision)).collect(),
        roles: parsed.roles.iter().map(|role| (role.code.to_string(), role.competencies.clone())).collect(),
        positions: parsed.positions.iter().map(|position| (position.code.to_string(), position.roles.clone())).collect(),
    }
}

type Chunk = (Arc<Parsed>, Key<Framework>, usize);

/// Writes the next revision of competencies with new words; a new competency has no revision until then, and is in no list.
async fn write_unseen(tx: &mut Tx, chunk: &Chunk) -> Outcome<Vec<(usize, Key<Competency>, i64)>, ImportRefusal> {
    let (parsed, framework, start) = chunk;
    let mut written = Vec::new();
    for (at, new) in parsed.competencies.iter().enumerate().skip(*start).take(CHUNK) {
        if compare_competency(tx, new).await? == Change::Unchanged {
            continue;
        }
        let (key, revision) = match arriving::competency(tx, new.code.as_str()).await? {
            Some(known) => known,
            None => (writing::insert_competency(tx, *framework, new).await?, 0),
        };
        arriving::clear_unseen(tx, key, revision).await?;
        writing::write_revision(tx, key, revision + 1, &parsed.head.version, new).await?;
        written.push((at, key, revision + 1));
    }
    Ok(written)
}

/// Brings the version in, with few statements: everything that readers see of it at once.
pub(crate) async fn arrive(tx: &mut Tx, arrival: &Arrival) -> Result<(), Error> {
    let parsed = &arrival.parsed;
    let framework = writing::put_head(tx, &parsed.head, &arrival.scale).await?;
    let detail = format!("{} {}", parsed.head.code, parsed.head.version);
    tx.audit(Entry { actor: None, action: "framework.import", subject: None, detail }).await?;
    let competencies = arrival
        .competencies
        .iter()
        .filter_map(|(at, key, revision)| parsed.competencies.get(*at).map(|new| (*key, *revision, new)));
    arriving::make_newest(tx, &competencies.collect::<Vec<_>>()).await?;
    let keys = arriving::keys(tx, "SELECT code, id FROM competency").await?;
    let (known, mut roles) = (arriving::keys(tx, "SELECT code, id FROM role").await?, Vec::new());
    for new in arrival.roles.iter().filter_map(|at| parsed.roles.get(*at)) {
        let key = match known.get(new.code.as_str()) {
            Some(key) => Key::new(*key),
            None => writing::insert_role(tx, framework, new).await?,
        };
        roles.push((key, new));
    }
    arriving::put_roles(tx, &roles, &keys).await?;
    let role_keys = arriving::keys(tx, "SELECT code, id FROM role").await?;
    let known = arriving::keys(tx, "SELECT code, id FROM position").await?;
    let mut positions = Vec::new();
    for new in arrival.positions.iter().filter_map(|at| parsed.positions.get(*at)) {
        let key = match known.get(new.code.as_str()) {
            Some(key) => Key::new(*key),
            None => insert_position(tx, framework, new).await?,
        };
        positions.push((key, new));
    }
    arriving::put_positions(tx, &positions, (&role_keys, &keys)).await
}
