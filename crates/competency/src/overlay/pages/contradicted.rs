//! What the framework contradicts of an overlay, and the decisions about it.

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use maud::{Markup, html};
use people::Actor;
use ui::components::{Tone, tag};
use ui::{Args, View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::one::{load, overlay_page};
use super::{PATH, field, says, subject};
use crate::library::{Library, Shelf};
use crate::overlay::conflict::{Conflict, Said};
use crate::overlay::items::keep;
use crate::overlay::store::Overlay;

/// What the framework said or says.
fn said(view: &View, said: &Said) -> Markup {
    html! {
        @match (said.asks(), &said.text) {
            (Some(level), _) => (t!(view, "overlay-asks", level = level.number())),
            (None, Some(text)) => (view.say(text)),
            (None, None) => (t!(view, "overlay-says-nothing")),
        }
    }
}

/// The list of contradictions; with the forms of decision for who writes.
pub(super) fn section(view: &View, library: &Library, overlay: &Overlay, (conflicts, writes): (&[Conflict], bool)) -> Markup {
    html! {
        @if !conflicts.is_empty() {
            section aria-labelledby="conflicts" {
                header { h2 id="conflicts" { (t!(view, "overlay-conflicts", number = conflicts.len() as i64)) } }
                p { (t!(view, "overlay-conflicts-words")) }
                ul.changes { @for conflict in conflicts { li { (one(view, library, overlay, (conflict, writes))) } } }
            }
        }
    }
}

fn one(view: &View, library: &Library, overlay: &Overlay, (conflict, writes): (&Conflict, bool)) -> Markup {
    let number = conflict.item.number;
    let id = format!("reason-{number}");
    html! {
        p { (tag(Tone::Gap, &view.text(&format!("overlay-conflict-{}", conflict.kind.as_str()), &Args::new()))) }
        h3 { (subject(view, library, &conflict.item)) }
        div.sides {
            dl { dt.quiet { (t!(view, "overlay-said-before")) } dd { (said(view, &conflict.before)) } }
            dl { dt.quiet { (t!(view, "overlay-said-now")) } dd { (said(view, &conflict.now)) } }
            dl { dt.quiet { (t!(view, "overlay-said-here")) } dd { (says(view, &conflict.item)) } }
        }
        @if writes {
            form.stack method="post" action={ (PATH) "/" (overlay.id) "/conflicts/" (number) } {
                div.field {
                    label for=(id) { (t!(view, "overlay-decision-reason")) }
                    textarea id=(id) name="reason" rows="2" {}
                }
                div.cluster {
                    button.button name="do" value="keep" { (t!(view, "overlay-do-keep")) }
                    button.button.plain name="do" value="drop" { (t!(view, "overlay-do-drop")) }
                }
            }
        }
    }
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    (Extension(view), Extension(shelf)): (Extension<View>, Extension<Shelf>),
    actor: Actor,
    Path((id, item)): Path<(Uuid, i64)>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let library = shelf.library(&site.db).await?;
    let model = load(&mut site.db.read().await?, &actor, id, (&library, "")).await?;
    let drop = match field(&fields, "do") {
        "keep" => false,
        "drop" => true,
        _ => return Err(Fault::Absent),
    };
    match keep(&site.db, actor, id, (item, drop, field(&fields, "reason").to_owned())).await.answered()? {
        Ok(()) => Ok(see_other(&format!("{PATH}/{id}"))),
        Err(refusal) => {
            let page = overlay_page(&view, &library, &model, (&fields, Some(refusal)));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
