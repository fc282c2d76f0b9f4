//! The pages of the player.

use std::sync::Arc;

use axum::extract::{Path, Query, State as FromState};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use kernel::Language;
use maud::{Markup, PreEscaped, html};
use people::Learner;
use serde::Deserialize;
use store::{FutureExt, Outcome};
use ui::components::{meter, trail};
use ui::{View, assets, t};
use web::{Answered, Fault, Site, see_other};

use super::content;
use super::domain::{Kind, ObjectLine, Place, marked, neighbours, shown_in};
use super::result;
use super::store::{self as sql, MediaFiles, Segment, Text};
use super::tests_of_course::{self, QuizFacts};
use crate::enrolment::{self, Held, State};
use crate::progress::{self, OpenPage, Opened};

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/learn/{code}/play/{object}", get(play))
        .route("/learn/{code}/quiz/{object}", post(tests_of_course::start_quiz))
        .route("/learn/{code}/assessment", get(tests_of_course::show_assessment).post(tests_of_course::start_assessment))
        .route("/learn/{code}/result", get(result::show))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    segment: i64,
}

async fn play(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path((code, object)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Fault> {
    let mut conn = site.db.read().await?;
    let Some(held) = enrolment::of_course(&mut conn, learner.official, &code).await? else {
        return Ok(see_other(&format!("/learn/{code}")));
    };
    let language = shown_in(&held, &view.language);
    let outline = content::outline(&mut conn, &held).await?;
    drop(conn);
    let line = outline.iter().find(|line| line.number == object).ok_or(Fault::Absent)?;
    let segment = if line.kind == Kind::Quiz { 0 } else { asked.segment.clamp(1, line.parts.max(1)) };
    let page = OpenPage { official: learner.official, enrolment: held.id, object, segment, language: language.clone() };
    let opened: Outcome<Opened, ()> = site.db.write(page, |tx, page| progress::open_page(tx, page).boxed()).await;
    let opened = opened.answered()?.or(Err(Fault::Denied))?;
    let mut conn = site.db.read().await?;
    // Read now: opening this page has credited the one that was turned away from.
    let done = sql::done(&mut conn, learner.official, &held).await?;
    let shown = if line.kind == Kind::Quiz {
        Content::Quiz(Box::new(tests_of_course::quiz_facts(&mut conn, learner.official, line.test).await?))
    } else {
        let text = content::text(&mut conn, line.key, &language).await?;
        Content::Pages { text, done: done.contains(&(line.key, segment)) }
    };
    let outline = marked(&outline, &done);
    let page = PlayPage { code, held, outline, here: Place { object, segment }, content: shown, opened, language };
    Ok(play_page(&view, &page).into_response())
}

/// What a page of the player shows.
#[derive(Clone, Debug)]
pub(super) struct PlayPage {
    pub(super) code: String,
    pub(super) held: Held,
    pub(super) outline: Vec<ObjectLine>,
    pub(super) here: Place,
    pub(super) content: Content,
    pub(super) opened: Opened,
    /// The language of the content.
    pub(super) language: Language,
}

#[derive(Clone, Debug)]
pub(super) enum Content {
    /// A text, or a video with its transcript; and whether the segment on the page is done.
    Pages { text: Arc<Text>, done: bool },
    /// Practice.
    Quiz(Box<QuizFacts>),
}

impl PlayPage {
    fn line(&self) -> Option<&ObjectLine> {
        self.outline.iter().find(|line| line.number == self.here.object)
    }
}

/// A page of the player.
pub(super) fn play_page(view: &View, page: &PlayPage) -> Markup {
    let Some(line) = page.line() else { return html! {} };
    let title = view.words(&line.title).to_owned();
    ui::page(
        view,
        &title,
        html! {
            (trail(&[(format!("/learn/{}", page.code), view.words(&page.held.title).to_owned())], view))
            div.grid.aside {
                article.stack {
                    div.head {
                        p.quiet { (t!(view, "player-above", module = view.words(&line.module.1).to_owned(), minutes = view.minutes(line.minutes))) }
                        h1 { (view.say(&line.title)) }
                    }
                    @match &page.content {
                        Content::Pages { text, done } => (reading(view, page, (line, text), *done)),
                        Content::Quiz(facts) => (tests_of_course::quiz(view, page, facts)),
                    }
                    (turns(view, page))
                }
                (outline(view, page))
            }
        },
    )
}

fn reading(view: &View, page: &PlayPage, (line, text): (&ObjectLine, &Text), done: bool) -> Markup {
    let Some(segment) = text.segments.iter().find(|segment| segment.number == page.here.segment) else {
        return html! { p { (t!(view, "player-no-text")) } };
    };
    let credits = page.opened.credits;
    html! {
        div.stack data-beats[credits] data-enrolment=(page.held.id) data-object=(line.uid) data-segment=(segment.number)
            data-sequence=(page.opened.sequence) {
            @if line.kind == Kind::Video { (video(view, page, &text.media, segment)) }
            section.prose lang=(page.language) dir=(page.language.direction()) {
                h2 { (segment.heading) }
                (PreEscaped(&segment.body))
            }
            @if credits { (saved_line(view, done)) }
        }
        @if credits { script type="module" src=(assets::path("player.js")) {} }
    }
}

/// What is saved, in words; the script changes them.
fn saved_line(view: &View, done: bool) -> Markup {
    let now = if done { t!(view, "player-done") } else { t!(view, "player-reading") };
    html! {
        p.quiet.small role="status" data-status data-saved=(t!(view, "player-saved")) data-done=(t!(view, "player-done"))
            data-waiting=(t!(view, "player-waiting")) data-lost=(t!(view, "player-lost")) { (now) }
    }
}

/// The video starts where the segment does. The transcript of the segment stands below it.
fn video(view: &View, page: &PlayPage, media: &MediaFiles, segment: &Segment) -> Markup {
    let Some(file) = &media.video else { return html! {} };
    let from = if segment.starts_at > 0 { format!("#t={}", segment.starts_at) } else { String::new() };
    html! {
        video controls preload="metadata" src={ "/media/" (file) (from) } {
            @if let Some(captions) = &media.captions {
                track kind="captions" src={ "/media/" (captions) } srclang=(page.language) label=(page.language.own_name()) default;
            }
        }
        @if let Some(audio) = &media.audio {
            p.small { a href={ "/media/" (audio) } { (t!(view, "player-audio-only", size = size(media.bytes.1), video = size(media.bytes.0))) } }
        }
        p.quiet.small { (t!(view, "player-transcript")) }
    }
}

/// Bytes as a person on a slow line reads them: kilobytes, or megabytes with one digit.
fn size(bytes: i64) -> String {
    let kilobytes = (bytes + 1_023) / 1_024;
    if kilobytes < 1_024 {
        format!("{kilobytes} kB")
    } else {
        format!("{}.{} MB", kilobytes / 1_024, kilobytes % 1_024 * 10 / 1_024)
    }
}

/// Back and on. Turning a page is a plain link; the server credits the page turned away from when the next one is asked for.
fn turns(view: &View, page: &PlayPage) -> Markup {
    let (before, after) = neighbours(&page.outline, page.here);
    html! {
        nav.cluster aria-label=(t!(view, "player-turns")) {
            @if let Some(before) = before { a.button.plain rel="prev" href=(before.path(&page.code)) { (t!(view, "player-previous")) } }
            @match after {
                Some(after) => a.button rel="next" href=(after.path(&page.code)) { (t!(view, "player-next")) },
                None => a.button href={ "/learn/" (page.code) "/assessment" } { (t!(view, "player-to-assessment")) },
            }
        }
    }
}

/// The outline of the course with what is done.
fn outline(view: &View, page: &PlayPage) -> Markup {
    let (done, all) = page.outline.iter().fold((0, 0), |(done, all), line| (done + line.done.min(line.parts), all + line.parts));
    html! {
        nav.card aria-labelledby="outline" {
            h2 id="outline" { (t!(view, "player-outline")) }
            (meter(done, all, &t!(view, "player-parts", done = done, all = all)))
            p.quiet.small { (t!(view, "player-parts", done = done, all = all)) }
            @for module in page.outline.chunk_by(|one, other| one.module.0 == other.module.0) {
                @if let Some(first) = module.first() { h3 { (view.say(&first.module.1)) } }
                ol.outline { @for line in module { (outline_line(view, page, line)) } }
            }
            ol.outline {
                li.done[page.held.passed_at.is_some()] {
                    a href={ "/learn/" (page.code) "/assessment" } { (t!(view, "assessment-title")) }
                    @if page.held.passed_at.is_some() { span.hidden-label { (t!(view, "player-line-done")) } }
                }
            }
            @if page.held.state == State::Active {
                p.small { a href={ "/learn/" (page.code) "/withdraw" } { (t!(view, "player-withdraw")) } }
            }
        }
    }
}

fn outline_line(view: &View, page: &PlayPage, line: &ObjectLine) -> Markup {
    let here = line.number == page.here.object;
    let place = Place { object: line.number, segment: i64::from(line.kind != Kind::Quiz) };
    html! {
        li.done[line.is_done()].here[here && !line.is_done()] data-line[here] {
            a href=(place.path(&page.code)) aria-current=[here.then_some("page")] { (view.say(&line.title)) }
            @if line.is_done() { span.hidden-label { (t!(view, "player-line-done")) } }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::super::domain::sample_line;
    use super::*;

    pub(in super::super) fn sample(content: Content, object: i64, credits: bool) -> PlayPage {
        PlayPage {
            code: "rti".to_owned(),
            held: Held::sample(),
            outline: vec![sample_line(1, Kind::Text, 2, 2), sample_line(2, Kind::Video, 1, 0), sample_line(3, Kind::Quiz, 1, 0)],
            here: Place { object, segment: i64::from(object != 3) },
            content,
            opened: Opened { sequence: 4, credits },
            language: Language::HINDI,
        }
    }

    #[test]
    fn pages_render_in_every_language() {
        let segment = Segment {
            number: 1, heading: "समय-सीमा".to_owned(), body: "<p>तीस दिन</p>".to_owned(), starts_at: 24
        };
        let media = MediaFiles {
            video: Some("a.mp4".to_owned()),
            audio: Some("a.mp3".to_owned()),
            captions: Some("a.vtt".to_owned()),
            bytes: (3_000_000, 90_000),
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let text = Text { segments: vec![segment.clone()], media: media.clone() };
            let text = Content::Pages { text: Arc::new(text), done: false };
            let page = play_page(&view, &sample(text.clone(), 1, true)).into_string();
            assert!(
                page.contains("<p>तीस दिन</p>") && page.contains("data-beats") && page.contains("/learn/rti/play/1?segment=2")
            );
            assert!(!play_page(&view, &sample(text.clone(), 1, false)).into_string().contains("player."));
            let page = play_page(&view, &sample(text, 2, true)).into_string();
            assert!(page.contains("/media/a.mp4#t=24") && page.contains("srclang=\"hi\"") && page.contains("2.8 MB"));
            let quiz = play_page(&view, &sample(Content::Quiz(Box::default()), 3, true)).into_string();
            assert!(quiz.contains("action=\"/learn/rti/quiz/3\"") && quiz.contains("/learn/rti/assessment"));
        }
    }
}
