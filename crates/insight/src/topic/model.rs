//! What the page of a competency in a place shows.

use competency::Competency;
use competency::framework::{self, CompetencyKind, Entry};
use kernel::Key;
use methods::statistics::{Stratum, compare};
use people::Actor;
use store::{Conn, Error};
use ui::View;

use super::store::{self as sql, CourseLine, PersonLine};
use crate::cube::{Board, Counts, Cube, Dimension, Place};
use crate::figure::{Figures, Share, Spread, Standing, Unit};
use crate::unit::{Line, above, below};

/// Names on the page.
pub(super) const NAMES: usize = 50;
/// In places of more people nobody is listed by name.
const MOST_STAFF: u64 = 20_000;
/// Parts whose groups are looked into.
const LOOKED: usize = 40;

/// Why no names stand on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoNames {
    /// The reader may not see them.
    Denied,
    /// The competency is behavioural.
    Behavioural,
    /// Too many people.
    Many,
}

/// A part in which groups tell another story.
pub(crate) struct Simpson {
    /// Which part.
    pub(crate) name: kernel::LanguageText,
    /// Whether in what is held; else in what was assessed below.
    pub(crate) is_held: bool,
    /// The difference from all others in points, crude and within groups; only where live figures are shown.
    pub(crate) points: Option<(i64, i64)>,
}

/// The page.
pub(crate) struct TopicModel {
    pub(crate) unit: Unit,
    pub(crate) above: Vec<Unit>,
    pub(crate) competency: Entry,
    pub(crate) figures: Figures,
    pub(crate) counts: Counts,
    pub(crate) parts: Vec<Line>,
    pub(crate) misleading: Vec<Simpson>,
    /// By group, service and family; without those in which everybody is alike.
    pub(crate) cohorts: Vec<(Dimension, Vec<(String, Counts)>)>,
    pub(crate) courses: Vec<CourseLine>,
    pub(crate) people: Result<Vec<PersonLine>, NoNames>,
    pub(crate) shortfall: Option<f64>,
}

impl TopicModel {
    pub(crate) async fn gather(
        conn: &mut Conn,
        (view, actor): (&View, &Actor),
        unit: Unit,
        code: &str,
    ) -> Result<Option<Self>, Error> {
        let Some(competency) = framework::by_code(conn, code).await? else { return Ok(None) };
        let figures = Figures::of(conn, actor, unit.place).await?;
        let mut parts = below(conn, view, (&unit, &figures), &[competency.key]).await?;
        parts.retain(|line| line.counts.first().is_some_and(|counts| counts.required > 0));
        let (place, key) = (unit.place, competency.key);
        let cohorts =
            [Dimension::Group, Dimension::Service, Dimension::Family].map(|one| (one, figures.by_cohort(place, key, one)));
        let misleading = misleading(&*Board::current(conn).await?, &figures, (place, key), &parts);
        let people = people(conn, actor, (&competency, &figures), place).await?;
        let shortfall = if figures.staff(place).is_some_and(|staff| staff <= MOST_STAFF) {
            sql::shortfall(conn, place, key, actor.today()).await?
        } else {
            None
        };
        Ok(Some(Self {
            above: above(conn, place).await?,
            counts: figures.counts(place, key),
            cohorts: cohorts.into_iter().filter(|(_, cohorts)| cohorts.len() > 1).collect(),
            courses: sql::courses_for(conn, key, view.now).await?,
            unit,
            competency,
            figures,
            parts,
            misleading,
            people,
            shortfall,
        }))
    }

    /// People whose gap a course could close: assessed below, or lapsed.
    pub(crate) fn concerned(&self) -> u64 {
        self.counts.below + self.counts.lapsed
    }
}

async fn people(
    conn: &mut Conn,
    actor: &Actor,
    (competency, figures): (&Entry, &Figures),
    place: Place,
) -> Result<Result<Vec<PersonLine>, NoNames>, Error> {
    match figures.staff(place) {
        None => Ok(Err(NoNames::Denied)),
        Some(_) if competency.kind == CompetencyKind::Behavioural => Ok(Err(NoNames::Behavioural)),
        Some(staff) if staff > MOST_STAFF => Ok(Err(NoNames::Many)),
        Some(_) => sql::open_people(conn, actor, (place, competency.key), NAMES as i64 + 1).await.map(Ok),
    }
}

/// The parts that stand out, but not, or otherwise, once each group is compared with itself elsewhere. Looked into on live figures; who may not see
/// those learns only which parts they are.
fn misleading(cube: &Cube, figures: &Figures, (place, key): (Place, Key<Competency>), parts: &[Line]) -> Vec<Simpson> {
    let whole = cube.by_cohort(place, key, Dimension::Group);
    let mut found = Vec::new();
    for (is_held, share) in [(false, Share::below as fn(&Counts) -> Share), (true, Share::held)] {
        let of = |line: &Line| line.counts.first().map_or(Share::default(), share);
        let spread = Spread::of(&parts.iter().map(of).collect::<Vec<_>>());
        let stands_out = |line: &&Line| !line.own && !matches!(spread.standing(of(line)), Standing::Unknown | Standing::Expected);
        for line in parts.iter().filter(stands_out).take(LOOKED) {
            let own = cube.by_cohort(line.unit.place, key, Dimension::Group);
            let strata: Vec<Stratum> = whole.iter().map(|(group, all)| stratum(share, (group.as_str(), all), &own)).collect();
            let Some(compared) = compare(&strata).filter(|compared| compared.misleads) else { continue };
            let points = |share: f64| (share * 100.0).round() as i64;
            let points = figures.is_live().then(|| (points(compared.crude), points(compared.within)));
            found.push(Simpson { name: line.unit.name.clone(), is_held, points });
        }
    }
    found
}

/// A group in a part, and the same group elsewhere.
fn stratum(share: fn(&Counts) -> Share, (group, all): (&str, &Counts), own: &[(String, Counts)]) -> Stratum {
    let one = own.iter().find(|(name, _)| name == group).map_or(Share::default(), |(_, counts)| share(counts));
    let all = share(all);
    Stratum { one: (one.part, one.whole), other: (all.part.saturating_sub(one.part), all.whole.saturating_sub(one.whole)) }
}
