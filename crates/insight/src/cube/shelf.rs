//! Rows of sums in the order of offices, in blocks that many versions of a cube share.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::tree::Span;
use crate::rollup::cell::Values;

/// Offices of a block.
const OFFICES: usize = 64;

/// A sum of an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) cohort: u16,
    /// Number of the competency, or month.
    pub(super) item: u16,
    pub(super) values: [i32; 5],
}

/// A sum over several offices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wide {
    pub(super) cohort: u16,
    pub(super) item: u16,
    pub(super) values: Values,
}

impl Wide {
    pub(super) const fn place(&self) -> (u16, u16) {
        (self.cohort, self.item)
    }
}

#[derive(Clone, Debug, Default)]
struct Block {
    /// Where the rows of each office of the block begin, and where the last end.
    starts: Vec<u32>,
    rows: Vec<Row>,
}

impl Block {
    fn office(&self, at: usize) -> &[Row] {
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(until)) => &self.rows[*from as usize..*until as usize],
            _ => &[],
        }
    }
}

/// The rows of all offices.
#[derive(Clone, Debug, Default)]
pub(super) struct Shelf {
    blocks: Vec<Arc<Block>>,
}

/// What is added to the rows of an office: cohort, item, values.
pub(super) type Changes = BTreeMap<u32, Vec<Wide>>;

impl Shelf {
    /// Of so many offices, each with its rows in order of cohort and item.
    pub(super) fn new(offices: Vec<Vec<Row>>) -> Self {
        let (mut offices, mut blocks) = (offices.into_iter(), Vec::new());
        // What is in its block is given back at once: there are millions of rows.
        while offices.len() > 0 {
            let some: Vec<Vec<Row>> = offices.by_ref().take(OFFICES).collect();
            let mut block = Block { starts: vec![0], rows: Vec::with_capacity(some.iter().map(Vec::len).sum()) };
            for rows in some {
                block.rows.extend(rows);
                block.starts.push(block.rows.len() as u32);
            }
            blocks.push(Arc::new(block));
        }
        Self { blocks }
    }

    /// How many rows the offices of a range have.
    pub(super) fn size(&self, span: &Span) -> usize {
        let mut size = 0;
        self.pieces(span, |rows| size += rows.len());
        size
    }

    /// Every row of the offices of a range.
    pub(super) fn visit(&self, span: &Span, mut each: impl FnMut(&Row)) {
        self.pieces(span, |rows| rows.iter().for_each(&mut each));
    }

    /// The rows of a range, in as few pieces as there are blocks.
    fn pieces(&self, span: &Span, mut each: impl FnMut(&[Row])) {
        let (from, until) = (span.start as usize, span.end as usize);
        for at in from / OFFICES..until.div_ceil(OFFICES) {
            let Some(block) = self.blocks.get(at) else { return };
            let first = from.max(at * OFFICES) - at * OFFICES;
            let last = until.min((at + 1) * OFFICES) - at * OFFICES;
            if let (Some(start), Some(end)) = (block.starts.get(first), block.starts.get(last.min(block.starts.len() - 1))) {
                each(&block.rows[*start as usize..*end as usize]);
            }
        }
    }

    /// With these changes; blocks without one are shared.
    pub(super) fn changed(&self, changes: &Changes) -> Self {
        let mut blocks = self.blocks.clone();
        let mut by_block: BTreeMap<usize, Vec<(usize, &[Wide])>> = BTreeMap::new();
        for (office, changes) in changes {
            let office = *office as usize;
            by_block.entry(office / OFFICES).or_default().push((office % OFFICES, changes));
        }
        for (at, changes) in by_block {
            if let Some(block) = blocks.get_mut(at) {
                *block = Arc::new(change(block, &changes));
            }
        }
        Self { blocks }
    }
}

fn change(old: &Block, changes: &[(usize, &[Wide])]) -> Block {
    let mut new = Block { starts: vec![0], rows: Vec::with_capacity(old.rows.len() + 16) };
    for office in 0..old.starts.len() - 1 {
        match changes.iter().find(|(at, _)| *at == office) {
            Some((_, changes)) => new.rows.extend(merged(old.office(office), changes)),
            None => new.rows.extend(old.office(office)),
        }
        new.starts.push(new.rows.len() as u32);
    }
    new
}

fn merged(old: &[Row], changes: &[Wide]) -> Vec<Row> {
    let mut sums: BTreeMap<(u16, u16), [i32; 5]> = old.iter().map(|row| ((row.cohort, row.item), row.values)).collect();
    for change in changes {
        let sum = sums.entry(change.place()).or_default();
        sum.iter_mut().zip(change.values).for_each(|(sum, value)| *sum = narrow(i64::from(*sum) + value));
    }
    let rows = sums.into_iter().filter(|(_, values)| *values != [0; 5]);
    rows.map(|((cohort, item), values)| Row { cohort, item, values }).collect()
}

/// A sum of one office; no office has two thousand million of anything.
pub(super) fn narrow(sum: i64) -> i32 {
    i32::try_from(sum).unwrap_or(if sum < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(item: u16, held: i32) -> Row {
        Row { cohort: 1, item, values: [held, 0, 0, 0, 0] }
    }

    fn found(shelf: &Shelf, span: Span) -> Vec<(u16, i32)> {
        let mut found = Vec::new();
        shelf.visit(&span, |row| found.push((row.item, row.values[0])));
        assert_eq!(shelf.size(&span), found.len());
        found
    }

    #[test]
    fn ranges_begin_and_end_anywhere() {
        let offices: Vec<Vec<Row>> = (0..200).map(|office| vec![row(office, 1); usize::from(office % 3)]).collect();
        let shelf = Shelf::new(offices);
        for (from, until) in [(0, 200), (0, 1), (1, 3), (63, 65), (64, 128), (70, 71), (190, 200), (199, 200), (5, 5)] {
            let expected: Vec<(u16, i32)> =
                (from..until).flat_map(|office| vec![(office as u16, 1); office as usize % 3]).collect();
            assert_eq!(found(&shelf, from..until), expected, "{from}..{until}");
        }
    }

    #[test]
    fn a_changed_shelf_leaves_the_old_one_alone_and_shares_the_rest() {
        let shelf = Shelf::new((0..130).map(|_| vec![row(2, 5)]).collect());
        let wide = |item, held| Wide { cohort: 1, item, values: [held, 0, 0, 0, 0] };
        let new = shelf.changed(&Changes::from([(1, vec![wide(1, 3), wide(2, -5)]), (64, vec![wide(2, 1)])]));
        assert_eq!((found(&shelf, 0..3), found(&new, 0..3)), (vec![(2, 5); 3], vec![(2, 5), (1, 3), (2, 5)]));
        assert_eq!(found(&new, 64..66), [(2, 6), (2, 5)]);
        assert!(Arc::ptr_eq(&shelf.blocks[2], &new.blocks[2]) && !Arc::ptr_eq(&shelf.blocks[1], &new.blocks[1]));
    }
}
