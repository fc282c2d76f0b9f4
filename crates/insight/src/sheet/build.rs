//! From figures to tables.

use std::collections::BTreeMap;

use competency::{Competency, framework};
use kernel::Key;
use people::Actor;
use store::{Conn, Error};
use ui::{View, t};

use crate::cube::{Counts, Dimension, Place};
use crate::export::{Cell, Column, Holds, Table};
use crate::figure::{Figures, Judged, Share, Unit, course_names};
use crate::nation::first_day;
use crate::release::word;
use crate::topic::pages::{cohort_name, dimension_name};
use crate::unit::pages::unit_name;
use crate::unit::{Line, Overview, below, roots};

/// Who asks, and in which language.
pub(super) type Who<'a> = (&'a View, &'a Actor);

/// The table of this name for a place; none where nothing is published yet, or nothing has that name.
pub(super) async fn table(conn: &mut Conn, who: Who<'_>, unit: &Unit, name: &str) -> Result<Option<Table>, Error> {
    let (view, actor) = who;
    let figures = Figures::of(conn, actor, unit.place).await?;
    let Some(as_of) = figures.as_of() else { return Ok(None) };
    let (kind, of) = name.split_once('/').unwrap_or((name, ""));
    let made = match kind {
        "heat" => heat(conn, view, (unit, &figures)).await?,
        "states" => states(conn, view, (unit, &figures)).await?,
        "competencies" => competencies(conn, view, (unit.clone(), figures)).await?,
        "topic" => topic(conn, view, (unit, &figures), of).await?,
        "cohorts" => cohorts(conn, view, (unit, &figures), of).await?,
        "courses" => courses(conn, view, &figures).await?,
        "months" => Some(months(view, unit, &figures)),
        "find" => Some(finds(conn, who).await?),
        _ => None,
    };
    Ok(made.map(|made| Table { title: made.title, definition: made.definition, as_of, columns: made.columns, rows: made.rows }))
}

struct Made {
    title: String,
    definition: String,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

fn text(words: impl Into<String>) -> Cell {
    Cell::Text(words.into())
}

fn whole(number: u64) -> Cell {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn columns_of(view: &View, first: &[(&str, String)]) -> Vec<Column> {
    let texts = first.iter().map(|(key, name)| Column::new(key, name.clone(), Holds::Text));
    let states = [
        ("required", t!(view, "insight-required")),
        ("held", t!(view, "insight-held")),
        ("below", t!(view, "insight-below")),
        ("unassessed", t!(view, "insight-unassessed")),
        ("lapsed", t!(view, "insight-lapsed")),
    ];
    let states = states.into_iter().map(|(key, name)| Column::new(key, name, Holds::Whole));
    let share =
        [("below_share", t!(view, "insight-below-share")), ("low", t!(view, "sheet-low")), ("high", t!(view, "sheet-high"))];
    texts.chain(states).chain(share.into_iter().map(|(key, name)| Column::new(key, name, Holds::Number))).collect()
}

/// Counts, share and interval.
fn cells(first: Vec<Cell>, counts: &Counts) -> Vec<Cell> {
    let numbers = [counts.required, counts.held, counts.below, counts.unassessed, counts.lapsed].map(whole);
    first.into_iter().chain(numbers).chain(share_cells(Share::below(counts))).collect()
}

fn share_cells(share: Share) -> [Cell; 3] {
    match share.judge() {
        Judged::Figure { .. } => {
            let interval = share.interval();
            [Cell::Number(share.value()), Cell::Number(interval.low), Cell::Number(interval.high)]
        }
        Judged::TooFew => [Cell::Hidden, Cell::Hidden, Cell::Hidden],
        Judged::Nobody => [Cell::Empty, Cell::Empty, Cell::Empty],
    }
}

fn line_name(view: &View, line: &Line) -> String {
    if line.own { t!(view, "insight-itself") } else { unit_name(view, &line.unit) }
}

fn unit_columns(view: &View) -> [(&'static str, String); 2] {
    [("unit", t!(view, "insight-unit-column")), ("unit_code", t!(view, "sheet-code"))]
}

fn competency_columns(view: &View) -> [(&'static str, String); 2] {
    [("competency", t!(view, "insight-competency")), ("competency_code", t!(view, "sheet-code"))]
}

/// Every unit directly below by every competency.
async fn heat(conn: &mut Conn, view: &View, (unit, figures): (&Unit, &Figures)) -> Result<Option<Made>, Error> {
    let names = framework::names(conn).await?;
    let keys: Vec<Key<Competency>> = figures.by_competency(unit.place).into_iter().map(|(key, _)| key).collect();
    let lines = match unit.place {
        Place::Nation => roots(conn, figures, &keys).await?,
        _ => below(conn, view, (unit, figures), &keys).await?,
    };
    let mut rows = Vec::new();
    for line in &lines {
        for (key, counts) in keys.iter().zip(&line.counts).filter(|(_, counts)| counts.required > 0) {
            let Some((code, name)) = names.get(key) else { continue };
            let first = [line_name(view, line), line.unit.code.clone(), view.words(name).to_owned(), code.clone()];
            rows.push(cells(first.into_iter().map(text).collect(), counts));
        }
    }
    let first: Vec<_> = unit_columns(view).into_iter().chain(competency_columns(view)).collect();
    let title = format!("{}: {}", unit_name(view, unit), t!(view, "insight-heat"));
    Ok(Some(Made { title, definition: t!(view, "insight-below-how"), columns: columns_of(view, &first), rows }))
}

async fn states(conn: &mut Conn, view: &View, (unit, figures): (&Unit, &Figures)) -> Result<Option<Made>, Error> {
    let keys: Vec<Key<Competency>> = figures.by_competency(unit.place).into_iter().map(|(key, _)| key).collect();
    let lines = below(conn, view, (unit, figures), &keys).await?;
    let rows = lines.iter().map(|line| {
        let mut sum = Counts::default();
        line.counts.iter().for_each(|counts| crate::release::add(&mut sum, counts));
        cells(vec![text(line_name(view, line)), text(&line.unit.code)], &sum)
    });
    let (title, definition) = (t!(view, "nation-states"), t!(view, "nation-states-how"));
    Ok(Some(Made { title, definition, columns: columns_of(view, &unit_columns(view)), rows: rows.collect() }))
}

async fn competencies(conn: &mut Conn, view: &View, (unit, figures): (Unit, Figures)) -> Result<Option<Made>, Error> {
    let title = format!("{}: {}", unit_name(view, &unit), t!(view, "insight-competencies"));
    let overview = Overview::gather(conn, unit, figures).await?;
    let row = |(_, code, name, counts): &(Key<Competency>, String, kernel::LanguageText, Counts)| {
        cells(vec![text(view.words(name)), text(code)], counts)
    };
    let rows = overview.competencies.iter().map(row).collect();
    let columns = columns_of(view, &competency_columns(view));
    Ok(Some(Made { title, definition: t!(view, "insight-below-how"), columns, rows }))
}

/// One competency: the place and what lies below it.
async fn topic(conn: &mut Conn, view: &View, (unit, figures): (&Unit, &Figures), code: &str) -> Result<Option<Made>, Error> {
    let Some(competency) = competency::framework::by_code(conn, code).await? else { return Ok(None) };
    let lines = below(conn, view, (unit, figures), &[competency.key]).await?;
    let first = cells(vec![text(unit_name(view, unit)), text(&unit.code)], &figures.counts(unit.place, competency.key));
    let rows = lines.iter().filter_map(|line| {
        let counts = line.counts.first().filter(|counts| counts.required > 0)?;
        Some(cells(vec![text(line_name(view, line)), text(&line.unit.code)], counts))
    });
    let title = format!("{}: {}", unit_name(view, unit), view.words(&competency.name));
    let rows = std::iter::once(first).chain(rows).collect();
    Ok(Some(Made { title, definition: t!(view, "insight-below-how"), columns: columns_of(view, &unit_columns(view)), rows }))
}

async fn cohorts(conn: &mut Conn, view: &View, (unit, figures): (&Unit, &Figures), by: &str) -> Result<Option<Made>, Error> {
    let dimensions = [Dimension::Group, Dimension::Service, Dimension::Family];
    let Some(dimension) = dimensions.into_iter().find(|one| word(*one) == by) else { return Ok(None) };
    let names = framework::names(conn).await?;
    let mut rows = Vec::new();
    for (key, _) in figures.by_competency(unit.place) {
        let Some((code, name)) = names.get(&key) else { continue };
        for (cohort, counts) in figures.by_cohort(unit.place, key, dimension) {
            let first = [cohort_name(view, dimension, &cohort), view.words(name).to_owned(), code.clone()];
            rows.push(cells(first.into_iter().map(text).collect(), &counts));
        }
    }
    let first: Vec<_> = [("cohort", dimension_name(view, dimension))].into_iter().chain(competency_columns(view)).collect();
    let title = format!("{}: {}", t!(view, "cohorts-title"), dimension_name(view, dimension));
    Ok(Some(Made { title, definition: t!(view, "insight-below-how"), columns: columns_of(view, &first), rows }))
}

async fn courses(conn: &mut Conn, view: &View, figures: &Figures) -> Result<Option<Made>, Error> {
    let courses: BTreeMap<_, _> = figures.courses().into_iter().filter(|(_, reach)| reach.enrolled > 0).collect();
    let names = course_names(conn, &courses.keys().copied().collect::<Vec<_>>()).await?;
    let row = |(key, reach): (&Key<learning::Course>, &crate::cube::Reach)| {
        let (code, title) = names.get(key)?;
        let numbers = [reach.enrolled, reach.completed, reach.holding].map(whole);
        Some([text(view.words(title)), text(code)].into_iter().chain(numbers).collect())
    };
    let columns = vec![
        Column::new("course", t!(view, "insight-course"), Holds::Text),
        Column::new("course_code", t!(view, "sheet-code"), Holds::Text),
        Column::new("enrolled", t!(view, "courses-enrolled"), Holds::Whole),
        Column::new("completed", t!(view, "courses-completed"), Holds::Whole),
        Column::new("holding", t!(view, "courses-holding"), Holds::Whole),
    ];
    let definition = format!("{} {}", t!(view, "courses-how"), t!(view, "courses-causal"));
    Ok(Some(Made { title: t!(view, "courses-title"), definition, columns, rows: courses.iter().filter_map(row).collect() }))
}

fn months(view: &View, unit: &Unit, figures: &Figures) -> Made {
    let row = |(month, months): &(i64, crate::cube::Months)| {
        let numbers =
            [months.enrolled, months.completed, months.minutes_job, months.minutes_others, months.minutes_self].map(whole);
        let month = first_day(*month).iso();
        [text(month.get(..7).unwrap_or(&month))].into_iter().chain(numbers).collect()
    };
    let minutes = |way: String| format!("{way} ({})", t!(view, "sheet-minutes"));
    let columns = vec![
        Column::new("month", t!(view, "nation-month"), Holds::Text),
        Column::new("enrolled", t!(view, "courses-enrolled"), Holds::Whole),
        Column::new("completed", t!(view, "nation-completed"), Holds::Whole),
        Column::new("minutes_on_the_job", minutes(t!(view, "nation-way-job")), Holds::Whole),
        Column::new("minutes_with_others", minutes(t!(view, "nation-way-others")), Holds::Whole),
        Column::new("minutes_alone", minutes(t!(view, "nation-way-self")), Holds::Whole),
    ];
    let title = format!("{}: {}", unit_name(view, unit), t!(view, "nation-learning"));
    Made { title, definition: t!(view, "nation-ways-how"), columns, rows: figures.months(unit.place).iter().map(row).collect() }
}

fn measure_name(view: &View, measure: crate::find::Measure) -> String {
    view.text(&format!("sheet-measure-{}", measure.as_str()), &ui::Args::new())
}

/// All finds that are known by name.
async fn finds(conn: &mut Conn, (view, actor): Who<'_>) -> Result<Made, Error> {
    let found = crate::find::pages::gather(conn, view, Some(actor), (usize::MAX, 1)).await?;
    let rows = found.lines.iter().chain(&found.offices).map(|line| {
        let (find, (code, name)) = (line.find(), line.competency());
        let first = [unit_name(view, line.unit()), line.unit().code.clone(), view.words(name).to_owned(), code.clone()];
        let numbers = [Cell::Number(find.expected), Cell::Number(find.beyond), Cell::Number(find.surprise)];
        let counts = [text(measure_name(view, find.measure)), whole(find.part), whole(find.whole)];
        first.map(text).into_iter().chain(counts).chain(numbers).collect()
    });
    let rows = rows.collect();
    let texts =
        unit_columns(view).into_iter().chain(competency_columns(view)).map(|(key, name)| Column::new(key, name, Holds::Text));
    let numbers = [
        Column::new("measure", t!(view, "sheet-measure"), Holds::Text),
        Column::new("people", t!(view, "sheet-people"), Holds::Whole),
        Column::new("of", t!(view, "sheet-of"), Holds::Whole),
        Column::new("expected_share", t!(view, "sheet-expected"), Holds::Number),
        Column::new("beyond", t!(view, "sheet-beyond"), Holds::Number),
        Column::new("p_value", t!(view, "sheet-surprise"), Holds::Number),
    ];
    Ok(Made {
        title: t!(view, "find-title"),
        definition: t!(view, "find-how-words"),
        columns: texts.chain(numbers).collect(),
        rows,
    })
}
