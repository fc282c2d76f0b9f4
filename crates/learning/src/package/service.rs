//! Publishing: read, stage in short transactions, switch on.

use std::path::Path;
use std::sync::Arc;

use assessment::bank::{self, NewBank, NewOutcome};
use assessment::test::{self, NewTest, Purpose};
use assessment::{ItemBank, Test};
use competency::Competency;
use competency::framework;
use kernel::{Code, Key, LanguageText, Level};
use people::{Organisation, organisation};
use store::audit::Entry as AuditEntry;
use store::{Conn, Db, Error, Failure, FutureExt, Outcome, Tx};
use web::Refusal;

use super::entries::Entry;
use super::fault::{Fault, Faults};
use super::manifest;
use super::read::{self, MediaKind, Object, Package};
use super::source::Source;
use super::store::{self as sql, NewVersion, VersionKey};
use crate::media::Files;

/// Told how far a publishing is: steps done, and all of them.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Send + Sync);

/// Why nothing was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PackageRefusal {
    /// The package has these faults.
    Faulty(Vec<Fault>),
    /// The folder of files cannot be written; the text is for the person at the command line.
    Files(String),
    /// Meanwhile somebody else published a later version.
    Overtaken,
}

impl Refusal for PackageRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Faulty(_) => "package.faulty",
            Self::Files(_) => "package.files",
            Self::Overtaken => "package.overtaken",
        }
    }
}

/// What a publishing did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The course.
    pub code: Code,
    /// Its published version.
    pub version: i64,
    /// False: this very package was published before, and nothing was written.
    pub changed: bool,
    /// Learning objects.
    pub objects: usize,
    /// Segments, each counted once for all languages.
    pub segments: usize,
    /// Items.
    pub items: usize,
    /// Job aids.
    pub aids: usize,
    /// Media files.
    pub media: usize,
}

/// What an import of catalogue entries did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct EntriesReport {
    /// Entries that are new or have a new version.
    pub changed: usize,
    /// Entries that were there already, word for word.
    pub unchanged: usize,
}

/// What a package names and the store knows.
struct Found {
    provider: Key<Organisation>,
    competency: Key<Competency>,
}

/// Where the parts of a version belong.
#[derive(Clone, Copy)]
struct Place {
    version: VersionKey,
    bank: Key<ItemBank>,
    competency: Key<Competency>,
}

/// Publishes a package as a new version of its course, unless its published version has the same contents. Media go to `media/` of the
/// folder of files first, then each learning object in a transaction of its own; nobody sees anything before the last one.
pub async fn publish(db: &Db, files: &Path, source: &Source, progress: Progress<'_>) -> Outcome<Report, PackageRefusal> {
    let package = Arc::new(read::read(source).map_err(|faults| Failure::Refused(PackageRefusal::Faulty(faults)))?);
    let mut conn = db.read().await?;
    let found = find_named(&mut conn, &package).await?;
    let known = sql::find(&mut conn, package.code.as_str()).await?;
    drop(conn);
    if let Some(known) = known.filter(|known| known.playable && known.digest.as_deref() == Some(package.digest.as_str())) {
        return Ok(report(&package, known.version, false));
    }
    let media = media_of(&package);
    let steps = media.len() + package.objects.len() + 3;
    keep_media(files, source, &media, &|done| progress(done, steps)).await?;
    let bank = bank::import(db, new_bank(&package, found.competency))
        .await
        .map_err(|failure| failure.map(|()| PackageRefusal::Overtaken))?
        .bank;
    progress(media.len() + 1, steps);
    let command = (package.clone(), found.provider, found.competency, bank);
    let place = db
        .write(command, |tx, (package, provider, competency, bank)| begin(tx, package, (*provider, *competency, *bank)).boxed())
        .await?;
    for number in 0..package.objects.len() {
        progress(media.len() + 2 + number, steps);
        let command = (package.clone(), number, place);
        db.write(command, |tx, (package, number, place)| add_object(tx, package, *number, *place).boxed()).await?;
    }
    let command = (package.clone(), found.provider, place);
    db.write(command, |tx, (package, provider, place)| finish(tx, package, *provider, *place).boxed()).await?;
    progress(steps, steps);
    Ok(report(&package, place.version.1, true))
}

/// Publishes catalogue entries: courses that are offered elsewhere. All of them or, when one names what is not known, none.
pub async fn publish_entries(db: &Db, entries: &[Entry], progress: Progress<'_>) -> Outcome<EntriesReport, PackageRefusal> {
    let mut report = EntriesReport::default();
    let found = find_named_by_entries(&mut db.read().await?, entries).await?;
    let named: Vec<(Entry, Key<Organisation>, Key<Competency>)> =
        entries.iter().cloned().zip(found).map(|(entry, found)| (entry, found.provider, found.competency)).collect();
    for (chunk, number) in named.chunks(ENTRIES_A_TIME).zip(0..) {
        progress(number * ENTRIES_A_TIME, entries.len());
        let changed = db.write(chunk.to_vec(), |tx, chunk| put_entries(tx, chunk).boxed()).await?;
        report.changed += changed;
        report.unchanged += chunk.len() - changed;
    }
    progress(entries.len(), entries.len());
    Ok(report)
}

/// Entries that one transaction writes: some milliseconds of the writer.
const ENTRIES_A_TIME: usize = 40;

fn report(package: &Package, version: i64, changed: bool) -> Report {
    Report {
        code: package.code.clone(),
        version,
        changed,
        objects: package.objects.len(),
        segments: package.objects.iter().map(|object| object.segments.len()).sum(),
        items: package.items.items.len(),
        aids: package.aids.len(),
        media: media_of(package).len(),
    }
}

async fn find_named(conn: &mut Conn, package: &Package) -> Outcome<Found, PackageRefusal> {
    let mut faults = Faults::default();
    let provider = organisation::by_code(conn, &package.provider).await?.map(|office| office.key);
    if provider.is_none() {
        faults.add(manifest::FILE, None, format!("provider: there is no organisation {:?}", package.provider));
    }
    let mut competency = None;
    for effect in &package.effects {
        competency = framework::by_code(conn, &effect.competency).await?.map(|entry| entry.key);
        if competency.is_none() {
            faults.add(manifest::FILE, None, format!("effect: there is no competency {:?}", effect.competency));
        }
    }
    match (provider, competency) {
        (Some(provider), Some(competency)) => Ok(Found { provider, competency }),
        _ => Err(Failure::Refused(PackageRefusal::Faulty(faults.sorted()))),
    }
}

async fn find_named_by_entries(conn: &mut Conn, entries: &[Entry]) -> Outcome<Vec<Found>, PackageRefusal> {
    let mut faults = Faults::default();
    let competencies = framework::all(conn).await?;
    let mut found = Vec::new();
    for entry in entries {
        let mut fault = |reason| faults.add(super::entries::FILE, Some(entry.line), reason);
        let provider = organisation::by_code(conn, &entry.provider).await?.map(|office| office.key);
        let competency = competencies.iter().find(|known| known.code.as_str() == entry.effect.competency).map(|known| known.key);
        if provider.is_none() {
            fault(format!("provider: there is no organisation {:?}", entry.provider));
        }
        if competency.is_none() {
            fault(format!("competency: there is no competency {:?}", entry.effect.competency));
        }
        if sql::find(conn, &entry.code).await?.is_some_and(|known| known.playable) {
            fault(format!("code: the course {:?} is published here and cannot become an entry", entry.code));
        }
        found.extend(provider.zip(competency).map(|(provider, competency)| Found { provider, competency }));
    }
    if faults.is_empty() { Ok(found) } else { Err(Failure::Refused(PackageRefusal::Faulty(faults.sorted()))) }
}

/// Path inside the package and name in the folder, each file once.
fn media_of(package: &Package) -> Vec<(String, String)> {
    let all = package.objects.iter().flat_map(|object| &object.media).chain(&package.pictures);
    let mut files: Vec<(String, String)> = all.map(|media| (media.file.clone(), media.path.clone())).collect();
    files.sort();
    files.dedup_by(|one, other| one.0 == other.0);
    files
}

async fn keep_media(
    folder: &Path,
    source: &Source,
    media: &[(String, String)],
    done: &(dyn Fn(usize) + Send + Sync),
) -> Outcome<(), PackageRefusal> {
    if media.is_empty() {
        return Ok(());
    }
    let refused = |error: object_store::Error| Failure::Refused(PackageRefusal::Files(error.to_string()));
    let files = Files::open(folder).map_err(refused)?;
    for ((name, path), number) in media.iter().zip(1..) {
        files.keep(name, source.bytes(path).unwrap_or_default().to_vec()).await.map_err(refused)?;
        done(number);
    }
    Ok(())
}

fn new_bank(package: &Package, competency: Key<Competency>) -> NewBank {
    let outcomes = package.items.outcomes.iter().map(|outcome| NewOutcome {
        code: outcome.code.clone(),
        level: outcome.level,
        text: outcome.text.clone(),
        indicator: None,
    });
    let (code, outcomes, items) = (package.code.clone(), outcomes.collect(), package.items.items.clone());
    NewBank { code, competency, of_competency: false, outcomes, items }
}

/// Enters the course if it is new, and stages what its version says of itself.
async fn begin(
    tx: &mut Tx,
    package: &Package,
    (provider, competency, bank): (Key<Organisation>, Key<Competency>, Key<ItemBank>),
) -> Outcome<Place, PackageRefusal> {
    let course = match sql::find(tx, package.code.as_str()).await? {
        Some(known) => known.course,
        None => sql::insert_course(tx, package.code.as_str(), provider).await?,
    };
    let version = sql::newest_version(tx, course).await? + 1;
    let place = Place { version: (course, version), bank, competency };
    let outcomes: Vec<Code> = package.items.outcomes.iter().map(|outcome| outcome.code.clone()).collect();
    let assessment = package.assessment;
    let test = test::insert(
        tx,
        &NewTest {
            code: &format!("{}/{version}/assessment", package.code),
            purpose: Purpose::Course,
            bank,
            competency,
            level: package.effects.first().map_or(Level::ONE, |effect| effect.level),
            outcomes: &outcomes,
            items: assessment.items,
            pass_permille: assessment.pass_permille,
            minutes: assessment.minutes,
            cooling_off_minutes: assessment.cooling_off_minutes,
            title: &package.title,
        },
    )
    .await?;
    sql::insert_version(tx, &new_version(package, place.version, test)).await?;
    for effect in &package.effects {
        sql::insert_effect(tx, place.version, competency, (effect.entry, effect.level)).await?;
    }
    for (module, number) in package.modules.iter().zip(1..) {
        sql::insert_module(tx, place.version, number, &module.code, &module.title).await?;
    }
    Ok(place)
}

fn new_version(package: &Package, (course, version): VersionKey, test: Key<Test>) -> NewVersion<'_> {
    NewVersion {
        course,
        version,
        digest: &package.digest,
        published: package.published,
        mode: package.mode,
        minutes: package.objects.iter().map(|object| object.minutes).sum::<i64>() + package.assessment.minutes,
        languages: json(&package.languages),
        title: &package.title,
        summary: &package.summary,
        prepares: &package.prepares,
        sources: json(&package.sources),
        licence: &package.licence,
        test: Some(test),
    }
}

fn json<T: serde::Serialize>(list: &[T]) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}

async fn add_object(tx: &mut Tx, package: &Package, number: usize, place: Place) -> Outcome<(), PackageRefusal> {
    let Some(object) = package.objects.get(number) else { return Ok(()) };
    let test = if object.outcomes.is_empty() { None } else { Some(put_practice(tx, package, object, place).await?) };
    let key = sql::insert_object(tx, place.version, object, test).await?;
    for (segment, number) in object.segments.iter().zip(1..) {
        sql::insert_segment(tx, key, number, &segment.code).await?;
        for variant in &segment.variants {
            sql::insert_variant(tx, key, number, variant).await?;
        }
    }
    for media in &object.media {
        sql::insert_media(tx, key, media.kind.map_or("", MediaKind::as_str), media).await?;
    }
    Ok(())
}

/// The time that a quiz allows is generous: it is practice.
const PRACTICE_MINUTES: i64 = 120;
/// Half of the points: practice tells what to read again and proves nothing, so that the pass mark of the assessment would only discourage.
const PRACTICE_PASS_PERMILLE: i64 = 500;

async fn put_practice(tx: &mut Tx, package: &Package, object: &Object, place: Place) -> Result<Key<Test>, Error> {
    let outcomes: Vec<Code> = object.outcomes.iter().filter_map(|outcome| Code::parse(outcome).ok()).collect();
    let levels = package.items.outcomes.iter().filter(|outcome| outcomes.contains(&outcome.code)).map(|outcome| outcome.level);
    test::insert(
        tx,
        &NewTest {
            code: &format!("{}/{}/{}", package.code, place.version.1, object.code),
            purpose: Purpose::Practice,
            bank: place.bank,
            competency: place.competency,
            level: levels.max().unwrap_or(Level::ONE),
            outcomes: &outcomes,
            items: object.items,
            pass_permille: PRACTICE_PASS_PERMILLE,
            minutes: PRACTICE_MINUTES,
            cooling_off_minutes: 0,
            title: &object.title,
        },
    )
    .await
}

async fn finish(tx: &mut Tx, package: &Package, provider: Key<Organisation>, place: Place) -> Outcome<(), PackageRefusal> {
    for aid in &package.aids {
        sql::insert_aid(tx, place.version, aid).await?;
    }
    if !sql::switch_on(tx, place.version, provider, true).await? {
        return Err(Failure::Refused(PackageRefusal::Overtaken));
    }
    let detail = format!("{} version {}", package.code, place.version.1);
    tx.audit(AuditEntry { actor: None, action: "course.publish", subject: None, detail }).await?;
    Ok(())
}

async fn put_entries(tx: &mut Tx, entries: &[(Entry, Key<Organisation>, Key<Competency>)]) -> Outcome<usize, PackageRefusal> {
    let mut changed = 0;
    for (entry, provider, competency) in entries {
        changed += usize::from(put_entry(tx, entry, *provider, *competency).await?);
    }
    Ok(changed)
}

/// Whether anything was written.
async fn put_entry(
    tx: &mut Tx,
    entry: &Entry,
    provider: Key<Organisation>,
    competency: Key<Competency>,
) -> Outcome<bool, PackageRefusal> {
    let known = sql::find(tx, &entry.code).await?;
    if known.as_ref().is_some_and(|known| known.digest.as_deref() == Some(entry.digest.as_str())) {
        return Ok(false);
    }
    let course = match known {
        Some(known) => known.course,
        None => sql::insert_course(tx, &entry.code, provider).await?,
    };
    let version = (course, sql::newest_version(tx, course).await? + 1);
    sql::insert_version(
        tx,
        &NewVersion {
            course,
            version: version.1,
            digest: &entry.digest,
            published: entry.published,
            mode: entry.mode,
            minutes: entry.minutes,
            languages: json(&entry.languages),
            title: &entry.title,
            summary: &entry.summary,
            prepares: &LanguageText::default(),
            sources: json::<String>(&[]),
            licence: "",
            test: None,
        },
    )
    .await?;
    sql::insert_effect(tx, version, competency, (entry.effect.entry, entry.effect.level)).await?;
    sql::switch_on(tx, version, provider, false).await?;
    Ok(true)
}
