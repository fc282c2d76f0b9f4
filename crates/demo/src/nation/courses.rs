//! The courses: catalogue entries in several languages with entry levels and effects. Pure.

use kernel::{Date, LanguageText};

use super::frame::{CORE, Competency, Frame};
use super::rows::Rows;
use super::sheet::cells;
use super::uid;
use crate::dice::Dice;

/// A course.
#[derive(Debug)]
pub(super) struct Course {
    pub(super) key: i64,
    pub(super) code: String,
    /// The competency that it teaches, among those of the frame.
    pub(super) competency: usize,
    /// The level that it leads to.
    pub(super) level: i64,
    entry: i64,
    mode: &'static str,
    minutes: i64,
    languages: Vec<&'static str>,
}

impl Course {
    /// Whether it ends with an examination under supervision.
    pub(super) fn is_examined(&self) -> bool {
        self.mode != "self_paced" && self.level > 1
    }

    /// The language in which somebody takes it.
    pub(super) fn language_for(&self, wanted: &str) -> &'static str {
        self.languages.iter().find(|language| **language == wanted).or(self.languages.first()).copied().unwrap_or("en")
    }
}

impl Course {
    /// A course to play, which was published by its door.
    pub(super) fn to_play(key: i64, competency: usize) -> Self {
        Self {
            key,
            code: String::new(),
            competency,
            level: 2,
            entry: 0,
            mode: "self_paced",
            minutes: 60,
            languages: vec!["en", "hi"],
        }
    }
}

/// Mode, entry level, level, minutes from and to: what the courses of one competency are, one after the other.
const FORMS: [(&str, i64, i64, i32, i32); 6] = [
    ("self_paced", 0, 1, 20, 120),
    ("blended", 0, 2, 240, 720),
    ("in_class", 1, 2, 360, 1_440),
    ("self_paced", 0, 1, 30, 180),
    ("in_class", 2, 3, 720, 2_400),
    ("on_the_job", 1, 2, 480, 1_200),
];
const WORDS: [(&str, &str); 6] = [
    ("first steps", "पहले कदम"),
    ("ordinary cases", "सामान्य मामले"),
    ("practice in a group", "समूह में अभ्यास"),
    ("in short", "संक्षेप में"),
    ("hard cases", "कठिन मामले"),
    ("at the workplace", "कार्यस्थल पर"),
];
/// Languages besides English and Hindi.
const LANGUAGES: [&str; 11] = ["bn", "te", "mr", "ta", "gu", "kn", "ml", "pa", "or", "as", "ur"];
/// The course that leads to nothing: completed by many, and its level is not held afterwards.
pub(super) const WITHOUT_EFFECT: usize = 0;
/// The competency that it is about.
const WITHOUT_EFFECT_ABOUT: &str = "rti";
/// Of ten competencies with their courses, so many are of what everybody needs, in the first rounds.
const CORE_ROUNDS: usize = 12;

/// So many courses; the first is [`WITHOUT_EFFECT`].
pub(super) fn courses(frame: &Frame, count: usize, (seed, key): (u64, i64)) -> Vec<Course> {
    let core: Vec<usize> = CORE.iter().map(|(code, _)| frame.place(code)).collect();
    let mut rounds = vec![0_usize; frame.competencies.len()];
    let mut all = Vec::with_capacity(count);
    let mut other = 0;
    for at in 0..count {
        let of_core = at / 2 % core.len();
        let is_core = at % 2 == 0 && rounds[core[of_core]] < CORE_ROUNDS;
        let competency = if at == WITHOUT_EFFECT {
            frame.place(WITHOUT_EFFECT_ABOUT)
        } else if is_core {
            core[of_core]
        } else {
            other += 1;
            // A step that is prime to the number of competencies goes round all of them.
            (other * 131) % frame.competencies.len()
        };
        let form = if at == WITHOUT_EFFECT { ("blended", 0, 2, 60, 60) } else { FORMS[rounds[competency] % FORMS.len()] };
        rounds[competency] += usize::from(at != WITHOUT_EFFECT);
        let mut dice = Dice::of("course", &[seed, at as u64]);
        let mut languages = vec!["en", "hi"];
        let more = usize::try_from(dice.below(6)).unwrap_or(0);
        languages.extend(LANGUAGES.iter().skip(usize::try_from(dice.below(6)).unwrap_or(0)).take(more));
        if dice.permille(60) {
            languages.remove(1);
        }
        let minutes = i64::from(dice.between(form.3, form.4));
        all.push(Course {
            key: key + at as i64,
            code: format!("sim-{at:04}"),
            competency,
            level: form.2,
            entry: form.1,
            mode: form.0,
            minutes,
            languages,
        });
    }
    all
}

/// Writes them, as entries of the catalogue.
pub(super) fn write(out: &mut Rows, all: &[Course], frame: &Frame, (providers, seed): (&[i64], u64)) {
    for (at, course) in all.iter().enumerate() {
        let competency: &Competency = &frame.competencies[course.competency];
        let mut dice = Dice::of("course-row", &[seed, at as u64]);
        let form = FORMS.iter().position(|form| (form.0, form.2) == (course.mode, course.level)).unwrap_or(0);
        let (en, hi) = (competency.name.get(&kernel::Language::ENGLISH), competency.name.get(&kernel::Language::HINDI));
        let title =
            LanguageText::of(format!("{en}: {} ({})", WORDS[form].0, at + 1), format!("{hi}: {} ({})", WORDS[form].1, at + 1));
        let summary = LanguageText::of(
            format!("What an official needs for level {} of this competency. Part of a simulation.", course.level),
            format!("इस दक्षता के स्तर {} के लिए अधिकारी को जो चाहिए। नकली आँकड़ों का भाग।", course.level),
        );
        let provider = dice.pick(providers).copied().unwrap_or(1);
        let published = Date(dice.between(19_600, 20_000));
        let languages = serde_json::Value::from(course.languages.clone()).to_string();
        out.course.add(cells![course.key, uid("course", course.key.unsigned_abs()), course.code.as_str(), provider]);
        out.course_version.add(cells![
            course.key,
            format!("simulated {at}").as_str(),
            published,
            course.mode,
            course.minutes,
            languages.as_str(),
            title.to_json().as_str(),
            summary.to_json().as_str(),
        ]);
        out.course_effect.add(cells![course.key, competency.key, course.entry, course.level]);
    }
}
