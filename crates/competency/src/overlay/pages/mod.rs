//! The pages of overlays: the list, one overlay with its editor, one item, whom it concerns, and the acceptances of governments.

mod contradicted;
mod editor;
mod floor;
mod impact;
mod item;
mod list;
mod one;

use axum::Router;
use axum::routing::{get, post};
use maud::{Markup, html};
use people::Actor;
use people::grant::Action;
use store::Conn;
use ui::{Args, View, t};
use uuid::Uuid;
use web::{Fault, Refusal, Site};

use super::authority::parts;
use super::domain::{About, Item, ItemKind, OverlayRefusal, State};
use super::store::{self as sql, Overlay};
use crate::library::{Library, Shelf};

pub(super) use floor::looks_at_the_floor;
pub(crate) use list::waiting;

const PATH: &str = "/frameworks/overlays";

/// The routes.
pub fn routes(shelf: Shelf) -> Router<Site> {
    Router::new()
        .route("/frameworks/overlays", get(list::show).post(list::begin))
        .route("/frameworks/overlays/{overlay}", get(one::show).post(one::act))
        .route("/frameworks/overlays/{overlay}/impact", get(impact::show))
        .route("/frameworks/overlays/{overlay}/items/{item}", get(item::show).post(item::act))
        .route("/frameworks/overlays/{overlay}/conflicts/{item}", post(contradicted::act))
        .route("/frameworks/floor", get(floor::show).post(floor::act))
        .layer(axum::Extension(shelf))
}

/// The overlay, and what the actor may do with it. Who may do nothing does not learn whether it is there.
pub(super) async fn reached(conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<(Overlay, Vec<Action>), Fault> {
    let overlay = sql::by_id(conn, id).await?.ok_or(Fault::Denied)?;
    let parts = parts(conn, actor, overlay.organisation).await?;
    if parts.is_empty() { Err(Fault::Denied) } else { Ok((overlay, parts)) }
}

fn writes(overlay: &Overlay, parts: &[Action]) -> bool {
    overlay.state == State::Drafting && parts.contains(&Action::WriteOverlay)
}

fn explain(view: &View, refusal: OverlayRefusal) -> String {
    view.text(&refusal.message(), &Args::new())
}

fn state_words(view: &View, state: State) -> String {
    view.text(&format!("overlay-state-{}", state.as_str()), &Args::new())
}

/// The value of a field of a form.
fn field<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

fn steps(view: &View, overlay: &Overlay) -> [(String, String); 2] {
    [(PATH.to_owned(), t!(view, "overlays-title")), (format!("{PATH}/{}", overlay.id), overlay.title.clone())]
}

/// The name of what a code stands for; the code itself where nothing has it.
fn named(view: &View, library: &Library, about: About, code: &str) -> Markup {
    let name = match about {
        About::Position => library.position(code).map(|entry| &entry.title),
        About::Role => library.stock().roles.iter().find(|role| role.code.as_str() == code).map(|role| &role.name),
        About::Competency => library.competency(code).map(|entry| &entry.name),
    };
    html! { @match name { Some(name) => (view.say(name)), None => (code) } }
}

/// Of what an item speaks, in a line.
fn subject(view: &View, library: &Library, item: &Item) -> Markup {
    let what = view.text(&format!("overlay-about-{}", item.about.as_str()), &Args::new());
    html! {
        (what) " " (named(view, library, item.about, &item.code))
        @match (item.kind, item.about, item.part.as_str()) {
            (ItemKind::Ask, _, competency) => { ": " (named(view, library, About::Competency, competency)) },
            (ItemKind::Words, About::Competency, level) if !level.is_empty() => { ": " (t!(view, "overlay-level", level = level.to_owned())) },
            (ItemKind::Words, About::Role, activity) if !activity.is_empty() => { ": " (t!(view, "overlay-activity", code = activity.to_owned())) },
            _ => {},
        }
    }
}

/// What an item says.
fn says(view: &View, item: &Item) -> Markup {
    html! {
        @match item.level {
            Some(level) => (t!(view, "overlay-asks", level = level.number())),
            None => @for language in item.texts.languages() {
                p lang=(language) dir=(language.direction()) { (item.texts.exactly(language).unwrap_or_default()) }
            },
        }
    }
}

#[cfg(test)]
pub(super) mod samples {
    use kernel::{Code, Date, Key, LanguageText, Timestamp};

    use super::*;
    use crate::overlay::domain::samples::item;

    /// An overlay in a state.
    pub(in crate::overlay) fn overlay(state: State) -> Overlay {
        Overlay {
            id: Uuid::from_u128(7),
            organisation: Key::new(1),
            office: Code::parse("BR").expect("a code"),
            name: LanguageText::of("Government of Bihar", "बिहार सरकार"),
            framework: Key::new(1),
            code: Code::parse("f").expect("a code"),
            framework_title: LanguageText::of("A framework", "एक ढाँचा"),
            edition: 2,
            title: "The grievance Act".to_owned(),
            state,
            round: 1,
            opened_at: Timestamp(1_795_000_000_000_000),
            effective_from: Some(Date(20_800)),
            grace_days: 90,
        }
    }

    /// An item of each kind.
    pub(in crate::overlay) fn items() -> Vec<Item> {
        ItemKind::ALL.iter().zip(1..).map(|(kind, number)| Item { number, ..item(*kind) }).collect()
    }
}
