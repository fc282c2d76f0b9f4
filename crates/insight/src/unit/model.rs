//! What the page of a unit shows.

use std::cmp::Reverse;

use competency::{Competency, framework};
use kernel::{Key, LanguageText};
use people::{Organisation, Territory};
use store::{Conn, Error};
use ui::View;

use crate::cube::{Counts, Months, Place, Region};
use crate::figure::{Figures, Unit, areas, offices};
use crate::release;

/// Columns of a heat map.
const COLUMNS: usize = 8;
/// Its lines on one page.
const LINES: usize = 40;
/// Fewer on the page of the whole service, where much else stands.
const LINES_OF_NATION: usize = 16;

/// A place in sum.
pub(crate) struct Overview {
    /// Who.
    pub(crate) unit: Unit,
    /// Where the figures come from.
    pub(crate) figures: Figures,
    /// Officials; only live.
    pub(crate) staff: Option<u64>,
    /// All requirements of all people.
    pub(crate) total: Counts,
    /// Every competency that is required here, that of most people first.
    pub(crate) competencies: Vec<(Key<Competency>, String, LanguageText, Counts)>,
    /// What was learnt by month.
    pub(crate) months: Vec<(i64, Months)>,
}

/// A line of the heat map.
pub(crate) struct Line {
    /// What lies below, or the unit itself.
    pub(crate) unit: Unit,
    /// Whether it is the unit itself.
    pub(crate) own: bool,
    /// In the order of the columns.
    pub(crate) counts: Vec<Counts>,
}

/// The page of a unit.
pub(crate) struct UnitModel {
    pub(crate) overview: Overview,
    /// The units above, the highest first.
    pub(crate) above: Vec<Unit>,
    /// What lies below; a page of it.
    pub(crate) lines: Vec<Line>,
    /// Its number, from 1, and how many there are.
    pub(crate) page: (usize, usize),
}

impl Overview {
    pub(crate) async fn gather(conn: &mut Conn, unit: Unit, figures: Figures) -> Result<Self, Error> {
        let names = framework::names(conn).await?;
        let mut total = Counts::default();
        let mut competencies: Vec<_> = Vec::new();
        for (key, counts) in figures.by_competency(unit.place).into_iter().filter(|(_, counts)| counts.required > 0) {
            release::add(&mut total, &counts);
            if let Some((code, name)) = names.get(&key) {
                competencies.push((key, code.clone(), name.clone(), counts));
            }
        }
        competencies.sort_by(|one, other| (Reverse(one.3.required), &one.1).cmp(&(Reverse(other.3.required), &other.1)));
        let (staff, months) = (figures.staff(unit.place), figures.months(unit.place));
        Ok(Self { unit, figures, staff, total, competencies, months })
    }

    /// The columns of its heat map.
    pub(crate) fn columns(&self) -> &[(Key<Competency>, String, LanguageText, Counts)] {
        &self.competencies[..self.competencies.len().min(COLUMNS)]
    }

    pub(crate) fn column_keys(&self) -> Vec<Key<Competency>> {
        self.columns().iter().map(|(key, ..)| *key).collect()
    }
}

impl UnitModel {
    pub(crate) async fn gather(conn: &mut Conn, view: &View, overview: Overview, page: usize) -> Result<Self, Error> {
        let columns = overview.column_keys();
        let above = above(conn, overview.unit.place).await?;
        let mut lines = match overview.unit.place {
            Place::Nation => roots(conn, &overview.figures, &columns).await?,
            _ => below(conn, view, (&overview.unit, &overview.figures), &columns).await?,
        };
        lines.retain(|line| !line.own || line.counts.iter().any(|counts| counts.required > 0));
        let many = if overview.unit.place == Place::Nation { LINES_OF_NATION } else { LINES };
        let pages = lines.len().div_ceil(many).max(1);
        let page = page.clamp(1, pages);
        let lines = lines.into_iter().skip((page - 1) * many).take(many).collect();
        Ok(Self { overview, above, lines, page: (page, pages) })
    }
}

/// What lies above a place, the highest first.
pub(crate) async fn above(conn: &mut Conn, place: Place) -> Result<Vec<Unit>, Error> {
    match place {
        Place::Nation => Ok(Vec::new()),
        Place::Organisation(key) => {
            let above = people::organisation::ancestors(conn, key).await?;
            Ok(above.into_iter().map(|office| Unit::office(office.key, office.code.as_str(), office.name)).collect())
        }
        Place::Territory(key) => above_area(conn, key).await,
    }
}

/// What lies below a place: of the nation the states, of an organisation those below it, of a state its districts, of a district its offices.
pub(crate) async fn below(
    conn: &mut Conn,
    view: &View,
    (unit, figures): (&Unit, &Figures),
    columns: &[Key<Competency>],
) -> Result<Vec<Line>, Error> {
    match unit.place {
        Place::Nation => regions(conn, view, (figures, Region::State, unit.place), columns).await,
        Place::Organisation(key) => below_office(conn, figures, key, columns).await,
        Place::Territory(key) => {
            let mut lines = regions(conn, view, (figures, Region::District, unit.place), columns).await?;
            lines.retain(|line| line.unit.place != unit.place);
            if lines.is_empty() { below_district(conn, view, (figures, key), columns).await } else { Ok(lines) }
        }
    }
}

/// The organisations at the top of their trees.
pub(crate) async fn roots(conn: &mut Conn, figures: &Figures, columns: &[Key<Competency>]) -> Result<Vec<Line>, Error> {
    let roots = people::organisation::roots(conn).await?;
    let line = |office: people::organisation::Office| {
        let counts = columns.iter().map(|column| figures.counts(office.key.into(), *column)).collect();
        Line { unit: Unit::office(office.key, office.code.as_str(), office.name), own: false, counts }
    };
    Ok(roots.into_iter().map(line).collect())
}

async fn below_office(
    conn: &mut Conn,
    figures: &Figures,
    key: Key<Organisation>,
    columns: &[Key<Competency>],
) -> Result<Vec<Line>, Error> {
    let rows = figures.by_child(key, columns);
    let keys: Vec<_> = rows.iter().map(|(child, _)| *child).collect();
    let mut names = offices(conn, &keys).await?;
    let line = |(child, counts)| Some(Line { unit: names.remove(&child)?, own: child == key, counts });
    Ok(rows.into_iter().filter_map(line).collect())
}

async fn above_area(conn: &mut Conn, key: Key<Territory>) -> Result<Vec<Unit>, Error> {
    let above = conn
        .query(
            "SELECT up.id, up.code, up.name FROM territory JOIN territory AS up ON up.id = territory.parent \
             WHERE territory.id = $1 AND up.kind = 'state'",
        )
        .bind(key)
        .optional(|row| Ok(Unit::area(row.get(0)?, &row.get::<String>(1)?, row.get(2)?)))
        .await?;
    Ok(above.into_iter().collect())
}

/// States or districts, in order of their names.
async fn regions(
    conn: &mut Conn,
    view: &View,
    (figures, region, place): (&Figures, Region, Place),
    columns: &[Key<Competency>],
) -> Result<Vec<Line>, Error> {
    let rows = figures.by_territory(region, place, columns);
    let keys: Vec<_> = rows.iter().map(|(key, _)| *key).collect();
    let mut names = areas(conn, &keys).await?;
    let line = |(key, counts)| {
        let area = names.remove(&key)?;
        Some(Line { unit: Unit::area(key, &area.code, area.name), own: false, counts })
    };
    let mut lines: Vec<Line> = rows.into_iter().filter_map(line).collect();
    lines.sort_by_cached_key(|line| view.words(&line.unit.name).to_lowercase());
    Ok(lines)
}

async fn below_district(
    conn: &mut Conn,
    view: &View,
    (figures, key): (&Figures, Key<Territory>),
    columns: &[Key<Competency>],
) -> Result<Vec<Line>, Error> {
    let line = |unit: Unit| {
        let counts = columns.iter().map(|column| figures.counts(unit.place, *column)).collect();
        Line { unit, own: false, counts }
    };
    let mut lines: Vec<Line> = offices_of_district(conn, key).await?.into_iter().map(line).collect();
    lines.sort_by_cached_key(|line| view.words(&line.unit.name).to_lowercase());
    Ok(lines)
}

/// The offices of a district that lie below none of it.
async fn offices_of_district(conn: &mut Conn, district: Key<Territory>) -> Result<Vec<Unit>, Error> {
    conn.query(
        "SELECT organisation.id, organisation.code, organisation.name FROM organisation WHERE organisation.territory = $1 \
         AND organisation.edition_in <= (SELECT current FROM edition) AND NOT EXISTS (SELECT 1 FROM organisation_closure \
         JOIN organisation AS up ON up.id = organisation_closure.ancestor WHERE organisation_closure.descendant = organisation.id \
         AND organisation_closure.depth = 1 AND up.territory = $1) ORDER BY organisation.sort LIMIT 400",
    )
    .bind(district)
    .all(|row| Ok(Unit::office(row.get(0)?, &row.get::<String>(1)?, row.get(2)?)))
    .await
}
