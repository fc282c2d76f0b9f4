//! Roll-ups: what each official contributes to the figures, the sums, and how they follow what changes.
//!
//! What an official contributes ([`domain::contribution`]) is a pure function of the official's own rows (postings, levels held, enrolments) and the
//! day. It is kept, packed, beside the sums. When something has changed it is worked out anew, and the difference to what was kept is added to
//! the sums in the same transaction.
//!
//! What changes, and who notices:
//! - a level, a posting, an enrolment; a position, post or organisation that was arranged otherwise; the requirements of posts: reactions in
//!   the transaction of the change put the officials, or a notice of many of them, into a queue;
//! - an import of people, which is switched on by one row: the follower compares editions;
//! - a day on which a posting begins or ends, a requirement comes into force or its grace period ends: kept with each contribution.
//!
//! # Invariants
//! - The sums are what all kept contributions add up to; [`verify`] reports every difference, and [`rebuild`] takes it away. Both run beside a server.
//! - A change that comes while a contribution is worked out is not lost: the follower takes only those entries from the queue that it had read
//!   before it read the facts.
//! - Whoever writes sums takes the next version of them first and is alone until the commit; a contribution read before another was written is
//!   not written over it.
//! - Nobody holds the writer for long: everything goes in chunks.
//!
//! Deliberately absent: history. Learning counts where its official serves today.

pub(crate) mod cell;
mod domain;
mod facts;
pub(crate) mod kept;
mod queue;
mod rebuild;
mod service;
pub(crate) mod store;
pub(crate) mod totals;

use competency::evidence::AttainmentChanged;
use competency::requirement::RequirementsChanged;
use learning::enrolment::EnrolmentChanged;
use people::organisation::Rearranged;
use people::posting::Posted;
use store_kit::{Error, Tx};

use ::store as store_kit;

pub use rebuild::{Difference, Progress, Rebuilt, Verified, rebuild, verify};
pub use service::{Follower, Report};

use queue::About;

/// The reaction to a changed level.
pub async fn on_attainment(tx: &mut Tx, event: &AttainmentChanged) -> Result<(), Error> {
    queue::mark(tx, event.official).await
}

/// The reaction to a posting.
pub async fn on_posted(tx: &mut Tx, event: &Posted) -> Result<(), Error> {
    queue::mark(tx, event.official).await
}

/// The reaction to an enrolment.
pub async fn on_enrolment(tx: &mut Tx, event: &EnrolmentChanged) -> Result<(), Error> {
    queue::mark(tx, event.official).await
}

/// The reaction to other requirements of posts.
pub async fn on_requirements(tx: &mut Tx, event: &RequirementsChanged) -> Result<(), Error> {
    queue::notice(tx, About::Posts(event.position, event.posts)).await
}

/// The reaction to another arrangement of offices.
pub async fn on_rearranged(tx: &mut Tx, event: &Rearranged) -> Result<(), Error> {
    match *event {
        Rearranged::Position(position) => {
            let all = (kernel::Key::new(i64::MIN), kernel::Key::new(i64::MAX));
            queue::notice(tx, About::Posts(position, all)).await
        }
        Rearranged::Post(post) => queue::mark_post(tx, post).await,
        Rearranged::Place(organisation) => {
            store::touch_tree(tx).await?;
            queue::notice(tx, About::Below(organisation)).await
        }
        Rearranged::Territory(_) => store::touch_tree(tx).await,
    }
}
