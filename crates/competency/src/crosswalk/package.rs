//! Crosswalks that come with a CASE package: which of them are declared, and which a person has to look at.

use std::collections::{BTreeMap, HashMap};

use kernel::{Key, Level};
use serde::{Deserialize, Deserializer};
use store::audit::Entry;
use store::{Conn, Db, Error, FutureExt, Outcome, Tx};
use uuid::Uuid;

use super::domain::{Crosswalk, CrosswalkRefusal, Relation, cap};
use super::service::ask_recount;
use super::store as sql;
use crate::exchange::derived;
use crate::foreign::Verdict;
use crate::framework;
use crate::{Competency, Framework};

/// What this product says of a crosswalk beside the association.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Said {
    #[serde(deserialize_with = "relation")]
    relation: Relation,
    #[serde(default)]
    highest_level: Option<i64>,
    origin: String,
    target: String,
}

fn relation<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Relation, D::Error> {
    let word = String::deserialize(deserializer)?;
    Relation::parse(&word).ok_or_else(|| serde::de::Error::custom(format!("{word:?} is no relation")))
}

/// An association between competencies, as a package has it.
#[derive(Clone, Debug)]
pub(crate) struct Packaged {
    /// Where the report has it: the list and the place there, from 1.
    pub(crate) place: (String, u64),
    /// Identifiers of the items at which it begins and ends.
    pub(crate) ends: (Uuid, Uuid),
    /// `exactMatchOf` and others.
    pub(crate) kind: String,
    /// `None`: the package is of version 1.0, or of somebody else.
    pub(crate) said: Option<Said>,
    /// Whether this product wrote the package. What somebody else means by an association is for a person to judge.
    pub(crate) ours: bool,
}

/// What becomes of one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fate {
    /// It is declared.
    Declare(Crosswalk),
    /// It stands already.
    Stands,
    /// Somebody has to look at it, and why.
    Doubt(String),
}

/// The competencies that are here.
#[derive(Debug, Default)]
struct Known {
    /// By the identifier that a package of ours, or of its author, has for them.
    identifiers: HashMap<Uuid, Key<Competency>>,
    codes: HashMap<String, Key<Competency>>,
    frameworks: HashMap<Key<Competency>, Key<Framework>>,
    declared: BTreeMap<(Key<Competency>, Key<Competency>), Crosswalk>,
}

impl Known {
    async fn read(conn: &mut Conn) -> Result<Self, Error> {
        let mut known = Self::default();
        for entry in framework::all(conn).await? {
            known.identifiers.insert(derived(entry.uid, "competency"), entry.key);
            known.identifiers.insert(entry.uid, entry.key);
            known.codes.insert(entry.code.to_string(), entry.key);
        }
        known.frameworks = sql::frameworks(conn).await?.into_iter().collect();
        known.declared = sql::all(conn).await?.into_iter().map(|one| ((one.origin, one.target), one)).collect();
        Ok(known)
    }

    fn end(&self, identifier: Uuid, code: Option<&String>) -> Option<Key<Competency>> {
        self.identifiers.get(&identifier).or_else(|| self.codes.get(code?)).copied()
    }

    /// No level is ever made up: without the highest level that somebody has declared, a part or a whole counts for nothing.
    fn fate(&self, one: &Packaged) -> Fate {
        let doubt = |words: &str| Fate::Doubt(words.to_owned());
        let (from, to) = one.ends;
        let said = one.said.as_ref();
        let relation = match (one.kind.as_str(), said.map(|said| said.relation)) {
            (_, Some(relation)) => relation,
            ("exactMatchOf", None) => Relation::Exact,
            ("isRelatedTo", None) => Relation::Related,
            _ if one.ours => return doubt("says a part of a whole, but not up to which level it counts; declare it with one"),
            _ => return doubt("joins competencies; declare it as a crosswalk where it is meant as one"),
        };
        let (origin, target) = if relation == Relation::Broader { (to, from) } else { (from, to) };
        let ends = self.end(origin, said.map(|said| &said.origin)).zip(self.end(target, said.map(|said| &said.target)));
        let Some((origin, target)) = ends else {
            return doubt("joins a competency that is not here; import its framework, and then this package once more");
        };
        if self.frameworks.get(&origin) == self.frameworks.get(&target) {
            return doubt("joins two competencies of one framework; decide about them as names that look alike");
        }
        if !one.ours {
            return doubt("joins competencies of two frameworks; declare it as a crosswalk where it is meant as one");
        }
        let highest = said.and_then(|said| said.highest_level).and_then(|level| Level::new(level).ok());
        let Ok(cap) = cap(relation, highest) else {
            return doubt("does not say up to which level it counts; declare it with one");
        };
        let crosswalk = Crosswalk { origin, target, relation, cap };
        match self.declared.get(&(origin, target)) {
            None => Fate::Declare(crosswalk),
            Some(declared) if *declared == crosswalk => Fate::Stands,
            Some(declared) => {
                Fate::Doubt(format!("is declared here as {}; what is declared here stays", declared.relation.as_str()))
            }
        }
    }
}

/// What became of an association, for the report.
pub(crate) type Told = ((String, u64), Verdict, String);

/// Declares what a package says and nobody here has said otherwise, as an import without a person; says of each what became of it.
pub(crate) async fn take(db: &Db, all: &[Packaged], dry_run: bool) -> Outcome<Vec<Told>, CrosswalkRefusal> {
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::read(&mut db.read().await?).await?;
    let mut told = Vec::new();
    for one in all {
        let (verdict, words) = match known.fate(one) {
            Fate::Declare(crosswalk) => {
                if !dry_run {
                    db.write(crosswalk, |tx, crosswalk| put(tx, *crosswalk).boxed()).await?;
                }
                (Verdict::Taken, "a crosswalk".to_owned())
            }
            Fate::Stands => (Verdict::Taken, "a crosswalk that is declared already".to_owned()),
            Fate::Doubt(words) => (Verdict::Doubtful, words),
        };
        told.push((one.place.clone(), verdict, words));
    }
    Ok(told)
}

async fn put(tx: &mut Tx, crosswalk: Crosswalk) -> Outcome<(), CrosswalkRefusal> {
    sql::put(tx, &crosswalk, None).await?;
    let [origin, target] = [framework::code(tx, crosswalk.origin).await?, framework::code(tx, crosswalk.target).await?];
    let detail = format!("{origin} {} {target}", crosswalk.relation.as_str());
    tx.audit(Entry { actor: None, action: "crosswalk.import", subject: None, detail }).await?;
    Ok(ask_recount(tx, (crosswalk.origin, crosswalk.target)).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let mut known = Known::default();
        for (number, framework) in [(1_u32, 1), (2, 1), (3, 2)] {
            let key = Key::new(i64::from(number));
            known.identifiers.insert(Uuid::from_u128(u128::from(number)), key);
            known.codes.insert(format!("c{number}"), key);
            known.frameworks.insert(key, Key::new(framework));
        }
        known
    }

    fn one(kind: &str, ends: (u128, u128), said: Option<(Relation, Option<i64>)>) -> Packaged {
        let ends = (Uuid::from_u128(ends.0), Uuid::from_u128(ends.1));
        let said = said.map(|(relation, highest_level)| Said {
            relation,
            highest_level,
            origin: "c1".to_owned(),
            target: "c3".to_owned(),
        });
        Packaged { place: ("p: CFAssociations".to_owned(), 1), ends, kind: kind.to_owned(), said, ours: true }
    }

    #[test]
    fn a_level_is_never_made_up_and_what_is_declared_stays() {
        let two = Level::new(2).ok();
        let crosswalk =
            |origin, target, relation, cap| Crosswalk { origin: Key::new(origin), target: Key::new(target), relation, cap };
        let mut known = known();
        for (packaged, fate) in [
            (one("exactMatchOf", (1, 3), None), Some(crosswalk(1, 3, Relation::Exact, None))),
            (one("isRelatedTo", (3, 1), None), Some(crosswalk(3, 1, Relation::Related, None))),
            (one("isPartOf", (1, 3), None), None),
            (one("isPartOf", (1, 3), Some((Relation::Narrower, Some(2)))), Some(crosswalk(1, 3, Relation::Narrower, two))),
            (one("isPartOf", (3, 1), Some((Relation::Broader, Some(2)))), Some(crosswalk(1, 3, Relation::Broader, two))),
            (one("isPartOf", (9, 8), Some((Relation::Broader, Some(2)))), Some(crosswalk(1, 3, Relation::Broader, two))),
            (one("isPartOf", (1, 3), Some((Relation::Narrower, None))), None),
            (one("isPartOf", (1, 3), Some((Relation::Narrower, Some(9)))), None),
            (one("exactMatchOf", (1, 2), None), None),
            (one("exactMatchOf", (1, 7), None), None),
            (Packaged { ours: false, ..one("exactMatchOf", (1, 3), None) }, None),
        ] {
            match (known.fate(&packaged), fate) {
                (Fate::Declare(found), Some(fate)) => assert_eq!(found, fate),
                (Fate::Doubt(_), None) => {}
                (found, _) => panic!("{packaged:?}: {found:?}"),
            }
        }
        let exact = crosswalk(1, 3, Relation::Exact, None);
        known.declared.insert((exact.origin, exact.target), exact);
        assert_eq!(known.fate(&one("exactMatchOf", (1, 3), None)), Fate::Stands);
        assert!(matches!(known.fate(&one("isRelatedTo", (1, 3), None)), Fate::Doubt(_)));
    }
}
