//! From a piece of evidence to the statement of its cause in the record store.

use kernel::Key;
use records::event::{Thing, Verb, statement_id};
use uuid::Uuid;

use super::domain::EvidenceKind;
use super::store::Detail;
use crate::Competency;

/// One id for what one cause proves of one competency, so that recording it twice is recording it once; and back: the cause of such an id.
/// The number of the competency is mixed into the random end; version and variant stay as they are.
pub fn id_within(cause: Uuid, competency: Key<Competency>) -> Uuid {
    const RANDOM_END: u128 = (1 << 48) - 1;
    Uuid::from_u128(cause.as_u128() ^ (u128::from(competency.number().unsigned_abs()) & RANDOM_END))
}

/// The id of the statement that tells of the cause of a piece: the completion of a course, a passed test-out, an observation. `None` for
/// what did not happen in the product. Whether the statement is stored is another question: what was recorded before there were
/// statements has none.
pub fn statement(detail: &Detail, code: &str) -> Option<Uuid> {
    let piece = &detail.piece;
    match piece.kind {
        EvidenceKind::Completion => {
            let course = detail.source.strip_prefix("course:")?;
            Some(statement_id(Verb::Completed, &Thing::Course(course), id_within(piece.id, detail.competency)))
        }
        EvidenceKind::Test if detail.source.starts_with("test:") => {
            Some(statement_id(Verb::Passed, &Thing::TestOut(code, piece.level.number()), piece.id))
        }
        EvidenceKind::Observation => Some(statement_id(Verb::Observed, &Thing::Competency(code), piece.id)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_within_a_cause_leads_back_to_it() {
        let cause = Uuid::from_u128(0x0190_0000_0000_7000_8000_1234_5678_9abc);
        let id = |number| id_within(cause, Key::new(number));
        assert_eq!(id(3), id(3));
        assert!(id(3) != id(4) && id(3).get_version_num() == 7);
        assert_eq!(id_within(id(3), Key::new(3)), cause);
    }
}
