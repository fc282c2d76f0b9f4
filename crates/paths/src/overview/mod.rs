//! What others see of plans: the supervisor of the team, the nodal officer of an office.
//!
//! # Invariants
//! - The condition is that of the plan status ([`people::grant::Action::ViewPlanStatus`]): names, what was accepted, hours and what is done;
//!   no levels, and nothing of who has accepted nothing.
//! - An aspiration is seen by today's supervisor only, and only once it is shared.
//! - In order of names; nobody is ranked, and having no plan is no fault.

pub mod pages;
mod store;

pub use store::{Page, PlanLine, Status, of_office, of_team};
