//! Statistics of shares: what a figure on a page must say of its own certainty.

mod funnel;
mod many;
mod proportion;
mod strata;

pub use funnel::{Funnel, Limits};
pub use many::discoveries;
pub use proportion::{Interval, Prior, exact, interval, wilson};
pub use strata::{Comparison, Stratum, compare};
