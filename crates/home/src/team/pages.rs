//! The pages of the team.

use axum::extract::{Path, State};
use axum::routing::get;
use axum::{Extension, Router};
use competency::overlay::{self, WordedBy, worded_tag};
use competency::requirement::{self, Standing, State as How};
use kernel::LanguageText;
use maud::{Markup, html};
use people::grant::{Action, permit};
use people::official::{self, Person};
use people::posting::{self, Current};
use people::{Actor, Learner};
use store::{FutureExt, Outcome};
use ui::components::{head, tag, trail};
use ui::{View, t};
use uuid::Uuid;
use web::{Answered, Fault, Site};

use super::store::{self as sql, Member};

pub(crate) fn routes() -> Router<Site> {
    Router::new().route("/team", get(list)).route("/team/{official}", get(show))
}

/// A member and how much of what is required is held.
struct Line {
    member: Member,
    required: i64,
    held: i64,
    below: i64,
}

async fn list(State(site): State<Site>, Extension(view): Extension<View>, learner: Learner) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let today = learner.actor.today();
    let members = sql::members(&mut conn, learner.official, today).await?;
    let keys: Vec<_> = members.iter().map(|member| member.person.key).collect();
    let counts = requirement::tally::of_officials(&mut conn, &keys, today).await?;
    let lines = members.into_iter().map(|member| {
        let mine = counts.iter().filter(|count| count.official == member.person.key);
        let (mut required, mut held, mut below) = (0, 0, 0);
        for count in mine {
            required += count.competencies;
            match count.state {
                How::Held => held += count.competencies,
                How::AssessedBelow => below += count.competencies,
                How::NotYetAssessed | How::Lapsed => {}
            }
        }
        Line { member, required, held, below }
    });
    Ok(team_page(&view, &lines.collect::<Vec<_>>()))
}

fn team_page(view: &View, lines: &[Line]) -> Markup {
    let title = t!(view, "team-title");
    ui::page(
        view,
        &title,
        html! {
            (head(Some(&title), &t!(view, "team-headline", number = lines.len() as i64)))
            @if lines.is_empty() { p.quiet { (t!(view, "team-nobody")) } } @else {
                p.cluster { a.button.plain href="/team/plans" { (t!(view, "plans-title")) } }
                br;
                ul.rows.plain {
                    @for line in lines {
                        li {
                            div {
                                a href={ "/team/" (line.member.person.uid) } { b { (line.member.person.name_for(&view.language)) } }
                                span.quiet { (view.say(&line.member.title)) ", " (view.say(&line.member.office)) }
                            }
                            span.tag.held[line.held == line.required] { (t!(view, "team-held", held = line.held, required = line.required)) }
                            @if line.below > 0 { span.quiet { (t!(view, "team-below", number = line.below)) } }
                        }
                    }
                }
            }
        },
    )
}

/// A person as the supervisor sees them.
struct Profile {
    person: Person,
    postings: Vec<Current>,
    standings: Vec<Standing>,
    /// Whose words stand for those of the framework.
    worded: WordedBy,
    observes: bool,
}

async fn show(
    State(site): State<Site>,
    Extension(view): Extension<View>,
    actor: Actor,
    Path(uid): Path<Uuid>,
) -> Result<Markup, Fault> {
    let mut conn = site.db.read().await?;
    let official = official::by_uid(&mut conn, uid).await?.ok_or(Fault::Denied)?;
    let permit_view = permit(&mut conn, &actor, Action::ViewProfile, official).await?.ok_or(Fault::Denied)?;
    let observes = permit(&mut conn, &actor, Action::Observe, official).await?.is_some();
    let postings = posting::current(&mut conn, official, actor.today()).await?;
    let mut standings = requirement::standings_in(&mut conn, official, &postings, actor.today()).await?;
    let worded = overlay::reword(&mut conn, &postings, &mut standings, site.db.context().now()).await?;
    let model =
        Profile { person: official::person(&mut conn, permit_view.official()).await?, standings, worded, postings, observes };
    drop(conn);
    if actor.official() != Some(official) {
        let look = (actor.account().number(), official);
        let logged: Outcome<(), ()> =
            site.db.write(look, |tx, (account, official)| sql::log_look(tx, *account, *official).boxed()).await;
        logged.answered()?.or(Err(Fault::Denied))?;
    }
    Ok(profile_page(&view, &model))
}

fn profile_page(view: &View, model: &Profile) -> Markup {
    let name = model.person.name_for(&view.language).to_owned();
    let held = model.standings.iter().filter(|standing| standing.state == How::Held).count() as i64;
    let place: Vec<&LanguageText> =
        model.postings.first().map(|posting| vec![&posting.title, &posting.office]).unwrap_or_default();
    let above = place.iter().map(|text| view.words(text)).collect::<Vec<_>>().join(", ");
    ui::page(
        view,
        &name,
        html! {
            (trail(&[("/team".to_owned(), t!(view, "team-title"))], view))
            (head(Some(&above), &t!(view, "profile-headline", name = name.clone(), held = held, required = model.standings.len() as i64)))
            @if model.observes { p.quiet { (t!(view, "profile-observe-words")) } br; }
            ul.rows {
                @for standing in &model.standings {
                    li {
                        (standing.ladder().draw(view))
                        div {
                            b { (view.say(&standing.name)) }
                            span.quiet { (view.say(&standing.descriptor)) }
                            (worded_tag(view, model.worded.get(&standing.code), &standing.descriptor))
                        }
                        @if model.observes {
                            a.button.plain href={ "/team/" (model.person.uid) "/observe/" (standing.code) } aria-label=(t!(view, "profile-observe-label", competency = view.words(&standing.name).to_owned())) { (t!(view, "profile-observe")) }
                        } @else { (tag(ui::components::Tone::Plain, &t!(view, "profile-level", level = standing.held.number()))) }
                    }
                }
            }
            p.quiet.small { (t!(view, "profile-logged")) }
        },
    )
}
