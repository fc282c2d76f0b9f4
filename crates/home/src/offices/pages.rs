//! The pages of offices.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use competency::Competency;
use competency::framework::{self, Names};
use insight::Figures;
use insight::cube::{Counts, Place};
use kernel::{Key, LanguageText};
use maud::{Markup, html};
use people::grant::{self, Action};
use people::organisation::{self, Office};
use people::{Actor, Organisation};
use store::Conn;
use ui::components::{head, trail};
use ui::{View, t};
use web::{Fault, Site, see_other};

use super::domain::{Cell, whole};
use super::store::PlanLine;
use super::{plan, store as sql};

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/offices", get(first))
        .route("/offices/{code}", get(show))
        .route("/offices/{code}/people", get(people_of))
        .route("/offices/{code}/plan.xlsx", get(download))
}

/// Columns of the heat map: the competencies that are required of most.
const COLUMNS: usize = 8;
/// Names on one page; the spreadsheet has all.
const NAMES: i64 = 200;
/// Names in a spreadsheet.
const ALL_NAMES: i64 = 100_000;

/// A line: the office, whether it is one below, its cells.
type Row = (Office, bool, Vec<Cell>);

/// An office as its page shows it.
struct OfficeModel {
    office: Office,
    above: Vec<Office>,
    figures: Figures,
    total: Counts,
    columns: Vec<(String, LanguageText)>,
    rows: Vec<Row>,
    names: bool,
}

async fn first(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Response, Fault> {
    let roots = sql::roots(&mut site.db.read().await?, &actor).await?;
    match roots.as_slice() {
        [] => Err(Fault::Denied),
        [only] => Ok(see_other(&format!("/offices/{}", only.code))),
        several => Ok(roots_page(&view, several).into_response()),
    }
}

fn roots_page(view: &View, roots: &[Office]) -> Markup {
    let title = t!(view, "offices-title");
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            ul.rows.plain { @for office in roots { li { a href={ "/offices/" (office.code) } { b { (view.say(&office.name)) } } } } }
        },
    )
}

/// The office with this code, if the actor may see its figures.
async fn find(site: &Site, actor: &Actor, code: &str) -> Result<Office, Fault> {
    let mut conn = site.db.read().await?;
    let office = organisation::by_code(&mut conn, code).await?.ok_or(Fault::Denied)?;
    if grant::can_see_office(&mut conn, actor, office.key).await? { Ok(office) } else { Err(Fault::Denied) }
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let office = find(&site, &actor, &code).await?;
    let model = model(&site, &actor, office).await?;
    Ok(office_page(&view, &model))
}

async fn model(site: &Site, actor: &Actor, office: Office) -> Result<OfficeModel, Fault> {
    let mut conn = site.db.read().await?;
    let figures = Figures::of(&mut conn, actor, office.key.into()).await?;
    let mut above = organisation::ancestors(&mut conn, office.key).await?;
    let keys: Vec<Key<Organisation>> = above.iter().map(|office| office.key).collect();
    let visible = grant::visible_offices(&mut conn, actor, &keys).await?;
    above.retain(|office| visible.contains(&office.key));
    let mut total = Counts::default();
    let mut asked = figures.by_competency(Place::Organisation(office.key));
    asked.retain(|(_, counts)| counts.required > 0);
    asked.iter().for_each(|(_, counts)| total.add(counts));
    let names = framework::names(&mut conn).await?;
    let columns = most_required(asked, &names);
    let rows = rows(&mut conn, &figures, (&office, &columns)).await?;
    let columns = columns.iter().filter_map(|competency| names.get(competency).cloned()).collect();
    let names = actor.grants().iter().any(|granted| grant::allows(granted.role, Action::ViewPlanStatus));
    Ok(OfficeModel { office, above, figures, total, columns, rows, names })
}

/// The columns: the competencies that are required of most, in the order of the pages of figures.
fn most_required(mut asked: Vec<(Key<Competency>, Counts)>, names: &Names) -> Vec<Key<Competency>> {
    let code = |competency: &Key<Competency>| names.get(competency).map(|(code, _)| code.clone());
    asked.sort_by_cached_key(|(competency, counts)| (std::cmp::Reverse(counts.required), code(competency)));
    asked.into_iter().take(COLUMNS).map(|(competency, _)| competency).collect()
}

/// The office itself, then those below, as far as anything is counted there.
async fn rows(
    conn: &mut Conn,
    figures: &Figures,
    (office, columns): (&Office, &[Key<Competency>]),
) -> Result<Vec<Row>, store::Error> {
    let mut counted: HashMap<Key<Organisation>, Vec<Counts>> = figures.by_child(office.key, columns).into_iter().collect();
    let below = organisation::children(conn, office.key).await?;
    let all = std::iter::once((office.clone(), false)).chain(below.into_iter().map(|child| (child, true)));
    let row = |(office, is_below): (Office, bool)| {
        let counts = counted.remove(&office.key).filter(|counts| counts.iter().any(|counts| counts.required > 0))?;
        Some((office, is_below, counts.iter().map(Cell::of).collect()))
    };
    Ok(all.filter_map(row).collect())
}

fn office_page(view: &View, model: &OfficeModel) -> Markup {
    let total = model.total;
    let held = (total.required > 0).then(|| whole(total.held, total.required));
    let name = view.words(&model.office.name).to_owned();
    let headline = match held {
        Some(held) => t!(view, "office-headline", percent = held),
        None => t!(view, "office-empty"),
    };
    let steps: Vec<(String, String)> =
        model.above.iter().map(|office| (format!("/offices/{}", office.code), view.words(&office.name).to_owned())).collect();
    ui::page(
        view,
        &name,
        html! {
            @if !steps.is_empty() { (trail(&steps, view)) }
            (head(Some(&format!("{name}. {}", model.figures.source(view))), &headline))
            @if let Some(held) = held {
                div.facts {
                    div { b { (people(view, total.required)) } (t!(view, "office-required")) }
                    div { b { (held) "%" } (t!(view, "office-held")) }
                    div { b { (whole(total.assessed(), total.required)) "%" } (t!(view, "office-assessed")) }
                }
                section aria-labelledby="heat" {
                    header {
                        h2 id="heat" { (t!(view, "office-heat")) }
                        @if model.names { a.small href={ "/offices/" (model.office.code) "/people" } { (t!(view, "office-people")) } }
                    }
                    (heat(view, model))
                    p.small.quiet {
                        (t!(view, "office-heat-words")) " "
                        @if model.figures.is_live() { (t!(view, "office-heat-few")) } @else { (t!(view, "office-heat-released")) }
                    }
                    p.after { a.button.plain href="/content-gaps" { (t!(view, "gaps-title")) } }
                }
            }
        },
    )
}

fn heat(view: &View, model: &OfficeModel) -> Markup {
    let words = CellWords::new(view, model.figures.is_live());
    html! {
        div.scroll tabindex="0" role="group" aria-label=(t!(view, "office-heat")) {
            table.heat {
                thead { tr {
                    th scope="col" { (t!(view, "office-column")) }
                    @for (_, name) in &model.columns { th scope="col" { (view.say(name)) } }
                } }
                tbody { @for (office, below, cells) in &model.rows {
                    tr {
                        th scope="row" {
                            @if *below { a href={ "/offices/" (office.code) } { (view.say(&office.name)) } } @else if model.figures.is_live() { (t!(view, "office-itself")) } @else { (t!(view, "office-itself-released")) }
                        }
                        @for cell in cells { (cell_of(view, *cell, &words)) }
                    }
                } }
            }
        }
    }
}

/// The words of a cell, looked up once for all the hundreds of them.
struct CellWords {
    /// Why there is no figure.
    none: String,
    /// What stands before and after the number of people.
    of: (String, String),
}

impl CellWords {
    fn new(view: &View, is_live: bool) -> Self {
        const NUMBER: &str = "\u{1}";
        let of = t!(view, "office-of", number = NUMBER);
        let (before, after) = of.split_once(NUMBER).unwrap_or((&of, ""));
        let none = if is_live { t!(view, "office-not-required") } else { t!(view, "office-no-figure") };
        Self { none, of: (before.to_owned(), after.to_owned()) }
    }
}

fn cell_of(view: &View, cell: Cell, words: &CellWords) -> Markup {
    html! {
        td class=(cell.shade()) {
            @match cell {
                Cell::Empty => span.quiet { span aria-hidden="true" { "·" } span.hidden-label { (words.none) } },
                Cell::Few { below, of } => span { span.num { (people(view, below)) } small.num { (words.of.0) (people(view, of)) (words.of.1) } },
                Cell::Share { percent, of } => span { span.num { (percent) "%" } small.num { (words.of.0) (people(view, of)) (words.of.1) } },
            }
        }
    }
}

fn people(view: &View, number: u64) -> String {
    view.count(i64::try_from(number).unwrap_or(i64::MAX))
}

async fn people_of(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let office = find(&site, &actor, &code).await?;
    let lines = sql::plan(&mut site.db.read().await?, &actor, office.key, NAMES + 1).await?;
    Ok(people_page(&view, &office, &lines))
}

fn people_page(view: &View, office: &Office, lines: &[PlanLine]) -> Markup {
    let title = t!(view, "plan-title");
    let path = format!("/offices/{}", office.code);
    ui::page(
        view,
        &title,
        html! {
            (trail(&[(path.clone(), view.words(&office.name).to_owned())], view))
            (head(Some(view.words(&office.name)), &title))
            p { (t!(view, "plan-words")) }
            p.cluster {
                a.button href={ (path) "/plan.xlsx" } { (t!(view, "plan-download")) }
                a.button.plain href={ (path) "/plans" } { (t!(view, "plans-title")) }
            }
            @if lines.is_empty() { p.quiet { (t!(view, "plan-nobody")) } } @else {
                div.scroll tabindex="0" role="group" aria-label=(title) {
                    table.table {
                        thead { tr {
                            th scope="col" { (t!(view, "plan-name")) } th scope="col" { (t!(view, "plan-position")) }
                            th scope="col" { (t!(view, "plan-office")) } th.num scope="col" { (t!(view, "plan-held")) }
                        } }
                        tbody { @for line in lines.iter().take(NAMES as usize) { (plan_row(view, line)) } }
                    }
                }
                @if lines.len() as i64 > NAMES { p.quiet { (t!(view, "plan-more", number = NAMES)) } }
            }
        },
    )
}

fn plan_row(view: &View, line: &PlanLine) -> Markup {
    let name = line.name.as_ref().map_or(line.code.as_str(), |name| name.for_reader(&view.language));
    html! {
        tr {
            th scope="row" { (name) br; span.quiet.small { (line.code) } }
            td { (view.say(&line.position)) } td { (view.say(&line.office)) }
            td.num { (t!(view, "plan-of", held = line.held, prescribed = line.prescribed)) }
        }
    }
}

async fn download(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Response, Fault> {
    let office = find(&site, &actor, &code).await?;
    let lines = sql::plan(&mut site.db.read().await?, &actor, office.key, ALL_NAMES).await?;
    let made = tokio::task::spawn_blocking(move || plan::workbook(&view, &lines)).await;
    let bytes = made.map_err(|error| error.to_string()).and_then(|made| made.map_err(|error| error.to_string()));
    let bytes = bytes.map_err(|error| Fault::Internal(store::Error::Writer(format!("spreadsheet: {error}"))))?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    );
    let name = format!("attachment; filename=\"plan-{}.xlsx\"", office.code);
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")));
    Ok(response)
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::Language;

    fn office(code: &str) -> Office {
        let code = kernel::Code::parse(code).expect("a code");
        Office {
            key: Key::new(1), code, name: LanguageText::of("Rural Development Department", "ग्रामीण विकास विभाग")
        }
    }

    #[test]
    fn the_pages_render_in_every_language() {
        let cells = vec![Cell::Share { percent: 62, of: 1_240 }, Cell::Few { below: 3, of: 7 }, Cell::Empty];
        let columns =
            ["rti", "cyber-hygiene", "communication"].map(|code| (code.to_owned(), LanguageText::of("Competency", "दक्षता")));
        let model = OfficeModel {
            office: office("BR-RDD"),
            above: vec![office("BR")],
            figures: Figures::unpublished(),
            total: Counts { required: 100, held: 61, below: 20, unassessed: 15, lapsed: 4, fresh: 0 },
            columns: columns.into(),
            rows: vec![(office("BR-RDD"), false, cells.clone()), (office("BR-RDD-PATNA"), true, cells)],
            names: true,
        };
        let name = people::official::Name { latin: "Murugan".to_owned(), native: String::new(), native_language: String::new() };
        let line = PlanLine {
            code: "E1".to_owned(),
            name: Some(name),
            office: LanguageText::of("Office", "कार्यालय"),
            position: LanguageText::of("Clerk", "लिपिक"),
            prescribed: 12,
            held: 8,
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            assert!(office_page(&view, &model).into_string().contains("62%"));
            assert!(people_page(&view, &model.office, std::slice::from_ref(&line)).into_string().contains("Murugan"));
            assert!(roots_page(&view, &[office("BR")]).into_string().contains("/offices/BR"));
            assert!(plan::workbook(&view, std::slice::from_ref(&line)).expect("a workbook").starts_with(b"PK"));
        }
    }
}
