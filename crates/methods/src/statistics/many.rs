//! Many comparisons at once.

/// Which of these p-values are discoveries when at most this share of discoveries may be false (Benjamini and Hochberg, JRSS B 57, 1995).
pub fn discoveries(p_values: &[f64], share: f64) -> Vec<bool> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|a, b| p_values[*a].total_cmp(&p_values[*b]));
    let count = p_values.len() as f64;
    let last = order.iter().enumerate().rev().find(|(rank, at)| p_values[**at] <= share * (*rank as f64 + 1.0) / count);
    let mut found = vec![false; p_values.len()];
    if let Some((last, _)) = last {
        order[..=last].iter().for_each(|at| found[*at] = true);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_paper() {
        let p =
            [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0];
        let found = discoveries(&p, 0.05);
        assert_eq!(found.iter().filter(|found| **found).count(), 4);
        assert_eq!(discoveries(&[], 0.05), Vec::<bool>::new());
    }
}
