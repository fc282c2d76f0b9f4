//! Rows of the product's own events among the statements.

use std::collections::BTreeSet;

use standards::xapi::Term;
use store::{Error, Tx};
use uuid::Uuid;

use super::domain::{DIGITS, Form, lacks};
use super::forms;
use super::store::{self as sql, Stored};
use crate::term::{self, Numbers};

/// The number that stands for the product where statements of others carry that of their client.
pub(crate) const PRODUCT: i64 = 0;

/// An event on its way in.
pub(crate) struct Own {
    pub(crate) id: Uuid,
    pub(crate) body: String,
    /// Twice the number of each term, one more where only the related filters find it.
    pub(crate) targets: Vec<i64>,
}

/// Adds those events that are not there yet, at the next positions.
pub(crate) async fn append(tx: &mut Tx, mut own: Vec<Own>) -> Result<(), Error> {
    let mut known: BTreeSet<Uuid> =
        sql::by_ids(tx, &own.iter().map(|own| own.id).collect()).await?.into_iter().map(|row| row.id).collect();
    own.retain(|own| known.insert(own.id));
    if own.is_empty() {
        return Ok(());
    }
    let mut position = sql::next_position(tx).await? - DIGITS;
    let part = sql::part_of(tx, position + DIGITS).await?;
    let (mut rows, mut mentions) = (Vec::with_capacity(own.len()), BTreeSet::new());
    for own in own {
        position += DIGITS;
        mentions.extend(own.targets.iter().map(|target| (part, *target, position)));
        let lacks = lacks::TIMESTAMP | lacks::VERSION_1;
        rows.push(Stored { position, part, id: own.id, client: PRODUCT, lacks, voided: false, body: own.body });
    }
    sql::insert(tx, &rows).await?;
    sql::insert_mentions(tx, &mentions).await
}

/// The number of the form in which an agent is written.
pub(crate) async fn take_form(tx: &mut Tx, text: String, term: Term, number: i64) -> Result<i64, Error> {
    let numbers = Numbers::from([(term::digest(&term), number)]);
    let form = Form { text, term: Some(term), is_group: false };
    let taken = forms::take(tx, &[std::slice::from_ref(&form)], &numbers).await?;
    taken.into_iter().flatten().next().ok_or(Error::Missing("actor form"))
}
