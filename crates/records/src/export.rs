//! Statements as JSON lines, in the order in which they were stored, from anywhere on: an export that was cut off goes on where it ended.
//!
//! Voided statements are left out, as in every list; contents of attachments are, too (they are had from `/xapi/statements`).

use kernel::Timestamp;
use standards::xapi::Json;
use standards::xapi::format;
use standards::xapi::shape::Languages;
use store::{Db, Error};
use uuid::Uuid;

use crate::filter::{Filter, WrongFilter};
use crate::statement::{Find, position_of, read};

/// An export under way.
pub struct Export {
    db: Db,
    find: Find,
    through: Timestamp,
    ended: bool,
}

/// Why an export could not begin.
#[derive(Debug, thiserror::Error)]
pub enum NoExport {
    /// A filter that cannot be read.
    #[error(transparent)]
    Filter(#[from] WrongFilter),
    /// The statement after which to go on is not in the store.
    #[error("the last line is no statement of this store")]
    Unknown,
    /// A fault of ours.
    #[error(transparent)]
    Internal(#[from] Error),
}

impl Export {
    /// All that is stored now and passes the filter; after the statement of this line, when there is one.
    pub async fn begin(db: &Db, filter: &Filter, after: Option<&[u8]>) -> Result<Self, NoExport> {
        let mut find = filter.find()?;
        let through = read::consistent_through(db).await?;
        if let Some(line) = after {
            let id = id_of(line).ok_or(NoExport::Unknown)?;
            find.after = Some(position_of(&mut db.read().await?, id).await?.ok_or(NoExport::Unknown)?);
        }
        Ok(Self { db: db.clone(), find, through, ended: false })
    }

    /// The next statements, each a line without its end; none when all were given.
    pub async fn next(&mut self) -> Result<Vec<String>, Error> {
        if self.ended {
            return Ok(Vec::new());
        }
        let page = read::find(&mut self.db.read().await?, &self.find, self.through, &Languages::parse("")).await?;
        self.ended = page.more.is_none();
        self.find.after = page.more;
        Ok(page.statements)
    }
}

/// The id of the statement of a line.
pub(crate) fn id_of(line: &[u8]) -> Option<Uuid> {
    format::uuid(Json::parse(line).ok()?.get("id")?.as_text()?)
}
