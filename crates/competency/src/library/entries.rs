//! What is published, as it is read.

use std::collections::BTreeMap;

use kernel::{Code, Date, Key, LanguageText, Level};
use people::Position;
use uuid::Uuid;

use crate::crosswalk::Relation;
use crate::framework::{Ask, CompetencyKind, Criticality, LearningMode, OwnAsk, OwnLevel, Term, TermUse};
use crate::{Competency, Framework, Role};

/// A framework with its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkEntry {
    /// The key inside.
    pub key: Key<Framework>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// Its title.
    pub title: LanguageText,
    /// Its licence, as its author wrote it.
    pub licence: String,
    /// Its versions, the newest first.
    pub versions: Vec<Version>,
    /// Its own ordering of competencies and activities, in order of codes.
    pub terms: Vec<Term>,
    /// Below which terms, by their codes, something stands.
    pub uses: BTreeMap<(TermUse, String), Vec<String>>,
}

/// A published version of a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its name.
    pub version: String,
    /// The day of its publication.
    pub published: Date,
    /// Its own scale.
    pub scale: Vec<OwnLevel>,
}

/// A competency in its newest revision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetencyEntry {
    /// The key inside.
    pub key: Key<Competency>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// Its framework, by its place in the stock.
    pub framework: usize,
    /// The version of the framework that brought the revision.
    pub version: String,
    /// Behavioural, functional or domain.
    pub kind: CompetencyKind,
    /// Attitude, skill or knowledge.
    pub ask: Ask,
    /// Its name.
    pub name: LanguageText,
    /// What it is.
    pub definition: LanguageText,
    /// On what it rests; may be empty.
    pub source: String,
    /// Its levels, lowest first. A framework with fewer levels leaves some out.
    pub levels: BTreeMap<Level, LevelEntry>,
}

/// A level of a competency.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LevelEntry {
    /// What a person at that level does.
    pub descriptor: LanguageText,
    /// Visible acts, by code.
    pub indicators: Vec<(String, LanguageText)>,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleEntry {
    /// The key inside.
    pub key: Key<Role>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// The framework in whose library it is, by its place in the stock; `None`: it is the service's own.
    pub framework: Option<usize>,
    /// Its name.
    pub name: LanguageText,
    /// What it is; may be empty.
    pub description: LanguageText,
    /// Its work activities, in order.
    pub activities: Vec<Activity>,
    /// What it asks: competencies by their place in the stock.
    pub asks: BTreeMap<usize, Level>,
    /// What it asks in the words of its framework, also where no level follows.
    pub own_asks: BTreeMap<usize, OwnAsk>,
    /// Documents from which its work is learnt, by code.
    pub resources: Vec<Resource>,
}

/// A document from which the work of a role is learnt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its code within the role.
    pub code: String,
    /// Its title.
    pub title: LanguageText,
    /// Where it is: an address of the web, or the number of a file or order.
    pub address: String,
}

/// A work activity of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Its code within the role.
    pub code: String,
    /// What is done.
    pub text: LanguageText,
}

/// A position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PositionEntry {
    /// The key inside.
    pub key: Key<Position>,
    /// The id outside.
    pub uid: Uuid,
    /// Its code.
    pub code: Code,
    /// The framework in whose library it is, by its place in the stock; `None`: it is the service's own.
    pub framework: Option<usize>,
    /// Its title.
    pub title: LanguageText,
    /// The family of positions to which it belongs.
    pub family: String,
    /// Service group, where it has one.
    pub group: Option<String>,
    /// Pay level, where it has one.
    pub pay_level: Option<i64>,
    /// On what it rests; may be empty.
    pub source: String,
    /// Its roles, by their place in the stock.
    pub roles: Vec<usize>,
    /// How critical a competency is there, and why; competencies by their place in the stock.
    pub criticality: BTreeMap<usize, (Criticality, LanguageText)>,
    /// How a competency is best learnt there; competencies by their place in the stock.
    pub modes: BTreeMap<usize, LearningMode>,
}

/// All that is published, each list in order of codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// Frameworks.
    pub frameworks: Vec<FrameworkEntry>,
    /// Competencies of all frameworks.
    pub competencies: Vec<CompetencyEntry>,
    /// Roles.
    pub roles: Vec<RoleEntry>,
    /// Positions.
    pub positions: Vec<PositionEntry>,
    /// Competencies that somebody has said are others, with those that stand for them; by their places.
    pub aliases: BTreeMap<usize, usize>,
    /// How competencies of different frameworks stand to each other, in order of their keys.
    pub crosswalks: Vec<CrosswalkEntry>,
}

/// A declared crosswalk between competencies by their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrosswalkEntry {
    /// From where it leads.
    pub origin: usize,
    /// To where.
    pub target: usize,
    /// How the one stands to the other.
    pub relation: Relation,
    /// The highest level that it counts for, with broader and narrower.
    pub cap: Option<Level>,
}

impl FrameworkEntry {
    /// The newest version; every framework has one.
    pub fn newest(&self) -> Option<&Version> {
        self.versions.first()
    }

    /// A version by its name.
    pub fn version(&self, name: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.version == name)
    }
}
