//! The page of one competency: what it is, its levels, where the reader stands, and why.

use kernel::{Attained, Date, LanguageText, Level};
use maud::{Markup, html};
use ui::components::{Tone, notice, tag, trail};
use ui::ladder::Ladder;
use ui::{Args, View, t};

use super::mine::{kind_words, set_by_tag, state_tag};
use super::why::{Reason, why};
use crate::evidence::{Derived, EvidenceKind, Piece, Rules, derive};
use crate::framework::{Entry, IndicatorEntry, OwnLevel};
use crate::requirement::{Critical, Standing, State};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct CompetencyPage {
    /// The competency.
    pub entry: Entry,
    /// What a person at each level does.
    pub descriptors: Vec<(Level, LanguageText)>,
    /// The scale of its framework.
    pub scale: Vec<OwnLevel>,
    /// Visible acts.
    pub indicators: Vec<IndicatorEntry>,
    /// What kinds of evidence can prove.
    pub rules: Rules,
    /// How the reader stands to it, where the reader is an official: the requirement, where there is one, and all evidence.
    pub own: Option<(Option<Standing>, Vec<Reason>)>,
    /// How critical it is in the reader's posts, and why; empty where the framework does not say.
    pub critical: Vec<Critical>,
    /// The unit that has set the level of the reader's post, where it was not the framework.
    pub set_by: Option<LanguageText>,
    /// Whether there is a short test by which the level can be shown.
    pub test_out: bool,
    /// Whether a contest has just been opened.
    pub contested: bool,
    /// The day.
    pub today: Date,
}

/// The page of one competency.
pub fn competency_page(view: &View, model: &CompetencyPage) -> Markup {
    let title = view.words(&model.entry.name).to_owned();
    ui::page(
        view,
        &title,
        html! {
            (trail(&[("/competencies".to_owned(), t!(view, "competencies-title"))], view))
            div.head {
                p.quiet { (kind_words(view, model.entry.kind)) " · " (ask_words(view, model)) }
                h1 { (view.say(&model.entry.name)) }
                p { (view.say(&model.entry.definition)) }
            }
            @if model.contested { (notice(Tone::Held, &t!(view, "contest-opened"))) }
            @if let Some((standing, reasons)) = &model.own { (position(view, model, standing.as_ref(), reasons)) }
            div.stack.loose {
                (levels(view, model))
                @if let Some((_, reasons)) = &model.own { (evidence(view, model, reasons)) }
                (indicators(view, model))
            }
        },
    )
}

fn ask_words(view: &View, model: &CompetencyPage) -> String {
    view.text(&format!("competency-ask-{}", model.entry.ask.as_str()), &Args::new())
}

fn derived(reasons: &[Reason], model: &CompetencyPage) -> Derived {
    let pieces: Vec<Piece> = reasons.iter().map(|reason| reason.detail.piece.clone()).collect();
    derive(&pieces, &model.rules, model.today)
}

/// Where the reader stands, and the one next step.
fn position(view: &View, model: &CompetencyPage, standing: Option<&Standing>, reasons: &[Reason]) -> Markup {
    let held = derived(reasons, model);
    let unasked = Ladder { held: held.level, lapsed: held.lapsed, required: None, assessed: held.assessed };
    let ladder = standing.map_or(unasked, Standing::ladder);
    html! {
        section.position.stack aria-label=(t!(view, "competency-position")) {
            div.cluster.big-ladder {
                (ladder.draw(view))
                div {
                    p.strong { (sentence(view, standing, held.level)) }
                    @if let Some(unit) = &model.set_by { p { (set_by_tag(view, unit)) } }
                    @if let Some(due) = standing.and_then(|standing| standing.due) { p.quiet { (t!(view, "competency-new-until", date = view.date(due))) } }
                    @if let Some(day) = held.next_change { p.quiet { (t!(view, "competency-changes-on", date = view.date(day))) } }
                }
                @if let Some(standing) = standing { (state_tag(view, standing)) }
            }
            @if standing.is_some() { (matters(view, model)) }
            @if let Some(standing) = standing.filter(|standing| !standing.is_held()) { (next(view, model, standing)) }
        }
    }
}

/// Why it matters in the reader's post, in the words of the framework; with several posts, in each of them.
fn matters(view: &View, model: &CompetencyPage) -> Markup {
    let degree = |one: &Critical| view.text(&format!("competency-criticality-{}", one.criticality.as_str()), &Args::new());
    html! {
        div {
            h2 { (t!(view, "competency-matters")) }
            @for one in &model.critical {
                p {
                    (tag(Tone::Plain, &degree(one))) " "
                    @if model.critical.len() > 1 { b { (view.say(&one.title)) } ": " }
                    (view.say(&one.reason))
                }
            }
            @if model.critical.is_empty() { p.quiet { (t!(view, "competency-matters-unset")) } }
        }
    }
}

fn sentence(view: &View, standing: Option<&Standing>, held: Attained) -> String {
    let Some(standing) = standing else { return t!(view, "competency-not-required", held = held.number()) };
    let (held, required) = (standing.held.number(), standing.required.number());
    match standing.state {
        State::Held => t!(view, "competency-held", held = held, required = required),
        State::AssessedBelow => t!(view, "competency-below", held = held, required = required),
        State::NotYetAssessed => t!(view, "competency-unassessed", required = required),
        State::Lapsed => t!(view, "competency-lapsed", lapsed = standing.lapsed.number(), required = required),
    }
}

/// A short test where there is one, and courses.
fn next(view: &View, model: &CompetencyPage, standing: &Standing) -> Markup {
    let ceiling = model.rules.on(EvidenceKind::Test, model.today).map_or(0, |rule| rule.ceiling.number());
    let courses = format!("/learn?competency={}&level={}", standing.code, standing.required.number());
    html! {
        @if model.test_out {
            form.card method="post" action={ "/competencies/" (standing.code) "/test-out" } {
                h2 { (t!(view, "competency-test-out")) }
                p { (t!(view, "competency-test-out-words", ceiling = ceiling)) }
                button.button { (t!(view, "competency-test-out-button")) }
            }
            p { a href=(courses) { (t!(view, "competency-courses")) } }
        } @else {
            p { a.button href=(courses) { (t!(view, "competency-courses")) } }
        }
    }
}

fn levels(view: &View, model: &CompetencyPage) -> Markup {
    let held = model.own.as_ref().map_or(Attained::NOTHING, |(_, reasons)| derived(reasons, model).level);
    let required = model.own.as_ref().and_then(|(standing, _)| standing.as_ref()).map(|standing| standing.required);
    html! {
        section aria-labelledby="levels" {
            header { h2 id="levels" { (t!(view, "competency-levels")) } }
            ol.rows.plain {
                @for (level, text) in &model.descriptors {
                    li {
                        div {
                            div.cluster { b { (level_name(view, model, *level)) } (level_tags(view, *level, held, required)) }
                            p { (view.say(text)) }
                        }
                    }
                }
            }
        }
    }
}

fn level_tags(view: &View, level: Level, held: Attained, required: Option<Level>) -> Markup {
    let tone = if held.reaches(level) { Tone::Plain } else { Tone::Gap };
    html! {
        @if held.number() == level.number() { (tag(Tone::Held, &t!(view, "competency-level-held"))) }
        @if required == Some(level) { (tag(tone, &t!(view, "competency-level-required"))) }
    }
}

fn level_name(view: &View, model: &CompetencyPage, level: Level) -> Markup {
    let number = t!(view, "competency-level", level = level.number());
    let names: Vec<&OwnLevel> = model.scale.iter().filter(|own| own.maps_to == level).collect();
    html! {
        (number)
        @for own in names { ": " (view.say(&own.name)) }
    }
}

fn evidence(view: &View, model: &CompetencyPage, reasons: &[Reason]) -> Markup {
    let contest = |id: uuid::Uuid| format!("/competencies/{}/contest/{id}", model.entry.code);
    html! {
        section aria-labelledby="why" {
            header { h2 id="why" { (t!(view, "why-title")) } }
            (why(view, reasons, Some(&contest)))
            p.small.quiet.after { (t!(view, "why-rule", version = model.rules.version(model.today))) }
        }
    }
}

fn indicators(view: &View, model: &CompetencyPage) -> Markup {
    html! {
        @if !model.indicators.is_empty() {
            section aria-labelledby="indicators" {
                header { h2 id="indicators" { (t!(view, "competency-indicators")) } }
                ul.rows.plain {
                    @for indicator in &model.indicators {
                        li { span { (view.say(&indicator.text)) } span.small.quiet { (t!(view, "competency-level", level = indicator.level.number())) } }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Key, Language};
    use uuid::Uuid;

    use super::*;
    use crate::framework::{Ask, CompetencyKind, Criticality};
    use crate::profile::mine::samples::standing;
    use crate::profile::why::samples::{everything, rules};

    fn model(own: Option<(Option<Standing>, Vec<Reason>)>, test_out: bool) -> CompetencyPage {
        let text = || LanguageText::of("Words", "शब्द");
        CompetencyPage {
            entry: Entry {
                key: Key::new(1),
                uid: Uuid::from_u128(1),
                code: Code::parse("rti").expect("a code"),
                kind: CompetencyKind::Domain,
                ask: Ask::Knowledge,
                revision: 1,
                name: text(),
                definition: text(),
            },
            descriptors: Level::ALL.into_iter().map(|level| (level, text())).collect(),
            scale: vec![OwnLevel { own: "b".to_owned(), maps_to: Level::ONE, name: text() }],
            indicators: vec![IndicatorEntry {
                key: Key::new(1),
                uid: Uuid::from_u128(2),
                competency: Key::new(1),
                revision: 1,
                level: Level::ONE,
                code: "i".to_owned(),
                text: text(),
            }],
            rules: rules(),
            own,
            critical: Vec::new(),
            set_by: test_out.then(text),
            test_out,
            contested: test_out,
            today: Date(20_010),
        }
    }

    fn critical(criticality: Criticality) -> Critical {
        let (title, reason) = (LanguageText::of("Clerk", "लिपिक"), LanguageText::of("Because", "क्योंकि"));
        let code = Code::parse("rti").expect("a code");
        Critical { position: Key::new(1), title, competency: Key::new(1), code, criticality, reason }
    }

    #[test]
    fn the_page_renders_in_every_language_and_state() {
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            for state in State::ALL {
                let standing = standing("rti", 3, if *state == State::Held { 3 } else { 2 }, *state);
                let page = competency_page(&view, &model(Some((Some(standing), everything())), true)).into_string();
                assert!(!page.contains("competency-") && !page.contains("why-"), "{page}");
                assert_eq!(page.matches("<h1").count(), 1);
                assert_eq!(page.contains("/competencies/rti/test-out"), *state != State::Held, "{state:?}");
            }
            let mut said = model(Some((Some(standing("rti", 3, 2, State::AssessedBelow)), Vec::new())), false);
            let page = competency_page(&view, &said).into_string();
            assert!(page.contains(&t!(view, "competency-matters-unset")), "{page}");
            said.critical = Criticality::ALL.iter().map(|criticality| critical(*criticality)).collect();
            let page = competency_page(&view, &said).into_string();
            assert!(!page.contains(&t!(view, "competency-matters-unset")) && !page.contains("competency-"), "{page}");
            assert!(page.contains("Because") || page.contains("क्योंकि"), "{page}");
            let unasked = competency_page(&view, &model(Some((None, Vec::new())), false)).into_string();
            let stranger = competency_page(&view, &model(None, false)).into_string();
            assert!(!unasked.contains("test-out") && !stranger.contains("id=\"why\""));
        }
    }
}
