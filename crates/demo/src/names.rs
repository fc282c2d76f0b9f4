//! Names of the officials, by the languages of the place. Given and family name are of one script. Pure.

use std::collections::BTreeMap;

use people::official::Name;

use crate::dice::Dice;
use crate::files::{Names, Part};

/// Where an office serves, which says what the names there are like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Region {
    /// Offices of the Union that serve the whole country.
    Union,
    /// Bihar.
    Bihar,
    /// Karnataka.
    Karnataka,
}

/// The names by their scripts (ISO 15924).
pub(crate) struct NameBook(BTreeMap<String, (Vec<Part>, Vec<Part>)>);

/// A person as drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Drawn {
    pub(crate) name: Name,
    pub(crate) address_form: &'static str,
    pub(crate) language: &'static str,
}

impl NameBook {
    /// Sorts the names by script.
    pub(crate) fn new(names: Names) -> Self {
        let mut book: BTreeMap<String, (Vec<Part>, Vec<Part>)> = BTreeMap::new();
        for part in names.given {
            book.entry(part.script.clone()).or_default().0.push(part);
        }
        for part in names.family {
            book.entry(part.script.clone()).or_default().1.push(part);
        }
        Self(book)
    }

    /// Given and family names of a script.
    pub(crate) fn parts(&self, script: &str) -> (&[Part], &[Part]) {
        self.0.get(script).map_or((&[], &[]), |(given, family)| (given, family))
    }

    /// Draws a person of a region.
    pub(crate) fn draw(&self, region: Region, dice: &mut Dice) -> Drawn {
        let script = dice.weighed(scripts(region)).copied().unwrap_or("Deva");
        let empty = (Vec::new(), Vec::new());
        let (given, family) = self.0.get(script).unwrap_or(&empty);
        // One word is a valid name, in the south more often than in the north.
        let single = dice.permille(if matches!(script, "Taml" | "Knda") { 40 } else { 12 });
        let parts: Vec<&Part> = dice.pick(given).into_iter().chain(dice.pick(family).filter(|_| !single)).collect();
        let join = |word: fn(&Part) -> &str| parts.iter().map(|part| word(part)).collect::<Vec<_>>().join(" ");
        let name = Name {
            latin: join(|part| &part.latin),
            native: join(|part| &part.native),
            native_language: language_of(script).to_owned(),
        };
        let address_form = if script == "Deva" && dice.permille(250) { "ji" } else { "" };
        Drawn { name, address_form, language: dice.weighed(&languages(region, script)).copied().unwrap_or("en") }
    }
}

/// The language whose readers read names in a script.
pub(crate) fn language_of(script: &str) -> &'static str {
    match script {
        "Deva" => "hi",
        "Knda" => "kn",
        "Arab" => "ur",
        "Beng" => "bn",
        "Taml" => "ta",
        "Guru" => "pa",
        _ => "en",
    }
}

/// How often each script is met in a region.
const fn scripts(region: Region) -> &'static [(&'static str, u64)] {
    match region {
        Region::Bihar => &[("Deva", 83), ("Arab", 15), ("Beng", 2)],
        Region::Karnataka => &[("Knda", 74), ("Arab", 11), ("Taml", 6), ("Deva", 9)],
        Region::Union => &[("Deva", 55), ("Beng", 10), ("Guru", 10), ("Taml", 9), ("Arab", 9), ("Knda", 7)],
    }
}

/// Which pages people of a region and script prefer: those of their language, Hindi or English.
fn languages(region: Region, script: &str) -> [(&'static str, u64); 3] {
    let own = language_of(script);
    match (region, script) {
        (Region::Bihar, "Deva") => [(own, 92), ("en", 8), ("hi", 0)],
        (Region::Bihar, _) => [(own, 35), ("hi", 55), ("en", 10)],
        (Region::Karnataka, "Knda") => [(own, 68), ("en", 32), ("hi", 0)],
        (Region::Karnataka, _) => [(own, 35), ("en", 50), ("hi", 15)],
        (Region::Union, "Deva") => [(own, 50), ("en", 50), ("hi", 0)],
        (Region::Union, _) => [(own, 15), ("en", 70), ("hi", 15)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    #[test]
    fn names_are_of_one_script_and_of_their_region() {
        let book = NameBook::new(files::names().expect("names"));
        let share = |region, tag: &str| {
            (0..1000).filter(|n| book.draw(region, &mut Dice::of("t", &[*n])).name.native_language == tag).count()
        };
        assert!(share(Region::Bihar, "hi") > 780 && share(Region::Bihar, "ur") > 100 && share(Region::Bihar, "kn") == 0);
        assert!(share(Region::Karnataka, "kn") > 680 && share(Region::Karnataka, "ta") > 20);
        assert!(share(Region::Union, "pa") > 50);
        let drawn = book.draw(Region::Karnataka, &mut Dice::of("t", &[1]));
        assert!(!drawn.name.latin.is_empty() && !drawn.name.native.is_empty());
    }
}
