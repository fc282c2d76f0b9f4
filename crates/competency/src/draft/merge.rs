//! Three sides of a row: the version from which a draft started, the version that came meanwhile, and the draft. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::store::DraftRow;
use crate::difference::{Cells, Content, Place, Sheet};

/// A row on three sides; `None` where the side has no such row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sides<'c> {
    pub(super) base: Option<&'c Cells>,
    pub(super) theirs: Option<&'c Cells>,
    pub(super) mine: Option<&'c Cells>,
}

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Merged {
    /// It stands as the draft has it: nobody else has changed it, or both alike.
    Stays,
    /// What the newer version has changed is taken; `None`: the row goes.
    Taken(Option<Cells>),
    /// Both have changed it otherwise. Until somebody decides the draft's stands, with what only the newer version has changed.
    Conflict {
        /// What stands.
        stands: Option<Cells>,
        /// The columns in which they differ; empty: the row as a whole, because one of the two has none.
        columns: Vec<String>,
    },
}

/// What only one side has changed counts, cell by cell; what both have changed alike counts once.
pub(super) fn merge(sides: Sides<'_>) -> Merged {
    let Sides { base, theirs, mine } = sides;
    if theirs == base || theirs == mine {
        return Merged::Stays;
    }
    if mine == base {
        return Merged::Taken(theirs.cloned());
    }
    let (Some(theirs), Some(mine)) = (theirs, mine) else {
        return Merged::Conflict { stands: mine.cloned(), columns: Vec::new() };
    };
    let (mut stands, mut columns) = (mine.clone(), Vec::new());
    for column in theirs.keys().chain(mine.keys()).collect::<BTreeSet<_>>() {
        let (was, new, own) = (base.and_then(|base| base.get(column)), theirs.get(column), mine.get(column));
        if new == was || new == own {
            continue;
        }
        if own != was {
            columns.push(column.clone());
        } else if let Some(new) = new {
            stands.insert(column.clone(), new.clone());
        } else {
            stands.remove(column);
        }
    }
    if columns.is_empty() { Merged::Taken(Some(stands)) } else { Merged::Conflict { stands: Some(stands), columns } }
}

/// A row about which somebody has to decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Clash {
    /// The row of the draft; `None`: it has none there.
    pub(super) row: Option<i64>,
    pub(super) sheet: Sheet,
    pub(super) base: Option<Cells>,
    pub(super) theirs: Option<Cells>,
    pub(super) mine: Option<Cells>,
    pub(super) columns: Vec<String>,
}

/// How a draft takes a newer version over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Rows as they shall stand, each over the revision that was read.
    pub(super) puts: Vec<DraftRow>,
    /// Rows that the draft does not have.
    pub(super) adds: Vec<(Sheet, Cells)>,
    pub(super) clashes: Vec<Clash>,
    /// How many rows are taken from the newer version.
    pub(super) taken: usize,
    /// How many rows that only the draft has changed stay.
    pub(super) kept: usize,
}

/// Works the plan out. Doubtful rows do not stand and stay as they are; of two rows at one place the first is merged.
pub(super) fn plan(base: &Content, theirs: &Content, rows: &[DraftRow]) -> Plan {
    let (standing, gone) = (at_places(rows, |row| row.stands()), at_places(rows, |row| row.removed && row.doubt.is_empty()));
    let places: BTreeSet<&Place> =
        base.entries().chain(theirs.entries()).map(|(place, _)| place).chain(standing.keys()).collect();
    let mut plan = Plan::default();
    for place in places {
        let there = standing.get(place).copied();
        let sides = Sides { base: base.row(place), theirs: theirs.row(place), mine: there.map(|row| &row.cells) };
        let row = there.or_else(|| gone.get(place).copied());
        match merge(sides) {
            Merged::Stays => plan.kept += usize::from(sides.mine != sides.base && sides.theirs != sides.mine),
            Merged::Taken(cells) => {
                plan.taken += 1;
                plan.stand(place.sheet, row, cells);
            }
            Merged::Conflict { stands, columns } => {
                plan.clashes.push(Clash {
                    row: row.map(|row| row.number),
                    sheet: place.sheet,
                    base: sides.base.cloned(),
                    theirs: sides.theirs.cloned(),
                    mine: sides.mine.cloned(),
                    columns,
                });
                plan.stand(place.sheet, row, stands);
            }
        }
    }
    plan
}

fn at_places(rows: &[DraftRow], of: impl Fn(&DraftRow) -> bool) -> BTreeMap<Place, &DraftRow> {
    let mut all = BTreeMap::new();
    for row in rows.iter().filter(|row| of(row)) {
        all.entry(Place::of(row.sheet, &row.cells)).or_insert(row);
    }
    all
}

impl Plan {
    /// Has these cells stand; a row that stands so already is written too, so that whoever changes it meanwhile is noticed.
    fn stand(&mut self, sheet: Sheet, row: Option<&DraftRow>, cells: Option<Cells>) {
        match (row, cells) {
            (Some(row), Some(cells)) => self.puts.push(DraftRow { cells, removed: false, ..row.clone() }),
            (Some(row), None) => self.puts.push(DraftRow { removed: true, ..row.clone() }),
            (None, Some(cells)) => self.adds.push((sheet, cells)),
            (None, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::LanguageText;

    use super::*;
    use crate::difference::Entry;

    fn cells(level: &str, words: &str) -> Option<Cells> {
        let pairs = [("role", "desk"), ("competency", "rti"), ("level", level), ("note", words)];
        (!level.is_empty()).then(|| pairs.map(|(column, cell)| (column.to_owned(), cell.to_owned())).into())
    }

    fn merged(base: Option<Cells>, theirs: Option<Cells>, mine: Option<Cells>) -> Merged {
        merge(Sides { base: base.as_ref(), theirs: theirs.as_ref(), mine: mine.as_ref() })
    }

    /// The whole table: a level on each side, nothing for no row.
    #[test]
    fn what_one_side_changed_counts_and_what_both_changed_otherwise_is_decided() {
        let conflict = |level: &str, columns: &[&str]| Merged::Conflict {
            stands: cells(level, "x"),
            columns: columns.iter().map(|column| (*column).to_owned()).collect(),
        };
        for (base, theirs, mine, expected) in [
            ("1", "1", "1", Merged::Stays),
            ("1", "1", "2", Merged::Stays),
            ("1", "2", "2", Merged::Stays),
            ("1", "2", "1", Merged::Taken(cells("2", "x"))),
            ("1", "2", "3", conflict("3", &["level"])),
            ("1", "", "1", Merged::Taken(None)),
            ("1", "", "2", conflict("2", &[])),
            ("1", "", "", Merged::Stays),
            ("1", "2", "", conflict("", &[])),
            ("1", "1", "", Merged::Stays),
            ("", "1", "", Merged::Taken(cells("1", "x"))),
            ("", "1", "1", Merged::Stays),
            ("", "1", "2", conflict("2", &["level"])),
            ("", "", "1", Merged::Stays),
        ] {
            assert_eq!(merged(cells(base, "x"), cells(theirs, "x"), cells(mine, "x")), expected, "{base:?} {theirs:?} {mine:?}");
        }
    }

    #[test]
    fn cells_that_only_they_changed_are_taken_beside_those_that_only_i_changed() {
        assert_eq!(merged(cells("1", "a"), cells("2", "a"), cells("1", "b")), Merged::Taken(cells("2", "b")));
        let both = merged(cells("1", "a"), cells("2", "b"), cells("3", "a"));
        assert_eq!(both, Merged::Conflict { stands: cells("3", "b"), columns: vec!["level".to_owned()] });
    }

    #[test]
    fn a_plan_loses_no_row() {
        let row = |number: i64, code: &str, name: &str, removed: bool| DraftRow {
            number,
            sheet: Sheet::Roles,
            cells: [("code", code), ("name_en", name)].map(|(column, cell)| (column.to_owned(), cell.to_owned())).into(),
            removed,
            doubt: String::new(),
            revision: 1,
            edited_by: None,
            edited_at: None,
        };
        let content = |rows: &[(&str, &str)]| {
            let entries = rows.iter().map(|(code, name)| Entry::new(Sheet::Roles, row(0, code, name, false).cells));
            Content::empty(LanguageText::default(), String::new(), Vec::new()).with(entries)
        };
        let base = content(&[("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")]);
        let theirs = content(&[("a", "A2"), ("b", "B"), ("c", "C2"), ("e", "E2"), ("n", "N")]);
        let rows = [
            row(1, "a", "A", false),
            row(2, "b", "B mine", false),
            row(3, "c", "C mine", false),
            row(4, "d", "D", false),
            row(5, "e", "E", true),
        ];
        let plan = plan(&base, &theirs, &rows);
        let told: Vec<String> =
            plan.puts.iter().map(|row| format!("{} {} {}", row.number, row.cells["name_en"], row.removed)).collect();
        assert_eq!(told, ["1 A2 false", "3 C mine false", "4 D true", "5 E true"]);
        assert_eq!((plan.adds.len(), plan.taken, plan.kept), (1, 3, 1));
        assert_eq!(
            plan.clashes.iter().map(|clash| (clash.row, clash.columns.len())).collect::<Vec<_>>(),
            [(Some(3), 1), (Some(5), 0)]
        );
    }
}
