//! Sums in rows with names, in an order that follows from them alone.

use std::collections::HashMap;

use ::parquet::data_type::ByteArray;
use store::Error;

use super::store::Named;
use crate::parquet::Cells;
use crate::rollup::cell::{Kind, Values};

/// A sum with its keys; counts of one office fit into 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) place: i64,
    pub(super) of: i32,
    pub(super) item: i32,
    pub(super) values: [i32; 5],
}

/// Reads the numbers of many cells of a place.
pub(super) fn read_rows(place: i64, packed: &str, into: &mut Vec<Row>) -> Result<(), Error> {
    let wrong = || Error::Column { column: 2, reason: "a sum is seven numbers".to_owned() };
    let mut numbers = packed.split(' ').map(|number| number.parse::<i32>().map_err(|_| wrong()));
    while let Some(of) = numbers.next() {
        let mut next = || numbers.next().unwrap_or_else(|| Err(wrong()));
        let (of, item) = (of?, next()?);
        let mut values = [0; 5];
        for value in &mut values {
            *value = next()?;
        }
        into.push(Row { place, of, item, values });
    }
    Ok(())
}

/// What keys stand for.
pub(super) struct Names {
    pub(super) offices: HashMap<i64, Office>,
    pub(super) competencies: HashMap<i64, ByteArray>,
    pub(super) courses: HashMap<i64, ByteArray>,
    /// Group, service, family.
    pub(super) cohorts: HashMap<i64, [ByteArray; 3]>,
}

/// An organisation with the territories that it serves.
#[derive(Clone, Debug, Default)]
pub(super) struct Office {
    pub(super) code: ByteArray,
    pub(super) state: ByteArray,
    pub(super) district: ByteArray,
    /// Key of the district; 0 for none.
    pub(super) district_key: i64,
}

pub(super) fn text(text: &str) -> ByteArray {
    ByteArray::from(text)
}

pub(super) fn codes(all: &[Named]) -> HashMap<i64, ByteArray> {
    all.iter().map(|named| (named.key, text(&named.code))).collect()
}

impl Names {
    fn office(&self, key: i64, part: impl Fn(&Office) -> &ByteArray) -> ByteArray {
        self.offices.get(&key).map(part).cloned().unwrap_or_default()
    }

    /// Code of the state that an office serves; empty for none.
    pub(super) fn state(&self, office: i64) -> ByteArray {
        self.office(office, |office| &office.state)
    }

    fn cohort(&self, cohort: i32, dimension: usize) -> ByteArray {
        self.cohorts.get(&i64::from(cohort)).map(|labels| labels[dimension].clone()).unwrap_or_default()
    }

    /// The columns of some rows, as [`columns`] names them.
    pub(super) fn cells(&self, kind: Kind, rows: &[Row]) -> Vec<Cells> {
        let column = |name: &dyn Fn(&Row) -> ByteArray| Cells::Text(rows.iter().map(name).collect());
        let named = |keys: &HashMap<i64, ByteArray>, key: i32| keys.get(&i64::from(key)).cloned().unwrap_or_default();
        let office: Vec<Cells> = match kind {
            Kind::Course => {
                vec![column(&|row| self.office(row.place, |office| &office.code)), column(&|row| named(&self.courses, row.of))]
            }
            _ => vec![
                column(&|row| self.office(row.place, |office| &office.code)),
                column(&|row| self.office(row.place, |office| &office.district)),
                column(&|row| self.cohort(row.of, 0)),
                column(&|row| self.cohort(row.of, 1)),
                column(&|row| self.cohort(row.of, 2)),
            ],
        };
        let item = (kind == Kind::State).then(|| column(&|row| named(&self.competencies, row.item)));
        let width = kind.table().2.len();
        let values = (0..width).map(|at| Cells::whole(rows.iter().map(move |row| i64::from(row.values[at]))));
        office.into_iter().chain(item).chain(values).collect()
    }
}

/// The names of the columns that are texts; those of the counts follow.
pub(super) fn columns(kind: Kind) -> Vec<&'static str> {
    let texts: &[&str] = match kind {
        Kind::Course => &["organisation", "course"],
        Kind::State => &["office", "district", "service_group", "service", "family", "competency"],
        Kind::Staff | Kind::Month => &["office", "district", "service_group", "service", "family"],
    };
    texts.to_vec()
}

/// `2026-11` of months since January 1970.
pub(super) fn month(number: i64) -> String {
    format!("{:04}-{:02}", 1970 + number.div_euclid(12), number.rem_euclid(12) + 1)
}

/// How often each state (0 held, 1 below, 2 unassessed, 3 lapsed, 4 fresh) is in a cell of one official; never below 0.
pub(super) fn times(values: Values) -> impl Iterator<Item = (i32, i64)> {
    (0_i32..).zip(values).filter(|(_, count)| *count > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_come_in_sevens() {
        let mut rows = Vec::new();
        read_rows(9, "1 2 3 4 5 6 7 1 3 0 0 0 0 -1", &mut rows).expect("two sums");
        assert_eq!((rows.len(), rows[0].values, rows[1].item), (2, [3, 4, 5, 6, 7], 3));
        assert!(read_rows(9, "1 2 3", &mut rows).is_err());
    }

    #[test]
    fn months_have_names() {
        assert_eq!([0, 11, 682].map(month), ["1970-01", "1970-12", "2026-11"]);
    }
}
