//! Hindi words as they are compared, and names in two scripts that sound alike.

use std::collections::BTreeSet;

use kernel::search::terms;

/// Words that say nothing, beside those that the search leaves out.
const COMMON: [&str; 4] = ["व", "एवम", "हेतु", "द्वारा"];

/// Loan words that are written in two ways which no rule covers, in their normal form.
const SPELLINGS: [(&str, &str); 3] = [("डाटा", "डेटा"), ("सायबर", "साइबर"), ("कंप्युटर", "कंपुटर")];

const VIRAMA: char = '\u{94d}';

/// Whether a word is written in Devanagari.
pub(super) fn is_devanagari(word: &str) -> bool {
    word.chars().any(|letter| ('\u{900}'..='\u{97f}').contains(&letter))
}

/// A Hindi word in its normal form: folded as the search folds (no nukta, one spelling of nasals), without endings of plurals, long and short
/// `i` and `u` as one, as writers confuse them, and so `श` and `ष`, `ऑ` and `आ`, `गये` and `गए`; no visarga and no virama at the end. `None`: it
/// says nothing.
pub(super) fn plain(word: &str) -> Option<String> {
    let term = terms(word).into_iter().next()?;
    let mut plain = String::with_capacity(term.stem.len());
    for letter in term.stem.chars() {
        let of_glide = plain.ends_with('य') && !plain.ends_with("्य") && plain.chars().count() > 1;
        let letter = match letter {
            'ी' | 'ि' if of_glide => {
                plain.pop();
                'इ'
            }
            'े' if of_glide => {
                plain.pop();
                'ए'
            }
            'ी' => 'ि',
            'ू' => 'ु',
            'ई' => 'इ',
            'ऊ' => 'उ',
            'ष' => 'श',
            'ॉ' => 'ा',
            'ऑ' => 'आ',
            'ः' => continue,
            letter => letter,
        };
        plain.push(letter);
    }
    let plain = plain.trim_end_matches(VIRAMA);
    if term.common || COMMON.contains(&plain) {
        return None;
    }
    Some(SPELLINGS.iter().find(|(other, _)| *other == plain).map_or(plain, |(_, one)| one).to_owned())
}

/// A name by its sounds: what Devanagari and its romanisations have in common.
pub(super) struct Sounds {
    /// Whether it is written in Devanagari.
    pub(super) devanagari: bool,
    pub(super) words: BTreeSet<String>,
    pub(super) joined: String,
}

/// Names of fewer consonants sound like too many others.
const FEWEST: usize = 4;

/// The sounds of a name; `None` where it has both scripts or neither, or too few consonants.
pub(super) fn sounds(name: &str) -> Option<Sounds> {
    let devanagari = is_devanagari(name);
    if devanagari == name.chars().any(|letter| letter.is_ascii_alphabetic()) {
        return None;
    }
    let telling: Vec<String> =
        terms(name).into_iter().filter(|term| !term.common && !term.skeleton.is_empty()).map(|term| term.skeleton).collect();
    let joined = telling.concat();
    (joined.chars().count() >= FEWEST).then(|| Sounds { devanagari, words: telling.into_iter().collect(), joined })
}
