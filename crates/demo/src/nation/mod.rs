//! A simulated nation of any size, deterministic in its parameters, to measure with and to show that figures at 3 million are right.
//!
//! # Invariants
//! - The contents follow from the parameters alone: the same in every run, on both databases, on every day.
//! - Whoever is killed at any point and begins again ends with the contents of an undisturbed run: every chunk of rows and the mark of it are
//!   one transaction, and what is done through the doors of the realms changes nothing the second time.
//! - A store with other data, or of other parameters, is never touched.
//! - Memory does not grow with the number of officials: they are made office by office and forgotten.
//! - Evidence proves what is stored as attainment, by the rule of the competency realm on the day of the demonstration.
//!
//! Deliberately absent: progress rows and assessments of the simulated courses (they are entries of the catalogue, taken elsewhere), mobile
//! numbers, learning paths (the service works them out as it does for any store).

mod courses;
mod data;
mod finish;
mod frame;
mod kinds;
mod layout;
mod marks;
mod pen;
mod person;
mod plants;
mod rows;
mod sheet;
mod shown;
mod steps;
mod world;

use std::ops::ControlFlow;
use std::path::Path;

use uuid::Uuid;

pub use plants::{Planted, Planting};
pub use steps::simulate;

use crate::REFERENCE;
use crate::dice::Dice;

/// What a simulation is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Simulation {
    /// How many officials: at least [`Simulation::LEAST`].
    pub officials: u64,
    /// Which of all nations of this size.
    pub seed: u64,
    /// How many simulated courses.
    pub courses: u64,
    /// Years of learning up to the day of the demonstration.
    pub years: u64,
    /// Without planted differences, to count what is found by chance.
    pub plain: bool,
}

impl Simulation {
    /// The smallest nation.
    pub const LEAST: u64 = 1_000;
    /// The most officials that codes and numbers have room for.
    pub const MOST: u64 = 80_000_000;
}

/// What was made.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Simulated {
    /// Officials.
    pub officials: u64,
    /// Offices in which they serve.
    pub offices: u64,
    /// Posts, the vacant ones among them.
    pub posts: u64,
    /// Courses, those to play among them.
    pub courses: i64,
    /// Enrolments.
    pub enrolments: i64,
    /// Of these, completed.
    pub completed: i64,
    /// Pieces of evidence.
    pub evidence: i64,
    /// Levels held or lapsed.
    pub attainments: i64,
    /// Differences that were planted.
    pub planted: Vec<Planted>,
}

/// Where a simulation writes.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The address of the store.
    pub address: &'a str,
    /// The folder of its data: media of the courses to play, and `planted.json`.
    pub folder: &'a Path,
}

/// Told how far a simulation has come: the step, what is done of it, and all of it. May stop it; what is done so far stays.
pub type Watch<'a> = &'a mut (dyn FnMut(&str, u64, u64) -> ControlFlow<()> + Send);

/// The id outside of something with a number: in the order of the numbers, so that the index of the ids is written from left to right.
pub(crate) fn uid(purpose: &str, number: u64) -> Uuid {
    let millis = u64::try_from(REFERENCE.start().0 / 1000).unwrap_or_default();
    let mut rest = [0; 10];
    rest[3..8].copy_from_slice(&number.to_be_bytes()[3..]);
    rest[8..].copy_from_slice(&Dice::of(purpose, &[number]).bits().to_be_bytes()[..2]);
    uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
}

/// The code of the certificate with this number: eight letters that rise with the number, then eight by chance.
fn certificate_code(number: u64, dice: &mut Dice) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let letter = |value: u64| char::from(ALPHABET[usize::try_from(value % 32).unwrap_or(0)]);
    let chance = dice.bits();
    let mut code = String::with_capacity(19);
    for at in 0..16_u32 {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(if at < 8 { letter(number >> (5 * (7 - at))) } else { letter(chance >> (5 * (at - 8))) });
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_codes_rise_with_their_numbers() {
        for (one, next) in [(1, 2), (255, 256), (3_000_000, 3_000_001), (65_535, 65_536)] {
            assert!(uid("official", one) < uid("official", next));
            let code = |number| certificate_code(number, &mut Dice::of("test", &[number]));
            assert!(code(one) < code(next) && code(one).len() == 19, "{}", code(one));
        }
        assert_eq!(uid("official", 7).get_version_num(), 7);
    }
}
