//! The figures as tables.

use super::NationFigures;
use crate::report::{row, table};

/// All nations, one column each.
pub fn nations(all: &[NationFigures]) -> String {
    let mut out = String::from("## A simulated nation\n\n");
    let mut rows = vec![heads(all)];
    let mut line = |name: &str, value: &dyn Fn(&NationFigures) -> String| {
        rows.push([name.to_owned()].into_iter().chain(all.iter().map(value)).collect());
    };
    let gib = |bytes: u64| format!("{:.2}", bytes as f64 / f64::from(1 << 30));
    let mib = |kib: u64| format!("{:.0}", kib as f64 / 1024.0);
    let or_none = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.1}"));
    line("enrolments", &|one| one.enrolments.to_string());
    line("simulation, s", &|one| or_none(one.made.map(|made| made.seconds)));
    line("of a processor, in the program, s", &|one| or_none(one.made.map(|made| made.cpu_s)));
    line("memory of it, MiB", &|one| one.made.map_or_else(|| "-".to_owned(), |made| mib(made.peak_kib)));
    line("disk, GiB", &|one| gib(one.disk_bytes));
    line("start of the server, ms", &|one| format!("{:.0}", one.start_ms));
    line("at rest after, s", &|one| format!("{:.0}", one.settled_s));
    line("resident at the start, MiB", &|one| mib(one.resident_at_start.kib));
    line("resident after the pages, MiB", &|one| mib(one.resident.kib));
    line("most resident, MiB", &|one| mib(one.peak_kib));
    line("beats a second", &|one| format!("{:.0}", one.beats.rate));
    line("beats, p99 ms", &|one| format!("{:.1}", one.beats.latency.p99_ms));
    line("completions a second", &|one| format!("{:.0}", one.completions.rate));
    line("completions, p99 ms", &|one| format!("{:.1}", one.completions.latency.p99_ms));
    line("longest wait of a change, ms", &|one| format!("{:.0}", one.completions.lag_ms));
    line("all counted after, ms", &|one| format!("{:.0}", one.completions.caught_up_ms));
    line("rebuild of the roll-ups, s", &|one| or_none(one.rebuild_s));
    line("snapshot, s", &|one| or_none(one.snapshot.map(|(seconds, _)| seconds)));
    line("snapshot, GiB", &|one| one.snapshot.map_or_else(|| "-".to_owned(), |(_, bytes)| gib(bytes)));
    out += &table(&rows);
    for one in all {
        out += &format!("\n### Pages, {} officials, {}\n\n", one.officials, one.engine.name());
        out += &pages(one);
    }
    out += "\nTargets: resident 1,024 MiB; p99 of dashboards 50 ms; personal pages at 3 million at most 1.5 times the CPU at 3 thousand; \
            beats 10,000 and completions 1,000 a second on SQLite, 3,000 and 300 on PostgreSQL; rebuild 300 s; simulation of 3 million \
            1,200 s and 25 GB.\n";
    for one in all {
        let faults = one.pages.iter().filter_map(|page| page.first_fault.as_ref().map(|fault| format!("{}: {fault}", page.page)));
        let others = [&one.beats.first_fault, &one.completions.first_fault];
        for fault in faults.chain(others.into_iter().flatten().cloned()) {
            out += &format!("FAULT at {} officials: {fault}\n", one.officials);
        }
    }
    out
}

fn heads(all: &[NationFigures]) -> Vec<String> {
    let names = all.iter().map(|one| format!("{} {}", one.engine.name(), one.officials));
    ["what".to_owned()].into_iter().chain(names).collect()
}

fn pages(one: &NationFigures) -> String {
    let mut rows = vec![row(&[
        "page",
        "alone p50 ms",
        "p99",
        "pages/s",
        "crowd p50 ms",
        "p99",
        "CPU ms/page: server",
        "database",
        "HTML bytes",
        "gzip",
    ])];
    for page in &one.pages {
        rows.push(vec![
            page.page.clone(),
            format!("{:.2}", page.alone.p50_ms),
            format!("{:.2}", page.alone.p99_ms),
            format!("{:.0}", page.rate),
            format!("{:.1}", page.crowd.p50_ms),
            format!("{:.1}", page.crowd.p99_ms),
            format!("{:.3}", page.server_cpu_ms),
            page.database_cpu_ms.map_or_else(|| "-".to_owned(), |cpu| format!("{cpu:.3}")),
            page.html_bytes.to_string(),
            page.gzip_bytes.to_string(),
        ]);
    }
    table(&rows)
}
