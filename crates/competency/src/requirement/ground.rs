//! What a post asks where it stands: what the roles of its position ask, where the government that owns the post has accepted the framework,
//! and what the units above it have added. Worked out once for each position and place, not for each post.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kernel::{Key, Level};
use people::{Organisation, Position, organisation};
use store::{Conn, Error};

use super::coming::Prospect;
use super::domain::{Set, Wanted, next_set};
use super::store::{self as sql, Holder, Offered};
use crate::framework::Coming;
use crate::overlay::law::{self, Assumed, LocalAsk};
use crate::{Competency, Framework, RequirementSet};

/// What holds at the organisations of one place: the government that owns their posts, and the units with overlays above them, the farthest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// The government; `None` for a body that belongs to none.
    pub(crate) owner: Option<Key<Organisation>>,
    /// Units with overlays in force.
    pub(crate) units: Vec<Key<Organisation>>,
}

/// All decisions of governments and units that are in force, or would be.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    governments: BTreeSet<Key<Organisation>>,
    accepted: BTreeSet<(Key<Organisation>, Key<Framework>)>,
    asks: BTreeMap<Key<Organisation>, Vec<LocalAsk>>,
    places: HashMap<Key<Organisation>, Place>,
}

impl Ground {
    /// Reads them; `assumed` is one that is not in force yet and is taken as if it were.
    pub(crate) async fn read(conn: &mut Conn, assumed: Option<Assumed>) -> Result<Self, Error> {
        let governments = organisation::governments(conn).await?.into_iter().map(|office| office.key).collect();
        let mut asks: BTreeMap<_, Vec<LocalAsk>> = BTreeMap::new();
        for (unit, ask) in law::asks(conn, assumed).await? {
            asks.entry(unit).or_default().push(ask);
        }
        let accepted = law::accepted(conn, assumed).await?.into_iter().collect();
        Ok(Self { governments, accepted, asks, places: HashMap::new() })
    }

    /// Organisations that make a place: governments and units with overlays.
    fn marks(&self) -> Vec<Key<Organisation>> {
        self.governments.iter().chain(self.asks.keys()).copied().collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Looks up the places of organisations that are not known yet.
    pub(crate) async fn learn(
        &mut self,
        conn: &mut Conn,
        organisations: impl IntoIterator<Item = Key<Organisation>>,
    ) -> Result<(), Error> {
        let new: Vec<_> =
            organisations.into_iter().filter(|one| !self.places.contains_key(one)).collect::<BTreeSet<_>>().into_iter().collect();
        if new.is_empty() {
            return Ok(());
        }
        let marks = self.marks();
        let pairs = if marks.is_empty() { Vec::new() } else { organisation::branches(conn, &new, &marks).await? };
        self.places.extend(new.into_iter().map(|one| (one, Place::default())));
        for (below, above) in pairs {
            let Some(place) = self.places.get_mut(&below) else { continue };
            if self.governments.contains(&above) {
                place.owner.get_or_insert(above);
            }
            if self.asks.contains_key(&above) {
                place.units.push(above);
            }
        }
        Ok(())
    }

    /// The place of an organisation that was learned.
    pub(crate) fn place(&self, organisation: Key<Organisation>) -> Place {
        self.places.get(&organisation).cloned().unwrap_or_default()
    }

    /// Whether a framework binds there: its government has accepted it, or it belongs to none.
    pub(crate) fn binds(&self, place: &Place, framework: Key<Framework>) -> bool {
        place.owner.is_none_or(|owner| self.accepted.contains(&(owner, framework)))
    }

    /// What posts of a position ask in a place: for each competency the highest level that anybody asks.
    pub(super) fn wanted(&self, (position, offered): (Key<Position>, &[Offered]), place: &Place) -> Vec<Wanted> {
        let mut all: BTreeMap<_, Wanted> = BTreeMap::new();
        let mut add = |new: Wanted| match all.get_mut(&new.competency) {
            Some(known) if known.level >= new.level => {}
            Some(known) => *known = new,
            None => {
                all.insert(new.competency, new);
            }
        };
        offered.iter().filter(|one| self.binds(place, one.framework)).for_each(|one| add(one.wanted));
        let asks = place.units.iter().filter_map(|unit| self.asks.get(unit)).flatten();
        for ask in asks.filter(|ask| ask.position == position) {
            add(Wanted { competency: ask.competency, revision: ask.revision, level: ask.level, published: ask.from });
        }
        all.into_values().collect()
    }

    /// What posts of a position ask in a place, without days.
    pub(crate) fn levels(&self, of: (Key<Position>, &[Offered]), place: &Place) -> Vec<(Key<Competency>, Level)> {
        self.wanted(of, place).into_iter().map(|wanted| (wanted.competency, wanted.level)).collect()
    }

    /// Marks that do not stand above a place: whoever is below one of them is elsewhere.
    pub(super) fn elsewhere(&self, place: &Place) -> Vec<i64> {
        let here = |one: &Key<Organisation>| place.owner == Some(*one) || place.units.contains(one);
        self.marks().into_iter().filter(|one| !here(one)).map(|one| one.number()).collect()
    }
}

/// Works out what posts should ask from a day on, position by position.
#[derive(Debug)]
pub(super) struct Planner {
    pub(super) ground: Ground,
    days: (kernel::Date, i32),
    prospect: Option<Prospect>,
    offered: Option<(Key<Position>, Vec<Offered>)>,
    sets: HashMap<Key<RequirementSet>, Arc<Set>>,
    next: HashMap<(Option<Key<RequirementSet>>, Place), Arc<Set>>,
}

impl Planner {
    pub(super) async fn read(conn: &mut Conn, assumed: Option<Assumed>, days: (kernel::Date, i32)) -> Result<Self, Error> {
        let ground = Ground::read(conn, assumed).await?;
        Ok(Self { ground, days, prospect: None, offered: None, sets: HashMap::new(), next: HashMap::new() })
    }

    /// As if a version were in force of which readers see nothing yet.
    pub(super) async fn expecting(mut self, conn: &mut Conn, coming: &Coming) -> Result<Self, Error> {
        self.prospect = Some(Prospect::read(conn, coming).await?);
        for ask in self.ground.asks.values_mut().flatten() {
            ask.revision = coming.revisions.get(&ask.competency).copied().unwrap_or(ask.revision);
        }
        Ok(self)
    }

    /// The posts among these that should ask something else than they do, each with what it should ask. `fresh`: a post that asks nothing so
    /// far begins with the day, and not with the publication of its framework.
    pub(super) async fn changes(
        &mut self,
        conn: &mut Conn,
        position: Key<Position>,
        (holders, fresh): (&[Holder], bool),
    ) -> Result<Vec<(Holder, Arc<Set>)>, Error> {
        if self.offered.as_ref().is_none_or(|(of, _)| *of != position) {
            let offered = match &self.prospect {
                Some(prospect) => prospect.offered(position),
                None => sql::offered(conn, position).await?,
            };
            self.offered = Some((position, offered));
            self.next.clear();
        }
        self.ground.learn(conn, holders.iter().map(|one| one.organisation)).await?;
        let mut changes = Vec::new();
        for holder in holders {
            let next = self.next_of(conn, position, (holder, fresh)).await?;
            let present = match holder.set {
                Some(set) => Some(self.set(conn, set).await?),
                None => None,
            };
            if present.map_or(!next.is_empty(), |present| present != next) {
                changes.push((holder.clone(), next));
            }
        }
        Ok(changes)
    }

    async fn next_of(
        &mut self,
        conn: &mut Conn,
        position: Key<Position>,
        (holder, fresh): (&Holder, bool),
    ) -> Result<Arc<Set>, Error> {
        let key = (holder.set, self.ground.place(holder.organisation));
        if let Some(known) = self.next.get(&key) {
            return Ok(known.clone());
        }
        let before = match holder.set {
            Some(set) => Some(self.set(conn, set).await?),
            None if fresh => Some(Arc::new(Set::new())),
            None => self.before(conn, position, holder).await?,
        };
        let offered = self.offered.as_ref().map_or(&[][..], |(_, offered)| offered);
        let wanted = self.ground.wanted((position, offered), &key.1);
        let next = Arc::new(next_set(&wanted, before.as_deref(), self.days));
        self.next.insert(key, next.clone());
        Ok(next)
    }

    async fn set(&mut self, conn: &mut Conn, key: Key<RequirementSet>) -> Result<Arc<Set>, Error> {
        if let Some(known) = self.sets.get(&key) {
            return Ok(known.clone());
        }
        let set = Arc::new(sql::set(conn, key).await?);
        self.sets.insert(key, set.clone());
        Ok(set)
    }

    /// What posts of the position in the same place ask.
    async fn before(&mut self, conn: &mut Conn, position: Key<Position>, holder: &Holder) -> Result<Option<Arc<Set>>, Error> {
        let place = self.ground.place(holder.organisation);
        match sql::sibling(conn, (holder.post, position), (&place, &self.ground.elsewhere(&place))).await? {
            Some(sibling) => self.set(conn, sibling.set).await.map(Some),
            None => Ok(None),
        }
    }
}
