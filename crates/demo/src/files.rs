//! The files of the demonstration, built into the program, and what they say.

use std::borrow::Cow;

use kernel::{Date, Language, LanguageText};
use rust_embed::RustEmbed;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::error::FillError;

#[derive(RustEmbed)]
#[folder = "../../demo"]
struct Files;

/// The files below a folder, by their paths inside it.
pub(crate) fn below(folder: &str) -> Vec<(String, Cow<'static, [u8]>)> {
    let inside = |path: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
    let mut found: Vec<_> = Files::iter().filter_map(|path| Some((inside(&path)?, Files::get(&path)?.data))).collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

/// The contents of one file.
pub(crate) fn bytes(path: &str) -> Result<Cow<'static, [u8]>, FillError> {
    Files::get(path).map(|file| file.data).ok_or_else(|| FillError::data(path, "is missing"))
}

fn table<T: DeserializeOwned>(path: &str) -> Result<Vec<T>, FillError> {
    let bytes = bytes(path)?;
    csv::Reader::from_reader(&*bytes).deserialize().collect::<Result<_, _>>().map_err(|error| FillError::data(path, error))
}

pub(crate) fn document<T: DeserializeOwned>(path: &str) -> Result<T, FillError> {
    let bytes = bytes(path)?;
    toml::from_slice(&bytes).map_err(|error| FillError::data(path, error))
}

/// A territory of the Local Government Directory.
#[derive(Deserialize)]
pub(crate) struct Territory {
    pub(crate) code: String,
    pub(crate) kind: String,
    pub(crate) parent: String,
    pub(crate) name_en: String,
    pub(crate) name_hi: String,
    #[serde(deserialize_with = "optional_date")]
    pub(crate) valid_from: Option<Date>,
    #[serde(deserialize_with = "optional_date")]
    pub(crate) valid_until: Option<Date>,
    pub(crate) successor: String,
}

/// An organisation; parents stand before children.
#[derive(Clone, Deserialize)]
pub(crate) struct Organisation {
    pub(crate) code: String,
    pub(crate) parent: String,
    pub(crate) kind: String,
    pub(crate) name_en: String,
    pub(crate) name_hi: String,
    pub(crate) territory: String,
}

/// A given or family name.
#[derive(Clone, Deserialize, PartialEq, Eq, Debug)]
pub(crate) struct Part {
    pub(crate) latin: String,
    pub(crate) native: String,
    pub(crate) script: String,
}

/// All names.
#[derive(Deserialize)]
pub(crate) struct Names {
    pub(crate) given: Vec<Part>,
    pub(crate) family: Vec<Part>,
}

/// Which posts an organisation has.
#[derive(Deserialize)]
pub(crate) struct Staffing {
    pub(crate) most_in_one_office: usize,
    pub(crate) vacant_permille: u64,
    pub(crate) office: Vec<OfficeRule>,
    /// Positions that are not held permanently.
    pub(crate) engagement: EngagementRule,
    /// Service or cadre by position.
    pub(crate) service: std::collections::BTreeMap<String, String>,
}

/// The positions that are held by contract, and those of Gramin Dak Sevaks.
#[derive(Deserialize)]
pub(crate) struct EngagementRule {
    pub(crate) contract: Vec<String>,
    pub(crate) gds: Vec<String>,
}

/// The posts of the organisations whose codes fit a pattern.
#[derive(Deserialize)]
pub(crate) struct OfficeRule {
    #[serde(rename = "match")]
    pub(crate) patterns: Vec<String>,
    pub(crate) posts: Vec<PostRule>,
}

/// Posts of one position in one office.
#[derive(Deserialize)]
pub(crate) struct PostRule {
    pub(crate) position: String,
    pub(crate) count: usize,
    #[serde(default)]
    pub(crate) under: Option<String>,
    #[serde(default)]
    pub(crate) mass: usize,
}

/// A written persona.
#[derive(Deserialize)]
pub(crate) struct Persona {
    pub(crate) key: String,
    pub(crate) account: String,
    pub(crate) name_latin: String,
    pub(crate) name_native: String,
    pub(crate) script: String,
    pub(crate) form_of_address: String,
    pub(crate) language: Language,
    pub(crate) position: String,
    pub(crate) organisation: String,
    pub(crate) supervisor: String,
    pub(crate) engagement: String,
    #[serde(deserialize_with = "date")]
    pub(crate) joined: Date,
    pub(crate) postings: Vec<PersonaPosting>,
    pub(crate) hours_per_week: i64,
}

/// A posting of a persona.
#[derive(Deserialize)]
pub(crate) struct PersonaPosting {
    pub(crate) kind: String,
    pub(crate) position: String,
    pub(crate) organisation: String,
    #[serde(deserialize_with = "date")]
    pub(crate) from: Date,
    #[serde(deserialize_with = "optional_date")]
    pub(crate) until: Option<Date>,
}

impl Persona {
    /// The name of the account.
    pub(crate) fn account(&self) -> &str {
        if self.account.is_empty() { &self.key } else { &self.account }
    }
}

#[derive(Deserialize)]
struct Personas {
    persona: Vec<Persona>,
}

pub(crate) fn date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    Date::parse(&text).map_err(serde::de::Error::custom)
}

fn optional_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() { Ok(None) } else { Date::parse(&text).map(Some).map_err(serde::de::Error::custom) }
}

pub(crate) fn territories() -> Result<Vec<Territory>, FillError> {
    table("service/territories.csv")
}

pub(crate) fn organisations() -> Result<Vec<Organisation>, FillError> {
    table("service/organisations.csv")
}

pub(crate) fn names() -> Result<Names, FillError> {
    document("service/names.toml")
}

pub(crate) fn staffing() -> Result<Staffing, FillError> {
    document("service/staffing.toml")
}

pub(crate) fn personas() -> Result<Vec<Persona>, FillError> {
    document::<Personas>("service/personas.toml").map(|all| all.persona)
}

/// A text in English and Hindi.
pub(crate) fn both(english: &str, hindi: &str) -> LanguageText {
    LanguageText::of(english, hindi)
}
