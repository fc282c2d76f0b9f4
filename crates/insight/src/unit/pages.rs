//! The pages of organisations and territories.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use competency::Competency;
use kernel::{Key, LanguageText};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use ui::components::{head, trail};
use ui::{View, t};
use web::{Fault, Site};

use super::model::{Overview, UnitModel, above};
use crate::cube::{Counts, Place};
use crate::figure::{
    Figures, Heat, HeatRow, Judged, Share, Told, Unit, count, counts_table, fact, figures_note, heat, how, source_note, unit_of,
};
use crate::sheet::buttons;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/insight/units/{code}", get(show_office))
        .route("/insight/territories/{code}", get(show_area))
        .route("/insight/competencies", get(list_everywhere))
        .route("/insight/units/{code}/competencies", get(list_office))
        .route("/insight/territories/{code}/competencies", get(list_area))
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) page: usize,
}

async fn show_office(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    show(&site, &view, &actor, ("units", &code, asked.page)).await
}

async fn show_area(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    show(&site, &view, &actor, ("territories", &code, asked.page)).await
}

async fn show(site: &Site, view: &View, actor: &Actor, (kind, code, page): (&str, &str, usize)) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let unit = unit_of(&mut conn, kind, code).await?.ok_or(Fault::Absent)?;
    let figures = Figures::of(&mut conn, actor, unit.place).await?;
    let overview = Overview::gather(&mut conn, unit, figures).await?;
    let model = UnitModel::gather(&mut conn, view, overview, page).await?;
    Ok(unit_page(view, &model))
}

pub(crate) fn unit_name(view: &View, unit: &Unit) -> String {
    match unit.place {
        Place::Nation => t!(view, "insight-nation"),
        _ => view.words(&unit.name).to_owned(),
    }
}

/// The way from the whole service down to a unit.
pub(crate) fn way(view: &View, above: &[Unit]) -> Markup {
    let nation = Unit::nation();
    let steps: Vec<(String, String)> =
        [&nation].into_iter().chain(above).map(|unit| (unit.address.clone(), unit_name(view, unit))).collect();
    trail(&steps, view)
}

fn unit_page(view: &View, model: &UnitModel) -> Markup {
    let overview = &model.overview;
    let name = unit_name(view, &overview.unit);
    ui::page(
        view,
        &name,
        html! {
            (way(view, &model.above))
            (head(Some(&format!("{name}. {}", source_note(view, &overview.figures))), &headline(view, overview)))
            @if overview.competencies.is_empty() { p { (t!(view, "insight-unit-empty")) } } @else {
                (facts(view, overview))
                div.stack.loose {
                    (heat_section(view, model))
                    (competency_section(view, overview))
                    (figures_note(view, &overview.figures))
                }
            }
        },
    )
}

/// What is held, as the headline of a place.
pub(crate) fn headline(view: &View, overview: &Overview) -> String {
    match Share::held(&overview.total).judge() {
        Judged::Figure { percent, .. } => t!(view, "insight-headline", percent = percent),
        _ => t!(view, "insight-headline-none"),
    }
}

/// The key figures of a place.
pub(crate) fn facts(view: &View, overview: &Overview) -> Markup {
    let told = |definition| Told { definition, as_of: overview.figures.as_of() };
    html! {
        div.facts {
            @if let Some(staff) = overview.staff {
                div { b { (count(view, staff)) } (t!(view, "insight-staff")) (how(view, &told(t!(view, "insight-staff-how")))) }
            }
            (fact(view, Share::held(&overview.total), &t!(view, "insight-held-fact"), &told(t!(view, "insight-held-how"))))
            (fact(view, Share::assessed(&overview.total), &t!(view, "insight-assessed-fact"), &told(t!(view, "insight-assessed-how"))))
            (fact(view, Share::below(&overview.total), &t!(view, "insight-below-fact"), &told(t!(view, "insight-below-how"))))
        }
    }
}

/// The heat map of what lies below.
pub(crate) fn heat_section(view: &View, model: &UnitModel) -> Markup {
    let overview = &model.overview;
    let columns = overview.columns();
    let rows = model.lines.iter().map(|line| HeatRow {
        name: html! { @if line.own { (t!(view, "insight-itself")) } @else { a href=(line.unit.address) { (view.say(&line.unit.name)) } } },
        cells: line.counts.iter().zip(columns).map(|(counts, (_, code, ..))| (Share::below(counts), Some(line.unit.cell(code)))).collect(),
    });
    let map = Heat {
        label: t!(view, "insight-heat"),
        corner: t!(view, "insight-unit-column"),
        columns: columns
            .iter()
            .map(|(_, code, name, _)| html! { a href=(overview.unit.cell(code)) { (view.say(name)) } })
            .collect(),
        rows: rows.collect(),
    };
    html! {
        section aria-labelledby="heat" {
            header { h2 id="heat" { (map.label) } }
            (heat(view, &map))
            (pager(view, (&overview.unit.address, "heat"), model.page))
            (buttons(view, "heat", &overview.unit))
        }
    }
}

/// The way to the other pages of a list.
pub(crate) fn pager(view: &View, (address, part): (&str, &str), (page, pages): (usize, usize)) -> Markup {
    let address = |page: usize| format!("{}#{part}", web::address(address, &[("page", &page.to_string())]));
    html! {
        @if pages > 1 { p.cluster {
            @if page > 1 { a.button.plain rel="prev" href=(address(page - 1)) { (t!(view, "insight-page-back")) } }
            span { (t!(view, "insight-page", page = page as i64, pages = pages as i64)) }
            @if page < pages { a.button.plain rel="next" href=(address(page + 1)) { (t!(view, "insight-page-more")) } }
        } }
    }
}

/// Competencies of a place: those required of most, or with a page of all of them.
pub(crate) fn competency_section(view: &View, overview: &Overview) -> Markup {
    let all = overview.competencies.len();
    let is_all = all <= MOST;
    let label = if is_all { t!(view, "insight-competencies") } else { t!(view, "insight-competencies-most") };
    html! {
        section aria-labelledby="competencies" {
            header {
                h2 id="competencies" { (label) }
                @if !is_all { a.small href=(overview.unit.competencies()) { (t!(view, "insight-competencies-all", number = view.count(all as i64))) } }
            }
            (competencies_table(view, overview, (&label, 0, MOST)))
            (buttons(view, "competencies", &overview.unit))
        }
    }
}

/// Competencies on the page of a place; more of them stand on a page of their own.
const MOST: usize = 24;
/// And so many on each page there.
const ON_A_PAGE: usize = 100;

fn competencies_table(view: &View, overview: &Overview, (label, from, many): (&str, usize, usize)) -> Markup {
    let line = |(_, code, name, counts): &(Key<Competency>, String, LanguageText, Counts)| {
        (html! { a href=(overview.unit.cell(code)) { (view.say(name)) } }, *counts)
    };
    let lines: Vec<_> = overview.competencies.iter().skip(from).take(many).map(line).collect();
    counts_table(view, (label, &t!(view, "insight-competency")), false, &lines)
}

async fn list_everywhere(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    list(&mut conn, (&view, &actor), (Unit::nation(), asked.page)).await
}

async fn list_office(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let unit = unit_of(&mut conn, "units", &code).await?.ok_or(Fault::Absent)?;
    list(&mut conn, (&view, &actor), (unit, asked.page)).await
}

async fn list_area(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let unit = unit_of(&mut conn, "territories", &code).await?.ok_or(Fault::Absent)?;
    list(&mut conn, (&view, &actor), (unit, asked.page)).await
}

async fn list(conn: &mut store::Conn, (view, actor): (&View, &Actor), (unit, page): (Unit, usize)) -> Result<Markup, Fault> {
    let figures = Figures::of(conn, actor, unit.place).await?;
    let above = above(conn, unit.place).await?;
    let overview = Overview::gather(conn, unit, figures).await?;
    Ok(list_page(view, (&above, &overview), page))
}

/// All competencies of a place.
fn list_page(view: &View, (above, overview): (&[Unit], &Overview), page: usize) -> Markup {
    let (title, unit) = (t!(view, "insight-competencies"), &overview.unit);
    let pages = overview.competencies.len().div_ceil(ON_A_PAGE).max(1);
    let page = page.clamp(1, pages);
    let mut above = above.to_vec();
    above.extend((unit.place != Place::Nation).then(|| unit.clone()));
    ui::page(
        view,
        &title,
        html! {
            (way(view, &above))
            (head(Some(&format!("{}. {}", unit_name(view, unit), source_note(view, &overview.figures))), &title))
            div.stack {
                @if overview.competencies.is_empty() { p { (t!(view, "insight-unit-empty")) } } @else {
                    section aria-labelledby="competencies" {
                        header { h2 id="competencies" { (t!(view, "insight-competencies-all", number = view.count(overview.competencies.len() as i64))) } }
                        (competencies_table(view, overview, (&title, (page - 1) * ON_A_PAGE, ON_A_PAGE)))
                        (pager(view, (&unit.competencies(), "competencies"), (page, pages)))
                        (buttons(view, "competencies", unit))
                    }
                }
                (figures_note(view, &overview.figures))
            }
        },
    )
}

#[cfg(test)]
pub(crate) mod samples {
    use std::sync::Arc;

    use kernel::Language;

    use super::*;
    use crate::cube::Months;
    use crate::release::Release;
    use crate::unit::Line;

    pub(crate) fn counts(held: u64, below: u64) -> Counts {
        Counts { required: held + below + 7, held, below, unassessed: 5, lapsed: 2, fresh: 0 }
    }

    pub(crate) fn overview() -> Overview {
        let name = |one: &str| LanguageText::of(one, "दक्षता");
        Overview {
            unit: Unit::office(Key::new(1), "BR-RDD", LanguageText::of("Rural Development Department", "ग्रामीण विकास विभाग")),
            figures: Figures::Released(Arc::new(Release::default())),
            staff: Some(12_480),
            total: counts(7_612, 2_900),
            competencies: vec![
                (Key::new(1), "rti".to_owned(), name("Right to information"), counts(700, 262)),
                (Key::new(2), "law".to_owned(), name("Law"), counts(20, 30)),
                (Key::new(3), "care".to_owned(), name("Care"), counts(3, 2)),
            ],
            months: (670..683)
                .map(|month| (month, Months { enrolled: 90, completed: 70, minutes_self: 5_000, ..Months::default() }))
                .collect(),
        }
    }

    pub(crate) fn model() -> UnitModel {
        let line = |code: &str, own, below| Line {
            unit: Unit::office(Key::new(2), code, LanguageText::of("Patna", "पटना")),
            own,
            counts: vec![counts(1_000, below), counts(30, 20), Counts::default()],
        };
        let lines = (0..6).map(|at| line(&format!("BR-RDD-{at}"), at == 5, 380 + at * 20)).collect();
        let above = vec![Unit::office(Key::new(9), "BR", LanguageText::of("Bihar", "बिहार"))];
        UnitModel { overview: overview(), above, lines, page: (2, 3) }
    }

    #[test]
    fn the_page_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = unit_page(&view, &model()).into_string();
            assert!(page.contains("28%") && page.contains("12,480") && page.contains("/insight/units/BR-RDD-0"), "{page}");
            assert!(page.contains("class=\"hx\"") && page.contains("?page=3#heat"), "{page}");
            let mut many = overview();
            many.competencies = many.competencies.iter().cycle().take(130).cloned().collect();
            assert!(competency_section(&view, &many).into_string().contains("/insight/units/BR-RDD/competencies\""));
            let list = list_page(&view, (&[], &many), 2).into_string();
            assert_eq!(list.matches("<th scope=\"row\">").count(), 30, "{list}");
            assert!(list.contains("?page=1#competencies") && !list.contains(">insight-"), "{list}");
            let mut empty = model();
            empty.overview.competencies.clear();
            assert!(!unit_page(&view, &empty).into_string().contains(">insight-unit-"), "every text is there");
        }
    }
}
