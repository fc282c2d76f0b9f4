//! What the pages of the whole service show.

use kernel::{Date, Timestamp};
use people::Actor;
use store::{Conn, Error};
use ui::View;

use crate::cube::{Counts, Months, Place};
use crate::figure::{Figures, Share, Unit};
use crate::release::{self, Week};
use crate::unit::{Overview, UnitModel, below};

/// Months of a trend.
const TREND: i64 = 13;

/// Months since January 1970.
pub(crate) fn month_of(at: Timestamp) -> i64 {
    let (year, month, _) = at.date().parts();
    (i64::from(year) - 1970) * 12 + i64::from(month) - 1
}

/// The first day of a month.
pub(crate) fn first_day(month: i64) -> Date {
    let (year, month) = (1970 + month.div_euclid(12), month.rem_euclid(12) + 1);
    Date::parse(&format!("{year:04}-{month:02}-01")).unwrap_or(Date(0))
}

/// What was learnt in the last months, and how.
pub(crate) struct Learning {
    /// The last thirteen months, those without anything too.
    pub(crate) months: Vec<(i64, Months)>,
    /// Sums of the last twelve of them.
    pub(crate) year: Months,
}

impl Learning {
    pub(crate) fn of(months: &[(i64, Months)], now: Timestamp) -> Self {
        let last = month_of(now);
        let of = |month: i64| months.iter().find(|(one, _)| *one == month).map_or(Months::default(), |(_, months)| *months);
        let months: Vec<(i64, Months)> = (last - TREND + 1..=last).map(|month| (month, of(month))).collect();
        let mut year = Months::default();
        for (_, month) in months.iter().skip(1) {
            year.enrolled += month.enrolled;
            year.completed += month.completed;
            year.minutes_job += month.minutes_job;
            year.minutes_others += month.minutes_others;
            year.minutes_self += month.minutes_self;
        }
        Self { months, year }
    }
}

/// The page of the whole service.
pub(crate) struct NationModel {
    /// Its sums, and the organisations at the top.
    pub(crate) unit: UnitModel,
    /// Every requirement of every person, by state.
    pub(crate) states: Vec<(Unit, String, Share)>,
    pub(crate) learning: Learning,
    /// Sums of the releases so far.
    pub(crate) weeks: Vec<(Week, Counts)>,
}

impl NationModel {
    /// With this page of the heat map.
    pub(crate) async fn gather(conn: &mut Conn, (view, actor): (&View, &Actor), page: usize) -> Result<Self, Error> {
        let figures = Figures::of(conn, actor, Place::Nation).await?;
        Self::with(conn, view, (figures, page)).await
    }

    /// What everybody may see.
    pub(crate) async fn released(conn: &mut Conn, view: &View) -> Result<Self, Error> {
        let figures = Figures::released(conn).await?;
        Self::with(conn, view, (figures, 1)).await
    }

    async fn with(conn: &mut Conn, view: &View, (figures, page): (Figures, usize)) -> Result<Self, Error> {
        let overview = Overview::gather(conn, Unit::nation(), figures).await?;
        // Which states there are, by one competency; what they are in sum, each by itself, as it is kept.
        let any: Vec<_> = overview.column_keys();
        let lines = below(conn, view, (&overview.unit, &overview.figures), &any).await?;
        let state = |line: crate::unit::Line| {
            let mut sum = Counts::default();
            overview.figures.by_competency(line.unit.place).iter().for_each(|(_, counts)| sum.add(counts));
            let link = line.unit.address.clone();
            (line.unit, link, Share::below(&sum))
        };
        let states = lines.into_iter().map(state).collect();
        let learning = Learning::of(&overview.months, view.now);
        let weeks = release::newest(conn).await?.history().to_vec();
        Ok(Self { unit: UnitModel::gather(conn, view, overview, page).await?, states, learning, weeks })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_from_1970_and_empty_ones_stand_too() {
        let now = Date::parse("2026-11-22").expect("a date").start();
        assert_eq!((month_of(now), first_day(month_of(now)).iso()), (682, "2026-11-01".to_owned()));
        let month = |minutes_self| Months { minutes_self, ..Months::default() };
        let learning = Learning::of(&[(669, month(9)), (670, month(1)), (682, month(2))], now);
        assert_eq!((learning.months.len(), learning.months[0].0, learning.year.minutes_self), (13, 670, 2));
    }
}
