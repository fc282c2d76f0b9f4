//! How requests come in and answers go out: the site that handlers share, faults as pages or problem details, and what stands around
//! every route (security headers, protection against forged requests, compression, logs). Knows no capability.

mod address;
mod fault;
mod guard;
mod outcome;
mod problem;
mod site;

pub use address::{address, encode};
pub use fault::{Fault, render_faults};
pub use guard::{add_security_headers, log_requests, refuse_forged};
pub use outcome::{Answered, Refusal, see_other};
pub use problem::Problem;
pub use site::{Settings, Site};
