//! One overlay: what it says, what the framework contradicts, what its reader can do now, and what has happened to it.

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::Date;
use maud::{Markup, html};
use people::Actor;
use people::grant::Action;
use serde::Deserialize;
use store::Conn;
use ui::components::{Tone, notice, tag, trail};
use ui::form::Field;
use ui::{Args, View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::editor::{self, Bench};
use super::list::tone;
use super::{PATH, contradicted, explain, field, reached, says, state_words, subject, writes};
use crate::draft::{Deed, past, person};
use crate::library::{Library, Shelf};
use crate::overlay::conflict::Conflict;
use crate::overlay::domain::{Item, OverlayRefusal, State, Step};
use crate::overlay::review::{Deciding, decide};
use crate::overlay::service::{Terms, conflicts, set_terms};
use crate::overlay::store::{self as sql, Happened, Overlay};

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct OverlayPage {
    pub(super) overlay: Overlay,
    pub(super) parts: Vec<Action>,
    pub(super) items: Vec<Item>,
    pub(super) conflicts: Vec<Conflict>,
    pub(super) history: Vec<Happened>,
    /// Whether the reader has written in it.
    pub(super) is_author: bool,
    /// The position that is open in the editor.
    pub(super) bench: Option<Bench>,
}

/// What is asked.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Code of the position to be edited.
    #[serde(default)]
    position: String,
}

pub(super) async fn load(
    conn: &mut Conn,
    actor: &Actor,
    id: Uuid,
    (library, position): (&Library, &str),
) -> Result<OverlayPage, Fault> {
    let (overlay, parts) = reached(conn, actor, id).await?;
    let open = matches!(overlay.state, State::Published | State::Drafting | State::Review);
    let conflicts = if open { conflicts(conn, &overlay).await? } else { Vec::new() };
    let items = sql::items(conn, id).await?.into_iter().filter(|item| !item.removed).collect();
    let is_author = sql::authors(conn, id).await?.contains(&person(actor));
    let bench = match library.position(position) {
        Some(entry) => Some(editor::load(conn, &overlay, entry).await?),
        None => None,
    };
    Ok(OverlayPage { parts, items, conflicts, history: sql::history(conn, id).await?, is_author, bench, overlay })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Path(id): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let library = shelf.library(&site.db).await?;
    let model = load(&mut site.db.read().await?, &actor, id, (&library, &asked.position)).await?;
    Ok(overlay_page(&view, &library, &model, (&[], None)))
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let library = shelf.library(&site.db).await?;
    let model = load(&mut site.db.read().await?, &actor, id, (&library, "")).await?;
    let done = match field(&fields, "do") {
        "terms" => {
            let terms = Terms {
                title: field(&fields, "title").to_owned(),
                effective_from: Date::parse(field(&fields, "from")).ok(),
                grace_days: field(&fields, "grace").trim().parse().unwrap_or(0),
            };
            set_terms(&site.db, actor, id, terms).await.answered()?
        }
        step => {
            let step = Step::parse(step).ok_or(Fault::Absent)?;
            let round = field(&fields, "round").parse().unwrap_or(-1);
            let note = field(&fields, "words").to_owned();
            decide(&site.db, Deciding { actor, overlay: id, step, round, note }).await.answered()?.map(|_| ())
        }
    };
    match done {
        Ok(()) => Ok(see_other(&format!("{PATH}/{id}"))),
        Err(refusal) => {
            let page = overlay_page(&view, &library, &model, (&fields, Some(refusal)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The page; after a refusal with what was typed.
pub(super) fn overlay_page(
    view: &View,
    library: &Library,
    model: &OverlayPage,
    (typed, refusal): (&[(String, String)], Option<OverlayRefusal>),
) -> Markup {
    let overlay = &model.overlay;
    let may_write = model.parts.contains(&Action::WriteOverlay);
    ui::page(
        view,
        &overlay.title,
        html! {
            (trail(&[(PATH.to_owned(), t!(view, "overlays-title"))], view))
            div.head {
                p.quiet { (view.say(&overlay.name)) " · " (view.say(&overlay.framework_title)) " · " (t!(view, "overlay-edition", edition = overlay.edition)) }
                h1 { (overlay.title) }
            }
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            (facts(view, overlay))
            div.stack.loose {
                (contradicted::section(view, library, overlay, (&model.conflicts, may_write && overlay.state != State::Review)))
                (turn(view, model, typed))
                (items(view, library, model))
                @if writes(overlay, &model.parts) {
                    (editor::draw(view, library, overlay, model.bench.as_ref()))
                    (terms_form(view, overlay, typed))
                }
                (past(view, model.history.iter().map(|one| deed(view, one))))
            }
        },
    )
}

fn facts(view: &View, overlay: &Overlay) -> Markup {
    html! {
        dl.facts {
            div { dt.quiet.small { (t!(view, "draft-stage")) } dd { (tag(tone(overlay.state), &state_words(view, overlay.state))) } }
            div { dt.quiet.small { (t!(view, "draft-from")) } dd { @match overlay.effective_from { Some(day) => (view.date(day)), None => (t!(view, "draft-no-day")) } } }
            div { dt.quiet.small { (t!(view, "draft-grace")) } dd { (t!(view, "draft-grace-days", days = overlay.grace_days)) } }
        }
    }
}

/// The one next step.
fn turn(view: &View, model: &OverlayPage, typed: &[(String, String)]) -> Markup {
    let overlay = &model.overlay;
    let (writes, reviews) = (model.parts.contains(&Action::WriteOverlay), model.parts.contains(&Action::ReviewOverlay));
    let wait = || html! { p.quiet { (view.text(&format!("overlay-wait-{}", overlay.state.as_str()), &Args::new())) } };
    html! {
        section aria-labelledby="turn" {
            header { h2 id="turn" { (t!(view, "draft-next")) } }
            @match overlay.state {
                State::Drafting if writes && model.items.is_empty() && overlay.edition == 1 => p { (t!(view, "overlay-next-nothing")) },
                State::Drafting if writes && !model.conflicts.is_empty() => p { (t!(view, "overlay-next-conflicts")) },
                State::Drafting if writes && overlay.effective_from.is_none() => {
                    p { (t!(view, "draft-next-day")) }
                    p { a.button href="#terms" { (t!(view, "draft-to-day")) } }
                },
                State::Drafting if writes => (step_form(view, model, typed, &[(Step::Submit, true)])),
                State::Review if reviews && model.is_author => p { (t!(view, "overlay-not-you")) },
                State::Review if reviews => (step_form(view, model, typed, &[(Step::Accept, true), (Step::Return, false)])),
                _ => (wait()),
            }
            @if !matches!(overlay.state, State::Superseded | State::Closed) {
                p.after { a href={ (PATH) "/" (overlay.id) "/impact" } { (t!(view, "draft-to-impact")) } }
            }
        }
    }
}

fn step_form(view: &View, model: &OverlayPage, typed: &[(String, String)], buttons: &[(Step, bool)]) -> Markup {
    html! {
        p { @if model.overlay.state == State::Review { (t!(view, "overlay-decide-words")) } @else { (t!(view, "overlay-next-submit")) } }
        form.stack method="post" action={ (PATH) "/" (model.overlay.id) } {
            input type="hidden" name="round" value=(model.overlay.round);
            div.field {
                label for="words" { (t!(view, "overlay-words")) }
                textarea id="words" name="words" rows="2" { (field(typed, "words")) }
            }
            div.cluster {
                @for (step, is_first) in buttons {
                    button class=(if *is_first { "button" } else { "button plain" }) name="do" value=(step.as_str()) {
                        (view.text(&format!("overlay-do-{}", step.as_str()), &Args::new()))
                    }
                }
            }
        }
    }
}

fn items(view: &View, library: &Library, model: &OverlayPage) -> Markup {
    let may_write = writes(&model.overlay, &model.parts);
    html! {
        section aria-labelledby="items" {
            header { h2 id="items" { (t!(view, "overlay-items", number = model.items.len() as i64)) } }
            @if !model.items.is_empty() {
                ul.rows.plain {
                    @for item in &model.items {
                        li {
                            div {
                                @if may_write {
                                    a href={ (PATH) "/" (model.overlay.id) "/items/" (item.number) } { b { (subject(view, library, item)) } }
                                } @else { b { (subject(view, library, item)) } }
                                div { (says(view, item)) }
                                @if !item.reason.is_empty() { span.quiet { (item.reason) } }
                            }
                            (tag(Tone::Plain, &view.text(&format!("overlay-kind-{}", item.kind.as_str()), &Args::new())))
                        }
                    }
                }
            }
        }
    }
}

fn terms_form(view: &View, overlay: &Overlay, typed: &[(String, String)]) -> Markup {
    let was_typed = field(typed, "do") == "terms";
    let or = |name: &str, kept: String| if was_typed { field(typed, name).to_owned() } else { kept };
    let title = or("title", overlay.title.clone());
    let from = or("from", overlay.effective_from.map(Date::iso).unwrap_or_default());
    let grace = or("grace", overlay.grace_days.to_string());
    let line = |name, label: String, hint: Option<String>, value| Field { name, label, hint, value, ..Field::default() };
    html! {
        section aria-labelledby="terms" {
            header { h2 id="terms" { (t!(view, "draft-terms")) } }
            form.stack method="post" action={ (PATH) "/" (overlay.id) } {
                (line("title", t!(view, "draft-title"), None, &title).line("text"))
                (line("from", t!(view, "draft-from"), Some(t!(view, "draft-from-hint")), &from).line("date"))
                (line("grace", t!(view, "draft-grace"), Some(t!(view, "draft-grace-hint")), &grace).line("number"))
                div.cluster { button.button.plain name="do" value="terms" { (t!(view, "draft-keep")) } }
            }
            form.after method="post" action={ (PATH) "/" (overlay.id) } {
                input type="hidden" name="round" value=(overlay.round);
                button.button.plain name="do" value="withdraw" { (t!(view, "overlay-do-withdraw")) }
            }
        }
    }
}

fn deed<'a>(view: &View, one: &'a Happened) -> Deed<'a> {
    let words = view.text(&format!("overlay-did-{}", one.step.as_str()), &Args::new());
    Deed { words, who: one.who.as_ref(), by_person: one.person.is_some(), at: one.at, note: &one.note }
}

#[cfg(test)]
mod samples {
    use kernel::{Language, LanguageText, Timestamp};

    use super::super::samples;
    use super::*;
    use crate::overlay::conflict::{ConflictKind, Said};

    fn model(state: State, part: Action) -> OverlayPage {
        let steps = Step::ALL.iter().map(|step| Happened {
            step: *step,
            round: 1,
            item: None,
            who: None,
            person: (*step != Step::Publish).then_some(1),
            at: Timestamp(1_795_000_000_000_000),
            note: "Because <of> it".to_owned(),
        });
        let conflict = |item: Item, kind| Conflict {
            item,
            kind,
            before: Said::default(),
            now: Said { level: Some(3), text: Some(LanguageText::of("Now", "अब")) },
        };
        let conflicts = samples::items().into_iter().zip(ConflictKind::ALL).map(|(item, kind)| conflict(item, *kind));
        OverlayPage {
            overlay: samples::overlay(state),
            parts: vec![part],
            items: samples::items(),
            conflicts: conflicts.collect(),
            history: steps.collect(),
            is_author: false,
            bench: None,
        }
    }

    #[test]
    fn an_overlay_renders_in_every_state_for_every_part_in_every_language() {
        let library = crate::library::samples::library();
        let typed = [("do".to_owned(), "return".to_owned()), ("words".to_owned(), "Typed <already>".to_owned())];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for state in State::ALL {
                for part in [Action::WriteOverlay, Action::ReviewOverlay] {
                    let model = model(*state, part);
                    let page = overlay_page(&view, &library, &model, (&typed, Some(OverlayRefusal::NoReason))).into_string();
                    assert!(page.matches("<h1").count() == 1 && page.contains("Because &lt;of&gt; it"), "{page}");
                    assert!(!page.contains(">overlay-") && !page.contains("refusal-") && !page.contains(">draft-"), "{page}");
                }
            }
            let ready = OverlayPage { conflicts: Vec::new(), ..model(State::Drafting, Action::WriteOverlay) };
            assert!(overlay_page(&view, &library, &ready, (&[], None)).into_string().contains("value=\"submit\""));
            let reviewer = model(State::Review, Action::ReviewOverlay);
            assert!(overlay_page(&view, &library, &reviewer, (&typed, None)).into_string().contains("Typed &lt;already&gt;"));
            let author = OverlayPage { is_author: true, ..reviewer };
            assert!(!overlay_page(&view, &library, &author, (&[], None)).into_string().contains("value=\"accept\""));
        }
    }
}
