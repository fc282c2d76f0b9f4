//! Storing statements: many batches in one transaction, each whole or not at all.

use std::collections::{BTreeSet, HashMap, HashSet};

use standards::xapi::{Json, Term, equal};
use store::{Error, Outcome, Tx};
use uuid::Uuid;

use super::domain::{DIGITS, Draft};
use super::forms;
use super::intake::Incoming;
use super::memory::{Learned, Memory};
use super::read;
use super::reference::{self, Local};
use super::store::{self as sql, Mention, Reference, Stored};
use crate::activity;
use crate::client::PRODUCT;
use crate::term::{self, Map, Numbers};

/// What became of a batch: stored, or the id under which another statement is stored.
pub(super) type Decided = Result<(), Uuid>;

/// What the store already has.
struct Known {
    statements: HashMap<Uuid, (Stored, Json)>,
    /// Statements of others that refer to statements of this transaction.
    references: Vec<Reference>,
}

/// What came of a transaction.
pub(super) struct Ingested {
    /// What became of each batch.
    pub(super) decided: Vec<Decided>,
    /// How many statements were new.
    pub(super) new: i64,
    /// To be remembered after the commit.
    pub(super) learned: Learned,
}

/// Stores what is new in each batch; a batch with a conflict adds nothing.
pub(super) async fn ingest(tx: &mut Tx, batches: &[Incoming], memory: &Memory) -> Outcome<Ingested, ()> {
    let mut learned = Learned { version: term::version(tx).await?, ..Learned::default() };
    memory.is_of(learned.version);
    let known = find_known(tx, batches, memory, &mut learned).await?;
    let (decided, new) = decide(batches, &known);
    if !new.is_empty() {
        let numbers = take_terms(tx, &new, memory, &mut learned).await?;
        write(tx, (&new, &numbers, &known), memory, &mut learned).await?;
        let said = new.iter().flat_map(|(draft, _)| &draft.mentions.definitions);
        learned.absorbed = activity::learn(tx, said, &numbers, |key| memory.absorbed(key)).await?;
    }
    for batch in batches.iter().zip(&decided).filter(|(_, decided)| decided.is_ok()).map(|(batch, _)| batch) {
        for (sha2, content) in &batch.attachments {
            sql::keep_attachment(tx, sha2, content).await?;
        }
    }
    let new = i64::try_from(new.len()).unwrap_or_default();
    Ok(Ingested { decided, new, learned })
}

async fn find_known(tx: &mut Tx, batches: &[Incoming], memory: &Memory, learned: &mut Learned) -> Result<Known, Error> {
    let drafts = || batches.iter().flat_map(|batch| &batch.drafts);
    let given: BTreeSet<Uuid> = drafts().filter(|draft| draft.is_given).map(|draft| draft.id).collect();
    let wanted: BTreeSet<Uuid> = drafts().filter_map(|draft| draft.mentions.refers_to).chain(given.iter().copied()).collect();
    let stored = find_stored(tx, &wanted, memory, learned).await?;
    let texts = read::exact(tx, &stored).await?;
    let read = |text: String| Json::parse(text.as_bytes()).unwrap_or(Json::Null);
    let statements = stored.into_iter().zip(texts).map(|(stored, text)| (stored.id, (stored, read(text)))).collect();
    let references = sql::references_to(tx, &given).await?;
    Ok(Known { statements, references })
}

/// The stored ones of these ids: looked up in the parts that may have them, as far as filters are remembered, and in all newer parts.
async fn find_stored(tx: &mut Tx, wanted: &BTreeSet<Uuid>, memory: &Memory, learned: &mut Learned) -> Result<Vec<Stored>, Error> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    learned.filters = sql::filters_after(tx, memory.last_filter()).await?;
    let (last, candidates) = memory.candidates(wanted.iter().copied());
    let mut stored = sql::by_ids_in(tx, &candidates).await?;
    stored.extend(sql::by_ids_after(tx, wanted, last).await?);
    Ok(stored)
}

async fn take_terms(tx: &mut Tx, new: &New<'_>, memory: &Memory, learned: &mut Learned) -> Result<Numbers, Error> {
    let terms = terms(new);
    let mut numbers = memory.terms(terms.keys().copied());
    let missing: BTreeSet<&Term> = terms.into_keys().filter(|term| !numbers.contains_key(*term)).collect();
    let taken = term::take_all(tx, &missing).await?;
    learned.terms = taken.iter().map(|(term, number)| (term.clone(), *number)).collect();
    numbers.extend(taken);
    Ok(numbers)
}

type New<'b> = Vec<(&'b Draft, i64)>;

fn decide<'b>(batches: &'b [Incoming], known: &Known) -> (Vec<Decided>, New<'b>) {
    let (mut new, mut taken) = (New::new(), HashMap::<Uuid, &Draft>::new());
    let decided = batches
        .iter()
        .map(|batch| {
            let earlier = |draft: &Draft, taken: &HashMap<Uuid, &'b Draft>| {
                let stored = known.statements.get(&draft.id).map(|(_, json)| equal::statements(json, &draft.statement()));
                let other = || taken.get(&draft.id).map(|other| equal::statements(&other.statement(), &draft.statement()));
                stored.or_else(other)
            };
            if let Some(draft) = batch.drafts.iter().find(|draft| earlier(draft, &taken) == Some(false)) {
                return Err(draft.id);
            }
            for draft in &batch.drafts {
                if earlier(draft, &taken).is_none() {
                    new.push((draft, batch.client.id));
                    taken.insert(draft.id, draft);
                }
            }
            Ok(())
        })
        .collect();
    (decided, new)
}

fn terms<'b>(new: &New<'b>) -> Map<&'b Term, ()> {
    let form_terms = new.iter().flat_map(|(draft, _)| draft.forms.iter().filter_map(|form| form.term.as_ref()));
    new.iter()
        .flat_map(|(draft, _)| draft.mentions.terms.iter().map(|(term, _)| term))
        .chain(form_terms)
        .map(|term| (term, ()))
        .collect()
}

async fn write(
    tx: &mut Tx,
    (new, numbers, known): (&New<'_>, &Numbers, &Known),
    memory: &Memory,
    learned: &mut Learned,
) -> Result<(), Error> {
    let lists: Vec<&[super::domain::Form]> = new.iter().map(|(draft, _)| draft.forms.as_slice()).collect();
    let (forms, not_remembered) = forms::take(tx, &lists, numbers, memory).await?;
    learned.forms = not_remembered;
    let first = sql::next_position(tx).await?;
    let part = sql::part_of(tx, first).await?;
    let is_voiding: HashSet<Uuid> =
        new.iter().filter(|(draft, _)| draft.mentions.voids.is_some()).map(|(draft, _)| draft.id).collect();
    let voids: HashSet<Uuid> = new.iter().filter_map(|(draft, _)| draft.mentions.voids).collect();
    let voided: HashSet<Uuid> =
        known.references.iter().filter(|reference| reference.voids).map(|reference| reference.target).collect();
    let is_voided =
        |id: &Uuid, client: i64| (voids.contains(id) || voided.contains(id)) && !is_voiding.contains(id) && client != PRODUCT;
    let mut position = first - DIGITS;
    let rows: Vec<Stored> = new
        .iter()
        .zip(&forms)
        .map(|((draft, client), forms)| {
            position += DIGITS;
            Stored {
                position,
                part,
                id: draft.id,
                client: *client,
                lacks: draft.lacks,
                voided: is_voided(&draft.id, *client),
                forms: forms.iter().map(i64::to_string).collect::<Vec<_>>().join(" "),
                body: draft.body.clone(),
            }
        })
        .collect();
    sql::insert(tx, &rows).await?;
    void_stored(tx, &voids, known).await?;
    mention(tx, (new, numbers, known), &rows).await
}

/// Voids statements that were stored before, except voiding ones and those of the product.
async fn void_stored(tx: &mut Tx, voids: &HashSet<Uuid>, known: &Known) -> Result<(), Error> {
    for (stored, json) in voids.iter().filter_map(|id| known.statements.get(id)) {
        if !stored.voided && stored.client != PRODUCT && standards::xapi::Mentions::of(json).voids.is_none() {
            sql::set_voided(tx, stored.position).await?;
        }
    }
    Ok(())
}

async fn mention(tx: &mut Tx, (new, numbers, known): (&New<'_>, &Numbers, &Known), rows: &[Stored]) -> Result<(), Error> {
    let Some(first) = rows.first() else { return Ok(()) };
    let (mut mentions, mut local) = (Vec::with_capacity(rows.len() * 8), HashMap::new());
    let is_apart = known.references.is_empty() && new.iter().all(|(draft, _)| draft.mentions.refers_to.is_none());
    for (place, (draft, _)) in (0..).zip(new) {
        let targets = reference::targets(&draft.mentions, numbers);
        mentions.extend(targets.iter().map(|target| (*target, place)));
        if !is_apart {
            local.insert(draft.id, Local { targets, refers_to: draft.mentions.refers_to });
        }
    }
    sql::insert_mentions_of(tx, (first.part, first.position), mentions).await?;
    if is_apart {
        return Ok(());
    }
    let gained = refer(tx, (new, known), rows, &local).await?;
    sql::insert_mentions(tx, &gained).await
}

/// What is found by what it refers to: new statements by what they refer to, and those before by the new ones that they waited for.
async fn refer(
    tx: &mut Tx,
    (new, known): (&New<'_>, &Known),
    rows: &[Stored],
    local: &HashMap<Uuid, Local>,
) -> Result<Vec<Mention>, Error> {
    let referring = |(draft, row): (&(&Draft, i64), &Stored)| {
        draft.0.mentions.refers_to.map(|target| (target, row.position, draft.0.mentions.voids.is_some()))
    };
    let references: Vec<(Uuid, i64, bool)> = new.iter().zip(rows).filter_map(referring).collect();
    sql::insert_references(tx, &references).await?;
    let (mut mentions, part) = (Vec::new(), rows.first().map_or(0, |row| row.part));
    for (target, position, _) in &references {
        mentions.extend(reference::below(tx, *target, local).await?.into_iter().map(|target| (part, target, *position)));
    }
    let own = references.iter().map(|(target, ..)| target);
    let awaited = known.references.iter().map(|reference| &reference.target).chain(own);
    for target in awaited.filter(|target| local.contains_key(target)).copied().collect::<BTreeSet<_>>() {
        let reached = reference::below(tx, target, local).await?;
        mentions.extend(reference::above(tx, target, &reached).await?);
    }
    Ok(mentions)
}
