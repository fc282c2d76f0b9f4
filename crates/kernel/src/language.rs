//! Languages and texts that exist in several of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A language by its BCP 47 tag: `en`, `hi`, `mni-Mtei`. Compared as written, in lower case but for script and region.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(Cow<'static, str>);

/// Why a text is no language tag.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a language tag such as en, hi or mni-Mtei")]
pub struct NotALanguage(pub String);

impl Language {
    /// English.
    pub const ENGLISH: Self = Self(Cow::Borrowed("en"));
    /// Hindi.
    pub const HINDI: Self = Self(Cow::Borrowed("hi"));
    /// The generated right-to-left language that keeps pages honest: mirrored English, never offered to officials.
    pub const PSEUDO: Self = Self(Cow::Borrowed("ar-XB"));

    /// Reads a tag of 2-3 letters with optional subtags of 2-8 letters or digits.
    pub fn parse(tag: &str) -> Result<Self, NotALanguage> {
        let tag = tag.trim();
        let mut parts = tag.split('-');
        let primary = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_lowercase()));
        let rest = parts.all(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        if primary && rest && tag.len() <= 35 {
            Ok(Self(Cow::Owned(tag.to_owned())))
        } else {
            Err(NotALanguage(tag.chars().take(40).collect()))
        }
    }

    /// The tag.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether its script runs from right to left.
    pub fn is_right_to_left(&self) -> bool {
        let primary = self.0.split('-').next().unwrap_or_default();
        matches!(primary, "ur" | "ks" | "sd" | "ar" | "fa" | "he") && !self.0.contains("Deva")
    }

    /// `rtl` or `ltr`, as HTML wants it.
    pub fn direction(&self) -> &'static str {
        if self.is_right_to_left() { "rtl" } else { "ltr" }
    }

    /// The language's name in itself, as a language switch shows it.
    pub fn own_name(&self) -> &str {
        match self.as_str() {
            "en" => "English",
            "hi" => "हिन्दी",
            "ur" => "اردو",
            "kn" => "ಕನ್ನಡ",
            "ta" => "தமிழ்",
            "te" => "తెలుగు",
            "bn" => "বাংলা",
            "mr" => "मराठी",
            "gu" => "ગુજરાતી",
            "pa" => "ਪੰਜਾਬੀ",
            "ml" => "മലയാളം",
            "or" => "ଓଡ଼ିଆ",
            "as" => "অসমীয়া",
            "ar-XB" => "[RTL]",
            other => other,
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = NotALanguage;
    fn try_from(tag: String) -> Result<Self, NotALanguage> {
        Self::parse(&tag)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0.into_owned()
    }
}

/// A text in several languages. Kept as a JSON object `{"en": "...", "hi": "..."}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LanguageText(BTreeMap<Language, String>);

impl LanguageText {
    /// A text in English and Hindi.
    pub fn of(english: impl Into<String>, hindi: impl Into<String>) -> Self {
        Self::default().with(Language::ENGLISH, english).with(Language::HINDI, hindi)
    }

    /// Adds or replaces one language; an empty text is left out.
    #[must_use]
    pub fn with(mut self, language: Language, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.trim().is_empty() {
            self.0.insert(language, text);
        }
        self
    }

    /// The text in exactly this language.
    pub fn exactly(&self, language: &Language) -> Option<&str> {
        self.0.get(language).map(String::as_str)
    }

    /// The text in `language`, else English, else Hindi, else any; with the language it is really in, for the `lang` attribute.
    pub fn in_or_nearest(&self, language: &Language) -> (&Language, &str) {
        [language, &Language::ENGLISH, &Language::HINDI]
            .into_iter()
            .find_map(|wanted| self.0.get_key_value(wanted))
            .or_else(|| self.0.iter().next())
            .map_or((&Language::ENGLISH, ""), |(found, text)| (found, text.as_str()))
    }

    /// The text alone of [`Self::in_or_nearest`].
    pub fn get(&self, language: &Language) -> &str {
        self.in_or_nearest(language).1
    }

    /// The languages in which it exists, in order of their tags.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.0.keys()
    }

    /// Whether it exists in no language.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The stored form.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| "{}".to_owned())
    }

    /// Reads the stored form.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_and_says_which_language_it_is() {
        let text = LanguageText::of("Level", "स्तर");
        let urdu = Language::parse("ur").expect("a tag");
        assert_eq!(text.in_or_nearest(&Language::HINDI), (&Language::HINDI, "स्तर"));
        assert_eq!(text.in_or_nearest(&urdu), (&Language::ENGLISH, "Level"));
        assert_eq!(LanguageText::default().get(&urdu), "");
    }

    #[test]
    fn survives_its_stored_form() {
        let text = LanguageText::of("A \"quoted\" text", "उद्धृत");
        assert_eq!(LanguageText::from_json(&text.to_json()).expect("json"), text);
    }

    #[test]
    fn knows_the_direction() {
        for (tag, direction) in [("ur", "rtl"), ("ks-Deva", "ltr"), ("ar-XB", "rtl"), ("hi", "ltr")] {
            assert_eq!(Language::parse(tag).expect("a tag").direction(), direction, "{tag}");
        }
    }

    #[test]
    fn refuses_what_is_no_tag() {
        for bad in ["", "e", "EN", "english-language-of-nowhere", "en_IN", "en-"] {
            assert!(Language::parse(bad).is_err(), "{bad}");
        }
    }
}
