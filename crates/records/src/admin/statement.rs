//! One statement, and all about one person: for the person, and for those to whom the person's profile is open.

use axum::extract::{Path, Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::grant::{Action, permit};
use people::official::{self, Person};
use people::{Actor, OfficialKey};
use serde::Deserialize;
use store::audit::Entry;
use store::{FutureExt, Outcome, Tx};
use ui::components::{head, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site};

use super::model::{self, Line, is_administrator};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new().route("/records/statements/{id}", get(show)).route("/admin/records/people", get(search))
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let told = model::told(&mut site.db.read().await?, id).await?.ok_or(Fault::Denied)?;
    let person = look(&site, &actor, told.official).await?;
    Ok(statement_page(&view, &person, &told.text))
}

#[derive(Deserialize)]
struct Wanted {
    #[serde(default)]
    code: String,
}

async fn search(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(wanted): Query<Wanted>,
) -> Result<Markup, Fault> {
    if !is_administrator(&actor) {
        return Err(Fault::Denied);
    }
    let found = official::by_code(&mut site.db.read().await?, wanted.code.trim()).await?.ok_or(Fault::Denied)?;
    let person = look(&site, &actor, found).await?;
    Ok(person_page(&view, &person, &model::about(&site.db, found).await?))
}

/// Lets the actor look, if the person's profile is open to them; the person sees who has looked.
async fn look(site: &Site, actor: &Actor, official: OfficialKey) -> Result<Person, Fault> {
    let mut conn = site.db.read().await?;
    let permitted = permit(&mut conn, actor, Action::ViewProfile, official).await?.ok_or(Fault::Denied)?;
    let person = official::person(&mut conn, permitted.official()).await?;
    drop(conn);
    if actor.official() != Some(official) {
        let command = (actor.account().number(), official);
        let logged: Outcome<(), ()> =
            site.db.write(command, |tx, (account, official)| log(tx, *account, *official).boxed()).await;
        logged.answered()?.or(Err(Fault::Denied))?;
    }
    Ok(person)
}

async fn log(tx: &mut Tx, account: i64, official: OfficialKey) -> Outcome<(), ()> {
    // The action by which the account page of a person finds who has looked.
    let (subject, detail) = (Some(official.number()), "statements".to_owned());
    Ok(tx.audit(Entry { actor: Some(account), action: "profile.view", subject, detail }).await?)
}

fn name(view: &View, person: &Person) -> String {
    person.name.as_ref().map_or(person.code.as_str(), |name| name.for_reader(&view.language)).to_owned()
}

fn statement_page(view: &View, person: &Person, text: &str) -> Markup {
    let title = t!(view, "lrs-statement");
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&name(view, person)), &title))
            div.stack {
                p { (t!(view, "lrs-statement-words")) }
                pre.address dir="ltr" { code { (text) } }
            }
        },
    )
}

fn person_page(view: &View, person: &Person, lines: &[Line]) -> Markup {
    let title = t!(view, "lrs-person");
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/admin/records".to_owned(), t!(view, "lrs-title"))], view))
            (head(Some(&name(view, person)), &title))
            p.quiet { (t!(view, "lrs-person-logged")) }
            (rows(view, lines, true))
        },
    )
}

/// Statements in a list; with a link where the reader may follow it.
pub(super) fn rows(view: &View, lines: &[Line], links: bool) -> Markup {
    html! {
        @if lines.is_empty() { p.quiet { (t!(view, "lrs-none")) } } @else {
            ul.rows.plain {
                @for line in lines {
                    li {
                        div {
                            @if links { a href={ "/records/statements/" (line.id) } { b dir="ltr" lang="en" { (line.verb) } } }
                            @else { b dir="ltr" lang="en" { (line.verb) } }
                            span.quiet.address dir="ltr" { (line.object) }
                            span.quiet.address dir="ltr" { (line.client) }
                        }
                        @if let Some(stored) = line.stored { span.quiet.num { (view.moment(stored)) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Key, Language, Timestamp};

    use super::*;

    pub(super) fn line() -> Line {
        Line {
            id: Uuid::nil(),
            verb: "completed".to_owned(),
            object: "http://localhost/learn/rti".to_owned(),
            stored: Some(Timestamp(0)),
            client: "karmayogi".to_owned(),
        }
    }

    #[test]
    fn the_pages_of_statements_render_in_every_language() {
        let person = Person {
            key: Key::new(1),
            uid: Uuid::nil(),
            code: "E1".to_owned(),
            name: None,
            address_form: String::new(),
            language: Language::ENGLISH,
            minutes_per_week: 120,
            retires: None,
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = statement_page(&view, &person, "{\"a\":\"<b>\"}").into_string();
            assert!(page.contains("&lt;b&gt;") && !page.contains("lrs-"), "{page}");
            let page = person_page(&view, &person, &[line()]).into_string();
            assert!(page.contains("/learn/rti") && page.contains("/records/statements/") && !page.contains("lrs-"), "{page}");
            assert!(!person_page(&view, &person, &[]).into_string().contains("lrs-none"));
            assert!(!rows(&view, &[line()], false).into_string().contains("href"));
        }
    }
}
