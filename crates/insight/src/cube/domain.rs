//! What can be asked of the sums.

use competency::Competency;
use kernel::{Key, Timestamp};
use learning::Course;
use people::{Organisation, Territory};

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
}

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

/// All sums at one time.
#[derive(Debug)]
pub struct Cube {
    as_of: Timestamp,
    version: u64,
}

impl Cube {
    pub(super) fn empty() -> Self {
        Self { as_of: Timestamp(0), version: 0 }
    }

    /// The instant up to which every change is counted.
    pub fn as_of(&self) -> Timestamp {
        self.as_of
    }

    /// Grows with every change of a sum; equal versions of one store have equal sums.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Officials who serve in a post that prescribes competencies; once an office.
    pub fn staff(&self, _place: impl Into<Place>, _cut: &Cut) -> u64 {
        0
    }

    /// Every competency that is required there of anybody, in order of keys.
    pub fn by_competency(&self, _place: impl Into<Place>, _cut: &Cut) -> Vec<(Key<Competency>, Counts)> {
        Vec::new()
    }

    /// One competency.
    pub fn counts(&self, _place: impl Into<Place>, _competency: Key<Competency>, _cut: &Cut) -> Counts {
        Counts::default()
    }

    /// The organisations at the top of a tree, in order of their names.
    pub fn roots(&self) -> Vec<Key<Organisation>> {
        Vec::new()
    }

    /// The organisations directly below one, in order of their names.
    pub fn children(&self, _organisation: Key<Organisation>) -> Vec<Key<Organisation>> {
        Vec::new()
    }

    /// These competencies in each organisation directly below one, with all below it, and last in the posts of the organisation itself, if it has
    /// any: in the order of [`Cube::children`], counts in the order of `competencies`.
    pub fn by_child(
        &self,
        _organisation: Key<Organisation>,
        _competencies: &[Key<Competency>],
        _cut: &Cut,
    ) -> Vec<(Key<Organisation>, Vec<Counts>)> {
        Vec::new()
    }

    /// These competencies in each state, or in each district, of the offices of a place: those that have any office there, in order of keys; offices
    /// that serve none are in none.
    pub fn by_territory(
        &self,
        _region: Region,
        _place: impl Into<Place>,
        _competencies: &[Key<Competency>],
        _cut: &Cut,
    ) -> Vec<(Key<Territory>, Vec<Counts>)> {
        Vec::new()
    }

    /// A competency by group, service or family, in order of names; who has none stands under the empty name.
    pub fn by_cohort(&self, _place: impl Into<Place>, _competency: Key<Competency>, _dimension: Dimension) -> Vec<(String, Counts)> {
        Vec::new()
    }

    /// Every competency by group, service or family, in order of keys and names.
    pub fn by_competency_and_cohort(
        &self,
        _place: impl Into<Place>,
        _dimension: Dimension,
    ) -> Vec<(Key<Competency>, Vec<(String, Counts)>)> {
        Vec::new()
    }

    /// The officials of [`Cube::staff`] by group, service or family, in order of names.
    pub fn staff_by_cohort(&self, _place: impl Into<Place>, _dimension: Dimension) -> Vec<(String, u64)> {
        Vec::new()
    }

    /// What was learnt, by month (months since January 1970), in order; months without anything are left out. People are counted where they serve
    /// today, wherever they served then.
    pub fn months(&self, _place: impl Into<Place>, _cut: &Cut) -> Vec<(i64, Months)> {
        Vec::new()
    }

    /// Whom each course reached, in order of keys: everywhere, or among those who serve today in an organisation directly below a root.
    pub fn courses(&self, _top: Option<Key<Organisation>>) -> Vec<(Key<Course>, Reach)> {
        Vec::new()
    }

    /// Whom a course reached everywhere, by the month of the enrolment, in order.
    pub fn course_months(&self, _course: Key<Course>) -> Vec<(i64, Reach)> {
        Vec::new()
    }
}
