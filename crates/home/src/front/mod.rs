//! The front page: what the product is, in one screen, for somebody who has never seen it.

use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use kernel::{Attained, Level};
use maud::{Markup, html};
use people::Actor;
use ui::ladder::Ladder;
use ui::{View, t};
use web::{Site, see_other};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/", get(show))
}

async fn show(Extension(view): Extension<View>, actor: Option<Extension<Actor>>) -> Response {
    match actor {
        Some(Extension(actor)) => see_other(first_place(&actor)),
        None => front_page(&view).into_response(),
    }
}

/// Where somebody goes who has just come.
fn first_place(actor: &Actor) -> &'static str {
    if actor.official().is_some() { "/today" } else { "/account" }
}

/// The ladders of the picture: held, assessed below, not yet assessed.
fn pictures() -> [(Ladder, &'static str); 3] {
    let ladder = |held: i64, required: i64, assessed: bool| {
        let held = Attained::new(held).unwrap_or_default();
        Ladder { held, lapsed: held, required: Level::new(required).ok(), assessed }
    };
    [(ladder(3, 3, true), "front-held"), (ladder(2, 3, true), "front-gap"), (ladder(0, 2, false), "front-open")]
}

fn front_page(view: &View) -> Markup {
    ui::page(
        view,
        &t!(view, "front-title"),
        html! {
            div.head {
                h1 { (t!(view, "front-headline")) }
                p.lead { (t!(view, "front-words")) }
                div.cluster {
                    a.button href="/sign-in" { (t!(view, "sign-in")) }
                    a.button.plain href="/framework" { (t!(view, "library-link")) }
                    a.button.plain href="/verify" { (t!(view, "front-verify")) }
                }
            }
            div.grid {
                section aria-labelledby="front-how" {
                    header { h2 id="front-how" { (t!(view, "front-how")) } }
                    ol.steps {
                        @for step in ["front-step-post", "front-step-known", "front-step-learn", "front-step-proven"] {
                            li { (view.text(step, &ui::Args::new())) }
                        }
                    }
                }
                section aria-labelledby="front-ladder" {
                    header { h2 id="front-ladder" { (t!(view, "front-ladder")) } }
                    ul.rows.pictures {
                        @for (ladder, message) in pictures() {
                            li { (ladder.draw(view)) span { (view.text(message, &ui::Args::new())) } }
                        }
                    }
                }
            }
        },
    )
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn the_front_page_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([kernel::Language::PSEUDO]) {
            let view = View { viewer: None, ..View::sample(language) };
            assert!(front_page(&view).into_string().contains("/sign-in"));
        }
    }
}
