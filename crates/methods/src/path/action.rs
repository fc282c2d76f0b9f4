//! What raises a level: one action of a catalogue.

use kernel::Attained;

/// What an action is; what it can prove is already in [`Action::gives`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A short test beside a requirement.
    TestOut,
    /// A course with its assessment.
    #[default]
    Course,
    /// A task on the job, assessed by the supervisor.
    OnTheJob,
    /// Mentoring.
    Mentoring,
    /// An observation of a dated incident.
    Observation,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::TestOut, Self::Course, Self::OnTheJob, Self::Mentoring, Self::Observation];

    /// The word of files and wire formats.
    pub const fn word(self) -> &'static str {
        match self {
            Self::TestOut => "test_out",
            Self::Course => "course",
            Self::OnTheJob => "on_the_job",
            Self::Mentoring => "mentoring",
            Self::Observation => "observation",
        }
    }

    /// Reads such a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// An action takes `minutes`, may start when every level of `entry` is held, and at its end raises each competency of `gives` to the
/// higher of what is held and what it gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Action {
    /// Unique in its catalogue.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// How long it takes, 1 to [`LONGEST`].
    pub minutes: u32,
    /// Levels that must be held at its start; each competency once.
    pub entry: Vec<(String, Attained)>,
    /// Levels held at its end, cut to what its kind can prove; each competency once.
    pub gives: Vec<(String, Attained)>,
    /// Tags of the languages in which it is offered; none: it does not depend on a language.
    pub languages: Vec<String>,
    /// How it is held (`self_paced`, `classroom` ...); none: in any mode.
    pub mode: Option<String>,
    /// On which devices it works; none: on any.
    pub devices: Vec<String>,
}

/// The longest action, in minutes: almost two years by day and night. Sums of minutes stay within 32 bits.
pub const LONGEST: u32 = 1_000_000;

/// Why a catalogue cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueFault {
    /// Minutes are not from 1 to [`LONGEST`].
    #[error("course {id:?}: minutes are a whole number from 1 to {LONGEST}, not {minutes}")]
    Minutes {
        /// Which action.
        id: String,
        /// What it says.
        minutes: u32,
    },
    /// The same id twice.
    #[error("course {0:?} stands twice in the catalogue")]
    Twice(String),
    /// A competency twice in the entries or in what the action gives.
    #[error("course {id:?}: competency {competency:?} stands twice")]
    CompetencyTwice {
        /// Which action.
        id: String,
        /// Which competency.
        competency: String,
    },
    /// More tags than a filter can tell apart.
    #[error("a catalogue has at most 63 different {0}")]
    TooManyTags(&'static str),
    /// More than 32 bits can count.
    #[error("a catalogue has at most a million courses")]
    TooLarge,
}

impl Action {
    /// Whether it can stand in a catalogue.
    pub(super) fn check(&self) -> Result<(), CatalogueFault> {
        if !(1..=LONGEST).contains(&self.minutes) {
            return Err(CatalogueFault::Minutes { id: self.id.clone(), minutes: self.minutes });
        }
        for list in [&self.entry, &self.gives] {
            let mut names: Vec<&str> = list.iter().map(|(name, _)| name.as_str()).collect();
            names.sort_unstable();
            if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
                return Err(CatalogueFault::CompetencyTwice { id: self.id.clone(), competency: pair[0].to_owned() });
            }
        }
        Ok(())
    }
}
