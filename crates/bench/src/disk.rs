//! What the disk itself can do, beside which durable rates are read.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crate::clock::Stopwatch;

/// One page of a database.
const PAGE: usize = 4_096;
/// The file is of this many pages and written round and round, so that its size does not change: what a log does that is used again.
const PAGES: u64 = 256;

/// How often a second one page can be written and brought to the disk (`fdatasync`), one after the other.
pub fn syncs_a_second(folder: &Path, over: Duration) -> anyhow::Result<f64> {
    let mut file = File::create(folder.join("syncs"))?;
    let page = [7; PAGE];
    for _ in 0..PAGES {
        file.write_all(&page)?;
    }
    file.sync_all()?;
    let (watch, mut syncs) = (Stopwatch::start(), 0_u64);
    while watch.passed() < over {
        file.seek(SeekFrom::Start(syncs % PAGES * PAGE as u64))?;
        file.write_all(&page)?;
        file.sync_data()?;
        syncs += 1;
    }
    let rate = syncs as f64 / watch.passed().as_secs_f64();
    std::fs::remove_file(folder.join("syncs"))?;
    Ok(rate)
}
