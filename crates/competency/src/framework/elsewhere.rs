//! The import of a framework from elsewhere: the same files once more change nothing, other files make a new version.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kernel::Code;
use sha2::{Digest, Sha256};
use store::{Conn, Db, Error, Failure, FutureExt, Outcome};

use super::fault::{Fault, FaultCode};
use super::merge::merge;
use super::read::Parsed;
use super::service::{self, ImportRefusal, Options, Report, Watch};
use super::store::elsewhere::{self as sql, Last};
use super::store::writing;
use crate::crosswalk::package;
use crate::difference::{self, Difference};
use crate::foreign::{Catalogue, Form, Ledger};
use crate::twins::{self, Merged};

/// What the import of a framework from elsewhere has done, or would do.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// What is new, changed and unchanged.
    pub report: Report,
    /// The version that stands now.
    pub version: String,
    /// Whether the files say what they said last time. Nothing was written then.
    pub same: bool,
    /// What differs from the version before. Empty at the first import, when nothing differs, and of a dry run.
    pub difference: Difference,
    /// Competencies of the framework that the files do not have any more. They stay: evidence may speak of them.
    pub left: Vec<String>,
    /// What became of each row.
    pub ledger: Ledger,
}

/// Imports a catalogue; `version` names the new version, which otherwise is the next number. What has the name of a confirmed alias is merged with
/// the competency that stands for it, and the ledger says so.
pub async fn import_catalogue(
    db: &Db,
    (mut catalogue, form, version): (Catalogue, Form, Option<String>),
    options: Options,
    watch: Watch<'_>,
) -> Outcome<Import, ImportRefusal> {
    let aliases = twins::aliases(&mut db.read().await?).await?;
    let merged: Vec<Merged> = merge(&mut catalogue.parsed, &aliases);
    let mut ledger = std::mem::take(&mut catalogue.ledger);
    ledger.merge(&merged, &catalogue.origins);
    let crosswalks = std::mem::take(&mut catalogue.crosswalks);
    let import = take(db, (catalogue, form, version), options, watch).await?;
    // After the competencies, and also where the files say what they said before: the other end may have come meanwhile.
    let told = package::take(db, &crosswalks, options.dry_run).await;
    ledger.cross(&told.map_err(|failure| failure.map(|_| ImportRefusal::Faulty(Vec::new())))?);
    Ok(Import { report: Report { merged, ..import.report }, ledger, ..import })
}

async fn take(
    db: &Db,
    (catalogue, form, version): (Catalogue, Form, Option<String>),
    options: Options,
    watch: Watch<'_>,
) -> Outcome<Import, ImportRefusal> {
    let mut conn = db.read().await?;
    let mut parsed = catalogue.parsed;
    let code = parsed.head.code.clone();
    let digest = digest(&parsed);
    let last = sql::last_import(&mut conn, code.as_str()).await?;
    refuse_strangers(&mut conn, &parsed).await?;
    let left = left(&mut conn, &parsed).await?;
    if let Some(last) = last.as_ref().filter(|last| last.digest == digest) {
        let report = service::count(&mut conn, &parsed, watch).await?;
        return Ok(Import { report, version: last.version.clone(), same: true, left, ..Import::default() });
    }
    let before = difference::newest_version(&mut conn, code.as_str()).await?;
    let known = difference::versions(&mut conn, code.as_str()).await?;
    // One without content is of an import that was cut off; it is finished now.
    let known: BTreeSet<String> = known.into_iter().filter(|one| one.kept).map(|one| one.version).collect();
    parsed.head.version = version.or(catalogue.version).unwrap_or_else(|| next_version(&known));
    let before = before.filter(|before| known.contains(before));
    if known.contains(&parsed.head.version) {
        let report = service::count(&mut conn, &parsed, watch).await?;
        let version = parsed.head.version;
        if report.is_unchanged() {
            return Ok(Import { report, version, same: true, left, ..Import::default() });
        }
        let fault = Fault::of_column(code.as_str(), "version", FaultCode::VersionPublished.with([("version", &version)]));
        return Err(Failure::Refused(ImportRefusal::Faulty(vec![fault])));
    }
    if parsed.head.published.0 == 0 {
        parsed.head.published = db.context().now().date();
    }
    let scale = serde_json::to_string(&parsed.head.scale).unwrap_or_default();
    service::refuse_another_scale(&mut conn, &parsed, &scale).await?;
    let version = parsed.head.version.clone();
    if options.dry_run {
        let report = service::count(&mut conn, &parsed, watch).await?;
        return Ok(Import { report, version, left, ..Import::default() });
    }
    let report = service::write(db, conn, Arc::new(parsed), scale, watch).await?;
    let number = last.map_or(1, |last| last.number + 1);
    let kept = (code.clone(), form, Last { number, version: version.clone(), digest });
    db.write(kept, |tx, (code, form, last)| {
        async move { Ok::<_, Failure<ImportRefusal>>(sql::put_import(tx, code.as_str(), (last, form.as_str())).await?) }.boxed()
    })
    .await?;
    let difference = differing(&mut db.read().await?, &code, (before, &version)).await?;
    Ok(Import { report, version, difference, left, ..Import::default() })
}

/// The digest of all that the files say. Neither version nor day of publication are theirs.
fn digest(parsed: &Parsed) -> String {
    let Parsed { head, competencies, roles, positions, extras } = parsed;
    let head = (&head.code, &head.title, &head.licence, &head.scale);
    let whole = format!("{head:?}{competencies:?}{roles:?}{positions:?}{extras:?}");
    Sha256::digest(whole).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn next_version(known: &BTreeSet<String>) -> String {
    let free = (known.len() + 1..).map(|number| number.to_string()).find(|version| !known.contains(version));
    free.unwrap_or_default()
}

async fn differing(conn: &mut Conn, code: &Code, (before, after): (Option<String>, &str)) -> Result<Difference, Error> {
    let Some(before) = before else { return Ok(Difference::default()) };
    let one = difference::content(conn, code.as_str(), &before).await?;
    let other = difference::content(conn, code.as_str(), after).await?;
    Ok(one.zip(other).map(|(one, other)| difference::difference(&one, &other)).unwrap_or_default())
}

/// A code that is known already and belongs elsewhere is never written over.
async fn refuse_strangers(conn: &mut Conn, parsed: &Parsed) -> Outcome<(), ImportRefusal> {
    let known = writing::known(conn).await?.competencies;
    let library = sql::library_of(conn).await?;
    let mut faults = Vec::new();
    let mut stranger = |what: FaultCode, code: &Code, owner: &str| {
        let reason = what.with([("code", code), ("framework", &owner)]);
        faults.push(Fault::of_column(parsed.head.code.as_str(), "code", reason));
    };
    for one in &parsed.competencies {
        if let Some(other) = known.get(one.code.as_str()).filter(|framework| *framework != parsed.head.code.as_str()) {
            stranger(FaultCode::CompetencyElsewhere, &one.code, other);
        }
    }
    let of: BTreeMap<_, _> = library.iter().map(|((what, code), owner)| ((*what, code.as_str()), owner.as_deref())).collect();
    let (role, position) =
        ((FaultCode::RoleElsewhere, FaultCode::RoleOfService), (FaultCode::PositionElsewhere, FaultCode::PositionOfService));
    let roles = parsed.roles.iter().map(|one| (("role", role), &one.code, one.library));
    let positions = parsed.positions.iter().map(|one| (("position", position), &one.code, one.library));
    for ((what, (elsewhere, of_service)), code, own) in roles.chain(positions) {
        match of.get(&(what, code.as_str())) {
            Some(owner) if owner.is_some() != own || (own && *owner != Some(parsed.head.code.as_str())) => match owner {
                Some(owner) => stranger(elsewhere, code, owner),
                None => stranger(of_service, code, ""),
            },
            _ => {}
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Refused(ImportRefusal::Faulty(faults))) }
}

async fn left(conn: &mut Conn, parsed: &Parsed) -> Result<Vec<String>, Error> {
    let now: BTreeSet<&str> = parsed.competencies.iter().map(|one| one.code.as_str()).collect();
    let known = writing::known(conn).await?.competencies;
    let of = known.into_iter().filter(|(_, framework)| framework == parsed.head.code.as_str());
    Ok(of.map(|(code, _)| code).filter(|code| !now.contains(code.as_str())).collect())
}
