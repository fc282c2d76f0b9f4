//! The officials of each state of a requirement by district and competency, grouped from the facts of a snapshot: arrays of counters, to be
//! compared with what other engines need for the same question on the same files.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ::parquet::column::reader::get_typed_column_reader;
use ::parquet::data_type::Int32Type;
use ::parquet::file::reader::{FileReader, SerializedFileReader};
use store::Error;
use tokio::time::Instant;

use crate::parquet::fault;

/// Columns of the facts.
const DISTRICT: usize = 1;
const COMPETENCY: usize = 2;
const STATE: usize = 4;
/// Rows at a time.
const BATCH: usize = 1 << 16;
/// More counters than these are not laid out in an array.
const COUNTERS: usize = 1 << 26;

/// What was grouped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouped {
    /// Rows read.
    pub rows: u64,
    /// District and competency with the officials of each state: held, below, unassessed, lapsed, fresh; in order.
    pub cells: Vec<((i32, i32), [u64; 5])>,
    /// How long it took, with reading.
    pub took: Duration,
}

/// Groups the facts of a snapshot on every processor.
///
/// # Errors
/// When there are no facts, or when they cannot be read.
pub fn group(folder: &Path) -> Result<Grouped, Error> {
    let begun = Instant::now();
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder.join("facts"))
        .map_err(|reason| fault(format!("no facts in {}: {reason}", folder.display())))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .map_err(fault)?;
    files.sort();
    let groups = row_groups(&files)?;
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(groups.len().max(1));
    let counted: Vec<Result<Counters, Error>> = std::thread::scope(|scope| {
        let work = |worker: usize| {
            let mine: Vec<&(PathBuf, usize)> = groups.iter().skip(worker).step_by(workers).collect();
            scope.spawn(move || count(&mine))
        };
        let all: Vec<_> = (0..workers).map(work).collect();
        all.into_iter().map(|one| one.join().unwrap_or_else(|_| Err(fault("a worker panicked")))).collect()
    });
    let (mut rows, mut cells) = (0, BTreeMap::<(i32, i32), [u64; 5]>::new());
    for counters in counted {
        let counters = counters?;
        rows += counters.rows;
        for (key, counts) in counters.cells() {
            cells.entry(key).or_default().iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
        }
    }
    Ok(Grouped { rows, cells: cells.into_iter().collect(), took: begun.elapsed() })
}

/// Every row group: its file and its number.
fn row_groups(files: &[PathBuf]) -> Result<Vec<(PathBuf, usize)>, Error> {
    let mut groups = Vec::new();
    for path in files {
        let reader = open(path)?;
        groups.extend((0..reader.num_row_groups()).map(|group| (path.clone(), group)));
    }
    Ok(groups)
}

fn open(path: &Path) -> Result<SerializedFileReader<File>, Error> {
    SerializedFileReader::new(File::open(path).map_err(fault)?).map_err(fault)
}

/// Counters laid out by district, competency and state; they grow with the keys that are met.
#[derive(Default)]
struct Counters {
    rows: u64,
    /// Competencies in a line.
    width: usize,
    counts: Vec<[u32; 5]>,
}

impl Counters {
    fn add(&mut self, [districts, competencies, states]: [&[i32]; 3]) -> Result<(), Error> {
        let most = |keys: &[i32]| keys.iter().copied().max().map_or(0, |key| key.unsigned_abs() as usize + 1);
        self.make_room(most(districts), most(competencies))?;
        for ((district, competency), state) in districts.iter().zip(competencies).zip(states) {
            let at = district.unsigned_abs() as usize * self.width + competency.unsigned_abs() as usize;
            self.counts[at][state.unsigned_abs() as usize % 5] += 1;
        }
        self.rows += districts.len() as u64;
        Ok(())
    }

    fn make_room(&mut self, districts: usize, competencies: usize) -> Result<(), Error> {
        let lines = self.counts.len().checked_div(self.width).unwrap_or_default();
        if competencies <= self.width && districts <= lines {
            return Ok(());
        }
        let (width, height) = (competencies.next_power_of_two().max(self.width), districts.next_power_of_two().max(lines));
        if width * height > COUNTERS {
            return Err(fault("the keys of the facts are too large for counters"));
        }
        let mut counts = vec![[0; 5]; width * height];
        for (line, old) in self.counts.chunks(self.width.max(1)).enumerate() {
            counts[line * width..line * width + old.len()].copy_from_slice(old);
        }
        (self.width, self.counts) = (width, counts);
        Ok(())
    }

    fn cells(&self) -> impl Iterator<Item = ((i32, i32), [u64; 5])> {
        let there = self.counts.iter().enumerate().filter(|(_, counts)| **counts != [0; 5]);
        there.map(|(at, counts)| (((at / self.width) as i32, (at % self.width) as i32), counts.map(u64::from)))
    }
}

fn count(groups: &[&(PathBuf, usize)]) -> Result<Counters, Error> {
    let mut counters = Counters::default();
    for (path, group) in groups {
        let reader = open(path)?;
        let group = reader.get_row_group(*group).map_err(fault)?;
        let column = |at| group.get_column_reader(at).map(get_typed_column_reader::<Int32Type>).map_err(fault);
        let mut readers = [column(DISTRICT)?, column(COMPETENCY)?, column(STATE)?];
        let mut left = group.metadata().num_rows().unsigned_abs() as usize;
        let mut values: [Vec<i32>; 3] = Default::default();
        while left > 0 {
            let wanted = left.min(BATCH);
            for (reader, values) in readers.iter_mut().zip(&mut values) {
                values.clear();
                while values.len() < wanted {
                    let (read, ..) = reader.read_records(wanted - values.len(), None, None, values).map_err(fault)?;
                    if read == 0 {
                        return Err(fault("a column ends too early"));
                    }
                }
            }
            counters.add(values.each_ref().map(Vec::as_slice))?;
            left -= wanted;
        }
    }
    Ok(counters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_grow_with_the_keys_they_meet() {
        let mut counters = Counters::default();
        counters.add([&[1, 1], &[2, 2], &[0, 0]]).expect("small keys");
        counters.add([&[9, 1], &[700, 2], &[4, 1]]).expect("small keys");
        let cells: Vec<_> = counters.cells().collect();
        assert_eq!(cells, [((1, 2), [2, 1, 0, 0, 0]), ((9, 700), [0, 0, 0, 0, 1])]);
        assert_eq!(counters.rows, 4);
        assert!(counters.add([&[i32::MAX], &[1], &[0]]).is_err());
    }
}
