//! Catalogues and officials by chance, the same at every run.
//!
//! As in the first measurements of the method: of the courses 60 % touch one competency, 28 % two, 12 % three; 20 % have one more entry
//! elsewhere; an official has 12 required competencies, of which 3 to 8 are open by 1 to 4 levels (50, 30, 15, 5 %). Courses rise by 1 to 3
//! levels (60, 30, 10 %) from any level. Languages and modes filter.

use std::fmt::Write as _;

/// How a catalogue and its officials look.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Courses of the catalogue.
    pub courses: u64,
    /// Competencies that they touch.
    pub competencies: u64,
    /// Competencies required of an official.
    pub required: u64,
    /// Open ones: at least and at most.
    pub open: (u64, u64),
    /// Levels missing in each of them; by chance when none.
    pub missing: Option<u64>,
    /// Whether officials are filtered by languages and modes.
    pub is_filtered: bool,
}

/// The usual case.
pub const USUAL: Shape =
    Shape { courses: 1_600, competencies: 120, required: 12, open: (3, 8), missing: None, is_filtered: true };
/// The same with three times as many courses for each competency.
pub const DENSE: Shape = Shape { competencies: 40, ..USUAL };
/// Eight competencies open by four levels.
pub const WORST: Shape = Shape { competencies: 40, open: (8, 8), missing: Some(4), is_filtered: false, ..USUAL };
/// The same where all courses are about these eight.
pub const EXTREME: Shape = Shape { competencies: 8, required: 8, ..WORST };

/// Numbers by chance (splitmix64).
#[derive(Clone, Debug)]
pub struct Chance(pub u64);

impl Chance {
    /// A number below this.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// The first of these shares, in percent, that chance falls into; the number after the last when into none.
    fn share(&mut self, shares: &[u64]) -> u64 {
        let mut at = self.below(100);
        for (number, share) in shares.iter().enumerate() {
            if at < *share {
                return number as u64;
            }
            at -= share;
        }
        shares.len() as u64
    }

    /// So many different numbers below this.
    fn different(&mut self, count: u64, bound: u64) -> Vec<u64> {
        let mut numbers: Vec<u64> = Vec::new();
        while (numbers.len() as u64) < count {
            let number = self.below(bound);
            if !numbers.contains(&number) {
                numbers.push(number);
            }
        }
        numbers
    }
}

/// A course.
#[derive(Clone, Debug)]
pub struct Course {
    /// Minutes.
    pub minutes: u32,
    /// Entry levels.
    pub entry: Vec<(u64, u64)>,
    /// Levels it gives.
    pub gives: Vec<(u64, u64)>,
    /// Languages.
    pub languages: Vec<&'static str>,
    /// Mode.
    pub mode: &'static str,
}

/// An official.
#[derive(Clone, Debug)]
pub struct Official {
    /// Competency, level held, level required.
    pub levels: Vec<(u64, u64, u64)>,
    /// Languages, none for all.
    pub languages: Vec<&'static str>,
    /// Modes, none for all.
    pub modes: Vec<&'static str>,
}

/// A catalogue.
pub fn courses(shape: Shape, seed: u64) -> Vec<Course> {
    let chance = &mut Chance(seed);
    (0..shape.courses).map(|_| course(shape, chance)).collect()
}

fn course(shape: Shape, chance: &mut Chance) -> Course {
    let touched = 1 + chance.share(&[60, 28]);
    let (mut entry, mut gives, mut risen) = (Vec::new(), Vec::new(), 0);
    for competency in chance.different(touched, shape.competencies) {
        let from = chance.below(5);
        let rise = (1 + chance.share(&[60, 30])).min(5 - from);
        risen += rise;
        gives.push((competency, from + rise));
        if from > 0 {
            entry.push((competency, from));
        }
    }
    if chance.below(5) == 0 {
        let other = chance.below(shape.competencies);
        if gives.iter().all(|(competency, _)| *competency != other) {
            entry.push((other, 1 + chance.below(3)));
        }
    }
    // One to nine hours a level, cheaper in one course than in several.
    let minutes = (0..risen).map(|_| 60 + 15 * chance.below(32)).sum::<u64>() * 8 / (7 + touched);
    let languages = pick(&[&["en", "hi"], &["en"], &["hi"]], chance.share(&[70, 15]));
    let mode = ["self_paced", "blended", "classroom"][chance.share(&[70, 15]) as usize];
    Course { minutes: minutes as u32, entry, gives, languages, mode }
}

/// An official, told by a number.
pub fn official(shape: Shape, number: u64) -> Official {
    let chance = &mut Chance(number.wrapping_mul(0x5851_f42d_4c95_7f2d));
    let open = shape.open.0 + chance.below(shape.open.1 - shape.open.0 + 1);
    let competencies = chance.different(shape.required, shape.competencies);
    let level = |(at, competency): (usize, u64)| {
        if (at as u64) < open {
            let missing = shape.missing.unwrap_or_else(|| 1 + chance.share(&[50, 30, 15]));
            let held = chance.below(6 - missing);
            return (competency, held, held + missing);
        }
        let required = 1 + chance.below(4);
        (competency, required + chance.below(6 - required), required)
    };
    let levels = competencies.into_iter().enumerate().map(level).collect();
    if !shape.is_filtered {
        return Official { levels, languages: Vec::new(), modes: Vec::new() };
    }
    let languages = pick(&[&["hi", "en"], &["en"], &["hi"]], chance.share(&[50, 25]));
    let modes = pick(&[&["self_paced", "blended", "classroom"], &["self_paced", "blended"]], chance.share(&[70]));
    Official { levels, languages, modes }
}

fn pick(lists: &[&[&'static str]], number: u64) -> Vec<&'static str> {
    lists[number as usize].to_vec()
}

/// A course as a line of the contract (docs/formats/path.md).
pub fn course_line(number: usize, course: &Course, out: &mut String) {
    let _ = write!(out, r#"{{"id":"k{number}","minutes":{},"entry":{{"#, course.minutes);
    pairs(&course.entry, out);
    out.push_str(r#"},"gives":{"#);
    pairs(&course.gives, out);
    let _ = write!(out, r#"}},"languages":{:?},"mode":"{}"}}"#, course.languages, course.mode);
    out.push('\n');
}

fn pairs(pairs: &[(u64, u64)], out: &mut String) {
    for (at, (competency, level)) in pairs.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(out, r#"{comma}"c{competency}":{level}"#);
    }
}

/// An official as a line of the contract.
pub fn official_line(number: u64, official: &Official, out: &mut String) {
    let _ = write!(out, r#"{{"id":"{number}","levels":{{"#);
    for (at, (competency, held, required)) in official.levels.iter().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        let _ = write!(out, r#"{comma}"c{competency}":{{"held":{held},"required":{required}}}"#);
    }
    let _ = write!(out, r#"}},"learner":{{"languages":{:?},"modes":{:?}}}}}"#, official.languages, official.modes);
    out.push('\n');
}
