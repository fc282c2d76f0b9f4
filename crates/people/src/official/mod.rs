//! Officials: people in government service. Names and contacts stand in `person`, everything else carries the key.

use kernel::{Date, Key, Language};
use serde::{Deserialize, Serialize};
use store::{Conn, Error, Row, Tx};
use uuid::Uuid;

use crate::OfficialKey;

crate::closed_list! {
    /// How someone is engaged.
    Engagement {
        /// A permanent post.
        Permanent = "permanent",
        /// A temporary one.
        Temporary = "temporary",
        /// A contract.
        Contract = "contract",
        /// Gramin Dak Sevak: a civil post outside the Union civil service, 4 to 5 hours a day.
        GraminDakSevak = "gds",
        /// Employed again after retirement.
        ReEmployed = "re_employed",
    }
}

/// A name in Latin letters and, where it is known, in the script of its bearer. One word is a valid name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// In Latin letters.
    pub latin: String,
    /// In the bearer's own script; may be empty.
    pub native: String,
    /// The language of the native form, for its `lang` attribute; may be empty.
    #[serde(default)]
    pub native_language: String,
}

impl Name {
    /// The name as a reader of this language would write it: the native form where it is in the reader's language, else the Latin one.
    pub fn for_reader(&self, language: &Language) -> &str {
        if !self.native.is_empty() && self.native_language == language.as_str() { &self.native } else { &self.latin }
    }

    /// Reads the stored form; `None` when it cannot be read.
    pub fn from_json(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The folded form by which lists are ordered.
    pub fn sort(&self) -> String {
        self.latin.to_lowercase()
    }
}

/// A person as lists and pages name them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The key inside.
    pub key: OfficialKey,
    /// The id outside.
    pub uid: Uuid,
    /// The employee code.
    pub code: String,
    /// The name; `None` after erasure.
    pub name: Option<Name>,
    /// What stands with the name in an address: Shri, Smt or Dr before it, ji or sahib after it.
    pub address_form: String,
    /// The preferred language.
    pub language: Language,
    /// Sanctioned learning time.
    pub minutes_per_week: i64,
    /// The day of retirement, where it is known.
    pub retires: Option<Date>,
}

impl Person {
    /// The name for a reader of this language; the employee code after erasure.
    pub fn name_for(&self, language: &Language) -> &str {
        self.name.as_ref().map_or(self.code.as_str(), |name| name.for_reader(language))
    }
}

/// The columns that [`read_person`] reads, from `official LEFT JOIN person`.
pub const PERSON_COLUMNS: &str = "official.id, official.uid, official.code, person.name, person.address_form, person.language, official.minutes_per_week, official.retires";

/// Reads [`PERSON_COLUMNS`].
pub fn read_person(row: &Row) -> Result<Person, Error> {
    let name = row.get::<Option<String>>(3)?.and_then(|json| Name::from_json(&json));
    Ok(Person {
        key: row.get(0)?,
        uid: row.get(1)?,
        code: row.get(2)?,
        name,
        address_form: row.get::<Option<String>>(4)?.unwrap_or_default(),
        language: row.get::<Option<Language>>(5)?.unwrap_or(Language::ENGLISH),
        minutes_per_week: row.get(6)?,
        retires: row.get(7)?,
    })
}

/// The person with this key.
pub async fn person(conn: &mut Conn, official: OfficialKey) -> Result<Person, Error> {
    conn.query(
        "SELECT official.id, official.uid, official.code, person.name, person.address_form, person.language, official.minutes_per_week, \
         official.retires FROM official LEFT JOIN person ON person.official = official.id WHERE official.id = $1",
    )
    .bind(official)
    .one("official", read_person)
    .await
}

/// The official with this id outside.
pub async fn by_uid(conn: &mut Conn, uid: Uuid) -> Result<Option<OfficialKey>, Error> {
    conn.query("SELECT id FROM official WHERE uid = $1").bind(uid).optional(|row| row.get(0)).await
}

/// The official with this employee code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<OfficialKey>, Error> {
    conn.query("SELECT id FROM official WHERE code = $1").bind(code).optional(|row| row.get(0)).await
}

/// An official to be entered.
pub struct NewOfficial<'a> {
    /// The employee code.
    pub code: &'a str,
    /// How engaged.
    pub engagement: Engagement,
    /// Service or cadre, where there is one.
    pub service: Option<&'a str>,
    /// The day of joining.
    pub joined: Option<Date>,
    /// The day of retirement.
    pub retires: Option<Date>,
    /// Sanctioned learning time a week.
    pub minutes_per_week: i64,
    /// The name.
    pub name: &'a Name,
    /// What stands with the name in an address: Shri, Smt or Dr before it, ji or sahib after it.
    pub address_form: &'a str,
    /// Mobile number.
    pub mobile: Option<&'a str>,
    /// E-mail address.
    pub email: Option<&'a str>,
    /// The preferred language.
    pub language: &'a Language,
}

impl<'a> NewOfficial<'a> {
    /// A permanent official with two hours of learning a week who prefers English; what else is known is set on top of it.
    pub const fn of(code: &'a str, name: &'a Name) -> Self {
        Self {
            code,
            engagement: Engagement::Permanent,
            service: None,
            joined: None,
            retires: None,
            minutes_per_week: 120,
            name,
            address_form: "",
            mobile: None,
            email: None,
            language: &Language::ENGLISH,
        }
    }
}

/// Enters an official under a key taken before.
pub async fn insert(tx: &mut Tx, key: OfficialKey, new: &NewOfficial<'_>) -> Result<(), Error> {
    let uid = tx.context().new_id();
    tx.execute(
        "INSERT INTO official (id, uid, code, engagement, service, joined, retires, minutes_per_week) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(key)
    .bind(uid)
    .bind(new.code)
    .bind(new.engagement.as_str())
    .bind(new.service)
    .bind(new.joined)
    .bind(new.retires)
    .bind(new.minutes_per_week)
    .run()
    .await?;
    let name = serde_json::to_string(new.name).unwrap_or_default();
    tx.execute(
        "INSERT INTO person (official, name, sort, address_form, mobile, email, language) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(key)
    .bind(name)
    .bind(new.name.sort())
    .bind(new.address_form)
    .bind(new.mobile)
    .bind(new.email)
    .bind(new.language)
    .run()
    .await?;
    Ok(())
}

/// Sets the preferred language.
pub async fn set_language(tx: &mut Tx, official: Key<crate::Official>, language: &Language) -> Result<(), Error> {
    tx.execute("UPDATE person SET language = $2 WHERE official = $1").bind(official).bind(language).run().await?;
    Ok(())
}
