//! Releases: figures that are published again and again, so that neither one of them nor the difference of two tells of few people.
//!
//! A *leaf* is the finest count there is, such as an office. It has a *ladder* of keys under which it may be published, from its own to that of
//! everybody; leaves that are published under one key are a *part*. Parts do not overlap, and every figure of a release is a sum of parts.
//!
//! # Invariants
//! - A part counts so many people that no small leaf in it can be told within the margin of the [`Rule`]: leaves that are too small are counted
//!   with their neighbours, one rung up. So nothing is hidden, and every sum of parts and every difference of such sums is safe, however many
//!   tables overlap.
//! - A part is published anew only when some count of it differs by as many people as a cell must have ([`Rule::least`]); until then its figures of
//!   an earlier release stand. So no two releases differ by fewer people, anywhere.
//! - What is not published anew may be found all the same, as the rest of a total that another table tells. So the rest is treated as a part too:
//!   all of it together differs by enough people and is safe, or nothing of it has changed; else a part that was due waits with it.
//! - A part is divided only when it is published anew, and parts are never joined: the difference of parts before and after tells of no small leaf.
//! - The answer is a function of the leaves and of what was published before.

use std::collections::{BTreeMap, BTreeSet};

use super::Rule;

/// What a release keeps to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Policy {
    /// When a cell is small.
    pub rule: Rule,
    /// The first so many counts are the people of the cell.
    pub judged: usize,
    /// The first so many counts are of people; what follows them (minutes, say) is published with them and decides nothing.
    pub people: usize,
}

/// The finest count: where it may be published, and its counts, which do not overlap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaf<K> {
    /// The keys under which it may be counted, each with its rung, upwards; the last should be that of everybody. A key has one rung, in whichever
    /// ladder it stands.
    pub ladder: Vec<(u32, K)>,
    /// As many in every leaf.
    pub counts: Vec<u64>,
}

/// What stands published: each part with its counts.
pub type Published<K> = BTreeMap<K, Vec<u64>>;

/// What changes with the next release: parts that are new, and parts with new counts.
pub fn next<K: Ord + Clone>(policy: &Policy, leaves: &[Leaf<K>], published: &Published<K>) -> Published<K> {
    let step = Step { policy, leaves };
    let mut members: BTreeMap<&K, Vec<usize>> = published.keys().map(|key| (key, Vec::new())).collect();
    let mut unpublished = Vec::new();
    for (at, leaf) in leaves.iter().enumerate() {
        match leaf.ladder.iter().find_map(|(_, key)| published.get_key_value(key)) {
            Some((key, _)) => members.entry(key).or_default().push(at),
            None => unpublished.push(at),
        }
    }
    let mut rest = Rest { members: Vec::new(), before: Vec::new() };
    let mut moves = Vec::new();
    for (key, of) in members {
        let before = &published[key];
        if policy.differs(before, &step.sum(&of)) && step.is_safe(&of) {
            let (parts, _) = step.divide(Some(key), of.clone());
            let changes = parts.into_iter().map(|part| (part.key, part.counts)).collect();
            moves.push(Move { changes, members: of, before: before.clone() });
        } else {
            rest.take(of, before);
        }
    }
    // The smallest changes wait first; before them new parts, those on the highest rungs first, so that none waits below another.
    moves.sort_by_key(|one| std::cmp::Reverse(policy.distance(&one.before, &step.sum(&one.members))));
    let (parts, left) = step.divide(None, unpublished);
    rest.take(left, &[]);
    let new = |part: Part<K>| Move { changes: [(part.key, part.counts)].into(), members: part.members, before: Vec::new() };
    moves.extend(parts.into_iter().map(new));
    while !step.may_rest(&rest) {
        let Some(waits) = moves.pop() else { break };
        rest.take(waits.members, &waits.before);
    }
    moves.into_iter().flat_map(|one| one.changes).collect()
}

/// What is published anew, or for the first time.
struct Move<K> {
    changes: Published<K>,
    members: Vec<usize>,
    before: Vec<u64>,
}

/// Leaves that stay as they were published, or unpublished.
struct Rest {
    members: Vec<usize>,
    before: Vec<u64>,
}

impl Rest {
    fn take(&mut self, members: Vec<usize>, before: &[u64]) {
        self.members.extend(members);
        self.before.resize(self.before.len().max(before.len()), 0);
        self.before.iter_mut().zip(before).for_each(|(sum, count)| *sum += count);
    }
}

impl Policy {
    fn cell(&self, counts: &[u64]) -> u64 {
        counts.iter().take(self.judged).sum()
    }

    fn everybody(&self, counts: &[u64]) -> u64 {
        counts.iter().take(self.people).sum()
    }

    /// People by whom counts differ at most.
    fn distance(&self, before: &[u64], now: &[u64]) -> u64 {
        let zeros = std::iter::repeat(&0);
        let counts = before.iter().chain(zeros).zip(now).take(self.people).map(|(before, now)| before.abs_diff(*now));
        counts
            .chain([self.cell(before).abs_diff(self.cell(now)), self.everybody(before).abs_diff(self.everybody(now))])
            .max()
            .unwrap_or(0)
    }

    /// Whether so many people make the difference that it may be seen.
    pub fn differs(&self, before: &[u64], now: &[u64]) -> bool {
        self.distance(before, now) >= self.rule.least
    }
}

struct Step<'a, K> {
    policy: &'a Policy,
    leaves: &'a [Leaf<K>],
}

impl<K: Ord + Clone> Step<'_, K> {
    fn sum(&self, members: &[usize]) -> Vec<u64> {
        let width = self.leaves.first().map_or(0, |leaf| leaf.counts.len());
        members.iter().fold(vec![0; width], |mut sum, at| {
            sum.iter_mut().zip(&self.leaves[*at].counts).for_each(|(sum, count)| *sum += count);
            sum
        })
    }

    /// Whether these may be published as one: nobody at all, or enough people beside each small leaf.
    fn is_safe(&self, members: &[usize]) -> bool {
        let (rule, sum) = (&self.policy.rule, self.sum(members));
        let cell = self.policy.cell(&sum);
        if self.policy.everybody(&sum) == 0 {
            return true;
        }
        let is_hidden = |at: &usize| {
            let own = self.policy.cell(&self.leaves[*at].counts);
            !rule.is_sensitive(own) || cell - own >= rule.margin(own)
        };
        cell >= rule.least && members.iter().all(is_hidden)
    }

    /// Whether what is not published anew tells nothing, should its sum be found.
    fn may_rest(&self, rest: &Rest) -> bool {
        let now = self.sum(&rest.members);
        let distance = self.policy.distance(&rest.before, &now);
        distance == 0 || (distance >= self.policy.rule.least && self.is_safe(&rest.members))
    }

    /// Parts that are as fine as may be, from the lowest rung upwards, and what is left. With the key of the whole, what is left is a part under it.
    fn divide(&self, own: Option<&K>, members: Vec<usize>) -> (Vec<Part<K>>, Vec<usize>) {
        let mut parts: Vec<Part<K>> = Vec::new();
        let part = |key: &K, members: Vec<usize>| Part { key: key.clone(), counts: self.sum(&members), members };
        let mut left: BTreeSet<usize> = members.into_iter().collect();
        let below = |at: usize| {
            let ladder = &self.leaves[at].ladder;
            ladder.iter().take_while(|(_, key)| Some(key) != own).map(move |(rung, key)| (*rung, key, at))
        };
        let mut rungs: BTreeMap<(u32, &K), Vec<usize>> = BTreeMap::new();
        for (rung, key, at) in left.iter().copied().flat_map(below) {
            rungs.entry((rung, key)).or_default().push(at);
        }
        for ((_, key), group) in rungs {
            let group: Vec<usize> = group.into_iter().filter(|at| left.contains(at)).collect();
            if self.policy.everybody(&self.sum(&group)) > 0 && self.is_safe(&group) {
                for at in &group {
                    left.remove(at);
                }
                parts.push(part(key, group));
            }
        }
        let mut left: Vec<usize> = left.into_iter().collect();
        if let Some(own) = own {
            // What is too small to stand alone takes back the last that left.
            while !self.is_safe(&left) {
                let Some(last) = parts.pop() else { break };
                left.extend(last.members);
            }
            parts.push(part(own, std::mem::take(&mut left)));
        }
        (parts, left)
    }
}

/// A part on its way into a release.
struct Part<K> {
    key: K,
    members: Vec<usize>,
    counts: Vec<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::attack::{CellIndex, Tables, bounds};

    const POLICY: Policy = Policy { rule: Rule { least: 10, margin: 5, share: 0.2 }, judged: 2, people: 4 };

    fn draw(state: &mut u64, end: u64) -> u64 {
        *state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (*state >> 33) % end
    }

    /// A ladder counted from its end, where the key of everybody stands.
    fn rungs<K: Clone>(keys: &[K]) -> Vec<(u32, K)> {
        keys.iter().rev().zip((0..9).rev()).map(|(key, rung)| (rung, key.clone())).rev().collect()
    }

    fn leaf(ladder: &[&'static str], counts: [u64; 4]) -> Leaf<&'static str> {
        Leaf { ladder: rungs(ladder), counts: counts.to_vec() }
    }

    #[test]
    fn the_small_are_counted_with_their_neighbours() {
        let leaves = [
            leaf(&["a", "up", "all"], [30, 10, 5, 0]),
            leaf(&["b", "up", "all"], [2, 1, 0, 0]),
            leaf(&["c", "up", "all"], [6, 6, 0, 1]),
            leaf(&["d", "side", "all"], [4, 4, 0, 0]),
        ];
        // d would be told within five if it stood with b alone: c, which is the smallest that could stand, waits with them.
        assert_eq!(next(&POLICY, &leaves, &Published::new()), [("a", vec![30, 10, 5, 0])].into());
        let more = [leaf(&["b", "up", "all"], [3, 2, 0, 0]), leaves[3].clone()];
        assert_eq!(next(&POLICY, &more, &Published::new()), [("all", vec![7, 6, 0, 0])].into());
    }

    #[test]
    fn a_change_of_few_people_waits() {
        let before: Published<_> = [("a", vec![30, 10, 5, 0])].into();
        let at = |counts| next(&POLICY, &[leaf(&["a", "all"], counts)], &before);
        assert!(at([39, 10, 5, 0]).is_empty());
        assert!(at([34, 15, 5, 0]).is_empty(), "nine more, but each count and the whole by fewer than ten");
        assert_eq!(at([40, 10, 5, 0]), [("a", vec![40, 10, 5, 0])].into());
        assert_eq!(at([20, 20, 5, 0]), [("a", vec![20, 20, 5, 0])].into(), "as many people in all, ten of them elsewhere");
        assert!(at([4, 3, 5, 0]).is_empty(), "what has become small stays as it was");
        assert_eq!(next(&POLICY, &[leaf(&["b", "all"], [0; 4])], &before), [("a", vec![0; 4])].into(), "nobody is left");
    }

    #[test]
    fn a_part_waits_when_the_rest_would_tell_of_few() {
        let before: Published<_> = [("a", vec![30, 10, 5, 0]), ("b", vec![50, 10, 5, 0]), ("c", vec![70, 10, 5, 0])].into();
        let now = |a, b, c| {
            let leaves = [("a", a), ("b", b), ("c", c)].map(|(key, held)| leaf(&[key, "all"], [held, 10, 5, 0]));
            next(&POLICY, &leaves, &before).into_keys().collect::<Vec<_>>()
        };
        assert_eq!(now(45, 50, 90), ["a", "c"], "b has not changed at all");
        assert_eq!(now(45, 53, 90), ["c"], "whoever knows the total would find the three of b: a, which changed least, waits");
        assert_eq!(now(45, 53, 70), Vec::<&str>::new());
    }

    #[test]
    fn a_part_is_divided_when_it_has_grown() {
        let before: Published<_> = [("all", vec![8, 6, 0, 0])].into();
        let leaves = |more: u64| [leaf(&["a", "all"], [4 + more, 3, 0, 0]), leaf(&["b", "all"], [4 + more, 3, 0, 0])];
        assert!(next(&POLICY, &leaves(4), &before).is_empty());
        let made = next(&POLICY, &leaves(9), &before);
        assert_eq!(made, [("a", vec![13, 3, 0, 0]), ("all", vec![0; 4]), ("b", vec![13, 3, 0, 0])].into());
        let uneven = [leaf(&["a", "all"], [30, 3, 0, 0]), leaf(&["b", "all"], [4, 3, 0, 0])];
        assert_eq!(next(&POLICY, &uneven, &before), [("all", vec![34, 6, 0, 0])].into(), "the rest would be too small");
    }

    /// Offices of two departments in three districts, by two groups of officials, over four weeks.
    struct World {
        /// By week, office and group: held and below.
        counts: Vec<Vec<[[u64; 2]; 2]>>,
    }

    const DISTRICTS: [&str; 3] = ["x", "y", "z"];
    const GROUPS: [&str; 2] = ["A", "B"];

    impl World {
        fn new(state: &mut u64) -> Self {
            let (offices, most, change) = (4 + draw(state, 5) as usize, 3 + draw(state, 24), 1 + draw(state, 16));
            let mut now: Vec<[[u64; 2]; 2]> =
                (0..offices).map(|_| [[0; 2]; 2].map(|two| two.map(|_| draw(state, most)))).collect();
            let mut counts = Vec::new();
            for _ in 0..4 {
                counts.push(now.clone());
                for count in now.iter_mut().flatten().flatten() {
                    *count = (*count + draw(state, change)).saturating_sub(draw(state, change));
                }
            }
            Self { counts }
        }

        fn offices(&self, week: usize) -> Vec<Leaf<String>> {
            let of = |(at, groups): (usize, &[[u64; 2]; 2])| {
                let (department, district) = (at % 2, DISTRICTS[at % 3]);
                let ladder = [format!("o{at}"), format!("d{department}{district}"), format!("d{department}"), "all".to_owned()];
                Leaf { ladder: rungs(&ladder), counts: vec![groups[0][0] + groups[1][0], groups[0][1] + groups[1][1], 0, 0] }
            };
            self.counts[week].iter().enumerate().map(of).collect()
        }

        fn groups(&self, week: usize) -> Vec<Leaf<String>> {
            let of = |group: usize| {
                let sum = |count: usize| self.counts[week].iter().map(|office| office[group][count]).sum();
                Leaf { ladder: rungs(&[GROUPS[group].to_owned(), "all".to_owned()]), counts: vec![sum(0), sum(1), 0, 0] }
            };
            (0..GROUPS.len()).map(of).collect()
        }
    }

    /// A release: each part with its counts, the week that they are of, and the leaves in it.
    type Parts = BTreeMap<String, (Vec<u64>, usize, Vec<usize>)>;

    fn release(leaves: &[Leaf<String>], week: usize, before: &Parts) -> Parts {
        let published: Published<String> = before.iter().map(|(key, part)| (key.clone(), part.0.clone())).collect();
        let changes = next(&POLICY, leaves, &published);
        for (key, counts) in &changes {
            let old = published.get(key).cloned().unwrap_or_default();
            assert!(POLICY.differs(&old, counts) || published.contains_key(key), "{key}: {old:?} {counts:?}");
        }
        let mut parts = before.clone();
        for (key, counts) in &changes {
            parts.insert(key.clone(), (counts.clone(), week, Vec::new()));
        }
        for (at, leaf) in leaves.iter().enumerate() {
            if let Some(key) = leaf.ladder.iter().map(|(_, key)| key).find(|key| parts.contains_key(*key)) {
                let part = parts.get_mut(key).expect("the part");
                if part.1 == week {
                    part.2.push(at);
                }
            }
        }
        parts
    }

    #[test]
    fn nobody_tells_a_small_cell_from_a_thousand_tables_in_four_releases_with_overlapping_margins() {
        let mut state = 20_261_122;
        let (mut attacked, mut shown) = (0, 0);
        for _ in 0..1000 {
            let world = World::new(&mut state);
            let offices = world.counts[0].len();
            // Everything at all weeks is one table: what was true in a week is an atom, by office, group and week.
            let atom = |week: usize, office: usize, group: usize| (week * offices + office) * 2 + group;
            let atoms = world.counts.iter().flatten().flatten().map(|counts| counts[0] + counts[1]).collect();
            let mut tables = Tables::new(atoms);
            let (mut by_office, mut by_group) = (Parts::new(), Parts::new());
            for week in 0..world.counts.len() {
                by_office = release(&world.offices(week), week, &by_office);
                by_group = release(&world.groups(week), week, &by_group);
                let members = |part: &(Vec<u64>, usize, Vec<usize>)| {
                    let week = part.1;
                    part.2.iter().flat_map(move |office| [atom(week, *office, 0), atom(week, *office, 1)]).collect::<Vec<_>>()
                };
                for part in by_office.values() {
                    tables.add(members(part));
                }
                // Departments, districts and the whole, each the sum of the parts within.
                let within = |begin: &str, end: &str| {
                    let fits = |key: &&String| key.starts_with(begin) && key.ends_with(end);
                    by_office.iter().filter(|(key, _)| fits(key)).flat_map(|(_, part)| members(part)).collect::<Vec<_>>()
                };
                for margin in
                    [within("d0", ""), within("d1", ""), within("d", "x"), within("d", "y"), within("d", "z"), within("", "")]
                {
                    tables.add(margin);
                }
                for (counts, week, groups) in by_group.values() {
                    let of = groups
                        .iter()
                        .flat_map(|group| (0..offices).map(|office| atom(*week, office, *group)))
                        .collect::<Vec<_>>();
                    let cell = tables.add(of);
                    assert_eq!(tables.count(cell), counts[0] + counts[1]);
                }
            }
            shown += tables.len();
            let mut hidden = vec![false; tables.len()];
            let targets: Vec<CellIndex> = (0..world.counts.len())
                .flat_map(|week| (0..offices).map(move |office| (week, office)))
                .map(|(week, office)| tables.add([atom(week, office, 0), atom(week, office, 1)]))
                .collect();
            hidden.resize(tables.len(), true);
            for target in targets.into_iter().filter(|target| POLICY.rule.is_sensitive(tables.count(*target))) {
                attacked += 1;
                let (count, found) = (tables.count(target), bounds(&tables, &hidden, target).expect("bounds"));
                let margin = POLICY.rule.margin(count);
                assert!(found.high >= (count + margin) as f64 - 1e-6, "{world:?} {count} {found:?}", world = world.counts);
                assert!(
                    found.low <= count.saturating_sub(margin) as f64 + 1e-6,
                    "{world:?} {count} {found:?}",
                    world = world.counts
                );
            }
        }
        assert!(attacked > 2_500 && shown > 20_000, "{attacked} {shown}");
    }

    #[test]
    fn the_staff_of_an_office_would_tell_how_few_in_it_were_assessed() {
        // Nine of twelve were assessed here, and thirty of sixty next door; both offices are one part.
        let assessed_and_not = |staff: bool| {
            let mut tables = Tables::new(vec![9, 3, 30, 30]);
            tables.add([0, 2]);
            if staff {
                tables.add([0, 1]);
                tables.add([2, 3]);
            }
            let shown = tables.len();
            let here = tables.add([0]);
            let hidden: Vec<bool> = (0..tables.len()).map(|cell| cell >= shown).collect();
            bounds(&tables, &hidden, here).expect("bounds").high
        };
        let safe = (9 + POLICY.rule.margin(9)) as f64;
        assert!(assessed_and_not(false) >= safe && assessed_and_not(true) < safe);
    }

    #[test]
    fn no_two_releases_differ_by_few_people() {
        let mut state = 6;
        let mut changed = 0;
        for _ in 0..1000 {
            let world = World::new(&mut state);
            let mut published = Published::new();
            for week in 0..world.counts.len() {
                let changes = next(&POLICY, &world.offices(week), &published);
                for (key, counts) in &changes {
                    let cell = POLICY.cell(counts);
                    assert!(cell == 0 || cell >= POLICY.rule.least, "{key} {counts:?}");
                    changed += 1;
                }
                // A part that was divided differs as a whole: with those that left it.
                for (key, before) in &published {
                    if let Some(now) = changes.get(key) {
                        let mut whole = now.clone();
                        for (_, part) in changes.iter().filter(|(one, _)| !published.contains_key(*one)) {
                            whole.iter_mut().zip(part).for_each(|(sum, count)| *sum += count);
                        }
                        assert!(POLICY.differs(before, now) || POLICY.differs(before, &whole), "{key} {before:?} {now:?}");
                    }
                }
                published.extend(changes);
            }
        }
        assert!(changed > 2_000, "{changed}");
    }
}
