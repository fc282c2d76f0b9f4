//! The page of the sheet.

use axum::extract::State;
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::Actor;
use ui::components::{head, trail};
use ui::{View, t};
use web::{Fault, Site};

use crate::cube::Counts;
use crate::figure::{counts_table, source_note};
use crate::find::pages::{FindModel, gather as find, row};
use crate::nation::{NationModel, map, trend, ways};
use crate::unit::pages::{facts, headline};

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/insight/brief", get(show))
}

/// Finds on the sheet.
const FINDS: usize = 4;

async fn show(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let nation = NationModel::released(&mut conn, &view).await?;
    let finds = find(&mut conn, &view, None, (FINDS, 1)).await?;
    drop(actor);
    Ok(brief_page(&view, &nation, &finds))
}

fn brief_page(view: &View, nation: &NationModel, finds: &FindModel) -> Markup {
    let overview = &nation.unit.overview;
    let title = t!(view, "brief-title");
    let line = |(_, code, name, counts): &(kernel::Key<competency::Competency>, String, kernel::LanguageText, Counts)| {
        (html! { a href=(overview.unit.cell(code)) { (view.say(name)) } }, *counts)
    };
    let competencies: Vec<(Markup, Counts)> = overview.columns().iter().map(line).collect();
    ui::page(
        view,
        &title,
        html! {
            div.no-print { (trail(&[("/insight".to_owned(), t!(view, "insight-title"))], view)) }
            div.brief {
                (head(Some(&format!("{}. {}", t!(view, "insight-nation"), source_note(view, &overview.figures))), &headline(view, overview)))
                @if overview.competencies.is_empty() { p { (t!(view, "insight-unit-empty")) } } @else {
                    (facts(view, overview))
                    div.halves {
                        section aria-labelledby="states" {
                            header { h2 id="states" { (t!(view, "nation-states")) } }
                            (map(view, &t!(view, "nation-states"), &nation.states))
                        }
                        section aria-labelledby="learning" {
                            header { h2 id="learning" { (t!(view, "nation-learning")) } }
                            (trend(view, &t!(view, "nation-learning"), &nation.learning))
                            (ways(view, overview, &nation.learning))
                        }
                    }
                    section aria-labelledby="finds" {
                        header { h2 id="finds" { (t!(view, "find-title")) } }
                        @if finds.lines.is_empty() { p.quiet { (t!(view, "find-none")) } } @else {
                            ol.rows.plain { @for line in &finds.lines { (row(view, line)) } }
                        }
                    }
                    section aria-labelledby="competencies" {
                        header { h2 id="competencies" { (t!(view, "brief-competencies")) } }
                        (counts_table(view, (&t!(view, "brief-competencies"), &t!(view, "insight-competency")), false, &competencies))
                    }
                    p.small.quiet { (t!(view, "brief-words")) }
                }
            }
            p.small.quiet.no-print { (t!(view, "brief-print")) }
        },
    )
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::*;

    #[test]
    fn the_page_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page =
                brief_page(&view, &crate::nation::pages::samples::nation(), &crate::find::pages::samples::model()).into_string();
            assert!(page.contains("class=\"brief\"") && page.contains("412") && !page.contains(">brief-"), "{page}");
        }
    }
}
