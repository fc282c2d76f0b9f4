//! What all pages of figures share: where figures come from for whoever reads them, what a figure says of itself, and its pictures.
//!
//! # Who reads what
//! - Who may see the persons of a place (their plan status by name: [`people::grant::Action::ViewPlanStatus`], of the whole place) reads live figures
//!   of it, with the counts of cells of fewer than ten people: they could count the persons themselves.
//! - Everybody else reads the release of the week ([`crate::release`]), wherever a live figure of persons would stand: on the pages, on `/offices`
//!   (which the Commission may open without a right to see persons), in files, in finds and in the list of proposals. So nobody else meets a cell
//!   of fewer than ten people, nor two states of a figure that differ by fewer.
//! - A page has one source, chosen once for its place ([`Figures::of`]); what a place of one's own is compared with is published.
//!
//! # Invariants
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
pub use share::shade;
pub(crate) use share::{Judged, Share, Spread, Standing};
pub use source::Figures;
pub(crate) use source::may_see_persons;
