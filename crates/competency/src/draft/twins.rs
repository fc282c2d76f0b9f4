//! How alike two names are.

/// A name without case, spaces, hyphens and other signs.
fn folded(name: &str) -> Vec<char> {
    name.to_lowercase().chars().filter(|one| one.is_alphanumeric() || ('\u{0900}'..='\u{0dff}').contains(one)).collect()
}

/// How alike two names are, from 0 to 100: the share of pairs of neighbouring letters that both have (Dice).
pub(super) fn likeness(one: &str, other: &str) -> u32 {
    let (one, other) = (folded(one), folded(other));
    if one.is_empty() || other.is_empty() {
        return 0;
    }
    if one == other {
        return 100;
    }
    let pairs = |name: &[char]| name.windows(2).map(<[char]>::to_vec).collect::<Vec<_>>();
    let (mine, mut theirs) = (pairs(&one), pairs(&other));
    let all = mine.len() + theirs.len();
    let both = mine
        .iter()
        .filter(|pair| theirs.iter().position(|other| other == *pair).map(|at| theirs.swap_remove(at)).is_some())
        .count();
    u32::try_from(200 * both / all.max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_alike_and_other_names_are_not() {
        for (one, other, least, most) in [
            ("Right to information", "right-to-information", 100, 100),
            ("Organisational awareness", "Organizational Awareness", 75, 99),
            ("Grievance redressal", "Grievance redress", 75, 99),
            ("सूचना का अधिकार", "सूचना का अधिकार ", 100, 100),
            ("Noting and drafting", "Drafting of rules", 0, 74),
            ("Cyber hygiene", "Personal hygiene", 0, 74),
            ("", "anything", 0, 0),
        ] {
            let found = likeness(one, other);
            assert!((least..=most).contains(&found), "{one} / {other}: {found}");
            assert_eq!(found, likeness(other, one));
        }
    }
}
