//! Tests: what is drawn from a bank for a purpose, how it is passed, and how long one waits between two tries.
//!
//! # Invariants
//! - A test is known by its code; putting it again changes it in place, and running attempts keep the items they have drawn.
//! - Each bank has a test-out for each level at which it has outcomes, drawn from all outcomes up to that level; a competency's own bank only
//!   for levels that a test without supervision can prove. Where a competency has a bank of its own with test-outs, those of courses are
//!   not offered.
//! - Passing a test of the purposes `course` and `test_out` writes evidence; `practice` never does.
//!
//! Deliberately absent: adaptive tests, supervised tests (later issues).

mod domain;
mod store;

pub use domain::{NewTest, Purpose, TestEntry};
pub use store::{by_code, by_key, insert, test_out_for, test_outs};

use std::pin::Pin;
use std::sync::Arc;

use ::store::{Conn, Error, FutureExt, Tx};
use competency::Competency;
use competency::evidence::{self, EvidenceKind};
use competency::requirement::{OffersTestOut, TestOuts};
use kernel::{Attained, Key, LanguageText, Level};

use crate::ItemBank;
use crate::bank::NewBank;

/// Brings the test-outs of a bank up to date.
pub(crate) async fn offer_test_outs(tx: &mut Tx, bank: Key<ItemBank>, new: &NewBank) -> Result<(), Error> {
    let highest = if new.of_competency { Some(provable(tx).await?) } else { None };
    let is_provable = |level: Level| highest.is_none_or(|highest| highest.reaches(level));
    for (level, outcomes) in domain::test_outs(new).into_iter().filter(|(level, _)| is_provable(*level)) {
        let code = format!("{}/test-out/{}", new.code, level.number());
        let items = domain::test_out_items(outcomes.len());
        insert(
            tx,
            &NewTest {
                code: &code,
                purpose: Purpose::TestOut,
                bank,
                competency: new.competency,
                level,
                outcomes: &outcomes,
                items,
                pass_permille: domain::TEST_OUT_PASS_PERMILLE,
                minutes: items * domain::TEST_OUT_MINUTES_AN_ITEM,
                cooling_off_minutes: domain::TEST_OUT_COOLING_OFF_MINUTES,
                title: &LanguageText::default(),
            },
        )
        .await?;
    }
    Ok(())
}

/// The highest level that a test without supervision can prove today.
async fn provable(tx: &mut Tx) -> Result<Attained, Error> {
    let today = tx.now().date();
    Ok(evidence::rules(tx).await?.on(EvidenceKind::Test, today).map_or(Attained::NOTHING, |rule| rule.ceiling))
}

/// Tells the pages to the left whether a competency can be tested out of; to be put into the router by the binary.
pub fn offers() -> TestOuts {
    struct Here;
    impl OffersTestOut for Here {
        fn offers<'a>(
            &'a self,
            conn: &'a mut Conn,
            competency: Key<Competency>,
        ) -> Pin<Box<dyn Future<Output = Result<bool, Error>> + Send + 'a>> {
            async move { Ok(!test_outs(conn, &[competency]).await?.is_empty()) }.boxed()
        }
    }
    Arc::new(Here)
}
