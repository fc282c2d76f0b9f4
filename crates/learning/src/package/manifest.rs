//! `course.toml` as it stands in its file, and the checks that need nothing but it.

use std::collections::BTreeSet;

use kernel::{Attained, Date, Language, LanguageText, Level};
use people::closed_list;
use serde::Deserialize;
use toml::Spanned;

use super::fault::{Faults, line_of};

/// The name of the file.
pub(super) const FILE: &str = "course.toml";

closed_list! {
    /// How a course is taken.
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    Mode {
        /// Alone, at one's own time.
        SelfPaced = "self_paced",
        /// In a room with others.
        InClass = "in_class",
        /// Both.
        Blended = "blended",
        /// At the place of work.
        OnTheJob = "on_the_job",
    }
}

closed_list! {
    /// What a learning object is.
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    ObjectKind {
        /// A text in segments.
        Text = "text",
        /// A video with captions and a transcript.
        Video = "video",
        /// Questions to practise with.
        Quiz = "quiz",
    }
}

/// What passing the assessment of a course speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Code of the competency.
    pub competency: String,
    /// The level one should hold before.
    pub entry: Attained,
    /// The level that the assessment tests.
    pub level: Level,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    pub(super) code: Spanned<String>,
    pub(super) provider: Spanned<String>,
    pub(super) licence: Spanned<String>,
    pub(super) published: Spanned<String>,
    pub(super) languages: Spanned<Vec<Language>>,
    pub(super) mode: Mode,
    pub(super) title: LanguageText,
    pub(super) summary: LanguageText,
    pub(super) prepares: LanguageText,
    pub(super) sources: Vec<String>,
    #[serde(default, rename = "effect")]
    pub(super) effects: Vec<RawEffect>,
    #[serde(default, rename = "outcome")]
    pub(super) outcomes: Vec<RawOutcome>,
    #[serde(default, rename = "module")]
    pub(super) modules: Vec<RawModule>,
    pub(super) assessment: Option<RawAssessment>,
    #[serde(default, rename = "aid")]
    pub(super) aids: Vec<RawAid>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawEffect {
    pub(super) competency: Spanned<String>,
    pub(super) entry: Spanned<i64>,
    pub(super) level: Spanned<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawOutcome {
    pub(super) code: Spanned<String>,
    pub(super) level: Spanned<i64>,
    pub(super) text: LanguageText,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawModule {
    pub(super) code: Spanned<String>,
    pub(super) title: LanguageText,
    #[serde(default, rename = "object")]
    pub(super) objects: Vec<RawObject>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawObject {
    pub(super) code: Spanned<String>,
    pub(super) kind: ObjectKind,
    pub(super) minutes: Spanned<i64>,
    pub(super) title: LanguageText,
    #[serde(default)]
    pub(super) outcomes: Vec<Spanned<String>>,
    pub(super) items: Option<Spanned<i64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAssessment {
    pub(super) items: Spanned<i64>,
    pub(super) pass: Spanned<f64>,
    pub(super) minutes: Spanned<i64>,
    pub(super) cooling_off_hours: Spanned<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAid {
    pub(super) code: Spanned<String>,
    pub(super) title: LanguageText,
}

/// Lower-case ASCII letters, digits and single hyphens, at most 64: what may stand in an address and in the name of a file.
pub(super) fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

/// Reads the file and checks what needs nothing but it.
pub(super) fn parse(text: &str, faults: &mut Faults) -> Option<Manifest> {
    match toml::from_str::<Manifest>(text) {
        Ok(manifest) => {
            Checker { text, languages: manifest.languages.get_ref(), faults }.manifest(&manifest);
            Some(manifest)
        }
        Err(error) => {
            faults.add(FILE, error.span().map(|span| line_of(text, span.start)), error.message());
            None
        }
    }
}

struct Checker<'a> {
    text: &'a str,
    languages: &'a [Language],
    faults: &'a mut Faults,
}

impl Checker<'_> {
    fn fault<T>(&mut self, at: &Spanned<T>, reason: impl Into<String>) {
        self.faults.add(FILE, Some(line_of(self.text, at.span().start)), reason);
    }

    fn manifest(&mut self, manifest: &Manifest) {
        let at = &manifest.code;
        self.slug(at);
        if manifest.languages.get_ref().is_empty() {
            self.fault(&manifest.languages, "a course is in one language at least");
        }
        if manifest.licence.get_ref().trim().is_empty() {
            self.fault(&manifest.licence, "say under which licence the course may be used");
        }
        if Date::parse(manifest.published.get_ref()).is_err() {
            self.fault(&manifest.published, "published is a date such as 2026-11-01");
        }
        for (name, text) in [("title", &manifest.title), ("summary", &manifest.summary), ("prepares", &manifest.prepares)] {
            self.words(at, name, text);
        }
        self.effects(manifest);
        self.outcomes(manifest);
        self.modules(manifest);
        self.assessment(manifest);
        self.all_different("job aid", manifest.aids.iter().map(|aid| &aid.code));
        for aid in &manifest.aids {
            self.words(&aid.code, "title", &aid.title);
        }
    }

    fn effects(&mut self, manifest: &Manifest) {
        if manifest.effects.is_empty() {
            self.fault(&manifest.code, "an [[effect]] says which competency the course is for");
        }
        if let Some(second) = manifest.effects.get(1) {
            self.fault(&second.competency, "the assessment speaks for one competency; a course has one [[effect]]");
        }
        for effect in &manifest.effects {
            self.within(&effect.entry, "entry", 0..=5);
            self.within(&effect.level, "level", 1..=5);
            if effect.level.get_ref() <= effect.entry.get_ref() {
                self.fault(&effect.level, "the level reached is higher than the level at entry");
            }
        }
    }

    fn outcomes(&mut self, manifest: &Manifest) {
        self.all_different("outcome", manifest.outcomes.iter().map(|outcome| &outcome.code));
        let highest = manifest.effects.iter().map(|effect| *effect.level.get_ref()).max().unwrap_or(5);
        for outcome in &manifest.outcomes {
            self.slug(&outcome.code);
            self.words(&outcome.code, "text", &outcome.text);
            self.within(&outcome.level, "level", 1..=highest);
        }
    }

    fn modules(&mut self, manifest: &Manifest) {
        if manifest.modules.is_empty() {
            self.fault(&manifest.code, "a course has one [[module]] at least");
        }
        self.all_different("module", manifest.modules.iter().map(|module| &module.code));
        self.all_different("object", manifest.modules.iter().flat_map(|module| &module.objects).map(|object| &object.code));
        for module in &manifest.modules {
            self.slug(&module.code);
            self.words(&module.code, "title", &module.title);
            if module.objects.is_empty() {
                self.fault(&module.code, "a module has one [[module.object]] at least");
            }
            for object in &module.objects {
                self.object(object, manifest);
            }
        }
    }

    fn object(&mut self, object: &RawObject, manifest: &Manifest) {
        self.slug(&object.code);
        self.words(&object.code, "title", &object.title);
        self.within(&object.minutes, "minutes", 1..=600);
        let is_quiz = object.kind == ObjectKind::Quiz;
        match &object.items {
            Some(items) if is_quiz => self.within(items, "items", 1..=100),
            Some(items) => self.fault(items, "only a quiz has items"),
            None if is_quiz => self.fault(&object.code, "a quiz says how many items it draws: items = 3"),
            None => {}
        }
        if is_quiz && object.outcomes.is_empty() {
            self.fault(&object.code, "a quiz names the outcomes it is drawn from");
        }
        for outcome in &object.outcomes {
            if !manifest.outcomes.iter().any(|known| known.code.get_ref() == outcome.get_ref()) {
                self.fault(outcome, format!("there is no outcome {:?}", outcome.get_ref()));
            }
        }
    }

    fn assessment(&mut self, manifest: &Manifest) {
        let Some(assessment) = &manifest.assessment else {
            self.fault(&manifest.code, "a course has an [assessment]");
            return;
        };
        let least = i64::try_from(manifest.outcomes.len()).unwrap_or(i64::MAX).max(1);
        if *assessment.items.get_ref() < least {
            self.fault(&assessment.items, format!("the assessment draws one item of each outcome at least: {least}"));
        }
        if !(0.001..=1.0).contains(assessment.pass.get_ref()) {
            self.fault(&assessment.pass, "pass is a share of the score such as 0.8");
        }
        self.within(&assessment.minutes, "minutes", 1..=240);
        self.within(&assessment.cooling_off_hours, "cooling_off_hours", 0..=720);
    }

    fn slug(&mut self, code: &Spanned<String>) {
        if !is_slug(code.get_ref()) {
            self.fault(code, format!("the code {:?} is not made of lower-case letters, digits and hyphens", code.get_ref()));
        }
    }

    fn words(&mut self, at: &Spanned<String>, name: &str, text: &LanguageText) {
        for language in self.languages {
            if text.exactly(language).is_none_or(|words| words.trim().is_empty()) {
                self.fault(at, format!("{name}.{language} is missing"));
            }
        }
    }

    fn within(&mut self, number: &Spanned<i64>, name: &str, range: std::ops::RangeInclusive<i64>) {
        if !range.contains(number.get_ref()) {
            self.fault(number, format!("{name} is a number from {} to {}", range.start(), range.end()));
        }
    }

    fn all_different<'m>(&mut self, what: &str, codes: impl Iterator<Item = &'m Spanned<String>>) {
        let mut seen = BTreeSet::new();
        for code in codes {
            if !seen.insert(code.get_ref()) {
                self.fault(code, format!("the {what} {:?} stands twice", code.get_ref()));
            }
        }
    }
}
