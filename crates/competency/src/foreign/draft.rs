//! The common model in the making: what every adapter turns its files into.

use std::collections::BTreeMap;

use kernel::{Code, Date, Language, LanguageText, Level};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::ledger::Ledger;
use crate::crosswalk::package::Packaged;
use crate::exchange::derived;
use crate::framework::extras::{Extras, Term, TermUse};
use crate::framework::read::{Head, Parsed, ParsedCompetency, ParsedPosition, ParsedRole};
use crate::framework::{Ask, CompetencyKind, OwnLevel};

/// What files of a framework do not say of it; see `frameworks.toml`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The code under which it is kept, and with which the codes of its competencies, roles and positions begin.
    pub code: Code,
    /// Its licence.
    pub licence: String,
    /// Its title.
    pub title: LanguageText,
    /// Its levels with the crosswalk.
    pub level: Vec<OwnLevel>,
}

/// A framework from elsewhere, whole.
#[derive(Debug)]
pub struct Catalogue {
    pub(crate) parsed: Parsed,
    /// The name of the version, where the files say it. `None`: the next number.
    pub(crate) version: Option<String>,
    /// What became of each row.
    pub ledger: Ledger,
    /// What there is of which kind, in the framework's own words, such as 8 families.
    pub census: Vec<(&'static str, usize)>,
    /// The file and the row from which each competency came, by its code.
    pub(crate) origins: Origins,
    /// Associations between competencies that a package has.
    pub(crate) crosswalks: Vec<Packaged>,
}

/// File and row, by code.
pub(crate) type Origins = BTreeMap<String, (String, u64)>;

/// A catalogue in the making.
pub(super) struct Draft<'p> {
    pub(super) profile: &'p Profile,
    /// The id outside that the framework brings.
    pub(super) uid: Option<uuid::Uuid>,
    pub(super) competencies: BTreeMap<String, ParsedCompetency>,
    pub(super) roles: BTreeMap<String, ParsedRole>,
    pub(super) positions: BTreeMap<String, ParsedPosition>,
    pub(super) extras: Extras,
    pub(super) ledger: Ledger,
    pub(super) census: Vec<(&'static str, usize)>,
    origins: Origins,
    pub(super) crosswalks: Vec<Packaged>,
}

/// A text in English; most frameworks from elsewhere have no other.
pub(super) fn english(text: &str) -> LanguageText {
    LanguageText::default().with(Language::ENGLISH, text)
}

/// Without the invisible letters that copying from a page leaves: other blanks become blanks, line separators lines.
pub(super) fn clean(text: &str) -> String {
    let plain = text.chars().filter(|letter| !matches!(letter, '\u{200b}' | '\u{feff}' | '\r'));
    let plain: String = plain
        .map(|letter| match letter {
            '\u{2028}' | '\u{2029}' => '\n',
            '\u{a0}' | '\t' => ' ',
            letter => letter,
        })
        .collect();
    let lines = plain.lines().map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// The points of a text: its lines that begin with a bullet.
pub(super) fn bullets(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix(['-', '•', '*']))
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect()
}

/// A name as a part of a code: lower case, ASCII, with hyphens.
pub(super) fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars() {
        if letter.is_ascii_alphanumeric() {
            slug.push(letter.to_ascii_lowercase());
        } else if !matches!(letter, '\'' | '’' | '‘') && !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The longest code.
const LONGEST: usize = 64;

impl<'p> Draft<'p> {
    pub(super) fn new(profile: &'p Profile) -> Self {
        Self {
            profile,
            uid: None,
            competencies: BTreeMap::new(),
            roles: BTreeMap::new(),
            positions: BTreeMap::new(),
            extras: Extras::default(),
            ledger: Ledger::default(),
            census: Vec::new(),
            origins: Origins::new(),
            crosswalks: Vec::new(),
        }
    }

    /// Remembers from which row a competency came.
    pub(super) fn comes_from(&mut self, code: &Code, (file, row): (&str, u64)) {
        self.origins.insert(code.to_string(), (file.to_owned(), row));
    }

    /// The code of something of the framework with this name of its own. What is too long ends in a digest, so that it stays one of its kind.
    pub(super) fn code(&self, own: &str) -> Code {
        let whole = format!("{}/{own}", self.profile.code);
        let fits = whole.len() <= LONGEST && !own.is_empty();
        let text = if fits {
            whole
        } else {
            let digest: String = Sha256::digest(own).iter().take(4).map(|byte| format!("{byte:02x}")).collect();
            let kept: String = whole.chars().take(LONGEST - 9).collect();
            format!("{}-{digest}", kept.trim_end_matches(['-', '/']))
        };
        Code::parse(&text).unwrap_or_else(|_| self.profile.code.clone())
    }

    /// The step of the scale with this name.
    pub(super) fn step(&self, own: &str) -> Option<&'p OwnLevel> {
        self.profile.level.iter().find(|level| level.own == own)
    }

    /// A competency without levels.
    pub(super) fn competency(
        &self,
        code: Code,
        (kind, ask): (CompetencyKind, Ask),
        name: &str,
        definition: &str,
    ) -> ParsedCompetency {
        ParsedCompetency {
            uid: None,
            code,
            kind,
            ask,
            name: english(name),
            // CASE has no item without a statement.
            definition: english(if definition.is_empty() { name } else { definition }),
            source: String::new(),
            descriptors: BTreeMap::new(),
            indicators: BTreeMap::new(),
        }
    }

    /// A role of the library of the framework.
    pub(super) fn role(&self, code: Code, name: &str, description: &str) -> ParsedRole {
        ParsedRole {
            uid: None,
            library: true,
            code,
            name: english(name),
            description: Some(english(description)),
            activities: Vec::new(),
            competencies: BTreeMap::new(),
            resources: BTreeMap::new(),
        }
    }

    /// A position of the library of the framework.
    pub(super) fn position(&self, code: Code, title: &str, family: &str) -> ParsedPosition {
        ParsedPosition {
            uid: None,
            library: true,
            code,
            title: english(title),
            family: family.to_owned(),
            group: None,
            pay_level: None,
            source: String::new(),
            roles: Default::default(),
            criticality: BTreeMap::new(),
            modes: BTreeMap::new(),
        }
    }

    pub(super) fn term(&mut self, (code, kind): (&str, &str), parent: Option<&str>, name: &str, description: &str) {
        let term = Term {
            code: code.to_owned(),
            kind: kind.to_owned(),
            parent: parent.map(str::to_owned),
            name: english(name),
            description: english(description),
        };
        self.extras.terms.insert(code.to_owned(), term);
    }

    pub(super) fn place(&mut self, competency: &Code, term: &str) {
        self.extras.uses.insert((TermUse::Competency, competency.to_string(), term.to_owned()));
    }

    /// The catalogue. Ids outside follow from the codes: they are the same wherever the framework is imported.
    pub(super) fn finish(self) -> Catalogue {
        let Self { profile, uid, mut competencies, mut roles, mut positions, extras, ledger, census, origins, crosswalks } = self;
        let id = |kind: &str, code: &Code| Some(derived(NAMESPACE, &format!("{kind} {code}")));
        competencies.values_mut().for_each(|one| one.uid = one.uid.or(id("competency", &one.code)));
        roles.values_mut().for_each(|one| one.uid = one.uid.or(id("role", &one.code)));
        positions.values_mut().for_each(|one| one.uid = one.uid.or(id("position", &one.code)));
        let head = Head {
            uid: uid.or(id("framework", &profile.code)),
            code: profile.code.clone(),
            version: String::new(),
            published: Date(0),
            title: profile.title.clone(),
            licence: profile.licence.clone(),
            scale: profile.level.clone(),
        };
        let (competencies, roles, positions) =
            (competencies.into_values().collect(), roles.into_values().collect(), positions.into_values().collect());
        Catalogue {
            parsed: Parsed { head, competencies, roles, positions, extras },
            version: None,
            ledger,
            census,
            origins,
            crosswalks,
        }
    }
}

/// The namespace of the ids that follow from codes: the UUID of version 5 of "framework.karmayogi" in the namespace of DNS names.
const NAMESPACE: uuid::Uuid = uuid::Uuid::from_u128(0x9ce0_a772_72e0_54be_8261_34b1_aa4b_45e1);

/// Adds points as the indicators of a level: `l2-1`, `l2-2`.
pub(super) fn add_indicators(competency: &mut ParsedCompetency, level: Level, points: &[&str]) {
    let before = competency.indicators.values().filter(|(of, _)| *of == level).count();
    for (number, point) in (before + 1..).zip(points) {
        competency.indicators.insert(format!("l{}-{number:02}", level.number()), (level, english(point)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_codes_and_long_ones_stay_apart() {
        let profile = super::super::profiles().remove("kcm").expect("a profile");
        let draft = Draft::new(&profile);
        assert_eq!(draft.code(&slug("Policy design/ amendment")).as_str(), "kcm/policy-design-amendment");
        assert_eq!(slug("Director’s (IT) – Head"), "directors-it-head");
        let long = "PEST (Political, Economic, Social, Technological) Consciousness and more of it";
        let (one, other) = (draft.code(&slug(long)), draft.code(&slug(&format!("{long} still"))));
        assert!(one != other && one.as_str().len() <= 64, "{one} {other}");
    }

    #[test]
    fn invisible_letters_go_and_points_are_found() {
        let text = clean("You can:\u{2028}-  see\u{a0}it\n- do\u{200b} it\t\n");
        assert_eq!((text.as_str(), bullets(&text)), ("You can:\n- see it\n- do it", vec!["see it", "do it"]));
    }
}
