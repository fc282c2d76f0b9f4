//! The page of the position that one aspires to.

use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Form, Router};
use kernel::{Code, LanguageText};
use maud::{Markup, html};
use people::Learner;
use serde::Deserialize;
use ui::components::{Tone, head, notice, tag, trail};
use ui::{View, t};
use web::{Answered, Fault, Site, see_other};

use super::service::{Aspire, Share, aspire, share};
use super::store::{self as sql, Aspiration};
use crate::path::{PathModel, gather_for, hours_field, live, path_sections, store as path_sql};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/path/towards", get(show).post(choose))
        .route("/path/towards/share", post(set_shared))
        .route("/path/towards/end", post(end))
}

/// Positions that a search shows at most.
const FOUND: usize = 12;
/// The longest search.
const WORDS: usize = 100;

#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(flatten)]
    chosen: crate::path::pages::Chosen,
}

/// What the page shows.
struct TowardsModel {
    aspiration: Option<(Aspiration, PathModel)>,
    /// What was searched, and what was found; `None`: nothing was searched.
    words: String,
    found: Option<Vec<(Code, LanguageText)>>,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Query(asked): Query<Asked>,
) -> Result<Markup, Fault> {
    let now = site.db.context().now();
    let mut conn = site.db.read().await?;
    let aspiration = match sql::of(&mut conn, learner.official).await? {
        None => None,
        Some(aspiration) => {
            let mut read = gather_for(&mut conn, learner.official, now).await?;
            read.question.0.values_mut().for_each(|line| line.required = None);
            for (competency, level) in path_sql::of_position(&mut conn, aspiration.position).await? {
                read.question.require(competency, level);
            }
            let wish = asked.chosen.change(read.usual.clone());
            Some((aspiration, PathModel::solve(read, wish, now)?))
        }
    };
    let words: String = asked.q.trim().chars().take(WORDS).collect();
    let found = if words.is_empty() { None } else { Some(sql::search(&mut conn, &words, FOUND).await?) };
    Ok(towards_page(&view, &TowardsModel { aspiration, words, found }))
}

#[derive(Deserialize)]
struct ChoiceForm {
    #[serde(default)]
    position: String,
}

async fn choose(State(site): State<Site>, learner: Learner, Form(form): Form<ChoiceForm>) -> Result<Response, Fault> {
    put(&site, &learner, Some(form.position)).await
}

async fn end(State(site): State<Site>, learner: Learner) -> Result<Response, Fault> {
    put(&site, &learner, None).await
}

async fn put(site: &Site, learner: &Learner, position: Option<String>) -> Result<Response, Fault> {
    let command = Aspire { official: learner.official, account: Some(learner.actor.account()), position };
    aspire(&site.db, command).await.answered()?.or(Err(Fault::Denied))?;
    Ok(see_other("/path/towards"))
}

#[derive(Deserialize)]
struct ShareForm {
    #[serde(default)]
    shared: String,
}

async fn set_shared(State(site): State<Site>, learner: Learner, Form(form): Form<ShareForm>) -> Result<Response, Fault> {
    let shared = form.shared == "yes";
    let command = Share { official: learner.official, account: Some(learner.actor.account()), shared };
    share(&site.db, command).await.answered()?.or(Err(Fault::Denied))?;
    Ok(see_other("/path/towards"))
}

fn towards_page(view: &View, model: &TowardsModel) -> Markup {
    let title = t!(view, "towards-title");
    let headline = match &model.aspiration {
        None => t!(view, "towards-headline-none"),
        Some((aspiration, path)) => headline(view, aspiration, path),
    };
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/path".to_owned(), t!(view, "path-title"))], view))
            div data-live-part="headline" aria-live="polite" { (head(Some(&title), &headline)) }
            div.grid.aside {
                div.stack.loose {
                    @if let Some((aspiration, path)) = &model.aspiration {
                        (sharing(view, aspiration))
                        div.stack.loose data-live-part="path" { (path_sections(view, path, "/path/towards")) }
                    } @else {
                        p { (t!(view, "towards-words")) }
                        (finder(view, model))
                    }
                }
                @if let Some((_, path)) = &model.aspiration {
                    div.stack {
                        form.card method="get" action="/path/towards" data-live { (hours_field(view, &path.wish)) button.button.plain { (t!(view, "path-show")) } }
                        (live())
                        (finder(view, model))
                    }
                }
            }
        },
    )
}

fn headline(view: &View, aspiration: &Aspiration, path: &PathModel) -> String {
    let position = view.words(&aspiration.title).to_owned();
    let (required, held) = path.question.counts();
    let minutes = i64::try_from(path.answer.solution().minutes).unwrap_or(i64::MAX);
    if required == held {
        t!(view, "towards-headline-all", position = position)
    } else {
        t!(view, "towards-headline", position = position, time = view.minutes(minutes), held = held, required = required)
    }
}

fn sharing(view: &View, aspiration: &Aspiration) -> Markup {
    let shared = aspiration.shared_at.is_some();
    html! {
        section.card aria-labelledby="sharing" {
            h2 id="sharing" { (t!(view, "towards-sharing")) }
            @match aspiration.shared_at {
                Some(at) => { p { (tag(Tone::Plain, &t!(view, "towards-shared", date = view.date(at.date())))) } p { (t!(view, "towards-shared-words")) } }
                None => p { (t!(view, "towards-private-words")) }
            }
            div.cluster {
                form method="post" action="/path/towards/share" {
                    input type="hidden" name="shared" value=(if shared { "no" } else { "yes" });
                    button.button.plain { (if shared { t!(view, "towards-unshare") } else { t!(view, "towards-share") }) }
                }
                form method="post" action="/path/towards/end" { button.button.plain { (t!(view, "towards-end")) } }
            }
        }
    }
}

fn finder(view: &View, model: &TowardsModel) -> Markup {
    html! {
        section.card aria-labelledby="find" {
            h2 id="find" { (t!(view, "towards-find")) }
            form.stack method="get" action="/path/towards" role="search" {
                div.field { label for="q" { (t!(view, "towards-search")) } input id="q" name="q" type="search" value=(model.words); }
                button.button.plain { (t!(view, "towards-search-button")) }
            }
            @if let Some(found) = &model.found {
                @if found.is_empty() { (notice(Tone::Plain, &t!(view, "towards-found-none"))) } @else {
                    ul.rows.plain {
                        @for (code, title) in found {
                            li {
                                b { (view.say(title)) }
                                form method="post" action="/path/towards" {
                                    input type="hidden" name="position" value=(code);
                                    button.button.plain aria-label=(t!(view, "towards-choose-label", position = view.words(title).to_owned())) { (t!(view, "towards-choose")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use std::sync::Arc;

    use kernel::{Key, Language, Timestamp};

    use super::*;
    use crate::path::{Question, Read, Wish};

    fn model(shared_at: Option<Timestamp>, required: Option<i64>) -> TowardsModel {
        let mut question = Question::default();
        if let Some(level) = required {
            question.require(Key::new(1), crate::action::samples::level(level));
        }
        let wish = Wish::usual(60, &Language::HINDI);
        let read =
            Read { question, actions: Arc::new(crate::action::samples::actions()), failed: Vec::new(), usual: wish.clone() };
        let title = LanguageText::of("Section officer", "अनुभाग अधिकारी");
        let code = Code::parse("section-officer").expect("a code");
        let aspiration = Aspiration { position: Key::new(1), code: code.clone(), title: title.clone(), shared_at };
        TowardsModel {
            aspiration: Some((aspiration, PathModel::solve(read, wish, Timestamp(0)).expect("a path"))),
            words: "officer".to_owned(),
            found: Some(vec![(code, title)]),
        }
    }

    #[test]
    fn the_page_renders_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let none = TowardsModel { aspiration: None, words: "x".to_owned(), found: Some(Vec::new()) };
            for model in [none, model(None, Some(2)), model(Some(Timestamp(0)), Some(2)), model(None, None)] {
                let page = towards_page(&view, &model).into_string();
                assert!(!page.contains("towards-") && !page.contains("path-"), "{page}");
                assert_eq!(page.matches("<h1").count(), 1);
            }
        }
    }
}
