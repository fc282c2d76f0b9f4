//! The tree of organisations, so that what lies below one is one range, and the territories that its offices serve.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use super::domain::{Place, Region};

/// An organisation as it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) key: i64,
    pub(super) parent: Option<i64>,
    pub(super) territory: Option<i64>,
}

/// A territory as it is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Land {
    pub(super) key: i64,
    pub(super) parent: Option<i64>,
    /// State, district, or neither.
    pub(super) region: Option<Region>,
}

/// A range of offices, by their number.
pub(super) type Span = Range<u32>;

/// Every office has a number: an organisation stands directly before all that lies below it.
#[derive(Debug, Default)]
pub(crate) struct Tree {
    keys: Vec<i64>,
    numbers: HashMap<i64, u32>,
    /// The first number after what lies below each.
    ends: Vec<u32>,
    children: Vec<Vec<i64>>,
    roots: Vec<i64>,
    /// The state and the district of each.
    lands: Vec<[Option<i64>; 2]>,
    /// The offices of each state and district.
    spans: HashMap<i64, Vec<Span>>,
}

impl Tree {
    /// `nodes` in the order in which siblings are listed. A parent that is unknown counts as none; what lies on a circle is left out.
    pub(super) fn new(nodes: &[Node], lands: &[Land]) -> Self {
        let known: HashMap<i64, &Node> = nodes.iter().map(|node| (node.key, node)).collect();
        let mut below: HashMap<i64, Vec<i64>> = HashMap::new();
        let mut roots = Vec::new();
        for node in nodes {
            match node.parent.filter(|parent| known.contains_key(parent)) {
                Some(parent) => below.entry(parent).or_default().push(node.key),
                None => roots.push(node.key),
            }
        }
        let mut tree = Self { roots: roots.clone(), ..Self::default() };
        let lands: HashMap<i64, &Land> = lands.iter().map(|land| (land.key, land)).collect();
        // A stack instead of recursion: the depth is that of the data. `None` closes the organisation that was opened last.
        let mut open: Vec<u32> = Vec::new();
        let mut stack: Vec<Option<i64>> = roots.into_iter().rev().map(Some).collect();
        while let Some(next) = stack.pop() {
            let Some(key) = next else {
                if let Some(number) = open.pop() {
                    tree.ends[number as usize] = tree.keys.len() as u32;
                }
                continue;
            };
            let served = known.get(&key).and_then(|node| node.territory);
            let above = open.last().and_then(|number| tree.lands.get(*number as usize)).copied().unwrap_or_default();
            let number = tree.enter(key, served.map_or(above, |territory| regions(&lands, territory)));
            open.push(number);
            let children = below.remove(&key).unwrap_or_default();
            stack.push(None);
            stack.extend(children.iter().rev().copied().map(Some));
            tree.children.push(children);
        }
        tree.spans = spans(&tree.lands);
        tree
    }

    fn enter(&mut self, key: i64, lands: [Option<i64>; 2]) -> u32 {
        let number = self.keys.len() as u32;
        self.keys.push(key);
        self.numbers.insert(key, number);
        self.ends.push(number + 1);
        self.lands.push(lands);
        number
    }

    /// How many offices there are.
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }

    pub(crate) fn number(&self, organisation: i64) -> Option<u32> {
        self.numbers.get(&organisation).copied()
    }

    pub(super) fn key(&self, number: u32) -> i64 {
        self.keys.get(number as usize).copied().unwrap_or_default()
    }

    pub(super) fn roots(&self) -> &[i64] {
        &self.roots
    }

    pub(super) fn children(&self, organisation: i64) -> &[i64] {
        self.number(organisation).and_then(|number| self.children.get(number as usize)).map_or(&[], Vec::as_slice)
    }

    /// The state or the district that an office serves.
    pub(crate) fn land(&self, number: u32, region: Region) -> Option<i64> {
        self.lands.get(number as usize).and_then(|lands| lands[region as usize])
    }

    /// The states or districts in which a place has offices, in order of keys.
    pub(super) fn lands(&self, region: Region, place: Place) -> Vec<i64> {
        let spans = self.spans(place).into_iter().flatten();
        let lands: BTreeSet<i64> = spans.filter_map(|number| self.land(number, region)).collect();
        lands.into_iter().collect()
    }

    /// The offices of a place.
    pub(super) fn spans(&self, place: Place) -> Vec<Span> {
        match place {
            Place::Nation => std::iter::once(0..self.keys.len() as u32).collect(),
            Place::Organisation(key) => {
                self.number(key.number()).map(|number| number..self.ends[number as usize]).into_iter().collect()
            }
            Place::Territory(key) => self.spans.get(&key.number()).cloned().unwrap_or_default(),
        }
    }

    /// Whether an office belongs to a place.
    pub(super) fn is_in(&self, number: u32, place: Place) -> bool {
        match place {
            Place::Nation => true,
            Place::Organisation(key) => {
                self.number(key.number()).is_some_and(|first| (first..self.ends[first as usize]).contains(&number))
            }
            Place::Territory(key) => self.lands.get(number as usize).is_some_and(|lands| lands.contains(&Some(key.number()))),
        }
    }
}

/// The state and the district of a territory.
fn regions(lands: &HashMap<i64, &Land>, territory: i64) -> [Option<i64>; 2] {
    let (mut found, mut at) = ([None; 2], lands.get(&territory));
    // No tree of territories is deeper than this; a circle ends here too.
    for _ in 0..8 {
        let Some(land) = at else { break };
        if let Some(region) = land.region {
            found[region as usize] = Some(land.key);
        }
        at = land.parent.and_then(|parent| lands.get(&parent));
    }
    found
}

/// Neighbours with the same territory are one range.
fn spans(lands: &[[Option<i64>; 2]]) -> HashMap<i64, Vec<Span>> {
    let mut spans: BTreeMap<i64, Vec<Span>> = BTreeMap::new();
    for (number, lands) in (0_u32..).zip(lands) {
        for land in lands.iter().flatten() {
            let spans = spans.entry(*land).or_default();
            match spans.last_mut().filter(|span| span.end == number) {
                Some(span) => span.end += 1,
                None => spans.push(number..number + 1),
            }
        }
    }
    spans.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Key;

    fn node(key: i64, parent: Option<i64>, territory: Option<i64>) -> Node {
        Node { key, parent, territory }
    }

    /// 1 above 2 (with 4 and 5) and 3; 6 alone. State 100 with districts 101 and 102, block 110 in 101.
    fn tree() -> Tree {
        let nodes = [
            node(1, None, None),
            node(3, Some(1), Some(102)),
            node(2, Some(1), Some(100)),
            node(5, Some(2), Some(110)),
            node(4, Some(2), None),
            node(6, None, Some(102)),
            node(7, Some(8), None),
            node(8, Some(7), None),
        ];
        let land = |key, parent, region| Land { key, parent, region };
        let (state, district) = (Some(Region::State), Some(Region::District));
        let lands = [
            land(100, Some(9), state),
            land(101, Some(100), district),
            land(102, Some(100), district),
            land(110, Some(101), None),
        ];
        Tree::new(&nodes, &lands)
    }

    fn keys(tree: &Tree, place: Place) -> Vec<i64> {
        tree.spans(place).into_iter().flatten().map(|number| tree.key(number)).collect()
    }

    #[test]
    fn what_lies_below_is_one_range_in_the_order_of_siblings() {
        let tree = tree();
        assert_eq!(keys(&tree, Place::Nation), [1, 3, 2, 5, 4, 6]);
        assert_eq!(keys(&tree, Place::Organisation(Key::new(2))), [2, 5, 4]);
        assert!(keys(&tree, Place::Organisation(Key::new(7))).is_empty(), "on a circle");
        assert_eq!((tree.roots(), tree.children(1), tree.children(4)), (&[1, 6][..], &[3, 2][..], &[][..]));
    }

    #[test]
    fn an_office_without_a_territory_serves_that_of_the_organisation_above() {
        let tree = tree();
        assert_eq!(keys(&tree, Place::Territory(Key::new(100))), [3, 2, 5, 4, 6]);
        assert_eq!(keys(&tree, Place::Territory(Key::new(101))), [5]);
        assert_eq!(keys(&tree, Place::Territory(Key::new(102))), [3, 6]);
        let number = |key| tree.number(key).expect("an office");
        assert_eq!((tree.land(number(4), Region::State), tree.land(number(4), Region::District)), (Some(100), None));
        for place in
            [100, 101, 102].map(|key| Place::Territory(Key::new(key))).into_iter().chain([Place::Organisation(Key::new(2))])
        {
            for number in 0..6 {
                assert_eq!(tree.is_in(number, place), tree.spans(place).iter().any(|span| span.contains(&number)));
            }
        }
    }
}
