//! Which ids a part does not have: a Bloom filter for each part that nothing is written to any more, so that a new id need not be looked up
//! in every part. Sixteen bits for an id and eight of them set: one look-up in 1,700 is in vain.

use uuid::Uuid;

use crate::term::half_digest;

/// Bits for an id.
const BITS: usize = 16;
/// How many of them an id sets.
const SET: u64 = 8;

/// By what an id is looked for; the same in every filter.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark(u64, u64);

impl Mark {
    /// Clients choose ids; their digests are like chance whatever they choose.
    pub(super) fn of(id: Uuid) -> Self {
        let (one, other) = half_digest(&[id.as_bytes()]).as_u64_pair();
        Self(one, other | 1)
    }

    fn bits(self, filter: usize) -> impl Iterator<Item = (usize, u8)> {
        let bits = filter as u128 * 8;
        (0..SET).map(move |at| {
            let hash = self.0.wrapping_add(self.1.wrapping_mul(at));
            let bit = usize::try_from((u128::from(hash) * bits) >> 64).unwrap_or_default();
            (bit / 8, 1 << (bit % 8))
        })
    }
}

/// The filter of a part.
#[derive(Clone, Debug)]
pub(super) struct Filter(pub(super) Vec<u8>);

impl Filter {
    /// The filter of these ids.
    pub(super) fn of(ids: &[Uuid]) -> Self {
        let mut bytes = vec![0; (ids.len() * BITS).div_ceil(8)];
        for id in ids {
            for (byte, bit) in Mark::of(*id).bits(bytes.len()) {
                bytes[byte] |= bit;
            }
        }
        Self(bytes)
    }

    /// Whether the part may have the id; false is certain.
    pub(super) fn may_have(&self, mark: Mark) -> bool {
        mark.bits(self.0.len()).all(|(byte, bit)| self.0.get(byte).is_some_and(|bits| bits & bit != 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_is_missed_and_few_are_looked_for_in_vain() {
        let ids: Vec<Uuid> = (0..20_000).map(Uuid::from_u128).collect();
        let filter = Filter::of(&ids);
        assert!(ids.iter().all(|id| filter.may_have(Mark::of(*id))));
        let in_vain = (20_000..120_000).filter(|number| filter.may_have(Mark::of(Uuid::from_u128(*number)))).count();
        assert!(in_vain < 150, "{in_vain} of 100,000");
        assert!(!Filter::of(&[]).may_have(Mark::of(Uuid::nil())), "an empty part has nothing");
    }
}
