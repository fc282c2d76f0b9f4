//! Looking for a course: a search box and filters as a form whose address can be shared, and what was found.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use competency::evidence::{self, EvidenceKind};
use competency::{overlay, requirement};
use kernel::{Attained, Language, LanguageText, Level};
use maud::{Markup, html};
use people::{Actor, posting};
use serde::Deserialize;
use store::{Conn, Error};
use ui::components::{Tone, head, more, notice, tag};
use ui::form::Field;
use ui::ladder::Ladder;
use ui::{Args, View, t};
use web::{Fault, Site};

use super::cache::Catalogue;
use super::course_page::{CourseModel, Own, course_page};
use super::domain::{Card, Effect, Filters, Hours, Need, serves};
use super::index::{Counts, Found, Index};
use crate::enrolment;
use crate::package::Mode;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/learn", get(learn)).route("/learn/{code}", get(course))
}

/// Courses on a page.
const PAGE: usize = 20;

/// The form as it is sent; what cannot be read asks for nothing.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    pub(super) competency: String,
    #[serde(default)]
    pub(super) level: String,
    #[serde(default)]
    pub(super) language: String,
    #[serde(default)]
    pub(super) hours: String,
    #[serde(default)]
    pub(super) mode: String,
    #[serde(default)]
    pub(super) playable: String,
    #[serde(default)]
    pub(super) page: String,
}

impl Asked {
    pub(super) fn filters(&self) -> Filters {
        Filters {
            query: self.q.trim().chars().take(200).collect(),
            competency: Some(self.competency.trim().to_owned()).filter(|code| !code.is_empty()),
            level: self.level.parse().ok().and_then(|level| Level::new(level).ok()),
            language: Language::parse(&self.language).ok(),
            hours: Hours::parse(&self.hours),
            mode: Mode::parse(&self.mode),
            playable: self.playable == "yes",
        }
    }

    fn page(&self) -> usize {
        self.page.parse().ok().filter(|page| (1..=10_000).contains(page)).unwrap_or(1)
    }
}

async fn learn(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    Extension(catalogue): Extension<Catalogue>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let needs = needs_of(&mut site.db.read().await?, &actor).await?;
    let index = catalogue.index(&site.db).await?;
    let filters = asked.filters();
    let model = LearnModel::of(&index, &filters, &needs, asked.page());
    Ok(learn_page(&view, &model))
}

async fn needs_of(conn: &mut Conn, actor: &Actor) -> Result<Vec<Need>, Error> {
    let Some(official) = actor.official() else { return Ok(Vec::new()) };
    Ok(Need::open(&requirement::standings(conn, official, actor.today()).await?))
}

async fn course(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    Extension(catalogue): Extension<Catalogue>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let detail = catalogue.detail(&site.db, &code).await?.ok_or(Fault::Absent)?;
    let mut conn = site.db.read().await?;
    let (mut standing, mut own, mut worded) = (None, None, overlay::Worded::new());
    if let Some(official) = actor.official() {
        let postings = posting::current(&mut conn, official, actor.today()).await?;
        let mut standings = requirement::standings_in(&mut conn, official, &postings, actor.today()).await?;
        standings.retain(|standing| detail.card.effects.iter().any(|effect| effect.competency == standing.competency));
        standings.truncate(1);
        let by = overlay::reword(&mut conn, &postings, &mut standings, site.db.context().now()).await?;
        standing = standings.pop();
        worded = by.into_values().next().unwrap_or_default();
        let enrolments = enrolment::own(&mut conn, official).await?;
        own = Some(Own::among(&enrolments, &code));
    }
    let rules = evidence::rules(&mut conn).await?;
    let ceiling = rules.on(EvidenceKind::Test, actor.today()).map_or(Attained::NOTHING, |rule| rule.ceiling);
    Ok(course_page(&view, &CourseModel { detail, own, standing, worded, ceiling }))
}

/// What the page of the catalogue shows.
pub struct LearnModel<'a> {
    filters: &'a Filters,
    found: Found<'a>,
    needs: &'a [Need],
    /// Code and name of each competency that a course is for.
    competencies: Vec<(&'a str, &'a LanguageText)>,
    /// From 1.
    page: usize,
}

impl<'a> LearnModel<'a> {
    /// Searches.
    pub fn of(index: &'a Index, filters: &'a Filters, needs: &'a [Need], page: usize) -> Self {
        let found = index.find(filters, needs);
        let mut competencies: Vec<(&str, &LanguageText)> =
            index.cards().iter().flat_map(|card| &card.effects).map(|effect| (effect.code.as_str(), &effect.name)).collect();
        competencies.sort_by_key(|(code, _)| *code);
        competencies.dedup_by_key(|(code, _)| *code);
        Self { filters, found, needs, competencies, page }
    }

    /// The courses of this page.
    fn shown(&self) -> &[&'a Card] {
        let from = ((self.page - 1) * PAGE).min(self.found.cards.len());
        let to = (from + PAGE).min(self.found.cards.len());
        &self.found.cards[from..to]
    }

    fn next(&self) -> Option<String> {
        (self.page * PAGE < self.found.cards.len()).then(|| address(self.filters, self.page + 1))
    }
}

/// The address of a page of results.
fn address(filters: &Filters, page: usize) -> String {
    let level = filters.level.map(|level| level.number().to_string()).unwrap_or_default();
    let page = if page > 1 { page.to_string() } else { String::new() };
    let values = [
        ("q", filters.query.as_str()),
        ("competency", filters.competency.as_deref().unwrap_or_default()),
        ("level", &level),
        ("language", filters.language.as_ref().map_or("", Language::as_str)),
        ("hours", filters.hours.map_or("", Hours::as_str)),
        ("mode", filters.mode.map_or("", Mode::as_str)),
        ("playable", if filters.playable { "yes" } else { "" }),
        ("page", &page),
    ];
    web::address("/learn", &values)
}

/// The page of the catalogue.
pub fn learn_page(view: &View, model: &LearnModel<'_>) -> Markup {
    let title = t!(view, "catalogue-title");
    let total = i64::try_from(model.found.cards.len()).unwrap_or(i64::MAX);
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            (form(view, model))
            p role="status" { (t!(view, "catalogue-found", number = total, written = view.count(total))) }
            @if model.found.nearest { (notice(Tone::Plain, &t!(view, "catalogue-nearest"))) }
            @if total == 0 { (nothing(view)) } @else { (results(view, model)) }
            div.cluster {
                @if model.page > 1 { a.button.plain href=(address(model.filters, model.page - 1)) rel="prev" { (t!(view, "catalogue-back")) } }
                (more(model.next().as_deref(), view))
            }
        },
    )
}

fn nothing(view: &View) -> Markup {
    html! {
        div.stack {
            p { (t!(view, "catalogue-nothing")) }
            p { a.button.plain href="/learn" { (t!(view, "catalogue-all")) } }
        }
    }
}

fn form(view: &View, model: &LearnModel<'_>) -> Markup {
    let filters = model.filters;
    let narrowed = Filters { query: String::new(), ..filters.clone() } != Filters::default();
    html! {
        form.stack.search method="get" action="/learn" role="search" {
            div.ask {
                div.field {
                    label for="q" { (t!(view, "catalogue-query")) }
                    input id="q" name="q" type="search" value=(filters.query) aria-describedby="q-hint" maxlength="200";
                }
                button.button { (t!(view, "catalogue-search")) }
            }
            p.quiet.small id="q-hint" { (t!(view, "catalogue-query-hint")) }
            details open[narrowed] {
                summary { (t!(view, "catalogue-filters")) }
                div.filters {
                    (choices(view, model))
                    label.tick {
                        input type="checkbox" name="playable" value="yes" checked[filters.playable];
                        span { (t!(view, "catalogue-playable", written = count(view, model.found.counts.playable))) }
                    }
                }
            }
        }
    }
}

/// A filter: the name of its field, the id of its label, its value, its choices with their words.
type Choice = (&'static str, &'static str, String, Vec<(String, String)>);

fn choices(view: &View, model: &LearnModel<'_>) -> Markup {
    let (filters, counts) = (model.filters, &model.found.counts);
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let all: [Choice; 5] = [
        ("competency", "catalogue-competency", text(filters.competency.as_deref()), competencies(view, model)),
        (
            "level",
            "catalogue-level",
            filters.level.map(|level| level.number().to_string()).unwrap_or_default(),
            levels(view, counts),
        ),
        ("language", "catalogue-language", text(filters.language.as_ref().map(Language::as_str)), languages(view, counts)),
        ("hours", "catalogue-hours", text(filters.hours.map(Hours::as_str)), hours(view, counts)),
        ("mode", "catalogue-mode", text(filters.mode.map(Mode::as_str)), modes(view, counts)),
    ];
    html! { @for choice in all { (field(view, choice)) } }
}

/// A value that gives nothing any more stays in the list, so that the form shows what was asked.
fn field(view: &View, (name, label, value, mut options): Choice) -> Markup {
    if !value.is_empty() && options.iter().all(|(option, _)| *option != value) {
        options.insert(0, (value.clone(), value.clone()));
    }
    options.insert(0, (String::new(), t!(view, "catalogue-any")));
    Field { name, label: view.text(label, &Args::new()), value: &value, ..Field::default() }.choice(&options)
}

fn competencies(view: &View, model: &LearnModel<'_>) -> Vec<(String, String)> {
    let counts = &model.found.counts.competencies;
    let chosen = model.filters.competency.as_deref();
    let mut options: Vec<(String, String)> = model
        .competencies
        .iter()
        .filter(|(code, _)| counts.contains_key(*code) || chosen == Some(*code))
        .map(|(code, name)| ((*code).to_owned(), counted(view, view.words(name), counts.get(*code).copied().unwrap_or(0))))
        .collect();
    options.sort_by(|one, other| one.1.cmp(&other.1));
    options
}

fn levels(view: &View, counts: &Counts<'_>) -> Vec<(String, String)> {
    let word = |level: i64| t!(view, "catalogue-level-choice", level = level);
    counts.levels.iter().map(|(level, number)| (level.to_string(), counted(view, &word(*level), *number))).collect()
}

fn languages(view: &View, counts: &Counts<'_>) -> Vec<(String, String)> {
    counts
        .languages
        .iter()
        .map(|(language, number)| (language.to_string(), counted(view, language.own_name(), *number)))
        .collect()
}

fn hours(view: &View, counts: &Counts<'_>) -> Vec<(String, String)> {
    let word = |hours: Hours| view.text(&format!("hours-{}", hours.as_str()), &Args::new());
    counts.hours.iter().map(|(hours, number)| (hours.as_str().to_owned(), counted(view, &word(*hours), *number))).collect()
}

fn modes(view: &View, counts: &Counts<'_>) -> Vec<(String, String)> {
    counts.modes.iter().map(|(one, number)| (one.as_str().to_owned(), counted(view, &mode(view, *one), *number))).collect()
}

fn count(view: &View, number: usize) -> String {
    view.count(i64::try_from(number).unwrap_or(i64::MAX))
}

fn counted(view: &View, words: &str, number: usize) -> String {
    format!("{words} ({})", count(view, number))
}

/// The words for a mode.
pub(super) fn mode(view: &View, mode: Mode) -> String {
    view.text(&format!("mode-{}", mode.as_str()), &Args::new())
}

/// The results; without words, what leads on towards the reader's requirements stands under a heading of its own.
fn results(view: &View, model: &LearnModel<'_>) -> Markup {
    let by_need = model.filters.query.is_empty();
    let (serving, others): (Vec<&Card>, Vec<&Card>) =
        model.shown().iter().partition(|card| by_need && serves(card, model.needs).is_some());
    html! {
        div.stack.loose {
            @if !serving.is_empty() {
                section aria-labelledby="serving" {
                    header { h2 id="serving" { (t!(view, "catalogue-serving")) } }
                    ul.rows { @for card in &serving { (row(view, card, model.needs)) } }
                }
            }
            @if !others.is_empty() {
                section aria-labelledby="others" {
                    header { h2 id="others" { @if serving.is_empty() { (t!(view, "catalogue-courses")) } @else { (t!(view, "catalogue-others")) } } }
                    ul.rows { @for card in &others { (row(view, card, model.needs)) } }
                }
            }
        }
    }
}

fn row(view: &View, card: &Card, needs: &[Need]) -> Markup {
    let effect = serves(card, needs).or(card.effects.first());
    html! {
        li {
            @if let Some(effect) = effect { (picture(view, effect)) } @else { span {} }
            div {
                a href={ "/learn/" (card.code) } { b { (view.say(&card.title)) } }
                @if let Some(effect) = effect { span.quiet { (leads_to(view, effect)) } }
                span.quiet { (facts(view, card)) }
            }
            @if !card.playable { (tag(Tone::Plain, &t!(view, "catalogue-elsewhere"))) }
            @else if serves(card, needs).is_some() { (tag(Tone::Held, &t!(view, "catalogue-serves"))) }
        }
    }
}

/// The ladder of an effect: filled what is held at entry, outlined what the course adds. Its words stand beside it.
pub(super) fn picture(view: &View, effect: &Effect) -> Markup {
    let ladder = Ladder { held: effect.entry, lapsed: effect.entry, required: Some(effect.level), assessed: true };
    html! { span aria-hidden="true" { (ladder.draw(view)) } }
}

/// "Right to information: from level 0 to level 2".
pub(super) fn leads_to(view: &View, effect: &Effect) -> String {
    let competency = view.words(&effect.name).to_owned();
    t!(view, "catalogue-leads", competency = competency, entry = effect.entry.number(), level = effect.level.number())
}

fn facts(view: &View, card: &Card) -> String {
    let languages: Vec<&str> = card.languages.iter().map(Language::own_name).collect();
    [view.minutes(card.minutes), languages.join(", "), mode(view, card.mode), view.words(&card.provider_name).to_owned()]
        .join(" · ")
}

#[cfg(test)]
mod samples {
    use super::super::domain::samples::card;
    use super::*;
    use kernel::Key;

    fn index() -> Index {
        let cards = (1..=45).map(|number| {
            let mut card = card(number, (&format!("Course {number}"), "पाठ्यक्रम"), ("Read it.", "पढ़ें।"));
            card.playable = number % 2 == 0;
            (card, Vec::new())
        });
        Index::new(cards.collect())
    }

    #[test]
    fn the_page_renders_in_every_language_full_and_empty() {
        let index = index();
        let needs = [Need { competency: Key::new(4), held: Attained::NOTHING, required: Level::ONE }];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for query in ["", "course", "astronomy", "course astronomy"] {
                let filters = Filters { query: query.to_owned(), ..Filters::default() };
                let page = learn_page(&view, &LearnModel::of(&index, &filters, &needs, 1)).into_string();
                assert!(
                    !page.contains(">catalogue-")
                        && !page.contains("\"catalogue-")
                        && !page.contains(">hours-")
                        && !page.contains(">mode-")
                );
                assert_eq!(page.contains("/learn/course-4\""), query != "astronomy", "{query}");
            }
        }
    }

    #[test]
    fn a_page_has_twenty_courses_and_keeps_what_was_asked() {
        let (index, view) = (index(), View::sample(Language::ENGLISH));
        let filters = Filters { query: "course \"45\"&".to_owned(), language: Some(Language::HINDI), ..Filters::default() };
        let all = Filters { query: "course".to_owned(), ..filters.clone() };
        let page = learn_page(&view, &LearnModel::of(&index, &all, &[], 1)).into_string();
        assert_eq!(page.matches("<li>").count(), 20);
        assert!(page.contains("/learn?q=course&amp;language=hi&amp;page=2"), "{page}");
        assert!(
            LearnModel::of(&index, &all, &[], 3).shown().len() == 5 && LearnModel::of(&index, &all, &[], 9).shown().is_empty()
        );
        let typed = learn_page(&view, &LearnModel::of(&index, &filters, &[], 1)).into_string();
        assert!(typed.contains("value=\"course &quot;45&quot;&amp;\""));
    }

    #[test]
    fn what_cannot_be_read_asks_for_nothing() {
        let asked = Asked {
            level: "9".to_owned(),
            language: "ENGLISH".to_owned(),
            hours: "x".to_owned(),
            mode: "y".to_owned(),
            page: "-1".to_owned(),
            ..Asked::default()
        };
        assert!(asked.filters().is_empty() && asked.page() == 1);
    }
}
