//! Measures the product from outside: the real program, started on the demonstration service, spoken to over HTTP.
//!
//! - [`pages`]: what a page costs, for one reader and under load.
//! - [`beats`]: how many beats of learners reach the disk each second.
//! - [`kill`]: whether anything that was acknowledged is lost when the program is killed.
//! - [`lrs`]: how many statements a second the record store keeps, on how much disk, and how long its filters take.
//! - [`path`]: how long optimal learning paths take, one by one and for three million officials; no database is involved.
//! - [`nation`]: a simulated nation of any size: how long it takes to make, what its pages, beats, completions and dashboards cost.
//! - [`publish`]: what it takes to bring a version of a framework into force that touches 100,000 officials, in the process of the measurement.
//!
//! Each of the first four runs on SQLite and on a PostgreSQL of its own with `fsync` on. The load generator shares the processors with what it measures; its
//! own use of them is printed beside. A figure that is only asserted by the program itself is not used where the system can be asked
//! (`/proc`); the one exception, the count of commits, is checked against the database's own where it has one.
//!
//! Deliberately absent: a comparison with earlier runs, and anything that makes the numbers look better than a user would find them.

pub mod beats;
pub mod client;
pub mod clock;
pub mod disk;
pub mod figures;
pub mod ground;
pub mod kill;
pub mod lrs;
pub mod meters;
pub mod nation;
pub mod pages;
pub mod path;
pub mod postgres;
pub mod process;
pub mod publish;
pub mod report;
pub mod run;
pub mod seed;
pub mod service;
