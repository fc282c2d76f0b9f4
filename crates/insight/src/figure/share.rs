//! A share of people, and when it is a figure.

use methods::statistics::{Funnel, Interval, Prior, interval};

use crate::cube::Counts;

/// So many of so many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) part: u64,
    pub(crate) whole: u64,
}

/// Under so many people nothing is said of a share.
pub(crate) const LEAST: u64 = 10;
/// Nor with an interval that is wider, in points.
const WIDEST: f64 = 20.0;

/// What may be said of a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Judged {
    /// Of nobody.
    Nobody,
    /// Not enough people to say.
    TooFew,
    /// Whole percent, and the interval in whole percent.
    Figure {
        /// The share.
        percent: i64,
        /// Lower end of the interval.
        low: i64,
        /// Upper end.
        high: i64,
    },
}

pub(crate) fn whole_percent(share: f64) -> i64 {
    (share * 100.0).round() as i64
}

impl Share {
    pub(crate) const fn new(part: u64, whole: u64) -> Self {
        Self { part, whole }
    }

    /// Those below among those with a valid assessment.
    pub(crate) const fn below(counts: &Counts) -> Self {
        let (part, whole) = counts.below_of_assessed();
        Self::new(part, whole)
    }

    /// Those who hold among those of whom it is required.
    pub(crate) const fn held(counts: &Counts) -> Self {
        Self::new(counts.held, counts.required)
    }

    /// Those with a valid assessment among those of whom it is required.
    pub(crate) const fn assessed(counts: &Counts) -> Self {
        Self::new(counts.assessed(), counts.required)
    }

    pub(crate) fn value(self) -> f64 {
        if self.whole == 0 { 0.0 } else { self.part as f64 / self.whole as f64 }
    }

    pub(crate) fn interval(self) -> Interval {
        interval(self.part, self.whole, 0.95)
    }

    pub(crate) fn judge(self) -> Judged {
        if self.whole == 0 {
            return Judged::Nobody;
        }
        let interval = self.interval();
        if self.whole < LEAST || interval.points() > WIDEST {
            return Judged::TooFew;
        }
        Judged::Figure {
            percent: whole_percent(self.value()),
            low: whole_percent(interval.low),
            high: whole_percent(interval.high),
        }
    }
}

/// The five shades of a share.
pub const fn shade(percent: i64) -> &'static str {
    match percent {
        ..15 => "h0",
        15..35 => "h1",
        35..55 => "h2",
        55..75 => "h3",
        _ => "h4",
    }
}

/// Units that are compared with each other: what is expected of one of their size.
#[derive(Clone, Debug)]
pub(crate) struct Spread {
    funnel: Option<Funnel>,
    prior: Option<Prior>,
}

/// Where a unit stands among those that it is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// Too few people, or too few units.
    Unknown,
    /// As chance would have it.
    Expected,
    /// Beyond what chance does to 95 of 100 units.
    Higher,
    /// Beyond what it does to 998 of 1,000.
    MuchHigher,
    /// Below the limits of 95 of 100.
    Lower,
    /// Below those of 998 of 1,000.
    MuchLower,
}

/// Fewer units than this are not compared.
const UNITS: usize = 5;

impl Spread {
    pub(crate) fn of(units: &[Share]) -> Self {
        let units: Vec<(u64, u64)> = units.iter().filter(|unit| unit.whole > 0).map(|unit| (unit.part, unit.whole)).collect();
        let enough = units.iter().filter(|(_, whole)| *whole >= LEAST).count() >= UNITS;
        Self { funnel: if enough { Funnel::of(&units) } else { None }, prior: Prior::of(&units) }
    }

    pub(crate) fn funnel(&self) -> Option<&Funnel> {
        self.funnel.as_ref()
    }

    /// The share drawn towards that of all units, for units of few people; whole percent.
    pub(crate) fn pooled(&self, share: Share) -> Option<i64> {
        self.prior.map(|prior| whole_percent(prior.pooled(share.part, share.whole)))
    }

    pub(crate) fn standing(&self, share: Share) -> Standing {
        let Some(funnel) = self.funnel.filter(|_| share.whole >= LEAST) else { return Standing::Unknown };
        let (limits, value) = (funnel.limits(share.whole), share.value());
        if value > limits.high998 {
            Standing::MuchHigher
        } else if value > limits.high95 {
            Standing::Higher
        } else if value < limits.low998 {
            Standing::MuchLower
        } else if value < limits.low95 {
            Standing::Lower
        } else {
            Standing::Expected
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_few_people_is_no_figure() {
        assert_eq!(Share::new(0, 0).judge(), Judged::Nobody);
        assert_eq!(Share::new(3, 9).judge(), Judged::TooFew);
        assert_eq!(Share::new(20, 40).judge(), Judged::TooFew, "its interval is wider than 20 points");
        assert_eq!(Share::new(0, 40).judge(), Judged::Figure { percent: 0, low: 0, high: 9 });
        assert_eq!(Share::new(380, 1000).judge(), Judged::Figure { percent: 38, low: 35, high: 41 });
    }

    #[test]
    fn units_stand_where_chance_puts_them_or_not() {
        let mut units: Vec<Share> = (0..20).map(|unit| Share::new(38 + unit % 5, 100)).collect();
        units.push(Share::new(70, 100));
        let spread = Spread::of(&units);
        assert_eq!(spread.standing(units[0]), Standing::Expected);
        assert_eq!(spread.standing(Share::new(70, 100)), Standing::MuchHigher);
        assert_eq!(spread.standing(Share::new(7, 9)), Standing::Unknown);
        assert_eq!(spread.standing(Share::new(800, 2000)), Standing::Expected);
        assert_eq!(Spread::of(&units[..3]).standing(Share::new(90, 100)), Standing::Unknown, "three units are no crowd");
    }
}
