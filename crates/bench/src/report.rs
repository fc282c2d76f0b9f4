//! The figures as tables that read well on a terminal and in a README.

use crate::beats::BeatFigures;
use crate::ground::Engine;
use crate::kill::KillFigures;
use crate::pages::{PageFigures, PagesFigures};
use crate::path::PathFigures;
use crate::publish::PublishFigures;
use crate::run::EngineFigures;

/// A table in Markdown: the first row is its head.
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut out = String::new();
    for (at, row) in rows.iter().enumerate() {
        out += "|";
        for (column, (cell, width)) in row.iter().zip(&widths).enumerate() {
            out += &if column == 0 { format!(" {cell:<width$} |") } else { format!(" {cell:>width$} |") };
        }
        out += "\n";
        if at == 0 {
            let rules = widths.iter().enumerate().map(|(column, width)| rule(column, *width));
            out += &format!("|{}\n", rules.collect::<String>());
        }
    }
    out
}

fn rule(column: usize, width: usize) -> String {
    if column == 0 { format!("{}|", "-".repeat(width + 2)) } else { format!("{}:|", "-".repeat(width + 1)) }
}

pub(crate) fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

/// All of one engine.
pub fn engine(figures: &EngineFigures) -> String {
    let mut out = format!("## {}\n\n", figures.engine.name());
    out += &format!("The disk: {:.0} single pages written and synchronised a second.\n", figures.disk_syncs_a_second);
    if let Some(starts) = figures.starts {
        out += &format!("Start: {:.1} s on an empty store (fills the demonstration), ", starts.fill_ms / 1e3);
        out += &format!("{:.0} ms on an existing one (target 1,000).\n", starts.again_ms);
    }
    let parts = [
        figures.pages.as_ref().map(|pages| pages_of(figures.engine, pages)),
        figures.beats.as_ref().map(|beats| beats_of(figures.engine, beats)),
        figures.kill.as_ref().map(kills),
    ];
    for part in parts.iter().flatten() {
        out += "\n";
        out += part;
    }
    out
}

fn pages_of(engine: Engine, pages: &PagesFigures) -> String {
    let crowd = format!("pages/s, {} readers", pages.connections);
    let mut rows = vec![row(&[
        "page",
        "alone p50 ms",
        "p99",
        &crowd,
        "p50 ms",
        "p99",
        "CPU ms/page: server",
        "database",
        "generator",
        "HTML bytes",
        "gzip",
    ])];
    rows.extend(pages.pages.iter().chain([&pages.trivial]).map(page_row));
    let target = if engine == Engine::Sqlite { "0.5 ms a page (server)" } else { "1 ms a page (server and database)" };
    let mut out = table(&rows);
    out += &format!("\nTargets: CPU {target}, alone p50 2 ms, gzip 14,336 bytes.\n");
    out += &format!(
        "Cold first visit of Today: {} requests, {} bytes compressed (targets 8 and 61,440).\n",
        pages.cold.requests, pages.cold.bytes
    );
    let megabytes = |kib: u64| kib as f64 / 1024.0;
    out += &format!("Resident memory of the server after the load: {:.1} MB (target 80), ", megabytes(pages.resident.kib));
    out += &format!("of which {:.1} MB are pages of its own file.\n", megabytes(pages.resident.file_kib));
    out += &others(pages.pages.iter().map(|page| page.others_percent).fold(0.0, f64::max));
    for page in pages.pages.iter().chain([&pages.trivial]).filter(|page| page.faults > 0) {
        out += &format!("FAULT {}: {} answers: {}\n", page.path, page.faults, page.first_fault.as_deref().unwrap_or_default());
    }
    out
}

/// Learning paths.
pub fn paths(figures: &PathFigures) -> String {
    let mut rows = vec![row(&["path, µs each", "solved", "optimal", "unreachable", "p50", "p99", "mean", "max", "target"])];
    for solve in &figures.solves {
        let micros = |value: f64| format!("{value:.1}");
        rows.push(vec![
            solve.name.to_owned(),
            solve.solved.to_string(),
            solve.optimal.to_string(),
            solve.unreachable.to_string(),
            micros(solve.p50_us),
            micros(solve.p99_us),
            micros(solve.mean_us),
            micros(solve.max_us),
            solve.target.to_owned(),
        ]);
    }
    let mut out = format!("## Learning paths\n\n{}", table(&rows));
    if let Some(bulk) = &figures.bulk {
        let megabytes = |kib: u64| kib as f64 / 1024.0;
        out += &format!("\n{} officials by `karmayogi path solve --courses`: {:.1} s ", bulk.officials, bulk.seconds);
        out += &format!("on {} processors (target 300 s for 3,000,000 on 2), ", bulk.processors);
        out += &format!("peak memory {:.0} MB, {:.0} MB of it early on; ", megabytes(bulk.peak_kib), megabytes(bulk.early_kib));
        out += &format!("{} optimal, {} bounded, {} unreachable.\n", bulk.optimal, bulk.bounded, bulk.unreachable);
        if bulk.faults > 0 {
            out += &format!("FAULT: {} answers are missing, out of order or errors.\n", bulk.faults);
        }
    }
    out
}

/// Nothing to say below this share of the processors, in percent.
const QUIET: f64 = 10.0;

pub(crate) fn others(percent: f64) -> String {
    if percent < QUIET {
        return String::new();
    }
    format!(
        "NOT QUIET: others used up to {percent:.0} % of the processors meanwhile; on a quiet machine rates and latencies are better.\n"
    )
}

fn page_row(page: &PageFigures) -> Vec<String> {
    let millis = |value: f64| format!("{value:.2}");
    vec![
        format!("{} `{}`", page.page, page.path),
        millis(page.alone.p50_ms),
        millis(page.alone.p99_ms),
        format!("{:.0}", page.rate),
        millis(page.crowd.p50_ms),
        millis(page.crowd.p99_ms),
        millis(page.server_cpu_ms),
        page.database_cpu_ms.map_or_else(|| "-".to_owned(), millis),
        millis(page.generator_cpu_ms),
        page.html_bytes.to_string(),
        page.gzip_bytes.to_string(),
    ]
}

fn beats_of(engine: Engine, beats: &BeatFigures) -> String {
    let optional = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0}"));
    let rows = [
        row(&[
            "durable beats",
            "beats/s",
            "p50 ms",
            "p99",
            "commits/s",
            "log syncs/s",
            "CPU µs/beat: server",
            "database",
            "generator",
        ]),
        vec![
            format!("{} learners, {} connections", beats.learners, beats.connections),
            format!("{:.0}", beats.rate),
            format!("{:.1}", beats.latency.p50_ms),
            format!("{:.1}", beats.latency.p99_ms),
            optional(beats.commits_a_second),
            optional(beats.log_syncs_a_second),
            format!("{:.0}", beats.server_cpu_us),
            optional(beats.database_cpu_us),
            format!("{:.0}", beats.generator_cpu_us),
        ],
    ];
    let target = if engine == Engine::Sqlite { "10,000" } else { "3,000" };
    let mut out = table(&rows);
    out += &format!("\nTarget: {target} beats/s. Each is one HTTP request, acknowledged after its commit is on disk.\n");
    out += &others(beats.others_percent);
    if beats.faults > 0 {
        out += &format!("FAULT: {} answers: {}\n", beats.faults, beats.first_fault.as_deref().unwrap_or_default());
    }
    out
}

fn kills(kill: &KillFigures) -> String {
    let mut rows = vec![row(&[
        "killed after s",
        "start again ms",
        "beats",
        "saves",
        "completions",
        "statements",
        "compared",
        "lost",
        "halves",
        "retries",
        "faults",
    ])];
    for round in &kill.rounds {
        rows.push(vec![
            format!("{:.2}", round.killed_after_s),
            format!("{:.0}", round.start_ms),
            round.beats.to_string(),
            round.saves.to_string(),
            round.completions.to_string(),
            round.statements.to_string(),
            round.compared.to_string(),
            round.lost.to_string(),
            round.halves.to_string(),
            round.retries.to_string(),
            round.faults.to_string(),
        ]);
    }
    let mut out = table(&rows);
    out += &format!(
        "\nDurability of the connection that writes: log `{}`, synchronous `{}`.\n",
        kill.durability.0, kill.durability.1
    );
    for words in kill.rounds.iter().filter_map(|round| round.first.as_deref()) {
        out += &format!("FIRST FAULT OR LOSS: {words}\n");
    }
    if !kill.is_good() {
        out += "FAILED: something acknowledged was lost or found by halves, or there was nothing to lose.\n";
    }
    out
}

/// What it takes to bring a version into force.
pub fn publish(figures: &PublishFigures) -> String {
    let three = |[median, most, longest]: [f64; 3]| format!("median {median:.1} ms, p99 {most:.1} ms, longest {longest:.1} ms");
    format!(
        "## A version into force, {}\n\n{} officials concerned, {} posts. Preview {:.0} to {:.0} ms (target 2,000 ms); publication {:.1} s.\n\
         Waiting for the writer meanwhile: {} (target 100 ms).\nReading an official's requirements meanwhile: {}.\n",
        figures.engine,
        figures.officials,
        figures.posts,
        figures.preview_ms.0,
        figures.preview_ms.1,
        figures.publish_s,
        three(figures.waits_ms),
        three(figures.reads_ms)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_aligned() {
        let rows = [row(&["page", "p50"]), row(&["Today", "1.25"])];
        assert_eq!(table(&rows), "| page  |  p50 |\n|-------|-----:|\n| Today | 1.25 |\n");
    }
}
