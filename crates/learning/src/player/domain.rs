//! What stands where in a course, and what follows what.

use std::collections::HashSet;

use assessment::Test;
use kernel::{Key, Language, LanguageText};
use uuid::Uuid;

use crate::LearningObject;
use crate::enrolment::Held;

people::closed_list! {
    /// What a learning object is.
    Kind {
        /// Pages to read.
        Text = "text",
        /// A video with its transcript.
        Video = "video",
        /// Practice.
        Quiz = "quiz",
    }
}

/// A learning object as the outline names it.
#[derive(Clone, Debug)]
pub struct ObjectLine {
    /// The key inside.
    pub key: Key<LearningObject>,
    /// The id outside.
    pub uid: Uuid,
    /// Its number through the course.
    pub number: i64,
    /// What it is.
    pub kind: Kind,
    /// Its title.
    pub title: LanguageText,
    /// Honest minutes.
    pub minutes: i64,
    /// The number and the title of its module.
    pub module: (i64, LanguageText),
    /// The test of a quiz.
    pub test: Option<Key<Test>>,
    /// Its parts in all: its segments, or one for a quiz.
    pub parts: i64,
    /// Those that are done.
    pub done: i64,
}

impl ObjectLine {
    /// Whether all its parts are done.
    pub const fn is_done(&self) -> bool {
        self.done >= self.parts
    }
}

/// The parts that are done: objects, each with numbers of its segments.
pub type Done = HashSet<(Key<LearningObject>, i64)>;

/// An outline with what is done of it.
pub fn marked(contents: &[ObjectLine], done: &Done) -> Vec<ObjectLine> {
    let parts = |object| done.iter().filter(|(of, _)| *of == object).count() as i64;
    contents.iter().map(|line| ObjectLine { done: parts(line.key), ..line.clone() }).collect()
}

/// A page of the player.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Number of the object.
    pub object: i64,
    /// Number of its segment; 0 for a quiz.
    pub segment: i64,
}

impl Place {
    /// Its address.
    pub fn path(self, code: &str) -> String {
        match self.segment {
            0 => format!("/learn/{code}/play/{}", self.object),
            segment => format!("/learn/{code}/play/{}?segment={segment}", self.object),
        }
    }
}

/// The page before and the page after; after the last one comes the assessment.
pub fn neighbours(outline: &[ObjectLine], here: Place) -> (Option<Place>, Option<Place>) {
    let pages: Vec<Place> = outline
        .iter()
        .flat_map(|line| {
            let segments = if line.kind == Kind::Quiz { 0..=0 } else { 1..=line.parts };
            segments.map(|segment| Place { object: line.number, segment })
        })
        .collect();
    let at = pages.iter().position(|page| *page == here);
    let before = at.and_then(|at| at.checked_sub(1)).and_then(|at| pages.get(at));
    let after = at.and_then(|at| pages.get(at + 1));
    (before.copied(), after.copied())
}

/// The language in which a course is shown: the reader's where the course has it, else the one it was begun in, else its first.
pub fn shown_in(held: &Held, reader: &Language) -> Language {
    let spoken = [reader, &held.language].into_iter().find(|language| held.languages.contains(language));
    spoken.or(held.languages.first()).unwrap_or(&Language::ENGLISH).clone()
}

#[cfg(test)]
pub(super) fn sample_line(number: i64, kind: Kind, parts: i64, done: i64) -> ObjectLine {
    ObjectLine {
        key: Key::new(number),
        uid: Uuid::from_u128(number.unsigned_abs().into()),
        number,
        kind,
        title: LanguageText::of(format!("Object {number}"), format!("वस्तु {number}")),
        minutes: 5,
        module: (1 + number / 3, LanguageText::of("Module", "खंड")),
        test: None,
        parts,
        done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_across_objects() {
        let outline = [sample_line(1, Kind::Text, 2, 2), sample_line(2, Kind::Quiz, 1, 0), sample_line(3, Kind::Video, 1, 0)];
        let place = |object, segment| Place { object, segment };
        assert_eq!(neighbours(&outline, place(1, 1)), (None, Some(place(1, 2))));
        assert_eq!(neighbours(&outline, place(1, 2)), (Some(place(1, 1)), Some(place(2, 0))));
        assert_eq!(neighbours(&outline, place(2, 0)), (Some(place(1, 2)), Some(place(3, 1))));
        assert_eq!(neighbours(&outline, place(3, 1)), (Some(place(2, 0)), None));
        assert_eq!(place(2, 0).path("rti"), "/learn/rti/play/2");
        assert!(outline[0].is_done() && !outline[1].is_done());
    }

    #[test]
    fn an_outline_counts_the_done_parts_of_each_object() {
        let contents = [sample_line(1, Kind::Text, 2, 0), sample_line(2, Kind::Quiz, 1, 0)];
        let done = Done::from([(Key::new(1), 1), (Key::new(1), 2)]);
        assert_eq!(marked(&contents, &done).iter().map(|line| line.done).collect::<Vec<_>>(), [2, 0]);
    }
}
