//! How critical a competency is in a position, and why.

use kernel::{Code, Date, Key, LanguageText};
use people::{OfficialKey, Position, posting};
use store::{Conn, Error};

use super::store as sql;
use crate::Competency;
use crate::framework::Criticality;

/// What a framework says of a competency in a position. Where it says nothing there is none of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Critical {
    /// The position.
    pub position: Key<Position>,
    /// Its title.
    pub title: LanguageText,
    /// The competency that it requires.
    pub competency: Key<Competency>,
    /// Its code.
    pub code: Code,
    /// How critical it is.
    pub criticality: Criticality,
    /// Why.
    pub reason: LanguageText,
}

/// What is said of the competencies that the posts of an official require today, the most critical first. Two queries.
pub async fn criticality(conn: &mut Conn, official: OfficialKey, today: Date) -> Result<Vec<Critical>, Error> {
    let postings = posting::current(conn, official, today).await?;
    let mut positions: Vec<Key<Position>> = posting::prescribing(&postings).map(|posting| posting.position).collect();
    positions.sort();
    positions.dedup();
    criticality_of_positions(conn, &positions).await
}

/// What is said of the competencies that these positions require, the most critical first.
pub async fn criticality_of_positions(conn: &mut Conn, positions: &[Key<Position>]) -> Result<Vec<Critical>, Error> {
    if positions.is_empty() { Ok(Vec::new()) } else { sql::criticality(conn, positions).await }
}
