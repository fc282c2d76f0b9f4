//! Closed lists and the level scale of a framework.

use kernel::{LanguageText, Level};
use serde::{Deserialize, Serialize};

people::closed_list! {
    /// What a competency is about (FRAC).
    CompetencyKind {
        /// How one works.
        Behavioural = "behavioural",
        /// What many posts need.
        Functional = "functional",
        /// What one field of work needs.
        Domain = "domain",
    }
}

people::closed_list! {
    /// What a competency is mainly about.
    Ask {
        /// An attitude.
        Attitude = "attitude",
        /// A skill.
        Skill = "skill",
        /// Knowledge.
        Knowledge = "knowledge",
    }
}

people::closed_list! {
    /// How much harm it does in a position when a competency is missing there. Where nobody has said, there is none of these.
    Criticality {
        /// A right, a life, public money or the law is at stake at once.
        High = "high",
        /// The work suffers, and others can still mend it.
        Medium = "medium",
        /// The work is slower or plainer without it.
        Low = "low",
    }
}

people::closed_list! {
    /// How a competency is best learnt in a position: a hint, which binds nobody.
    LearningMode {
        /// In the work itself, with somebody who looks at it.
        OnTheJob = "on-the-job",
        /// From others: a mentor, a visit, a community.
        WithOthers = "with-others",
        /// In a course.
        Course = "course",
        /// From documents, alone.
        Reading = "reading",
    }
}

/// The families of positions.
pub(crate) const FAMILIES: [&str; 8] = ["secretariat", "state", "district", "police", "posts", "railways", "tax", "municipal"];

/// What a column of the format may hold, where it holds a member of a closed list; nothing for other columns.
pub(crate) fn choices(column: &str) -> Vec<&'static str> {
    match column {
        "kind" => CompetencyKind::ALL.iter().map(|one| one.as_str()).collect(),
        "ask" => Ask::ALL.iter().map(|one| one.as_str()).collect(),
        "criticality" => Criticality::ALL.iter().map(|one| one.as_str()).collect(),
        "mode" => LearningMode::ALL.iter().map(|one| one.as_str()).collect(),
        "family" => FAMILIES.to_vec(),
        _ => Vec::new(),
    }
}

/// A level of a framework's own scale, with its place in the crosswalk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLevel {
    /// Its code in the framework.
    pub own: String,
    /// The level from 1 to 5 that it maps to. Several own levels may map to one.
    pub maps_to: Level,
    /// Its name.
    pub name: LanguageText,
}
