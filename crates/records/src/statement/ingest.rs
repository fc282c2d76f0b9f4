//! Storing statements: many batches in one transaction, each whole or not at all.

use std::collections::{BTreeSet, HashMap, HashSet};

use standards::xapi::{Json, Term, equal};
use store::{Error, Outcome, Tx};
use uuid::Uuid;

use super::domain::{DIGITS, Draft, splice};
use super::forms;
use super::intake::Incoming;
use super::read;
use super::reference::{self, Local};
use super::store::{self as sql, Stored};
use crate::activity;
use crate::term::{self, Numbers};

/// What became of a batch: stored, or the id under which another statement is stored.
pub(super) type Decided = Result<(), Uuid>;

/// What the store already has.
struct Known {
    statements: HashMap<Uuid, (Stored, Json)>,
    /// Statements of this transaction that were voided before they came.
    voided: HashSet<Uuid>,
}

/// Stores what is new in each batch; a batch with a conflict adds nothing. Returns what became of each, and how many statements were new.
pub(super) async fn ingest(tx: &mut Tx, batches: &[Incoming]) -> Outcome<(Vec<Decided>, i64), ()> {
    let known = find_known(tx, batches).await?;
    let (decided, new) = decide(batches, &known);
    if !new.is_empty() {
        let numbers = term::take_all(tx, &terms(&new)).await?;
        write(tx, &new, &numbers, &known).await?;
        activity::learn(tx, new.iter().flat_map(|(draft, _)| &draft.mentions.definitions), &numbers).await?;
    }
    for batch in batches.iter().zip(&decided).filter(|(_, decided)| decided.is_ok()).map(|(batch, _)| batch) {
        for (sha2, content) in &batch.attachments {
            sql::keep_attachment(tx, sha2, content).await?;
        }
    }
    let count = i64::try_from(new.len()).unwrap_or_default();
    Ok((decided, count))
}

async fn find_known(tx: &mut Tx, batches: &[Incoming]) -> Result<Known, Error> {
    let drafts = || batches.iter().flat_map(|batch| &batch.drafts);
    let given: BTreeSet<Uuid> = drafts().filter(|draft| draft.is_given).map(|draft| draft.id).collect();
    let wanted: BTreeSet<Uuid> = drafts().filter_map(|draft| draft.mentions.refers_to).chain(given.iter().copied()).collect();
    let stored = sql::by_ids(tx, &wanted).await?;
    let texts = read::exact(tx, &stored).await?;
    let read = |text: String| Json::parse(text.as_bytes()).unwrap_or(Json::Null);
    let statements = stored.into_iter().zip(texts).map(|(stored, text)| (stored.id, (stored, read(text)))).collect();
    let references = sql::references_to(tx, &given).await?;
    let voided = references.iter().filter(|reference| reference.voids).map(|reference| reference.target).collect();
    Ok(Known { statements, voided })
}

type New<'b> = Vec<(&'b Draft, i64)>;

fn decide<'b>(batches: &'b [Incoming], known: &Known) -> (Vec<Decided>, New<'b>) {
    let (mut new, mut taken) = (New::new(), HashMap::<Uuid, &Json>::new());
    let decided = batches
        .iter()
        .map(|batch| {
            let earlier = |draft: &Draft, taken: &HashMap<Uuid, &'b Json>| {
                let stored = known.statements.get(&draft.id).map(|(_, json)| equal::statements(json, &draft.json));
                stored.or_else(|| taken.get(&draft.id).map(|json| equal::statements(json, &draft.json)))
            };
            if let Some(draft) = batch.drafts.iter().find(|draft| earlier(draft, &taken) == Some(false)) {
                return Err(draft.id);
            }
            for draft in &batch.drafts {
                if earlier(draft, &taken).is_none() {
                    new.push((draft, batch.client.id));
                    taken.insert(draft.id, &draft.json);
                }
            }
            Ok(())
        })
        .collect();
    (decided, new)
}

fn terms<'b>(new: &New<'b>) -> BTreeSet<&'b Term> {
    let form_terms = new.iter().flat_map(|(draft, _)| draft.forms.iter().filter_map(|form| form.term.as_ref()));
    new.iter().flat_map(|(draft, _)| draft.mentions.terms.iter().map(|(term, _)| term)).chain(form_terms).collect()
}

async fn write(tx: &mut Tx, new: &New<'_>, numbers: &Numbers, known: &Known) -> Result<(), Error> {
    let lists: Vec<&[super::domain::Form]> = new.iter().map(|(draft, _)| draft.forms.as_slice()).collect();
    let forms = forms::take(tx, &lists, numbers).await?;
    let first = sql::next_position(tx).await?;
    let part = sql::part_of(tx, first).await?;
    let is_voiding: HashSet<Uuid> =
        new.iter().filter(|(draft, _)| draft.mentions.voids.is_some()).map(|(draft, _)| draft.id).collect();
    let voids: HashSet<Uuid> = new.iter().filter_map(|(draft, _)| draft.mentions.voids).collect();
    let is_voided = |id: &Uuid| (voids.contains(id) || known.voided.contains(id)) && !is_voiding.contains(id);
    let mut position = first - DIGITS;
    let rows: Vec<Stored> = new
        .iter()
        .zip(&forms)
        .map(|((draft, client), forms)| {
            position += DIGITS;
            let body = splice(&draft.body, |at, out| {
                let form = usize::try_from(at).ok().and_then(|at| forms.get(at)).copied().unwrap_or_default();
                out.push_str(&format!("\u{1}{form}\u{1}"));
            });
            Stored { position, part, id: draft.id, client: *client, lacks: draft.lacks, voided: is_voided(&draft.id), body }
        })
        .collect();
    sql::insert(tx, &rows).await?;
    void_stored(tx, &voids, known).await?;
    mention(tx, new, &rows, numbers).await
}

/// Voids statements that were stored before, except voiding ones.
async fn void_stored(tx: &mut Tx, voids: &HashSet<Uuid>, known: &Known) -> Result<(), Error> {
    for (stored, json) in voids.iter().filter_map(|id| known.statements.get(id)) {
        if !stored.voided && standards::xapi::Mentions::of(json).voids.is_none() {
            sql::set_voided(tx, stored.position).await?;
        }
    }
    Ok(())
}

async fn mention(tx: &mut Tx, new: &New<'_>, rows: &[Stored], numbers: &Numbers) -> Result<(), Error> {
    let mut mentions = BTreeSet::new();
    let mut local = HashMap::new();
    for ((draft, _), row) in new.iter().zip(rows) {
        let targets = reference::targets(&draft.mentions, numbers);
        mentions.extend(targets.iter().map(|target| (row.part, *target, row.position)));
        local.insert(draft.id, Local { targets, refers_to: draft.mentions.refers_to });
    }
    let referring = |(draft, row): (&(&Draft, i64), &Stored)| {
        draft.0.mentions.refers_to.map(|target| (target, row.position, draft.0.mentions.voids.is_some()))
    };
    let references: Vec<(Uuid, i64, bool)> = new.iter().zip(rows).filter_map(referring).collect();
    sql::insert_references(tx, &references).await?;
    for (target, position, _) in &references {
        let part = rows.first().map_or(0, |row| row.part);
        mentions.extend(reference::below(tx, *target, &local).await?.into_iter().map(|target| (part, target, *position)));
    }
    let awaited: BTreeSet<Uuid> = new.iter().filter(|(draft, _)| draft.is_given).map(|(draft, _)| draft.id).collect();
    let waiting = sql::references_to(tx, &awaited).await?;
    for target in waiting.iter().map(|reference| reference.target).collect::<BTreeSet<_>>() {
        let reached = reference::below(tx, target, &local).await?;
        mentions.extend(reference::above(tx, target, &reached).await?);
    }
    sql::insert_mentions(tx, &mentions).await
}
