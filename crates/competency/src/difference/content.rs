//! The content of a version: its rows by sheet and key.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Date, Language, LanguageText};
use people::closed_list;

use crate::exchange::{Selection, Table, tables};
use crate::framework::{OwnLevel, Source};

closed_list! {
    /// A sheet of the format, in the order in which the sheets are read.
    Sheet {
        /// Competencies with name and definition.
        Competencies = "competencies",
        /// Descriptors of levels.
        Levels = "levels",
        /// Visible acts.
        Indicators = "indicators",
        /// Positions.
        Positions = "positions",
        /// Roles, which positions share.
        Roles = "roles",
        /// Which position has which role.
        PositionRoles = "position_roles",
        /// Work activities of roles.
        Activities = "activities",
        /// What a role asks.
        RoleCompetencies = "role_competencies",
        /// How critical a competency is in a position.
        Criticality = "criticality",
        /// How a competency is best learnt in a position.
        LearningModes = "learning_modes",
        /// Documents from which the work of a role is learnt.
        Resources = "resources",
    }
}

impl Sheet {
    /// Its columns; one that ends in `*` is a text with a column for each language.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Competencies => &["code", "kind", "ask", "name*", "definition*", "source"],
            Self::Levels => &["competency", "level", "descriptor*"],
            Self::Indicators => &["competency", "level", "code", "text*"],
            Self::Positions => &["code", "title*", "family", "group", "pay_level", "source"],
            Self::Roles => &["code", "name*"],
            Self::PositionRoles => &["position", "role"],
            Self::Activities => &["role", "code", "text*"],
            Self::RoleCompetencies => &["role", "competency", "level"],
            Self::Criticality => &["position", "competency", "criticality", "reason*"],
            Self::LearningModes => &["position", "competency", "mode"],
            Self::Resources => &["role", "code", "title*", "address"],
        }
    }

    /// The columns by which a row is known.
    pub const fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Competencies | Self::Positions | Self::Roles => &["code"],
            Self::Levels => &["competency", "level"],
            Self::Indicators => &["competency", "code"],
            Self::PositionRoles => &["position", "role"],
            Self::Activities | Self::Resources => &["role", "code"],
            Self::RoleCompetencies => &["role", "competency"],
            Self::Criticality | Self::LearningModes => &["position", "competency"],
        }
    }

    /// The name of its file.
    pub fn file(self) -> String {
        format!("{}.csv", self.as_str())
    }
}

/// Cells by the names of their columns, trimmed, without empty ones.
pub type Cells = BTreeMap<String, String>;

/// Where a row stands: its sheet, and the cells by which it is known there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The sheet.
    pub sheet: Sheet,
    /// The cells of [`Sheet::keys`]; empty where nothing was typed.
    pub key: Vec<String>,
}

impl Place {
    /// The place of a row.
    pub fn of(sheet: Sheet, cells: &Cells) -> Self {
        Self { sheet, key: sheet.keys().iter().map(|column| cells.get(*column).cloned().unwrap_or_default()).collect() }
    }

    /// The cell of the key at a number; empty where there is none.
    pub fn part(&self, at: usize) -> &str {
        self.key.get(at).map_or("", String::as_str)
    }
}

/// A row with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub place: Place,
    /// Its cells, those of the key among them.
    pub cells: Cells,
}

impl Entry {
    /// A row with the cells as they were typed.
    pub fn new(sheet: Sheet, cells: impl IntoIterator<Item = (String, String)>) -> Self {
        let cells = cells.into_iter().map(|(column, cell)| (column, cell.trim().to_owned())).filter(|(_, cell)| !cell.is_empty());
        let cells: Cells = cells.collect();
        Self { place: Place::of(sheet, &cells), cells }
    }

    /// A text of the row in all its languages, such as `name` or `definition`.
    pub fn words(&self, text: &str) -> LanguageText {
        self.cells.iter().fold(LanguageText::default(), |words, (column, cell)| {
            match column.strip_prefix(text).and_then(|rest| rest.strip_prefix('_')).map(Language::parse) {
                Some(Ok(language)) => words.with(language, cell.as_str()),
                _ => words,
            }
        })
    }
}

/// Everything that a version of a framework says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The title of the framework.
    pub title: LanguageText,
    /// Its licence.
    pub licence: String,
    /// Its own scale.
    pub scale: Vec<OwnLevel>,
    /// The rows.
    rows: BTreeMap<Place, Cells>,
}

impl Content {
    /// A content without rows.
    pub fn empty(title: LanguageText, licence: String, scale: Vec<OwnLevel>) -> Self {
        Self { title, licence, scale, rows: BTreeMap::new() }
    }

    /// With these rows; of two at one place the later stands.
    #[must_use]
    pub fn with(mut self, entries: impl IntoIterator<Item = Entry>) -> Self {
        self.rows.extend(entries.into_iter().map(|entry| (entry.place, entry.cells)));
        self
    }

    /// The content of a selection of the library: what stands now. `None` where the sheets could not say it.
    pub(super) fn of_selection(selection: &Selection<'_>) -> Option<Self> {
        let (framework, version) = (selection.framework, selection.version);
        let content = Self::empty(framework.title.clone(), framework.licence.clone(), version.scale.clone());
        Some(tables(selection).ok()?.iter().fold(content, Self::with_table))
    }

    fn with_table(self, table: &Table) -> Self {
        let Some(sheet) = Sheet::parse(table.name) else { return self };
        let entries = table.rows.iter().map(|row| Entry::new(sheet, table.header.iter().cloned().zip(row.iter().cloned())));
        self.with(entries)
    }

    /// All rows in order of their places.
    pub fn entries(&self) -> impl Iterator<Item = (&Place, &Cells)> {
        self.rows.iter()
    }

    /// The rows of a sheet.
    pub fn sheet(&self, sheet: Sheet) -> impl Iterator<Item = (&Place, &Cells)> {
        let first = Place { sheet, key: Vec::new() };
        self.rows.range(first..).take_while(move |(place, _)| place.sheet == sheet)
    }

    /// The row at a place.
    pub fn row(&self, place: &Place) -> Option<&Cells> {
        self.rows.get(place)
    }

    /// Puts a row at its place; `None` takes it away.
    pub fn put(&mut self, place: Place, cells: Option<Cells>) {
        match cells {
            Some(cells) => self.rows.insert(place, cells),
            None => self.rows.remove(&place),
        };
    }

    /// How high a level of the scale stands: by the level it maps to, then by its place in the scale.
    pub fn rank(&self, own: &str) -> Option<(i64, usize)> {
        let found = self.scale.iter().enumerate().find(|(_, level)| level.own == own);
        found.map(|(at, level)| (level.maps_to.number(), at))
    }

    /// The files of the format, for the importer. Sheets without a row have their header alone; those that may be missing are left out then.
    pub fn source(&self, code: &str, version: &str, published: Date) -> Source {
        let entries: Vec<(Sheet, &Cells)> = self.rows.iter().map(|(place, cells)| (place.sheet, cells)).collect();
        let sheets = Sheet::ALL.iter().map(|sheet| (*sheet, in_natural_order(*sheet, &entries)));
        source((self, code, version, published), sheets)
    }
}

/// The files of rows as they were typed, two at one place among them: row `n` of a sheet stands in line `n + 2` of its file.
pub(crate) fn source<'c>(
    (head, code, version, published): (&Content, &str, &str, Date),
    sheets: impl IntoIterator<Item = (Sheet, Vec<&'c Cells>)>,
) -> Source {
    let mut files = vec![("framework.toml".to_owned(), manifest(head, code, version, published))];
    for (sheet, rows) in sheets {
        if !rows.is_empty() || !matches!(sheet, Sheet::Criticality | Sheet::LearningModes | Sheet::Resources) {
            files.push((sheet.file(), csv(sheet, &rows)));
        }
    }
    Source::of(files)
}

fn manifest(head: &Content, code: &str, version: &str, published: Date) -> String {
    let mut manifest = toml::Table::new();
    for (field, value) in [("code", code), ("version", version), ("published", &published.iso()), ("licence", &head.licence)] {
        manifest.insert(field.to_owned(), value.into());
    }
    manifest.insert("title".to_owned(), words(&head.title).into());
    let step = |level: &OwnLevel| {
        let mut step = toml::Table::new();
        step.insert("own".to_owned(), level.own.as_str().into());
        step.insert("maps_to".to_owned(), level.maps_to.number().into());
        step.insert("name".to_owned(), words(&level.name).into());
        toml::Value::Table(step)
    };
    manifest.insert("level".to_owned(), head.scale.iter().map(step).collect::<Vec<_>>().into());
    manifest.to_string()
}

fn words(text: &LanguageText) -> toml::Table {
    text.languages().map(|language| (language.to_string(), text.exactly(language).unwrap_or_default().into())).collect()
}

/// Activities are numbered by their order, and `x-10` comes after `x-9`.
fn in_natural_order<'c>(sheet: Sheet, entries: &[(Sheet, &'c Cells)]) -> Vec<&'c Cells> {
    let mut rows: Vec<&Cells> = entries.iter().filter(|(of, _)| *of == sheet).map(|(_, cells)| *cells).collect();
    if sheet == Sheet::Activities {
        let key = |cells: &Cells| {
            let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
            let digits = cell("code").chars().rev().take_while(char::is_ascii_digit).count();
            (cell("role"), cell("code").len() - digits, cell("code").len(), cell("code"))
        };
        rows.sort_by_cached_key(|cells| key(cells));
    }
    rows
}

/// The columns of a sheet with one for each language that any row has, English and Hindi among them.
pub(crate) fn header<'c>(sheet: Sheet, rows: impl IntoIterator<Item = &'c Cells>) -> Vec<String> {
    let texts: Vec<&str> = sheet.columns().iter().filter_map(|column| column.strip_suffix('*')).collect();
    let mut languages: BTreeSet<Language> = BTreeSet::from([Language::ENGLISH, Language::HINDI]);
    for column in rows.into_iter().flat_map(BTreeMap::keys) {
        let tag = texts.iter().find_map(|text| column.strip_prefix(text)?.strip_prefix('_'));
        languages.extend(tag.and_then(|tag| Language::parse(tag).ok()));
    }
    let of = |column: &&str| match column.strip_suffix('*') {
        Some(text) => languages.iter().map(|language| format!("{text}_{language}")).collect(),
        None => vec![(*column).to_owned()],
    };
    sheet.columns().iter().flat_map(of).collect()
}

fn csv(sheet: Sheet, rows: &[&Cells]) -> String {
    let header = header(sheet, rows.iter().copied());
    let row = |cells: &&Cells| header.iter().map(|column| cells.get(column).cloned().unwrap_or_default()).collect();
    let table = Table { name: sheet.as_str(), header: header.clone(), rows: rows.iter().map(row).collect() };
    // Writing into memory cannot fail; an empty file would be told as a fault of the importer.
    table.csv().unwrap_or_default()
}
