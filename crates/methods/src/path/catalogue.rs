//! A catalogue of actions, prepared once and asked many times.

use std::collections::HashMap;

use super::action::{Action, CatalogueFault};
use super::problem::Learner;

/// The number of an action within its catalogue. The order is by minutes, then by id, whatever the order of input was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActionIndex(pub(super) u32);

/// The number of a competency within its catalogue, in the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CompetencyIndex(pub(super) u32);

/// All actions, indexed by the competencies that they give and need.
#[derive(Debug)]
pub struct Catalogue {
    actions: Vec<Action>,
    by_id: HashMap<String, u32>,
    competencies: Vec<String>,
    by_name: HashMap<String, u32>,
    tags: [Tags; 3],
    rows: Vec<Row>,
    entries: Vec<At>,
    gives: Vec<At>,
    giving: Lists,
    needing: Lists,
}

/// A level of something: of a competency in the lists of an action, given by an action in the lists of a competency.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    pub(super) index: u32,
    pub(super) level: u8,
}

/// What the solver reads of an action.
#[derive(Clone, Copy, Debug)]
struct Row {
    minutes: u32,
    entries: (u32, u32),
    gives: (u32, u32),
    tags: [u64; 3],
}

/// Lists of actions by competency, one after the other.
#[derive(Debug, Default)]
struct Lists {
    starts: Vec<u32>,
    items: Vec<At>,
}

/// Bits for the tags of one filter. The highest bit stands for "any" and is in every learner's mask.
#[derive(Debug, Default)]
struct Tags(HashMap<String, u64>);

const ANY: u64 = 1 << 63;

/// What a learner can use, as bits: languages, modes, devices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Filter([u64; 3]);

impl Catalogue {
    /// Prepares a catalogue; refuses one that contradicts itself.
    pub fn new(mut actions: Vec<Action>) -> Result<Self, CatalogueFault> {
        if actions.len() > 1_000_000 {
            return Err(CatalogueFault::TooLarge);
        }
        for action in &actions {
            action.check()?;
        }
        actions.sort_by(|a, b| (a.minutes, &a.id).cmp(&(b.minutes, &b.id)));
        let mut by_id = HashMap::with_capacity(actions.len());
        for (at, action) in actions.iter().enumerate() {
            if by_id.insert(action.id.clone(), at as u32).is_some() {
                return Err(CatalogueFault::Twice(action.id.clone()));
            }
        }
        let mut competencies: Vec<String> =
            actions.iter().flat_map(|action| action.entry.iter().chain(&action.gives)).map(|(name, _)| name.clone()).collect();
        competencies.sort_unstable();
        competencies.dedup();
        let by_name = competencies.iter().enumerate().map(|(at, name)| (name.clone(), at as u32)).collect();
        let mut catalogue = Self {
            actions,
            by_id,
            competencies,
            by_name,
            tags: Default::default(),
            rows: Vec::new(),
            entries: Vec::new(),
            gives: Vec::new(),
            giving: Lists::default(),
            needing: Lists::default(),
        };
        catalogue.index()?;
        Ok(catalogue)
    }

    fn index(&mut self) -> Result<(), CatalogueFault> {
        let pool = |pool: &mut Vec<At>, list: &[(String, kernel::Attained)], by_name: &HashMap<String, u32>| {
            let start = pool.len() as u32;
            pool.extend(
                list.iter().filter_map(|(name, level)| Some(At { index: *by_name.get(name)?, level: level.number() as u8 })),
            );
            pool[start as usize..].sort_unstable_by_key(|at| at.index);
            (start, pool.len() as u32)
        };
        for action in &self.actions {
            self.rows.push(Row {
                minutes: action.minutes,
                entries: pool(&mut self.entries, &action.entry, &self.by_name),
                gives: pool(&mut self.gives, &action.gives, &self.by_name),
                tags: [
                    self.tags[0].mask(&action.languages, "languages")?,
                    self.tags[1].mask(action.mode.as_slice(), "modes")?,
                    self.tags[2].mask(&action.devices, "devices")?,
                ],
            });
        }
        let count = self.competencies.len();
        self.giving = Lists::new(count, self.rows.iter().map(|row| &self.gives[range(row.gives)]));
        self.needing = Lists::new(count, self.rows.iter().map(|row| &self.entries[range(row.entries)]));
        Ok(())
    }

    /// How many actions there are.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// An action.
    pub fn action(&self, index: ActionIndex) -> &Action {
        &self.actions[index.0 as usize]
    }

    /// The action of an id.
    pub fn find(&self, id: &str) -> Option<ActionIndex> {
        self.by_id.get(id).copied().map(ActionIndex)
    }

    /// The name of a competency.
    pub fn competency(&self, index: CompetencyIndex) -> &str {
        &self.competencies[index.0 as usize]
    }

    pub(super) fn competency_of(&self, name: &str) -> Option<u32> {
        self.by_name.get(name).copied()
    }

    pub(super) fn competencies(&self) -> usize {
        self.competencies.len()
    }

    pub(super) fn filter(&self, learner: &Learner<'_>) -> Filter {
        let [languages, modes, devices] = &self.tags;
        Filter([languages.of(&learner.languages), modes.of(&learner.modes), devices.of(&learner.devices)])
    }

    pub(super) fn minutes(&self, action: u32) -> u32 {
        self.rows[action as usize].minutes
    }

    pub(super) fn fits(&self, action: u32, filter: Filter) -> bool {
        self.rows[action as usize].tags.iter().zip(filter.0).all(|(tags, usable)| tags & usable != 0)
    }

    /// Entry levels of an action, by competency.
    pub(super) fn entries(&self, action: u32) -> &[At] {
        &self.entries[range(self.rows[action as usize].entries)]
    }

    /// What an action gives, by competency.
    pub(super) fn gives(&self, action: u32) -> &[At] {
        &self.gives[range(self.rows[action as usize].gives)]
    }

    /// The actions that give a competency, shortest first, with the level that each gives.
    pub(super) fn giving(&self, competency: u32) -> &[At] {
        self.giving.of(competency)
    }

    /// The actions that have an entry in a competency.
    pub(super) fn needing(&self, competency: u32) -> &[At] {
        self.needing.of(competency)
    }
}

fn range((start, end): (u32, u32)) -> std::ops::Range<usize> {
    start as usize..end as usize
}

impl Lists {
    fn new<'a>(count: usize, rows: impl Iterator<Item = &'a [At]> + Clone) -> Self {
        let mut starts = vec![0_u32; count + 1];
        for at in rows.clone().flatten() {
            starts[at.index as usize + 1] += 1;
        }
        for competency in 0..count {
            starts[competency + 1] += starts[competency];
        }
        let mut next = starts.clone();
        let mut items = vec![At { index: 0, level: 0 }; starts[count] as usize];
        for (action, row) in rows.enumerate() {
            for at in row {
                let place = &mut next[at.index as usize];
                items[*place as usize] = At { index: action as u32, level: at.level };
                *place += 1;
            }
        }
        Self { starts, items }
    }

    fn of(&self, competency: u32) -> &[At] {
        let at = competency as usize;
        self.starts.get(at..at + 2).map_or(&[], |ends| &self.items[ends[0] as usize..ends[1] as usize])
    }
}

impl Tags {
    /// The bits of an action's tags, making new ones; all bits when it has none.
    fn mask(&mut self, tags: &[String], what: &'static str) -> Result<u64, CatalogueFault> {
        let mut mask = 0;
        for tag in tags {
            let next = self.0.len();
            if next >= 63 && !self.0.contains_key(tag) {
                return Err(CatalogueFault::TooManyTags(what));
            }
            mask |= *self.0.entry(tag.clone()).or_insert(1 << next);
        }
        Ok(if mask == 0 { u64::MAX } else { mask })
    }

    /// The bits of a learner's tags; all bits when the learner has none.
    fn of(&self, tags: &[&str]) -> u64 {
        if tags.is_empty() {
            return u64::MAX;
        }
        tags.iter().filter_map(|tag| self.0.get(*tag)).fold(ANY, |mask, bit| mask | bit)
    }
}
