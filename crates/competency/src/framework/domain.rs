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
