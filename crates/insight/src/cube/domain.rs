//! What can be asked, and what is answered.

use kernel::Key;
use people::{Organisation, Territory};

use crate::rollup::cell::Values;

/// How people stand to what is required of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Of whom it is required, without those for whom it is new: held + below + unassessed + lapsed.
    pub required: u64,
    /// Who hold it.
    pub held: u64,
    /// Who were assessed below it: gaps.
    pub below: u64,
    /// Who were not yet assessed.
    pub unassessed: u64,
    /// Whose level has lapsed.
    pub lapsed: u64,
    /// For whom it is new and not held: in the grace period it counts as missing for nobody.
    pub fresh: u64,
}

impl Counts {
    /// People with a valid assessment: held + below.
    pub const fn assessed(&self) -> u64 {
        self.held + self.below
    }

    /// The share of gaps on every page and in every file: assessed below the required level, of all who have a valid assessment. A lapsed level is
    /// in neither: it says that somebody once held it, not that an assessment was below, and it needs another answer (a new assessment instead of
    /// a course), so it is counted in a state of its own. Who was never assessed is in neither as well; how many were assessed stands beside it.
    pub const fn below_of_assessed(&self) -> (u64, u64) {
        (self.below, self.assessed())
    }

    /// Adds others.
    pub fn add(&mut self, more: &Self) {
        self.required += more.required;
        self.held += more.held;
        self.below += more.below;
        self.unassessed += more.unassessed;
        self.lapsed += more.lapsed;
        self.fresh += more.fresh;
    }

    pub(super) fn of(values: Values) -> Self {
        let [held, below, unassessed, lapsed, fresh] = values.map(count);
        Self { required: held + below + unassessed + lapsed, held, below, unassessed, lapsed, fresh }
    }
}

/// A sum is below 0 only for moments, while a rebuild is under way.
fn count(sum: i64) -> u64 {
    u64::try_from(sum).unwrap_or_default()
}

/// Counts by the name of a group, service or family, in order of names.
pub type ByCohort = Vec<(String, Counts)>;

/// Enrolments that began, and enrolments that were completed, in a month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Months {
    /// Enrolments made, without those withdrawn since.
    pub enrolled: u64,
    /// Enrolments completed.
    pub completed: u64,
    /// Minutes of the completed courses that are learnt on the job.
    pub minutes_job: u64,
    /// Minutes of the completed courses that are learnt with others: in class, or partly.
    pub minutes_others: u64,
    /// Minutes of the completed courses that are learnt by oneself.
    pub minutes_self: u64,
}

impl Months {
    pub(super) fn of(values: Values) -> Self {
        let [enrolled, completed, minutes_job, minutes_others, minutes_self] = values.map(count);
        Self { enrolled, completed, minutes_job, minutes_others, minutes_self }
    }
}

/// Whom a course reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// Enrolments, without those withdrawn.
    pub enrolled: u64,
    /// Of these, completed.
    pub completed: u64,
    /// Of the completed, those whose official holds today every level that the course leads to.
    pub holding: u64,
}

impl Reach {
    pub(super) fn of(values: Values) -> Self {
        let [enrolled, completed, holding, ..] = values.map(count);
        Self { enrolled, completed, holding }
    }
}

/// A part of the officials; the default is everybody. Names as stored with positions and officials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Cut {
    /// The group of the position: `A`, `B`, `C`.
    pub group: Option<String>,
    /// The service of the official.
    pub service: Option<String>,
    /// The family of the position.
    pub family: Option<String>,
}

/// By what officials are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The group of the position.
    Group,
    /// The service of the official.
    Service,
    /// The family of the position.
    Family,
}

/// Which kind of territory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// States and union territories.
    State,
    /// Districts.
    District,
}

/// What is summed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// Every organisation.
    Nation,
    /// An organisation with all below it on the administrative tree.
    Organisation(Key<Organisation>),
    /// The offices of a state or a district.
    Territory(Key<Territory>),
}

impl From<Key<Organisation>> for Place {
    fn from(key: Key<Organisation>) -> Self {
        Self::Organisation(key)
    }
}

impl From<Key<Territory>> for Place {
    fn from(key: Key<Territory>) -> Self {
        Self::Territory(key)
    }
}
