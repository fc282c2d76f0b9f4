//! Which ids a part does not have: a Bloom filter for each part that nothing is written to any more, so that a new id need not be looked up
//! in every part. Sixteen bits for an id or more, and eight of them set: one look-up in 1,700 or fewer is in vain.
//!
//! In memory the filters of 64 parts lie across: a word holds the same bit of all of them, so that an id asks 64 parts at once.

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

    /// The bits of an id in a filter of so many bits.
    fn bits(self, filter: usize) -> impl Iterator<Item = usize> {
        (0..SET).map(move |at| {
            let hash = self.0.wrapping_add(self.1.wrapping_mul(at));
            usize::try_from((u128::from(hash) * filter as u128) >> 64).unwrap_or_default()
        })
    }
}

/// The filter of a part, as it is kept. The number of its bits is a power of two.
#[derive(Clone, Debug)]
pub(super) struct Filter(pub(super) Vec<u8>);

impl Filter {
    /// The filter of these ids.
    pub(super) fn of(ids: &[Uuid]) -> Self {
        let bits = (ids.len() * BITS).next_power_of_two().max(8);
        let mut bytes = vec![0; bits / 8];
        for bit in ids.iter().flat_map(|id| Mark::of(*id).bits(bits)) {
            bytes[bit / 8] |= 1 << (bit % 8);
        }
        Self(bytes)
    }
}

/// The filters of up to 64 parts, all of one size.
#[derive(Clone, Debug)]
struct Block {
    parts: Vec<i64>,
    /// For each bit of a filter, the parts that have it set.
    words: Vec<u64>,
}

/// The filters of many parts.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters(Vec<Block>);

impl Filters {
    /// Adds the filter of a part.
    pub(super) fn add(&mut self, part: i64, filter: &Filter) {
        let bits = filter.0.len() * 8;
        let has_room = |block: &&mut Block| block.words.len() == bits && block.parts.len() < 64;
        let block = match self.0.iter_mut().rev().find(has_room) {
            Some(block) => block,
            None => {
                self.0.push(Block { parts: Vec::new(), words: vec![0; bits] });
                match self.0.last_mut() {
                    Some(block) => block,
                    None => return,
                }
            }
        };
        let column = block.parts.len();
        block.parts.push(part);
        for (bit, word) in block.words.iter_mut().enumerate() {
            *word |= u64::from((filter.0[bit / 8] >> (bit % 8)) & 1) << column;
        }
    }

    /// The parts that may have an id; that the others do not have it is certain.
    pub(super) fn may_have(&self, mark: Mark, mut found: impl FnMut(i64)) {
        for block in &self.0 {
            let mut parts = u64::MAX;
            for bit in mark.bits(block.words.len()) {
                parts &= block.words.get(bit).copied().unwrap_or(u64::MAX);
                if parts == 0 {
                    break;
                }
            }
            for (_, part) in block.parts.iter().enumerate().filter(|(column, _)| (parts >> column) & 1 == 1) {
                found(*part);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_is_missed_and_few_are_looked_for_in_vain() {
        // A hundred parts, of two sizes.
        let ids = |part: u128| {
            (0..if part.is_multiple_of(10) { 900 } else { 200 })
                .map(move |at| Uuid::from_u128((part << 32) | at))
                .collect::<Vec<_>>()
        };
        let mut filters = Filters::default();
        for part in 1..=100 {
            filters.add(part, &Filter::of(&ids(u128::try_from(part).expect("a part"))));
        }
        let parts_of = |id| {
            let mut parts = Vec::new();
            filters.may_have(Mark::of(id), |part| parts.push(part));
            parts
        };
        for part in 1..=100 {
            assert!(ids(u128::try_from(part).expect("a part")).into_iter().all(|id| parts_of(id).contains(&part)));
        }
        let in_vain: usize = (0..2_000).map(|at| parts_of(Uuid::from_u128((1 << 64) | at)).len()).sum();
        assert!(in_vain < 200, "{in_vain} of 200,000");
        let mut empty = Filters::default();
        empty.add(1, &Filter::of(&[]));
        empty.may_have(Mark::of(Uuid::nil()), |_| panic!("an empty part has nothing"));
    }
}
