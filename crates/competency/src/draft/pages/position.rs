//! One position of a draft: its roles, a library of roles to pick from, what it will ask, and copying it.

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::LanguageText;
use kernel::search::Words;
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::{explain, field, reached, steps, writes};
use crate::difference::{Cells, Content, Entry, Names, Place, Sheet, choice_words, demands};
use crate::draft::authority::Part;
use crate::draft::domain::DraftRefusal;
use crate::draft::rows::{Copy, copy_position, pick_role};
use crate::draft::service::content;
use crate::draft::store::Draft;

/// Roles that a search shows.
const FOUND: usize = 12;

/// What is asked.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Words that a role of the library has.
    #[serde(default)]
    q: String,
}

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct PositionPage {
    draft: Draft,
    parts: Vec<Part>,
    code: String,
    now: Content,
    names: Names,
    /// Roles that the search found, best first.
    found: Vec<String>,
    /// Other positions, the most alike first, with how many roles they share.
    alike: Vec<(String, usize)>,
}

async fn load(conn: &mut Conn, actor: &Actor, (id, code): (Uuid, &str), query: &str) -> Result<PositionPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    let (_, now) = content(conn, &draft).await?;
    of(draft, parts, now, (code, query)).ok_or(Fault::Denied)
}

fn roles_of<'c>(now: &'c Content, position: &str) -> Vec<&'c str> {
    now.sheet(Sheet::PositionRoles).filter(|(place, _)| place.part(0) == position).map(|(place, _)| place.part(1)).collect()
}

fn of(draft: Draft, parts: Vec<Part>, now: Content, (code, query): (&str, &str)) -> Option<PositionPage> {
    now.row(&Place { sheet: Sheet::Positions, key: vec![code.to_owned()] })?;
    let mine = roles_of(&now, code);
    let mut alike: Vec<(String, usize)> = now
        .sheet(Sheet::Positions)
        .map(|(place, _)| place.part(0))
        .filter(|other| *other != code)
        .map(|other| (other.to_owned(), roles_of(&now, other).iter().filter(|role| mine.contains(role)).count()))
        .filter(|(_, shared)| *shared > 0)
        .collect();
    alike.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    alike.truncate(5);
    let found = if query.trim().is_empty() { Vec::new() } else { find(&now, query) };
    let found = found.into_iter().filter(|role| !mine.contains(&role.as_str())).take(FOUND).collect();
    Some(PositionPage { names: Names::of(&[&now]), code: code.to_owned(), found, alike, draft, parts, now })
}

/// Roles by their names and activities.
fn find(now: &Content, query: &str) -> Vec<String> {
    let roles: Vec<&Place> = now.sheet(Sheet::Roles).map(|(place, _)| place).collect();
    let mut words = Words::default();
    let words_of = |place: &Place, cells: &Cells, text| Entry { place: place.clone(), cells: cells.clone() }.words(text);
    for ((place, cells), number) in now.sheet(Sheet::Roles).zip(0..) {
        words.add(number, &words_of(place, cells, "name"), 12);
        words.add_plain(number, place.part(0), 12);
    }
    for (place, cells) in now.sheet(Sheet::Activities) {
        if let Some(number) = roles.iter().position(|role| role.part(0) == place.part(0)).and_then(|at| u32::try_from(at).ok()) {
            words.add(number, &words_of(place, cells, "text"), 1);
        }
    }
    let scores = words.find(query).scores.unwrap_or_default();
    let mut found: Vec<(u32, &str)> =
        roles.iter().zip(0..).filter_map(|(role, number)| Some((*scores.get(&number)?, role.part(0)))).collect();
    found.sort_by_key(|(score, role)| (std::cmp::Reverse(*score), *role));
    found.into_iter().map(|(_, role)| role.to_owned()).collect()
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((id, code)): Path<(Uuid, String)>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, (id, &code), &asked.q).await?;
    Ok(position_page(&view, &model, &asked, &[], None))
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((id, code)): Path<(Uuid, String)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor, (id, &code), "").await?;
    let done = if field(&fields, "do") == "pick" {
        let role = field(&fields, "role").to_owned();
        pick_role(&site.db, actor, id, (code.clone(), role)).await.answered()?.map(|()| code.clone())
    } else {
        let title = LanguageText::of(field(&fields, "title_en"), field(&fields, "title_hi"));
        let copy = Copy { actor, draft: id, from: code.clone(), code: field(&fields, "code").to_owned(), title };
        let new = copy.code.trim().to_owned();
        copy_position(&site.db, copy).await.answered()?.map(|_| new)
    };
    match done {
        Ok(code) => Ok(see_other(&format!("/frameworks/drafts/{id}/positions/{code}"))),
        Err(refusal) => {
            let page = position_page(&view, &model, &Asked::default(), &fields, Some(refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page.
pub(super) fn position_page(
    view: &View,
    model: &PositionPage,
    asked: &Asked,
    typed: &[(String, String)],
    refusal: Option<DraftRefusal>,
) -> Markup {
    let title = model.names.plain(view, Sheet::Positions, &model.code).to_owned();
    let writes = writes(&model.draft, &model.parts);
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps(view, &model.draft), view))
            (head(Some(&model.draft.title), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                (roles(view, model))
                @if writes { (pick(view, model, asked)) }
                (asks(view, model))
                @if writes { (copy(view, model, typed)) }
                (alike(view, model))
            }
        },
    )
}

fn roles(view: &View, model: &PositionPage) -> Markup {
    let roles = roles_of(&model.now, &model.code);
    html! {
        section aria-labelledby="roles" {
            header {
                h2 id="roles" { (t!(view, "library-roles")) }
                a.small href={ "/frameworks/drafts/" (model.draft.id) "/rows/position_roles?q=" (model.code) } { (t!(view, "draft-position-edit")) }
            }
            @if roles.is_empty() { p { (t!(view, "library-roles-none")) } }
            ul.tight { @for role in &roles { li { (model.names.say(view, Sheet::Roles, role)) } } }
        }
    }
}

fn pick(view: &View, model: &PositionPage, asked: &Asked) -> Markup {
    let path = format!("/frameworks/drafts/{}/positions/{}", model.draft.id, model.code);
    html! {
        section aria-labelledby="pick" {
            header { h2 id="pick" { (t!(view, "draft-position-library")) } }
            form.filters method="get" action=(path) {
                div.field { label for="q" { (t!(view, "draft-position-query")) } input id="q" name="q" type="search" value=(asked.q); }
                button.button.plain { (t!(view, "library-search")) }
            }
            @if !asked.q.is_empty() && model.found.is_empty() { p { (t!(view, "library-nothing")) } }
            ul.rows.plain {
                @for role in &model.found {
                    li {
                        b { (model.names.say(view, Sheet::Roles, role)) }
                        form method="post" action=(path) {
                            input type="hidden" name="role" value=(role);
                            button.button.plain name="do" value="pick" aria-label={ (t!(view, "draft-position-pick")) ": " (model.names.plain(view, Sheet::Roles, role)) } {
                                (t!(view, "draft-position-pick"))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn asks(view: &View, model: &PositionPage) -> Markup {
    let demands = demands(&model.now);
    let mine: Vec<(&str, &str)> = demands
        .iter()
        .filter(|((position, _), _)| *position == model.code)
        .map(|((_, competency), level)| (competency.as_str(), level.as_str()))
        .collect();
    let said = |sheet: Sheet, competency: &str, column: &str| {
        let place = Place { sheet, key: vec![model.code.clone(), competency.to_owned()] };
        model.now.row(&place).and_then(|cells| cells.get(column).cloned())
    };
    html! {
        section aria-labelledby="asks" {
            header {
                h2 id="asks" { (t!(view, "draft-position-asks")) }
                a.small href={ "/frameworks/drafts/" (model.draft.id) "/rows/criticality?q=" (model.code) } { (t!(view, "draft-position-critical")) }
            }
            @if mine.is_empty() { p { (t!(view, "library-asks-none")) } }
            ul.rows.plain {
                @for (competency, level) in mine {
                    li {
                        div {
                            b { (model.names.say(view, Sheet::Competencies, competency)) }
                            span.quiet {
                                (model.names.level(view, level))
                                @if let Some(mode) = said(Sheet::LearningModes, competency, "mode") { " · " (choice_words(view, "mode", &mode)) }
                            }
                        }
                        @match said(Sheet::Criticality, competency, "criticality") {
                            Some(how) => (tag(if how == "high" { Tone::Gap } else { Tone::Plain }, &choice_words(view, "criticality", &how))),
                            None => (tag(Tone::Plain, &t!(view, "library-critical-unset"))),
                        }
                    }
                }
            }
        }
    }
}

fn copy(view: &View, model: &PositionPage, typed: &[(String, String)]) -> Markup {
    let line =
        |name, label: String, hint: Option<String>| Field { name, label, hint, value: field(typed, name), ..Field::default() };
    html! {
        section aria-labelledby="copy" {
            header { h2 id="copy" { (t!(view, "draft-position-copy")) } }
            form.stack method="post" action={ "/frameworks/drafts/" (model.draft.id) "/positions/" (model.code) } {
                (line("code", t!(view, "difference-column-code"), Some(t!(view, "draft-position-code-hint"))).line("text"))
                (line("title_en", t!(view, "draft-position-title-en"), None).line("text"))
                (line("title_hi", t!(view, "draft-position-title-hi"), None).line("text"))
                button.button.plain name="do" value="copy" { (t!(view, "draft-position-copy-send")) }
            }
        }
    }
}

fn alike(view: &View, model: &PositionPage) -> Markup {
    html! {
        @if !model.alike.is_empty() {
            section aria-labelledby="alike" {
                header { h2 id="alike" { (t!(view, "draft-position-alike")) } }
                ul.rows.plain {
                    @for (code, shared) in &model.alike {
                        li {
                            a href={ "/frameworks/drafts/" (model.draft.id) "/positions/" (code) } { b { (model.names.say(view, Sheet::Positions, code)) } }
                            span.quiet { (t!(view, "draft-position-shared", number = *shared as i64)) }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::samples::{contents, draft};
    use super::*;
    use crate::draft::domain::State;

    #[test]
    fn a_position_renders_in_every_language() {
        let (_, now) = contents();
        let other = Entry::new(Sheet::Positions, [("code".to_owned(), "typist".to_owned())]);
        let link = Entry::new(
            Sheet::PositionRoles,
            [("position".to_owned(), "typist".to_owned()), ("role".to_owned(), "desk".to_owned())],
        );
        let now = now.with([other, link]);
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for (state, query) in [(State::Drafting, "lead"), (State::Drafting, "qqqq"), (State::Review1, "")] {
                let model = of(draft(state), vec![Part::DraftFramework], now.clone(), ("clerk", query)).expect("the position");
                assert_eq!(model.found.len(), usize::from(query == "lead"));
                let asked = Asked { q: query.to_owned() };
                let typed = [("code".to_owned(), "de<puty".to_owned())];
                let page = position_page(&view, &model, &asked, &typed, Some(DraftRefusal::NoSuchThing)).into_string();
                assert!(page.matches("<h1").count() == 1 && page.contains("typist"), "{page}");
                assert_eq!(page.contains("de&lt;puty"), state == State::Drafting);
                assert!(!page.contains(">draft-") && !page.contains("refusal-") && !page.contains(">library-"), "{page}");
            }
        }
        assert!(of(draft(State::Drafting), Vec::new(), now, ("nobody", "")).is_none());
    }
}
