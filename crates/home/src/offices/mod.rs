//! Offices: what is held and what is missing, by office and competency, for those who plan for them.
//!
//! # Invariants
//! - Figures are those of [`insight::Figures`], by its rule: live, with every count, for who may see the persons of the office; for everybody else
//!   who may open the page (the Commission) the release of the week, in which no part counts fewer than ten people.
//! - What is below is what it is on every page ([`insight::cube::Counts::below_of_assessed`]).
//! - Names appear only as plan status (how many of the prescribed competencies are held), never with levels.
//!
//! Deliberately absent: trends, intervals, export beyond the plan status (roll-ups and dashboards are a capability of their own).

mod domain;
mod pages;
mod plan;
mod store;

pub(crate) use pages::routes;
