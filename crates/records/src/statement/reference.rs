//! Statements that refer to statements: what finds the one finds the other, whichever came first.

use std::collections::{BTreeSet, HashMap, HashSet};

use standards::xapi::{Json, Mentions};
use store::{Error, Tx};
use uuid::Uuid;

use super::read;
use super::store::{self as sql, Mention, Stored};
use crate::client::service::authorities;
use crate::term;

/// The longest chain of references that is followed in either direction.
const LONGEST_CHAIN: usize = 100;

/// What is known of a statement of this transaction.
pub(super) struct Local {
    pub(super) targets: Vec<i64>,
    pub(super) refers_to: Option<Uuid>,
}

/// The targets of all statements that this one refers to, one after another.
pub(super) async fn below(tx: &mut Tx, first: Uuid, local: &HashMap<Uuid, Local>) -> Result<BTreeSet<i64>, Error> {
    let (mut targets, mut seen, mut next) = (BTreeSet::new(), HashSet::new(), Some(first));
    while let Some(id) = next {
        if !seen.insert(id) || seen.len() > LONGEST_CHAIN {
            break;
        }
        next = match local.get(&id) {
            Some(local) => {
                targets.extend(&local.targets);
                local.refers_to
            }
            None => match sql::by_ids(tx, &BTreeSet::from([id])).await?.pop() {
                Some(stored) => {
                    let mentions = mentions_of(tx, stored).await?;
                    targets.extend(targets_of(tx, &mentions).await?);
                    mentions.refers_to
                }
                None => None,
            },
        };
    }
    Ok(targets)
}

/// The mentions that statements gain which refer to this one, at any distance.
pub(super) async fn above(tx: &mut Tx, id: Uuid, targets: &BTreeSet<i64>) -> Result<Vec<Mention>, Error> {
    let (mut gained, mut seen, mut waiting) = (Vec::new(), HashSet::from([id]), BTreeSet::from([id]));
    for _ in 0..LONGEST_CHAIN {
        let references = sql::references_to(tx, &waiting).await?;
        waiting = references.iter().map(|reference| reference.id).filter(|id| seen.insert(*id)).collect();
        for reference in references {
            gained.extend(targets.iter().map(|target| (reference.part, *target, reference.position)));
        }
        if waiting.is_empty() {
            break;
        }
    }
    Ok(gained)
}

/// What a stored statement speaks of.
pub(super) async fn mentions_of(tx: &mut Tx, stored: Stored) -> Result<Mentions, Error> {
    let authority = authorities(tx).await?.remove(&stored.client).unwrap_or(Json::Null);
    let text = read::exact(tx, &[stored]).await?.pop().unwrap_or_default();
    let mut json = Json::parse(text.as_bytes()).unwrap_or(Json::Null);
    if let Json::Object(statement) = &mut json {
        statement.take("authority");
    }
    let mut mentions = Mentions::of(&json);
    mentions.add_actor(&authority, false);
    Ok(mentions)
}

/// The targets under which a statement with these mentions is found.
async fn targets_of(tx: &mut Tx, mentions: &Mentions) -> Result<Vec<i64>, Error> {
    let numbers = term::find_all(tx, mentions.terms.iter().map(|(term, _)| term)).await?;
    Ok(targets(mentions, &numbers))
}

/// See [`targets_of`].
pub(super) fn targets(mentions: &Mentions, numbers: &term::Numbers) -> Vec<i64> {
    let target = |(term, is_direct): &(_, bool)| Some(numbers.get(term)? * 2 + i64::from(!is_direct));
    mentions.terms.iter().filter_map(target).collect()
}
