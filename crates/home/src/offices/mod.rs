//! Offices: what is held and what is missing, by office and competency, for those who plan for them.
//!
//! # Invariants
//! - Figures come from the roll-ups ([`insight::cube`]) and say up to when changes are in them.
//! - A figure of fewer than [`domain::SMALL`] people is not shown, and where one figure of a column is hidden, a second is hidden with it, so that
//!   it cannot be found by subtraction.
//! - Names appear only as plan status (how many of the prescribed competencies are held), never with levels.
//!
//! Deliberately absent: trends, intervals, export beyond the plan status (roll-ups and dashboards are a capability of their own).

mod domain;
mod figures;
mod pages;
mod plan;
mod store;

pub(crate) use pages::routes;
