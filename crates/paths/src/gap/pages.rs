//! The page of the register.

use axum::extract::State;
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::Actor;
use people::grant::{Action, allows};
use ui::components::head;
use ui::{View, t};
use web::{Fault, Site};

use super::store::{Gap, SMALL, Waiting, gaps};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/content-gaps", get(show))
}

/// Whether somebody plans for others at all.
pub(super) fn may(actor: &Actor) -> bool {
    actor.grants().iter().any(|grant| allows(grant.role, Action::ViewOffice))
}

async fn show(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    if !may(&actor) {
        return Err(Fault::Denied);
    }
    Ok(gaps_page(&view, &gaps(&mut site.db.read().await?, &actor).await?))
}

fn gaps_page(view: &View, gaps: &[Gap]) -> Markup {
    let title = t!(view, "gaps-title");
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &t!(view, "gaps-headline", number = gaps.len() as i64)))
            div.stack {
                p { (t!(view, "gaps-words")) }
                @if gaps.is_empty() { p.quiet { (t!(view, "gaps-none")) } } @else {
                    div.scroll tabindex="0" role="group" aria-label=(title) {
                        table.table {
                            thead { tr {
                                th scope="col" { (t!(view, "gaps-competency")) } th.num scope="col" { (t!(view, "gaps-required")) }
                                th.num scope="col" { (t!(view, "gaps-reachable")) } th.num scope="col" { (t!(view, "gaps-waiting")) }
                            } }
                            tbody { @for gap in gaps { tr {
                                th scope="row" { a href={ "/competencies/" (gap.code) } { (view.say(&gap.name)) } }
                                td.num { (gap.required) } td.num { (gap.reachable) }
                                td.num { (waiting(view, gap.waiting)) }
                            } } }
                        }
                    }
                }
            }
        },
    )
}

fn waiting(view: &View, waiting: Waiting) -> String {
    match waiting {
        Waiting::Exactly(number) => view.count(number),
        Waiting::AtLeast(number) => t!(view, "gaps-at-least", number = view.count(number)),
        Waiting::Few => t!(view, "gaps-few", number = SMALL),
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Language, LanguageText};

    use super::*;

    #[test]
    fn the_page_renders_in_every_language_and_hides_small_numbers() {
        let gap = |waiting| Gap {
            code: Code::parse("law").expect("a code"),
            name: LanguageText::of("Law", "विधि"),
            required: 4,
            reachable: 3,
            waiting,
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page =
                gaps_page(&view, &[gap(Waiting::Exactly(1_247)), gap(Waiting::AtLeast(1_240)), gap(Waiting::Few)]).into_string();
            assert!(page.contains("1,247") && page.contains("1,240") && !page.contains("gaps-"), "{page}");
            assert!(!gaps_page(&view, &[]).into_string().contains("gaps-"));
        }
    }
}
