//! Relations, and whether a crosswalk may be declared.

use kernel::{Key, Level};
use web::Refusal;

use crate::Competency;

people::closed_list! {
    /// How the origin stands to the target.
    Relation {
        /// They are the same.
        Exact = "exact",
        /// The origin is more than the target.
        Broader = "broader",
        /// The origin is a part of the target.
        Narrower = "narrower",
        /// They have to do with each other.
        Related = "related",
    }
}

/// A declared crosswalk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crosswalk {
    /// From where it leads.
    pub origin: Key<Competency>,
    /// To where.
    pub target: Key<Competency>,
    /// How the one stands to the other.
    pub relation: Relation,
    /// The highest level that evidence for the origin gives in the target; with broader and narrower only.
    pub cap: Option<Level>,
}

/// Why a crosswalk was not declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrosswalkRefusal {
    /// A code is not that of a competency.
    Unknown,
    /// Both belong to one framework.
    OneFramework,
    /// No relation was chosen.
    NoRelation,
    /// Broader and narrower need a cap.
    NoCap,
}

impl Refusal for CrosswalkRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Unknown => "crosswalk.unknown",
            Self::OneFramework => "crosswalk.one-framework",
            Self::NoRelation => "crosswalk.no-relation",
            Self::NoCap => "crosswalk.no-cap",
        }
    }
}

/// The cap that is kept.
pub(super) fn cap(relation: Relation, cap: Option<Level>) -> Result<Option<Level>, CrosswalkRefusal> {
    match relation {
        Relation::Exact | Relation::Related => Ok(None),
        Relation::Broader | Relation::Narrower => cap.map(Some).ok_or(CrosswalkRefusal::NoCap),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broader_and_narrower_need_a_cap_and_the_others_have_none() {
        let three = Level::new(3).ok();
        assert_eq!(cap(Relation::Broader, three), Ok(three));
        assert_eq!(cap(Relation::Narrower, None), Err(CrosswalkRefusal::NoCap));
        assert_eq!(cap(Relation::Exact, three), Ok(None));
        assert_eq!(cap(Relation::Related, None), Ok(None));
    }
}
