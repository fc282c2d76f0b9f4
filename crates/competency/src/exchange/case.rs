//! A selection in the words of CASE: a document with items and the associations between them.
//!
//! | here | in CASE |
//! |---|---|
//! | framework in its newest version | CFDocument |
//! | competency, level, indicator, position, role, work activity | CFItem of that CFItemType |
//! | indicator of a level of a competency of the framework; work activity of a role | isChildOf |
//! | level of a competency | hasSkillLevel from the competency to the level |
//! | what a role or a position asks | hasSkillLevel from it to the level, in the grouping "Requirements" |
//! | role of a position | isPartOf |
//! | crosswalk: exact, related | exactMatchOf, isRelatedTo, in the grouping "Crosswalks" |
//! | crosswalk: narrower, broader | isPartOf from the part to the whole, in that grouping; 1.1: `extensions` with relation and highest level |
//! | text in another language | 1.1: an item of its own with isTranslationOf; 1.0 has no place for it |
//! | how critical it is, own codes of levels, family, pay level | 1.1: `extensions`; 1.0 has no place for them |
//! | kind of a competency; attitude, skill or knowledge | CFSubject; CFConcept |
//! | the five levels of a competency with their descriptors | also a CFRubric, with one criterion |

use std::collections::{BTreeMap, HashMap};

use kernel::{Language, LanguageText};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::identity::derived;
use super::items;
use super::selection::Selection;
use crate::framework::{Ask, CompetencyKind};

/// A version of CASE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseVersion {
    /// 1.0 of July 2017.
    V1p0,
    /// 1.1 of 2024.
    V1p1,
}

impl CaseVersion {
    /// Both.
    pub const ALL: [Self; 2] = [Self::V1p0, Self::V1p1];

    /// Its name in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V1p0 => "v1p0",
            Self::V1p1 => "v1p1",
        }
    }

    /// Reads its name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str() == text)
    }
}

/// A framework as CASE has it, each object as it stands in a CFPackage.
#[derive(Clone, Debug)]
pub struct CasePackage {
    /// Identifier of the document.
    pub id: Uuid,
    /// The CFDocument.
    pub document: Value,
    /// CFItems, parents before children.
    pub items: Vec<Value>,
    /// CFAssociations.
    pub associations: Vec<Value>,
    /// CFConcepts: what a competency is mainly about.
    pub concepts: Vec<Value>,
    /// CFSubjects: kinds of competencies.
    pub subjects: Vec<Value>,
    /// CFLicenses: the one of the framework.
    pub licences: Vec<Value>,
    /// CFItemTypes.
    pub types: Vec<Value>,
    /// CFAssociationGroupings.
    pub groupings: Vec<Value>,
    /// CFRubrics: one for each competency.
    pub rubrics: Vec<Value>,
}

impl CasePackage {
    /// The CFPackage. Its document has no CFPackageURI: the schema forbids it there.
    pub fn whole(&self) -> Value {
        json!({
            "CFDocument": self.document,
            "CFItems": self.items,
            "CFAssociations": self.associations,
            "CFDefinitions": {
                "CFConcepts": self.concepts,
                "CFSubjects": self.subjects,
                "CFLicenses": self.licences,
                "CFItemTypes": self.types,
                "CFAssociationGroupings": self.groupings,
            },
            "CFRubrics": self.rubrics,
        })
    }

    /// The document as it stands alone, with the address of its package.
    pub fn document_alone(&self) -> Value {
        let mut document = self.document.clone();
        let address = document["uri"].as_str().unwrap_or_default().replace("/CFDocuments/", "/CFPackages/");
        document["CFPackageURI"] = json!({ "title": document["title"], "identifier": self.id, "uri": address });
        document
    }

    /// An item or association as it stands alone, with the address of its document.
    pub fn alone(&self, object: &Value) -> Value {
        let mut object = object.clone();
        object["CFDocumentURI"] = json!({ "title": self.document["title"], "identifier": self.id, "uri": self.document["uri"] });
        object
    }
}

/// The package of a selection. `address` is the one under which people reach the service, without a slash at its end.
pub fn package(selection: &Selection<'_>, version: CaseVersion, address: &str) -> CasePackage {
    let mut draft = Draft::new(selection, version, address);
    items::add_all(&mut draft, selection);
    draft.finish()
}

/// Where an item or association leads.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) id: Uuid,
    pub(super) title: String,
    pub(super) endpoint: &'static str,
}

/// What an item says beside its statement.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// Name, where the statement is longer than one.
    pub(super) name: Option<&'a LanguageText>,
    pub(super) code: String,
    pub(super) number: Option<i64>,
    pub(super) notes: String,
    pub(super) keyword: Option<Ask>,
    pub(super) subject: Option<CompetencyKind>,
    /// CASE 1.1 only.
    pub(super) extensions: Value,
}

/// A package in the making.
pub(super) struct Draft {
    pub(super) version: CaseVersion,
    /// `https://host/ims/case/v1p1`.
    base: String,
    /// The id outside of the framework, below which its definitions have theirs.
    framework: Uuid,
    changed: String,
    pub(super) document: Node,
    package: CasePackage,
    /// How many children each parent has so far.
    children: HashMap<Uuid, i64>,
    types: BTreeMap<&'static str, Value>,
}

/// The types of items, each with its code in the hierarchy and what it is.
const TYPES: [(&str, &str, &str); 7] = [
    ("Competency", "1", "A behavioural, functional or domain competency"),
    ("Level", "1.1", "What a person at a level of a competency does"),
    ("Indicator", "1.1.1", "A visible act by which a level is recognised"),
    ("Position", "2", "The description that many posts share"),
    ("Role", "3", "A part of the work, shared by positions"),
    ("Work activity", "3.1", "What is done in a role"),
    (GROUP, "4", "A theme or group by which a framework orders its competencies or work activities"),
];

/// The type of terms.
pub(super) const GROUP: &str = "Group";

pub(super) const LEVELS: (&str, &str) = ("Levels", "The levels of a competency, lowest first");
pub(super) const REQUIREMENTS: (&str, &str) = ("Requirements", "The level of a competency that a role or a position asks");
pub(super) const CROSSWALKS: (&str, &str) = ("Crosswalks", "How a competency stands to one of another framework");

impl Draft {
    fn new(selection: &Selection<'_>, version: CaseVersion, address: &str) -> Self {
        let (framework, newest) = (selection.framework, selection.version);
        let base = format!("{}/ims/case/{}", address.trim_end_matches('/'), version.as_str());
        let title = framework.title.get(&Language::ENGLISH).to_owned();
        let document = Node { id: derived(framework.uid, "document"), title, endpoint: "CFDocuments" };
        let mut draft = Self {
            version,
            base,
            framework: framework.uid,
            changed: newest.published.start().rfc3339(),
            package: CasePackage {
                id: document.id,
                document: Value::Null,
                items: Vec::new(),
                associations: Vec::new(),
                concepts: Vec::new(),
                subjects: Vec::new(),
                licences: Vec::new(),
                types: Vec::new(),
                groupings: Vec::new(),
                rubrics: Vec::new(),
            },
            document,
            children: HashMap::new(),
            types: BTreeMap::new(),
        };
        draft.add_definitions(&framework.licence);
        draft.package.document = draft.head(selection, address);
        draft
    }

    fn finish(self) -> CasePackage {
        self.package
    }

    fn is_1p1(&self) -> bool {
        self.version == CaseVersion::V1p1
    }

    pub(super) fn uri(&self, endpoint: &str, id: Uuid) -> String {
        format!("{}/{endpoint}/{id}", self.base)
    }

    fn link(&self, title: &str, endpoint: &str, id: Uuid) -> Value {
        json!({ "title": title, "identifier": id, "uri": self.uri(endpoint, id) })
    }

    /// A CFConcept, CFSubject or any other definition: all have these.
    fn definition(&self, endpoint: &str, name: &str, title: &str) -> (Uuid, Map<String, Value>) {
        let id = derived(self.framework, &format!("{endpoint}:{name}"));
        let mut object = Map::new();
        object.insert("identifier".to_owned(), json!(id));
        object.insert("uri".to_owned(), json!(self.uri(endpoint, id)));
        object.insert("title".to_owned(), json!(title));
        object.insert("lastChangeDateTime".to_owned(), json!(self.changed));
        (id, object)
    }

    fn add_definitions(&mut self, licence: &str) {
        for (ask, number) in Ask::ALL.iter().zip(1..) {
            let (_, mut concept) = self.definition("CFConcepts", ask.as_str(), title_case(ask.as_str()).as_str());
            concept.insert("hierarchyCode".to_owned(), json!(format!("{number}")));
            concept.insert("keywords".to_owned(), json!(ask.as_str()));
            self.package.concepts.push(concept.into());
        }
        for (kind, number) in CompetencyKind::ALL.iter().zip(1..) {
            let (_, mut subject) = self.definition("CFSubjects", kind.as_str(), title_case(kind.as_str()).as_str());
            subject.insert("hierarchyCode".to_owned(), json!(format!("{number}")));
            self.package.subjects.push(subject.into());
        }
        for (title, code, words) in TYPES {
            let (id, mut kind) = self.definition("CFItemTypes", title, title);
            kind.insert("hierarchyCode".to_owned(), json!(code));
            kind.insert("typeCode".to_owned(), json!(title.to_lowercase().replace(' ', "-")));
            kind.insert("description".to_owned(), json!(words));
            self.types.insert(title, self.link(title, "CFItemTypes", id));
            self.package.types.push(kind.into());
        }
        for (title, words) in [LEVELS, REQUIREMENTS, CROSSWALKS] {
            let (_, mut grouping) = self.definition("CFAssociationGroupings", title, title);
            grouping.insert("description".to_owned(), json!(words));
            self.package.groupings.push(grouping.into());
        }
        let (_, mut one) = self.definition("CFLicenses", licence, licence);
        one.insert("licenseText".to_owned(), json!(licence));
        self.package.licences.push(one.into());
    }

    /// The CFDocument. Who made a framework is not kept; the service that publishes it stands as its creator.
    fn head(&self, selection: &Selection<'_>, address: &str) -> Value {
        let (framework, newest) = (selection.framework, selection.version);
        let kinds: Vec<String> = CompetencyKind::ALL.iter().map(|kind| title_case(kind.as_str())).collect();
        let subjects: Vec<Value> = CompetencyKind::ALL.iter().map(|kind| self.subject(*kind)).collect();
        let licence = derived(self.framework, &format!("CFLicenses:{}", framework.licence));
        let mut document = json!({
            "identifier": self.document.id,
            "uri": self.uri("CFDocuments", self.document.id),
            "creator": address.trim_end_matches('/'),
            "title": self.document.title,
            "lastChangeDateTime": self.changed,
            "language": framework.title.in_or_nearest(&Language::ENGLISH).0.as_str(),
            "version": newest.version,
            "adoptionStatus": "Adopted",
            "statusStartDate": newest.published.iso(),
            "subject": kinds,
            "subjectURI": subjects,
            "licenseURI": self.link(&framework.licence, "CFLicenses", licence),
        });
        if self.is_1p1() {
            document["caseVersion"] = json!("1.1");
            document["frameworkType"] = json!("Competency framework");
            document["extensions"] =
                json!({ "uid": framework.uid, "code": framework.code, "title": framework.title, "scale": newest.scale });
        }
        document
    }

    fn subject(&self, kind: CompetencyKind) -> Value {
        let id = derived(self.framework, &format!("CFSubjects:{}", kind.as_str()));
        self.link(&title_case(kind.as_str()), "CFSubjects", id)
    }

    /// Adds an item in the nearest language to English and, in CASE 1.1, its translations.
    pub(super) fn item(&mut self, id: Uuid, kind: &'static str, statement: &LanguageText, said: &Said<'_>) -> Node {
        let (language, words) = statement.in_or_nearest(&Language::ENGLISH);
        let title = said.name.map_or(words, |name| name.get(language)).to_owned();
        let node = Node { id, title, endpoint: "CFItems" };
        let item = self.one_item(&node, kind, (language, words), said);
        self.package.items.push(item);
        if self.is_1p1() {
            for other in statement.languages().filter(|other| *other != language) {
                let words = statement.exactly(other).unwrap_or_default();
                let title = said.name.and_then(|name| name.exactly(other)).unwrap_or(words).to_owned();
                let translation = Node { id: derived(id, &format!("translation:{other}")), title, endpoint: "CFItems" };
                let said = Said { extensions: Value::Null, notes: String::new(), code: said.code.clone(), ..*said };
                let item = self.one_item(&translation, kind, (other, words), &said);
                self.package.items.push(item);
                self.associate("isTranslationOf", (&translation, &node), None, Value::Null);
            }
        }
        node
    }

    fn one_item(&self, node: &Node, kind: &'static str, (language, words): (&Language, &str), said: &Said<'_>) -> Value {
        let mut item = json!({
            "identifier": node.id,
            "uri": self.uri("CFItems", node.id),
            "fullStatement": words,
            "CFItemType": kind,
            "CFItemTypeURI": self.types.get(kind),
            "humanCodingScheme": said.code,
            "language": language.as_str(),
            "lastChangeDateTime": self.changed,
        });
        if said.name.is_some() {
            item["abbreviatedStatement"] = json!(node.title);
        }
        if let Some(number) = said.number {
            item["listEnumeration"] = json!(number.to_string());
        }
        if !said.notes.is_empty() {
            item["notes"] = json!(said.notes);
        }
        if let Some(ask) = said.keyword {
            let id = derived(self.framework, &format!("CFConcepts:{}", ask.as_str()));
            item["conceptKeywords"] = json!([ask.as_str()]);
            item["conceptKeywordsURI"] = self.link(&title_case(ask.as_str()), "CFConcepts", id);
        }
        if self.is_1p1() {
            if let Some(kind) = said.subject {
                item["subject"] = json!([title_case(kind.as_str())]);
                item["subjectURI"] = json!([self.subject(kind)]);
            }
            if !said.extensions.is_null() {
                item["extensions"] = said.extensions.clone();
            }
        }
        item
    }

    /// The next child of a parent, in order.
    pub(super) fn child(&mut self, child: &Node, parent: &Node) {
        let number = self.children.entry(parent.id).or_default();
        *number += 1;
        let number = *number;
        self.associate("isChildOf", (child, parent), Some(number), Value::Null);
    }

    /// A plain association.
    pub(super) fn associate(&mut self, kind: &str, (origin, destination): (&Node, &Node), number: Option<i64>, more: Value) {
        let id = derived(origin.id, &format!("{kind}:{}", destination.id));
        let mut association = json!({
            "identifier": id,
            "uri": self.uri("CFAssociations", id),
            "associationType": kind,
            "originNodeURI": self.node(origin),
            "destinationNodeURI": self.node(destination),
            "lastChangeDateTime": self.changed,
        });
        if let Some(number) = number {
            association["sequenceNumber"] = json!(number);
        }
        if let Value::Object(more) = more {
            more.into_iter().for_each(|(name, value)| association[name] = value);
        }
        self.package.associations.push(association);
    }

    /// An association to a level, in a grouping. `extensions` are left out of CASE 1.0.
    pub(super) fn skill_level(&mut self, nodes: (&Node, &Node), (grouping, _): (&str, &str), extensions: Value) {
        let id = derived(self.framework, &format!("CFAssociationGroupings:{grouping}"));
        let mut more = json!({ "CFAssociationGroupingURI": self.link(grouping, "CFAssociationGroupings", id) });
        if self.is_1p1() && !extensions.is_null() {
            more["extensions"] = extensions;
        }
        self.associate("hasSkillLevel", nodes, None, more);
    }

    /// What a role asks without a level; `extensions` are left out of CASE 1.0.
    pub(super) fn unmapped(&mut self, nodes: (&Node, &Node), extensions: Value) {
        let more = if self.is_1p1() { json!({ "extensions": extensions }) } else { Value::Null };
        self.associate("isRelatedTo", nodes, None, more);
    }

    /// A crosswalk that is called so; two of one kind between the same items are told apart by it. `extensions` are left out of CASE 1.0.
    pub(super) fn crosswalk(&mut self, kind: &str, (from, to): (&Node, &Node), (name, extensions): (&str, Value)) {
        let id = derived(from.id, &format!("crosswalk:{name}:{}", to.id));
        let grouping = derived(self.framework, &format!("CFAssociationGroupings:{}", CROSSWALKS.0));
        let mut more = json!({
            "identifier": id,
            "uri": self.uri("CFAssociations", id),
            "CFAssociationGroupingURI": self.link(CROSSWALKS.0, "CFAssociationGroupings", grouping),
        });
        if self.is_1p1() {
            more["extensions"] = extensions;
        }
        self.associate(kind, (from, to), None, more);
    }

    fn node(&self, node: &Node) -> Value {
        let mut link = self.link(&node.title, node.endpoint, node.id);
        if self.is_1p1() {
            link["targetType"] = json!("CASE");
        }
        link
    }

    /// Adds a rubric: one criterion, with these levels (number, name, descriptor).
    pub(super) fn rubric(&mut self, of: &Node, title: &str, levels: &[(i64, String, String)]) {
        let id = derived(of.id, "rubric");
        let criterion = derived(id, "criterion");
        let uri = self.uri("CFRubrics", id);
        let levels: Vec<Value> = levels
            .iter()
            .map(|(number, name, words)| {
                let level = derived(criterion, &number.to_string());
                json!({
                    "identifier": level, "uri": format!("{uri}#{level}"), "description": words, "quality": name, "score": number,
                    "position": number, "rubricCriterionId": criterion, "lastChangeDateTime": self.changed,
                })
            })
            .collect();
        self.package.rubrics.push(json!({
            "identifier": id,
            "uri": uri,
            "title": title,
            "lastChangeDateTime": self.changed,
            "CFRubricCriteria": [{
                "identifier": criterion, "uri": format!("{uri}#{criterion}"), "category": title, "position": 1, "rubricId": id,
                "CFItemURI": self.link(&of.title, "CFItems", of.id), "lastChangeDateTime": self.changed,
                "CFRubricCriterionLevels": levels,
            }],
        }));
    }
}

fn title_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
