//! Making a nation, and other commands of the program on it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde::Serialize;
use sqlx::{Connection, PgConnection};

use crate::clock::Stopwatch;
use crate::ground::Ground;
use crate::process::{self, Group};

/// How a nation was made.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Made {
    /// Seconds.
    pub seconds: f64,
    /// Seconds of a processor, in the program.
    pub cpu_s: f64,
    /// The most resident memory of the program, in KiB.
    pub peak_kib: u64,
}

/// Makes one.
pub(super) async fn make(ground: &Ground, officials: u64) -> anyhow::Result<Made> {
    let mut command = Command::new(&ground.program);
    command.args(["simulate", "--json", "--officials", &officials.to_string()]).args(ground.options());
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let watch = Stopwatch::start();
    let mut child = command.spawn().context("the program")?;
    let mut made = Made { seconds: 0.0, cpu_s: 0.0, peak_kib: 0 };
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "simulate ended with {status}");
            made.seconds = watch.passed().as_secs_f64();
            return Ok(made);
        }
        // It may end in between.
        if let (Ok(peak), Ok(cpu)) = (process::peak(child.id()), Group::One(child.id()).cpu()) {
            (made.peak_kib, made.cpu_s) = (peak, cpu.as_secs_f64());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Bytes of the database on the disk.
pub async fn disk_bytes(ground: &Ground) -> anyhow::Result<u64> {
    let Some(postgres) = &ground.postgres else { return folder_bytes(ground.folder()) };
    let mut conn = PgConnection::connect(&postgres.address()).await?;
    let bytes: i64 = sqlx::query_scalar("SELECT pg_database_size(current_database())").fetch_one(&mut conn).await?;
    conn.close().await?;
    Ok(u64::try_from(bytes)?)
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let (entry, kind) = entry.and_then(|entry| entry.file_type().map(|kind| (entry, kind)))?;
        bytes += if kind.is_dir() { folder_bytes(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

/// Seconds of a command on the ground; none where it fails, as it does in a program that does not know it.
pub(super) fn timed(ground: &Ground, command: &[&str]) -> anyhow::Result<Option<f64>> {
    let watch = Stopwatch::start();
    let mut run = Command::new(&ground.program);
    run.args(command).args(ground.options()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    Ok(run.status()?.success().then(|| watch.passed().as_secs_f64()))
}

/// Writes a snapshot beside the ground and removes it: seconds and bytes.
pub(super) fn snapshot(ground: &Ground) -> anyhow::Result<Option<(f64, u64)>> {
    let folder = tempfile::tempdir()?;
    let to = folder.path().join("snapshot");
    let Some(seconds) = timed(ground, &["insight", "snapshot", "--out", &to.to_string_lossy()])? else { return Ok(None) };
    Ok(Some((seconds, folder_bytes(&to)?)))
}
