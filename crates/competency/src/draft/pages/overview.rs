//! One draft: what it changes, what is still wrong with it, what its reader can do now, and what has happened to it.

use std::collections::BTreeMap;

use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Form};
use kernel::Date;
use maud::{Markup, html};
use people::Actor;
use store::Conn;
use ui::components::{Tone, head, notice, tag, trail};
use ui::form::Field;
use ui::{Args, View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site, see_other};

use super::past::{Deed, name, past};
use super::queue::decides;
use super::{explain, field, reached, state_words, writes};
use crate::difference::{Difference, Sheet, kind_tag, sheet_words};
use crate::draft::authority::{Part, person};
use crate::draft::check::{RowFault, check};
use crate::draft::domain::{DraftRefusal, State, Step, is_another};
use crate::draft::rebase::{Overtaken, overtaken, take_over};
use crate::draft::review::{Deciding, before, decide};
use crate::draft::rows::comment;
use crate::draft::service::{Terms, difference_to_base, set_terms};
use crate::draft::store::{self as sql, Comment, Draft, Happened, merging};

/// What the page shows.
#[derive(Clone, Debug)]
pub(super) struct OverviewPage {
    pub(super) draft: Draft,
    pub(super) parts: Vec<Part>,
    pub(super) difference: Difference,
    /// Rows of each sheet that stand, and those that wait for a decision.
    pub(super) sheets: BTreeMap<Sheet, (usize, usize)>,
    pub(super) faults: Vec<RowFault>,
    pub(super) history: Vec<Happened>,
    pub(super) comments: Vec<Comment>,
    /// Why the reader may not decide although it is the reader's turn.
    pub(super) not_you: Option<DraftRefusal>,
    /// The version that has overtaken it.
    pub(super) overtaken: Option<Overtaken>,
    /// So much waits for a decision since a version was taken over.
    pub(super) conflicts: i64,
}

async fn load(conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<OverviewPage, Fault> {
    let (draft, parts) = reached(conn, actor, id).await?;
    let rows = sql::rows(conn, id).await?;
    let (difference, base, _) = difference_to_base(conn, &draft).await?;
    let faults = if draft.state == State::Drafting { check(conn, &draft, &base, &rows).await? } else { Vec::new() };
    let mut sheets: BTreeMap<Sheet, (usize, usize)> = Sheet::ALL.iter().map(|sheet| (*sheet, (0, 0))).collect();
    for row in rows.iter().filter(|row| !row.removed) {
        let counts = sheets.entry(row.sheet).or_default();
        if row.doubt.is_empty() { counts.0 += 1 } else { counts.1 += 1 }
    }
    let history = sql::history(conn, id).await?;
    let authors = sql::authors(conn, id).await?;
    let not_you = is_another(person(actor), &authors, &before(&history, draft.round)).err();
    let comments = sql::comments(conn, id).await?.into_iter().filter(|comment| comment.row.is_none()).collect();
    let overtaken = overtaken(conn, &draft).await?;
    let conflicts = merging::open_conflicts(conn, id).await?;
    Ok(OverviewPage { draft, parts, difference, sheets, faults, history, comments, not_you, overtaken, conflicts })
}

pub(super) async fn show(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
) -> Result<Markup, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    Ok(overview_page(&view, &model, &[], None))
}

pub(super) async fn act(
    Shared(site): Shared<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(id): Path<Uuid>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Fault> {
    let model = load(&mut site.db.read().await?, &actor, id).await?;
    let words = field(&fields, "words").to_owned();
    let done = match field(&fields, "do") {
        "comment" => comment(&site.db, actor, id, (None, words)).await.answered()?,
        "terms" => set_terms(&site.db, actor, id, terms(&fields)).await.answered()?,
        "rebase" => match take_over(&site.db, actor, id, field(&fields, "onto").to_owned()).await.answered()? {
            Ok(0) => Ok(()),
            Ok(_) => return Ok(see_other(&format!("/frameworks/drafts/{id}/conflicts"))),
            Err(refusal) => Err(refusal),
        },
        step => {
            let step = Step::parse(step).ok_or(Fault::Absent)?;
            let round = field(&fields, "round").parse().unwrap_or(-1);
            decide(&site.db, Deciding { actor, draft: id, step, round, note: words }).await.answered()?.map(|_| ())
        }
    };
    match done {
        Ok(()) => Ok(see_other(&format!("/frameworks/drafts/{id}"))),
        Err(refusal) => {
            Ok((StatusCode::UNPROCESSABLE_ENTITY, overview_page(&view, &model, &fields, Some(refusal))).into_response())
        }
    }
}

fn terms(fields: &[(String, String)]) -> Terms {
    Terms {
        title: field(fields, "title").to_owned(),
        version: field(fields, "version").to_owned(),
        effective_from: Date::parse(field(fields, "from")).ok(),
        grace_days: field(fields, "grace").trim().parse().unwrap_or(0),
    }
}

/// The page; after a refusal with what was typed.
pub(super) fn overview_page(
    view: &View,
    model: &OverviewPage,
    typed: &[(String, String)],
    refusal: Option<DraftRefusal>,
) -> Markup {
    let draft = &model.draft;
    ui::page(
        view,
        &draft.title,
        html! {
            (trail(&[("/frameworks/drafts".to_owned(), t!(view, "drafts-title"))], view))
            (head(Some(view.words(&draft.framework_title)), &draft.title))
            @if let Some(refusal) = refusal { (notice(Tone::Wrong, &explain(view, refusal))) }
            (facts(view, draft))
            div.stack.loose {
                @if let Some(overtaken) = &model.overtaken { (overtaken_card(view, model, overtaken)) }
                (turn(view, model, typed))
                (changes(view, model))
                @if writes(draft, &model.parts) {
                    (work(view, model))
                    (terms_form(view, model, typed))
                }
                (talk(view, model, typed))
                (past(view, model.history.iter().map(|one| deed(view, one))))
            }
        },
    )
}

fn facts(view: &View, draft: &Draft) -> Markup {
    html! {
        dl.facts {
            div { dt.quiet.small { (t!(view, "draft-stage")) } dd { (state_words(view, draft.state)) } }
            div { dt.quiet.small { (t!(view, "draft-version")) } dd { (t!(view, "draft-versions", base = draft.base.clone(), version = draft.version.clone())) } }
            div { dt.quiet.small { (t!(view, "draft-from")) } dd { @match draft.effective_from { Some(day) => (view.date(day)), None => (t!(view, "draft-no-day")) } } }
            div { dt.quiet.small { (t!(view, "draft-grace")) } dd { (t!(view, "draft-grace-days", days = draft.grace_days)) } }
            div { dt.quiet.small { (t!(view, "draft-office")) } dd { (view.say(&draft.office)) } }
        }
    }
}

/// That another version has overtaken the draft, whose it is, and how it is taken over.
fn overtaken_card(view: &View, model: &OverviewPage, overtaken: &Overtaken) -> Markup {
    let (version, date) = (overtaken.version.clone(), view.date(overtaken.published));
    html! {
        section.card aria-labelledby="overtaken" {
            h2 id="overtaken" { (t!(view, "draft-overtaken", version = version.clone())) }
            p {
                @match &overtaken.by {
                    Some((unit, title)) => (t!(view, "draft-overtaken-by", unit = view.words(unit).to_owned(), title = title.clone(), date = date)),
                    None => (t!(view, "draft-overtaken-files", date = date)),
                }
            }
            @if writes(&model.draft, &model.parts) && model.conflicts == 0 {
                p { (t!(view, "draft-overtaken-plan", taken = overtaken.taken as i64, kept = overtaken.kept as i64, conflicts = overtaken.conflicts as i64)) }
                form method="post" action={ "/frameworks/drafts/" (model.draft.id) } {
                    input type="hidden" name="onto" value=(version);
                    button.button name="do" value="rebase" { (t!(view, "draft-overtaken-take", version = version.clone())) }
                }
            } @else { p.quiet { (t!(view, "draft-overtaken-wait")) } }
        }
    }
}

/// The one thing that the reader can do now.
fn turn(view: &View, model: &OverviewPage, typed: &[(String, String)]) -> Markup {
    let draft = &model.draft;
    let unit = model.parts.contains(&Part::DraftFramework);
    let doubtful: usize = model.sheets.values().map(|(_, doubtful)| doubtful).sum();
    html! {
        @match draft.state {
            State::Drafting if unit && model.conflicts > 0 => {
                section.card aria-labelledby="next" {
                    h2 id="next" { (t!(view, "draft-next")) }
                    p { (t!(view, "draft-next-conflicts", number = model.conflicts)) }
                    a.button href={ "/frameworks/drafts/" (draft.id) "/conflicts" } { (t!(view, "draft-to-conflicts")) }
                }
            },
            // What has overtaken it is taken over first; that stands above.
            State::Drafting if unit && model.overtaken.is_some() => {},
            State::Drafting if unit => {
                section.card aria-labelledby="next" {
                    h2 id="next" { (t!(view, "draft-next")) }
                    @if doubtful > 0 {
                        p { (t!(view, "draft-next-doubtful", number = doubtful as i64)) }
                        a.button href={ "/frameworks/drafts/" (draft.id) "/sheets" } { (t!(view, "draft-to-doubts")) }
                    } @else if !model.faults.is_empty() {
                        p { (t!(view, "draft-next-faults", number = model.faults.len() as i64)) }
                        (faults(view, model))
                    } @else if model.difference.is_empty() {
                        p { (t!(view, "draft-next-nothing")) }
                    } @else if draft.effective_from.is_none() {
                        p { (t!(view, "draft-next-day")) }
                        a.button href="#terms" { (t!(view, "draft-to-day")) }
                    } @else {
                        p { (t!(view, "draft-next-submit")) }
                        (decision(view, model, typed, &[(Step::Submit, "button")]))
                    }
                }
            },
            State::Refused if unit => {
                section.card aria-labelledby="next" {
                    h2 id="next" { (t!(view, "draft-refused")) }
                    p { (t!(view, "draft-refused-words")) }
                    (decision(view, model, typed, &[(Step::Appeal, "button"), (Step::Withdraw, "button plain")]))
                }
            },
            state if decides(state).is_some_and(|part| model.parts.contains(&part)) => {
                section.card aria-labelledby="next" {
                    h2 id="next" { (t!(view, "draft-decide")) }
                    @if let Some(refusal) = model.not_you { p { (explain(view, refusal)) } } @else {
                        p { (t!(view, "draft-decide-words")) }
                        @if state == State::Appealed {
                            (decision(view, model, typed, &[(Step::Grant, "button"), (Step::Dismiss, "button plain")]))
                        } @else {
                            (decision(view, model, typed, &[(Step::Accept, "button"), (Step::Return, "button plain"), (Step::Refuse, "button plain")]))
                        }
                    }
                }
            },
            state => p { (view.text(&format!("draft-wait-{}", state.as_str()), &Args::new())) },
        }
    }
}

/// A form with words and a button for each step.
fn decision(view: &View, model: &OverviewPage, typed: &[(String, String)], steps: &[(Step, &str)]) -> Markup {
    let draft = &model.draft;
    let label = if steps[0].0 == Step::Submit { t!(view, "draft-words-submit") } else { t!(view, "draft-words") };
    let value = if field(typed, "do") == "comment" { "" } else { field(typed, "words") };
    html! {
        form.stack method="post" action={ "/frameworks/drafts/" (draft.id) } {
            input type="hidden" name="round" value=(draft.round);
            div.field {
                label for="words" { (label) }
                textarea id="words" name="words" rows="3" { (value) }
            }
            div.cluster {
                @for (step, class) in steps {
                    button class=(class) name="do" value=(step.as_str()) { (view.text(&format!("draft-do-{}", step.as_str()), &Args::new())) }
                }
            }
        }
    }
}

fn faults(view: &View, model: &OverviewPage) -> Markup {
    html! {
        ul.tight {
            @for fault in model.faults.iter().take(30) {
                li {
                    @match (fault.row, fault.sheet) {
                        (Some(row), Some(sheet)) => { a href={ "/frameworks/drafts/" (model.draft.id) "/row/" (row) } { (sheet_words(view, sheet)) " " (row) } ": " },
                        (None, Some(sheet)) => { (sheet_words(view, sheet)) ": " },
                        _ => {},
                    }
                    @if !fault.column.is_empty() { (fault.column) ": " } (fault.reason.words(view))
                }
            }
        }
    }
}

fn changes(view: &View, model: &OverviewPage) -> Markup {
    let address = format!("/frameworks/drafts/{}", model.draft.id);
    html! {
        section aria-labelledby="changes" {
            header { h2 id="changes" { (t!(view, "draft-changes")) } }
            @if model.difference.is_empty() { p { (t!(view, "difference-none")) } } @else {
                ul.tight { @for (kind, number) in model.difference.counts() { li { (number) " " (kind_tag(view, kind)) } } }
                p.after { (t!(view, "reviews-shifts", number = model.difference.shifts.len() as i64)) }
                p.cluster.links {
                    a href={ (address) "/difference" } { (t!(view, "draft-side-by-side")) }
                    a href={ (address) "/impact" } { (t!(view, "draft-to-impact")) }
                }
            }
        }
    }
}

/// The sheets and the tools.
fn work(view: &View, model: &OverviewPage) -> Markup {
    let address = format!("/frameworks/drafts/{}", model.draft.id);
    html! {
        section aria-labelledby="work" {
            header { h2 id="work" { (t!(view, "draft-work")) } }
            ul.rows.plain {
                @for (sheet, (rows, doubtful)) in &model.sheets {
                    li {
                        a href={ (address) "/rows/" (sheet.as_str()) } { b { (sheet_words(view, *sheet)) } }
                        span {
                            span.quiet { (t!(view, "draft-rows", number = *rows as i64)) }
                            @if *doubtful > 0 { (tag(Tone::Gap, &t!(view, "draft-doubtful", number = *doubtful as i64))) }
                        }
                    }
                }
            }
            p.cluster.links.after {
                a href={ (address) "/levels" } { (t!(view, "draft-to-levels")) }
                a href={ (address) "/sheets" } { (t!(view, "draft-to-sheets")) }
            }
        }
    }
}

fn terms_form(view: &View, model: &OverviewPage, typed: &[(String, String)]) -> Markup {
    let draft = &model.draft;
    let was_typed = field(typed, "do") == "terms";
    let or = |name: &str, kept: String| if was_typed { field(typed, name).to_owned() } else { kept };
    let (title, version) = (or("title", draft.title.clone()), or("version", draft.version.clone()));
    let from = or("from", draft.effective_from.map(Date::iso).unwrap_or_default());
    let grace = or("grace", draft.grace_days.to_string());
    let line = |name, label: String, hint: Option<String>, value| Field { name, label, hint, value, ..Field::default() };
    html! {
        section aria-labelledby="terms" {
            header { h2 id="terms" { (t!(view, "draft-terms")) } }
            form.stack method="post" action={ "/frameworks/drafts/" (draft.id) } {
                (line("title", t!(view, "draft-title"), None, &title).line("text"))
                (line("version", t!(view, "draft-version"), Some(t!(view, "draft-version-hint")), &version).line("text"))
                (line("from", t!(view, "draft-from"), Some(t!(view, "draft-from-hint")), &from).line("date"))
                (line("grace", t!(view, "draft-grace"), Some(t!(view, "draft-grace-hint")), &grace).line("number"))
                div.cluster {
                    button.button.plain name="do" value="terms" { (t!(view, "draft-keep")) }
                }
            }
            form.after method="post" action={ "/frameworks/drafts/" (draft.id) } {
                input type="hidden" name="round" value=(draft.round);
                button.button.plain name="do" value="withdraw" { (t!(view, "draft-do-withdraw")) }
            }
        }
    }
}

/// Comments, each with who said it and when.
pub(super) fn comment_list(view: &View, comments: &[Comment]) -> Markup {
    let somebody = t!(view, "draft-somebody");
    html! {
        ul.rows.plain {
            @for comment in comments {
                li { div { p { (comment.words) } span.quiet { (name(view, comment.author.as_ref(), &somebody)) " · " (view.moment(comment.at)) } } }
            }
        }
    }
}

fn talk(view: &View, model: &OverviewPage, typed: &[(String, String)]) -> Markup {
    let value = if field(typed, "do") == "comment" { field(typed, "words") } else { "" };
    html! {
        section aria-labelledby="talk" {
            header { h2 id="talk" { (t!(view, "draft-comments")) } }
            @if !model.comments.is_empty() { (comment_list(view, &model.comments)) }
            form.stack.after method="post" action={ "/frameworks/drafts/" (model.draft.id) } {
                div.field {
                    label for="comment" { (t!(view, "draft-comment")) }
                    textarea id="comment" name="words" rows="2" { (value) }
                }
                button.button.plain name="do" value="comment" { (t!(view, "draft-comment-send")) }
            }
        }
    }
}

fn deed<'a>(view: &View, one: &'a Happened) -> Deed<'a> {
    let words = view.text(&format!("draft-did-{}", one.step.as_str()), &Args::new());
    Deed { words, who: one.who.as_ref(), by_person: one.person.is_some(), at: one.at, note: &one.note }
}

#[cfg(test)]
mod samples {
    use kernel::{Language, Timestamp};

    use super::super::samples::{contents, draft};
    use super::*;
    use crate::difference::difference;

    fn model(state: State, parts: Vec<Part>) -> OverviewPage {
        let (base, now) = contents();
        let steps = Step::ALL.iter().map(|step| Happened {
            step: *step,
            round: 1,
            who: None,
            person: (*step != Step::Publish).then_some(1),
            at: Timestamp(1_795_000_000_000_000),
            note: "Because <of> it".to_owned(),
        });
        OverviewPage {
            draft: draft(state),
            parts,
            difference: difference(&base, &now),
            sheets: Sheet::ALL.iter().map(|sheet| (*sheet, (3, usize::from(*sheet == Sheet::Roles)))).collect(),
            faults: vec![RowFault {
                sheet: Some(Sheet::Roles),
                row: Some(3),
                column: "level".to_owned(),
                reason: crate::framework::FaultCode::Empty.into(),
            }],
            history: steps.collect(),
            comments: vec![Comment { row: None, author: None, at: Timestamp(1_795_000_000_000_000), words: "Why?".to_owned() }],
            not_you: None,
            overtaken: None,
            conflicts: 0,
        }
    }

    fn newer(by: bool) -> Option<Overtaken> {
        let by = by.then(|| (kernel::LanguageText::of("Home <Affairs>", "गृह"), "Replies".to_owned()));
        Some(Overtaken { version: "1.5".to_owned(), published: Date(20_790), by, taken: 3, kept: 1, conflicts: 2 })
    }

    #[test]
    fn a_draft_that_was_overtaken_says_by_whom_and_only_its_unit_can_take_the_version_over() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for (part, by) in [(Part::DraftFramework, true), (Part::DraftFramework, false), (Part::ReviewFramework, true)] {
                let model = OverviewPage { overtaken: newer(by), ..model(State::Drafting, vec![part]) };
                let page = overview_page(&view, &model, &[], None).into_string();
                assert_eq!(page.contains("value=\"rebase\""), part == Part::DraftFramework, "{page}");
                assert!(page.contains("1.5") && page.contains("id=\"overtaken\"") && !page.contains(">draft-"), "{page}");
                assert!(!page.contains("value=\"submit\""), "{page}");
            }
            let waiting = OverviewPage { conflicts: 2, ..model(State::Drafting, vec![Part::DraftFramework]) };
            assert!(overview_page(&view, &waiting, &[], None).into_string().contains("/conflicts\""));
        }
    }

    #[test]
    fn a_draft_renders_in_every_state_for_every_part_in_every_language() {
        let parts = [Part::DraftFramework, Part::ReviewFramework, Part::ApproveFramework, Part::DecideAppeal];
        let typed = [("do".to_owned(), "return".to_owned()), ("words".to_owned(), "Typed <already>".to_owned())];
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for state in State::ALL.iter().copied().filter(|state| *state != State::Opening) {
                for part in parts {
                    let page =
                        overview_page(&view, &model(state, vec![part]), &typed, Some(DraftRefusal::NoComment)).into_string();
                    assert!(page.matches("<h1").count() == 1 && page.contains("Because &lt;of&gt; it"), "{page}");
                    assert!(!page.contains(">draft-") && !page.contains("refusal-") && !page.contains(">difference-"), "{page}");
                }
            }
            let reviewer = overview_page(&view, &model(State::Review1, vec![Part::ReviewFramework]), &typed, None).into_string();
            assert!(reviewer.contains("Typed &lt;already&gt;") && reviewer.contains("value=\"refuse\""));
            let unit = OverviewPage {
                sheets: BTreeMap::new(),
                faults: Vec::new(),
                ..model(State::Drafting, vec![Part::DraftFramework])
            };
            assert!(overview_page(&view, &unit, &[], None).into_string().contains("value=\"submit\""));
            let author =
                OverviewPage { not_you: Some(DraftRefusal::OwnWork), ..model(State::Review1, vec![Part::ReviewFramework]) };
            assert!(!overview_page(&view, &author, &[], None).into_string().contains("value=\"accept\""));
        }
    }
}
