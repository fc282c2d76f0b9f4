//! Frameworks: published, versioned sets of competencies, each with its own level scale and a declared crosswalk to the levels 1 to 5;
//! roles, which positions share, and what they ask.
//!
//! # Invariants
//! - A competency is known by its code. Changed words make a new revision; older revisions stay as they were.
//! - A published version keeps its scale.
//! - An import with any fault imports nothing; a second import of the same files changes nothing.
//! - A version that comes by review comes in at once: readers see the old one whole, then the new one whole.
//!
//! Deliberately absent: drafting, review and appeal of framework changes (a later issue); deletion of a competency or a role.

mod arrival;
mod domain;
mod elsewhere;
pub(crate) mod extras;
mod fault;
pub(crate) mod guard;
mod merge;
pub(crate) mod read;
mod service;
pub(crate) mod sheet;
mod store;
pub(crate) mod text;

pub(crate) use arrival::{Arrival, Coming, arrive, prepare};
pub(crate) use domain::choices;
pub use domain::{Ask, CompetencyKind, Criticality, LearningMode, OwnLevel};
pub use elsewhere::{Import, import_catalogue};
pub use extras::{OwnAsk, Term, TermUse};
pub use fault::{Fault, FaultCode, Reason};
pub use read::Source;
pub(crate) use service::check;
pub use service::{Counts, ImportRefusal, Options, Progress, Report, Watch, import, import_source};
pub use store::{
    Entry, IndicatorEntry, Names, all, by_code, by_key, code, descriptors, indicator, indicator_by_code, indicators, names,
    names_of, scale,
};
pub(crate) use store::{has_posts, parse_column, read_kind};
