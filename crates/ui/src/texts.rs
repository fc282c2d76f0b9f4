//! Messages in the reader's language (Fluent). All files are read once, at the start.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use kernel::Language;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

use crate::pseudo;

/// Arguments of a message.
pub type Args = fluent_bundle::FluentArgs<'static>;

/// The languages in which the product speaks, the first being the one that every message must have.
pub const LANGUAGES: [Language; 2] = [Language::ENGLISH, Language::HINDI];

#[derive(RustEmbed)]
#[folder = "texts"]
struct Files;

/// All messages of all languages.
pub struct Texts(BTreeMap<Language, FluentBundle<FluentResource>>);

/// The messages of this program.
pub fn texts() -> &'static Texts {
    static TEXTS: LazyLock<Texts> = LazyLock::new(Texts::load);
    &TEXTS
}

impl Texts {
    fn load() -> Self {
        Self(LANGUAGES.into_iter().map(|language| (language.clone(), bundle(&language))).collect())
    }

    /// The text of a message; in English when the language has none, and its bare id when nobody has it (which a test forbids).
    pub fn text(&self, language: &Language, id: &str, args: &Args) -> String {
        if *language == Language::PSEUDO {
            return pseudo::mirror(&self.text(&Language::ENGLISH, id, args));
        }
        let found = [language, &Language::ENGLISH].into_iter().find_map(|language| self.exactly(language, id, args));
        found.unwrap_or_else(|| {
            tracing::error!(id, "a message is missing");
            id.to_owned()
        })
    }

    fn exactly(&self, language: &Language, id: &str, args: &Args) -> Option<String> {
        let bundle = self.0.get(language)?;
        let pattern = bundle.get_message(id)?.value()?;
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(args), &mut errors);
        if !errors.is_empty() {
            tracing::error!(id, ?errors, "a message cannot be formatted");
        }
        Some(text.into_owned())
    }

    /// Whether the product speaks this language.
    pub fn speaks(&self, language: &Language) -> bool {
        self.0.contains_key(language) || *language == Language::PSEUDO
    }
}

/// The sources of a language: file name and content. For the tests that compare languages.
pub fn message_sources(language: &Language) -> Vec<(String, String)> {
    let prefix = format!("{language}/");
    let names: BTreeSet<Cow<'static, str>> = Files::iter().filter(|name| name.starts_with(&prefix)).collect();
    names
        .into_iter()
        .filter_map(|name| {
            let file = Files::get(&name)?;
            Some((name.trim_start_matches(&prefix).to_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

fn bundle(language: &Language) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = language.as_str().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    for (name, source) in message_sources(language) {
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, errors)| {
            tracing::error!(%language, name, ?errors, "a file of messages has faults");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(%language, name, ?errors, "messages are declared twice");
        }
    }
    bundle
}
