//! Postings: an official on a post, dated and typed. The type says whether the post prescribes what its holder must be able to do.

use kernel::{Date, Key, LanguageText};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Tx};
use uuid::Uuid;

use crate::{OfficialKey, Organisation, Position, Post};

crate::closed_list! {
    /// The type of a posting.
    PostingKind {
        /// The post is one's own.
        Substantive = "substantive",
        /// A second post beside one's own.
        AdditionalCharge = "additional_charge",
        /// In the place of its holder.
        Officiating = "officiating",
        /// Lent to another government; one's own post is kept as a lien.
        Deputation = "deputation",
        /// Lent to a body outside government.
        ForeignService = "foreign_service",
        /// Working elsewhere for a time.
        Attachment = "attachment",
        /// In training.
        TrainingReserve = "training_reserve",
        /// Without a post for now.
        AwaitingPosting = "awaiting_posting",
        /// On leave.
        Leave = "leave",
        /// Suspended.
        Suspension = "suspension",
        /// Employed again after retirement.
        ReEmployed = "re_employed",
        /// Retired.
        Retired = "retired",
    }
}

impl PostingKind {
    /// Whether the post prescribes competencies to its holder for the time.
    pub const fn prescribes(self) -> bool {
        matches!(
            self,
            Self::Substantive
                | Self::AdditionalCharge
                | Self::Officiating
                | Self::Deputation
                | Self::ForeignService
                | Self::Attachment
                | Self::ReEmployed
        )
    }

    /// Whether deadlines stand still meanwhile.
    pub const fn pauses_deadlines(self) -> bool {
        matches!(self, Self::Leave | Self::Suspension | Self::TrainingReserve | Self::AwaitingPosting)
    }

    /// Whether a substantive post only waits for its holder to come back, and prescribes nothing meanwhile.
    pub const fn makes_lien(self) -> bool {
        matches!(self, Self::Deputation | Self::ForeignService)
    }
}

/// The condition that a posting holds on the day of parameter `today`.
pub fn is_current(table: &str, today: usize) -> String {
    format!("{table}.from_date <= ${today} AND ({table}.until_date IS NULL OR {table}.until_date > ${today})")
}

/// The condition that a posting prescribes on the day of parameter `today`: the rule of [`prescribing`], for whole offices at once.
pub fn prescribes(table: &str, today: usize) -> String {
    let kinds = |wanted: fn(PostingKind) -> bool| {
        let names: Vec<String> =
            PostingKind::ALL.iter().filter(|kind| wanted(**kind)).map(|kind| format!("'{}'", kind.as_str())).collect();
        names.join(", ")
    };
    format!(
        "{current} AND {table}.kind IN ({prescribing}) AND NOT ({table}.kind = 'substantive' AND EXISTS (SELECT 1 FROM live_posting AS lent \
         WHERE lent.official = {table}.official AND lent.kind IN ({lending}) AND {lent}))",
        current = is_current(table, today),
        prescribing = kinds(PostingKind::prescribes),
        lending = kinds(PostingKind::makes_lien),
        lent = is_current("lent", today),
    )
}

/// The highest pay level among the posts of an official on the day of parameter `today`, as an SQL expression.
pub(crate) fn pay_level(official: &str, today: usize) -> String {
    format!(
        "(SELECT MAX(position.pay_level) FROM live_posting AS paid JOIN post ON post.id = paid.post \
         JOIN position ON position.id = post.position WHERE paid.official = {official} AND {})",
        is_current("paid", today)
    )
}

/// A posting of today with the names that a page needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Current {
    /// The post.
    pub post: Key<Post>,
    /// Its position.
    pub position: Key<Position>,
    /// The title of the position.
    pub title: LanguageText,
    /// Its organisation.
    pub organisation: Key<Organisation>,
    /// The name of the organisation.
    pub office: LanguageText,
    /// The type.
    pub kind: PostingKind,
    /// The first day.
    pub since: Date,
    /// The first day after it, where it is known.
    pub until: Option<Date>,
}

/// The postings of an official today, the substantive one first.
pub async fn current(conn: &mut Conn, official: OfficialKey, today: Date) -> Result<Vec<Current>, Error> {
    let sql = format!(
        "SELECT live_posting.post, post.position, position.title, post.organisation, organisation.name, live_posting.kind, \
         live_posting.from_date, live_posting.until_date \
         FROM live_posting JOIN post ON post.id = live_posting.post JOIN position ON position.id = post.position \
         JOIN organisation ON organisation.id = post.organisation WHERE live_posting.official = $1 AND {} \
         ORDER BY CASE live_posting.kind WHEN 'substantive' THEN 0 ELSE 1 END, live_posting.from_date",
        is_current("live_posting", 2)
    );
    let found = conn.query(AssertSqlSafe(sql)).bind(official).bind(today).all(|row| {
        let kind: String = row.get(5)?;
        let kind = PostingKind::parse(&kind)
            .ok_or_else(|| Error::Column { column: 5, reason: format!("no type of posting: {kind}") })?;
        Ok(Current {
            post: row.get(0)?,
            position: row.get(1)?,
            title: row.get(2)?,
            organisation: row.get(3)?,
            office: row.get(4)?,
            kind,
            since: row.get(6)?,
            until: row.get(7)?,
        })
    });
    found.await
}

/// Of the postings of today, those whose posts prescribe: a substantive post on lien does not while its holder is lent elsewhere, and
/// nothing is prescribed newly to who is on leave or suspended (what was prescribed stays, with its deadlines paused).
pub fn prescribing(postings: &[Current]) -> impl Iterator<Item = &Current> {
    let lent = postings.iter().any(|posting| posting.kind.makes_lien());
    postings.iter().filter(move |posting| posting.kind.prescribes() && !(lent && posting.kind == PostingKind::Substantive))
}

/// A posting to be entered.
pub struct NewPosting {
    /// Who.
    pub official: OfficialKey,
    /// Its id; a new one when `None`.
    pub id: Option<Uuid>,
    /// Where.
    pub post: Key<Post>,
    /// How.
    pub kind: PostingKind,
    /// The first day.
    pub from: Date,
    /// The first day after it.
    pub until: Option<Date>,
    /// The edition with which it appears; 0 for at once.
    pub edition: i64,
}

/// An official was posted, or a posting changed: what the post asks may have changed for them.
pub struct Posted {
    /// Who.
    pub official: OfficialKey,
}

/// Enters a posting.
pub async fn insert(tx: &mut Tx, new: &NewPosting) -> Result<(), Error> {
    let id = new.id.unwrap_or_else(|| tx.context().new_id());
    tx.execute(
        "INSERT INTO posting (official, id, post, kind, from_date, until_date, edition_in, edition_out) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)",
    )
    .bind(new.official)
    .bind(id)
    .bind(new.post)
    .bind(new.kind.as_str())
    .bind(new.from)
    .bind(new.until)
    .bind(new.edition)
    .run()
    .await?;
    tx.emit(&Posted { official: new.official }).await
}
