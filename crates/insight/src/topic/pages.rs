//! The pages of a competency, of the whole service or of one place.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::Actor;
use ui::components::{Tone, head, notice};
use ui::{View, t};
use web::{Fault, Site};

use super::model::{NAMES, NoNames, TopicModel};
use super::store::{CourseLine, PersonLine};
use crate::cube::{Counts, Dimension, Place};
use crate::figure::{
    Judged, Share, Told, Unit, count, counts_table, fact, figures_note, funnel, source_note, table_scroll, unit_of,
};
use crate::nation::map;
use crate::release::OTHERS;
use crate::sheet::buttons;
use crate::target::pages::{ProposalForm, propose_form};
use crate::unit::pages::{unit_name, way};

/// The routes; a proposal is posted to the page of its place ([`crate::target`]).
pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route("/insight/competencies/{*code}", get(show_everywhere))
        .route("/insight/units/{code}/competencies/{competency}", get(show_office).post(crate::target::pages::propose_office))
        .route("/insight/territories/{code}/competencies/{competency}", get(show_area).post(crate::target::pages::propose_area))
}

async fn show_everywhere(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let model = gather(&site, (&view, &actor), ("", "", &code)).await?;
    Ok(topic_page(&view, &model, None))
}

async fn show_office(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((code, competency)): Path<(String, String)>,
) -> Result<Markup, Fault> {
    let model = gather(&site, (&view, &actor), ("units", &code, &competency)).await?;
    Ok(topic_page(&view, &model, None))
}

async fn show_area(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((code, competency)): Path<(String, String)>,
) -> Result<Markup, Fault> {
    let model = gather(&site, (&view, &actor), ("territories", &code, &competency)).await?;
    Ok(topic_page(&view, &model, None))
}

/// The page of a place, by the kind and the code in its address; of the whole service without.
pub(crate) async fn gather(
    site: &Site,
    who: (&View, &Actor),
    (kind, code, competency): (&str, &str, &str),
) -> Result<TopicModel, Fault> {
    let mut conn = site.db.read().await?;
    let unit = if kind.is_empty() { Unit::nation() } else { unit_of(&mut conn, kind, code).await?.ok_or(Fault::Absent)? };
    TopicModel::gather(&mut conn, who, unit, competency).await?.ok_or(Fault::Absent)
}

/// The page; with what was typed and what is wrong with it where a proposal was refused.
pub(crate) fn topic_page(view: &View, model: &TopicModel, refused: Option<&ProposalForm>) -> Markup {
    let (unit, name) = (&model.unit, view.words(&model.competency.name).to_owned());
    let mut above = model.above.clone();
    above.extend((unit.place != Place::Nation).then(|| unit.clone()));
    let headline = match Share::below(&model.counts).judge() {
        Judged::Figure { percent, .. } => t!(view, "insight-topic-headline", competency = name.clone(), percent = percent),
        _ => t!(view, "insight-topic-headline-none", competency = name.clone()),
    };
    let place = format!("{}. {}", unit_name(view, unit), source_note(view, &model.figures));
    let told = |definition| Told { definition, as_of: model.figures.as_of() };
    ui::page(
        view,
        &name,
        html! {
            (way(view, &above))
            (head(Some(&place), &headline))
            @if model.counts.required == 0 { p { (t!(view, "insight-topic-empty")) } } @else {
                div.facts {
                    (fact(view, Share::held(&model.counts), &t!(view, "insight-held-fact"), &told(t!(view, "insight-held-how"))))
                    (fact(view, Share::assessed(&model.counts), &t!(view, "insight-assessed-fact"), &told(t!(view, "insight-assessed-how"))))
                    (fact(view, Share::below(&model.counts), &t!(view, "insight-below-fact"), &told(t!(view, "insight-below-how"))))
                }
            }
            div.stack.loose {
                @if model.counts.required > 0 {
                    (states(view, model))
                    (closing(view, model, refused))
                    (parts(view, model))
                    (cohorts(view, model))
                    (people(view, model))
                }
                (figures_note(view, &model.figures))
            }
        },
    )
}

fn states(view: &View, model: &TopicModel) -> Markup {
    let label = t!(view, "insight-states");
    html! {
        section aria-labelledby="states" {
            header {
                h2 id="states" { (label) }
                a.small href={ "/framework/competencies/" (model.competency.code) } { (t!(view, "insight-definition")) }
            }
            (counts_table(view, (&label, &t!(view, "insight-unit-column")), false, &[(html! { (unit_name(view, &model.unit)) }, model.counts)]))
            (buttons(view, &format!("topic/{}", model.competency.code), &model.unit))
        }
    }
}

/// What would close the gap, and what it would take.
fn closing(view: &View, model: &TopicModel, refused: Option<&ProposalForm>) -> Markup {
    let concerned = model.concerned();
    let label = t!(view, "insight-closing");
    html! {
        section aria-labelledby="closing" {
            header { h2 id="closing" { (label) } }
            p { (t!(view, "insight-closing-words", people = count(view, concerned), unassessed = count(view, model.counts.unassessed))) }
            @if let Some(levels) = model.shortfall { p { (t!(view, "insight-shortfall", levels = format!("{levels:.1}"))) } }
            @if model.courses.is_empty() {
                p.quiet { (t!(view, "insight-closing-none")) }
                p.after { a.button.plain href="/content-gaps" { (t!(view, "gaps-title")) } }
            } @else {
                (courses(view, &label, &model.courses, concerned))
                p.small.quiet.after { (t!(view, "insight-closing-how")) }
            }
            @if model.figures.is_live() && model.unit.place != Place::Nation && concerned > 0 { (propose_form(view, model, refused)) }
        }
    }
}

fn courses(view: &View, label: &str, courses: &[CourseLine], concerned: u64) -> Markup {
    let people = i64::try_from(concerned).unwrap_or(i64::MAX);
    table_scroll(
        label,
        html! {
            thead { tr {
                th scope="col" { (t!(view, "insight-course")) }
                th.num scope="col" { (t!(view, "insight-proves")) }
                th.num scope="col" { (t!(view, "insight-each")) }
                th.num scope="col" { (t!(view, "insight-hours-all")) }
                th.num scope="col" { (t!(view, "insight-seats")) }
                th scope="col" { (t!(view, "insight-languages")) }
            } }
            tbody { @for course in courses { tr {
                th scope="row" { a href={ "/insight/courses/" (web::encode(&course.code)) } { (view.say(&course.title)) } }
                td.num { (t!(view, "insight-from-to", entry = course.entry, level = course.level)) }
                td.num { (view.minutes(course.minutes)) }
                td.num { (view.count(course.minutes.saturating_mul(people) / 60)) }
                td.num { @if course.seats { (view.count(people)) } @else { (t!(view, "insight-seats-none")) } }
                td { (course.languages.join(", ")) }
            } } }
        },
    )
}

fn parts(view: &View, model: &TopicModel) -> Markup {
    let label = t!(view, "insight-parts");
    let units: Vec<_> = model
        .parts
        .iter()
        .map(|line| {
            let name = if line.own { t!(view, "insight-itself") } else { view.words(&line.unit.name).to_owned() };
            let link = (!line.own).then(|| line.unit.cell(model.competency.code.as_str()));
            (name, link, line.counts.first().map_or(Share::default(), Share::below))
        })
        .collect();
    let tiles: Vec<_> = model
        .parts
        .iter()
        .zip(&units)
        .map(|(line, (_, link, share))| (line.unit.clone(), link.clone().unwrap_or_default(), *share))
        .collect();
    html! {
        @if units.len() > 1 {
            section aria-labelledby="parts" {
                header { h2 id="parts" { (label) } }
                @for one in &model.misleading {
                    @let unit = view.words(&one.name).to_owned();
                    @let what = if one.is_held { t!(view, "insight-what-held") } else { t!(view, "insight-what-below") };
                    @match one.points {
                        Some((crude, within)) => (notice(Tone::Gap, &t!(view, "insight-simpson-points", unit = unit, what = what, crude = crude, within = within))),
                        None => (notice(Tone::Gap, &t!(view, "insight-simpson", unit = unit, what = what))),
                    }
                }
                @if model.unit.place == Place::Nation { (map(view, &t!(view, "nation-states"), &tiles)) }
                (funnel(view, &label, &t!(view, "insight-unit-column"), &units))
            }
        }
    }
}

fn cohorts(view: &View, model: &TopicModel) -> Markup {
    html! {
        @if !model.cohorts.is_empty() {
            section aria-labelledby="cohorts" {
                header { h2 id="cohorts" { (t!(view, "insight-cohorts")) } }
                div.stack { @for (dimension, cohorts) in &model.cohorts {
                    @let label = dimension_name(view, *dimension);
                    @let lines: Vec<(Markup, Counts)> = cohorts.iter().map(|(name, counts)| (html! { (cohort_name(view, *dimension, name)) }, *counts)).collect();
                    h3 { (label) }
                    (counts_table(view, (&label, &label), true, &lines))
                } }
            }
        }
    }
}

/// What a dimension is called.
pub(crate) fn dimension_name(view: &View, dimension: Dimension) -> String {
    view.text(&format!("insight-by-{}", crate::release::word(dimension)), &ui::Args::new())
}

/// Families of positions that have a name in every language.
const FAMILIES: [&str; 8] = ["secretariat", "state", "district", "police", "posts", "railways", "tax", "municipal"];

/// Services that have a name in every language, by their code.
const SERVICES: [(&str, &str); 14] = [
    ("IAS", "ias"),
    ("IPS", "ips"),
    ("IFoS", "ifos"),
    ("IRS", "irs"),
    ("IPoS", "ipos"),
    ("IRTS", "irts"),
    ("ICAS", "icas"),
    ("ISS", "iss"),
    ("SSS", "sss"),
    ("CSS", "css"),
    ("CSSS", "csss"),
    ("IA&AS", "iaas"),
    ("BAS", "bas"),
    ("KAS", "kas"),
];

/// What a cohort is called.
pub(crate) fn cohort_name(view: &View, dimension: Dimension, cohort: &str) -> String {
    match (dimension, cohort) {
        (_, "") => t!(view, "insight-cohort-none"),
        (_, OTHERS) => t!(view, "insight-cohort-others"),
        (Dimension::Group, group) => t!(view, "insight-cohort-group", group = group.to_owned()),
        (Dimension::Family, family) if FAMILIES.contains(&family) => {
            view.text(&format!("position-family-{family}"), &ui::Args::new())
        }
        (Dimension::Service, code) => match SERVICES.iter().find(|(known, _)| *known == code) {
            Some((_, id)) => format!("{} ({code})", view.text(&format!("insight-service-{id}"), &ui::Args::new())),
            None => code.to_owned(),
        },
        (_, other) => other.to_owned(),
    }
}

fn people(view: &View, model: &TopicModel) -> Markup {
    let label = t!(view, "insight-people");
    html! {
        section aria-labelledby="people" {
            header { h2 id="people" { (label) } }
            @match &model.people {
                Err(NoNames::Denied) => p.quiet { (t!(view, "insight-people-denied")) },
                Err(NoNames::Behavioural) => p.quiet { (t!(view, "insight-people-behavioural")) },
                Err(NoNames::Many) => p.quiet { (t!(view, "insight-people-many")) },
                Ok(lines) if lines.is_empty() => p.quiet { (t!(view, "insight-people-nobody")) },
                Ok(lines) => (names(view, &label, lines)),
            }
        }
    }
}

fn names(view: &View, label: &str, lines: &[PersonLine]) -> Markup {
    html! {
        p { (t!(view, "insight-people-words")) }
        (table_scroll(label, html! {
            thead { tr { th scope="col" { (t!(view, "plan-name")) } th scope="col" { (t!(view, "plan-position")) } th scope="col" { (t!(view, "plan-office")) } } }
            tbody { @for line in lines.iter().take(NAMES) { tr {
                @let name = line.name.as_ref().map_or(line.code.as_str(), |name| name.for_reader(&view.language));
                th scope="row" { (name) br; span.quiet.small { (line.code) } }
                td { (view.say(&line.position)) } td { (view.say(&line.office)) }
            } } }
        }))
        @if lines.len() > NAMES { p.quiet { (t!(view, "insight-people-more", number = NAMES as i64)) } }
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use std::sync::Arc;

    use competency::framework::{Ask, CompetencyKind, Entry};
    use kernel::{Code, Key, Language, LanguageText};

    use super::*;
    use crate::figure::Figures;
    use crate::release::Release;
    use crate::topic::model::Simpson;
    use crate::unit::Line;
    use crate::unit::pages::samples::counts;

    pub(crate) fn model() -> TopicModel {
        let name = |one: &str| LanguageText::of(one, "दक्षता");
        let part = |at: u64| Line {
            unit: Unit::office(Key::new(2), &format!("BR-{at}"), name("Patna")),
            own: at == 7,
            counts: vec![counts(900 + at, if at == 3 { 900 } else { 300 + at })],
        };
        let course = CourseLine {
            key: Key::new(1),
            code: "right-to-information".to_owned(),
            title: name("Right to information"),
            level: 2,
            entry: 0,
            minutes: 90,
            seats: true,
            languages: vec!["हिन्दी".to_owned()],
        };
        let official =
            people::official::Name { latin: "Murugan".to_owned(), native: String::new(), native_language: String::new() };
        let person = PersonLine { code: "E1".to_owned(), name: Some(official), position: name("Clerk"), office: name("Office") };
        TopicModel {
            unit: Unit::office(Key::new(1), "BR", name("Bihar")),
            above: vec![],
            competency: Entry {
                key: Key::new(1),
                uid: uuid::Uuid::nil(),
                code: Code::parse("rti").expect("a code"),
                kind: CompetencyKind::Functional,
                ask: Ask::Knowledge,
                revision: 1,
                name: name("Right to information"),
                definition: name("What it is"),
            },
            figures: Figures::Released(Arc::new(Release::default())),
            counts: counts(7_000, 3_000),
            parts: (0..8).map(part).collect(),
            misleading: vec![
                Simpson { name: name("Patna"), is_held: true, points: Some((12, -3)) },
                Simpson { name: name("Gaya"), is_held: false, points: None },
            ],
            cohorts: vec![
                (Dimension::Group, vec![("A".to_owned(), counts(100, 200)), (String::new(), counts(3, 1))]),
                (Dimension::Service, vec![("IAS".to_owned(), counts(100, 200)), (OTHERS.to_owned(), counts(30, 10))]),
                (Dimension::Family, vec![("district".to_owned(), counts(100, 200)), ("space".to_owned(), counts(30, 10))]),
            ],
            courses: vec![course],
            people: Ok(vec![person]),
            shortfall: Some(1.4),
        }
    }

    #[test]
    fn the_page_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let mut model = model();
            let page = topic_page(&view, &model, None).into_string();
            assert!(
                page.contains("Murugan") && page.contains("30%") && page.contains("<polyline") && page.contains("-3"),
                "{page}"
            );
            assert!(!page.contains(">insight-"), "{page}");
            for none in [NoNames::Denied, NoNames::Behavioural, NoNames::Many] {
                model.people = Err(none);
                assert!(!topic_page(&view, &model, None).into_string().contains("Murugan"));
            }
            (model.counts, model.courses) = (Counts::default(), Vec::new());
            assert!(!topic_page(&view, &model, None).into_string().contains(">insight-"));
        }
    }
}
