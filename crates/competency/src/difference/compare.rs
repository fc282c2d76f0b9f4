//! From two contents to what differs, and from a difference and the one content to the other.

use std::collections::BTreeMap;

use kernel::LanguageText;
use people::closed_list;

use super::content::{Cells, Content, Entry, Place, Sheet};
use super::demand::{Shift, shifts};
use crate::framework::OwnLevel;

closed_list! {
    /// What happened to a row. Several can be true of one.
    Kind {
        /// It is new.
        Added = "added",
        /// It is gone.
        Removed = "removed",
        /// It asks a higher level, or is more critical.
        Raised = "raised",
        /// It asks a lower level, or is less critical.
        Lowered = "lowered",
        /// It stands elsewhere: an activity in another role, a visible act at another level.
        Moved = "moved",
        /// Its words are others.
        Reworded = "reworded",
        /// Another of its facts is another.
        Altered = "altered",
    }
}

/// A row before and after; one of the two is there at least.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// As it was.
    pub before: Option<Entry>,
    /// As it is.
    pub after: Option<Entry>,
    /// What happened, in the order of the list.
    pub kinds: Vec<Kind>,
}

impl Change {
    /// Where it stands now, or stood last.
    pub fn place(&self) -> Option<&Place> {
        self.after.as_ref().or(self.before.as_ref()).map(|entry| &entry.place)
    }

    /// The columns whose cells differ.
    pub fn columns(&self) -> Vec<&str> {
        let cell = |entry: &'_ Option<Entry>, column: &str| entry.as_ref().and_then(|entry| entry.cells.get(column).cloned());
        let all = [&self.before, &self.after].into_iter().flatten().flat_map(|entry| entry.cells.keys());
        let mut columns: Vec<&str> = all.map(String::as_str).collect();
        columns.sort_unstable();
        columns.dedup();
        columns.retain(|column| cell(&self.before, column) != cell(&self.after, column));
        columns
    }
}

/// Title, licence and scale of a content.
pub type Head = (LanguageText, String, Vec<OwnLevel>);

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Title, licence and scale after, where any of them differs.
    pub head: Option<Head>,
    /// The rows that differ, in order of sheets and keys.
    pub changes: Vec<Change>,
    /// What follows for the requirements of positions.
    pub shifts: Vec<Shift>,
}

impl Difference {
    /// Whether nothing differs.
    pub fn is_empty(&self) -> bool {
        self.head.is_none() && self.changes.is_empty()
    }

    /// The content after, from the content before.
    #[must_use]
    pub fn apply(&self, before: &Content) -> Content {
        let mut content = before.clone();
        if let Some((title, licence, scale)) = &self.head {
            (content.title, content.licence, content.scale) = (title.clone(), licence.clone(), scale.clone());
        }
        // What goes first, because what moves may take the place of what goes.
        for gone in self.changes.iter().filter_map(|change| change.before.as_ref()) {
            content.put(gone.place.clone(), None);
        }
        for come in self.changes.iter().filter_map(|change| change.after.as_ref()) {
            content.put(come.place.clone(), Some(come.cells.clone()));
        }
        content
    }

    /// How many changes are of each kind, those that do not occur left out.
    pub fn counts(&self) -> BTreeMap<Kind, usize> {
        let mut counts = BTreeMap::new();
        for kind in self.changes.iter().flat_map(|change| &change.kinds) {
            *counts.entry(*kind).or_insert(0) += 1;
        }
        counts
    }
}

/// What differs between two contents.
pub fn difference(before: &Content, after: &Content) -> Difference {
    let head = |content: &Content| (content.title.clone(), content.licence.clone(), content.scale.clone());
    let (mut gone, mut come, mut changes) = (Vec::new(), Vec::new(), Vec::new());
    for (place, cells) in before.entries() {
        match after.row(place) {
            None => gone.push(Entry { place: place.clone(), cells: cells.clone() }),
            Some(other) if other != cells => {
                let (one, other) = (entry(place, cells), entry(place, other));
                let kinds = kinds((before, &one), (after, &other));
                changes.push(Change { before: Some(one), after: Some(other), kinds });
            }
            Some(_) => {}
        }
    }
    come.extend(after.entries().filter(|(place, _)| before.row(place).is_none()).map(|(place, cells)| entry(place, cells)));
    changes.extend(pairs(gone, come));
    changes.sort_by(|one, other| one.place().cmp(&other.place()));
    Difference { head: (head(before) != head(after)).then(|| head(after)), changes, shifts: shifts(before, after) }
}

fn entry(place: &Place, cells: &Cells) -> Entry {
    Entry { place: place.clone(), cells: cells.clone() }
}

/// What went and what came: an activity with the same words, or else the same code, in another role has moved there.
fn pairs(gone: Vec<Entry>, mut come: Vec<Entry>) -> Vec<Change> {
    let mut changes = Vec::new();
    for entry in gone {
        match come.iter().position(|other| has_moved(&entry, other)) {
            Some(at) => {
                let after = come.remove(at);
                let mut kinds = vec![Kind::Moved];
                kinds.extend((texts(&entry) != texts(&after)).then_some(Kind::Reworded));
                changes.push(Change { before: Some(entry), after: Some(after), kinds });
            }
            None => changes.push(Change { before: Some(entry), after: None, kinds: vec![Kind::Removed] }),
        }
    }
    changes.extend(come.into_iter().map(|entry| Change { before: None, after: Some(entry), kinds: vec![Kind::Added] }));
    changes
}

fn has_moved(one: &Entry, other: &Entry) -> bool {
    let both = one.place.sheet == Sheet::Activities && other.place.sheet == Sheet::Activities;
    both && one.place.part(0) != other.place.part(0) && (texts(one) == texts(other) || one.place.part(1) == other.place.part(1))
}

fn texts(entry: &Entry) -> LanguageText {
    entry.words("text")
}

/// What happened to a row that stands at the same place.
fn kinds((old, before): (&Content, &Entry), (new, after): (&Content, &Entry)) -> Vec<Kind> {
    let change = Change { before: Some(before.clone()), after: Some(after.clone()), kinds: Vec::new() };
    let one = |column: &str| {
        let cell = |entry: &'_ Entry| entry.cells.get(column).cloned().unwrap_or_default();
        let (was, is) = (cell(before), cell(after));
        match (before.place.sheet, column) {
            (Sheet::RoleCompetencies, "level") => stepped(old.rank(&was), new.rank(&is)),
            (Sheet::Criticality, "criticality") => stepped(harm(&was), harm(&is)),
            (Sheet::Indicators, "level") => Kind::Moved,
            _ if is_words(before.place.sheet, column) => Kind::Reworded,
            _ => Kind::Altered,
        }
    };
    let mut kinds: Vec<Kind> = change.columns().into_iter().map(one).collect();
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

fn stepped<T: PartialOrd>(before: Option<T>, after: Option<T>) -> Kind {
    match (before, after) {
        (Some(before), Some(after)) if after > before => Kind::Raised,
        (Some(before), Some(after)) if after < before => Kind::Lowered,
        _ => Kind::Altered,
    }
}

fn harm(criticality: &str) -> Option<usize> {
    ["low", "medium", "high"].iter().position(|one| *one == criticality)
}

fn is_words(sheet: Sheet, column: &str) -> bool {
    let texts = sheet.columns().iter().filter_map(|known| known.strip_suffix('*'));
    column == "source" || texts.into_iter().any(|text| column.strip_prefix(text).is_some_and(|rest| rest.starts_with('_')))
}
