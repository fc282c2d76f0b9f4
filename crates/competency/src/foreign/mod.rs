//! Frameworks from elsewhere: the files of others, read into one common model, with a report of what became of every row.
//!
//! Nouns: a [`Form`] is the format of some files; a [`Profile`] is what such files do not say (title, licence, the crosswalk of the levels);
//! a [`Catalogue`] is a framework in the common model, with the [`Ledger`] of its rows.
//!
//! # Invariants
//! - Each adapter is a pure function of the files and the profile; it knows no store.
//! - Every row is in the ledger once: taken, merged, unmapped, doubtful or refused, and why. With any fault there is no catalogue at all.
//! - Codes and ids outside follow from the framework's own codes or names: the same files give the same ones everywhere.
//! - Roles and positions are those of the library of the framework; no post of the service has one unless somebody gives it.
//! - Never more than 100 MB of text are held, and no file of more than 50 MB is opened.
//!
//! Deliberately absent: guessing levels where the files have none, and merging of names that look alike (see `twins`).

mod case;
mod draft;
mod files;
mod gdad;
mod kcm;
mod ledger;
mod nsw;
mod onet;

use std::collections::BTreeMap;
use std::path::Path;

pub use draft::{Catalogue, Profile};
pub use files::Form;
pub use ledger::{Ledger, Row, Verdict};

use crate::framework::extras::cycle;
use crate::framework::sheet::Faults;
use crate::framework::{Fault, FaultCode, Reason};
use draft::Draft;
use files::Files;

/// The profiles that come with the program, by the name of their format.
pub fn profiles() -> BTreeMap<String, Profile> {
    // A test reads them; a mistake there would leave no format.
    toml::from_str(include_str!("frameworks.toml")).unwrap_or_default()
}

/// Reads a profile that somebody wrote: one section with any name.
pub fn profile(words: &str) -> Result<Profile, Fault> {
    let fault = |row, reason: Reason| Fault { row, ..Fault::of_file("profile", reason) };
    let all: BTreeMap<String, Profile> = toml::from_str(words).map_err(|reason| {
        let row = reason.span().map_or(0, |span| 1 + words[..span.start].matches('\n').count() as u64);
        fault(row, FaultCode::Malformed.with([("detail", &reason.message())]))
    })?;
    let mut all = all.into_values();
    match (all.next(), all.next()) {
        (Some(one), None) => Ok(one),
        _ => Err(fault(0, FaultCode::ProfileSections.into())),
    }
}

/// Reads the files of a format; `profile` stands in for the one that comes with the program.
pub fn read(form: Form, path: &Path, profile: Option<&Profile>) -> Result<Catalogue, Vec<Fault>> {
    catalogue(form, &Files::read(form, path)?, profile)
}

fn catalogue(form: Form, files: &Files, profile: Option<&Profile>) -> Result<Catalogue, Vec<Fault>> {
    let faults = Faults::default();
    let package = if form == Form::Case { case::package(files, &faults) } else { None };
    if form == Form::Case && package.is_none() {
        return Err(faults.into_sorted());
    }
    let known = match &package {
        Some(package) => package.profile(files.only(), &faults),
        None => profiles().remove(form.as_str()),
    };
    let Some(profile) = profile.or(known.as_ref()) else {
        faults.add(form.as_str(), 0, "", FaultCode::NotReadSo);
        return Err(faults.into_sorted());
    };
    let mut draft = match (form, &package) {
        (Form::Gdad, _) => gdad::read(files, profile, &faults),
        (Form::Nsw, _) => nsw::read(files, profile, &faults),
        (Form::Onet, _) => onet::read(files, profile, &faults),
        (Form::Kcm, _) => kcm::read(files, profile, &faults),
        (_, Some(package)) => case::read(files, package, profile, &faults),
        _ => Draft::new(profile),
    };
    if let Some(code) = cycle(&draft.extras.terms) {
        faults.add(form.as_str(), 0, "parent", FaultCode::Cycle.with([("value", &code)]));
    }
    files.tell(&mut draft.ledger);
    let faults = faults.into_sorted();
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut catalogue = draft.finish();
    if let Some(package) = &package {
        let (version, published) = case::version(package);
        catalogue.version = version;
        catalogue.parsed.head.published = published.unwrap_or(catalogue.parsed.head.published);
    }
    Ok(catalogue)
}

#[cfg(test)]
mod tests;
