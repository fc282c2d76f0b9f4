//! What is inherited and what is local, for those who read what is asked at an organisation.

use std::collections::BTreeMap;

use kernel::{Code, Key, LanguageText, Level};
use people::posting::{self, Current};
use people::{Organisation, Position, organisation};
use store::{Conn, Error};

use super::domain::{About, Item, ItemKind, nearest};
use super::law::{self, InForce};
use crate::Competency;
use crate::requirement::ground::Ground;
use crate::requirement::{Standing, offered};

/// What posts of a position are asked of one competency at an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AskedThere {
    /// What the roles of the position ask; `None`: nothing.
    pub(crate) national: Option<Level>,
    /// Whether that binds there.
    pub(crate) binds: bool,
    /// The highest that units above ask, with the name of the unit that set it.
    pub(crate) local: Option<(Level, LanguageText)>,
}

impl AskedThere {
    /// What is asked in the end; `None`: it stands in the library alone.
    pub(crate) fn level(&self) -> Option<Level> {
        self.national.filter(|_| self.binds).max(self.local.as_ref().map(|(level, _)| *level))
    }

    /// The unit that set the level, where it was not the framework itself.
    pub(crate) fn set_by(&self) -> Option<&LanguageText> {
        let national = self.national.filter(|_| self.binds);
        self.local.as_ref().filter(|(level, _)| national.is_none_or(|national| *level > national)).map(|(_, name)| name)
    }
}

/// A position as it holds at an organisation.
#[derive(Clone, Debug, Default)]
pub(crate) struct InUnit {
    /// The name of the organisation.
    pub(crate) office: LanguageText,
    /// The government to which its posts belong.
    pub(crate) owner: Option<LanguageText>,
    /// Its competencies.
    pub(crate) asks: BTreeMap<Key<Competency>, AskedThere>,
    /// What units above have added and worded, the farthest first.
    pub(crate) items: Vec<InForce>,
}

impl InUnit {
    /// Items that say something of the same, the farthest first.
    pub(crate) fn words<'i>(&'i self, about: About, code: &'i str, part: &'i str) -> impl Iterator<Item = &'i InForce> + 'i {
        let of = move |item: &Item| item.kind == ItemKind::Words && item.about == about && item.code == code && item.part == part;
        self.items.iter().filter(move |one| of(&one.item))
    }

    /// The words of the framework, or those that win over them, with the nearest unit that has said something.
    pub(crate) fn say(
        &self,
        own: &LanguageText,
        (about, code, part): (About, &str, &str),
    ) -> (LanguageText, Option<LanguageText>) {
        let said = nearest(own, self.words(about, code, part).map(|one| &one.item.texts));
        (said, self.words(about, code, part).last().map(|one| one.name.clone()))
    }

    /// Work activities that units have added to a role; of one code the nearest.
    pub(crate) fn activities(&self, role: &str) -> Vec<&InForce> {
        let of = |one: &&InForce| one.item.kind == ItemKind::Activity && one.item.code == role;
        let mut all: BTreeMap<&str, &InForce> = BTreeMap::new();
        for one in self.items.iter().filter(of) {
            all.insert(&one.item.part, one);
        }
        all.into_values().collect()
    }

    /// Whether a framework asks something there that binds nobody yet.
    pub(crate) fn has_library(&self) -> bool {
        self.asks.values().any(|ask| ask.national.is_some() && !ask.binds)
    }
}

/// A position as it holds at an organisation. `except` is a unit whose own overlay is left out, for who writes it.
pub(crate) async fn in_unit(
    conn: &mut Conn,
    position: Key<Position>,
    organisation: Key<Organisation>,
    except: Option<Key<Organisation>>,
) -> Result<InUnit, Error> {
    let mut ground = Ground::read(conn, None).await?;
    ground.learn(conn, [organisation]).await?;
    let place = ground.place(organisation);
    let mut items = law::in_force(conn, organisation).await?;
    items.retain(|one| Some(one.unit) != except);
    let mut asks: BTreeMap<Key<Competency>, AskedThere> = BTreeMap::new();
    for one in offered(conn, position).await? {
        let (competency, level) = one.ask();
        let binds = ground.binds(&place, one.framework);
        let ask = asks.entry(competency).or_insert(AskedThere { national: None, binds, local: None });
        ask.national = ask.national.max(Some(level));
    }
    for (unit, ask) in law::asks(conn, None).await? {
        if ask.position != position || !place.units.contains(&unit) || Some(unit) == except {
            continue;
        }
        let there = asks.entry(ask.competency).or_insert(AskedThere { national: None, binds: true, local: None });
        if there.local.as_ref().is_none_or(|(level, _)| ask.level > *level) {
            let name = items.iter().find(|one| one.unit == unit).map(|one| one.name.clone());
            there.local = Some((ask.level, name.unwrap_or_default()));
        }
    }
    let office = organisation::by_key(conn, organisation).await?.name;
    let owner = organisation::government(conn, organisation).await?.map(|office| office.name);
    Ok(InUnit { office, owner, asks, items })
}

/// Gives standings the words that hold where the official is posted, and tells which levels a unit has set: its name by code of the competency.
/// One query where no unit above has added anything.
pub(crate) async fn localise(
    conn: &mut Conn,
    postings: &[Current],
    standings: &mut [Standing],
) -> Result<BTreeMap<Code, LanguageText>, Error> {
    let mut set_by = BTreeMap::new();
    for posting in posting::prescribing(postings) {
        if law::in_force(conn, posting.organisation).await?.is_empty() {
            continue;
        }
        let there = in_unit(conn, posting.position, posting.organisation, None).await?;
        for standing in standings.iter_mut() {
            let Some(ask) = there.asks.get(&standing.competency) else { continue };
            let code = standing.code.as_str();
            standing.name = there.say(&standing.name, (About::Competency, code, "")).0;
            let level = standing.required.number().to_string();
            standing.descriptor = there.say(&standing.descriptor, (About::Competency, code, &level)).0;
            if let Some(unit) = ask.set_by().filter(|_| ask.level() == Some(standing.required)) {
                set_by.insert(standing.code.clone(), unit.clone());
            }
        }
    }
    Ok(set_by)
}
