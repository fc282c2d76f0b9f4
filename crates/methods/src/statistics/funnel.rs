//! Comparing units of different size by a funnel plot rather than by a league table (Spiegelhalter, Statistics in Medicine 24, 2005).

use super::proportion::quantile;
use statrs::distribution::{Continuous, ContinuousCDF, Normal};
use statrs::function::beta::beta_reg;

/// The target of a funnel, and how much units vary beyond chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Funnel {
    /// The share over all units.
    pub target: f64,
    /// Variance among units beyond chance, on the scale of shares; 0 when chance explains what is seen.
    pub between: f64,
}

/// Where the share of a unit of some size lies if it does not differ.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// 95 of 100 units lie from here ...
    pub low95: f64,
    /// ... to here.
    pub high95: f64,
    /// 998 of 1,000 from here ...
    pub low998: f64,
    /// ... to here.
    pub high998: f64,
}

/// Scores beyond this share of units at either end count as those at its border, so that the odd ones do not widen the funnel.
const WINSORISED: f64 = 0.1;

impl Funnel {
    /// From units, each `(part, whole)`; none when nobody is in them.
    pub fn of(units: &[(u64, u64)]) -> Option<Self> {
        let (part, whole) = units.iter().fold((0, 0), |(part, whole), unit| (part + unit.0, whole + unit.1));
        if whole == 0 {
            return None;
        }
        let target = part as f64 / whole as f64;
        let chance = target * (1.0 - target);
        let used: Vec<(f64, f64)> = units
            .iter()
            .filter(|(_, whole)| *whole > 0)
            .map(|(part, whole)| (*part as f64 / *whole as f64, *whole as f64))
            .collect();
        if chance == 0.0 || used.len() < 2 {
            return Some(Self { target, between: 0.0 });
        }
        Some(Self { target, between: between(target, &used) })
    }

    /// The limits for a unit of this size. Without variance beyond chance those of the binomial distribution, interpolated between counts
    /// so that they can be drawn as a line.
    pub fn limits(&self, whole: u64) -> Limits {
        let at = |probability: f64| {
            let share = if self.between > 0.0 {
                let variance = self.target * (1.0 - self.target) / whole.max(1) as f64 + self.between;
                self.target + quantile(probability) * variance.sqrt()
            } else {
                binomial(self.target, whole, probability)
            };
            share.clamp(0.0, 1.0)
        };
        Limits { low95: at(0.025), high95: at(0.975), low998: at(0.001), high998: at(0.999) }
    }
}

impl Funnel {
    /// How probable it is that a unit which does not differ has so many or more: a one-sided p-value. Where units vary it is the larger one of
    /// two: that of a normal variable with the variance of chance and of units together, and the exact binomial one. The normal tail alone is too
    /// thin for rare events in small units (9 of 79 where 2 % are expected: 2e-9 instead of 1e-5), and variation of units only adds to chance.
    pub fn surprise(&self, part: u64, whole: u64) -> f64 {
        if part == 0 || whole == 0 || self.target >= 1.0 {
            return 1.0;
        }
        if self.target <= 0.0 {
            return 0.0;
        }
        let part = part.min(whole);
        let exact = beta_reg(part as f64, (whole - part) as f64 + 1.0, self.target);
        if self.between <= 0.0 {
            return exact;
        }
        let variance = self.target * (1.0 - self.target) / whole as f64 + self.between;
        let score = (part as f64 / whole as f64 - self.target) / variance.sqrt();
        Normal::standard().sf(score).max(exact)
    }
}

/// The variance among units beyond chance: that with which scores, standardised by it, vary as much as they should (Paule and Mandel, Journal of
/// Research of the National Bureau of Standards 87, 1982), winsorised so that units which differ do not hide themselves, and corrected for what
/// winsorising takes from the variance of normal scores. Without the correction the funnel is too narrow, and finds chance.
fn between(target: f64, units: &[(f64, f64)]) -> f64 {
    let chance = target * (1.0 - target);
    let cut = (units.len() as f64 * WINSORISED) as usize;
    let expected = winsorised_variance(cut as f64 / units.len() as f64);
    let varies = |between: f64| {
        let score = |(share, whole): &(f64, f64)| (share - target) / (chance / whole + between).sqrt();
        let mut scores: Vec<f64> = units.iter().map(score).collect();
        winsorise(&mut scores, cut);
        scores.iter().map(|score| score * score).sum::<f64>() / scores.len() as f64 / expected
    };
    if varies(0.0) <= 1.0 {
        return 0.0;
    }
    // No share varies by more than a quarter.
    let (mut low, mut high) = (0.0, 0.25);
    for _ in 0..50 {
        let middle = (low + high) / 2.0;
        if varies(middle) > 1.0 { low = middle } else { high = middle }
    }
    high
}

fn winsorise(scores: &mut [f64], cut: usize) {
    let mut sorted = scores.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (low, high) = (sorted[cut], sorted[sorted.len() - 1 - cut]);
    scores.iter_mut().for_each(|score| *score = score.clamp(low, high));
}

/// The variance of standard normal scores when this share at either end counts as at its border.
fn winsorised_variance(share: f64) -> f64 {
    if share <= 0.0 {
        return 1.0;
    }
    let border = quantile(1.0 - share);
    2.0 * share * border * border + 1.0 - 2.0 * share - 2.0 * border * Normal::standard().pdf(border)
}

/// The share below which a binomial count lies with this probability, interpolated (Spiegelhalter 2005, appendix A.1.1).
fn binomial(target: f64, whole: u64, probability: f64) -> f64 {
    if whole == 0 || target <= 0.0 || target >= 1.0 {
        return target;
    }
    let below =
        |count: u64| if count >= whole { 1.0 } else { beta_reg((whole - count) as f64, count as f64 + 1.0, 1.0 - target) };
    let (mut low, mut high) = (0, whole);
    while low < high {
        let middle = low + (high - low) / 2;
        if below(middle) >= probability { high = middle } else { low = middle + 1 }
    }
    let (upper, lower) = (below(low), if low == 0 { 0.0 } else { below(low - 1) });
    let part = if upper > lower { (upper - probability) / (upper - lower) } else { 0.0 };
    (low as f64 - part) / whole as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_unit_has_wide_limits() {
        let funnel = Funnel { target: 0.4, between: 0.0 };
        let (small, large) = (funnel.limits(10), funnel.limits(1000));
        assert!(small.high998 - small.low998 > 4.0 * (large.high998 - large.low998));
        assert!((large.low95 - 0.3696).abs() < 2e-3 && (large.high95 - 0.4304).abs() < 2e-3, "{large:?}");
    }

    #[test]
    fn false_alarms_are_as_rare_as_they_should_be() {
        // The true chance that a binomial unit lies outside, by its distribution rather than by lot.
        for (target, whole) in [(0.3, 40), (0.5, 400), (0.1, 2000)] {
            let limits = Funnel { target, between: 0.0 }.limits(whole);
            let outside: f64 = (0..=whole)
                .filter(|count| !(limits.low998..=limits.high998).contains(&(*count as f64 / whole as f64)))
                .map(|count| mass(target, whole, count))
                .sum();
            assert!(outside < 0.004, "{target} {whole}: {outside}");
        }
    }

    fn mass(target: f64, whole: u64, count: u64) -> f64 {
        let below =
            |count: u64| if count >= whole { 1.0 } else { beta_reg((whole - count) as f64, count as f64 + 1.0, 1.0 - target) };
        below(count) - if count == 0 { 0.0 } else { below(count - 1) }
    }

    #[test]
    fn a_surprise_is_the_tail_of_the_distribution() {
        let funnel = Funnel { target: 0.3, between: 0.0 };
        let tail: f64 = (18..=40).map(|count| mass(0.3, 40, count)).sum();
        assert!((funnel.surprise(18, 40) - tail).abs() < 1e-9);
        assert_eq!((funnel.surprise(0, 40), funnel.surprise(3, 0)), (1.0, 1.0));
        let varied = Funnel { target: 0.3, between: 0.01 };
        assert!(varied.surprise(180, 400) > funnel.surprise(180, 400), "units that vary surprise less");
        // (0.45 - 0.3) / sqrt(0.3 * 0.7 / 400 + 0.01) = 1.462 standard deviations.
        assert!((varied.surprise(180, 400) - 0.0719).abs() < 1e-3);
        let rare = Funnel { target: 0.02, between: 1e-6 };
        let tail: f64 = (9..=79).map(|count| mass(0.02, 79, count)).sum();
        assert!((rare.surprise(9, 79) - tail).abs() < 1e-9 && tail > 1e-6, "{tail}");
    }

    #[test]
    fn the_variance_among_units_is_found() {
        assert!((winsorised_variance(0.1) - 0.678_6).abs() < 1e-3);
        // Shares of 2,000 units around 0.4 with a standard deviation of 0.05, with the chance of 500 people in each: in steps of their distributions.
        let spread = (0.05_f64.powi(2) + 0.24 / 500.0).sqrt();
        let at = |unit: u64| 0.4 + spread * quantile((unit as f64 + 0.5) / 2000.0);
        let units: Vec<(u64, u64)> = (0..2000).map(|unit| ((at(unit) * 500.0).round() as u64, 500)).collect();
        let funnel = Funnel::of(&units).expect("a funnel");
        assert!((funnel.between.sqrt() - 0.05).abs() < 0.002, "{funnel:?}");
    }

    #[test]
    fn units_that_vary_widen_the_funnel_and_one_odd_unit_does_not() {
        let varied: Vec<(u64, u64)> = (0..40).map(|unit| (300 + (unit % 5) * 100, 1000)).collect();
        assert!(Funnel::of(&varied).expect("a funnel").between > 0.005);
        let mut odd: Vec<(u64, u64)> = (0..40).map(|unit| (395 + (unit % 3) * 5, 1000)).collect();
        odd.push((900, 1000));
        let funnel = Funnel::of(&odd).expect("a funnel");
        assert!(funnel.limits(1000).high998 < 0.6, "{funnel:?}");
        assert_eq!(Funnel::of(&[]), None);
    }
}
