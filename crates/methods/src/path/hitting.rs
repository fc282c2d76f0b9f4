//! The cheapest set that has a member of each of some sets: branch and bound.

/// Edges of a lattice as bits, 64 in each word.
pub(super) type Bits<const N: usize> = [u64; N];

pub(super) fn set<const N: usize>(bits: &mut Bits<N>, at: usize) {
    bits[at / 64] |= 1 << (at % 64);
}

pub(super) fn has<const N: usize>(bits: &Bits<N>, at: usize) -> bool {
    bits[at / 64] & (1 << (at % 64)) != 0
}

fn meets<const N: usize>(a: &Bits<N>, b: &Bits<N>) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

fn without<const N: usize>(a: &Bits<N>, b: &Bits<N>) -> Bits<N> {
    std::array::from_fn(|word| a[word] & !b[word])
}

pub(super) fn members<const N: usize>(bits: &Bits<N>) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut bits = *bits;
        std::iter::from_fn(move || {
            let at = (bits != 0).then(|| word * 64 + bits.trailing_zeros() as usize);
            bits &= bits.wrapping_sub(1);
            at
        })
    })
}

/// A search for one cheapest set.
#[derive(Debug)]
pub(super) struct Hitting<'a, const N: usize> {
    sets: &'a [Bits<N>],
    costs: &'a [u32],
    best: u32,
    found: Option<Bits<N>>,
    /// How many more sets may be looked at.
    left: &'a mut u32,
    rest: Vec<u32>,
}

/// How the search ended.
#[derive(Debug)]
pub(super) enum Hit<const N: usize> {
    /// This set costs this, and none costs less.
    Cheapest(Bits<N>, u32),
    /// Every set costs as much as what was known, or more.
    NoneCheaper,
    /// It took too long.
    GivenUp,
}

/// The cheapest set with a member of each of `sets`, if one is cheaper than `known`.
///
/// Members in `out` are known to be in no set of actions that is cheaper and leads to the goal; those that the first bound rules out in
/// addition are added to it.
pub(super) fn cheapest<const N: usize>(sets: &[Bits<N>], costs: &[u32], known: u32, out: &mut Bits<N>, left: &mut u32) -> Hit<N> {
    let sets = smallest(sets, out);
    let mut search = Hitting { sets: &sets, costs, best: known, found: None, left, rest: vec![0; costs.len()] };
    match search.close_in(&[0; N], out, 0) {
        None => return Hit::NoneCheaper,
        Some(None) => return Hit::Cheapest([0; N], 0),
        Some(Some(next)) if !search.branch(next, [0; N], *out, 0) => return Hit::GivenUp,
        Some(Some(_)) => {}
    }
    let best = search.best;
    search.found.map_or(Hit::NoneCheaper, |found| Hit::Cheapest(found, best))
}

/// The sets without those that hold another one; small ones first, which makes the bound better.
fn smallest<const N: usize>(sets: &[Bits<N>], out: &Bits<N>) -> Vec<Bits<N>> {
    let size = |set: Bits<N>| (set.iter().map(|word| word.count_ones()).sum::<u32>(), set);
    let mut sorted: Vec<(u32, Bits<N>)> = sets.iter().map(|set| size(without(set, out))).collect();
    sorted.sort_unstable();
    let mut kept: Vec<Bits<N>> = Vec::with_capacity(sorted.len());
    for (_, set) in sorted {
        if !kept.iter().any(|small| without(small, &set) == [0; N]) {
            kept.push(set);
        }
    }
    kept
}

impl<const N: usize> Hitting<'_, N> {
    /// Opens a node: some members are in, some are out. False when it takes too long.
    fn open(&mut self, chosen: Bits<N>, mut out: Bits<N>, cost: u32) -> bool {
        match self.close_in(&chosen, &mut out, cost) {
            None => true,
            Some(None) => {
                (self.best, self.found) = (cost, Some(chosen));
                true
            }
            Some(Some(next)) => self.branch(next, chosen, out, cost),
        }
    }

    /// Rules members out as long as the bound allows it. None when nothing better is left; else the set to branch on, if any is not met.
    fn close_in(&mut self, chosen: &Bits<N>, out: &mut Bits<N>, cost: u32) -> Option<Option<usize>> {
        loop {
            let (bound, next) = self.look(chosen, out)?;
            if cost.saturating_add(bound) >= self.best {
                return None;
            }
            if !self.rule_out(cost.saturating_add(bound), chosen, out) {
                return Some(next);
            }
        }
    }

    /// One branch for each member of a set: that it is in, and those before it are out. False when it takes too long.
    fn branch(&mut self, next: usize, chosen: Bits<N>, mut out: Bits<N>, cost: u32) -> bool {
        let Some(left) = self.left.checked_sub(1 + self.sets.len() as u32) else { return false };
        *self.left = left;
        let mut branches: Vec<(u32, usize)> =
            members(&without(&self.sets[next], &out)).map(|member| (self.rest[member], member)).collect();
        branches.sort_unstable();
        for (_, member) in branches {
            let mut with = chosen;
            set(&mut with, member);
            if !self.open(with, out, cost.saturating_add(self.costs[member])) {
                return false;
            }
            // What follows need not hold it: those sets were just searched.
            set(&mut out, member);
        }
        true
    }

    /// Rules out members that no better set can hold: what the bound left of their cost comes on top of it. Whether there were any.
    fn rule_out(&self, least: u32, chosen: &Bits<N>, out: &mut Bits<N>) -> bool {
        let mut ruled = false;
        for (member, rest) in self.rest.iter().enumerate() {
            if least.saturating_add(*rest) >= self.best && !has(out, member) && !has(chosen, member) {
                set(out, member);
                ruled = true;
            }
        }
        ruled
    }

    /// A bound of what is still to be paid, and the smallest set that is not met; none when a set cannot be met any more.
    ///
    /// The bound takes the cheapest member of each set that is not met off the costs of all its members, as landmark cuts do.
    fn look(&mut self, chosen: &Bits<N>, out: &Bits<N>) -> Option<(u32, Option<usize>)> {
        self.rest.copy_from_slice(self.costs);
        let (mut bound, mut next) = (0_u32, None);
        for (at, set) in self.sets.iter().enumerate().filter(|(_, set)| !meets(set, chosen)) {
            let (mut least, mut count) = (u32::MAX, 0);
            let free = without(set, out);
            for member in members(&free) {
                least = least.min(self.rest[member]);
                count += 1;
            }
            if count == 0 {
                return None;
            }
            if next.is_none_or(|(fewest, _)| count < fewest) {
                next = Some((count, at));
            }
            if least > 0 {
                bound = bound.saturating_add(least);
                members(&free).for_each(|member| self.rest[member] -= least);
            }
        }
        Some((bound, next.map(|(_, at)| at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(members: &[usize]) -> Bits<4> {
        members.iter().fold([0; 4], |mut bits, member| {
            set(&mut bits, *member);
            bits
        })
    }

    #[test]
    fn one_dear_member_of_all_or_several_cheap_ones() {
        let sets = [bits(&[0, 3]), bits(&[1, 3, 200]), bits(&[2, 3])];
        let mut costs = vec![9; 201];
        (costs[0], costs[1], costs[2], costs[3]) = (2, 2, 3, 8);
        assert!(
            matches!(cheapest(&sets, &costs, u32::MAX, &mut [0; 4], &mut 1_000), Hit::Cheapest(found, 7) if found == bits(&[0, 1, 2]))
        );
        costs[3] = 6;
        assert!(
            matches!(cheapest(&sets, &costs, u32::MAX, &mut [0; 4], &mut 1_000), Hit::Cheapest(found, 6) if found == bits(&[3]))
        );
        assert!(matches!(cheapest(&sets, &costs, 6, &mut [0; 4], &mut 1_000), Hit::NoneCheaper));
        assert!(matches!(cheapest(&sets, &costs, 7, &mut [0; 4], &mut 0), Hit::GivenUp));
    }
}
