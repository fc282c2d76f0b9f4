//! What waits for a reviewer.

use axum::Extension;
use axum::extract::State as Shared;
use maud::{Markup, html};
use people::Actor;
use people::grant::{Action, allows};
use store::Conn;
use ui::components::{head, tag};
use ui::{Args, View, t};
use web::{Fault, Site};

use super::super::authority::{may, person};
use super::super::domain::{State, is_another};
use super::super::review::before;
use super::super::service::difference_to_base;
use super::super::store::{self as sql, Draft};
use super::list::rows;
use crate::difference::{Kind, kind_tag};
use crate::overlay::{self, Overlay};
use ui::components::Tone;

/// A draft that waits, and what it is about.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    draft: Draft,
    /// How many changes of each kind.
    counts: Vec<(Kind, usize)>,
    /// How many requirements of positions it changes.
    shifts: usize,
    /// Whether the reader may decide: nobody judges his own work.
    mine: bool,
}

/// Who decides in a state.
pub(super) const fn decides(state: State) -> Option<Action> {
    match state {
        State::Review1 => Some(Action::ReviewFramework),
        State::Review2 => Some(Action::ApproveFramework),
        State::Appealed => Some(Action::DecideAppeal),
        _ => None,
    }
}

/// What waits for the reader, what else the reader can see, and overlays that wait.
type Queue = (Vec<Waiting>, Vec<Draft>, Vec<Overlay>);

async fn load(conn: &mut Conn, actor: &Actor) -> Result<Queue, Fault> {
    let reviews = [Action::ReviewFramework, Action::ApproveFramework, Action::DecideAppeal];
    if !actor.grants().iter().any(|grant| reviews.iter().any(|action| allows(grant.role, *action))) {
        return Err(Fault::Denied);
    }
    let (mut waiting, mut others) = (Vec::new(), Vec::new());
    for draft in sql::all(conn).await? {
        let now = match decides(draft.state) {
            Some(action) => may(conn, actor, action, &draft).await?,
            None => false,
        };
        if now {
            let (difference, _, _) = difference_to_base(conn, &draft).await?;
            let authors = sql::authors(conn, draft.id).await?;
            let decided = before(&sql::history(conn, draft.id).await?, draft.round);
            let mine = is_another(person(actor), &authors, &decided).is_ok();
            waiting.push(Waiting {
                counts: difference.counts().into_iter().collect(),
                shifts: difference.shifts.len(),
                mine,
                draft,
            });
        } else if !super::super::authority::parts(conn, actor, &draft).await?.is_empty() {
            others.push(draft);
        }
    }
    Ok((waiting, others, overlay::pages::waiting(conn, actor).await?))
}

pub(super) async fn show(Shared(site): Shared<Site>, Extension(view): Extension<View>, actor: Actor) -> Result<Markup, Fault> {
    let queue = load(&mut site.db.read().await?, &actor).await?;
    Ok(queue_page(&view, &queue))
}

/// The page.
pub(super) fn queue_page(view: &View, (waiting, others, overlays): &Queue) -> Markup {
    let title = t!(view, "reviews-title");
    let others: Vec<&Draft> = others.iter().collect();
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &t!(view, "reviews-headline", count = (waiting.len() + overlays.len()) as i64)))
            div.stack.loose {
                @if waiting.is_empty() && overlays.is_empty() { p { (t!(view, "reviews-none")) } } @else {
                    ul.cards {
                        @for one in waiting { li.card { (card(view, one)) } }
                        @for one in overlays { li.card { (overlay_card(view, one)) } }
                    }
                }
                @if !others.is_empty() {
                    section aria-labelledby="others" {
                        header { h2 id="others" { (t!(view, "reviews-others")) } }
                        (rows(view, &others))
                    }
                }
            }
        },
    )
}

fn overlay_card(view: &View, one: &Overlay) -> Markup {
    html! {
        p { (tag(Tone::Gap, &t!(view, "overlay-state-review"))) }
        h2 { (one.title) }
        p.quiet { (view.say(&one.name)) " · " (view.say(&one.framework_title)) }
        a.button href={ "/frameworks/overlays/" (one.id) } { (t!(view, "reviews-look")) }
    }
}

fn card(view: &View, one: &Waiting) -> Markup {
    let draft = &one.draft;
    let stage = view.text(&format!("draft-state-{}", draft.state.as_str()), &Args::new());
    html! {
        p { (tag(Tone::Gap, &stage)) @if draft.is_overtaken() { " " (tag(Tone::Gap, &t!(view, "draft-is-overtaken"))) } }
        h2 { (draft.title) }
        p.quiet {
            (view.say(&draft.framework_title)) " · " (t!(view, "draft-versions", base = draft.base.clone(), version = draft.version.clone()))
            " · " (view.say(&draft.office))
        }
        ul.tight { @for (kind, number) in &one.counts { li { (number) " " (kind_tag(view, *kind)) } } }
        p { (t!(view, "reviews-shifts", number = one.shifts as i64)) }
        @if one.mine {
            a.button href={ "/frameworks/drafts/" (draft.id) } { (t!(view, "reviews-look")) }
        } @else {
            p.quiet { (t!(view, "reviews-not-you")) }
            a href={ "/frameworks/drafts/" (draft.id) } { (t!(view, "reviews-read")) }
        }
    }
}

#[cfg(test)]
mod samples {
    use kernel::Language;

    use super::super::samples::draft;
    use super::*;

    #[test]
    fn the_queue_renders_in_every_language() {
        let waiting =
            |state, mine| Waiting { draft: draft(state), counts: vec![(Kind::Raised, 2), (Kind::Added, 1)], shifts: 3, mine };
        for language in ui::LANGUAGES.into_iter().chain([Language::PSEUDO]) {
            let view = View::sample(language);
            let page = queue_page(
                &view,
                &(
                    vec![waiting(State::Review1, true), waiting(State::Appealed, false)],
                    vec![draft(State::Published)],
                    Vec::new(),
                ),
            )
            .into_string();
            assert_eq!((page.matches("<h1").count(), page.matches("class=\"button\"").count()), (1, 1));
            assert!(!page.contains(">draft") && !page.contains(">reviews-") && !page.contains(">difference-"), "{page}");
            assert!(queue_page(&view, &(Vec::new(), Vec::new(), Vec::new())).into_string().contains("<h1>"));
        }
    }
}
