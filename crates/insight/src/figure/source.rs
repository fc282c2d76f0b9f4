//! Live figures, or those of the week.

use std::sync::Arc;

use competency::Competency;
use kernel::{Key, Timestamp};
use learning::Course;
use people::grant::{self, Action, Scope};
use people::{Actor, Organisation, Territory};
use store::{Conn, Error};
use ui::View;

use super::marks::source_note;
use crate::cube::{Board, Counts, Cube, Cut, Dimension, Months, Place, Reach, Region};
use crate::release::{self, Release};

/// Where the figures of a page come from. The door for pages of other realms; who reads what is said in the module.
pub enum Figures {
    /// Of now, for who may see the persons.
    Live(Arc<Cube>),
    /// Of the week, for everybody.
    Released(Arc<Release>),
}

/// Whether the actor may see the persons of a place: their plan status by name.
pub(crate) async fn may_see_persons(conn: &mut Conn, actor: &Actor, place: Place) -> Result<bool, Error> {
    let mut scopes =
        actor.grants().iter().filter(|held| grant::allows(held.role, Action::ViewPlanStatus)).map(|held| &held.scope);
    match place {
        Place::Nation => Ok(scopes.any(|scope| *scope == Scope::Everything)),
        Place::Organisation(key) => Ok(!grant::reached_offices(conn, actor, Action::ViewPlanStatus, &[key]).await?.is_empty()),
        Place::Territory(key) => {
            let above: Option<Key<Territory>> =
                conn.query("SELECT parent FROM territory WHERE id = $1").bind(key).optional(|row| row.get(0)).await?.flatten();
            Ok(scopes.any(|scope| match scope {
                Scope::Everything => true,
                Scope::Territory(held) => *held == key || Some(*held) == above,
                _ => false,
            }))
        }
    }
}

impl Figures {
    /// Before the first release, for samples of pages.
    pub fn unpublished() -> Self {
        Self::Released(Arc::default())
    }

    /// What stands above a page: of when its figures are, and for whom.
    pub fn source(&self, view: &View) -> String {
        source_note(view, self)
    }

    /// What this actor may see of a place.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn of(conn: &mut Conn, actor: &Actor, place: Place) -> Result<Self, Error> {
        if may_see_persons(conn, actor, place).await? { Self::live(conn).await } else { Self::released(conn).await }
    }

    /// The figures of now.
    pub(crate) async fn live(conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self::Live(Board::current(conn).await?))
    }

    /// The figures of the week.
    pub(crate) async fn released(conn: &mut Conn) -> Result<Self, Error> {
        Ok(Self::Released(release::newest(conn).await?))
    }

    /// Whether these are figures of now, for who may see the persons.
    pub const fn is_live(&self) -> bool {
        matches!(self, Self::Live(_))
    }

    /// The instant of the figures; `None`: nothing is published yet.
    pub(crate) fn as_of(&self) -> Option<Timestamp> {
        match self {
            Self::Live(cube) => Some(cube.as_of()),
            Self::Released(release) => release.as_of(),
        }
    }

    /// The organisations at the top of a tree.
    pub(crate) fn roots(&self) -> Vec<Key<Organisation>> {
        match self {
            Self::Live(cube) => cube.roots(),
            Self::Released(release) => release.roots(),
        }
    }

    /// The organisations directly below one.
    pub(crate) fn children(&self, organisation: Key<Organisation>) -> Vec<Key<Organisation>> {
        match self {
            Self::Live(cube) => cube.children(organisation),
            Self::Released(release) => release.children(organisation),
        }
    }

    /// Every competency that is required there of anybody, in order of keys.
    pub fn by_competency(&self, place: Place) -> Vec<(Key<Competency>, Counts)> {
        match self {
            Self::Live(cube) => cube.by_competency(place, &Cut::default()),
            Self::Released(release) => release.by_competency(place),
        }
    }

    pub(crate) fn counts(&self, place: Place, competency: Key<Competency>) -> Counts {
        match self {
            Self::Live(cube) => cube.counts(place, competency, &Cut::default()),
            Self::Released(release) => release.counts(place, competency),
        }
    }

    /// Officials who serve there; only live.
    pub(crate) fn staff(&self, place: Place) -> Option<u64> {
        match self {
            Self::Live(cube) => Some(cube.staff(place, &Cut::default())),
            Self::Released(_) => None,
        }
    }

    /// These competencies in each organisation directly below one, and last in the posts of the organisation itself.
    pub fn by_child(&self, office: Key<Organisation>, competencies: &[Key<Competency>]) -> Vec<(Key<Organisation>, Vec<Counts>)> {
        match self {
            Self::Live(cube) => cube.by_child(office, competencies, &Cut::default()),
            Self::Released(release) => release.by_child(office, competencies),
        }
    }

    pub(crate) fn by_territory(
        &self,
        region: Region,
        place: Place,
        competencies: &[Key<Competency>],
    ) -> Vec<(Key<Territory>, Vec<Counts>)> {
        match self {
            Self::Live(cube) => cube.by_territory(region, place, competencies, &Cut::default()),
            Self::Released(release) => release.by_territory(region, place, competencies),
        }
    }

    /// By group, service or family. A release has it of the whole service only.
    pub(crate) fn by_cohort(&self, place: Place, competency: Key<Competency>, dimension: Dimension) -> Vec<(String, Counts)> {
        match self {
            Self::Live(cube) => cube.by_cohort(place, competency, dimension),
            Self::Released(release) if place == Place::Nation => release.by_cohort(competency, dimension).to_vec(),
            Self::Released(_) => Vec::new(),
        }
    }

    /// What was learnt by month. A release has it of the whole service only.
    pub(crate) fn months(&self, place: Place) -> Vec<(i64, Months)> {
        match self {
            Self::Live(cube) => cube.months(place, &Cut::default()),
            Self::Released(release) if place == Place::Nation => release.months().to_vec(),
            Self::Released(_) => Vec::new(),
        }
    }

    pub(crate) fn courses(&self) -> Vec<(Key<Course>, Reach)> {
        match self {
            Self::Live(cube) => cube.courses(None),
            Self::Released(release) => release.courses().to_vec(),
        }
    }

    /// The release, where these are published figures.
    pub(crate) fn release(&self) -> Option<&Release> {
        match self {
            Self::Live(_) => None,
            Self::Released(release) => Some(release),
        }
    }

    /// The cube, where these are live.
    pub(crate) fn cube(&self) -> Option<&Cube> {
        match self {
            Self::Live(cube) => Some(cube),
            Self::Released(_) => None,
        }
    }
}
