//! The pages of the whole service.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use kernel::calendar;
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use ui::components::{head, trail};
use ui::{View, t};
use web::{Fault, Site};

use super::model::{Learning, NationModel, first_day};
use super::tiles::map;
use crate::cube::{Counts, Dimension, Place};
use crate::figure::{
    Bar, Figures, Heat, HeatRow, Judged, Share, Told, Unit, bars, count, figures_note, heat, how, share_words, source_note,
};
use crate::release::{Week, word};
use crate::sheet::buttons;
use crate::topic::pages::{cohort_name, dimension_name};
use crate::unit::Overview;
use crate::unit::pages::{Asked, competency_section, facts, headline, heat_section};

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/insight", get(show)).route("/insight/cohorts", get(show_cohorts))
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let model = NationModel::gather(&mut site.db.read().await?, (&view, &actor), asked.page).await?;
    Ok(nation_page(&view, &model))
}

fn nation_page(view: &View, model: &NationModel) -> Markup {
    let overview = &model.unit.overview;
    let title = t!(view, "insight-title");
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&format!("{}. {}", t!(view, "insight-nation"), source_note(view, &overview.figures))), &headline(view, overview)))
            nav.cluster.links aria-label=(title) {
                a href="/insight/find" { (t!(view, "find-title")) }
                a href="/insight/courses" { (t!(view, "courses-title")) }
                a href="/insight/cohorts" { (t!(view, "cohorts-title")) }
                a href="/insight/interventions" { (t!(view, "interventions-title")) }
                a href="/insight/brief" { (t!(view, "brief-title")) }
            }
            @if overview.competencies.is_empty() { p { (t!(view, "insight-unit-empty")) } } @else {
                (facts(view, overview))
                div.stack.loose {
                    (states_section(view, model))
                    (weeks_section(view, &model.weeks))
                    (learning_section(view, overview, &model.learning))
                    (heat_section(view, &model.unit))
                    (competency_section(view, overview))
                    (figures_note(view, &overview.figures))
                }
            }
        },
    )
}

fn states_section(view: &View, model: &NationModel) -> Markup {
    let label = t!(view, "nation-states");
    html! {
        @if !model.states.is_empty() {
            section aria-labelledby="states" {
                header { h2 id="states" { (label) } }
                (map(view, &label, &model.states))
                (how(view, &Told { definition: t!(view, "nation-states-how"), as_of: model.unit.overview.figures.as_of() }))
                (buttons(view, "states", &Unit::nation()))
            }
        }
    }
}

/// Weeks of the trend.
const WEEKS: usize = 26;

fn weeks_section(view: &View, weeks: &[(Week, Counts)]) -> Markup {
    let label = t!(view, "nation-weeks");
    let bar = |(week, counts): &(Week, Counts)| {
        let share = Share::held(counts);
        let percent = if let Judged::Figure { percent, .. } = share.judge() { percent } else { 0 };
        let (_, month, day) = week.monday().parts();
        Bar {
            short: format!("{day}/{month}"),
            name: view.date(week.monday()),
            value: u64::try_from(percent).unwrap_or(0),
            words: share_words(view, share),
        }
    };
    let shown: Vec<Bar> = weeks.iter().rev().take(WEEKS).rev().map(bar).collect();
    html! {
        @if shown.len() > 1 {
            section aria-labelledby="weeks" {
                header { h2 id="weeks" { (label) } }
                (bars(view, &label, (&t!(view, "nation-week"), &t!(view, "insight-held")), &shown))
            }
        }
    }
}

/// Completions by month, and the ways in which people learn.
pub(crate) fn learning_section(view: &View, overview: &Overview, learning: &Learning) -> Markup {
    let label = t!(view, "nation-learning");
    html! {
        section aria-labelledby="learning" {
            header { h2 id="learning" { (label) } }
            @if overview.months.is_empty() { p.quiet { (t!(view, "nation-learning-none")) } } @else {
                (trend(view, &label, learning))
                (ways(view, overview, learning))
                (buttons(view, "months", &overview.unit))
            }
        }
    }
}

pub(crate) fn trend(view: &View, label: &str, learning: &Learning) -> Markup {
    let bar = |(month, months): &(i64, crate::cube::Months)| {
        let day = first_day(*month);
        let (year, number, _) = day.parts();
        Bar {
            short: format!("{number}/{:02}", year.rem_euclid(100)),
            name: calendar::month(&view.language, day),
            value: months.completed,
            words: count(view, months.completed),
        }
    };
    let shown: Vec<Bar> = learning.months.iter().map(bar).collect();
    bars(view, label, (&t!(view, "nation-month"), &t!(view, "nation-completed")), &shown)
}

/// The shares of 70-20-10.
pub(crate) fn ways(view: &View, overview: &Overview, learning: &Learning) -> Markup {
    let year = &learning.year;
    let whole = year.minutes_job + year.minutes_others + year.minutes_self;
    let percent = |minutes: u64| kernel::number::percent(minutes as i64, whole as i64).unwrap_or(0);
    let way = |minutes: u64, words: String| {
        html! {
            div { b { (percent(minutes)) "%" } (words) p.small.quiet.num { (t!(view, "nation-hours", hours = count(view, minutes / 60))) } }
        }
    };
    html! {
        @if whole > 0 {
            h3 { (t!(view, "nation-ways")) }
            div.facts {
                (way(year.minutes_job, t!(view, "nation-way-job")))
                (way(year.minutes_others, t!(view, "nation-way-others")))
                (way(year.minutes_self, t!(view, "nation-way-self")))
            }
            (how(view, &Told { definition: t!(view, "nation-ways-how"), as_of: overview.figures.as_of() }))
        }
    }
}

#[derive(Deserialize)]
struct By {
    #[serde(default)]
    by: String,
}

/// Cohorts by competencies.
struct CohortModel {
    overview: Overview,
    dimension: Dimension,
    /// For each cohort its name and its counts in the order of the columns.
    rows: Vec<(String, Vec<Counts>)>,
}

const DIMENSIONS: [Dimension; 3] = [Dimension::Group, Dimension::Service, Dimension::Family];

async fn show_cohorts(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(asked): Query<By>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let figures = Figures::of(&mut conn, &actor, Place::Nation).await?;
    let overview = Overview::gather(&mut conn, Unit::nation(), figures).await?;
    let dimension = DIMENSIONS.into_iter().find(|one| word(*one) == asked.by).unwrap_or(Dimension::Group);
    let columns = overview.column_keys();
    let mut rows: std::collections::BTreeMap<String, Vec<Counts>> = Default::default();
    for (at, column) in columns.iter().enumerate() {
        for (cohort, counts) in overview.figures.by_cohort(Place::Nation, *column, dimension) {
            rows.entry(cohort).or_insert_with(|| vec![Counts::default(); columns.len()])[at] = counts;
        }
    }
    Ok(cohorts_page(&view, &CohortModel { overview, dimension, rows: rows.into_iter().collect() }))
}

fn cohorts_page(view: &View, model: &CohortModel) -> Markup {
    let title = t!(view, "cohorts-title");
    let overview = &model.overview;
    let map = Heat {
        label: t!(view, "insight-heat"),
        corner: dimension_name(view, model.dimension),
        columns: overview
            .columns()
            .iter()
            .map(|(_, code, name, _)| html! { a href=(overview.unit.cell(code)) { (view.say(name)) } })
            .collect(),
        rows: model
            .rows
            .iter()
            .map(|(cohort, counts)| HeatRow {
                name: html! { (cohort_name(view, model.dimension, cohort)) },
                cells: counts.iter().map(|counts| (Share::below(counts), None)).collect(),
            })
            .collect(),
    };
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/insight".to_owned(), t!(view, "insight-title"))], view))
            (head(Some(&format!("{}. {}", t!(view, "insight-nation"), source_note(view, &overview.figures))), &title))
            nav.cluster.links aria-label=(title) { @for one in DIMENSIONS {
                a href={ "/insight/cohorts?by=" (word(one)) } aria-current=[(one == model.dimension).then_some("page")] { (dimension_name(view, one)) }
            } }
            div.stack.loose {
                section aria-labelledby="heat" {
                    header { h2 id="heat" { (map.label) } }
                    @if map.rows.is_empty() { p.quiet { (t!(view, "insight-unit-empty")) } } @else { (heat(view, &map)) }
                    (buttons(view, &format!("cohorts/{}", word(model.dimension)), &Unit::nation()))
                }
                (figures_note(view, &overview.figures))
            }
        },
    )
}

#[cfg(test)]
pub(crate) mod samples {
    use kernel::{Key, Language, LanguageText};

    use super::*;
    use crate::unit::pages::samples::{counts, model, overview};

    pub(crate) fn nation() -> NationModel {
        let mut unit = model();
        unit.overview.unit = Unit::nation();
        let now = View::sample(Language::ENGLISH).now;
        let learning = Learning::of(&unit.overview.months, now);
        let state = |code: &str, part| {
            let unit = Unit::area(Key::new(1), code, LanguageText::of("Bihar", "बिहार"));
            (unit.clone(), unit.address, Share::new(part, 1000))
        };
        let states = vec![
            state("S10", 300),
            state("S9", 310),
            state("S1", 290),
            state("S2", 305),
            state("S3", 300),
            state("S4", 700),
            state("X", 5),
        ];
        let weeks = vec![(Week(2960), counts(500, 300)), (Week(2961), counts(520, 300))];
        NationModel { unit, states, learning, weeks }
    }

    #[test]
    fn the_pages_render_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = nation_page(&view, &nation()).into_string();
            assert!(
                page.contains("class=\"c5 r2\"") && page.contains("70%") && page.contains("70") && page.contains("<rect"),
                "{page}"
            );
            assert!(!page.contains(">nation-") && !page.contains(">insight-"), "{page}");
            let rows = vec![("A".to_owned(), vec![counts(100, 300), counts(2, 1)]), (String::new(), vec![counts(0, 0)])];
            let cohorts = CohortModel { overview: overview(), dimension: Dimension::Group, rows };
            assert!(cohorts_page(&view, &cohorts).into_string().contains("75%"));
        }
    }
}
