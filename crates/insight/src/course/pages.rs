//! The pages of courses.

use std::cmp::Reverse;

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use kernel::{LanguageText, calendar};
use maud::{Markup, html};
use people::Actor;
use ui::components::{Tone, head, notice, trail};
use ui::{View, t};
use web::{Fault, Site};

use crate::cube::{Place, Reach};
use crate::figure::{
    Bar, Figures, Share, Told, Unit, bars, count, course_names, fact, figures_note, how, share_words, source_note, table_scroll,
};
use crate::nation::first_day;
use crate::sheet::buttons;
use crate::unit::pages::Asked;

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/insight/courses", get(list)).route("/insight/courses/{code}", get(show))
}

/// Courses on a page.
const PAGE: usize = 50;

/// A course with its reach.
struct Line {
    code: String,
    title: LanguageText,
    reach: Reach,
}

struct ListModel {
    figures: Figures,
    lines: Vec<Line>,
    page: (usize, usize),
    all: usize,
}

async fn list(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let figures = Figures::of(&mut conn, &actor, Place::Nation).await?;
    let mut courses = figures.courses();
    courses.retain(|(_, reach)| reach.enrolled > 0);
    courses.sort_by_key(|(key, reach)| (Reverse(reach.enrolled), *key));
    let (all, pages) = (courses.len(), courses.len().div_ceil(PAGE).max(1));
    let page = asked.page.clamp(1, pages);
    let shown: Vec<_> = courses.into_iter().skip((page - 1) * PAGE).take(PAGE).collect();
    let mut names = course_names(&mut conn, &shown.iter().map(|(key, _)| *key).collect::<Vec<_>>()).await?;
    let line = |(key, reach)| names.remove(&key).map(|(code, title)| Line { code, title, reach });
    let lines = shown.into_iter().filter_map(line).collect();
    Ok(list_page(&view, &ListModel { figures, lines, page: (page, pages), all }))
}

fn list_page(view: &View, model: &ListModel) -> Markup {
    let title = t!(view, "courses-title");
    let (page, pages) = model.page;
    let address = |page: usize| web::address("/insight/courses", &[("page", &page.to_string())]);
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/insight".to_owned(), t!(view, "insight-title"))], view))
            (head(Some(&format!("{title}. {}", source_note(view, &model.figures))), &t!(view, "courses-headline", number = model.all as i64)))
            div.stack {
                (notice(Tone::Plain, &t!(view, "courses-causal")))
                @if model.lines.is_empty() { p.quiet { (t!(view, "courses-none")) } } @else {
                    (table_scroll(&title, html! {
                        thead { tr {
                            th scope="col" { (t!(view, "insight-course")) } th.num scope="col" { (t!(view, "courses-enrolled")) }
                            th.num scope="col" { (t!(view, "courses-completed")) } th scope="col" { (t!(view, "courses-holding")) }
                        } }
                        tbody { @for line in &model.lines { tr {
                            th scope="row" { a href={ "/insight/courses/" (web::encode(&line.code)) } { (view.say(&line.title)) } }
                            td.num { (count(view, line.reach.enrolled)) } td.num { (count(view, line.reach.completed)) }
                            td { (share_words(view, Share::new(line.reach.holding, line.reach.completed))) }
                        } } }
                    }))
                    @if pages > 1 { p.cluster {
                        @if page > 1 { a.button.plain rel="prev" href=(address(page - 1)) { (t!(view, "insight-page-back")) } }
                        span { (t!(view, "insight-page", page = page as i64, pages = pages as i64)) }
                        @if page < pages { a.button.plain rel="next" href=(address(page + 1)) { (t!(view, "insight-page-more")) } }
                    } }
                    (buttons(view, "courses", &Unit::nation()))
                }
                (how(view, &Told { definition: t!(view, "courses-how"), as_of: model.figures.as_of() }))
                (figures_note(view, &model.figures))
            }
        },
    )
}

struct CourseModel {
    figures: Figures,
    line: Line,
    months: Vec<(i64, Reach)>,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(code): Path<String>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let key =
        conn.query("SELECT id FROM course WHERE code = $1").bind(&code).optional(|row| row.get(0)).await?.ok_or(Fault::Absent)?;
    let (code, title) = course_names(&mut conn, &[key]).await?.remove(&key).ok_or(Fault::Absent)?;
    let figures = Figures::of(&mut conn, &actor, Place::Nation).await?;
    let reach = figures.courses().into_iter().find(|(one, _)| *one == key).map(|(_, reach)| reach).unwrap_or_default();
    let months = figures.cube().map(|cube| cube.course_months(key)).unwrap_or_default();
    Ok(course_page(&view, &CourseModel { figures, line: Line { code, title, reach }, months }))
}

fn course_page(view: &View, model: &CourseModel) -> Markup {
    let reach = &model.line.reach;
    let title = view.words(&model.line.title).to_owned();
    let told = |definition| Told { definition, as_of: model.figures.as_of() };
    let label = t!(view, "courses-months");
    let bar = |(month, reach): &(i64, Reach)| {
        let (year, number, _) = first_day(*month).parts();
        Bar {
            short: format!("{number}/{:02}", year.rem_euclid(100)),
            name: calendar::month(&view.language, first_day(*month)),
            value: reach.enrolled,
            words: count(view, reach.enrolled),
        }
    };
    let months: Vec<Bar> = model.months.iter().rev().take(25).rev().map(bar).collect();
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/insight".to_owned(), t!(view, "insight-title")), ("/insight/courses".to_owned(), t!(view, "courses-title"))], view))
            (head(Some(&source_note(view, &model.figures)), &title))
            @if reach.enrolled == 0 { p.quiet { (t!(view, "courses-few")) } } @else {
                div.facts {
                    div { b { (count(view, reach.enrolled)) } (t!(view, "courses-enrolled")) (how(view, &told(t!(view, "courses-enrolled-how")))) }
                    (fact(view, Share::new(reach.completed, reach.enrolled), &t!(view, "courses-completed-fact"), &told(t!(view, "courses-completed-how"))))
                    (fact(view, Share::new(reach.holding, reach.completed), &t!(view, "courses-holding-fact"), &told(t!(view, "courses-how"))))
                }
            }
            div.stack.loose {
                (notice(Tone::Plain, &t!(view, "courses-causal")))
                @if !months.is_empty() {
                    section aria-labelledby="months" {
                        header { h2 id="months" { (label) } }
                        (bars(view, &label, (&t!(view, "nation-month"), &t!(view, "courses-enrolled")), &months))
                    }
                }
                p { a.button.plain href={ "/learn/" (model.line.code) } { (t!(view, "courses-open")) } }
                (figures_note(view, &model.figures))
            }
        },
    )
}

#[cfg(test)]
mod samples {
    use std::sync::Arc;

    use kernel::Language;

    use super::*;
    use crate::release::Release;

    #[test]
    fn the_pages_render_in_every_language() {
        let reach = Reach { enrolled: 900, completed: 700, holding: 350 };
        let line = || Line {
            code: "rti".to_owned(), title: LanguageText::of("Right to information", "सूचना का अधिकार"), reach
        };
        let figures = || Figures::Released(Arc::new(Release::default()));
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page =
                list_page(&view, &ListModel { figures: figures(), lines: vec![line()], page: (1, 2), all: 60 }).into_string();
            assert!(page.contains("50%") && page.contains("?page=2") && !page.contains(">courses-"), "{page}");
            let mut model = CourseModel { figures: figures(), line: line(), months: vec![(680, reach), (681, reach)] };
            let page = course_page(&view, &model).into_string();
            assert!(page.contains("78%") && page.contains("<rect") && !page.contains(">courses-"), "{page}");
            model.line.reach = Reach::default();
            assert!(!course_page(&view, &model).into_string().contains(">courses-"));
        }
    }
}
