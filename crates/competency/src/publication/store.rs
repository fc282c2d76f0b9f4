//! Holders of positions in groups, and the switch.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Key, LanguageText};
use people::{Organisation, Position, posting};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Tx};
use uuid::Uuid;

use super::domain::{Group, Holders};
use crate::Framework;

/// Everybody who holds one of these positions on a day, in groups of those who hold the same positions; and their offices.
pub(super) async fn holders(conn: &mut Conn, positions: &BTreeSet<&str>, today: Date) -> Result<Holders, Error> {
    let codes: BTreeMap<i64, String> =
        conn.query("SELECT id, code FROM position").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect();
    let wanted: Vec<i64> = codes.iter().filter(|(_, code)| positions.contains(code.as_str())).map(|(key, _)| *key).collect();
    if wanted.is_empty() {
        return Ok(Holders::default());
    }
    let mut groups = single(conn, (&codes, &wanted), today).await?;
    groups.extend(several(conn, (&codes, &wanted), today).await?);
    with_offices(conn, groups).await
}

/// These groups with the names of their offices.
pub(crate) async fn with_offices(conn: &mut Conn, groups: Vec<Group>) -> Result<Holders, Error> {
    let keys: Vec<i64> = groups.iter().map(|group| group.office.number()).collect::<BTreeSet<_>>().into_iter().collect();
    let sql = format!("SELECT id, name FROM organisation WHERE id IN (SELECT value FROM {})", conn.dialect().integers(1));
    let names = conn.query(AssertSqlSafe(sql)).bind(format!("{keys:?}")).all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    let offices: Vec<(Key<Organisation>, LanguageText)> = names;
    Ok(Holders { groups, offices: offices.into_iter().collect() })
}

type Wanted<'w> = (&'w BTreeMap<i64, String>, &'w [i64]);

/// Those who hold one post: counted by the database, for each position and office.
async fn single(conn: &mut Conn, (codes, wanted): Wanted<'_>, today: Date) -> Result<Vec<Group>, Error> {
    let sql = format!(
        "SELECT held.position, held.organisation, COUNT(*) FROM \
         (SELECT live_posting.official, MIN(post.position) AS position, MIN(post.organisation) AS organisation FROM live_posting \
          JOIN post ON post.id = live_posting.post WHERE {} GROUP BY live_posting.official HAVING COUNT(*) = 1) AS held \
         WHERE held.position IN (SELECT value FROM {}) GROUP BY held.position, held.organisation",
        posting::prescribes("live_posting", 1),
        conn.dialect().integers(2)
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(today).bind(format!("{wanted:?}"));
    let rows: Vec<(i64, Key<Organisation>, i64)> = rows.all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    let group = |(position, office, officials)| {
        let positions = codes.get(&position).into_iter().cloned().collect();
        Group { office, positions, officials }
    };
    Ok(rows.into_iter().map(group).collect())
}

/// Those who hold several posts, few of all: read one by one.
async fn several(conn: &mut Conn, (codes, wanted): Wanted<'_>, today: Date) -> Result<Vec<Group>, Error> {
    let prescribes = posting::prescribes("live_posting", 1);
    let sql = format!(
        "SELECT live_posting.official, post.position, post.organisation FROM live_posting JOIN post ON post.id = live_posting.post \
         WHERE {prescribes} AND live_posting.official IN (SELECT live_posting.official FROM live_posting WHERE {prescribes} \
         GROUP BY live_posting.official HAVING COUNT(*) > 1) ORDER BY live_posting.official, live_posting.id"
    );
    let rows: Vec<(i64, i64, Key<Organisation>)> =
        conn.query(AssertSqlSafe(sql)).bind(today).all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    let mut held: BTreeMap<i64, (Option<Key<Organisation>>, BTreeSet<String>)> = BTreeMap::new();
    for (official, position, office) in rows {
        let one = held.entry(official).or_default();
        if wanted.contains(&position) {
            one.0.get_or_insert(office);
        }
        one.1.extend(codes.get(&position).cloned());
    }
    let mut groups: BTreeMap<(Key<Organisation>, BTreeSet<String>), i64> = BTreeMap::new();
    for (office, positions) in held.into_values().filter_map(|(office, positions)| Some((office?, positions))) {
        *groups.entry((office, positions)).or_default() += 1;
    }
    Ok(groups.into_iter().map(|((office, positions), officials)| Group { office, positions, officials }).collect())
}

/// Why posts ask something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// A version of a framework.
    Draft(Uuid),
    /// An edition of an overlay.
    Overlay(Uuid),
    /// A government has accepted a framework.
    Acceptance(Key<Organisation>, Key<Framework>),
    /// A government has taken its acceptance back.
    Withdrawal(Key<Organisation>, Key<Framework>),
}

/// A switch that is not settled yet: its number, its cause, and whether it is on.
pub(crate) async fn unsettled(conn: &mut Conn) -> Result<Option<(i64, Cause, bool)>, Error> {
    let found = conn
        .query(
            "SELECT number, draft, overlay, organisation, framework, switched, ends FROM requirement_switch WHERE NOT settled ORDER BY number LIMIT 1",
        )
        .optional(|row| {
            let cause = match (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?) {
                (Some(draft), ..) => Some(Cause::Draft(draft)),
                (_, Some(overlay), ..) => Some(Cause::Overlay(overlay)),
                (_, _, Some(government), Some(framework)) if row.get(6)? => Some(Cause::Withdrawal(government, framework)),
                (_, _, Some(government), Some(framework)) => Some(Cause::Acceptance(government, framework)),
                _ => None,
            };
            Ok((row.get(0)?, cause, row.get(5)?))
        })
        .await?;
    Ok(found.and_then(|(number, cause, switched)| Some((number, cause?, switched))))
}

/// How many switches there have been, where none is under way: as long as it is the same, nobody has pointed posts by one. `None` while
/// one is.
pub(crate) async fn still(conn: &mut Conn) -> Result<Option<i64>, Error> {
    let (all, under_way): (i64, i64) = conn
        .query("SELECT COUNT(*), COUNT(CASE WHEN NOT settled THEN 1 END) FROM requirement_switch")
        .one("switches", |row| Ok((row.get(0)?, row.get(1)?)))
        .await?;
    Ok((under_way == 0).then_some(all))
}

/// Begins a switch, or gives the one that another node has begun for the same cause; `None` while there is one for another.
pub(crate) async fn begin(tx: &mut Tx, cause: Cause) -> Result<Option<i64>, Error> {
    if let Some((number, of, _)) = unsettled(tx).await? {
        return Ok((of == cause).then_some(number));
    }
    let number = tx.take_keys("requirement_switch", 1).await?;
    let (draft, overlay, acceptance) = match cause {
        Cause::Draft(draft) => (Some(draft), None, None),
        Cause::Overlay(overlay) => (None, Some(overlay), None),
        Cause::Acceptance(government, framework) | Cause::Withdrawal(government, framework) => {
            (None, None, Some((government, framework)))
        }
    };
    tx.execute(
        "INSERT INTO requirement_switch (number, draft, overlay, organisation, framework, ends, switched, settled) \
         VALUES ($1, $2, $3, $4, $5, $6, FALSE, FALSE)",
    )
    .bind(number)
    .bind(draft)
    .bind(overlay)
    .bind(acceptance.map(|(government, _)| government))
    .bind(acceptance.map(|(_, framework)| framework))
    .bind(matches!(cause, Cause::Withdrawal(..)))
    .run()
    .await?;
    Ok(Some(number))
}

/// Switches; tells whether it was off.
pub(crate) async fn switch_on(tx: &mut Tx, number: i64) -> Result<bool, Error> {
    let changed =
        tx.execute("UPDATE requirement_switch SET switched = TRUE WHERE number = $1 AND NOT switched").bind(number).run().await?;
    Ok(changed > 0)
}

pub(crate) async fn settled(tx: &mut Tx, number: i64) -> Result<(), Error> {
    tx.execute("UPDATE requirement_switch SET settled = TRUE WHERE number = $1").bind(number).run().await.map(|_| ())
}

/// No import writes under the name of this version any more.
pub(super) async fn seal(tx: &mut Tx, framework: Key<Framework>, version: &str) -> Result<(), Error> {
    tx.execute("UPDATE framework_version SET sealed = TRUE WHERE framework = $1 AND version = $2")
        .bind(framework)
        .bind(version)
        .run()
        .await
        .map(|_| ())
}

/// Officials who hold posts below a unit: so many of one position and office, where it is their only post; and each of the others with all
/// positions and offices, and whether the post is one of those asked about.
#[derive(Clone, Debug, Default)]
pub(crate) struct Below {
    pub(crate) single: Vec<(Key<Position>, Key<Organisation>, i64)>,
    pub(crate) several: Vec<(i64, Key<Position>, Key<Organisation>, bool)>,
}

/// Who holds posts of these positions below a unit on a day.
pub(crate) async fn holders_below(
    conn: &mut Conn,
    unit: Key<Organisation>,
    positions: &[Key<Position>],
    today: Date,
) -> Result<Below, Error> {
    let wanted = format!("{:?}", positions.iter().map(|position| position.number()).collect::<Vec<_>>());
    let prescribes = posting::prescribes("live_posting", 1);
    let given = conn.dialect().integers(2);
    let below = "IN (SELECT descendant FROM organisation_closure WHERE ancestor = $3)";
    let sql = format!(
        "SELECT held.position, held.organisation, COUNT(*) FROM \
         (SELECT live_posting.official, MIN(post.position) AS position, MIN(post.organisation) AS organisation FROM live_posting \
          JOIN post ON post.id = live_posting.post WHERE {prescribes} GROUP BY live_posting.official HAVING COUNT(*) = 1) AS held \
         WHERE held.position IN (SELECT value FROM {given}) AND held.organisation {below} GROUP BY held.position, held.organisation"
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(today).bind(&wanted).bind(unit);
    let single = rows.all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).await?;
    let sql = format!(
        "SELECT live_posting.official, post.position, post.organisation, \
         CASE WHEN post.position IN (SELECT value FROM {given}) AND post.organisation {below} THEN 'yes' ELSE '' END \
         FROM live_posting JOIN post ON post.id = live_posting.post \
         WHERE {prescribes} AND live_posting.official IN (SELECT live_posting.official FROM live_posting WHERE {prescribes} \
         GROUP BY live_posting.official HAVING COUNT(*) > 1) ORDER BY live_posting.official, live_posting.id"
    );
    let rows = conn.query(AssertSqlSafe(sql)).bind(today).bind(&wanted).bind(unit);
    let several = rows.all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<String>(3)? == "yes"))).await?;
    Ok(Below { single, several })
}
