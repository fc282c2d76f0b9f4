//! The pages of offices.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use competency::Competency;
use competency::framework::{self, Names};
use kernel::number::percent;
use kernel::{Key, LanguageText, Timestamp};
use maud::{Markup, html};
use people::grant::{self, Action};
use people::organisation::{self, Office};
use people::{Actor, Organisation};
use ui::components::{head, trail};
use ui::{View, t};
use web::{Fault, Site, see_other};

use super::domain::{Cell, Counts, column};
use super::figures::{ByCompetency, Figures};
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

/// A row before its cells are known: the office, whether it is one below, its counts by competency.
type Row = (Office, bool, ByCompetency);

/// An office as its page shows it.
struct OfficeModel {
    office: Office,
    above: Vec<Office>,
    at: Timestamp,
    total: Counts,
    columns: Vec<(String, LanguageText)>,
    rows: Vec<(Office, bool, Vec<Cell>)>,
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
    let figures = Figures::read(&mut conn).await?;
    let children = organisation::children(&mut conn, office.key).await?;
    let mut above = organisation::ancestors(&mut conn, office.key).await?;
    let keys: Vec<Key<Organisation>> = above.iter().map(|office| office.key).collect();
    let visible = grant::visible_offices(&mut conn, actor, &keys).await?;
    above.retain(|office| visible.contains(&office.key));
    let whole = figures.whole(office.key);
    let asked: Vec<Key<Competency>> = whole.keys().copied().collect();
    let own = std::iter::once((office.clone(), false, figures.own(office.key, &asked)));
    let below = children.into_iter().map(|child| (figures.whole(child.key), child)).map(|(whole, child)| (child, true, whole));
    let by_row: Vec<Row> = own.chain(below).filter(|(_, _, counts)| !counts.is_empty()).collect();
    let columns = most_required(&whole);
    let names = framework::names_of(&mut conn, &columns).await?;
    let sees_names = actor.grants().iter().any(|granted| grant::allows(granted.role, Action::ViewPlanStatus));
    let mut model = arrange(office, (by_row, &whole), (&columns, &names));
    (model.above, model.at, model.names) = (above, figures.at(), sees_names);
    Ok(model)
}

/// The columns: the competencies that are required of most.
fn most_required(whole: &ByCompetency) -> Vec<Key<Competency>> {
    let mut chosen: Vec<Key<Competency>> = whole.keys().copied().collect();
    chosen.sort_by_key(|competency| std::cmp::Reverse(whole[competency].required()));
    chosen.truncate(COLUMNS);
    chosen
}

/// Fills the cells, hides the small ones.
fn arrange(
    office: Office,
    (by_row, whole): (Vec<Row>, &ByCompetency),
    (chosen, names): (&[Key<Competency>], &Names),
) -> OfficeModel {
    let mut total = Counts::default();
    whole.values().for_each(|counts| total.sum(*counts));
    let cells: Vec<Vec<Cell>> = chosen
        .iter()
        .map(|competency| {
            column(&by_row.iter().map(|(_, _, sum)| sum.get(competency).copied().unwrap_or_default()).collect::<Vec<_>>())
        })
        .collect();
    let rows = by_row
        .into_iter()
        .enumerate()
        .map(|(row, (office, below, _))| (office, below, cells.iter().map(|column| column[row]).collect()));
    let columns = chosen.iter().filter_map(|competency| names.get(competency).cloned()).collect();
    OfficeModel { rows: rows.collect(), columns, office, above: Vec::new(), at: Timestamp(0), total, names: false }
}

fn office_page(view: &View, model: &OfficeModel) -> Markup {
    let total = model.total;
    let held = percent(total.held, total.required());
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
            (head(Some(&t!(view, "office-above", office = name.clone(), at = view.moment(model.at))), &headline))
            @if let Some(held) = held {
                div.facts {
                    div { b { (view.count(total.required())) } (t!(view, "office-required")) }
                    div { b { (held) "%" } (t!(view, "office-held")) }
                    div { b { (percent(total.assessed(), total.required()).unwrap_or(0)) "%" } (t!(view, "office-assessed")) }
                }
                section aria-labelledby="heat" {
                    header {
                        h2 id="heat" { (t!(view, "office-heat")) }
                        @if model.names { a.small href={ "/offices/" (model.office.code) "/people" } { (t!(view, "office-people")) } }
                    }
                    (heat(view, model))
                    p.small.quiet { (t!(view, "office-heat-words")) }
                    p.after { a.button.plain href="/content-gaps" { (t!(view, "gaps-title")) } }
                }
            }
        },
    )
}

fn heat(view: &View, model: &OfficeModel) -> Markup {
    let words = CellWords::new(view);
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
                            @if *below { a href={ "/offices/" (office.code) } { (view.say(&office.name)) } } @else { (t!(view, "office-itself")) }
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
    not_required: String,
    /// What stands before and after the number of people.
    of: (String, String),
}

impl CellWords {
    fn new(view: &View) -> Self {
        const NUMBER: &str = "\u{1}";
        let of = t!(view, "office-of", number = NUMBER);
        let (before, after) = of.split_once(NUMBER).unwrap_or((&of, ""));
        Self { not_required: t!(view, "office-not-required"), of: (before.to_owned(), after.to_owned()) }
    }
}

fn cell_of(view: &View, cell: Cell, words: &CellWords) -> Markup {
    html! {
        td class=(cell.shade()) {
            @match cell {
                Cell::Empty => span.quiet { span aria-hidden="true" { "·" } span.hidden-label { (words.not_required) } },
                Cell::Hidden => span { "<10" },
                Cell::Share { percent, of } => span { span.num { (percent) "%" } small.num { (words.of.0) (view.count(of)) (words.of.1) } },
            }
        }
    }
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
        let cells = vec![Cell::Share { percent: 62, of: 1_240 }, Cell::Hidden, Cell::Empty];
        let columns =
            ["rti", "cyber-hygiene", "communication"].map(|code| (code.to_owned(), LanguageText::of("Competency", "दक्षता")));
        let model = OfficeModel {
            office: office("BR-RDD"),
            above: vec![office("BR")],
            at: Timestamp(0),
            total: Counts { held: 61, below: 20, unassessed: 15, lapsed: 4 },
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
