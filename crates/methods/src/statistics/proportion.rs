//! A share of people, with its interval.

use statrs::distribution::{Beta, ContinuousCDF, Normal};

/// Between which shares the truth lies, at the confidence that was asked for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// Lower end, 0 to 1.
    pub low: f64,
    /// Upper end, 0 to 1.
    pub high: f64,
}

impl Interval {
    /// Its width in percentage points.
    pub fn points(&self) -> f64 {
        (self.high - self.low) * 100.0
    }
}

/// From so many people on Wilson's interval is used; below the exact one.
const MANY: u64 = 30;

/// The interval of `part` of `whole` at a confidence such as 0.95: exact under 30 people, Wilson's from there on. Of nobody nothing is known.
pub fn interval(part: u64, whole: u64, confidence: f64) -> Interval {
    if whole < MANY { exact(part, whole, confidence) } else { wilson(part, whole, confidence) }
}

/// Wilson's score interval (Wilson, JASA 22, 1927).
pub fn wilson(part: u64, whole: u64, confidence: f64) -> Interval {
    if whole == 0 {
        return Interval { low: 0.0, high: 1.0 };
    }
    let (n, z) = (whole as f64, quantile(0.5 + confidence / 2.0));
    let share = part.min(whole) as f64 / n;
    let centre = share + z * z / (2.0 * n);
    let reach = z * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    let low = if part == 0 { 0.0 } else { ((centre - reach) / scale).max(0.0) };
    let high = if part >= whole { 1.0 } else { ((centre + reach) / scale).min(1.0) };
    Interval { low, high }
}

/// The exact interval (Clopper and Pearson, Biometrika 26, 1934).
pub fn exact(part: u64, whole: u64, confidence: f64) -> Interval {
    let (part, tail) = (part.min(whole), (1.0 - confidence) / 2.0);
    let beta = |a: u64, b: u64, at: f64| Beta::new(a as f64, b as f64).map_or(f64::NAN, |beta| beta.inverse_cdf(at));
    Interval {
        low: if part == 0 { 0.0 } else { beta(part, whole - part + 1, tail) },
        high: if part == whole { 1.0 } else { beta(part + 1, whole - part, 1.0 - tail) },
    }
}

/// The point below which a standard normal variable lies with this probability.
pub(super) fn quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// What is expected of a unit before it is looked at: units of one kind resemble each other (beta-binomial, by moments).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// The share over all units.
    pub mean: f64,
    /// How many people the expectation is worth; infinite when the units do not differ beyond chance.
    pub weight: f64,
}

impl Prior {
    /// From units, each `(part, whole)`. None when there are fewer than two with people in them.
    pub fn of(units: &[(u64, u64)]) -> Option<Self> {
        let units: Vec<(f64, f64)> =
            units.iter().filter(|(_, whole)| *whole > 0).map(|(part, whole)| (*part as f64, *whole as f64)).collect();
        if units.len() < 2 {
            return None;
        }
        let all: f64 = units.iter().map(|(_, whole)| whole).sum();
        let mean = units.iter().map(|(part, _)| part).sum::<f64>() / all;
        let spread: f64 = units.iter().map(|(part, whole)| whole * (part / whole - mean).powi(2)).sum();
        let (count, squares) = (units.len() as f64, units.iter().map(|(_, whole)| whole * whole).sum::<f64>());
        let chance = mean * (1.0 - mean);
        // The variance between units beyond that of chance (Kleinman, JASA 68, 1973).
        let between = (spread - chance * (count - 1.0)) / (all - squares / all);
        let weight = if between > 0.0 { (chance / between - 1.0).max(0.0) } else { f64::INFINITY };
        Some(Self { mean, weight })
    }

    /// The share of a unit, drawn towards all units by n / (n + weight).
    pub fn pooled(&self, part: u64, whole: u64) -> f64 {
        if self.weight.is_infinite() {
            return self.mean;
        }
        (part as f64 + self.weight * self.mean) / (whole as f64 + self.weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) -> bool {
        (found - expected).abs() < 1e-6
    }

    #[test]
    fn intervals_are_those_of_the_textbooks() {
        // statsmodels.stats.proportion.proportion_confint, methods "wilson" and "beta".
        for (part, whole, wilson_at, exact_at) in [
            (8, 50, (0.083_359_3, 0.285_115_0), (0.071_702_1, 0.291_125_9)),
            (3, 20, (0.052_369_2, 0.360_419_4), (0.032_073_4, 0.378_927_3)),
            (0, 12, (0.0, 0.242_494_3), (0.0, 0.264_648_5)),
        ] {
            let (wilson, exact) = (wilson(part, whole, 0.95), exact(part, whole, 0.95));
            assert!((wilson.low - wilson_at.0).abs() < 1e-4 && (wilson.high - wilson_at.1).abs() < 1e-4, "{wilson:?}");
            assert!((exact.low - exact_at.0).abs() < 1e-4 && (exact.high - exact_at.1).abs() < 1e-4, "{exact:?}");
        }
        assert_eq!(wilson(5, 5, 0.95).high, 1.0);
        assert_eq!(interval(0, 0, 0.95), Interval { low: 0.0, high: 1.0 });
    }

    #[test]
    fn units_are_drawn_together_as_far_as_they_differ_by_chance() {
        let alike = Prior::of(&[(50, 100), (51, 100), (49, 100)]).expect("a prior");
        assert!(alike.weight.is_infinite() && near(alike.pooled(9, 10), 0.5));
        let apart = Prior::of(&[(90, 100), (10, 100), (50, 100), (70, 100)]).expect("a prior");
        let pooled = apart.pooled(9, 10);
        assert!(pooled > apart.mean && pooled < 0.9, "{apart:?} {pooled}");
        assert_eq!(Prior::of(&[(1, 2)]), None);
    }
}
