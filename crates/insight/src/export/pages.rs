//! The page of one's own exports, and the way to their files.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::Actor;
use ui::components::{head, meter};
use ui::{View, t};
use uuid::Uuid;
use web::{Fault, Site, see_other};

use super::service::path;
use super::store::{self as sql, Own, State as Stands};
use crate::parquet::fault;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/insight/exports", get(list)).route("/insight/exports/{id}", get(download))
}

async fn list(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    let now = site.db.context().now();
    let own = sql::own(&mut site.db.read().await?, actor.account(), now).await?;
    Ok(exports_page(&view, &own))
}

async fn download(State(site): State<Site>, actor: Actor, Path(id): Path<Uuid>) -> Result<Response, Fault> {
    let now = site.db.context().now();
    let own = sql::one(&mut site.db.read().await?, (actor.account(), id), now).await?.ok_or(Fault::Denied)?;
    let Stands::Done(bytes) = own.state else { return Ok(see_other("/insight/exports")) };
    let content =
        tokio::fs::read(path(&site.settings.files, id, own.format)).await.map_err(|reason| Fault::Internal(fault(reason)))?;
    let mut response = Body::from(content).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(own.format.media_type()));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = format!("attachment; filename=\"karmayogi-{}.{}\"", own.asked_at.date().iso(), own.format.as_str());
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")));
    Ok(response)
}

fn exports_page(view: &View, own: &[Own]) -> Markup {
    let title = t!(view, "insight-export-title");
    let waits = own.iter().any(|one| matches!(one.state, Stands::Waiting(..)));
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            p { (t!(view, "insight-export-words")) }
            @if own.is_empty() { p.quiet { (t!(view, "insight-export-none")) } } @else {
                ul.rows.plain { @for one in own { li { (line(view, one)) } } }
            }
            @if waits { p.after { a.button href="/insight/exports" { (t!(view, "insight-export-again")) } } }
        },
    )
}

fn line(view: &View, one: &Own) -> Markup {
    let (format, asked) = (one.format.as_str().to_uppercase(), view.moment(one.asked_at));
    html! {
        b { (one.title) }
        p.small.quiet { (t!(view, "insight-export-asked", format = format, at = asked)) }
        @match one.state {
            Stands::Waiting(done, whole) => {
                (meter(done, whole.max(1), &t!(view, "insight-export-progress", done = done, whole = whole)))
            }
            Stands::Done(bytes) => {
                p.cluster {
                    a.button.plain href={ "/insight/exports/" (one.id) } {
                        (t!(view, "insight-export-download", kilobytes = bytes.div_euclid(1024) + 1))
                        span.hidden-label { ": " (one.title) }
                    }
                    span.small.quiet { (t!(view, "insight-export-until", date = view.date(one.ends_at.date()))) }
                }
            }
            Stands::Failed => p { (t!(view, "insight-export-failed")) },
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use crate::export::Format;
    use kernel::{Language, Timestamp};

    #[test]
    fn the_page_renders_in_every_language() {
        let export = |format, state| Own {
            id: Uuid::from_u128(7),
            format,
            title: "Heat map of Bihar".to_owned(),
            state,
            asked_at: Timestamp(0),
            ends_at: Timestamp(7 * kernel::time::DAY),
        };
        let own = [
            export(Format::Csv, Stands::Waiting(10, 200)),
            export(Format::Xlsx, Stands::Done(20_000)),
            export(Format::Parquet, Stands::Failed),
        ];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = exports_page(&view, &own).into_string();
            assert!(page.contains("Heat map of Bihar") && page.matches("/insight/exports/00000000").count() == 1);
            assert!(!exports_page(&view, &[]).into_string().contains("<li>"));
        }
    }
}
