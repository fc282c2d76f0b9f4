//! The packages of this process, made anew only when the library has changed, and every object of them by its identifier.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::body::Bytes;
use serde_json::{Value, json};
use store::{Db, Error};
use uuid::Uuid;

use super::case::{CasePackage, CaseVersion, package};
use super::selection::select;
use crate::library::{Library, Shelf};

/// The kinds of objects that the service gives by their identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Document,
    Package,
    Item,
    ItemAssociations,
    Association,
    Grouping,
    Concept,
    ItemType,
    Licence,
    Rubric,
    Subject,
}

impl Kind {
    const ALL: [(Self, &'static str); 11] = [
        (Self::Document, "CFDocuments"),
        (Self::Package, "CFPackages"),
        (Self::Item, "CFItems"),
        (Self::ItemAssociations, "CFItemAssociations"),
        (Self::Association, "CFAssociations"),
        (Self::Grouping, "CFAssociationGroupings"),
        (Self::Concept, "CFConcepts"),
        (Self::ItemType, "CFItemTypes"),
        (Self::Licence, "CFLicenses"),
        (Self::Rubric, "CFRubrics"),
        (Self::Subject, "CFSubjects"),
    ];

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, name)| *name == text).map(|(kind, _)| kind)
    }
}

/// Where an object stands: its package, and its place in the list of its kind.
type Place = (usize, usize);

/// All packages of one version.
#[derive(Debug, Default)]
pub(super) struct Catalogue {
    packages: Vec<CasePackage>,
    /// Each package as it is sent: some megabytes, written when they are first asked for.
    written: Vec<OnceLock<Bytes>>,
    places: HashMap<(Kind, Uuid), Place>,
    /// The associations that begin or end at an item.
    of_item: HashMap<Uuid, Vec<Place>>,
}

impl Kind {
    fn list(self, package: &CasePackage) -> &[Value] {
        match self {
            Self::Item => &package.items,
            Self::Association => &package.associations,
            Self::Grouping => &package.groupings,
            Self::Concept => &package.concepts,
            Self::ItemType => &package.types,
            Self::Licence => &package.licences,
            Self::Rubric => &package.rubrics,
            Self::Subject => &package.subjects,
            Self::Document | Self::Package | Self::ItemAssociations => &[],
        }
    }
}

fn identifier(object: &Value) -> Option<Uuid> {
    object["identifier"].as_str().and_then(|id| Uuid::parse_str(id).ok())
}

impl Catalogue {
    fn new(library: &Library, version: CaseVersion, address: &str) -> Self {
        let selections = library.stock().frameworks.iter().filter_map(|framework| select(library, framework.code.as_str()));
        let packages: Vec<CasePackage> = selections.map(|selection| package(&selection, version, address)).collect();
        let written = packages.iter().map(|_| OnceLock::new()).collect();
        let mut catalogue = Self { packages, written, ..Self::default() };
        for (at, package) in catalogue.packages.iter().enumerate() {
            catalogue.places.insert((Kind::Document, package.id), (at, 0));
            catalogue.places.insert((Kind::Package, package.id), (at, 0));
            for (kind, _) in Kind::ALL {
                for (number, object) in kind.list(package).iter().enumerate() {
                    // What stands in two packages is given from the first.
                    identifier(object).map(|id| catalogue.places.entry((kind, id)).or_insert((at, number)));
                }
            }
            for (number, association) in package.associations.iter().enumerate() {
                for end in ["originNodeURI", "destinationNodeURI"] {
                    if let Some(id) = identifier(&association[end]) {
                        catalogue.of_item.entry(id).or_default().push((at, number));
                    }
                }
            }
        }
        catalogue
    }

    /// All documents, as they stand alone.
    pub(super) fn documents(&self) -> Vec<Value> {
        self.packages.iter().map(CasePackage::document_alone).collect()
    }

    /// A whole package as JSON.
    pub(super) fn package(&self, id: Uuid) -> Option<Bytes> {
        let (at, _) = *self.places.get(&(Kind::Package, id))?;
        let (package, written) = (self.packages.get(at)?, self.written.get(at)?);
        Some(written.get_or_init(|| Bytes::from(package.whole().to_string())).clone())
    }

    /// The answer for one object that is no package, in the form that the standard gives to its endpoint.
    pub(super) fn find(&self, kind: Kind, id: Uuid) -> Option<Value> {
        if kind == Kind::ItemAssociations {
            return self.with_associations(id);
        }
        let (at, number) = *self.places.get(&(kind, id))?;
        let package = self.packages.get(at)?;
        let object = kind.list(package).get(number);
        Some(match kind {
            Kind::Document => package.document_alone(),
            Kind::Item | Kind::Association => package.alone(object?),
            Kind::Concept => json!({ "CFConcepts": [object?] }),
            Kind::Subject => json!({ "CFSubjects": [object?] }),
            Kind::ItemType => json!({ "CFItemTypes": [object?] }),
            _ => object?.clone(),
        })
    }

    fn with_associations(&self, id: Uuid) -> Option<Value> {
        let item = self.find(Kind::Item, id)?;
        let places = self.of_item.get(&id).map_or(&[][..], Vec::as_slice);
        let associations: Vec<Value> = places
            .iter()
            .filter_map(|(at, number)| Some((self.packages.get(*at)?, *number)))
            .filter_map(|(package, number)| Some(package.alone(package.associations.get(number)?)))
            .collect();
        Some(json!({ "CFItem": item, "CFAssociations": associations }))
    }
}

/// The packages of this process. Cheap to clone; clones share them.
#[derive(Clone, Debug)]
pub(super) struct Desk {
    shelf: Shelf,
    kept: Arc<Mutex<Vec<Kept>>>,
}

#[derive(Debug)]
struct Kept {
    version: CaseVersion,
    library: Arc<Library>,
    catalogue: Arc<Catalogue>,
}

impl Desk {
    pub(super) fn new(shelf: Shelf) -> Self {
        Self { shelf, kept: Arc::default() }
    }

    /// The packages of a version, at most 5 seconds behind the store.
    pub(super) async fn catalogue(&self, db: &Db, version: CaseVersion, address: &str) -> Result<Arc<Catalogue>, Error> {
        let library = self.shelf.library(db).await?;
        let find = |kept: &[Kept]| {
            let same = kept.iter().find(|one| one.version == version && Arc::ptr_eq(&one.library, &library));
            same.map(|one| one.catalogue.clone())
        };
        if let Some(found) = find(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(found);
        }
        let catalogue = Arc::new(Catalogue::new(&library, version, address));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|one| one.version != version);
        kept.push(Kept { version, library, catalogue: catalogue.clone() });
        Ok(catalogue)
    }
}
