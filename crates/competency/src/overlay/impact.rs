//! Whom an edition or an acceptance concerns, before it is in force. Worked out by position and place, not for each official.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Key, LanguageText, Level};
use people::{Organisation, Position};
use store::{Conn, Error};

use super::Assumed;
use super::law;
use super::store::Overlay;
use crate::Framework;
use crate::difference::{Content, Entry, Names, Sheet};
use crate::framework::{self, OwnLevel};
use crate::publication::{Group, Impact, holders_below, impact, with_offices};
use crate::requirement::ground::{Ground, Place};
use crate::requirement::offered;

/// Whom an overlay concerns if it came into force; with the names of what its codes stand for. `proven` as for versions.
pub async fn preview(
    conn: &mut Conn,
    overlay: &Overlay,
    today: Date,
    proven: &BTreeMap<String, i64>,
) -> Result<(Impact, Names), Error> {
    let assumed = Assumed::Overlay(overlay.id);
    let mut positions = BTreeSet::new();
    for assumed in [None, Some(assumed)] {
        let asks = law::asks(conn, assumed).await?.into_iter();
        positions.extend(asks.filter(|(unit, _)| *unit == overlay.organisation).map(|(_, ask)| ask.position));
    }
    let positions: Vec<Key<Position>> = positions.into_iter().collect();
    of(conn, (overlay.organisation, assumed, &positions), today, proven).await
}

/// Whom it concerns if a government accepted a framework.
pub async fn preview_acceptance(
    conn: &mut Conn,
    (government, framework): (Key<Organisation>, Key<Framework>),
    today: Date,
    proven: &BTreeMap<String, i64>,
) -> Result<(Impact, Names), Error> {
    everywhere(conn, (government, Assumed::Acceptance(government, framework)), today, proven).await
}

/// Whom it concerns if a government took its acceptance back.
pub async fn preview_withdrawal(
    conn: &mut Conn,
    (government, framework): (Key<Organisation>, Key<Framework>),
    today: Date,
    proven: &BTreeMap<String, i64>,
) -> Result<(Impact, Names), Error> {
    everywhere(conn, (government, Assumed::Withdrawal(government, framework)), today, proven).await
}

/// In all positions that have roles.
async fn everywhere(
    conn: &mut Conn,
    (government, assumed): (Key<Organisation>, Assumed),
    today: Date,
    proven: &BTreeMap<String, i64>,
) -> Result<(Impact, Names), Error> {
    let positions = conn.query("SELECT DISTINCT position FROM position_role ORDER BY position").all(|row| row.get(0)).await?;
    of(conn, (government, assumed, &positions), today, proven).await
}

/// Posts of a position in two places, before and after, are one kind: what they ask is worked out once.
type Seats = BTreeMap<(Key<Position>, Place, Place), String>;

async fn of(
    conn: &mut Conn,
    (unit, assumed, positions): (Key<Organisation>, Assumed, &[Key<Position>]),
    today: Date,
    proven: &BTreeMap<String, i64>,
) -> Result<(Impact, Names), Error> {
    let (mut now, mut then) = (Ground::read(conn, None).await?, Ground::read(conn, Some(assumed)).await?);
    let below = if positions.is_empty() { Default::default() } else { holders_below(conn, unit, positions, today).await? };
    let offices: BTreeSet<Key<Organisation>> =
        below.single.iter().map(|(_, office, _)| *office).chain(below.several.iter().map(|(_, _, office, _)| *office)).collect();
    now.learn(conn, offices.iter().copied()).await?;
    then.learn(conn, offices.iter().copied()).await?;
    let mut seats = Seats::new();
    let mut seat = |position: Key<Position>, office: Key<Organisation>| {
        let number = seats.len();
        let key = (position, now.place(office), then.place(office));
        seats.entry(key).or_insert_with(|| format!("{}@{number}", position.number())).clone()
    };
    let mut groups: BTreeMap<(Key<Organisation>, BTreeSet<String>), i64> = BTreeMap::new();
    for (position, office, officials) in &below.single {
        *groups.entry((*office, BTreeSet::from([seat(*position, *office)]))).or_default() += officials;
    }
    let mut held: BTreeMap<i64, (Option<Key<Organisation>>, BTreeSet<String>)> = BTreeMap::new();
    for (official, position, office, is_asked_about) in &below.several {
        let one = held.entry(*official).or_default();
        if *is_asked_about {
            one.0.get_or_insert(*office);
        }
        one.1.insert(seat(*position, *office));
    }
    for (office, seats) in held.into_values().filter_map(|(office, seats)| Some((office?, seats))) {
        *groups.entry((office, seats)).or_default() += 1;
    }
    let groups: Vec<Group> =
        groups.into_iter().map(|((office, positions), officials)| Group { office, positions, officials }).collect();
    let holders = with_offices(conn, groups).await?;
    let (before, after) = contents(conn, (&now, &then), &seats).await?;
    let found = impact(&before, &after, &holders, proven);
    Ok((found, Names::of(&[&before, &after])))
}

/// What each kind of post asks before and after, as two contents.
async fn contents(conn: &mut Conn, (now, then): (&Ground, &Ground), seats: &Seats) -> Result<(Content, Content), Error> {
    let cell = |column: &str, cell: &str| (column.to_owned(), cell.to_owned());
    let (mut codes, mut entries) = (BTreeMap::new(), [Vec::new(), Vec::new()]);
    for known in framework::all(conn).await? {
        let mut cells = vec![cell("code", known.code.as_str())];
        for language in known.name.languages() {
            cells.push(cell(&format!("name_{language}"), known.name.exactly(language).unwrap_or_default()));
        }
        codes.insert(known.key, known.code);
        entries.iter_mut().for_each(|side| side.push(Entry::new(Sheet::Competencies, cells.clone())));
    }
    for ((position, before, after), seat) in seats {
        let offered = offered(conn, *position).await?;
        let sides = [now.levels((*position, &offered), before), then.levels((*position, &offered), after)];
        for (levels, entries) in sides.into_iter().zip(&mut entries) {
            entries.push(Entry::new(Sheet::PositionRoles, [cell("position", seat), cell("role", seat)]));
            for (competency, level) in levels {
                let Some(code) = codes.get(&competency) else { continue };
                let level = level.number().to_string();
                let cells = [cell("role", seat), cell("competency", code.as_str()), cell("level", &level)];
                entries.push(Entry::new(Sheet::RoleCompetencies, cells));
            }
        }
    }
    let step = |level: Level| OwnLevel { own: level.number().to_string(), maps_to: level, name: LanguageText::default() };
    let empty = Content::empty(LanguageText::default(), String::new(), Level::ALL.into_iter().map(step).collect());
    let [before, after] = entries;
    Ok((empty.clone().with(before), empty.with(after)))
}
