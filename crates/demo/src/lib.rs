//! The demonstration service: 4 ministries, 2 states with all their districts, 80 positions, 30,000 officials of whom 22 are written personas,
//! the starter framework with its item banks, three courses to play and a catalogue. It fills an empty store, deterministically.
//!
//! # Invariants
//! - A store with real data is never touched.
//! - Two fills of the same size have the same contents, whatever the database and the day.
//! - Levels are derived by the rule of the competency realm, from evidence that stands in the ledger.
//! - The accounts come last, and after them only the drafts and the overlay that they have written: a store has a demonstration account exactly when the
//!   fill has come that far.
//!
//! Deliberately absent: use cases of its own. This crate writes the tables of all realms in bulk, which nobody else may.

mod bulk;
mod contests;
mod crew;
mod dice;
mod drafts;
mod error;
mod files;
mod history;
mod ledger;
mod mark;
mod master;
mod names;
mod notes;
mod officials;
mod overlays;
mod plans;
mod staffing;
pub mod starter;
mod stories;
mod study;

use std::path::Path;

use kernel::Date;
use store::Db;

pub use crew::PASSWORD;
pub use error::FillError;

/// The day on which the demonstration plays: 22 November 2026.
pub(crate) const REFERENCE: Date = Date(20_779);

/// Told how far a fill has come: the step, what is done of it, and all of it.
pub(crate) type Progress<'a> = &'a mut (dyn FnMut(&str, u64, u64) + Send);

/// How large the demonstration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 30,000 officials.
    Full,
    /// So many, in offices cut down; for tests.
    Small(usize),
}

impl Size {
    /// How many officials.
    pub(crate) const fn officials(self) -> usize {
        match self {
            Self::Full => 30_000,
            Self::Small(count) => count,
        }
    }

    /// How many posts stand for `count` before the masses fill up.
    fn base(self, count: usize) -> usize {
        match self {
            Self::Full => count,
            Self::Small(_) => count.min(1),
        }
    }
}

/// Whether this store holds the demonstration service, whole.
pub async fn is_demo(db: &Db) -> Result<bool, store::Error> {
    mark::is_demo(&mut db.read().await?).await
}

/// Fills an empty store with the demonstration service; media of its courses go to the folder `files`. Returns at once when it is filled
/// already. `progress` is told the step, what is done of it, and all of it.
pub async fn fill(db: &Db, files: &Path, progress: Progress<'_>) -> Result<(), FillError> {
    fill_sized(db, files, Size::Full, progress).await
}

/// [`fill`] in another size; for tests.
pub async fn fill_sized(db: &Db, files: &Path, size: Size, progress: Progress<'_>) -> Result<(), FillError> {
    if mark::look(db).await? == mark::Found::Complete {
        return Ok(());
    }
    let rows = Rows::read()?;
    let plan = staffing::plan(&rows.staffing_sources(), size)?;
    let officials = officials::officials(&rows.official_sources(), &plan)?;
    mark::begin(db).await?;
    progress("organisations", 0, rows.organisations.len() as u64);
    let territories = master::territories(db, &rows.territories).await?;
    let organisations = master::organisations(db, &rows.organisations, territories).await?;
    progress("framework", 0, 1);
    master::framework(db).await?;
    overlays::accept(db).await?;
    master::courses(db, files, progress).await?;
    progress("item banks", 0, 1);
    master::banks(db).await?;
    let posts = crew::posts(db, &plan, &organisations, progress).await?;
    competency::requirement::assign_all(db).await.map_err(error::of_store)?;
    let keys = crew::officials(db, &officials, posts, progress).await?;
    crew::supervision(db, &rows.personas, keys).await?;
    ledger::rule(db).await?;
    let (personas, stories, offices) = (&rows.personas, &rows.stories, &rows.organisations);
    let world = ledger::World { officials: &officials, plan: &plan, personas, stories, offices, keys };
    let found = ledger::write(db, &world, progress).await?;
    contests::write(db, &world, &found.contested).await?;
    study::write(db, &world, &found.studied, progress).await?;
    plans::write(db, &rows.personas, keys).await?;
    crew::accounts(db, &officials, &rows.personas, keys, progress).await?;
    progress("drafts", 0, 1);
    drafts::write(db, files).await?;
    overlays::write(db).await?;
    progress("figures", 0, 1);
    insight::rollup::rebuild(db, progress).await.map_err(error::of_store)?;
    mark::end(db).await?;
    Ok(())
}

/// The files, read.
struct Rows {
    territories: Vec<files::Territory>,
    organisations: Vec<files::Organisation>,
    staffing: files::Staffing,
    personas: Vec<files::Persona>,
    stories: stories::Stories,
    book: names::NameBook,
}

impl Rows {
    fn read() -> Result<Self, FillError> {
        Ok(Self {
            territories: files::territories()?,
            organisations: files::organisations()?,
            staffing: files::staffing()?,
            personas: files::personas()?,
            stories: stories::Stories::read()?,
            book: names::NameBook::new(files::names()?),
        })
    }

    fn staffing_sources(&self) -> staffing::Sources<'_> {
        staffing::Sources { organisations: &self.organisations, staffing: &self.staffing, personas: &self.personas }
    }

    fn official_sources(&self) -> officials::Sources<'_> {
        officials::Sources {
            organisations: &self.organisations,
            territories: &self.territories,
            staffing: &self.staffing,
            personas: &self.personas,
            book: &self.book,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demonstration_plays_on_its_day() {
        assert_eq!(REFERENCE, Date::parse("2026-11-22").expect("a date"));
    }
}
