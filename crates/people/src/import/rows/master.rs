//! Rows with a code of their own.

use kernel::{Date, Language, LanguageText};

use super::{Cells, Record, Reference, keep_fields};
use crate::account::fold_identifier;
use crate::import::LearningTime;
use crate::import::columns::{Given, Sheet};
use crate::import::report::FaultCode;
use crate::official::{Engagement, Name};

const TERRITORY_KINDS: &[&str] = &["country", "state", "district", "subdistrict"];
const ORGANISATION_KINDS: &[&str] =
    &["government", "ministry", "department", "directorate", "office", "institute", "provider", "local_body"];

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct TerritoryRow {
    pub(in crate::import) code: String,
    pub(in crate::import) kind: String,
    pub(in crate::import) parent: Option<String>,
    pub(in crate::import) name: LanguageText,
    pub(in crate::import) valid_from: Option<Date>,
    pub(in crate::import) valid_until: Option<Date>,
    pub(in crate::import) successor: Option<String>,
}

impl Record for TerritoryRow {
    const SHEET: Sheet = Sheet::Territories;
    type Id = String;

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (code, kind) = (cells.code("code"), cells.one_of("kind", TERRITORY_KINDS, |word| word));
        let (parent, name) = (cells.maybe_code("parent"), cells.both("name_en", "name_hi"));
        let (valid_from, valid_until) = (cells.maybe_date("valid_from"), cells.maybe_date("valid_until"));
        let successor = cells.maybe_code("successor");
        let (valid_from, valid_until) = (valid_from?, valid_until?);
        let is_later = cells.later("valid_until", valid_from, valid_until);
        let row = Self {
            code: code?,
            kind: kind?.to_owned(),
            parent: parent?,
            name: name?,
            valid_from,
            valid_until,
            successor: successor?,
        };
        is_later.then_some(row)
    }

    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.code.clone()
    }

    fn above(&self) -> Option<(&'static str, &str)> {
        self.parent.as_deref().map(|parent| ("parent", parent))
    }

    fn references(&self) -> Vec<Reference<'_>> {
        self.successor.iter().map(|code| Reference::to("successor", Sheet::Territories, code)).collect()
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "parent" => parent, "valid_from" => valid_from, "valid_until" => valid_until, "successor" => successor);
        self.name = merged(&self.name, &before.name, given.has(Self::SHEET, "name_hi"));
    }
}

#[derive(Clone, Debug)]
pub(in crate::import) struct OrganisationRow {
    pub(in crate::import) code: String,
    pub(in crate::import) kind: String,
    pub(in crate::import) parent: Option<String>,
    /// The first day under a new parent; not part of what is compared.
    pub(in crate::import) since: Option<Date>,
    pub(in crate::import) territory: Option<String>,
    pub(in crate::import) name: LanguageText,
}

impl PartialEq for OrganisationRow {
    fn eq(&self, other: &Self) -> bool {
        let outline = |row: &Self| (row.code.clone(), row.kind.clone(), row.parent.clone(), row.territory.clone());
        outline(self) == outline(other) && self.name == other.name
    }
}

impl Record for OrganisationRow {
    const SHEET: Sheet = Sheet::Organisations;
    type Id = String;

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (code, kind) = (cells.code("code"), cells.one_of("kind", ORGANISATION_KINDS, |word| word));
        let (parent, since) = (cells.maybe_code("parent"), cells.maybe_date("since"));
        let (territory, name) = (cells.maybe_code("territory"), cells.both("name_en", "name_hi"));
        Some(Self { code: code?, kind: kind?.to_owned(), parent: parent?, since: since?, territory: territory?, name: name? })
    }

    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.code.clone()
    }

    fn above(&self) -> Option<(&'static str, &str)> {
        self.parent.as_deref().map(|parent| ("parent", parent))
    }

    fn references(&self) -> Vec<Reference<'_>> {
        self.territory.iter().map(|code| Reference::to("territory", Sheet::Territories, code)).collect()
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "parent" => parent, "territory" => territory);
        self.name = merged(&self.name, &before.name, given.has(Self::SHEET, "name_hi"));
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct PositionRow {
    pub(in crate::import) code: String,
    pub(in crate::import) title: LanguageText,
    pub(in crate::import) family: String,
    pub(in crate::import) group: Option<String>,
    pub(in crate::import) pay_level: Option<i64>,
}

impl Record for PositionRow {
    const SHEET: Sheet = Sheet::Positions;
    type Id = String;

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (code, title, family) = (cells.code("code"), cells.both("title_en", "title_hi"), cells.code("family"));
        let (group, pay_level) = (cells.maybe_code("group"), cells.maybe_number("pay_level", 1..=99));
        Some(Self { code: code?, title: title?, family: family?, group: group?, pay_level: pay_level? })
    }

    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.code.clone()
    }

    fn references(&self) -> Vec<Reference<'_>> {
        Vec::new()
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "group" => group, "pay_level" => pay_level);
        self.title = merged(&self.title, &before.title, given.has(Self::SHEET, "title_hi"));
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct PostRow {
    pub(in crate::import) code: String,
    pub(in crate::import) organisation: String,
    pub(in crate::import) position: String,
    pub(in crate::import) reports_to: Option<String>,
}

impl Record for PostRow {
    const SHEET: Sheet = Sheet::Posts;
    type Id = String;

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (code, organisation) = (cells.code("code"), cells.code("organisation"));
        let (position, reports_to) = (cells.code("position"), cells.maybe_code("reports_to"));
        Some(Self { code: code?, organisation: organisation?, position: position?, reports_to: reports_to? })
    }

    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.code.clone()
    }

    fn above(&self) -> Option<(&'static str, &str)> {
        self.reports_to.as_deref().map(|boss| ("reports_to", boss))
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let organisation = Reference::to("organisation", Sheet::Organisations, &self.organisation);
        vec![organisation, Reference::to("position", Sheet::Positions, &self.position)]
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "reports_to" => reports_to);
    }
}

/// What stands in the table of names and contacts.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct PersonPart {
    pub(in crate::import) name: Name,
    pub(in crate::import) address_form: String,
    pub(in crate::import) mobile: Option<String>,
    pub(in crate::import) email: Option<String>,
    pub(in crate::import) language: Language,
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct OfficialRow {
    pub(in crate::import) code: String,
    pub(in crate::import) engagement: Engagement,
    pub(in crate::import) service: Option<String>,
    pub(in crate::import) joined: Option<Date>,
    pub(in crate::import) retires: Option<Date>,
    /// Sanctioned learning time.
    pub(in crate::import) minutes_per_week: i64,
    /// `None` in the store after erasure; an import does not bring an erased person back.
    pub(in crate::import) person: Option<PersonPart>,
}

impl Record for OfficialRow {
    const SHEET: Sheet = Sheet::Officials;
    type Id = String;

    fn read(cells: &mut Cells<'_>, learning: LearningTime) -> Option<Self> {
        let (code, person) = (cells.code("code"), read_person(cells));
        let minutes = cells.hours_in_minutes("hours_per_week").map(|duty| (duty * learning.minutes_per_duty_hour + 30) / 60);
        let engagement = cells.one_of("engagement", Engagement::ALL, Engagement::as_str);
        let service = cells.maybe_code("service");
        let (joined, retires) = (cells.maybe_date("joined"), cells.maybe_date("retires"));
        let (joined, retires) = (joined?, retires?);
        let is_later = cells.later("retires", joined, retires);
        let row = Self {
            code: code?,
            engagement: engagement?,
            service: service?,
            joined,
            retires,
            minutes_per_week: minutes?,
            person: Some(person?),
        };
        is_later.then_some(row)
    }

    fn id(&self) -> String {
        self.code.clone()
    }

    fn title(&self) -> String {
        self.code.clone()
    }

    fn references(&self) -> Vec<Reference<'_>> {
        Vec::new()
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "service" => service, "joined" => joined, "retires" => retires);
        let (Some(mine), Some(theirs)) = (&mut self.person, &before.person) else {
            self.person = None;
            return;
        };
        mine.keep(given, theirs);
    }
}

impl PersonPart {
    const SHEET: Sheet = Sheet::Officials;

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "name_native" => name.native, "native_language" => name.native_language,
            "address_form" => address_form, "mobile" => mobile, "email" => email, "language" => language);
    }

    /// The further identifiers of the account, in their compared form, with the column each comes from.
    pub(in crate::import) fn identifiers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let folded = |column, text: &Option<String>| text.as_deref().map(|text| (column, fold_identifier(text)));
        [folded("mobile", &self.mobile), folded("email", &self.email)].into_iter().flatten()
    }
}

fn read_person(cells: &mut Cells<'_>) -> Option<PersonPart> {
    let (latin, native) = (cells.text("name", 200), cells.any_text("name_native", 200));
    let native_language = cells.maybe_language("native_language");
    let (address_form, language) = (cells.any_text("address_form", 60), cells.maybe_language("language"));
    let (mobile, email) = (cells.maybe_mobile("mobile"), cells.maybe_email("email"));
    let (native, native_language) = (native?, native_language?);
    if !native.is_empty() && native_language.is_none() {
        cells.fault("native_language", FaultCode::Missing, "this cell must be filled where name_native is");
        return None;
    }
    let native_language = native_language.map(String::from).unwrap_or_default();
    Some(PersonPart {
        name: Name { latin: latin?, native, native_language },
        address_form: address_form?,
        mobile: mobile?,
        email: email?,
        language: language?.unwrap_or(Language::ENGLISH),
    })
}

/// English and Hindi as the file has them; languages that a file has no column for as the store has them.
fn merged(file: &LanguageText, before: &LanguageText, has_hindi: bool) -> LanguageText {
    let kept = before.languages().filter(|language| match language.as_str() {
        "en" => false,
        "hi" => !has_hindi,
        _ => true,
    });
    kept.fold(file.clone(), |text, language| text.with(language.clone(), before.exactly(language).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_in_a_third_language_outlives_an_import() {
        let urdu = Language::parse("ur").expect("a tag");
        let before = LanguageText::of("Old", "पुराना").with(urdu.clone(), "پرانا");
        let after = merged(&LanguageText::of("New", ""), &before, true);
        assert_eq!(
            (after.get(&Language::ENGLISH), after.exactly(&Language::HINDI), after.exactly(&urdu)),
            ("New", None, Some("پرانا"))
        );
        assert_eq!(merged(&LanguageText::of("New", ""), &before, false).exactly(&Language::HINDI), Some("पुराना"));
    }
}
