//! What a list shows of a course, what a reader may ask for, and what fits.

use competency::Competency;
use competency::requirement::Standing;
use kernel::{Attained, Code, Key, Language, LanguageText, Level, Timestamp};
use people::closed_list;

use crate::Course;
use crate::package::Mode;

closed_list! {
    /// How long a course takes.
    Hours {
        /// Less than an hour.
        UnderOne = "under-1",
        /// One hour to four.
        OneToFour = "1-4",
        /// More than four.
        OverFour = "over-4",
    }
}

impl Hours {
    /// Where so many minutes belong.
    pub const fn of(minutes: i64) -> Self {
        match minutes {
            ..60 => Self::UnderOne,
            60..=240 => Self::OneToFour,
            _ => Self::OverFour,
        }
    }
}

/// What a course speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// The competency.
    pub competency: Key<Competency>,
    /// Its code, which is also its address.
    pub code: Code,
    /// Its name.
    pub name: LanguageText,
    /// The level one should hold before.
    pub entry: Attained,
    /// The level it leads to.
    pub level: Level,
}

/// A course as lists show it.
#[derive(Clone, Debug)]
pub struct Card {
    /// The key inside.
    pub course: Key<Course>,
    /// Its code, which is also its address.
    pub code: Code,
    /// Its title.
    pub title: LanguageText,
    /// What the reader can do afterwards.
    pub summary: LanguageText,
    /// Code of the organisation that offers it.
    pub provider: Code,
    /// Its name.
    pub provider_name: LanguageText,
    /// The languages it is in.
    pub languages: Vec<Language>,
    /// How long it takes.
    pub minutes: i64,
    /// How it is taken.
    pub mode: Mode,
    /// Whether it can be played here.
    pub playable: bool,
    /// When this version was published.
    pub changed_at: Timestamp,
    /// What it speaks for.
    pub effects: Vec<Effect>,
}

/// What a reader asks for. What is not asked for is `None` or `false`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filters {
    /// Words.
    pub query: String,
    /// Code of a competency.
    pub competency: Option<String>,
    /// The level it leads to.
    pub level: Option<Level>,
    /// A language it is in.
    pub language: Option<Language>,
    /// How long it takes.
    pub hours: Option<Hours>,
    /// How it is taken.
    pub mode: Option<Mode>,
    /// Only what can be played here.
    pub playable: bool,
}

/// The six filters beside the query, for counting what each choice would give.
pub(super) const FILTERS: usize = 6;

impl Filters {
    /// Which of the filters a course passes: competency, level, language, hours, mode, playable.
    pub(super) fn passes(&self, card: &Card) -> [bool; FILTERS] {
        // Competency and level speak of the same effect.
        let named = |effect: &Effect| self.competency.as_deref().is_none_or(|code| effect.code.as_str() == code);
        let level = |effect: &Effect| self.level.is_none_or(|level| effect.level == level);
        let any_named = card.effects.iter().any(named);
        [
            any_named || self.competency.is_none(),
            self.level.is_none()
                || if any_named {
                    card.effects.iter().any(|effect| named(effect) && level(effect))
                } else {
                    card.effects.iter().any(level)
                },
            self.language.as_ref().is_none_or(|language| card.languages.contains(language)),
            self.hours.is_none_or(|hours| Hours::of(card.minutes) == hours),
            self.mode.is_none_or(|mode| card.mode == mode),
            !self.playable || card.playable,
        ]
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A requirement of the reader's post that is not held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// The competency.
    pub competency: Key<Competency>,
    /// The level held.
    pub held: Attained,
    /// The level required.
    pub required: Level,
}

impl Need {
    /// The open requirements among these.
    pub fn open(standings: &[Standing]) -> Vec<Self> {
        let open = standings.iter().filter(|standing| !standing.is_held());
        open.map(|standing| Self { competency: standing.competency, held: standing.held, required: standing.required }).collect()
    }

    /// Whether a course leads on from what is held. One that begins above it does not, yet.
    pub fn is_served_by(&self, effect: &Effect) -> bool {
        effect.competency == self.competency && effect.entry <= self.held && Attained::from(effect.level) > self.held
    }
}

/// The effect of a course that serves one of the needs, if any does.
pub(super) fn serves<'c>(card: &'c Card, needs: &[Need]) -> Option<&'c Effect> {
    card.effects.iter().find(|effect| needs.iter().any(|need| need.is_served_by(effect)))
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    /// A course of 60 minutes in English and Hindi that leads from level 0 to 2.
    pub fn card(number: i64, title: (&str, &str), summary: (&str, &str)) -> Card {
        Card {
            course: Key::new(number),
            code: Code::parse(&format!("course-{number}")).expect("a code"),
            title: LanguageText::of(title.0, title.1),
            summary: LanguageText::of(summary.0, summary.1),
            provider: Code::parse("ISTM").expect("a code"),
            provider_name: LanguageText::of("Institute of Secretariat Training and Management", "सचिवालय प्रशिक्षण एवं प्रबंध संस्थान"),
            languages: ui::LANGUAGES.to_vec(),
            minutes: 60,
            mode: Mode::SelfPaced,
            playable: true,
            changed_at: Timestamp(number),
            effects: vec![Effect {
                competency: Key::new(number),
                code: Code::parse(&format!("competency-{number}")).expect("a code"),
                name: LanguageText::default(),
                entry: Attained::NOTHING,
                level: Level::new(2).expect("a level"),
            }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_three_sizes() {
        assert_eq!([59, 60, 240, 241].map(Hours::of), [Hours::UnderOne, Hours::OneToFour, Hours::OneToFour, Hours::OverFour]);
    }

    #[test]
    fn a_course_serves_a_need_from_the_level_that_is_held() {
        let attained = |n| Attained::new(n).expect("0 to 5");
        let effect = |entry, level| Effect {
            entry: attained(entry),
            level: Level::new(level).expect("1 to 5"),
            ..samples::card(1, ("", ""), ("", "")).effects.remove(0)
        };
        let need = |competency, held| Need {
            competency: Key::new(competency),
            held: attained(held),
            required: Level::new(3).expect("a level"),
        };
        assert!(need(1, 0).is_served_by(&effect(0, 1)));
        assert!(need(1, 1).is_served_by(&effect(0, 2)));
        assert!(!need(1, 0).is_served_by(&effect(1, 3)), "begins above");
        assert!(!need(1, 2).is_served_by(&effect(0, 2)), "leads no further");
        assert!(!need(2, 0).is_served_by(&effect(0, 2)), "another competency");
    }
}
