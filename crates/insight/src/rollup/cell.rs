//! Cells, the smallest sums, and how many of them are packed into a short text.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use store::Error;

/// What a cell counts, in the table of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Officials by state: held, below, unassessed, lapsed, fresh.
    State,
    /// Officials.
    Staff,
    /// Enrolments that began, enrolments that were completed, and the minutes of these: on the job, with others, by oneself.
    Month,
    /// Enrolments of a course by the month in which they began: made, completed, completed and holding.
    Course,
}

impl Kind {
    pub(crate) const ALL: [Self; 4] = [Self::State, Self::Staff, Self::Month, Self::Course];

    const fn number(self) -> i64 {
        self as i64
    }

    pub(crate) fn of(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// Which sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cell {
    pub(crate) kind: Kind,
    /// The office; of a [`Kind::Course`] the organisation directly below a root.
    pub(crate) place: i64,
    /// The cohort; of a [`Kind::Course`] the course.
    pub(crate) of: i64,
    /// The competency, or the month; 0 for [`Kind::Staff`].
    pub(crate) item: i64,
}

/// What is summed; what a kind does not use is 0.
pub(crate) type Values = [i64; 5];

/// Sums by cell. Cells of which all values are 0 are not in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sums(pub(crate) BTreeMap<Cell, Values>);

impl Sums {
    /// Adds to a cell.
    pub(crate) fn add(&mut self, cell: Cell, values: Values) {
        let sum = self.0.entry(cell).or_default();
        for (sum, value) in sum.iter_mut().zip(values) {
            *sum += value;
        }
        if *sum == [0; 5] {
            self.0.remove(&cell);
        }
    }

    /// Adds all of another.
    pub(crate) fn add_all(&mut self, other: &Self) {
        other.0.iter().for_each(|(cell, values)| self.add(*cell, *values));
    }

    /// Takes all of another away.
    pub(crate) fn take_all(&mut self, other: &Self) {
        other.0.iter().for_each(|(cell, values)| self.add(*cell, values.map(|value| -value)));
    }

    /// As a text: for each cell a byte that says which values follow and what differs from the cell before, then these in as few bytes as
    /// they need; all of it in base 64.
    pub(crate) fn pack(&self) -> String {
        let mut bytes = Vec::with_capacity(self.0.len() * 4);
        let mut last = NOWHERE;
        for (cell, values) in &self.0 {
            put_cell(&mut bytes, last, *cell, values);
            last = *cell;
        }
        STANDARD_NO_PAD.encode(bytes)
    }

    /// Reads [`Sums::pack`].
    pub(crate) fn unpack(text: &str) -> Result<Self, Error> {
        let mut sums = Self::default();
        read_packed(text, |cell, values| {
            sums.0.insert(cell, values);
        })?;
        Ok(sums)
    }
}

const NOWHERE: Cell = Cell { kind: Kind::State, place: 0, of: 0, item: 0 };
/// All values that follow are 1 and are left out.
const ONES: u8 = 1 << 5;
/// Kind and place follow, and cohort and item in full.
const PLACE: u8 = 1 << 6;
/// The cohort follows as the difference to the one before, and the item in full.
const OF: u8 = 1 << 7;

fn put_cell(bytes: &mut Vec<u8>, last: Cell, cell: Cell, values: &Values) {
    let mut flags = 0;
    for (at, value) in values.iter().enumerate() {
        flags |= u8::from(*value != 0) << at;
    }
    let ones = values.iter().all(|value| matches!(value, 0 | 1));
    flags |= if ones { ONES } else { 0 };
    let (new_place, new_of) = ((last.kind, last.place) != (cell.kind, cell.place), last.of != cell.of);
    flags |= if new_place {
        PLACE
    } else if new_of {
        OF
    } else {
        0
    };
    bytes.push(flags);
    if new_place {
        [cell.kind.number(), cell.place, cell.of, cell.item].into_iter().for_each(|number| put(bytes, number));
    } else if new_of {
        put(bytes, cell.of - last.of);
        put(bytes, cell.item);
    } else {
        put(bytes, cell.item - last.item);
    }
    if !ones {
        values.iter().filter(|value| **value != 0).for_each(|value| put(bytes, *value));
    }
}

/// Seven bits a byte, the lowest first, the sign in the lowest bit.
fn put(bytes: &mut Vec<u8>, number: i64) {
    let mut rest = (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned();
    while rest >= 0x80 {
        bytes.push((rest & 0x7f) as u8 | 0x80);
        rest >>= 7;
    }
    bytes.push(rest as u8);
}

/// Reads what [`Sums::pack`] has written, cell by cell in order.
pub(crate) fn read_packed(text: &str, mut each: impl FnMut(Cell, Values)) -> Result<(), Error> {
    let bytes = STANDARD_NO_PAD.decode(text).map_err(|_| damaged())?;
    let (mut rest, mut last) = (bytes.as_slice(), NOWHERE);
    while !rest.is_empty() {
        let (cell, values) = take_cell(&mut rest, last).ok_or_else(damaged)?;
        each(cell, values);
        last = cell;
    }
    Ok(())
}

fn damaged() -> Error {
    Error::Column { column: 0, reason: "packed sums are damaged".to_owned() }
}

fn take_cell(rest: &mut &[u8], last: Cell) -> Option<(Cell, Values)> {
    let (flags, tail) = rest.split_first()?;
    *rest = tail;
    let cell = if flags & PLACE != 0 {
        Cell { kind: Kind::of(take(rest)?)?, place: take(rest)?, of: take(rest)?, item: take(rest)? }
    } else if flags & OF != 0 {
        Cell { of: last.of + take(rest)?, item: take(rest)?, ..last }
    } else {
        Cell { item: last.item + take(rest)?, ..last }
    };
    let mut values = Values::default();
    for (at, value) in values.iter_mut().enumerate() {
        if flags & (1 << at) != 0 {
            *value = if flags & ONES != 0 { 1 } else { take(rest)? };
        }
    }
    Some((cell, values))
}

fn take(rest: &mut &[u8]) -> Option<i64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (byte, tail) = rest.split_first()?;
        *rest = tail;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((number >> 1).cast_signed() ^ -(number & 1).cast_signed());
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(kind: Kind, place: i64, of: i64, item: i64) -> Cell {
        Cell { kind, place, of, item }
    }

    #[test]
    fn what_is_packed_comes_back() {
        let mut sums = Sums::default();
        sums.add(cell(Kind::State, 300_000, 7, 12), [1, 0, 0, 0, 0]);
        sums.add(cell(Kind::State, 300_000, 7, 13), [0, 1, 0, 1, 0]);
        sums.add(cell(Kind::State, 300_000, 9, 2), [0, 0, -1, 0, 4]);
        sums.add(cell(Kind::Month, 300_000, 7, 682), [2, 1, 0, i64::MAX, i64::MIN + 1]);
        sums.add(cell(Kind::Course, 0, 1_600, 682), [1, 1, 1, 0, 0]);
        sums.add(cell(Kind::Course, 0, 1_601, 680), [-1, 0, 0, 0, 0]);
        assert_eq!(Sums::unpack(&sums.pack()).expect("whole"), sums);
        assert_eq!(Sums::unpack("").expect("whole"), Sums::default());
        assert!(Sums::unpack("AAA").is_err() || Sums::unpack("A").is_err());
    }

    #[test]
    fn one_official_fits_into_few_bytes() {
        let mut sums = Sums::default();
        for competency in 0..12 {
            sums.add(cell(Kind::State, 54_321, 77, 100 + competency * 3), [1, 0, 0, 0, 0]);
        }
        for course in 0..10 {
            sums.add(cell(Kind::Course, 40, course * 150, 670 + course), [1, 1, 0, 0, 0]);
            sums.add(cell(Kind::Month, 54_321, 77, 670 + course), [1, 1, 0, 0, 90]);
        }
        assert!(sums.pack().len() < 220, "{}", sums.pack().len());
    }

    #[test]
    fn what_is_taken_away_again_leaves_nothing() {
        let mut sums = Sums::default();
        sums.add(cell(Kind::Staff, 1, 1, 0), [1, 0, 0, 0, 0]);
        let same = sums.clone();
        sums.take_all(&same);
        assert_eq!(sums, Sums::default());
        sums.add_all(&same);
        assert_eq!(sums, same);
    }
}
