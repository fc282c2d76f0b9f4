//! What positions will ask once a version is in force of which readers see nothing yet.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Date, Key, Level};
use people::Position;
use store::{Conn, Error};

use super::domain::Wanted;
use super::store::{self as sql, Offered};
use crate::framework::Coming;
use crate::{Competency, Framework};

/// A competency as a role asks it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) key: Key<Competency>,
    pub(super) framework: Key<Framework>,
    pub(super) revision: i64,
    /// When the version of the revision was published; `None` where it has not come yet.
    pub(super) published: Option<Date>,
}

/// All positions with what their roles will ask: some thousand short rows, read once.
#[derive(Debug)]
pub(super) struct Prospect {
    positions: HashMap<Key<Position>, Vec<Offered>>,
}

impl Prospect {
    /// What stands now, with what comes in its place.
    pub(super) async fn read(conn: &mut Conn, coming: &Coming) -> Result<Self, Error> {
        let competencies = sql::competencies(conn).await?;
        let mut asks: BTreeMap<String, BTreeMap<String, Level>> = BTreeMap::new();
        let mut roles: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (role, competency, level) in sql::role_asks(conn).await? {
            asks.entry(role).or_default().insert(competency, level);
        }
        for (position, role) in sql::roles_of_positions(conn).await? {
            roles.entry(position).or_default().insert(role);
        }
        asks.extend(coming.roles.iter().map(|(role, asks)| (role.clone(), asks.clone())));
        roles.extend(coming.positions.iter().map(|(position, roles)| (position.clone(), roles.clone())));
        let offered = |competency: &String, level: Level| {
            let known = competencies.get(competency)?;
            let revision = coming.revisions.get(&known.key);
            let published = if revision.is_some() { Some(coming.published) } else { known.published }?;
            let revision = revision.copied().unwrap_or(known.revision);
            Some(Offered { framework: known.framework, wanted: Wanted { competency: known.key, revision, level, published } })
        };
        let of = |code: &String| {
            let asks = roles.get(code).into_iter().flatten().filter_map(|role| asks.get(role)).flatten();
            asks.filter_map(|(competency, level)| offered(competency, *level)).collect()
        };
        let positions = sql::positions(conn).await?;
        Ok(Self { positions: positions.into_iter().map(|(key, code)| (key, of(&code))).collect() })
    }

    /// What the roles of a position will ask.
    pub(super) fn offered(&self, position: Key<Position>) -> Vec<Offered> {
        self.positions.get(&position).cloned().unwrap_or_default()
    }
}
