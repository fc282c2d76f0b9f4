//! One official: name, career, postings. Pure; each draw follows from the seed and from the office and the seat.

use kernel::Date;
use people::official::Engagement;

use super::kinds::{GROUPS, KINDS};
use super::layout::Office;
use super::world::World;
use crate::REFERENCE;
use crate::dice::Dice;

/// A year in days, as far as careers care.
pub(super) const YEAR: i32 = 365;

/// A seat: which position, and who is above.
#[derive(Clone, Copy, Debug)]
pub(super) struct Seat {
    /// Among the positions of the frame.
    pub(super) position: usize,
    /// The seat above in the same office; none for the head.
    pub(super) above: Option<u64>,
}

/// A career up to today.
#[derive(Clone, Copy, Debug)]
pub(super) struct Career {
    pub(super) joined: Date,
    pub(super) retires: Option<Date>,
    /// Since when on the post of today.
    pub(super) since: Date,
}

/// A name with what is said beside it.
#[derive(Debug, Default)]
pub(super) struct Named {
    pub(super) json: String,
    pub(super) sort: String,
    pub(super) address_form: &'static str,
    pub(super) language: &'static str,
}

/// The seat of an office with this number: the head, the heads of sections, then everybody else, then the vacant ones.
pub(super) fn seat(world: &World, at: usize, number: u64) -> Seat {
    let office = &world.layout.offices[at];
    let mut dice = Dice::of("seat", &[world.seed, at as u64, number]);
    let sections = office.sections();
    let group = if number == 0 {
        0
    } else if number <= sections {
        1
    } else {
        let [a, b, c] = KINDS[office.kind].groups;
        dice.weighed(&[(0, a), (1, b), (2, c)]).copied().unwrap_or(2)
    };
    let positions = &world.frame.by_kind[office.kind][group];
    // The first positions of a kind are the common ones.
    let drawn = dice.below(positions.len() as u64).min(dice.below(positions.len() as u64));
    let position = positions[usize::try_from(drawn).unwrap_or(0)];
    let above = match number {
        0 => None,
        number if number <= sections || sections == 0 => Some(0),
        number => Some(1 + number % sections),
    };
    Seat { position, above }
}

/// The career of whoever has this seat; heads of offices and sections have been there for two years at least, so that they can observe.
pub(super) fn career(world: &World, (at, office): (usize, &Office), number: u64, engagement: Engagement) -> Career {
    let mut dice = Dice::of("career", &[world.seed, at as u64, number]);
    let settled = number <= office.sections();
    let least = if settled { 3 * YEAR } else { 60 };
    let age = dice.between(21 * YEAR, 30 * YEAR);
    let longest = if engagement == Engagement::Contract { 5 * YEAR } else { 60 * YEAR - age - 60 };
    // Many have joined in the last ten years.
    let served = dice.between(least, longest).min(dice.between(least, longest + 10 * YEAR));
    let joined = REFERENCE.plus_days(-served);
    let earliest = joined.max(REFERENCE.plus_days(if settled { -6 * YEAR } else { -5 * YEAR }));
    let latest = REFERENCE.plus_days(if settled { -2 * YEAR } else { -30 });
    let since = Date(dice.between(earliest.0, latest.0.max(earliest.0)));
    let retires = (engagement != Engagement::Contract).then(|| joined.plus_days(60 * YEAR + 15 - age));
    Career { joined, retires, since }
}

/// How somebody is engaged.
pub(super) fn engagement(kind: usize, group: usize, dice: &mut Dice) -> Engagement {
    match (KINDS[kind].code, GROUPS[group]) {
        ("posts", "C") if dice.permille(550) => Engagement::GraminDakSevak,
        ("rural" | "works" | "health", "C") if dice.permille(200) => Engagement::Contract,
        _ if dice.permille(20) => Engagement::Temporary,
        _ => Engagement::Permanent,
    }
}

/// How often each script is met among the people of a state; the empty one stands for names in Latin letters only.
fn scripts(world: &World, state: Option<usize>) -> &'static [(&'static str, u64)] {
    let language = state.and_then(|state| world.data.states[state].languages.split(';').next());
    match language {
        None => &[("Deva", 50), ("Beng", 9), ("Guru", 7), ("Taml", 8), ("Arab", 8), ("Knda", 6), ("", 12)],
        Some("hi") => &[("Deva", 86), ("Arab", 10), ("Guru", 2), ("Beng", 2)],
        Some("bn" | "as") => &[("Beng", 88), ("Deva", 7), ("Arab", 5)],
        Some("pa") => &[("Guru", 84), ("Deva", 15), ("Arab", 1)],
        Some("ta") => &[("Taml", 90), ("Arab", 6), ("", 4)],
        Some("kn") => &[("Knda", 76), ("Arab", 11), ("Taml", 5), ("Deva", 8)],
        Some("ks") => &[("Arab", 62), ("Deva", 38)],
        Some("mr" | "gom" | "gu") => &[("Deva", 58), ("Arab", 8), ("", 34)],
        Some("te" | "ml") => &[("", 82), ("Arab", 12), ("Taml", 6)],
        Some(_) => &[("", 70), ("Deva", 14), ("Beng", 16)],
    }
}

/// Draws a name and the language of the pages.
pub(super) fn named(world: &World, state: Option<usize>, dice: &mut Dice, out: &mut Named) {
    let drawn = dice.weighed(scripts(world, state)).copied().unwrap_or("");
    // Names of which only the Latin form is known are drawn from those of two scripts.
    let script = if drawn.is_empty() { if dice.permille(600) { "Taml" } else { "Deva" } } else { drawn };
    let (given, family) = world.names.parts(script);
    let single = dice.permille(if matches!(script, "Taml" | "Knda") { 40 } else { 12 });
    let (given, family) = (dice.pick(given), dice.pick(family).filter(|_| !single));
    let tag = if drawn.is_empty() { "" } else { crate::names::language_of(script) };
    out.sort.clear();
    out.json.clear();
    out.json.push_str("{\"latin\":\"");
    for (at, part) in given.iter().chain(&family).enumerate() {
        if at > 0 {
            out.json.push(' ');
            out.sort.push(' ');
        }
        out.json.push_str(&part.latin);
        out.sort.push_str(&part.latin);
    }
    out.sort.make_ascii_lowercase();
    out.json.push_str("\",\"native\":\"");
    for (at, part) in given.iter().chain(&family).enumerate().filter(|_| !tag.is_empty()) {
        if at > 0 {
            out.json.push(' ');
        }
        out.json.push_str(&part.native);
    }
    out.json.push_str("\",\"native_language\":\"");
    out.json.push_str(tag);
    out.json.push_str("\"}");
    out.address_form = if script == "Deva" && dice.permille(250) { "ji" } else { "" };
    out.language = match tag {
        "hi" if dice.permille(if state.is_some() { 900 } else { 500 }) => "hi",
        "" | "hi" => "en",
        own if dice.permille(if state.is_some() { 650 } else { 150 }) => own,
        _ => "en",
    };
}
