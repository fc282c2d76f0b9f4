//! How dates are written for people. Months are named here because both scripts of the product need only twelve words each;
//! any other language falls back to ISO dates rather than to English.

use crate::language::Language;
use crate::time::{Date, Timestamp};

const ENGLISH: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const HINDI: [&str; 12] = ["जनवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "अक्टूबर", "नवंबर", "दिसंबर"];
const URDU: [&str; 12] = ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"];

/// `22 November 2026`, `22 नवंबर 2026`.
pub fn date(language: &Language, date: Date) -> String {
    let (year, month, day) = date.parts();
    match months(language).and_then(|names| names.get(usize::from(month) - 1)) {
        Some(name) => format!("{day} {name} {year}"),
        None => date.iso(),
    }
}

/// `November 2026`, `नवंबर 2026`; `2026-11` where the months have no names.
pub fn month(language: &Language, date: Date) -> String {
    let (year, month, _) = date.parts();
    match months(language).and_then(|names| names.get(usize::from(month) - 1)) {
        Some(name) => format!("{name} {year}"),
        None => format!("{year:04}-{month:02}"),
    }
}

/// `22 November 2026, 9:42`, in the legal time of the service.
pub fn moment(language: &Language, at: Timestamp) -> String {
    let (hour, minute) = at.clock();
    format!("{}, {hour}:{minute:02}", date(language, at.date()))
}

fn months(language: &Language) -> Option<&'static [&'static str; 12]> {
    match language.as_str() {
        "en" => Some(&ENGLISH),
        "hi" => Some(&HINDI),
        "ur" => Some(&URDU),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_dates_in_the_readers_language() {
        let day = Date::parse("2026-11-22").expect("a date");
        assert_eq!(date(&Language::ENGLISH, day), "22 November 2026");
        assert_eq!(date(&Language::HINDI, day), "22 नवंबर 2026");
        assert_eq!(month(&Language::ENGLISH, day), "November 2026");
        assert_eq!(month(&Language::PSEUDO, day), "2026-11");
        assert_eq!(moment(&Language::ENGLISH, day.start().plus(crate::time::HOUR * 9)), "22 November 2026, 9:00");
    }
}
