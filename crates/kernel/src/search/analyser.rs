//! How texts and queries become terms that meet: words by Unicode, folded, lightly stemmed, and reduced to a skeleton of consonants in
//! which Devanagari and its many romanisations are the same.
//!
//! The skeleton has a small table of its own. A transliterator such as vidyut-lipi gives one exact romanisation of Sanskrit, without the
//! dropped vowels of Hindi; officials type "soochna", "suchna" and "suchana", and only what these have in common can be a key.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// A word as the index keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Folded, as typed.
    pub word: String,
    /// Folded, without the endings of plurals.
    pub stem: String,
    /// Consonants only; empty when too little is left to tell words apart.
    pub skeleton: String,
    /// Whether it is so common that it says nothing.
    pub common: bool,
}

/// The terms of a text, in order.
pub fn terms(text: &str) -> Vec<Term> {
    fold(text).unicode_words().map(term).collect()
}

fn term(word: &str) -> Term {
    let skeleton = skeleton(word);
    let tells = skeleton.chars().count() >= 2;
    Term {
        word: word.to_owned(),
        stem: stem(word),
        skeleton: if tells { skeleton } else { String::new() },
        common: COMMON.contains(&word),
    }
}

/// Words that stand in every text. The Hindi ones also as they are romanised.
const COMMON: [&str; 53] = [
    "a",
    "an",
    "and",
    "are",
    "as",
    "at",
    "by",
    "for",
    "from",
    "how",
    "in",
    "is",
    "it",
    "of",
    "on",
    "or",
    "the",
    "to",
    "what",
    "with",
    "you",
    "your",
    "का",
    "की",
    "के",
    "को",
    "से",
    "में",
    "पर",
    "और",
    "या",
    "है",
    "हैं",
    "एक",
    "यह",
    "ने",
    "तथा",
    "एवं",
    "लिए",
    "ka",
    "ki",
    "ke",
    "ko",
    "se",
    "mein",
    "me",
    "par",
    "aur",
    "hai",
    "hain",
    "ne",
    "ya",
    "liye",
];

/// NFKC, lower case, Latin letters without their marks, Devanagari in one spelling: without nukta and joiners, nasals as anusvara.
fn fold(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfkc().flat_map(char::to_lowercase).nfd() {
        match c {
            NUKTA | '\u{200c}' | '\u{200d}' => {}
            CANDRABINDU => plain.push(ANUSVARA),
            mark if is_combining_mark(mark) && plain.ends_with(|before: char| before.is_ascii_alphabetic()) => {}
            other => plain.push(other),
        }
    }
    let folded: String = plain.nfc().collect();
    nasals_as_anusvara(&folded)
}

const NUKTA: char = '\u{93c}';
const VIRAMA: char = '\u{94d}';
const ANUSVARA: char = '\u{902}';
const CANDRABINDU: char = '\u{901}';

/// हिन्दी and हिंदी are one word: a nasal joined to a stop of its own class is written as anusvara.
fn nasals_as_anusvara(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let joined_to = letters.get(at + 1).filter(|next| **next == VIRAMA).and_then(|_| letters.get(at + 2));
        let nasal = matches!(
            (letter, joined_to),
            ('ङ', Some('क'..='घ'))
                | ('ञ', Some('च'..='झ'))
                | ('ण', Some('ट'..='ढ'))
                | ('न', Some('त'..='ध'))
                | ('म', Some('प'..='भ'))
        );
        out.push(if nasal { ANUSVARA } else { *letter });
        at += if nasal { 2 } else { 1 };
    }
    out
}

/// Takes the commonest endings of plurals away, in English and Hindi.
fn stem(word: &str) -> String {
    let hindi = [("ियों", "ी"), ("ियां", "ी"), ("ाओं", "ा"), ("ाएं", "ा"), ("ों", ""), ("ें", "")];
    let english = [("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("us", "us"), ("is", "is"), ("s", "")];
    for (ending, instead) in hindi.into_iter().chain(english) {
        if let Some(root) = word.strip_suffix(ending)
            && root.chars().count() >= 3
        {
            return format!("{root}{instead}");
        }
    }
    word.to_owned()
}

/// What a word in Devanagari and its romanisations have in common. `a` stands for any vowel at the beginning; other vowels, `y` inside a
/// word, aspiration and doubling are dropped; nasals are `n` (`m` before a lip sound).
fn skeleton(word: &str) -> String {
    let sounds = if word.chars().any(is_devanagari) { sounds_of_devanagari(word) } else { sounds_of_latin(word) };
    let mut out = String::with_capacity(sounds.len());
    for (at, sound) in sounds.chars().enumerate() {
        let is_kept = match sound {
            'a' | 'y' => at == 0,
            other => !out.ends_with(other),
        };
        if is_kept {
            out.push(sound);
        }
    }
    out
}

fn is_devanagari(c: char) -> bool {
    ('\u{900}'..='\u{97f}').contains(&c)
}

/// One letter for each sound; vowels as `a`.
fn sounds_of_devanagari(word: &str) -> String {
    // ज्ञ is spoken and written "gy".
    let word = word.replace("ज्ञ", "ग");
    let mut out = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    while let Some(letter) = letters.next() {
        let sound = match letter {
            'क' | 'ख' => 'k',
            'ग' | 'घ' => 'g',
            'च' | 'छ' => 'c',
            'ज' | 'झ' => 'j',
            'ट' | 'ठ' | 'त' | 'थ' => 't',
            'ड' | 'ढ' | 'द' | 'ध' => 'd',
            'प' | 'फ' => 'p',
            'ब' | 'भ' => 'b',
            'म' => 'm',
            'ङ' | 'ञ' | 'ण' | 'न' => 'n',
            ANUSVARA if letters.peek().is_some_and(|next| "पफबभ".contains(*next)) => 'm',
            ANUSVARA => 'n',
            'य' => 'y',
            'र' | 'ऋ' | 'ृ' => 'r',
            'ल' | 'ळ' => 'l',
            'व' => 'v',
            'श' | 'ष' | 'स' => 's',
            'ह' => 'h',
            'अ'..='औ' | 'ा'..='ौ' => 'a',
            digit if digit.is_numeric() => digit,
            _ => continue,
        };
        out.push(sound);
    }
    out
}

/// The same sounds from Latin letters, as Hindi is romanised and as English is heard.
fn sounds_of_latin(word: &str) -> String {
    let word = word.replace("tion", "sn").replace("ck", "k");
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    let mut at = 0;
    while let Some(letter) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let (sound, taken) = match (*letter, next) {
            ('c', 'h') => ("c", if letters.get(at + 2) == Some(&'h') { 3 } else { 2 }),
            ('c', 'e' | 'i' | 'y') => ("s", 1),
            ('c' | 'q', _) => ("k", 1),
            ('p', 'h') | ('f', _) => ("p", if next == 'h' { 2 } else { 1 }),
            ('s' | 'k' | 'g' | 't' | 'd' | 'b' | 'j', 'h') => (consonant(*letter), 2),
            ('x', _) => ("ks", 1),
            ('w', _) => ("v", 1),
            ('z', _) => ("j", 1),
            ('a' | 'e' | 'i' | 'o' | 'u', _) => ("a", 1),
            (other, _) => (consonant(other), 1),
        };
        if sound.is_empty() {
            out.push(*letter);
        } else {
            out.push_str(sound);
        }
        at += taken;
    }
    out
}

/// The letter itself as a text; empty for what is no letter of the table.
const fn consonant(letter: char) -> &'static str {
    match letter {
        's' => "s",
        'k' => "k",
        'g' => "g",
        't' => "t",
        'd' => "d",
        'b' => "b",
        'j' => "j",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_fold_together() {
        let table = [
            ("हिन्दी", "हिंदी"),
            ("गाँव", "गांव"),
            ("क़ानून", "कानून"),
            ("Émile", "emile"),
            ("ＲＴＩ", "rti"),
            ("सम्मान", "सम्मान"),
            ("पम्प", "पंप"),
        ];
        for (one, other) in table {
            assert_eq!(fold(one), other, "{one}");
        }
    }

    #[test]
    fn plurals_meet_their_singulars() {
        let table = [
            ("grievances", "grievance"),
            ("policies", "policy"),
            ("class", "class"),
            ("शिकायतों", "शिकायत"),
            ("शिकायतें", "शिकायत"),
            ("सूचनाओं", "सूचना"),
            ("अधिकारियों", "अधिकारी"),
            ("is", "is"),
        ];
        for (plural, singular) in table {
            assert_eq!(stem(&fold(plural)), singular, "{plural}");
        }
    }

    #[test]
    fn a_word_and_its_romanisations_have_one_skeleton() {
        let table: [(&str, &[&str]); 12] = [
            ("सूचना", &["suchna", "soochna", "suchana", "soochana"]),
            ("अधिकार", &["adhikar", "adhikaar", "adikar"]),
            ("शिकायत", &["shikayat", "shikayaat", "sikayat"]),
            ("निवारण", &["nivaran", "nivaaran", "niwaran"]),
            ("साइबर", &["cyber", "saibar"]),
            ("पंचायत", &["panchayat", "panchaayat"]),
            ("प्रशिक्षण", &["prashikshan", "prashikshana"]),
            ("ज्ञान", &["gyan", "gyaan"]),
            ("डाकघर", &["dakghar", "daakghar"]),
            ("संपर्क", &["sampark"]),
            ("छुट्टी", &["chhutti", "chutti"]),
            ("पॉलिसी", &["policy"]),
        ];
        for (hindi, romanised) in table {
            for word in romanised {
                assert_eq!(skeleton(&fold(hindi)), skeleton(word), "{hindi} {word}");
            }
        }
        assert_ne!(skeleton("अधिकार"), skeleton("adhyaksh"));
    }

    #[test]
    fn what_says_nothing_is_known_to() {
        let found: Vec<(String, bool)> = terms("Suchna KA adhikar").into_iter().map(|term| (term.word, term.common)).collect();
        assert_eq!(found, [("suchna".to_owned(), false), ("ka".to_owned(), true), ("adhikar".to_owned(), false)]);
        assert!(terms("सूचना का अधिकार")[1].common);
    }
}
