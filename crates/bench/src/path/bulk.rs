//! `karmayogi path solve` for very many officials.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;

use super::generate::{self, USUAL};
use crate::clock::Stopwatch;
use crate::process;

/// What the program did.
#[derive(Clone, Debug, Serialize)]
pub struct BulkFigures {
    /// Officials.
    pub officials: usize,
    /// Processors of the machine.
    pub processors: usize,
    /// From the start of the program to its end.
    pub seconds: f64,
    /// The most memory it had (VmHWM), in KiB, and what it had when a tenth of the time had passed.
    pub peak_kib: u64,
    /// See `peak_kib`.
    pub early_kib: u64,
    /// Answers of each status.
    pub optimal: usize,
    /// See `optimal`.
    pub bounded: usize,
    /// See `optimal`.
    pub unreachable: usize,
    /// Answers that were missing, out of order or errors.
    pub faults: usize,
}

/// Runs the program over so many officials; files lie in a folder that is gone afterwards.
pub fn measure(program: &Path, officials: usize) -> anyhow::Result<BulkFigures> {
    let folder = tempfile::tempdir()?;
    let (courses, instances, solutions) =
        (folder.path().join("courses.jsonl"), folder.path().join("instances.jsonl"), folder.path().join("solutions.jsonl"));
    write(&courses, &instances, officials)?;
    let mut command = Command::new(program);
    command.args(["path", "solve", "--courses"]).arg(&courses);
    command.stdin(File::open(&instances)?).stdout(File::create(&solutions)?).stderr(Stdio::inherit());
    let watch = Stopwatch::start();
    let mut child = command.spawn().with_context(|| format!("{}", program.display()))?;
    let mut peaks = Vec::new();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        // The program may end between the two looks.
        peaks.extend(process::peak(child.id()).ok());
        std::thread::sleep(Duration::from_millis(20));
    };
    let seconds = watch.passed().as_secs_f64();
    anyhow::ensure!(status.success(), "the program ended with {status}");
    let figures = BulkFigures {
        officials,
        processors: process::processors(),
        seconds,
        peak_kib: peaks.last().copied().unwrap_or(0),
        early_kib: peaks.get(peaks.len() / 10).copied().unwrap_or(0),
        optimal: 0,
        bounded: 0,
        unreachable: 0,
        faults: 0,
    };
    count(&solutions, figures)
}

fn write(courses: &Path, instances: &Path, officials: usize) -> anyhow::Result<()> {
    let mut text = String::new();
    for (number, course) in generate::courses(USUAL, 3).iter().enumerate() {
        generate::course_line(number, course, &mut text);
    }
    std::fs::write(courses, &text)?;
    let mut out = BufWriter::with_capacity(1 << 20, File::create(instances)?);
    for number in 0..officials as u64 {
        text.clear();
        generate::official_line(number, &generate::official(USUAL, number), &mut text);
        out.write_all(text.as_bytes())?;
    }
    Ok(out.flush()?)
}

fn count(solutions: &Path, mut figures: BulkFigures) -> anyhow::Result<BulkFigures> {
    let mut lines = 0;
    for (number, line) in BufReader::with_capacity(1 << 20, File::open(solutions)?).lines().enumerate() {
        let line = line?;
        lines += 1;
        if !line.starts_with(&format!(r#"{{"id":"{number}","#)) {
            figures.faults += 1;
        } else if line.contains(r#""status":"optimal""#) {
            figures.optimal += 1;
        } else if line.contains(r#""status":"bounded""#) {
            figures.bounded += 1;
        } else if line.contains(r#""status":"unreachable""#) {
            figures.unreachable += 1;
        } else {
            figures.faults += 1;
        }
    }
    figures.faults += figures.officials.abs_diff(lines);
    Ok(figures)
}
