//! What `stories.toml` tells of the personas.

use kernel::Date;
use people::OfficialKey;
use serde::Deserialize;

use crate::error::FillError;
use crate::files::{self, Persona};

/// All that is told.
#[derive(Deserialize)]
pub(crate) struct Stories {
    pub(crate) told: Vec<Told>,
    pub(crate) contest: Vec<ContestStory>,
    pub(crate) enrolment: Vec<EnrolmentStory>,
}

/// The evidence of one persona.
#[derive(Deserialize)]
pub(crate) struct Told {
    pub(crate) persona: String,
    /// Whether there is no other evidence.
    #[serde(default)]
    pub(crate) whole: bool,
    pub(crate) evidence: Vec<ToldEvidence>,
}

/// A piece of evidence.
#[derive(Deserialize)]
pub(crate) struct ToldEvidence {
    pub(crate) competency: String,
    pub(crate) kind: String,
    pub(crate) level: i64,
    #[serde(deserialize_with = "files::date")]
    pub(crate) on: Date,
    #[serde(default)]
    pub(crate) observer: String,
    #[serde(default)]
    pub(crate) source: String,
    #[serde(default)]
    pub(crate) note: String,
}

/// A contested observation.
#[derive(Deserialize)]
pub(crate) struct ContestStory {
    pub(crate) persona: String,
    pub(crate) competency: String,
    #[serde(deserialize_with = "files::date")]
    pub(crate) opened: Date,
    pub(crate) reason: String,
}

/// A course that was left in the middle.
#[derive(Deserialize)]
pub(crate) struct EnrolmentStory {
    pub(crate) persona: String,
    pub(crate) course: String,
    #[serde(deserialize_with = "files::date")]
    pub(crate) enrolled: Date,
    #[serde(deserialize_with = "files::date")]
    pub(crate) last: Date,
    pub(crate) object: i64,
    pub(crate) segment: i64,
    pub(crate) language: String,
}

impl Stories {
    /// Reads the file.
    pub(crate) fn read() -> Result<Self, FillError> {
        files::document("service/stories.toml")
    }

    /// What is told of a persona.
    pub(crate) fn of(&self, key: &str) -> Option<&Told> {
        self.told.iter().find(|told| told.persona == key)
    }
}

/// The place of a persona in the file, which is that of the official.
pub(crate) fn index(personas: &[Persona], key: &str) -> Result<usize, FillError> {
    let found = personas.iter().position(|persona| persona.key == key);
    found.ok_or_else(|| FillError::data("service/stories.toml", format!("there is no persona {key}")))
}

/// The key of the official at a place; keys are taken in one row, in order.
pub(crate) fn key_at(first: i64, index: usize) -> OfficialKey {
    OfficialKey::new(first + i64::try_from(index).unwrap_or(0))
}
