//! One official has one substantive post at a time. Looks at the postings of the files together with those of the store.

use kernel::Date;
use store::{Conn, Error};

use super::rows::PostingRow;
use super::store as sql;
use crate::posting::PostingKind;

/// A substantive posting of the files.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stay {
    official: Box<str>,
    from: Date,
    /// [`Date`] of the far future for an open one.
    until: Date,
    post: Box<str>,
    /// `None` for one of the store.
    row: Option<u64>,
}

/// Later than any day that a file can name.
const OPEN: Date = Date(i32::MAX);
/// Officials asked of the store at once.
const ASK: usize = 300;

impl Stay {
    pub(super) fn of(row: u64, posting: &PostingRow) -> Option<Self> {
        (posting.kind == PostingKind::Substantive).then(|| Self {
            official: posting.official.as_str().into(),
            from: posting.from,
            until: posting.until.unwrap_or(OPEN),
            post: posting.post.as_str().into(),
            row: Some(row),
        })
    }
}

/// Rows of the files that overlap another posting, each with what it overlaps.
pub(super) async fn find(conn: &mut Conn, mut stays: Vec<Stay>) -> Result<Vec<(u64, String)>, Error> {
    stays.sort();
    let mut officials: Vec<&str> = stays.iter().map(|stay| &*stay.official).collect();
    officials.dedup();
    let mut known = Vec::new();
    for some in officials.chunks(ASK) {
        known.extend(sql::substantive(conn, some).await?);
    }
    let mut others: Vec<Stay> = known.into_iter().map(of_store).filter(|other| !is_replaced(&stays, other)).collect();
    stays.append(&mut others);
    stays.sort();
    Ok(overlaps(&stays))
}

fn of_store((official, post, from, until): sql::Stay) -> Stay {
    Stay { official: official.into(), from, until: until.unwrap_or(OPEN), post: post.into(), row: None }
}

/// Whether a row of the files says anew what the store says of this posting. `stays` are sorted.
fn is_replaced(stays: &[Stay], other: &Stay) -> bool {
    let first = stays.partition_point(|stay| (&stay.official, stay.from) < (&other.official, other.from));
    let mut same_day = stays[first..].iter().take_while(|stay| stay.official == other.official && stay.from == other.from);
    same_day.any(|stay| stay.post == other.post)
}

fn overlaps(sorted: &[Stay]) -> Vec<(u64, String)> {
    let mut found = Vec::new();
    let mut longest: Option<&Stay> = None;
    for stay in sorted {
        if let Some(before) = longest.filter(|before| before.official == stay.official && before.until > stay.from) {
            let (blamed, other) = if stay.row.is_some() { (stay, before) } else { (before, stay) };
            found.extend(blamed.row.map(|row| (row, reason(other))));
        }
        if longest.is_none_or(|before| before.official != stay.official || before.until <= stay.until) {
            longest = Some(stay);
        }
    }
    found
}

fn reason(other: &Stay) -> String {
    let place = other.row.map_or_else(|| "in the store".to_owned(), |row| format!("in row {row}"));
    let until = if other.until == OPEN { "open".to_owned() } else { format!("until {}", other.until.iso()) };
    format!(
        "overlaps the substantive posting {place} on {} from {}, {until}; end one where the other begins",
        other.post,
        other.from.iso()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stay(official: &str, from: i32, until: i32, row: Option<u64>) -> Stay {
        Stay { official: official.into(), from: Date(from), until: Date(until), post: "p".into(), row }
    }

    #[test]
    fn a_day_belongs_to_one_posting() {
        let rows = |stays: &[Stay]| overlaps(stays).into_iter().map(|(row, _)| row).collect::<Vec<_>>();
        assert_eq!(rows(&[stay("a", 0, 10, Some(1)), stay("a", 10, 20, Some(2)), stay("b", 5, 9, Some(3))]), [] as [u64; 0]);
        assert_eq!(rows(&[stay("a", 0, 11, Some(1)), stay("a", 10, 20, Some(2))]), [2]);
        assert_eq!(rows(&[stay("a", 0, i32::MAX, Some(1)), stay("a", 5, 6, Some(2)), stay("a", 7, 8, Some(3))]), [2, 3]);
        assert_eq!(rows(&[stay("a", 0, 11, Some(1)), stay("a", 10, 20, None)]), [1], "the row of the files is blamed");
        assert_eq!(rows(&[stay("a", 0, 11, None), stay("a", 10, 20, None)]), [] as [u64; 0], "the store is not the file's fault");
    }
}
