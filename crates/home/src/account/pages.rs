//! The account page.

use axum::extract::{Query, State};
use axum::routing::get;
use axum::{Extension, Router};
use maud::{Markup, html};
use people::Actor;
use people::official::{self, Person};
use people::posting::{self, Current};
use serde::Deserialize;
use ui::components::{Tone, head, notice};
use ui::{Args, View, t};
use web::{Fault, Site};

use super::store::{self as sql, Look};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/account", get(show))
}

/// Looks shown on the page.
const LOOKS: i64 = 30;

#[derive(Deserialize)]
struct Done {
    done: Option<String>,
}

struct AccountModel {
    name: String,
    person: Option<Person>,
    postings: Vec<Current>,
    looks: Vec<Look>,
    password_changed: bool,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(query): Query<Done>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let (mut person, mut postings, mut looks) = (None, Vec::new(), Vec::new());
    if let Some(official) = actor.official() {
        person = Some(official::person(&mut conn, official).await?);
        postings = posting::current(&mut conn, official, actor.today()).await?;
        looks = sql::looks(&mut conn, official, LOOKS).await?;
    }
    let name = actor.name().for_reader(&view.language).to_owned();
    let model = AccountModel { name, person, postings, looks, password_changed: query.done.as_deref() == Some("password") };
    Ok(account_page(&view, &model))
}

fn account_page(view: &View, model: &AccountModel) -> Markup {
    ui::page(
        view,
        &t!(view, "account-title"),
        html! {
            (head(Some(&t!(view, "account-title")), &model.name))
            @if model.password_changed { (notice(Tone::Held, &t!(view, "account-password-changed"))) }
            div.grid {
                section aria-labelledby="service" {
                    header { h2 id="service" { (t!(view, "account-service")) } }
                    (service(view, model))
                }
                div.stack.loose {
                    section.stack aria-labelledby="safety" {
                        h2 id="safety" { (t!(view, "account-safety")) }
                        a.button.plain href="/account/password" { (t!(view, "account-password")) }
                        form method="post" action="/sign-out" { button.button.plain { (t!(view, "account-sign-out")) } }
                    }
                    @if model.person.is_some() { (looks(view, &model.looks)) }
                }
            }
        },
    )
}

fn service(view: &View, model: &AccountModel) -> Markup {
    html! {
        @if let Some(person) = &model.person {
            ul.rows.plain {
                li { span { (t!(view, "account-code")) } span.num { (person.code) } }
                @for posting in &model.postings {
                    li {
                        div { b { (view.say(&posting.title)) } span.quiet { (view.say(&posting.office)) ", " (t!(view, "account-since", date = view.date(posting.since))) } }
                        span.tag { (view.text(&format!("posting-{}", posting.kind.as_str()), &Args::new())) }
                    }
                }
                li { span { (t!(view, "account-hours")) } span.num { (view.minutes(person.minutes_per_week)) } }
            }
        } @else { p.quiet { (t!(view, "account-no-official")) } }
    }
}

fn looks(view: &View, looks: &[Look]) -> Markup {
    html! {
        section aria-labelledby="looks" {
            header { h2 id="looks" { (t!(view, "account-looks")) } }
            @if looks.is_empty() { p.quiet { (t!(view, "account-looks-none")) } } @else {
                ul.rows.plain {
                    @for look in looks {
                        li { span { (look.name.as_ref().map_or(look.account.as_str(), |name| name.for_reader(&view.language))) } span.quiet.num { (view.moment(look.at)) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::{Date, Key, Language, LanguageText, Timestamp};
    use people::posting::PostingKind;

    #[test]
    fn the_account_page_renders_in_every_language_and_names_every_kind_of_posting() {
        let posting = |kind: PostingKind| Current {
            post: Key::new(1),
            position: Key::new(1),
            title: LanguageText::of("Clerk", "लिपिक"),
            organisation: Key::new(1),
            office: LanguageText::of("Collectorate", "समाहरणालय"),
            kind,
            since: Date(20_000),
            until: None,
        };
        let name = official::Name {
            latin: "Murugan".to_owned(), native: "முருகன்".to_owned(), native_language: "ta".to_owned()
        };
        let person = Person {
            key: Key::new(1),
            uid: uuid::Uuid::nil(),
            code: "E1".to_owned(),
            name: Some(name.clone()),
            address_form: String::new(),
            language: Language::ENGLISH,
            minutes_per_week: 120,
            retires: None,
        };
        let model = AccountModel {
            name: "Murugan".to_owned(),
            person: Some(person),
            postings: PostingKind::ALL.iter().copied().map(posting).collect(),
            looks: vec![Look { at: Timestamp(0), name: Some(name), account: "x".to_owned() }],
            password_changed: true,
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let page = account_page(&View::sample(language), &model).into_string();
            assert!(page.contains("Murugan") && !page.contains(">posting-"));
        }
    }
}
