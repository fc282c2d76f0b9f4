//! One row for each requirement of each official, without the official.

use std::collections::HashMap;

use store::{Conn, Error};

use super::domain::{Names, times};
use super::service::{Progress, Writing};
use crate::parquet::{Cells, Holds, Parquet, fault};
use crate::rollup::cell::{Kind, read_packed};
use crate::rollup::kept;

/// Rows in one file.
const FILE: usize = 1 << 23;
/// Rows that are written together.
const TOGETHER: usize = 1 << 20;

const COLUMNS: [(&str, Holds); 5] = [
    ("office", Holds::Small),
    ("district", Holds::Small),
    ("competency", Holds::Small),
    ("cohort", Holds::Small),
    ("state", Holds::Small),
];

#[derive(Default)]
struct Rows([Vec<i32>; 5]);

impl Rows {
    fn len(&self) -> usize {
        self.0[0].len()
    }

    fn take(&mut self) -> Vec<Cells> {
        self.0.each_mut().map(|cells| Cells::Small(std::mem::take(cells))).into()
    }
}

/// The files in the making.
struct Files<'a> {
    writing: &'a mut Writing,
    open: Option<Parquet>,
    number: u32,
    in_file: usize,
    rows: Rows,
}

impl Files<'_> {
    fn put(&mut self) -> Result<(), Error> {
        let rows = self.rows.len();
        if rows == 0 {
            return Ok(());
        }
        if self.open.is_none() {
            let path = self.writing.folder.join(format!("facts/part-{:04}.parquet", self.number));
            self.open = Some(Parquet::create(&path, &COLUMNS).map_err(fault)?);
        }
        if let Some(file) = &mut self.open {
            file.put(&self.rows.take()).map_err(fault)?;
        }
        self.in_file += rows;
        if self.in_file >= FILE { self.close() } else { Ok(()) }
    }

    fn close(&mut self) -> Result<(), Error> {
        let Some(file) = self.open.take() else { return Ok(()) };
        file.finish().map_err(fault)?;
        let path = self.writing.folder.join(format!("facts/part-{:04}.parquet", self.number));
        self.writing.count(self.in_file, &path)?;
        (self.number, self.in_file) = (self.number + 1, 0);
        Ok(())
    }
}

/// Writes them, in order of officials.
pub(super) async fn write(conn: &mut Conn, writing: &mut Writing, names: &Names, progress: Progress<'_>) -> Result<(), Error> {
    std::fs::create_dir_all(writing.folder.join("facts")).map_err(fault)?;
    let districts: HashMap<i64, i32> = names.offices.iter().map(|(key, office)| (*key, small(office.district_key))).collect();
    let mut files = Files { writing, open: None, number: 0, in_file: 0, rows: Rows::default() };
    let mut officials = 0;
    kept::every_contribution(conn, |packed| {
        read_packed(packed, |cell, values| {
            if cell.kind == Kind::State {
                let district = districts.get(&cell.place).copied().unwrap_or_default();
                for (state, count) in times(values) {
                    for _ in 0..count {
                        let row = [small(cell.place), district, small(cell.item), small(cell.of), state];
                        files.rows.0.iter_mut().zip(row).for_each(|(column, value)| column.push(value));
                    }
                }
            }
        })?;
        officials += 1;
        if officials % 10_000 == 0 {
            progress("facts", officials, officials);
        }
        if files.rows.len() >= TOGETHER { files.put() } else { Ok(()) }
    })
    .await?;
    files.put()?;
    files.close()
}

/// Keys of master data are small integers.
fn small(key: i64) -> i32 {
    i32::try_from(key).unwrap_or_default()
}
