//! The figures of the record store as tables.

use super::{LoadFigures, LrsFigures};
use crate::ground::Engine;
use crate::report::{others, row, table};

/// All of one database.
pub fn lrs(figures: &LrsFigures) -> String {
    let mut out = format!("## The record store on {}\n\n", figures.engine.name());
    out += &format!(
        "Ids are random UUIDs (version 4); {} officials, 2,000 courses of 12 modules, a registration for about ten statements. \
         The disk: {:.0} single pages written and synchronised a second.\n\n",
        figures.actors, figures.disk_syncs_a_second
    );
    let mut rows = vec![row(&[
        "durable statements",
        "statements/s",
        "request p50 ms",
        "p99",
        "commits/s",
        "CPU µs/statement: server",
        "database",
        "generator",
        "memory MB",
    ])];
    rows.extend(figures.empty.iter().map(|load| load_row("empty store", load)));
    rows.extend(
        figures.full.iter().map(|load| load_row(&format!("{} statements in {} parts", figures.statements, figures.parts), load)),
    );
    out += &table(&rows);
    if figures.engine == Engine::Sqlite {
        out += "\nTargets: 20,000 a second in batches and 5,000 single into an empty store; half of it into the filled one.\n";
    }
    out += &format!(
        "\nWithout HTTP: {:.0} statements/s while it was filled, {:.0} over the last tenth.\n",
        figures.fill_rate, figures.last_fill_rate
    );
    let raw = &figures.raw;
    let ratio = figures.empty.first().map_or(0.0, |load| load.rate / raw.rate);
    out += &format!(
        "Raw limit: the database alone inserts the rows of {} statements, {} a transaction, at {:.0} statements/s \
         (first tenth {:.0}, last {:.0}); batches over HTTP reach {:.2} of it.\n",
        raw.statements, raw.group, raw.rate, raw.first_rate, raw.last_rate, ratio
    );
    out += &format!(
        "On the disk: {:.0} bytes a statement, {:.2} times the {:.0} bytes of its JSON (target 1.2).\n\n",
        figures.disk_bytes,
        figures.disk_bytes / figures.json_bytes,
        figures.json_bytes
    );
    let mut rows = vec![row(&["filter, 50 statements wanted", "p50 ms", "p99", "bytes", "questions"])];
    for filter in &figures.filters {
        rows.push(vec![
            filter.filter.to_owned(),
            format!("{:.2}", filter.latency.p50_ms),
            format!("{:.2}", filter.latency.p99_ms),
            format!("{:.0}", filter.bytes),
            filter.questions.to_string(),
        ]);
    }
    out += &table(&rows);
    out += "\nTarget: p99 20 ms.\n";
    let loads = || figures.empty.iter().chain(&figures.full);
    out += &others(loads().map(|load| load.others_percent).fold(0.0, f64::max));
    let faults = loads().filter_map(|load| load.first_fault.as_ref());
    for fault in faults.chain(figures.filters.iter().filter_map(|filter| filter.first_fault.as_ref())) {
        out += &format!("FAULT: {fault}\n");
    }
    out
}

fn load_row(into: &str, load: &LoadFigures) -> Vec<String> {
    let optional = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.0}"));
    let what = if load.batch == 1 { "single".to_owned() } else { format!("batches of {}", load.batch) };
    vec![
        format!("{into}, {what}, {} connections", load.connections),
        format!("{:.0}", load.rate),
        format!("{:.1}", load.latency.p50_ms),
        format!("{:.1}", load.latency.p99_ms),
        optional(load.commits_a_second),
        format!("{:.0}", load.server_cpu_us),
        optional(load.database_cpu_us),
        format!("{:.0}", load.generator_cpu_us),
        format!("{:.0}", load.resident_kib as f64 / 1024.0),
    ]
}
