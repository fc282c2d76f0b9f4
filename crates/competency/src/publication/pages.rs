//! The page that says whom a draft concerns.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Extension, Router};
use kernel::Date;
use maud::{Markup, html};
use people::Actor;
use ui::components::{head, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Fault, Site};

use super::domain::{Impact, Proofs, Toll};
use super::service::preview;
use crate::difference::{Names, Sheet, kind_tag};
use crate::draft::{self, Draft};

/// Lines of a table.
const LINES: usize = 60;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/frameworks/drafts/{draft}/impact", get(show))
}

async fn show(
    State(site): State<Site>,
    (Extension(view), proofs): (Extension<View>, Option<Extension<Proofs>>),
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let (draft, _) = draft::reached(&mut conn, &actor, id).await?;
    let proofs = proofs.map_or_else(super::domain::no_proofs, |Extension(proofs)| Arc::clone(&proofs));
    let proven = proofs.proven(&mut conn, site.db.context().now()).await?;
    let (impact, names) = preview(&mut conn, &draft, actor.today(), &proven).await?;
    Ok(impact_page(&view, &draft, &impact, &names))
}

/// The page.
pub fn impact_page(view: &View, draft: &Draft, impact: &Impact, names: &Names) -> Markup {
    let title = t!(view, "impact-title");
    let steps = [
        ("/frameworks/drafts".to_owned(), t!(view, "drafts-title")),
        (format!("/frameworks/drafts/{}", draft.id), draft.title.clone()),
    ];
    ui::page(
        view,
        &title,
        html! {
            (trail(&steps, view))
            (impact_parts(view, &draft.title, (draft.grace_days, draft.effective_from), (impact, names)))
        },
    )
}

/// The head and the tables: of a draft, of an overlay, of an acceptance. `above` says of what; with the grace period in days and the day.
pub(crate) fn impact_parts(
    view: &View,
    above: &str,
    (grace_days, from): (i64, Option<Date>),
    (impact, names): (&Impact, &Names),
) -> Markup {
    html! {
        (head(Some(above), &t!(view, "impact-headline", count = impact.officials, written = view.count(impact.officials))))
        p { (t!(view, "impact-promise", days = grace_days)) }
        dl.facts {
            div { dt.quiet.small { (t!(view, "impact-gain")) } dd { (view.count(impact.gain)) } }
            div { dt.quiet.small { (t!(view, "impact-lose")) } dd { (view.count(impact.lose)) } }
            div { dt.quiet.small { (t!(view, "draft-from")) } dd { @match from { Some(day) => (view.date(day)), None => (t!(view, "draft-no-day")) } } }
        }
        div.stack.loose {
            @if !impact.tolls.is_empty() { (tolls(view, &impact.tolls, names)) }
            (unproven(view, impact, names))
            @if !impact.offices.is_empty() { (offices(view, impact)) }
        }
    }
}

fn tolls(view: &View, tolls: &[Toll], names: &Names) -> Markup {
    let level = |own: &Option<String>| match own {
        Some(own) => names.level(view, own),
        None => html! { (t!(view, "difference-not-asked")) },
    };
    html! {
        section aria-labelledby="tolls" {
            header { h2 id="tolls" { (t!(view, "impact-requirements")) } }
            div.scroll tabindex="0" role="group" aria-labelledby="tolls" { table.table {
                thead { tr {
                    th scope="col" { (t!(view, "difference-column-competency")) }
                    th scope="col" { (t!(view, "difference-before")) }
                    th scope="col" { (t!(view, "difference-after")) }
                    th scope="col" { (t!(view, "difference-what")) }
                    th.num scope="col" { (t!(view, "impact-officials")) }
                } }
                tbody { @for toll in tolls.iter().take(LINES) { tr {
                    th scope="row" { (names.say(view, Sheet::Competencies, &toll.competency)) }
                    td { (level(&toll.before)) }
                    td { (level(&toll.after)) }
                    td { (kind_tag(view, toll.kind)) }
                    td.num { (view.count(toll.officials)) }
                } } }
            } }
        }
    }
}

fn unproven(view: &View, impact: &Impact, names: &Names) -> Markup {
    html! {
        section aria-labelledby="unproven" {
            header { h2 id="unproven" { (t!(view, "impact-unproven")) } }
            @if impact.unproven.is_empty() { p { (t!(view, "impact-unproven-none")) } } @else {
                p { (t!(view, "impact-unproven-words")) }
                ul.rows.plain.after {
                    @for (competency, level, officials) in impact.unproven.iter().take(LINES) {
                        li {
                            div { b { (names.say(view, Sheet::Competencies, competency)) } span.quiet { (names.level(view, level)) } }
                            span.num { (t!(view, "impact-people", count = *officials, written = view.count(*officials))) }
                        }
                    }
                }
            }
        }
    }
}

fn offices(view: &View, impact: &Impact) -> Markup {
    html! {
        section aria-labelledby="offices" {
            header { h2 id="offices" { (t!(view, "impact-offices", count = impact.offices.len() as i64)) } }
            div.scroll tabindex="0" role="group" aria-labelledby="offices" { table.table {
                thead { tr {
                    th scope="col" { (t!(view, "impact-office")) }
                    th.num scope="col" { (t!(view, "impact-gain")) }
                    th.num scope="col" { (t!(view, "impact-lose")) }
                } }
                tbody { @for office in impact.offices.iter().take(LINES) { tr {
                    th scope="row" { (view.say(&office.name)) }
                    td.num { (view.count(office.gain)) }
                    td.num { (view.count(office.lose)) }
                } } }
            } }
            @if impact.offices.len() > LINES { p.quiet.small { (t!(view, "impact-more", count = (impact.offices.len() - LINES) as i64)) } }
        }
    }
}

#[cfg(test)]
mod samples {
    use std::collections::BTreeMap;

    use kernel::{Key, Language, LanguageText};

    use super::super::domain::tests::{content, group};
    use super::super::domain::{Holders, impact};
    use super::*;

    #[test]
    fn the_impact_renders_in_every_language() {
        let (before, after) = (content(&[("clerk", &[("rti", "L2"), ("law", "L1")])]), content(&[("clerk", &[("rti", "L3")])]));
        let holders = Holders {
            groups: vec![group(1, &["clerk"], 100_000)],
            offices: BTreeMap::from([(Key::new(1), LanguageText::of("Office", "कार्यालय"))]),
        };
        let full = impact(&before, &after, &holders, &BTreeMap::new());
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for impact in [&full, &Impact::default()] {
                let page = impact_page(&view, &draft::sample(), impact, &Names::of(&[&before, &after])).into_string();
                assert!(page.matches("<h1").count() == 1 && !page.contains(">impact-"), "{page}");
                assert_eq!(page.contains("1,00,000"), impact.officials > 0);
            }
        }
    }
}
