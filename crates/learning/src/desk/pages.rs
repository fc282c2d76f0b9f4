//! The desk, and a job aid to read or print.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Extension, Router};
use kernel::LanguageText;
use maud::{Markup, PreEscaped, html};
use people::Learner;
use ui::components::{head, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Fault, Site};

use super::records;
use super::store::{self as sql, DeskItem};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/desk", get(list)).route("/desk/{uid}", get(one)).route("/records", get(records::show))
}

async fn list(State(site): State<Site>, Extension(view): Extension<View>, learner: Learner) -> Result<Markup, Fault> {
    let items = sql::all(&mut site.db.read().await?, learner.official).await?;
    Ok(desk_page(&view, &items))
}

async fn one(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path(uid): Path<Uuid>,
) -> Result<Markup, Fault> {
    let (item, body) = sql::one(&mut site.db.read().await?, learner.official, uid).await?.ok_or(Fault::Denied)?;
    Ok(aid_page(&view, &item, &body))
}

/// The desk.
pub fn desk_page(view: &View, items: &[DeskItem]) -> Markup {
    let title = t!(view, "desk-title");
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&t!(view, "desk-above")), &title))
            @if items.is_empty() {
                p { (t!(view, "desk-empty")) }
                p { a.button href="/learn" { (t!(view, "desk-find-course")) } }
            } @else {
                (item_rows(view, items))
            }
        },
    )
}

/// Job aids as rows with a link each.
pub(crate) fn item_rows(view: &View, items: &[DeskItem]) -> Markup {
    html! {
        ul.rows.plain {
            @for item in items {
                li {
                    div {
                        a href={ "/desk/" (item.uid) } { b { (view.say(&item.title)) } }
                        span.quiet { (t!(view, "desk-from", course = view.words(&item.course_title).to_owned())) }
                    }
                    span.quiet { (view.date(item.since.date())) }
                }
            }
        }
    }
}

/// One job aid. Its body is HTML that the import made from Markdown without any HTML of the author.
pub fn aid_page(view: &View, item: &DeskItem, body: &LanguageText) -> Markup {
    let title = view.words(&item.title).to_owned();
    let (language, text) = body.in_or_nearest(&view.language);
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/desk".to_owned(), t!(view, "desk-title"))], view))
            (head(Some(&t!(view, "desk-from", course = view.words(&item.course_title).to_owned())), &title))
            div.prose lang=(language) dir=(language.direction()) { (PreEscaped(text)) }
            p.no-print.quiet.small { (t!(view, "desk-print")) }
        },
    )
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::{Code, Language, Timestamp};

    #[test]
    fn pages_render_in_every_language() {
        let item = DeskItem {
            uid: Uuid::from_u128(1),
            title: LanguageText::of("A reply", "एक उत्तर"),
            course: Code::parse("rti").expect("a code"),
            course_title: LanguageText::of("Right to information", "सूचना का अधिकार"),
            since: Timestamp(1_795_329_000_000_000),
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            assert!(desk_page(&view, &[]).into_string().contains("href=\"/learn\""));
            assert!(desk_page(&view, std::slice::from_ref(&item)).into_string().contains("/desk/00000000"));
            assert!(aid_page(&view, &item, &LanguageText::of("<h2>To</h2>", "")).into_string().contains("<h2>To</h2>"));
        }
    }
}
