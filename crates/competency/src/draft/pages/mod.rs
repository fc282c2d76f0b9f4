//! The pages of drafts: the list, one draft, its rows as a grid, and the tools of its unit.

mod bulk;
mod conflicts;
mod grid;
mod list;
mod look;
mod overview;
mod past;
mod position;
mod queue;
mod row;
mod sheets;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use people::Actor;
use store::Conn;
use ui::{Args, View};
use uuid::Uuid;
use web::{Fault, Refusal, Site};

pub(crate) use past::{Deed, past};

use super::authority::{Part, parts};
use super::domain::{DraftRefusal, State};
use super::store::{self as sql, Draft};

/// The largest spreadsheet that is taken.
const LARGEST: usize = 50 << 20;

/// The routes.
pub fn routes() -> Router<Site> {
    Router::new()
        .route("/frameworks/drafts", get(list::show).post(list::begin))
        .route("/frameworks/reviews", get(queue::show))
        .route("/frameworks/drafts/{draft}", get(overview::show).post(overview::act))
        .route("/frameworks/drafts/{draft}/conflicts", get(conflicts::show).post(conflicts::act))
        .route("/frameworks/drafts/{draft}/difference", get(look::difference))
        .route("/frameworks/drafts/{draft}/rows/{sheet}", get(grid::show).post(grid::add))
        .route("/frameworks/drafts/{draft}/row/{number}", get(row::show).post(row::act))
        .route("/frameworks/drafts/{draft}/levels", get(bulk::show).post(bulk::change))
        .route("/frameworks/drafts/{draft}/sheets", get(sheets::show).post(sheets::upload).layer(DefaultBodyLimit::max(LARGEST)))
        .route("/frameworks/drafts/{draft}/doubts/{number}", post(sheets::settle))
        .route("/frameworks/drafts/{draft}/positions/{*code}", get(position::show).post(position::act))
        .route("/frameworks/versions/{*code}", get(look::versions))
}

/// The draft, and what the actor may do with it. Who may do nothing does not learn whether it is there.
pub(crate) async fn reached(conn: &mut Conn, actor: &Actor, draft: Uuid) -> Result<(Draft, Vec<Part>), Fault> {
    let draft = sql::by_id(conn, draft).await?.filter(|draft| draft.state != State::Opening).ok_or(Fault::Denied)?;
    let parts = parts(conn, actor, &draft).await?;
    if parts.is_empty() { Err(Fault::Denied) } else { Ok((draft, parts)) }
}

/// Whether somebody with these parts can write in the draft now.
fn writes(draft: &Draft, parts: &[Part]) -> bool {
    draft.state == State::Drafting && parts.contains(&Part::DraftFramework)
}

fn explain(view: &View, refusal: DraftRefusal) -> String {
    view.text(&refusal.message(), &Args::new())
}

fn state_words(view: &View, state: State) -> String {
    view.text(&format!("draft-state-{}", state.as_str()), &Args::new())
}

/// The way back to a draft.
fn steps(view: &View, draft: &Draft) -> [(String, String); 2] {
    [
        ("/frameworks/drafts".to_owned(), ui::t!(view, "drafts-title")),
        (format!("/frameworks/drafts/{}", draft.id), draft.title.clone()),
    ]
}

/// The value of a field of a form.
fn field<'f>(fields: &'f [(String, String)], name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
}

/// A draft for samples of pages elsewhere.
#[cfg(test)]
pub(crate) fn sample() -> Draft {
    samples::draft(State::Review2)
}

#[cfg(test)]
mod samples {
    use kernel::{Code, Date, Key, LanguageText, Level, Timestamp};

    use super::*;
    use crate::difference::{Cells, Content, Entry, Sheet};
    use crate::draft::DraftRow;
    use crate::framework::OwnLevel;

    /// A draft in a state.
    pub(super) fn draft(state: State) -> Draft {
        Draft {
            id: Uuid::from_u128(1),
            framework: Key::new(1),
            code: Code::parse("f").expect("a code"),
            framework_title: LanguageText::of("A framework", "एक ढाँचा"),
            organisation: Key::new(1),
            office: LanguageText::of("Rural Development", "ग्रामीण विकास"),
            base: "1".to_owned(),
            newest: "1".to_owned(),
            version: "2".to_owned(),
            title: "Replies in time".to_owned(),
            state,
            round: 1,
            refused_at: (state == State::Refused).then_some(State::Review2),
            opened_at: Timestamp(1_795_000_000_000_000),
            effective_from: Some(Date(20_800)),
            grace_days: 90,
        }
    }

    fn cells(pairs: &[(&str, &str)]) -> Cells {
        pairs.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect()
    }

    /// Rows of several sheets: one changed, one taken out, one doubtful.
    pub(super) fn rows() -> Vec<DraftRow> {
        let row = |number: i64, sheet, pairs: &[(&str, &str)]| DraftRow {
            number,
            sheet,
            cells: cells(pairs),
            removed: false,
            doubt: String::new(),
            revision: 1,
            edited_by: None,
            edited_at: None,
        };
        vec![
            row(
                1,
                Sheet::Competencies,
                &[
                    ("code", "rti"),
                    ("kind", "domain"),
                    ("ask", "skill"),
                    ("name_en", "Right to information"),
                    ("name_hi", "सूचना का अधिकार"),
                    ("definition_en", "Knows"),
                ],
            ),
            row(2, Sheet::Roles, &[("code", "desk"), ("name_en", "Desk")]),
            row(3, Sheet::Positions, &[("code", "clerk"), ("title_en", "Clerk"), ("family", "state")]),
            row(4, Sheet::PositionRoles, &[("position", "clerk"), ("role", "desk")]),
            DraftRow {
                revision: 3,
                ..row(5, Sheet::RoleCompetencies, &[("role", "desk"), ("competency", "rti"), ("level", "2")])
            },
            DraftRow {
                removed: true,
                ..row(6, Sheet::Activities, &[("role", "desk"), ("code", "d-1"), ("text_en", "Opens files")])
            },
            DraftRow {
                doubt: "twin competency rti".to_owned(),
                ..row(7, Sheet::RoleCompetencies, &[("role", "desk"), ("competency", "RTI law"), ("level", "1")])
            },
            row(
                8,
                Sheet::Criticality,
                &[("position", "clerk"), ("competency", "rti"), ("criticality", "high"), ("reason_en", "A right")],
            ),
            row(9, Sheet::Roles, &[("code", "lead"), ("name_en", "Lead")]),
        ]
    }

    /// The base and what the rows say.
    pub(super) fn contents() -> (Content, Content) {
        let scale = (1..=5).map(|number| OwnLevel {
            own: number.to_string(),
            maps_to: Level::new(number).expect("1 to 5"),
            name: LanguageText::of(format!("L{number}"), format!("स्तर {number}")),
        });
        let empty = Content::empty(LanguageText::of("A framework", "एक ढाँचा"), "CC0".to_owned(), scale.collect());
        let now = rows().into_iter().filter(DraftRow::stands).map(|row| Entry::new(row.sheet, row.cells));
        let mut base = empty.clone().with(now.clone());
        for (place, cells) in empty.clone().with(now.clone()).sheet(Sheet::RoleCompetencies) {
            let mut cells = cells.clone();
            cells.insert("level".to_owned(), "1".to_owned());
            base.put(place.clone(), Some(cells));
        }
        (base, empty.with(now))
    }
}
