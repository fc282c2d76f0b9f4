//! Organisations: several trees (the Union, each State, autonomous bodies), with territories, positions and posts.

use kernel::{Code, Date, Key, LanguageText};
use store::{Conn, Error, Tx};
use uuid::Uuid;

use crate::{Organisation, Position, Post, Territory};

/// An organisation as lists and pages name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// The key inside.
    pub key: Key<Organisation>,
    /// The code, which is also its address.
    pub code: Code,
    /// The name.
    pub name: LanguageText,
}

fn read_office(row: &store::Row) -> Result<Office, Error> {
    Ok(Office { key: row.get(0)?, code: row.get(1)?, name: row.get(2)? })
}

/// The organisation with this code, once its edition is current.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Office>, Error> {
    conn.query("SELECT id, code, name FROM organisation WHERE code = $1 AND edition_in <= (SELECT current FROM edition)")
        .bind(code)
        .optional(read_office)
        .await
}

/// The organisation with this key.
pub async fn by_key(conn: &mut Conn, key: Key<Organisation>) -> Result<Office, Error> {
    conn.query("SELECT id, code, name FROM organisation WHERE id = $1").bind(key).one("organisation", read_office).await
}

/// The organisations that stand at the top of a tree.
pub async fn roots(conn: &mut Conn) -> Result<Vec<Office>, Error> {
    conn.query(
        "SELECT id, code, name FROM organisation WHERE edition_in <= (SELECT current FROM edition) \
         AND NOT EXISTS (SELECT 1 FROM organisation_edge WHERE organisation_edge.child = organisation.id) ORDER BY sort",
    )
    .all(read_office)
    .await
}

/// The organisations directly below one, in order of their names.
pub async fn children(conn: &mut Conn, parent: Key<Organisation>) -> Result<Vec<Office>, Error> {
    conn.query(
        "SELECT organisation.id, organisation.code, organisation.name FROM organisation_closure \
         JOIN organisation ON organisation.id = organisation_closure.descendant \
         WHERE organisation_closure.ancestor = $1 AND organisation_closure.depth = 1 \
         AND organisation.edition_in <= (SELECT current FROM edition) ORDER BY organisation.sort",
    )
    .bind(parent)
    .all(read_office)
    .await
}

/// The organisations above one, the root first.
pub async fn ancestors(conn: &mut Conn, organisation: Key<Organisation>) -> Result<Vec<Office>, Error> {
    conn.query(
        "SELECT organisation.id, organisation.code, organisation.name FROM organisation_closure \
         JOIN organisation ON organisation.id = organisation_closure.ancestor \
         WHERE organisation_closure.descendant = $1 AND organisation_closure.depth > 0 ORDER BY organisation_closure.depth DESC",
    )
    .bind(organisation)
    .all(read_office)
    .await
}

/// The government to which an organisation belongs, and so its posts: the topmost organisation of its administrative branch that is marked as
/// one. `None` where none is: a body of its own.
pub async fn government(conn: &mut Conn, organisation: Key<Organisation>) -> Result<Option<Office>, Error> {
    conn.query(
        "SELECT organisation.id, organisation.code, organisation.name FROM organisation_closure \
         JOIN organisation ON organisation.id = organisation_closure.ancestor \
         WHERE organisation_closure.descendant = $1 AND organisation.kind = 'government' ORDER BY organisation_closure.depth DESC LIMIT 1",
    )
    .bind(organisation)
    .optional(read_office)
    .await
}

/// The governments that there are: organisations marked as one with none above them, in order of their names.
pub async fn governments(conn: &mut Conn) -> Result<Vec<Office>, Error> {
    conn.query(
        "SELECT id, code, name FROM organisation WHERE kind = 'government' AND edition_in <= (SELECT current FROM edition) \
         AND NOT EXISTS (SELECT 1 FROM organisation_closure JOIN organisation AS above ON above.id = organisation_closure.ancestor \
         WHERE organisation_closure.descendant = organisation.id AND organisation_closure.depth > 0 AND above.kind = 'government') \
         ORDER BY sort",
    )
    .all(read_office)
    .await
}

/// Of the organisations in `above`, those that stand above each of `below` or are itself: pairs of the lower and the upper, from the upper
/// ends of the branches downwards.
pub async fn branches(
    conn: &mut Conn,
    below: &[Key<Organisation>],
    above: &[Key<Organisation>],
) -> Result<Vec<(Key<Organisation>, Key<Organisation>)>, Error> {
    let dialect = conn.dialect();
    let sql = format!(
        "SELECT descendant, ancestor FROM organisation_closure WHERE descendant IN (SELECT value FROM {}) \
         AND ancestor IN (SELECT value FROM {}) ORDER BY depth DESC",
        dialect.integers(1),
        dialect.integers(2)
    );
    let list = |keys: &[Key<Organisation>]| format!("{:?}", keys.iter().map(|key| key.number()).collect::<Vec<_>>());
    conn.query(sqlx::AssertSqlSafe(sql)).bind(list(below)).bind(list(above)).all(|row| Ok((row.get(0)?, row.get(1)?))).await
}

/// An organisation and those below it, at most so many, the nearest first and in order of their names.
pub async fn below(conn: &mut Conn, organisation: Key<Organisation>, most: i64) -> Result<Vec<Office>, Error> {
    conn.query(
        "SELECT organisation.id, organisation.code, organisation.name FROM organisation_closure \
         JOIN organisation ON organisation.id = organisation_closure.descendant \
         WHERE organisation_closure.ancestor = $1 AND organisation.edition_in <= (SELECT current FROM edition) \
         ORDER BY organisation_closure.depth, organisation.sort LIMIT $2",
    )
    .bind(organisation)
    .bind(most)
    .all(read_office)
    .await
}

/// An organisation to be entered. Parents come before children.
pub struct NewOrganisation<'a> {
    /// Its code.
    pub code: &'a str,
    /// `government`, `ministry`, `department`, `directorate`, `office`, `institute`, `provider` or `local_body`.
    pub kind: &'a str,
    /// Its name.
    pub name: &'a LanguageText,
    /// The territory it serves.
    pub territory: Option<Key<Territory>>,
    /// The organisation above it; `None` for a root.
    pub parent: Option<Key<Organisation>>,
    /// The first day of the edge to the parent.
    pub from: Date,
    /// The edition with which it appears; 0 for at once.
    pub edition: i64,
}

/// Enters an organisation with its place in the tree.
pub async fn insert(tx: &mut Tx, new: &NewOrganisation<'_>) -> Result<Key<Organisation>, Error> {
    let (key, uid): (Key<Organisation>, Uuid) = (tx.take_key("organisation").await?, tx.context().new_id());
    let sort = new.name.get(&kernel::Language::ENGLISH).to_lowercase();
    tx.execute("INSERT INTO organisation (id, uid, code, kind, name, sort, territory, edition_in) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)")
        .bind(key)
        .bind(uid)
        .bind(new.code)
        .bind(new.kind)
        .bind(new.name)
        .bind(sort)
        .bind(new.territory)
        .bind(new.edition)
        .run()
        .await?;
    tx.execute("INSERT INTO organisation_closure (ancestor, descendant, depth) VALUES ($1, $1, 0)").bind(key).run().await?;
    if let Some(parent) = new.parent {
        attach(tx, key, parent, new.from).await?;
    }
    Ok(key)
}

/// Begins the administrative edge of an organisation; its closure is for the caller.
pub(crate) async fn begin_edge(
    tx: &mut Tx,
    child: Key<Organisation>,
    parent: Key<Organisation>,
    from: Date,
) -> Result<(), Error> {
    tx.execute("INSERT INTO organisation_edge (child, parent, relation, from_date, until_date) VALUES ($1, $2, 'administrative', $3, NULL)")
        .bind(child)
        .bind(parent)
        .bind(from)
        .run()
        .await
        .map(|_| ())
}

async fn attach(tx: &mut Tx, child: Key<Organisation>, parent: Key<Organisation>, from: Date) -> Result<(), Error> {
    begin_edge(tx, child, parent, from).await?;
    tx.execute(
        "INSERT INTO organisation_closure (ancestor, descendant, depth) \
         SELECT ancestor, $1, depth + 1 FROM organisation_closure WHERE descendant = $2",
    )
    .bind(child)
    .bind(parent)
    .run()
    .await?;
    Ok(())
}

/// Enters a territory (LGD). Parents come before children.
pub async fn insert_territory(
    tx: &mut Tx,
    code: &str,
    kind: &str,
    parent: Option<Key<Territory>>,
    name: &LanguageText,
) -> Result<Key<Territory>, Error> {
    let key = tx.take_key("territory").await?;
    tx.execute("INSERT INTO territory (id, code, kind, parent, name) VALUES ($1, $2, $3, $4, $5)")
        .bind(key)
        .bind(code)
        .bind(kind)
        .bind(parent)
        .bind(name)
        .run()
        .await?;
    Ok(key)
}

/// A position to be entered.
pub struct NewPosition<'a> {
    /// Its code.
    pub code: &'a str,
    /// Its title.
    pub title: &'a LanguageText,
    /// The family of positions it belongs to.
    pub family: &'a str,
    /// Group A, B or C, where there is one.
    pub group: Option<&'a str>,
    /// Pay level, where there is one.
    pub pay_level: Option<i64>,
}

/// Enters a position.
pub async fn insert_position(tx: &mut Tx, new: &NewPosition<'_>) -> Result<Key<Position>, Error> {
    let (key, uid): (Key<Position>, Uuid) = (tx.take_key("position").await?, tx.context().new_id());
    tx.execute(
        "INSERT INTO position (id, uid, code, title, family, service_group, pay_level) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(key)
    .bind(uid)
    .bind(new.code)
    .bind(new.title)
    .bind(new.family)
    .bind(new.group)
    .bind(new.pay_level)
    .run()
    .await?;
    Ok(key)
}

/// A post was made: what its position asks must be set for it.
pub struct PostMade {
    /// The post.
    pub post: Key<Post>,
    /// Its position.
    pub position: Key<Position>,
}

/// Offices were arranged otherwise, without a new posting of anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rearranged {
    /// A position belongs to another group or family.
    Position(Key<Position>),
    /// A post belongs to another organisation or position.
    Post(Key<Post>),
    /// An organisation stands elsewhere in the tree, with all below it.
    Place(Key<Organisation>),
    /// An organisation serves another territory.
    Territory(Key<Organisation>),
}

/// Enters a post under a key taken before.
pub async fn insert_post(
    tx: &mut Tx,
    key: Key<Post>,
    code: &str,
    place: (Key<Organisation>, Key<Position>),
    reports_to: Option<Key<Post>>,
) -> Result<(), Error> {
    let uid = tx.context().new_id();
    tx.execute("INSERT INTO post (id, uid, code, organisation, position, reports_to) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(key)
        .bind(uid)
        .bind(code)
        .bind(place.0)
        .bind(place.1)
        .bind(reports_to)
        .run()
        .await?;
    tx.emit(&PostMade { post: key, position: place.1 }).await
}
