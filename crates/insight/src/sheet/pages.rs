//! The buttons under a picture, and where they lead.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Form, Router};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use ui::components::{Tone, head, notice};
use ui::{View, t};
use web::{Answered, Fault, Refusal, Site, see_other};

use super::build::table;
use crate::cube::Place;
use crate::export::{Ask, Format, ask};
use crate::figure::{Unit, unit_of};

/// The routes.
pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/insight/tables", post(export))
}

/// Where the table behind a picture can be had as a file; `table` names it.
pub(crate) fn buttons(view: &View, table: &str, unit: &Unit) -> Markup {
    let kind = match unit.place {
        Place::Nation => "",
        Place::Organisation(_) => "units",
        Place::Territory(_) => "territories",
    };
    html! {
        form.cluster.after.no-print method="post" action="/insight/tables" {
            input type="hidden" name="table" value=(table);
            input type="hidden" name="kind" value=(kind);
            input type="hidden" name="code" value=(unit.code);
            span.small.quiet { (t!(view, "sheet-as-file")) }
            @for format in Format::ALL { button.button.plain name="format" value=(format.as_str()) { (format.as_str().to_uppercase()) } }
        }
    }
}

#[derive(Deserialize)]
struct Asked {
    table: String,
    kind: String,
    code: String,
    format: String,
}

async fn export(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Form(asked): Form<Asked>,
) -> Result<Response, Fault> {
    let format = Format::parse(&asked.format).ok_or(Fault::Absent)?;
    let mut conn = site.db.read().await?;
    let unit = if asked.kind.is_empty() {
        Unit::nation()
    } else {
        unit_of(&mut conn, &asked.kind, &asked.code).await?.ok_or(Fault::Absent)?
    };
    let table = table(&mut conn, (&view, &actor), &unit, &asked.table).await?.ok_or(Fault::Absent)?;
    drop(conn);
    let command = Ask { account: actor.account(), format, language: view.language.clone(), table };
    match ask(&site.db, command).await.answered()? {
        Ok(_) => Ok(see_other("/insight/exports")),
        Err(refusal) => Ok((refusal.status(), refused_page(&view, &unit, &refusal.message())).into_response()),
    }
}

fn refused_page(view: &View, unit: &Unit, message: &str) -> Markup {
    let title = t!(view, "insight-title");
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            (notice(Tone::Wrong, &view.text(message, &ui::Args::new())))
            p { a.button href=(unit.address) { (t!(view, "insight-page-back")) } }
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
            let buttons = buttons(&view, "heat", &Unit::nation()).into_string();
            assert_eq!(buttons.matches("name=\"format\"").count(), 3, "{buttons}");
            assert!(refused_page(&view, &Unit::nation(), "refusal-export-too-many").into_string().contains("/insight\""));
        }
    }
}
