//! What all pages of figures share: where figures come from for whoever reads them, what a figure says of itself, and its pictures.
//!
//! # Invariants
//! - Who may see the persons of a place reads live figures; everybody else the release of the week ([`Figures`]). One page, one source.
//! - A share stands with its people, its 95 % interval, its day and its definition. Under ten people, or with an interval of more than 20 points, it
//!   is no figure: then the counts stand alone, marked as not enough.
//! - Units are compared with what chance would do to units of their size, never ranked.
//! - Every picture has its table.
//!
//! Deliberately absent: colour as the only mark; a picture made by script.

mod marks;
mod names;
mod plot;
mod share;
mod source;

pub(crate) use marks::{
    Heat, HeatRow, Told, count, counts_table, fact, figures_note, heat, how, share_words, source_note, standing, table_scroll,
};
pub(crate) use names::{Unit, areas, course_names, offices, unit_of};
pub(crate) use plot::{Bar, bars, funnel};
pub(crate) use share::{Judged, Share, Spread, Standing, shade};
pub(crate) use source::{Figures, may_see_persons};
