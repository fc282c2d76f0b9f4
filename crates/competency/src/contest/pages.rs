//! The pages of contests: opening one about oneself; the list and the answer for human resources.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Extension, Form, Router};
use kernel::{Date, Key};
use maud::{Markup, html};
use people::grant::{Action, allows};
use people::official::{self, Person};
use people::{Actor, Learner, OfficialKey};
use serde::Deserialize;
use store::audit::Entry as AuditEntry;
use store::{Conn, FutureExt, Outcome, Tx};
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Refusal, Site, see_other};

use super::domain::ContestRefusal;
use super::service::{self, Answer, NewContest};
use super::store::{self as sql, Contest, Listed};
use crate::evidence::{self, Detail};
use crate::framework::{self, Entry};
use crate::profile;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/competencies/{code}/contest/{evidence}", get(show_form).post(open))
        .route("/contests", get(show_list))
        .route("/contests/{official}/{contest}", get(show_case).post(answer))
}

/// What the form of the official sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ContestForm {
    /// Why the piece is wrong.
    #[serde(default)]
    pub reason: String,
}

async fn load_form(conn: &mut Conn, official: OfficialKey, code: &str, evidence: Uuid) -> Result<(Entry, Detail), Fault> {
    let entry = framework::by_code(conn, code).await?.ok_or(Fault::Denied)?;
    let detail =
        evidence::detail(conn, official, evidence).await?.filter(|detail| detail.competency == entry.key).ok_or(Fault::Denied)?;
    Ok((entry, detail))
}

async fn show_form(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path((code, evidence)): Path<(String, Uuid)>,
) -> Result<Markup, Fault> {
    let (entry, detail) = load_form(&mut site.db.read().await?, learner.official, &code, evidence).await?;
    Ok(contest_page(&view, &entry, &detail, &ContestForm::default(), None))
}

async fn open(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    learner: Learner,
    Path((code, evidence)): Path<(String, Uuid)>,
    Form(form): Form<ContestForm>,
) -> Result<Response, Fault> {
    let (entry, detail) = load_form(&mut site.db.read().await?, learner.official, &code, evidence).await?;
    let command = NewContest { actor: learner.actor, evidence, reason: form.reason.clone() };
    match service::open(&site.db, command).await.answered()? {
        Ok(_) => Ok(see_other(&format!("/competencies/{code}?done=contest"))),
        Err(refusal) => {
            let page = contest_page(&view, &entry, &detail, &form, Some(refusal));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// The form on which an official contests a piece of evidence.
pub fn contest_page(view: &View, entry: &Entry, detail: &Detail, form: &ContestForm, refusal: Option<ContestRefusal>) -> Markup {
    let title = t!(view, "contest-title");
    let back = format!("/competencies/{}", entry.code);
    let reason = Field {
        name: "reason",
        label: t!(view, "contest-reason"),
        hint: Some(t!(view, "contest-reason-hint")),
        value: &form.reason,
        error: refusal.filter(|refusal| *refusal == ContestRefusal::NoReason).map(|refusal| explain(view, refusal)),
        ..Field::default()
    };
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/competencies".to_owned(), t!(view, "competencies-title")), (back, view.words(&entry.name).to_owned())], view))
            (head(Some(view.words(&entry.name)), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                (piece(view, detail))
                form.stack method="post" action={ "/competencies/" (entry.code) "/contest/" (detail.piece.id) } {
                    (reason.area(5))
                    p.quiet.small { (t!(view, "contest-promise", days = super::CLOCK_DAYS)) }
                    button.button { (t!(view, "contest-send")) }
                }
            }
        },
    )
}

/// A piece in a few lines.
fn piece(view: &View, detail: &Detail) -> Markup {
    html! {
        div.card {
            p { b { (profile::piece_title(view, detail)) } }
            p.quiet { (t!(view, "why-shown", date = view.date(detail.piece.shown))) " · " (t!(view, "competency-level", level = detail.piece.level.number())) }
            @if let Some((_, _, text)) = &detail.indicator { p { (view.say(text)) } }
            @if !detail.note.is_empty() { p { (detail.note) } }
        }
    }
}

fn answers(actor: &Actor) -> bool {
    actor.grants().iter().any(|grant| allows(grant.role, Action::AnswerContest))
}

async fn show_list(State(site): State<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    if !answers(&actor) {
        return Err(Fault::Denied);
    }
    let mut conn = site.db.read().await?;
    let open = sql::list(&mut conn, &actor, false, actor.today()).await?;
    let answered = sql::list(&mut conn, &actor, true, actor.today()).await?;
    Ok(list_page(&view, &open, &answered, actor.today()))
}

/// The contests within reach of human resources.
pub fn list_page(view: &View, open: &[Listed], answered: &[Listed], today: Date) -> Markup {
    let title = t!(view, "contests-title");
    let headline = t!(view, "contests-headline", count = open.len() as i64);
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &headline))
            div.stack.loose {
                @if open.is_empty() { p { (t!(view, "contests-none")) } } @else { (cases(view, open, today)) }
                @if !answered.is_empty() {
                    section aria-labelledby="answered" {
                        header { h2 id="answered" { (t!(view, "contests-answered")) } }
                        (cases(view, answered, today))
                    }
                }
            }
        },
    )
}

fn cases(view: &View, cases: &[Listed], today: Date) -> Markup {
    html! {
        ul.rows.plain {
            @for listed in cases {
                li {
                    div {
                        a href={ "/contests/" (listed.person.uid) "/" (listed.contest.id) } { b { (listed.person.name_for(&view.language)) } }
                        span.quiet { (view.say(&listed.competency)) }
                    }
                    (case_tag(view, &listed.contest, today))
                }
            }
        }
    }
}

fn case_tag(view: &View, contest: &Contest, today: Date) -> Markup {
    match contest.upheld {
        Some(true) => tag(Tone::Held, &t!(view, "contest-upheld")),
        Some(false) => tag(Tone::Plain, &t!(view, "contest-not-upheld")),
        None if contest.due < today => tag(Tone::Gap, &t!(view, "contest-overdue", date = view.date(contest.due))),
        None => tag(Tone::Plain, &t!(view, "contest-due", date = view.date(contest.due))),
    }
}

/// What the form of human resources sends.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct AnswerForm {
    /// The answer.
    #[serde(default)]
    pub answer: String,
    /// `upheld` or `rejected`.
    #[serde(default)]
    pub decision: String,
}

/// What the page of a case shows.
#[derive(Clone, Debug)]
pub struct Case {
    /// Who contests.
    pub person: Person,
    /// The competency.
    pub entry: Entry,
    /// The piece.
    pub detail: Detail,
    /// The contest.
    pub contest: Contest,
}

async fn load_case(conn: &mut Conn, actor: &Actor, official: Uuid, contest: Uuid) -> Result<Case, Fault> {
    let official = official::by_uid(conn, official).await?.ok_or(Fault::Denied)?;
    let permit = service::may_judge(conn, actor, official).await?.ok_or(Fault::Denied)?;
    let contest = sql::one(conn, permit.official(), contest).await?.ok_or(Fault::Denied)?;
    let detail = evidence::detail(conn, permit.official(), contest.evidence).await?.ok_or(Fault::Denied)?;
    let entry = framework::by_key(conn, detail.competency).await?;
    Ok(Case { person: official::person(conn, permit.official()).await?, entry, detail, contest })
}

async fn show_case(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((official, contest)): Path<(Uuid, Uuid)>,
) -> Result<Markup, Fault> {
    let case = load_case(&mut site.db.read().await?, &actor, official, contest).await?;
    let looked: Outcome<(), ()> = site.db.write((actor, case.person.key, contest), |tx, look| log_look(tx, look).boxed()).await;
    looked.answered()?.or(Err(Fault::Denied))?;
    Ok(case_page(&view, &case, &AnswerForm::default(), None))
}

/// A look at another's record is logged.
async fn log_look(tx: &mut Tx, (actor, official, contest): &(Actor, OfficialKey, Uuid)) -> Outcome<(), ()> {
    let subject = Some(Key::number(*official));
    tx.audit(AuditEntry { actor: Some(actor.account().number()), action: "contest.view", subject, detail: contest.to_string() })
        .await?;
    Ok(())
}

async fn answer(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path((official, contest)): Path<(Uuid, Uuid)>,
    Form(form): Form<AnswerForm>,
) -> Result<Response, Fault> {
    let case = load_case(&mut site.db.read().await?, &actor, official, contest).await?;
    let refused = match form.decision.as_str() {
        "upheld" | "rejected" => {
            let upheld = form.decision == "upheld";
            let command = Answer { actor, official: case.person.key, contest, upheld, answer: form.answer.clone() };
            service::answer(&site.db, command).await.answered()?.err()
        }
        _ => Some(ContestRefusal::NoDecision),
    };
    match refused {
        None => Ok(see_other("/contests")),
        Some(refusal) => Ok((StatusCode::UNPROCESSABLE_ENTITY, case_page(&view, &case, &form, Some(refusal))).into_response()),
    }
}

/// The page on which a contest is answered.
pub fn case_page(view: &View, case: &Case, form: &AnswerForm, refusal: Option<ContestRefusal>) -> Markup {
    let name = case.person.name_for(&view.language).to_owned();
    let title = t!(view, "contest-case-title", name = name, competency = view.words(&case.entry.name).to_owned());
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/contests".to_owned(), t!(view, "contests-title"))], view))
            (head(Some(&t!(view, "contest-opened-on", date = view.date(case.contest.opened_at.date()))), &title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            div.stack.loose {
                section aria-labelledby="piece" { header { h2 id="piece" { (t!(view, "contest-piece")) } } (piece(view, &case.detail)) }
                section aria-labelledby="reason" { header { h2 id="reason" { (t!(view, "contest-their-reason")) } } p { (case.contest.reason) } }
                @match &case.contest.answer {
                    Some(answer) => p { b { @if case.contest.upheld == Some(true) { (t!(view, "contest-upheld")) } @else { (t!(view, "contest-not-upheld")) } } " " (answer) },
                    None => (answer_form(view, case, form)),
                }
            }
        },
    )
}

fn answer_form(view: &View, case: &Case, form: &AnswerForm) -> Markup {
    let hint = Some(t!(view, "contest-answer-hint", date = view.date(case.contest.due)));
    let answer = Field { name: "answer", label: t!(view, "contest-answer"), hint, value: &form.answer, ..Field::default() };
    html! {
        form.stack method="post" action={ "/contests/" (case.person.uid) "/" (case.contest.id) } {
            (answer.area(5))
            div.cluster {
                button.button name="decision" value="upheld" { (t!(view, "contest-uphold")) }
                button.button name="decision" value="rejected" { (t!(view, "contest-reject")) }
            }
        }
    }
}

fn explain(view: &View, refusal: ContestRefusal) -> String {
    view.text(&refusal.message(), &ui::Args::new())
}

#[cfg(test)]
mod samples {
    use kernel::{Attained, Code, Language, LanguageText, Timestamp};
    use people::official::Name;

    use super::*;
    use crate::evidence::{EvidenceKind, Piece};
    use crate::framework::{Ask, CompetencyKind};

    fn case(upheld: Option<bool>) -> Case {
        let text = || LanguageText::of("Words", "शब्द");
        let name = Name { latin: "Asha Devi".to_owned(), native: String::new(), native_language: String::new() };
        let piece = Piece {
            id: Uuid::from_u128(3),
            kind: EvidenceKind::Observation,
            level: Attained::NOTHING,
            shown: Date(20_000),
            recorded: Date(20_000),
            observer: Some(Key::new(9)),
            withdraws: None,
        };
        Case {
            person: Person {
                key: Key::new(1),
                uid: Uuid::from_u128(1),
                code: "C1".to_owned(),
                name: Some(name.clone()),
                address_form: String::new(),
                language: Language::HINDI,
                minutes_per_week: 120,
                retires: None,
            },
            entry: Entry {
                key: Key::new(1),
                uid: Uuid::from_u128(2),
                code: Code::parse("rti").expect("a code"),
                kind: CompetencyKind::Domain,
                ask: Ask::Skill,
                revision: 1,
                name: text(),
                definition: text(),
            },
            detail: Detail {
                piece,
                competency: Key::new(1),
                shown_at: Timestamp(0),
                recorded_at: Timestamp(0),
                recorded_by: None,
                observer: Some(name),
                indicator: None,
                source: "incident".to_owned(),
                note: "Late reply".to_owned(),
                counted_from: None,
            },
            contest: Contest {
                id: Uuid::from_u128(4),
                evidence: Uuid::from_u128(3),
                reason: "I was on leave".to_owned(),
                opened_at: Timestamp(0),
                due: Date(20_030),
                answer: upheld.map(|_| "We checked".to_owned()),
                answered_at: upheld.map(|_| Timestamp(1)),
                upheld,
            },
        }
    }

    const REFUSALS: [ContestRefusal; 7] = [
        ContestRefusal::NoReason,
        ContestRefusal::AlreadyOpen,
        ContestRefusal::AlreadyAnswered,
        ContestRefusal::Withdrawn,
        ContestRefusal::NoAnswer,
        ContestRefusal::NoDecision,
        ContestRefusal::OwnCase,
    ];

    #[test]
    fn pages_render_in_every_language_and_keep_what_was_typed() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for refusal in REFUSALS {
                let Case { entry, detail, .. } = case(None);
                let typed = ContestForm { reason: "Another day".to_owned() };
                let page = contest_page(&view, &entry, &detail, &typed, Some(refusal)).into_string();
                assert!(page.contains("Another day") && page.contains("Late reply") && !page.contains("refusal-"));
                let typed = AnswerForm { answer: "We will look".to_owned(), ..AnswerForm::default() };
                let page = case_page(&view, &case(None), &typed, Some(refusal)).into_string();
                assert!(page.contains("We will look") && page.contains("I was on leave") && !page.contains("contest-"), "{page}");
            }
            let answered = case_page(&view, &case(Some(false)), &AnswerForm::default(), None).into_string();
            assert!(answered.contains("We checked") && !answered.contains("<textarea"));
        }
    }

    #[test]
    fn the_list_renders_in_every_language() {
        let listed = |upheld| {
            let Case { person, entry, contest, .. } = case(upheld);
            Listed { person, competency: entry.name, contest }
        };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for today in [20_000, 20_040] {
                let page =
                    list_page(&view, &[listed(None)], &[listed(Some(true)), listed(Some(false))], Date(today)).into_string();
                assert!(page.contains("Asha Devi") && !page.contains("contest-") && !page.contains("contests-"), "{page}");
            }
            assert!(!list_page(&view, &[], &[], Date(20_000)).into_string().contains("contests-"));
        }
    }
}
