//! The pages of plans of a team and of an office.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::grant::{self, Action};
use people::organisation;
use people::{Actor, Learner};
use serde::Deserialize;
use ui::components::{Tone, head, meter, more, tag, trail};
use ui::{View, t};
use web::{Fault, Site};

use super::store::{self as sql, Page, PlanLine, Status};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/team/plans", get(team)).route("/offices/{code}/plans", get(office))
}

/// People on a page.
const PAGE: i64 = 200;
/// The last page that can be asked for.
const LAST: i64 = 100_000;

#[derive(Deserialize)]
struct Asked {
    #[serde(default = "first")]
    page: i64,
}

fn first() -> i64 {
    1
}

async fn team(State(site): State<Site>, Extension(view): Extension<View>, learner: Learner) -> Result<Markup, Fault> {
    let lines = sql::of_team(&mut site.db.read().await?, learner.official, learner.actor.today()).await?;
    let up = ("/team".to_owned(), t!(view, "team-title"));
    Ok(plans_page(&view, up, None, &Shown { lines: &lines, back: None, more: None }))
}

async fn office(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let office = organisation::by_code(&mut conn, &code).await?.ok_or(Fault::Denied)?;
    let sees_names = actor.grants().iter().any(|granted| grant::allows(granted.role, Action::ViewPlanStatus));
    if !sees_names || !grant::can_see_office(&mut conn, &actor, office.key).await? {
        return Err(Fault::Denied);
    }
    let page = asked.page.clamp(1, LAST);
    let (lines, is_more) = sql::of_office(&mut conn, &actor, office.key, Page { number: page, size: PAGE }).await?;
    let name = view.words(&office.name).to_owned();
    let address = |page: i64| web::address(&format!("/offices/{}/plans", office.code), &[("page", &page.to_string())]);
    let shown = Shown { lines: &lines, back: (page > 1).then(|| address(page - 1)), more: is_more.then(|| address(page + 1)) };
    Ok(plans_page(&view, (format!("/offices/{}", office.code), name.clone()), Some(&name), &shown))
}

/// People, and where those before and after them stand.
struct Shown<'a> {
    lines: &'a [PlanLine],
    back: Option<String>,
    more: Option<String>,
}

fn plans_page(view: &View, up: (String, String), above: Option<&str>, page: &Shown<'_>) -> Markup {
    let title = t!(view, "plans-title");
    let shown = page.lines;
    let accepted = shown.iter().filter(|line| line.plan.is_some()).count() as i64;
    ui::page(
        view,
        &title,
        html! {
            (trail(&[up], view))
            @match above {
                Some(office) if page.back.is_none() && page.more.is_none() => (head(Some(office), &t!(view, "plans-headline-office", number = accepted))),
                Some(office) => (head(Some(office), &title)),
                None => (head(Some(&title), &t!(view, "plans-headline", number = accepted, all = shown.len() as i64))),
            }
            div.stack {
                p { (t!(view, "plans-words")) }
                @if shown.is_empty() && above.is_none() { p.quiet { (t!(view, "plans-nobody")) } } @else {
                    ul.rows.plain { @for line in shown { (row(view, line)) } }
                }
                div.cluster {
                    @if let Some(back) = &page.back { a.button.plain href=(back) rel="prev" { (t!(view, "plans-back")) } }
                    (more(page.more.as_deref(), view))
                }
            }
        },
    )
}

fn row(view: &View, line: &PlanLine) -> Markup {
    let name = line.name.as_ref().map_or(line.code.as_str(), |name| name.for_reader(&view.language));
    html! {
        li {
            div {
                b { (name) }
                span.quiet { (view.say(&line.title)) ", " (view.say(&line.office)) }
                @if let Some(plan) = &line.plan { (status(view, *plan)) }
                @if let Some(position) = &line.aspires { span.quiet { (t!(view, "plans-aspires", position = view.words(position).to_owned())) } }
            }
            @match &line.plan {
                Some(plan) if plan.done == plan.steps => (tag(Tone::Held, &t!(view, "plans-done"))),
                Some(_) => (tag(Tone::Plain, &t!(view, "plans-accepted"))),
                None => (tag(Tone::Plain, &t!(view, "plans-none"))),
            }
        }
    }
}

fn status(view: &View, plan: Status) -> Markup {
    let words = t!(
        view,
        "plans-status",
        date = view.date(plan.accepted_at.date()),
        done = view.minutes(plan.done_minutes),
        time = view.minutes(plan.minutes),
        steps_done = plan.done,
        steps = plan.steps
    );
    html! { span.quiet { (words) } (meter(plan.done, plan.steps, &words)) }
}

#[cfg(test)]
mod samples {
    use kernel::{Language, LanguageText, Timestamp};

    use super::*;

    #[test]
    fn the_page_renders_in_every_language() {
        let name = people::official::Name { latin: "Murugan".to_owned(), native: String::new(), native_language: String::new() };
        let line = |plan, aspires| PlanLine {
            code: "E1".to_owned(),
            name: Some(name.clone()),
            title: LanguageText::of("Clerk", "लिपिक"),
            office: LanguageText::of("Office", "कार्यालय"),
            plan,
            aspires,
        };
        let plan = |done| Some(Status { accepted_at: Timestamp(0), minutes: 240, steps: 4, done, done_minutes: done * 60 });
        let lines = [line(plan(4), None), line(plan(1), Some(LanguageText::of("Head clerk", "प्रधान लिपिक"))), line(None, None)];
        let shown = Shown { lines: &lines, back: None, more: None };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = plans_page(&view, ("/team".to_owned(), "x".to_owned()), None, &shown).into_string();
            assert!(page.contains("Murugan") && !page.contains("plans-"), "{page}");
            let nobody = Shown { lines: &[], back: None, more: None };
            assert!(
                !plans_page(&view, ("/team".to_owned(), "x".to_owned()), Some("O"), &nobody).into_string().contains("plans-")
            );
            let second = Shown { lines: &lines, back: Some("/1".to_owned()), more: Some("/3".to_owned()) };
            let page = plans_page(&view, ("/team".to_owned(), "x".to_owned()), Some("O"), &second).into_string();
            assert!(page.contains("\"/1\"") && page.contains("\"/3\"") && !page.contains("plans-"), "{page}");
        }
    }
}
