//! A CASE package (1.0 or 1.1) as one JSON file: one that this product wrote, which comes back as it was, or one of somebody else.
//!
//! A package of somebody else has items and associations between them: items below which others stand become terms, the others competencies
//! without levels, which a person then maps.

mod others;
mod ours;

use std::collections::{BTreeMap, HashMap};

use kernel::{Code, Date, Language, LanguageText};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::draft::{Draft, Profile, clean, slug};
use super::files::Files;
use super::ledger::Verdict;
use crate::crosswalk::package::Packaged;
use crate::framework::sheet::Faults;
use crate::framework::{FaultCode, OwnLevel};

#[derive(Deserialize)]
pub(super) struct Package {
    #[serde(rename = "CFDocument")]
    document: Document,
    #[serde(rename = "CFItems")]
    items: Vec<Item>,
    #[serde(rename = "CFAssociations", default)]
    associations: Vec<Association>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    identifier: Uuid,
    title: String,
    version: Option<String>,
    status_start_date: Option<String>,
    #[serde(rename = "licenseURI")]
    licence: Option<Title>,
    #[serde(default)]
    extensions: Value,
}

#[derive(Deserialize)]
struct Title {
    title: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item {
    identifier: Uuid,
    full_statement: String,
    abbreviated_statement: Option<String>,
    #[serde(rename = "CFItemType")]
    kind: Option<String>,
    human_coding_scheme: Option<String>,
    list_enumeration: Option<String>,
    language: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    concept_keywords: Vec<String>,
    #[serde(default)]
    extensions: Value,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Association {
    association_type: String,
    #[serde(rename = "originNodeURI")]
    origin: End,
    #[serde(rename = "destinationNodeURI")]
    destination: End,
    sequence_number: Option<i64>,
    #[serde(default)]
    extensions: Value,
}

#[derive(Deserialize)]
struct End {
    /// Of a node in no CASE service this need not be a UUID.
    identifier: String,
}

impl Item {
    fn is(&self, kind: &str) -> bool {
        self.kind.as_deref() == Some(kind)
    }

    fn code(&self) -> &str {
        self.human_coding_scheme.as_deref().unwrap_or_default().trim()
    }

    fn language(&self) -> Language {
        self.language.as_deref().and_then(|tag| Language::parse(tag).ok()).unwrap_or(Language::ENGLISH)
    }

    fn uid(&self) -> Option<Uuid> {
        serde_json::from_value(self.extensions["uid"].clone()).ok()
    }
}

/// A part of the extensions, where it is there and has the shape.
fn part<T: serde::de::DeserializeOwned>(extensions: &Value, name: &str) -> Option<T> {
    serde_json::from_value(extensions.get(name)?.clone()).ok()
}

/// A package with its associations by where they begin.
struct Graph<'c> {
    file: &'c str,
    package: &'c Package,
    items: HashMap<Uuid, (usize, &'c Item)>,
    /// By item: the items that stand directly below it, in their order.
    below: HashMap<Uuid, Vec<Uuid>>,
    above: HashMap<Uuid, Vec<Uuid>>,
    texts: HashMap<Uuid, (LanguageText, LanguageText)>,
    translations: HashMap<Uuid, Uuid>,
}

impl Package {
    /// Whether the items are such as this product writes them.
    fn is_ours(&self) -> bool {
        let has = |kind: &str| self.items.iter().any(|item| item.is(kind));
        self.document.extensions.get("scale").is_some() || (has("Competency") && has("Level"))
    }

    /// What the package says of the framework as a whole; `code` where it says none.
    pub(super) fn profile(&self, file: &str, faults: &Faults) -> Option<Profile> {
        let extensions = &self.document.extensions;
        let said: Option<Code> = part(extensions, "code");
        let code = said.or_else(|| Code::parse(&slug(&clean(&self.document.title)).chars().take(24).collect::<String>()).ok());
        let Some(code) = code else {
            faults.add(file, 0, "CFDocument.title", FaultCode::NoCodeOfTitle);
            return None;
        };
        let title = part(extensions, "title").unwrap_or_else(|| super::draft::english(&clean(&self.document.title)));
        let licence = self.document.licence.as_ref().map_or("Not stated".to_owned(), |licence| licence.title.clone());
        let level: Vec<OwnLevel> =
            part(extensions, "scale").unwrap_or_else(|| if self.is_ours() { self.scale() } else { Vec::new() });
        Some(Profile { code, licence, title, level })
    }

    /// The scale of a package of version 1.0, from the names of the levels: "Level 3: Practitioner".
    fn scale(&self) -> Vec<OwnLevel> {
        let mut scale: BTreeMap<i64, OwnLevel> = BTreeMap::new();
        for item in self.items.iter().filter(|item| item.is("Level")) {
            let Some(level) = ours::level(item) else { continue };
            let name = item.abbreviated_statement.as_deref().unwrap_or_default();
            let name = name.split_once(": ").map_or(name, |(_, name)| name);
            let own = level.number().to_string();
            scale.entry(level.number()).or_insert_with(|| OwnLevel { own, maps_to: level, name: super::draft::english(name) });
        }
        scale.into_values().collect()
    }
}

/// Reads the package; its own profile stands where nobody gives another.
pub(super) fn package(files: &Files, faults: &Faults) -> Option<Package> {
    files.json(files.only(), faults)
}

/// The name and the day of its version, where it has both.
pub(super) fn version(package: &Package) -> (Option<String>, Option<Date>) {
    let day = package.document.status_start_date.as_deref().and_then(|day| Date::parse(day).ok());
    (package.document.version.clone().filter(|version| !version.trim().is_empty()), day)
}

pub(super) fn read<'p>(files: &Files, package: &Package, profile: &'p Profile, faults: &Faults) -> Draft<'p> {
    let mut draft = Draft::new(profile);
    let file = files.only();
    let graph = Graph::new(file, package, faults);
    draft.crosswalks = graph.crosswalks(package.is_ours());
    if package.is_ours() {
        ours::read(&mut draft, &graph, faults);
        draft.uid = part(&package.document.extensions, "uid");
    } else {
        others::read(&mut draft, &graph, faults);
        draft.uid = Some(package.document.identifier);
    }
    draft
}

impl<'c> Graph<'c> {
    fn new(file: &'c str, package: &'c Package, faults: &Faults) -> Self {
        let mut graph = Self {
            file,
            package,
            items: HashMap::new(),
            below: HashMap::new(),
            above: HashMap::new(),
            texts: HashMap::new(),
            translations: HashMap::new(),
        };
        for (item, at) in package.items.iter().zip(0..) {
            if graph.items.insert(item.identifier, (at, item)).is_some() {
                faults.add(file, at as u64 + 1, "CFItems.identifier", FaultCode::Twice.with([("what", &item.identifier)]));
            }
            if item.full_statement.trim().is_empty() {
                faults.add(file, at as u64 + 1, "CFItems.fullStatement", FaultCode::Empty);
            }
        }
        let mut children: Vec<(Uuid, i64, Uuid)> = Vec::new();
        for (association, at) in package.associations.iter().zip(1..) {
            let (from, to) = (graph.end(&association.origin), graph.end(&association.destination));
            match association.association_type.as_str() {
                "isChildOf" => match (from, to) {
                    (Some(from), Some(to)) => children.push((to, association.sequence_number.unwrap_or(i64::MAX), from)),
                    _ => faults.add(file, at, "CFAssociations.isChildOf", FaultCode::NoEnd),
                },
                "isTranslationOf" => {
                    if let (Some(from), Some(to)) = (from, to) {
                        graph.translations.insert(from, to);
                    }
                }
                _ => {}
            }
        }
        children.sort_by_key(|(parent, number, _)| (*parent, *number));
        for (parent, _, child) in children {
            graph.below.entry(parent).or_default().push(child);
            graph.above.entry(child).or_default().push(parent);
        }
        for item in &package.items {
            let whose = graph.translations.get(&item.identifier).copied().unwrap_or(item.identifier);
            let (statement, name) = graph.texts.remove(&whose).unwrap_or_default();
            let statement = statement.with(item.language(), item.full_statement.as_str());
            let name = name.with(item.language(), item.abbreviated_statement.as_deref().unwrap_or_default());
            graph.texts.insert(whose, (statement, name));
        }
        graph
    }

    /// The item at an end, or the document itself.
    fn end(&self, end: &End) -> Option<Uuid> {
        let id = Uuid::parse_str(&end.identifier).ok()?;
        (self.items.contains_key(&id) || id == self.package.document.identifier).then_some(id)
    }

    fn item(&self, id: Uuid) -> Option<&'c Item> {
        self.items.get(&id).map(|(_, item)| *item)
    }

    /// The items of a type, each with its place from 1, without translations.
    fn of<'g>(&'g self, kind: &'g str) -> impl Iterator<Item = (u64, &'c Item)> + 'g {
        let originals = self.package.items.iter().zip(1..).filter(|(item, _)| !self.translations.contains_key(&item.identifier));
        originals.filter(move |(item, _)| item.is(kind)).map(|(item, at)| (at, item))
    }

    /// The items of a type that stand below another, in their order.
    fn children<'g>(&'g self, id: Uuid, kind: &'g str) -> impl Iterator<Item = &'c Item> + 'g {
        self.below.get(&id).into_iter().flatten().filter_map(|id| self.item(*id)).filter(move |item| item.is(kind))
    }

    /// The associations that join a competency with one that is not in the package, or that this product wrote as crosswalks.
    fn crosswalks(&self, ours: bool) -> Vec<Packaged> {
        let document = self.package.document.identifier;
        let is_competency = |id: &Uuid| *id != document && self.item(*id).is_none_or(|item| !ours || item.is("Competency"));
        let mut found = Vec::new();
        for (association, at) in self.package.associations.iter().zip(1..) {
            let kind = association.association_type.as_str();
            let uuid = |end: &End| Uuid::parse_str(&end.identifier).ok();
            let Some(ends) = uuid(&association.origin).zip(uuid(&association.destination)) else { continue };
            let said = part(&association.extensions, "crosswalk");
            let joins =
                matches!(kind, "exactMatchOf" | "isRelatedTo" | "isPartOf") && is_competency(&ends.0) && is_competency(&ends.1);
            let inside = self.item(ends.0).is_some() && self.item(ends.1).is_some();
            if said.is_some() || joins && !inside {
                let place = (self.associations_file(), at);
                found.push(Packaged { place, ends, kind: kind.to_owned(), said: said.filter(|_| ours), ours });
            }
        }
        found
    }

    /// What the ledger calls the list of associations.
    fn associations_file(&self) -> String {
        format!("{}: CFAssociations", self.file)
    }

    /// What the ledger calls the list of items.
    fn items_file(&self) -> String {
        format!("{}: CFItems", self.file)
    }

    fn statement(&self, id: Uuid) -> LanguageText {
        self.texts.get(&id).map(|(statement, _)| statement.clone()).unwrap_or_default()
    }

    fn name(&self, id: Uuid) -> LanguageText {
        self.texts.get(&id).map(|(_, name)| name.clone()).unwrap_or_default()
    }

    /// Notes what became of every item and association that `verdict` has not noted as taken.
    fn note(
        &self,
        draft: &mut Draft<'_>,
        taken: impl Fn(&Item) -> (Verdict, String),
        joined: impl Fn(&Association) -> (Verdict, String),
    ) {
        let items = self.items_file();
        for (item, at) in self.package.items.iter().zip(1..) {
            let (verdict, reason) = if self.translations.contains_key(&item.identifier) {
                (Verdict::Merged, "a translation".to_owned())
            } else {
                taken(item)
            };
            let about = format!(
                "{} {}",
                item.kind.as_deref().unwrap_or("item"),
                if item.code().is_empty() { &item.full_statement } else { item.code() }
            );
            draft.ledger.note((&items, at), about.chars().take(100).collect::<String>(), verdict, reason);
        }
        let associations = self.associations_file();
        for (association, at) in self.package.associations.iter().zip(1..) {
            let (verdict, reason) = joined(association);
            let about = format!(
                "{} {} {}",
                association.origin.identifier, association.association_type, association.destination.identifier
            );
            draft.ledger.note((&associations, at), about, verdict, reason);
        }
    }
}
