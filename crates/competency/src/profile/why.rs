//! "Why": every piece of evidence with its kind, date, witness, ceiling, and what the rule makes of it, in words.

use std::collections::BTreeSet;

use kernel::{Attained, Date};
use maud::{Markup, html};
use store::{Conn, Error};
use ui::components::{Tone, tag};
use ui::{Args, View, t};
use uuid::Uuid;

use crate::contest::Contest;
use crate::evidence::{Detail, EvidenceKind, Piece, Rules, Weight, statement, weigh};

/// A piece of evidence with what the rule makes of it.
#[derive(Clone, Debug)]
pub struct Reason {
    /// The piece.
    pub detail: Detail,
    /// What it counts for.
    pub weight: Weight,
    /// The highest level that its kind could prove when it was recorded.
    pub ceiling: Attained,
    /// The contest about it.
    pub contest: Option<Contest>,
    /// The statement in the record store that tells of its cause, where there is one.
    pub statement: Option<Uuid>,
}

/// Puts together pieces, rule and contests.
pub fn reasons(pieces: Vec<Detail>, contests: Vec<Contest>, rules: &Rules, today: Date) -> Vec<Reason> {
    let all: Vec<Piece> = pieces.iter().map(|detail| detail.piece.clone()).collect();
    let reason = |detail: Detail| {
        let piece = &detail.piece;
        let ceiling = rules.on(piece.kind, piece.recorded).map_or(Attained::NOTHING, |rule| rule.ceiling);
        let contest = contests.iter().find(|contest| contest.evidence == piece.id).cloned();
        Reason { weight: weigh(piece, &all, rules, today), ceiling, contest, statement: None, detail }
    };
    pieces.into_iter().map(reason).collect()
}

/// Points each reason to its statement, as far as it is stored. `code` is that of the competency.
pub async fn point(conn: &mut Conn, reasons: &mut [Reason], code: &str) -> Result<(), Error> {
    let ids: BTreeSet<Uuid> = reasons.iter().filter_map(|reason| statement(&reason.detail, code)).collect();
    if !ids.is_empty() {
        let stored = records::event::stored(conn, &ids).await?;
        for reason in reasons {
            reason.statement = statement(&reason.detail, code).filter(|id| stored.contains(id));
        }
    }
    Ok(())
}

/// The list. `contest` gives the path at which a piece can be contested; `None` where the reader may not.
pub fn why(view: &View, reasons: &[Reason], contest: Option<&dyn Fn(Uuid) -> String>) -> Markup {
    html! {
        @if reasons.is_empty() {
            p.quiet { (t!(view, "why-none")) }
        } @else {
            ul.rows.plain {
                @for reason in reasons { li { (piece(view, reason, contest)) (weight_tag(view, reason)) } }
            }
        }
    }
}

fn piece(view: &View, reason: &Reason, contest: Option<&dyn Fn(Uuid) -> String>) -> Markup {
    let detail = &reason.detail;
    html! {
        div {
            p {
                b { (title(view, detail)) } " "
                span.quiet { (t!(view, "why-shown", date = view.date(detail.piece.shown))) }
            }
            @if let Some((_, level, text)) = &detail.indicator {
                p.small { (t!(view, "competency-level", level = level.number())) ": " (view.say(text)) }
            }
            @if !detail.note.is_empty() { p.small { (detail.note) } }
            @if let Some(from) = &detail.counted_from {
                p.small { (t!(view, "why-counted-from", competency = view.words(from).to_owned(), level = detail.piece.level.number())) }
            }
            p.small.quiet { (rule_words(view, reason)) }
            @if let Some(id) = reason.statement { a.small.reach href={ "/records/statements/" (id) } { (t!(view, "why-statement")) } " " }
            @match (&reason.contest, contest) {
                (Some(contested), _) => (contest_words(view, contested)),
                (None, Some(path)) if may_contest(reason) => a.small.reach href=(path(detail.piece.id)) { (t!(view, "why-contest")) },
                _ => {},
            }
        }
    }
}

fn may_contest(reason: &Reason) -> bool {
    reason.detail.counted_from.is_none() && reason.weight != Weight::Withdrawn && reason.detail.piece.withdraws.is_none()
}

/// Kind and witness: "Observation by Hari Rao".
pub(crate) fn title(view: &View, detail: &Detail) -> String {
    let kind = kind_words(view, detail.piece.kind);
    if detail.piece.withdraws.is_some() && detail.piece.level == Attained::NOTHING {
        return t!(view, "why-withdrawal");
    }
    match &detail.observer {
        Some(name) => t!(view, "why-by", kind = kind, name = name.for_reader(&view.language).to_owned()),
        None => kind,
    }
}

/// The kind of evidence in words.
pub(crate) fn kind_words(view: &View, kind: EvidenceKind) -> String {
    view.text(&format!("evidence-kind-{}", kind.as_str()), &Args::new())
}

fn not_observed(detail: &Detail) -> bool {
    detail.piece.kind == EvidenceKind::Observation && detail.piece.level == Attained::NOTHING && detail.piece.withdraws.is_none()
}

/// What the rule makes of it.
fn rule_words(view: &View, reason: &Reason) -> String {
    let (said, ceiling) = (reason.detail.piece.level.number(), reason.ceiling.number());
    match reason.weight {
        Weight::Withdrawn => t!(view, "why-withdrawn"),
        Weight::Lapsed(level, day) => t!(view, "why-lapsed", level = level.number(), date = view.date(day)),
        Weight::Nothing if reason.detail.piece.withdraws.is_some() => t!(view, "why-withdraws"),
        Weight::Nothing if not_observed(&reason.detail) => t!(view, "why-not-observed"),
        Weight::Nothing => t!(view, "why-nothing"),
        Weight::Counts(_) if said > ceiling => t!(view, "why-capped", said = said, ceiling = ceiling),
        Weight::Counts(_) => t!(view, "why-counts", said = said, ceiling = ceiling),
    }
}

fn weight_tag(view: &View, reason: &Reason) -> Markup {
    match reason.weight {
        Weight::Counts(level) => tag(Tone::Held, &t!(view, "competency-level", level = level.number())),
        Weight::Lapsed(..) => tag(Tone::Plain, &t!(view, "state-lapsed")),
        Weight::Withdrawn => tag(Tone::Plain, &t!(view, "why-tag-withdrawn")),
        Weight::Nothing if not_observed(&reason.detail) => tag(Tone::Plain, &t!(view, "why-tag-not-observed")),
        Weight::Nothing => html! {},
    }
}

fn contest_words(view: &View, contest: &Contest) -> Markup {
    html! {
        @match (contest.upheld, &contest.answer) {
            (Some(upheld), Some(answer)) => {
                p.small { b { @if upheld { (t!(view, "contest-upheld")) } @else { (t!(view, "contest-not-upheld")) } } " " (answer) }
            },
            _ => p.small { b { (t!(view, "contest-waiting", date = view.date(contest.due))) } " " (contest.reason) },
        }
    }
}

#[cfg(test)]
pub(super) mod samples {
    use kernel::{Key, Language, LanguageText, Level, Timestamp};
    use people::official::Name;

    use super::*;
    use crate::evidence::Rule;

    /// Rules as they are delivered, with a validity of tests.
    pub(in crate::profile) fn rules() -> Rules {
        let ceilings = [0, 1, 2, 3, 3, 3, 2, 5];
        let rule = |(kind, ceiling): (&EvidenceKind, i64)| Rule {
            version: 1,
            kind: *kind,
            from: Date(0),
            ceiling: Attained::new(ceiling).expect("0 to 5"),
            valid_days: (*kind == EvidenceKind::Test).then_some(100),
        };
        Rules(EvidenceKind::ALL.iter().zip(ceilings).map(rule).collect())
    }

    fn detail(id: u128, kind: EvidenceKind, level: i64, shown: i32) -> Detail {
        let at = Date(shown).start();
        let observed = kind == EvidenceKind::Observation;
        Detail {
            piece: Piece {
                id: Uuid::from_u128(id),
                kind,
                level: Attained::new(level).expect("0 to 5"),
                shown: Date(shown),
                recorded: Date(shown),
                observer: observed.then(|| Key::new(9)),
                withdraws: None,
            },
            competency: Key::new(1),
            shown_at: at,
            recorded_at: at,
            recorded_by: None,
            observer: observed.then(|| Name {
                latin: "Hari Rao".to_owned(),
                native: String::new(),
                native_language: String::new(),
            }),
            indicator: observed.then(|| (Key::new(1), Level::ONE, LanguageText::of("Replies in time", "समय पर उत्तर देते हैं"))),
            source: String::new(),
            note: if observed { "Replied <within> 20 days".to_owned() } else { String::new() },
            counted_from: None,
        }
    }

    fn contest(evidence: u128, upheld: Option<bool>) -> Contest {
        let answer = upheld.map(|_| "We have looked into it".to_owned());
        Contest {
            id: Uuid::from_u128(99),
            evidence: Uuid::from_u128(evidence),
            reason: "It was another day".to_owned(),
            opened_at: Timestamp(0),
            due: Date(20_030),
            answered_at: upheld.map(|_| Timestamp(1)),
            answer,
            upheld,
        }
    }

    /// One piece of every look.
    pub(in crate::profile) fn everything() -> Vec<Reason> {
        let mut withdrawal = detail(6, EvidenceKind::Panel, 0, 20_000);
        withdrawal.piece.withdraws = Some(Uuid::from_u128(5));
        let pieces = vec![
            detail(1, EvidenceKind::Observation, 4, 20_000),
            detail(2, EvidenceKind::Observation, 0, 20_000),
            detail(3, EvidenceKind::Test, 2, 19_000),
            detail(4, EvidenceKind::SelfDeclaration, 2, 20_000),
            detail(5, EvidenceKind::Panel, 4, 20_000),
            withdrawal,
            detail(7, EvidenceKind::Completion, 1, 20_000),
        ];
        let contests = vec![contest(1, None), contest(5, Some(true)), contest(7, Some(false))];
        reasons(pieces, contests, &rules(), Date(20_010))
    }

    #[test]
    fn every_piece_says_why_in_every_language() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let list = why(&view, &everything(), Some(&|id| format!("/contest/{id}"))).into_string();
            assert!(!list.contains("why-") && !list.contains("contest-upheld") && !list.contains("evidence-kind-"), "{list}");
            assert!(list.contains("Replied &lt;within&gt; 20 days"));
            assert_eq!(
                list.matches("href=\"/contest/").count(),
                3,
                "what is contested, withdrawn or withdraws cannot be contested"
            );
            assert!(!why(&view, &everything(), None).into_string().contains("href"));
            let pointed: Vec<Reason> =
                everything().into_iter().map(|reason| Reason { statement: Some(Uuid::nil()), ..reason }).collect();
            assert!(why(&view, &pointed, None).into_string().contains("href=\"/records/statements/00000000-"));
            assert!(!why(&view, &[], None).into_string().contains("why-none"));
        }
    }
}
