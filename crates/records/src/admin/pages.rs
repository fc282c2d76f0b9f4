//! The page of the record store for administrators.

use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, HeaderValue};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use maud::{Markup, html};
use people::Actor;
use serde::Deserialize;
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{Args, View, t};
use web::{Answered, Fault, Refusal, Site, see_other};

use super::model::{self, Overview, is_administrator};
use super::statement::rows;
use crate::client::service::{self as clients, Credentials, Listed, NewClient};
use crate::client::{Scope, Scopes};
use crate::event;
use crate::filter::Filter;
use crate::forward::service::{self as forwarding, Change};
use crate::forward::{NewTarget, Target, TargetRefusal};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/admin/records", get(show))
        .route("/admin/records/clients", post(create_client))
        .route("/admin/records/clients/revoke", post(revoke_client))
        .route("/admin/records/targets", post(create_target))
        .route("/admin/records/targets/{target}", post(change_target))
}

#[derive(Deserialize)]
struct DoneQuery {
    done: Option<String>,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Query(query): Query<DoneQuery>,
) -> Result<Markup, Fault> {
    administrator(&actor)?;
    let done = query.done.filter(|done| ["revoked", "target", "changed"].contains(&done.as_str()));
    Ok(overview_page(&view, &model::overview(&site.db).await?, &Typed { done, ..Typed::default() }))
}

fn administrator(actor: &Actor) -> Result<Option<i64>, Fault> {
    if is_administrator(actor) { Ok(Some(actor.account().number())) } else { Err(Fault::Denied) }
}

/// What the form of a new client sends; a scope is a field of its own, named by the scope.
#[derive(Clone, Debug, Default, Deserialize)]
struct ClientForm {
    #[serde(default)]
    title: String,
    #[serde(flatten)]
    fields: std::collections::BTreeMap<String, String>,
}

impl ClientForm {
    fn scopes(&self) -> Vec<Scope> {
        Scope::EVERY.into_iter().filter(|scope| self.fields.contains_key(scope.as_str())).collect()
    }
}

/// What the form of a new target sends.
#[derive(Clone, Debug, Default, Deserialize)]
struct TargetForm {
    #[serde(default)]
    title: String,
    #[serde(default)]
    endpoint: String,
    #[serde(default)]
    key: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    verb: String,
    #[serde(default)]
    activity: String,
}

/// What was typed and rejected, or what has just been done.
#[derive(Clone, Debug, Default)]
struct Typed {
    done: Option<String>,
    client: ClientForm,
    client_refused: bool,
    target: TargetForm,
    target_refused: Option<TargetRefusal>,
}

async fn create_client(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Form(form): Form<ClientForm>,
) -> Result<Response, Fault> {
    let by = administrator(&actor)?;
    let scopes = form.scopes();
    if form.title.trim().is_empty() || scopes.is_empty() {
        return rejected(&site, &view, Typed { client: form, client_refused: true, ..Typed::default() }).await;
    }
    let home_page = event::home(&mut site.db.read().await?).await?;
    let title = form.title.trim().to_owned();
    let new = NewClient { title: title.clone(), scopes, home_page, requests_per_second: None };
    let made = clients::create_by(&site.db, by, new).await.answered()?.or(Err(Fault::Denied))?;
    // Shown once and never kept: no way leads back to it, and nothing on the way may keep it.
    let mut response = secret_page(&view, &title, &made).into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn rejected(site: &Site, view: &View, typed: Typed) -> Result<Response, Fault> {
    let page = overview_page(view, &model::overview(&site.db).await?, &typed);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Deserialize)]
struct RevokeForm {
    key: String,
}

async fn revoke_client(State(site): State<Site>, actor: Actor, Form(form): Form<RevokeForm>) -> Result<Response, Fault> {
    let by = administrator(&actor)?;
    clients::revoke_by(&site.db, by, &form.key).await.answered()?.or(Err(Fault::Denied))?;
    Ok(see_other("/admin/records?done=revoked#clients"))
}

async fn create_target(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Form(form): Form<TargetForm>,
) -> Result<Response, Fault> {
    let by = administrator(&actor)?;
    let filter = Filter { verb: Some(form.verb.clone()), activity: Some(form.activity.clone()), ..Filter::default() };
    let new = NewTarget {
        title: form.title.clone(),
        endpoint: form.endpoint.clone(),
        key: form.key.clone(),
        secret: form.secret.clone(),
        filter,
    };
    match forwarding::create(&site.db, by, new).await.answered()? {
        Ok(_) => Ok(see_other("/admin/records?done=target#targets")),
        Err(refusal) => rejected(&site, &view, Typed { target: form, target_refused: Some(refusal), ..Typed::default() }).await,
    }
}

#[derive(Deserialize)]
struct ChangeForm {
    #[serde(rename = "do")]
    change: String,
}

async fn change_target(
    State(site): State<Site>,
    actor: Actor,
    Path(target): Path<i64>,
    Form(form): Form<ChangeForm>,
) -> Result<Response, Fault> {
    let by = administrator(&actor)?;
    let change = match form.change.as_str() {
        "pause" => Change::Pause,
        "resume" => Change::Resume,
        "remove" => Change::Remove,
        _ => return Err(Fault::Absent),
    };
    forwarding::change(&site.db, by, (target, change)).await.answered()?.or(Err(Fault::Denied))?;
    Ok(see_other("/admin/records?done=changed#targets"))
}

fn overview_page(view: &View, model: &Overview, typed: &Typed) -> Markup {
    let title = t!(view, "lrs-title");
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &t!(view, "lrs-headline", number = model.statements)))
            @if let Some(done) = &typed.done { (notice(Tone::Held, &view.text(&format!("lrs-done-{done}"), &Args::new()))) }
            @if typed.client_refused { (notice(Tone::Wrong, &t!(view, "lrs-client-refused"))) }
            @if let Some(refusal) = typed.target_refused { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                p { (t!(view, "lrs-words")) " " @if model.waiting > 0 { (t!(view, "lrs-waiting", number = model.waiting)) } }
                (last(view, model))
                (clients(view, model, typed))
                (targets(view, model, typed))
                (search(view))
            }
        },
    )
}

fn explain(view: &View, refusal: TargetRefusal) -> String {
    view.text(&refusal.message(), &Args::new())
}

fn last(view: &View, model: &Overview) -> Markup {
    html! {
        section aria-labelledby="last" {
            header { h2 id="last" { (t!(view, "lrs-last")) } }
            p.quiet.small { (t!(view, "lrs-last-words")) }
            (rows(view, &model.last, false))
        }
    }
}

fn clients(view: &View, model: &Overview, typed: &Typed) -> Markup {
    let title = Field { name: "title", label: t!(view, "lrs-client-name"), value: &typed.client.title, ..Field::default() };
    let chosen = typed.client.scopes();
    html! {
        section.stack aria-labelledby="clients" {
            header { h2 id="clients" { (t!(view, "lrs-clients")) } }
            @if model.clients.is_empty() { p.quiet { (t!(view, "lrs-clients-none")) } }
            @else { ul.rows.plain { @for client in &model.clients { (client_row(view, client)) } } }
            details.more open[typed.client_refused] {
                summary { (t!(view, "lrs-client-new")) }
                form.stack method="post" action="/admin/records/clients" {
                    (title.line("text"))
                    fieldset {
                        legend { (t!(view, "lrs-client-scopes")) }
                        @for scope in Scope::EVERY {
                            label.tick {
                                input type="checkbox" name=(scope) value="yes" checked[chosen.contains(&scope)];
                                span { (scope_words(view, scope)) " " code dir="ltr" { (scope) } }
                            }
                        }
                    }
                    button.button { (t!(view, "lrs-client-create")) }
                }
            }
        }
    }
}

fn scope_words(view: &View, scope: Scope) -> String {
    view.text(&format!("lrs-scope-{}", scope.as_str().replace('/', "-")), &Args::new())
}

fn names(scopes: &Scopes) -> String {
    scopes.0.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
}

fn client_row(view: &View, client: &Listed) -> Markup {
    html! {
        li {
            div {
                b { (client.title) }
                span.quiet.address dir="ltr" { (client.key) }
                span.quiet dir="ltr" { (names(&client.scopes)) }
                span.quiet { (t!(view, "lrs-client-since", date = view.date(client.created_at.date()))) }
            }
            @match client.revoked_at {
                Some(at) => (tag(Tone::Plain, &t!(view, "lrs-client-revoked", date = view.date(at.date())))),
                None => form method="post" action="/admin/records/clients/revoke" {
                    input type="hidden" name="key" value=(client.key);
                    button.button.plain aria-label=(t!(view, "lrs-client-revoke-label", name = client.title.clone())) { (t!(view, "lrs-client-revoke")) }
                },
            }
        }
    }
}

fn targets(view: &View, model: &Overview, typed: &Typed) -> Markup {
    html! {
        section.stack aria-labelledby="targets" {
            header { h2 id="targets" { (t!(view, "lrs-targets")) } }
            @if model.targets.is_empty() { p.quiet { (t!(view, "lrs-targets-none")) } }
            @else { ul.rows.plain.tall { @for target in &model.targets { (target_row(view, target)) } } }
            details.more open[typed.target_refused.is_some()] {
                summary { (t!(view, "lrs-target-new")) }
                (target_form(view, typed))
            }
        }
    }
}

fn target_form(view: &View, typed: &Typed) -> Markup {
    let form = &typed.target;
    let endpoint_error =
        typed.target_refused.filter(|refusal| *refusal == TargetRefusal::Endpoint).map(|refusal| explain(view, refusal));
    let endpoint = Field {
        name: "endpoint",
        label: t!(view, "lrs-target-endpoint"),
        hint: Some(t!(view, "lrs-target-endpoint-hint")),
        value: &form.endpoint,
        error: endpoint_error,
        ..Field::default()
    };
    let key = Field { name: "key", label: t!(view, "lrs-target-key"), value: &form.key, autocomplete: "off", ..Field::default() };
    let secret = Field { name: "secret", label: t!(view, "lrs-target-secret"), autocomplete: "new-password", ..Field::default() };
    html! {
        form.stack method="post" action="/admin/records/targets" {
            (target_title(&t!(view, "lrs-target-name"), &form.title))
            (endpoint.line("url"))
            (key.line("text"))
            (secret.line("password"))
            p.quiet.small { (t!(view, "lrs-target-filter-words")) }
            (optional("verb", &t!(view, "lrs-target-verb"), &form.verb))
            (optional("activity", &t!(view, "lrs-target-activity"), &form.activity))
            button.button { (t!(view, "lrs-target-create")) }
        }
    }
}

/// The name of a target; its id is not that of the field of the same name in the form above.
fn target_title(label: &str, value: &str) -> Markup {
    html! { div.field { label for="target-title" { (label) } input id="target-title" name="title" type="text" value=(value) required; } }
}

/// A field that may stay empty.
fn optional(name: &str, label: &str, value: &str) -> Markup {
    html! { div.field { label for=(name) { (label) } input id=(name) name=(name) type="text" value=(value) dir="ltr"; } }
}

fn target_row(view: &View, target: &Target) -> Markup {
    let state = if target.paused {
        tag(Tone::Plain, &t!(view, "lrs-target-paused"))
    } else if target.failures > 0 {
        tag(Tone::Wrong, &t!(view, "lrs-target-failing", number = target.failures))
    } else {
        tag(Tone::Held, &t!(view, "lrs-target-running"))
    };
    let filters = [target.filter.verb.as_ref(), target.filter.activity.as_ref(), target.filter.agent.as_ref()];
    let (change, words) =
        if target.paused { ("resume", t!(view, "lrs-target-resume")) } else { ("pause", t!(view, "lrs-target-pause")) };
    html! {
        li {
            div {
                b { (target.title) }
                span.quiet.address dir="ltr" { (target.endpoint) }
                @for filter in filters.into_iter().flatten() { span.quiet.address dir="ltr" { (filter) } }
                span.quiet { (t!(view, "lrs-target-sent", number = target.sent)) }
                @if !target.error.is_empty() { span.wrong.small.address dir="ltr" { (target.error) } }
                form.cluster method="post" action={ "/admin/records/targets/" (target.id) } {
                    button.button.plain name="do" value=(change) { (words) }
                    button.button.plain name="do" value="remove" { (t!(view, "lrs-target-remove")) }
                }
            }
            (state)
        }
    }
}

fn search(view: &View) -> Markup {
    let code = Field {
        name: "code",
        label: t!(view, "lrs-search-code"),
        hint: Some(t!(view, "lrs-search-hint")),
        autocomplete: "off",
        ..Field::default()
    };
    html! {
        section.stack aria-labelledby="search" {
            header { h2 id="search" { (t!(view, "lrs-search")) } }
            form.stack method="get" action="/admin/records/people" {
                (code.line("text"))
                button.button.plain { (t!(view, "lrs-search-button")) }
            }
        }
    }
}

fn secret_page(view: &View, title: &str, made: &Credentials) -> Markup {
    let headline = t!(view, "lrs-secret-title");
    ui::page(
        view,
        &headline,
        html! {
            (trail(&[("/admin/records".to_owned(), t!(view, "lrs-title"))], view))
            (head(Some(title), &headline))
            div.stack {
                (notice(Tone::Held, &t!(view, "lrs-secret-words")))
                dl.facts {
                    div { dt { (t!(view, "lrs-secret-key")) } dd.address dir="ltr" { (made.key) } }
                    div { dt { (t!(view, "lrs-secret-secret")) } dd.address dir="ltr" { (made.secret) } }
                }
                p { a.button href="/admin/records#clients" { (t!(view, "lrs-secret-done")) } }
            }
        },
    )
}

#[cfg(test)]
mod samples {
    use kernel::{Language, Timestamp};

    use super::*;

    fn full() -> Overview {
        let client = |id, revoked_at| Listed {
            id,
            key: format!("lrs-{id}x"),
            title: "Content <1>".to_owned(),
            scopes: Scopes(Scope::EVERY.to_vec()),
            created_at: Timestamp(0),
            revoked_at,
        };
        let target = |failures, paused| Target {
            id: 1,
            title: "State store".to_owned(),
            endpoint: "https://example.in/xapi".to_owned(),
            filter: Filter { verb: Some("http://example.in/verb".to_owned()), ..Filter::default() },
            position: 0,
            sent: 12_345,
            failures,
            next_at: Timestamp(0),
            error: if failures > 0 { "401: no".to_owned() } else { String::new() },
            paused,
        };
        Overview {
            statements: 2_000_000,
            waiting: 3,
            clients: vec![client(2, None), client(1, Some(Timestamp(1)))],
            targets: vec![target(0, false), target(2, false), target(0, true)],
            last: Vec::new(),
        }
    }

    #[test]
    fn the_page_of_the_store_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for done in ["revoked", "target", "changed"] {
                let typed = Typed { done: Some(done.to_owned()), ..Typed::default() };
                let page = overview_page(&view, &full(), &typed).into_string();
                let ours = page.replace("lrs-1x", "").replace("lrs-2x", "");
                assert!(page.contains("https://example.in/xapi") && !ours.contains("lrs-"), "{page}");
                assert_eq!(page.matches("<h1").count(), 1);
            }
            for refusal in [TargetRefusal::Endpoint, TargetRefusal::Incomplete, TargetRefusal::Filter] {
                let target = TargetForm { title: "Typed".to_owned(), secret: "not-again".to_owned(), ..TargetForm::default() };
                let typed = Typed { target, target_refused: Some(refusal), client_refused: true, ..Typed::default() };
                let page = overview_page(&view, &Overview::default(), &typed).into_string();
                assert!(page.contains("Typed") && !page.contains("not-again") && !page.contains("refusal-"), "{page}");
            }
            let made = Credentials { key: "the-key".to_owned(), secret: "the-secret".to_owned() };
            let page = secret_page(&view, "Content", &made).into_string();
            assert!(page.contains("the-secret") && !page.contains("lrs-"), "{page}");
        }
    }
}
