//! Whether a difference between two units holds within groups, or comes from who serves there (Simpson, JRSS B 13, 1951).

/// The same group in both units, each `(part, whole)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stratum {
    /// In the first unit.
    pub one: (u64, u64),
    /// In the second.
    pub other: (u64, u64),
}

/// What a comparison says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Share of the first unit less that of the second.
    pub crude: f64,
    /// The same within groups, each weighed by its people in both units together.
    pub within: f64,
    /// Whether the groups tell another story: the sign turns, or the difference moves by more than half. Then `within` is shown first.
    pub misleads: bool,
}

/// Compares two units; none when either has nobody, or no group is in both.
pub fn compare(strata: &[Stratum]) -> Option<Comparison> {
    let sum = |of: fn(&Stratum) -> (u64, u64)| {
        strata.iter().map(of).fold((0, 0), |(part, whole), unit| (part + unit.0, whole + unit.1))
    };
    let crude = share(sum(|stratum| stratum.one))? - share(sum(|stratum| stratum.other))?;
    let both: Vec<(f64, f64)> = strata
        .iter()
        .filter_map(|stratum| Some((share(stratum.one)? - share(stratum.other)?, (stratum.one.1 + stratum.other.1) as f64)))
        .collect();
    let people: f64 = both.iter().map(|(_, people)| people).sum();
    if people == 0.0 {
        return None;
    }
    let within = both.iter().map(|(difference, people)| difference * people).sum::<f64>() / people;
    let misleads = crude * within < 0.0 || (crude - within).abs() > crude.abs() / 2.0;
    Some(Comparison { crude, within, misleads })
}

fn share((part, whole): (u64, u64)) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paradox_is_seen() {
        // Kidney stones (Charig and others, BMJ 292, 1986): better within both groups, worse together.
        let stones = [Stratum { one: (81, 87), other: (234, 270) }, Stratum { one: (192, 263), other: (55, 80) }];
        let found = compare(&stones).expect("a comparison");
        assert!(found.crude < 0.0 && found.within > 0.0 && found.misleads, "{found:?}");
    }

    #[test]
    fn an_honest_difference_stays() {
        let alike = [Stratum { one: (40, 100), other: (60, 100) }, Stratum { one: (30, 100), other: (50, 100) }];
        let found = compare(&alike).expect("a comparison");
        assert!(!found.misleads && (found.crude + 0.2).abs() < 1e-12);
        assert_eq!(compare(&[Stratum { one: (1, 2), other: (0, 0) }]), None);
    }
}
