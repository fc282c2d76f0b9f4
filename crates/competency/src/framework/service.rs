//! The import of a framework: read and checked whole, then written in chunks that each leave the writer free.

use std::path::Path;
use std::sync::Arc;

use kernel::Key;
use people::organisation::{self, NewPosition};
use store::audit::Entry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};

use super::extras::Extras;
use super::fault::{Fault, FaultCode};
use super::merge::merge;
use super::read::{self, Head, Parsed, ParsedCompetency, ParsedPosition, ParsedRole, Source};
use super::store::{self as sql, arriving, elsewhere, writing};
use crate::difference::{self, Content};
use crate::twins::{self, Merged};
use crate::{Framework, requirement};

/// So many competencies, roles or positions are written in one transaction.
pub(super) const CHUNK: usize = 20;

/// How to import.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Check and count, but write nothing.
    pub dry_run: bool,
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Things done.
    pub done: usize,
    /// Things to do.
    pub total: usize,
}

/// What an import found of one kind of thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Not there before.
    pub new: usize,
    /// There, and different.
    pub changed: usize,
    /// There, and the same.
    pub unchanged: usize,
}

/// What an import has done, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Competencies; a changed one has a new revision.
    pub competencies: Counts,
    /// Roles.
    pub roles: Counts,
    /// Positions, by their roles, their source and by how critical each competency is there.
    pub positions: Counts,
    /// Positions whose kept title differs and was left as it is: titles are kept by the import of people.
    pub titles_left: Vec<String>,
    /// Posts that ask something else than before.
    pub posts: i64,
    /// Names that somebody had said are those of other competencies, which stand for them.
    pub merged: Vec<Merged>,
}

impl Report {
    /// Whether nothing is new and nothing changed.
    pub fn is_unchanged(&self) -> bool {
        [self.competencies, self.roles, self.positions].iter().all(|part| part.new == 0 && part.changed == 0)
    }
}

/// Why nothing was imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportRefusal {
    /// All faults of the files.
    Faulty(Vec<Fault>),
}

/// Tells how far it has come.
pub type Watch<'w> = &'w (dyn Fn(Progress) + Send + Sync);

/// What happened to one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    New,
    Changed,
    Unchanged,
}

impl Counts {
    fn add(&mut self, change: Change) {
        match change {
            Change::New => self.new += 1,
            Change::Changed => self.changed += 1,
            Change::Unchanged => self.unchanged += 1,
        }
    }

    fn of(changes: &[Change]) -> Self {
        let mut counts = Self::default();
        changes.iter().for_each(|change| counts.add(*change));
        counts
    }
}

/// Imports a folder. With any fault nothing is imported; a second import of the same files changes nothing.
pub async fn import(db: &Db, folder: &Path, options: Options, watch: Watch<'_>) -> Outcome<Report, ImportRefusal> {
    let source = Source::read_folder(folder).map_err(|faults| Failure::Refused(ImportRefusal::Faulty(faults)))?;
    import_source(db, &source, options, watch).await
}

/// Imports files held in memory; see [`import`].
pub async fn import_source(db: &Db, source: &Source, options: Options, watch: Watch<'_>) -> Outcome<Report, ImportRefusal> {
    let mut conn = db.read().await?;
    let known = writing::known(&mut conn).await?;
    let mut parsed = read::parse(source, &known).map_err(|faults| Failure::Refused(ImportRefusal::Faulty(faults)))?;
    let scale = serde_json::to_string(&parsed.head.scale).unwrap_or_default();
    refuse_another_scale(&mut conn, &parsed, &scale).await?;
    refuse_sealed(&mut conn, &parsed).await?;
    // A version that was published by review says what was reviewed, whatever was decided about names since.
    let sealed = writing::is_sealed(&mut conn, parsed.head.code.as_str(), &parsed.head.version).await?;
    let merged = if sealed { Vec::new() } else { merge(&mut parsed, &twins::aliases(&mut conn).await?) };
    let report = if options.dry_run {
        count(&mut conn, &parsed, watch).await?
    } else {
        write(db, conn, Arc::new(parsed), scale, watch).await?
    };
    Ok(Report { merged, ..report })
}

/// A published version keeps its scale.
pub(super) async fn refuse_another_scale(conn: &mut Conn, parsed: &Parsed, scale: &str) -> Outcome<(), ImportRefusal> {
    let kept = writing::kept_scale(conn, parsed.head.code.as_str(), &parsed.head.version).await?;
    if kept.is_none_or(|kept| kept == scale) {
        return Ok(());
    }
    let reason = FaultCode::AnotherScale.with([("version", &parsed.head.version)]);
    let fault = Fault::of_column("framework.toml", "level", reason);
    Err(Failure::Refused(ImportRefusal::Faulty(vec![fault])))
}

/// A version that was published by review stays as it is: files of the same name may only say the same.
async fn refuse_sealed(conn: &mut Conn, parsed: &Parsed) -> Outcome<(), ImportRefusal> {
    if !writing::is_sealed(conn, parsed.head.code.as_str(), &parsed.head.version).await? {
        return Ok(());
    }
    let report = count(conn, parsed, &|_| {}).await?;
    let [competencies, roles, positions] = [report.competencies, report.roles, report.positions];
    if [competencies, roles, positions].iter().all(|counts| counts.new + counts.changed == 0) {
        return Ok(());
    }
    let reason = FaultCode::VersionSealed.with([("version", &parsed.head.version)]);
    let fault = Fault::of_column("framework.toml", "version", reason);
    Err(Failure::Refused(ImportRefusal::Faulty(vec![fault])))
}

/// All faults of files, without importing them.
pub(crate) async fn check(conn: &mut Conn, source: &Source) -> Result<Vec<Fault>, Error> {
    let known = writing::known(conn).await?;
    Ok(read::parse(source, &known).err().unwrap_or_default())
}

fn total(parsed: &Parsed) -> usize {
    parsed.competencies.len() + parsed.roles.len() + parsed.positions.len()
}

/// What an import would do.
pub(super) async fn count(conn: &mut Conn, parsed: &Parsed, watch: Watch<'_>) -> Result<Report, Error> {
    let mut report = Report::default();
    for competency in &parsed.competencies {
        report.competencies.add(compare_competency(conn, competency).await?);
    }
    for role in &parsed.roles {
        report.roles.add(compare_role(conn, (role, &parsed.extras)).await?);
    }
    for position in &parsed.positions {
        report.positions.add(compare_position(conn, position).await?);
    }
    report.titles_left = titles_left(conn, parsed).await?;
    watch(Progress { done: total(parsed), total: total(parsed) });
    Ok(report)
}

pub(super) async fn compare_competency(conn: &mut Conn, new: &ParsedCompetency) -> Result<Change, Error> {
    let Some(kept) = sql::by_code(conn, new.code.as_str()).await? else { return Ok(Change::New) };
    let descriptors = sql::descriptors(conn, kept.key, kept.revision).await?;
    let indicators = sql::indicators(conn, kept.key, kept.revision).await?;
    let source = sql::source(conn, kept.key, kept.revision).await?;
    let same = (kept.kind, kept.ask, &kept.name, &kept.definition) == (new.kind, new.ask, &new.name, &new.definition)
        && source == new.source
        && descriptors.into_iter().eq(new.descriptors.clone())
        && indicators.len() == new.indicators.len()
        && indicators
            .iter()
            .all(|kept| new.indicators.get(&kept.code).is_some_and(|new| *new == (kept.level, kept.text.clone())));
    Ok(if same { Change::Unchanged } else { Change::Changed })
}

pub(super) async fn compare_role(conn: &mut Conn, (new, extras): (&ParsedRole, &Extras)) -> Result<Change, Error> {
    let Some(kept) = writing::kept_role(conn, new.code.as_str()).await? else { return Ok(Change::New) };
    let mut same = kept.name == new.name
        && kept.activities == new.activities
        && kept.competencies == new.competencies
        && kept.resources == new.resources;
    if let Some(description) = &new.description {
        let own = elsewhere::own_asks(conn, kept.key).await?;
        same = same && kept.description == *description && own == extras.asks_of(new.code.as_str());
    }
    Ok(if same { Change::Unchanged } else { Change::Changed })
}

pub(super) async fn compare_position(conn: &mut Conn, new: &ParsedPosition) -> Result<Change, Error> {
    let Some(kept) = writing::kept_position(conn, new.code.as_str()).await? else { return Ok(Change::New) };
    let same =
        kept.roles == new.roles && kept.criticality == new.criticality && kept.modes == new.modes && kept.source == new.source;
    Ok(if same { Change::Unchanged } else { Change::Changed })
}

async fn titles_left(conn: &mut Conn, parsed: &Parsed) -> Result<Vec<String>, Error> {
    let mut left = Vec::new();
    for position in &parsed.positions {
        let kept = writing::kept_position(conn, position.code.as_str()).await?;
        if kept.is_some_and(|kept| kept.title != position.title) {
            left.push(position.code.to_string());
        }
    }
    Ok(left)
}

type Job = (Arc<Parsed>, Key<Framework>, usize);

pub(super) async fn write(
    db: &Db,
    conn: Conn,
    parsed: Arc<Parsed>,
    scale: String,
    watch: Watch<'_>,
) -> Outcome<Report, ImportRefusal> {
    let (mut report, framework) = write_rows(db, conn, &parsed, (scale, watch)).await?;
    report.posts = requirement::assign_all(db).await.map_err(|failure| failure.map(|()| ImportRefusal::Faulty(Vec::new())))?;
    keep_content(db, &parsed.head, framework).await?;
    Ok(report)
}

/// Writes competencies, roles and positions in chunks.
async fn write_rows(
    db: &Db,
    mut conn: Conn,
    parsed: &Arc<Parsed>,
    (scale, watch): (String, Watch<'_>),
) -> Outcome<(Report, Key<Framework>), ImportRefusal> {
    let mut report = Report { titles_left: titles_left(&mut conn, parsed).await?, ..Report::default() };
    drop(conn);
    let framework = db.write((parsed.clone(), scale), |tx, (parsed, scale)| write_head(tx, parsed, scale).boxed()).await?;
    let (mut done, total) = (0, total(parsed));
    let mut tell = |chunk: usize| {
        done += chunk;
        watch(Progress { done, total });
    };
    let mut changes = Vec::new();
    for start in (0..parsed.competencies.len()).step_by(CHUNK) {
        let chunk = db.write((parsed.clone(), framework, start), |tx, job| write_competencies(tx, job).boxed()).await?;
        tell(chunk.len());
        changes.extend(chunk);
    }
    report.competencies = Counts::of(&changes);
    changes.clear();
    for start in (0..parsed.roles.len()).step_by(CHUNK) {
        let chunk = db.write((parsed.clone(), framework, start), |tx, job| write_roles(tx, job).boxed()).await?;
        tell(chunk.len());
        changes.extend(chunk);
    }
    report.roles = Counts::of(&changes);
    changes.clear();
    for start in (0..parsed.positions.len()).step_by(CHUNK) {
        let chunk = db.write((parsed.clone(), framework, start), |tx, job| write_positions(tx, job).boxed()).await?;
        tell(chunk.len());
        changes.extend(chunk);
    }
    report.positions = Counts::of(&changes);
    put_terms(db, parsed, framework).await?;
    Ok((report, framework))
}

/// So many rows of terms are written in one transaction.
const TERMS: usize = 500;

/// Writes the ordering of a framework from elsewhere over what stood there. Frameworks of our own format have none.
async fn put_terms(db: &Db, parsed: &Arc<Parsed>, framework: Key<Framework>) -> Outcome<(), ImportRefusal> {
    if parsed.extras == Extras::default() {
        return Ok(());
    }
    db.write(framework, |tx, framework| elsewhere::clear_terms(tx, *framework).boxed()).await?;
    for start in (0..parsed.extras.terms.len().max(parsed.extras.uses.len())).step_by(TERMS) {
        let job = (parsed.clone(), framework, start);
        db.write(job, |tx, (parsed, framework, start)| {
            elsewhere::add_terms(tx, *framework, (&parsed.extras, *start, TERMS)).boxed()
        })
        .await?;
    }
    Ok(())
}

/// Keeps what the version says, so that later ones can be compared with it.
async fn keep_content(db: &Db, head: &Head, framework: Key<Framework>) -> Outcome<(), ImportRefusal> {
    let Some(content) = difference::standing(&mut db.read().await?, head.code.as_str()).await? else { return Ok(()) };
    let kept = (framework, head.version.clone(), content);
    db.write(kept, |tx, (framework, version, content)| keep(tx, *framework, version, content).boxed()).await
}

async fn keep(tx: &mut Tx, framework: Key<Framework>, version: &str, content: &Content) -> Outcome<(), ImportRefusal> {
    Ok(difference::keep(tx, framework, version, content).await?)
}

async fn write_head(tx: &mut Tx, parsed: &Parsed, scale: &str) -> Outcome<Key<Framework>, ImportRefusal> {
    let key = writing::put_head(tx, &parsed.head, scale).await?;
    let detail = format!("{} {}", parsed.head.code, parsed.head.version);
    tx.audit(Entry { actor: None, action: "framework.import", subject: None, detail }).await?;
    Ok(key)
}

async fn write_competencies(tx: &mut Tx, job: &Job) -> Outcome<Vec<Change>, ImportRefusal> {
    let (parsed, framework, start) = job;
    let mut changes = Vec::new();
    for new in parsed.competencies.iter().skip(*start).take(CHUNK) {
        let change = compare_competency(tx, new).await?;
        let (key, revision) = match arriving::competency(tx, new.code.as_str()).await? {
            Some((key, newest)) => (key, newest + 1),
            None => (writing::insert_competency(tx, *framework, new).await?, 1),
        };
        if change != Change::Unchanged {
            writing::insert_revision(tx, key, revision, &parsed.head.version, new).await?;
        }
        changes.push(change);
    }
    Ok(changes)
}

async fn write_roles(tx: &mut Tx, job: &Job) -> Outcome<Vec<Change>, ImportRefusal> {
    let (parsed, framework, start) = job;
    let mut changes = Vec::new();
    for new in parsed.roles.iter().skip(*start).take(CHUNK) {
        let change = compare_role(tx, (new, &parsed.extras)).await?;
        let key = match writing::kept_role(tx, new.code.as_str()).await? {
            Some(kept) => kept.key,
            None => writing::insert_role(tx, *framework, new).await?,
        };
        if change != Change::Unchanged {
            writing::put_role(tx, key, new).await?;
            if new.description.is_some() {
                elsewhere::put_own_asks(tx, key, &parsed.extras.asks_of(new.code.as_str())).await?;
            }
        }
        changes.push(change);
    }
    Ok(changes)
}

async fn write_positions(tx: &mut Tx, job: &Job) -> Outcome<Vec<Change>, ImportRefusal> {
    let (parsed, framework, start) = job;
    let mut changes = Vec::new();
    for new in parsed.positions.iter().skip(*start).take(CHUNK) {
        let change = compare_position(tx, new).await?;
        let key = match writing::kept_position(tx, new.code.as_str()).await? {
            Some(kept) => kept.key,
            None => insert_position(tx, *framework, new).await?,
        };
        if change != Change::Unchanged {
            writing::put_position_roles(tx, key, &new.roles).await?;
            writing::put_criticality(tx, key, &new.criticality).await?;
            writing::put_modes(tx, key, &new.modes).await?;
            writing::put_source(tx, key, &new.source).await?;
        }
        changes.push(change);
    }
    Ok(changes)
}

pub(super) async fn insert_position(
    tx: &mut Tx,
    framework: Key<Framework>,
    new: &ParsedPosition,
) -> Result<Key<people::Position>, Error> {
    let position = NewPosition {
        code: new.code.as_str(),
        title: &new.title,
        family: &new.family,
        group: new.group.as_deref(),
        pay_level: new.pay_level,
    };
    let key = organisation::insert_position(tx, &position).await?;
    if new.library || new.uid.is_some() {
        elsewhere::mark_position(tx, key, (new.library.then_some(framework), new.uid)).await?;
    }
    Ok(key)
}
