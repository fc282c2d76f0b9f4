//! From the files of a framework folder (docs/formats/framework.md) to a framework that is whole, or to all its faults.

mod criticality;
mod hints;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use kernel::{Code, Date, LanguageText, Level};
use serde::Deserialize;
use uuid::Uuid;

use super::domain::{Ask, CompetencyKind, Criticality, FAMILIES, LearningMode, OwnLevel};
use super::extras::Extras;
use super::fault::{Fault, FaultCode};
use super::sheet::{Faults, Line, Sheet};
use super::text;

const MANIFEST: &str = "framework.toml";
const COMPETENCIES: &str = "competencies.csv";
const LEVELS: &str = "levels.csv";
const INDICATORS: &str = "indicators.csv";
const POSITIONS: &str = "positions.csv";
const ROLES: &str = "roles.csv";
const POSITION_ROLES: &str = "position_roles.csv";
const ACTIVITIES: &str = "activities.csv";
const ROLE_COMPETENCIES: &str = "role_competencies.csv";

/// The files that must be there, in the order in which they are read.
const FILES: [&str; 9] =
    [MANIFEST, COMPETENCIES, LEVELS, INDICATORS, POSITIONS, ROLES, POSITION_ROLES, ACTIVITIES, ROLE_COMPETENCIES];

/// The file that may be missing: nothing is then said about how critical a competency is.
const CRITICALITY: &str = "criticality.csv";

/// The files that may be missing beside it: hints for learning, and documents.
const LEARNING_MODES: &str = "learning_modes.csv";
const RESOURCES: &str = "resources.csv";
const OPTIONAL: [&str; 3] = [CRITICALITY, LEARNING_MODES, RESOURCES];

/// The files of a framework by their names.
#[derive(Clone, Debug, Default)]
pub struct Source(BTreeMap<String, String>);

impl Source {
    /// Files held in memory: pairs of name and content.
    pub fn of<N: Into<String>, C: Into<String>>(files: impl IntoIterator<Item = (N, C)>) -> Self {
        Self(files.into_iter().map(|(name, content)| (name.into(), content.into())).collect())
    }

    /// Reads the files of a folder.
    pub fn read_folder(folder: &Path) -> Result<Self, Vec<Fault>> {
        let faults = Faults::default();
        let mut files = BTreeMap::new();
        for name in FILES.into_iter().chain(OPTIONAL) {
            match text::read(&folder.join(name)) {
                Ok(content) => {
                    files.insert(name.to_owned(), content.words);
                }
                Err(reason) if OPTIONAL.contains(&name) && reason.is_absent() => {}
                Err(reason) => faults.add(name, reason.row(), "", reason.reason()),
            }
        }
        let faults = faults.into_sorted();
        if faults.is_empty() { Ok(Self(files)) } else { Err(faults) }
    }
}

/// What the store has already and the files may refer to.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Codes of competencies, each with the code of its framework.
    pub(super) competencies: BTreeMap<String, String>,
    /// Codes of roles, each with the codes of the competencies that it asks.
    pub(super) roles: BTreeMap<String, BTreeSet<String>>,
    /// Codes of frameworks that came from elsewhere: they may leave levels undescribed and have families of positions of their own.
    pub(super) elsewhere: BTreeSet<String>,
}

/// A framework that is whole.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) head: Head,
    pub(crate) competencies: Vec<ParsedCompetency>,
    pub(crate) roles: Vec<ParsedRole>,
    pub(crate) positions: Vec<ParsedPosition>,
    pub(crate) extras: Extras,
}

#[derive(Clone, Debug)]
pub(crate) struct Head {
    pub(crate) code: Code,
    pub(crate) version: String,
    pub(crate) published: Date,
    pub(crate) title: LanguageText,
    pub(crate) licence: String,
    pub(crate) scale: Vec<OwnLevel>,
    /// The id outside that it brings with it; see [`ParsedCompetency::uid`].
    pub(crate) uid: Option<Uuid>,
}

#[derive(Clone, Debug)]
pub(crate) struct ParsedCompetency {
    /// The id outside that it brings with it. `None`: it is given one when it is new.
    pub(crate) uid: Option<Uuid>,
    pub(crate) code: Code,
    pub(crate) kind: CompetencyKind,
    pub(crate) ask: Ask,
    pub(crate) name: LanguageText,
    pub(crate) definition: LanguageText,
    /// On what it rests; may be empty.
    pub(crate) source: String,
    pub(crate) descriptors: BTreeMap<Level, LanguageText>,
    /// By code.
    pub(crate) indicators: BTreeMap<String, (Level, LanguageText)>,
}

#[derive(Clone, Debug)]
pub(crate) struct ParsedRole {
    pub(crate) uid: Option<Uuid>,
    /// Whether it is made as one of the library of its framework, and not of the service.
    pub(crate) library: bool,
    pub(crate) code: Code,
    pub(crate) name: LanguageText,
    /// `None`: what is kept stays.
    pub(crate) description: Option<LanguageText>,
    pub(crate) activities: Vec<(String, LanguageText)>,
    pub(crate) competencies: BTreeMap<String, Level>,
    /// Documents by code: title and address.
    pub(crate) resources: BTreeMap<String, (LanguageText, String)>,
}

#[derive(Clone, Debug)]
pub(crate) struct ParsedPosition {
    pub(crate) uid: Option<Uuid>,
    /// See [`ParsedRole::library`].
    pub(crate) library: bool,
    pub(crate) code: Code,
    pub(crate) title: LanguageText,
    pub(crate) family: String,
    pub(crate) group: Option<String>,
    pub(crate) pay_level: Option<i64>,
    /// On what it rests; may be empty.
    pub(crate) source: String,
    pub(crate) roles: BTreeSet<String>,
    /// By competency: how critical it is there, and why.
    pub(crate) criticality: BTreeMap<String, (Criticality, LanguageText)>,
    /// By competency: how it is best learnt there.
    pub(crate) modes: BTreeMap<String, LearningMode>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    code: Code,
    version: String,
    published: String,
    title: LanguageText,
    licence: String,
    level: Vec<OwnLevel>,
}

/// Reads all files. Any fault refuses them all; all faults are told at once.
pub(super) fn parse(source: &Source, known: &Known) -> Result<Parsed, Vec<Fault>> {
    let faults = Faults::default();
    for name in FILES.iter().filter(|name| !source.0.contains_key(**name)) {
        faults.add(name, 0, "", FaultCode::MissingFile);
    }
    let files = Files { source, known, faults: &faults };
    let parsed = files.head().map(|head| {
        let competencies = files.competencies(&head);
        let roles = files.roles(&head, &competencies);
        let positions = files.positions(&head, &roles);
        Parsed { head, competencies, roles, positions, extras: Extras::default() }
    });
    match (parsed, faults.into_sorted()) {
        (Some(parsed), faults) if faults.is_empty() => Ok(parsed),
        (_, faults) => Err(faults),
    }
}

struct Files<'f> {
    source: &'f Source,
    known: &'f Known,
    faults: &'f Faults,
}

impl<'f> Files<'f> {
    fn sheet(&self, file: &'static str, columns: &[&str]) -> Sheet<'f> {
        match self.source.0.get(file) {
            Some(content) => Sheet::read(file, content, columns, self.faults),
            None => Sheet::read(file, &columns.join(","), columns, self.faults),
        }
    }

    fn head(&self) -> Option<Head> {
        let content = self.source.0.get(MANIFEST)?;
        let manifest: Manifest = match toml::from_str(content) {
            Ok(manifest) => manifest,
            Err(reason) => {
                let row = reason.span().map_or(0, |span| 1 + content[..span.start].matches('\n').count() as u64);
                self.faults.add(MANIFEST, row, "", FaultCode::Malformed.with([("detail", &reason.message())]));
                return None;
            }
        };
        let not_a_date = FaultCode::NotADate.with([("value", &manifest.published)]);
        let published = Date::parse(&manifest.published).map_err(|_| self.faults.add(MANIFEST, 0, "published", not_a_date));
        if manifest.level.is_empty() && !self.is_elsewhere(&manifest.code) {
            self.faults.add(MANIFEST, 0, "level", FaultCode::NoScale);
        }
        for (at, level) in manifest.level.iter().enumerate() {
            if manifest.level[..at].iter().any(|other| other.own == level.own) {
                self.faults.add(MANIFEST, 0, "level", FaultCode::Twice.with([("what", &level.own)]));
            }
        }
        let Manifest { code, version, title, licence, level: scale, .. } = manifest;
        Some(Head { code, version, published: published.ok()?, title, licence, scale, uid: None })
    }

    fn competencies(&self, head: &Head) -> Vec<ParsedCompetency> {
        let columns = ["code", "kind", "ask", "name_en", "definition_en"];
        let sheet = self.sheet(COMPETENCIES, &columns);
        let mut all: BTreeMap<String, ParsedCompetency> = BTreeMap::new();
        for line in sheet.lines() {
            if let Some(one) = self.competency(&line, head)
                && let Some(twice) = all.insert(one.code.to_string(), one)
            {
                line.fault("code", FaultCode::Twice.with([("what", &twice.code)]));
            }
        }
        self.add_levels(head, &mut all);
        self.add_indicators(head, &mut all);
        all.into_values().collect()
    }

    fn competency(&self, line: &Line<'_>, head: &Head) -> Option<ParsedCompetency> {
        let code = line.code("code");
        let kind = line.one_of("kind", CompetencyKind::parse, "behavioural, functional, domain");
        let ask = line.one_of("ask", Ask::parse, "attitude, skill, knowledge");
        let (name, definition) = (line.words("name"), line.words("definition"));
        let code = code?;
        if let Some(other) = self.known.competencies.get(code.as_str()).filter(|framework| *framework != head.code.as_str()) {
            line.fault("code", FaultCode::BelongsElsewhere.with([("code", &code), ("framework", other)]));
        }
        let (descriptors, indicators) = (BTreeMap::new(), BTreeMap::new());
        let source = line.optional("source").unwrap_or_default().to_owned();
        Some(ParsedCompetency {
            uid: None,
            code,
            kind: kind?,
            ask: ask?,
            name: name?,
            definition: definition?,
            source,
            descriptors,
            indicators,
        })
    }

    /// The level of the crosswalk for a cell with a level of the framework's own scale.
    fn level(&self, line: &Line<'_>, head: &Head) -> Option<Level> {
        let own = line.text("level")?;
        let found = head.scale.iter().find(|level| level.own == own).map(|level| level.maps_to);
        if found.is_none() {
            line.fault("level", FaultCode::UnknownLevelIn.with([("value", &own), ("file", &MANIFEST)]));
        }
        found
    }

    fn add_levels(&self, head: &Head, all: &mut BTreeMap<String, ParsedCompetency>) {
        let sheet = self.sheet(LEVELS, &["competency", "level", "descriptor_en"]);
        let mut seen = BTreeSet::new();
        for line in sheet.lines() {
            let (level, words) = (self.level(&line, head), line.words("descriptor"));
            let Some(competency) = find(&line, "competency", all) else { continue };
            let (Some(level), Some(words), Some(own)) = (level, words, line.optional("level")) else { continue };
            if !seen.insert((competency.code.clone(), own.to_owned())) {
                line.fault("level", FaultCode::LevelTwiceOf.with([("level", &own), ("whole", &competency.code)]));
            }
            let before = competency.descriptors.remove(&level);
            competency.descriptors.insert(level, before.map_or(words.clone(), |before| joined(&before, &words)));
        }
        for competency in all.values().filter(|_| !self.is_elsewhere(&head.code)) {
            for level in head.scale.iter().filter(|level| !competency.descriptors.contains_key(&level.maps_to)) {
                let reason = FaultCode::NoDescriptor.with([("code", &competency.code), ("level", &level.own)]);
                self.faults.add(LEVELS, 0, "level", reason);
            }
        }
    }

    fn add_indicators(&self, head: &Head, all: &mut BTreeMap<String, ParsedCompetency>) {
        let sheet = self.sheet(INDICATORS, &["competency", "level", "code", "text_en"]);
        for line in sheet.lines() {
            let (level, code, words) = (self.level(&line, head), line.code("code"), line.words("text"));
            let Some(competency) = find(&line, "competency", all) else { continue };
            let (Some(level), Some(code), Some(words)) = (level, code, words) else { continue };
            if competency.indicators.insert(code.to_string(), (level, words)).is_some() {
                line.fault("code", FaultCode::TwiceOf.with([("what", &code), ("whole", &competency.code)]));
            }
        }
    }

    fn roles(&self, head: &Head, competencies: &[ParsedCompetency]) -> Vec<ParsedRole> {
        let sheet = self.sheet(ROLES, &["code", "name_en"]);
        let mut all: BTreeMap<String, ParsedRole> = BTreeMap::new();
        for line in sheet.lines() {
            let (Some(code), Some(name)) = (line.code("code"), line.words("name")) else { continue };
            let role = ParsedRole {
                uid: None,
                library: false,
                code,
                name,
                description: None,
                activities: Vec::new(),
                competencies: BTreeMap::new(),
                resources: BTreeMap::new(),
            };
            if let Some(twice) = all.insert(role.code.to_string(), role) {
                line.fault("code", FaultCode::Twice.with([("what", &twice.code)]));
            }
        }
        self.add_activities(&mut all);
        self.add_role_competencies(head, competencies, &mut all);
        self.add_resources(&mut all);
        all.into_values().collect()
    }

    fn add_activities(&self, all: &mut BTreeMap<String, ParsedRole>) {
        let sheet = self.sheet(ACTIVITIES, &["role", "code", "text_en"]);
        for line in sheet.lines() {
            let (code, words) = (line.code("code"), line.words("text"));
            let Some(role) = find(&line, "role", all) else { continue };
            let (Some(code), Some(words)) = (code, words) else { continue };
            if role.activities.iter().any(|(known, _)| known == code.as_str()) {
                line.fault("code", FaultCode::TwiceOf.with([("what", &code), ("whole", &role.code)]));
            }
            role.activities.push((code.to_string(), words));
        }
    }

    fn add_role_competencies(&self, head: &Head, competencies: &[ParsedCompetency], all: &mut BTreeMap<String, ParsedRole>) {
        let mut codes: BTreeSet<&str> = competencies.iter().map(|competency| competency.code.as_str()).collect();
        codes.extend(self.known.competencies.keys().map(String::as_str));
        let sheet = self.sheet(ROLE_COMPETENCIES, &["role", "competency", "level"]);
        for line in sheet.lines() {
            let (level, competency) = (self.level(&line, head), line.text("competency"));
            if let Some(unknown) = competency.filter(|code| !codes.contains(code)) {
                line.fault("competency", FaultCode::NoCompetency.with([("value", &unknown), ("file", &COMPETENCIES)]));
            }
            let Some(role) = find(&line, "role", all) else { continue };
            let (Some(level), Some(competency)) = (level, competency) else { continue };
            if role.competencies.insert(competency.to_owned(), level).is_some() {
                line.fault("competency", FaultCode::TwiceOf.with([("what", &competency), ("whole", &role.code)]));
            }
        }
    }

    fn is_elsewhere(&self, framework: &Code) -> bool {
        self.known.elsewhere.contains(framework.as_str())
    }

    fn positions(&self, head: &Head, roles: &[ParsedRole]) -> Vec<ParsedPosition> {
        let sheet = self.sheet(POSITIONS, &["code", "title_en", "family", "group", "pay_level"]);
        let mut all: BTreeMap<String, ParsedPosition> = BTreeMap::new();
        for line in sheet.lines() {
            if let Some(position) = position(&line, self.is_elsewhere(&head.code))
                && let Some(twice) = all.insert(position.code.to_string(), position)
            {
                line.fault("code", FaultCode::Twice.with([("what", &twice.code)]));
            }
        }
        let mut codes: BTreeSet<&str> = roles.iter().map(|role| role.code.as_str()).collect();
        codes.extend(self.known.roles.keys().map(String::as_str));
        let sheet = self.sheet(POSITION_ROLES, &["position", "role"]);
        for line in sheet.lines() {
            let role = line.text("role");
            if let Some(unknown) = role.filter(|code| !codes.contains(code)) {
                line.fault("role", FaultCode::NoRole.with([("value", &unknown), ("file", &ROLES)]));
            }
            let (Some(position), Some(role)) = (find(&line, "position", &mut all), role) else { continue };
            if !position.roles.insert(role.to_owned()) {
                line.fault("role", FaultCode::TwiceOf.with([("what", &role), ("whole", &position.code)]));
            }
        }
        self.add_criticality(roles, &mut all);
        self.add_learning_modes(roles, &mut all);
        all.into_values().collect()
    }
}

/// A row of the sheet of positions; `free` where any family will do.
fn position(line: &Line<'_>, free: bool) -> Option<ParsedPosition> {
    let (code, title) = (line.code("code"), line.words("title"));
    let family = if free {
        line.text("family").map(str::to_owned)
    } else {
        line.one_of("family", |text| FAMILIES.contains(&text).then(|| text.to_owned()), &FAMILIES.join(", "))
    };
    let pay_level = match line.optional("pay_level").map(str::parse::<i64>) {
        Some(Ok(level)) if (0..=20).contains(&level) => Some(level),
        Some(_) => {
            line.fault("pay_level", FaultCode::NotAPayLevel);
            None
        }
        None => None,
    };
    let group = line.optional("group").map(str::to_owned);
    let source = line.optional("source").unwrap_or_default().to_owned();
    let (roles, criticality, modes) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
    Some(ParsedPosition {
        uid: None,
        library: false,
        code: code?,
        title: title?,
        family: family?,
        group,
        pay_level,
        source,
        roles,
        criticality,
        modes,
    })
}

/// The thing to which a row refers; a fault when it is in no row of its own file.
fn find<'a, T>(line: &Line<'_>, column: &str, all: &'a mut BTreeMap<String, T>) -> Option<&'a mut T> {
    let code = line.text(column)?;
    let found = all.get_mut(code);
    if found.is_none() {
        line.fault(column, FaultCode::NotInOwnFile.with([("value", &code)]));
    }
    found
}

/// Descriptors of two own levels that map to one, one after the other.
fn joined(one: &LanguageText, other: &LanguageText) -> LanguageText {
    one.languages().fold(other.clone(), |all, language| {
        let words = [one.exactly(language), other.exactly(language)].into_iter().flatten().collect::<Vec<_>>().join(" ");
        all.with(language.clone(), words)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn files() -> BTreeMap<&'static str, String> {
        BTreeMap::from([
            (MANIFEST, "code = \"f\"\nversion = \"1\"\npublished = \"2026-04-01\"\nlicence = \"CC0\"\ntitle.en = \"F\"\n[[level]]\nown = \"b\"\nmaps_to = 1\nname.en = \"Basic\"\n[[level]]\nown = \"a\"\nmaps_to = 3\nname.en = \"Advanced\"\n".to_owned()),
            (COMPETENCIES, "code,kind,ask,name_en,name_hi,definition_en,definition_hi,source\nrti,domain,knowledge,RTI,सूचना,Knows,जानना,x\n".to_owned()),
            (LEVELS, "competency,level,descriptor_en,descriptor_hi\nrti,b,One,एक\nrti,a,Three,तीन\n".to_owned()),
            (INDICATORS, "competency,level,code,text_en,text_hi\nrti,a,i1,Does,करते हैं\n".to_owned()),
            (POSITIONS, "code,title_en,title_hi,family,group,pay_level,source\nclerk,Clerk,लिपिक,state,,,x\n".to_owned()),
            (ROLES, "code,name_en,name_hi\nr,Role,भूमिका\n".to_owned()),
            (POSITION_ROLES, "position,role\nclerk,r\n".to_owned()),
            (ACTIVITIES, "role,code,text_en,text_hi\nr,r-1,Acts,काम\n".to_owned()),
            (ROLE_COMPETENCIES, "role,competency,level\nr,rti,a\n".to_owned()),
        ])
    }

    fn faults(change: impl FnOnce(&mut BTreeMap<&'static str, String>)) -> Vec<String> {
        let mut files = files();
        change(&mut files);
        match parse(&Source::of(files), &Known::default()) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn reads_a_scale_of_its_own_by_its_crosswalk() {
        let parsed = parse(&Source::of(files()), &Known::default()).expect("no faults");
        assert_eq!(parsed.roles[0].competencies["rti"].number(), 3);
        assert_eq!(parsed.competencies[0].descriptors.keys().map(|level| level.number()).collect::<Vec<_>>(), [1, 3]);
    }

    #[test]
    fn tells_every_fault_with_its_place() {
        let found = faults(|files| {
            files.insert(
                COMPETENCIES,
                "code,kind,ask,name_en,definition_en\nrti,domain,knowledge,RTI,Knows\nrti,none,skill,,D\nx y,domain,skill,N,D\n"
                    .to_owned(),
            );
            files.insert(ROLE_COMPETENCIES, "role,competency,level\nr,rti,z\nq,rti,a\nr,unknown,a\nr\n".to_owned());
            files.insert(POSITIONS, "code,title_en,family,group,pay_level\nclerk,Clerk,palace,,99\n".to_owned());
            files.remove(ACTIVITIES);
        });
        insta::assert_snapshot!(found.join("\n"), @r#"
        activities.csv: is missing
        competencies.csv, row 3, column kind: "none" is none of behavioural, functional, domain
        competencies.csv, row 3, column name_en: is empty
        competencies.csv, row 4, column code: "x y" is not a code: 1 to 64 letters, digits, '-', '_', '.', '/'; the first a letter or digit
        position_roles.csv, row 2, column position: "clerk" is in no faultless row of its own file
        positions.csv, row 2, column family: "palace" is none of secretariat, state, district, police, posts, railways, tax, municipal
        positions.csv, row 2, column pay_level: is not a pay level from 0 to 20
        role_competencies.csv, row 2, column level: "z" is not a level of the scale in framework.toml
        role_competencies.csv, row 3, column role: "q" is in no faultless row of its own file
        role_competencies.csv, row 4, column competency: "unknown" is no competency of competencies.csv or of the store
        role_competencies.csv, row 5: 1 cells where the header has 3
        "#);
    }

    #[test]
    fn tells_what_is_wrong_with_the_manifest() {
        let found = faults(|files| {
            files.insert(MANIFEST, "code = \"f\"\nversion = \"1\"\npublished = \"2026-04-01\"\ntitle.en = \"F\"\nlicence = \"CC0\"\n[[level]]\nown = \"b\"\nmaps_to = 9\nname.en = \"Basic\"\n".to_owned());
        });
        insta::assert_snapshot!(found.join("\n"), @"framework.toml, row 8: 9 is not a level from 1 to 5");
    }
}
