//! My records: courses taken and completed, certificates, tests passed, and the hours of it, the newest first.

use axum::Extension;
use axum::extract::{Query, State as FromState};
use kernel::Timestamp;
use maud::{Markup, html};
use people::Learner;
use serde::Deserialize;
use ui::components::{Tone, head, notice, tag};
use ui::{View, t};
use web::{Fault, Site};

use super::store::{self as sql, Proof};
use crate::enrolment::{self, OwnEnrolment, State};

#[derive(Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

pub(super) async fn show(
    FromState(site): FromState<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Query(Done { done }): Query<Done>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let records = Records {
        enrolments: enrolment::own(&mut conn, learner.official).await?,
        certificates: sql::certificates(&mut conn, learner.official).await?,
        tests: sql::tests_passed(&mut conn, learner.official).await?,
    };
    Ok(records_page(&view, &records, done == "withdrawn"))
}

/// What the page of records shows.
#[derive(Clone, Debug, Default)]
pub struct Records {
    enrolments: Vec<OwnEnrolment>,
    certificates: Vec<Proof>,
    tests: Vec<Proof>,
}

impl Records {
    fn completed(&self) -> impl Iterator<Item = &OwnEnrolment> {
        self.enrolments.iter().filter(|enrolment| enrolment.state == State::Completed)
    }
}

/// The page of records.
pub fn records_page(view: &View, records: &Records, withdrawn: bool) -> Markup {
    let title = t!(view, "records-title");
    let minutes: i64 = records.completed().map(|enrolment| enrolment.minutes).sum();
    let count = |number: usize| view.count(number as i64);
    ui::page(
        view,
        &title,
        html! {
            (head(None, &title))
            @if withdrawn { (notice(Tone::Plain, &t!(view, "records-withdrawn"))) }
            div.facts {
                div { b { (count(records.completed().count())) } (t!(view, "records-completed")) }
                div { b { (view.minutes(minutes)) } (t!(view, "records-hours")) }
                div { b { (count(records.tests.len())) } (t!(view, "records-tests")) }
            }
            p { a.button.plain href="/desk" { (t!(view, "records-desk")) } }
            div.stack.loose {
                (section(view, "records-courses", records.enrolments.is_empty(), html! {
                    @for enrolment in &records.enrolments { (course(view, enrolment)) }
                }))
                (section(view, "records-certificates", records.certificates.is_empty(), html! {
                    @for proof in &records.certificates { (row(view, proof, &format!("/certificates/{}", proof.id))) }
                }))
                (section(view, "records-tests-passed", records.tests.is_empty(), html! {
                    @for proof in &records.tests { (row(view, proof, &format!("/attempts/{}/result", proof.id))) }
                }))
            }
        },
    )
}

fn section(view: &View, title: &'static str, empty: bool, rows: Markup) -> Markup {
    let title = view.text(title, &ui::Args::new());
    html! {
        section {
            header { h2 { (title) } }
            @if empty { p.quiet { (t!(view, "records-none")) } } @else { ul.rows.plain { (rows) } }
        }
    }
}

fn course(view: &View, enrolment: &OwnEnrolment) -> Markup {
    let (tone, when): (Tone, Timestamp) = match enrolment.state {
        State::Completed => (Tone::Held, enrolment.completed_at.unwrap_or(enrolment.enrolled_at)),
        State::Active | State::Withdrawn => (Tone::Plain, enrolment.enrolled_at),
    };
    let path = if enrolment.state == State::Active {
        format!("/learn/{}/play", enrolment.course)
    } else {
        format!("/learn/{}", enrolment.course)
    };
    let (done, all) = enrolment.parts;
    html! {
        li {
            div {
                a href=(path) { b { (view.say(&enrolment.title)) } }
                span.quiet {
                    (view.date(when.date())) ", " (view.minutes(enrolment.minutes))
                    @if enrolment.state == State::Active { ", " (t!(view, "records-parts", done = done, all = all)) }
                }
            }
            (tag(tone, &view.text(&format!("enrolment-state-{}", enrolment.state.as_str()), &ui::Args::new())))
        }
    }
}

fn row(view: &View, proof: &Proof, path: &str) -> Markup {
    html! {
        li {
            div { a href=(path) { b { (view.say(&proof.title)) } } span.quiet { (view.date(proof.at.date())) } }
            @if proof.withdrawn { (tag(Tone::Wrong, &t!(view, "records-proof-withdrawn"))) }
        }
    }
}

#[cfg(test)]
mod samples {
    use super::*;
    use kernel::{Code, Language, LanguageText};
    use uuid::Uuid;

    #[test]
    fn records_render_in_every_language() {
        let at = Timestamp(1_795_329_000_000_000);
        let title = LanguageText::of("Right to information", "सूचना का अधिकार");
        let enrolment = |state| OwnEnrolment {
            id: Uuid::from_u128(1),
            course: Code::parse("rti").expect("a code"),
            title: title.clone(),
            state,
            language: Language::ENGLISH,
            enrolled_at: at,
            passed_at: None,
            completed_at: (state == State::Completed).then_some(at),
            minutes: 61,
            parts: (3, 9),
            resume: (2, 1),
        };
        let proof = Proof { id: Uuid::from_u128(2), title: title.clone(), at, withdrawn: true };
        let records = Records {
            enrolments: State::ALL.iter().map(|state| enrolment(*state)).collect(),
            certificates: vec![proof.clone()],
            tests: vec![proof],
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = records_page(&view, &records, true).into_string();
            assert!(page.contains("/certificates/00000000") && page.contains("/learn/rti/play\""));
            assert!(!page.contains("enrolment-state-"));
            assert!(records_page(&view, &Records::default(), false).into_string().contains("/desk"));
        }
    }
}
