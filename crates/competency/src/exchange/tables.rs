//! A framework as the files of docs/formats/framework.md: a manifest and sheets.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Language, LanguageText, Level};
use serde::{Deserialize, Serialize};

use super::selection::Selection;
use crate::framework::OwnLevel;
use crate::framework::guard::guarded;

/// The name of the file of the manifest.
pub(super) const MANIFEST: &str = "framework.toml";

/// One sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The name of its file without the end.
    pub name: &'static str,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// A role asks a level for which the scale of the framework has no step of its own, so that the files could not say it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the role {role} asks level {level} of {competency}, and the scale of the framework has no step that maps to it")]
pub struct Inexpressible {
    /// Code of the role, or of the competency itself.
    pub role: String,
    /// Code of the competency.
    pub competency: String,
    /// The level.
    pub level: i64,
}

/// `framework.toml`.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Manifest {
    pub(super) code: String,
    pub(super) version: String,
    pub(super) published: String,
    pub(super) licence: String,
    pub(super) title: LanguageText,
    pub(super) level: Vec<OwnLevel>,
}

pub(super) fn manifest(selection: &Selection<'_>) -> Manifest {
    let (framework, version) = (selection.framework, selection.version);
    Manifest {
        code: framework.code.to_string(),
        version: version.version.clone(),
        published: version.published.iso(),
        licence: framework.licence.clone(),
        title: framework.title.clone(),
        level: version.scale.clone(),
    }
}

/// The sheets, in the order in which the format names them.
pub fn tables(selection: &Selection<'_>) -> Result<Vec<Table>, Inexpressible> {
    Ok(vec![
        competencies(selection),
        levels(selection)?,
        indicators(selection)?,
        positions(selection),
        roles(selection),
        position_roles(selection),
        activities(selection),
        role_competencies(selection)?,
        criticality(selection),
        learning_modes(selection),
        resources(selection),
    ])
}

impl Table {
    /// The sheet as CSV: with a byte order mark, without which spreadsheets take UTF-8 for something else. Cells that they would take for a
    /// formula are guarded.
    pub fn csv(&self) -> Result<String, csv::Error> {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        writer.write_record(&self.header)?;
        for row in &self.rows {
            writer.write_record(row.iter().map(|cell| guarded(cell)))?;
        }
        let bytes = writer.into_inner().map_err(|reason| csv::Error::from(reason.into_error()))?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }
}

/// A sheet in the making: plain columns, and texts that take a column for each language that any of them has.
struct Draft {
    name: &'static str,
    columns: &'static [&'static str],
    rows: Vec<(Vec<String>, Vec<LanguageText>)>,
}

impl Draft {
    /// `columns` in their order; one that ends in `*` is a text in several languages.
    const fn new(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, rows: Vec::new() }
    }

    fn add(&mut self, plain: Vec<String>, texts: Vec<LanguageText>) {
        self.rows.push((plain, texts));
    }

    fn finish(self) -> Table {
        let mut languages: BTreeSet<Language> = BTreeSet::from([Language::ENGLISH, Language::HINDI]);
        languages.extend(self.rows.iter().flat_map(|(_, texts)| texts).flat_map(LanguageText::languages).cloned());
        let header = self.columns.iter().flat_map(|column| match column.strip_suffix('*') {
            Some(text) => languages.iter().map(|language| format!("{text}_{language}")).collect(),
            None => vec![(*column).to_owned()],
        });
        let row = |(plain, texts): (Vec<String>, Vec<LanguageText>)| {
            let (mut plain, mut texts) = (plain.into_iter(), texts.into_iter());
            let cells = self.columns.iter().flat_map(|column| match column.strip_suffix('*').and_then(|_| texts.next()) {
                Some(text) => languages.iter().map(|language| text.exactly(language).unwrap_or_default().to_owned()).collect(),
                None => vec![plain.next().unwrap_or_default()],
            });
            cells.collect()
        };
        Table { name: self.name, header: header.collect(), rows: self.rows.into_iter().map(row).collect() }
    }
}

/// The framework's own code for a level.
fn own<'s>(selection: &Selection<'s>, level: Level, role: &str, competency: &str) -> Result<&'s str, Inexpressible> {
    let found = selection.version.scale.iter().find(|own| own.maps_to == level).map(|own| own.own.as_str());
    found.ok_or_else(|| Inexpressible { role: role.to_owned(), competency: competency.to_owned(), level: level.number() })
}

fn competencies(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("competencies", &["code", "kind", "ask", "name*", "definition*", "source"]);
    for one in &selection.competencies {
        let plain = [one.code.as_str(), one.kind.as_str(), one.ask.as_str(), &one.source];
        draft.add(plain.map(str::to_owned).to_vec(), vec![one.name.clone(), one.definition.clone()]);
    }
    draft.finish()
}

fn levels(selection: &Selection<'_>) -> Result<Table, Inexpressible> {
    let mut draft = Draft::new("levels", &["competency", "level", "descriptor*"]);
    for one in &selection.competencies {
        for (level, words) in &one.levels {
            let own = own(selection, *level, one.code.as_str(), one.code.as_str())?;
            draft.add(vec![one.code.to_string(), own.to_owned()], vec![words.descriptor.clone()]);
        }
    }
    Ok(draft.finish())
}

fn indicators(selection: &Selection<'_>) -> Result<Table, Inexpressible> {
    let mut draft = Draft::new("indicators", &["competency", "level", "code", "text*"]);
    for one in &selection.competencies {
        for (level, words) in &one.levels {
            let own = own(selection, *level, one.code.as_str(), one.code.as_str())?;
            for (code, text) in &words.indicators {
                draft.add(vec![one.code.to_string(), own.to_owned(), code.clone()], vec![text.clone()]);
            }
        }
    }
    Ok(draft.finish())
}

fn positions(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("positions", &["code", "title*", "family", "group", "pay_level", "source"]);
    for one in &selection.positions {
        let pay_level = one.pay_level.map(|level| level.to_string()).unwrap_or_default();
        let plain =
            [one.code.to_string(), one.family.clone(), one.group.clone().unwrap_or_default(), pay_level, one.source.clone()];
        draft.add(plain.to_vec(), vec![one.title.clone()]);
    }
    draft.finish()
}

fn roles(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("roles", &["code", "name*"]);
    for one in &selection.roles {
        draft.add(vec![one.code.to_string()], vec![one.name.clone()]);
    }
    draft.finish()
}

fn position_roles(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("position_roles", &["position", "role"]);
    for one in &selection.positions {
        for role in selection.library.roles(one) {
            draft.add(vec![one.code.to_string(), role.code.to_string()], Vec::new());
        }
    }
    draft.finish()
}

fn activities(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("activities", &["role", "code", "text*"]);
    for one in &selection.roles {
        for activity in &one.activities {
            draft.add(vec![one.code.to_string(), activity.code.clone()], vec![activity.text.clone()]);
        }
    }
    draft.finish()
}

fn role_competencies(selection: &Selection<'_>) -> Result<Table, Inexpressible> {
    let mut draft = Draft::new("role_competencies", &["role", "competency", "level"]);
    for one in &selection.roles {
        for (competency, level) in &one.asks {
            let code = &selection.library.stock().competencies[*competency].code;
            let own = own(selection, *level, one.code.as_str(), code.as_str())?;
            draft.add(vec![one.code.to_string(), code.to_string(), own.to_owned()], Vec::new());
        }
    }
    Ok(draft.finish())
}

fn criticality(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("criticality", &["position", "competency", "criticality", "reason*"]);
    for one in &selection.positions {
        for (competency, (criticality, reason)) in &one.criticality {
            let code = selection.library.stock().competencies[*competency].code.to_string();
            draft.add(vec![one.code.to_string(), code, criticality.as_str().to_owned()], vec![reason.clone()]);
        }
    }
    draft.finish()
}

fn learning_modes(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("learning_modes", &["position", "competency", "mode"]);
    for one in &selection.positions {
        for (competency, mode) in &one.modes {
            let code = selection.library.stock().competencies[*competency].code.to_string();
            draft.add(vec![one.code.to_string(), code, mode.as_str().to_owned()], Vec::new());
        }
    }
    draft.finish()
}

fn resources(selection: &Selection<'_>) -> Table {
    let mut draft = Draft::new("resources", &["role", "code", "title*", "address"]);
    for one in &selection.roles {
        for resource in &one.resources {
            let plain = vec![one.code.to_string(), resource.code.clone(), resource.address.clone()];
            draft.add(plain, vec![resource.title.clone()]);
        }
    }
    draft.finish()
}

/// The manifest as a sheet of fields and values, and the scale as another.
pub(super) fn manifest_tables(manifest: &Manifest) -> [Table; 2] {
    let mut fields = Table { name: "framework", header: ["field", "value"].map(str::to_owned).to_vec(), rows: Vec::new() };
    for (field, value) in [
        ("code", &manifest.code),
        ("version", &manifest.version),
        ("published", &manifest.published),
        ("licence", &manifest.licence),
    ] {
        fields.rows.push(vec![field.to_owned(), value.clone()]);
    }
    for language in manifest.title.languages() {
        fields.rows.push(vec![format!("title_{language}"), manifest.title.exactly(language).unwrap_or_default().to_owned()]);
    }
    let mut scale = Draft::new("scale", &["own", "maps_to", "name*"]);
    for level in &manifest.level {
        scale.add(vec![level.own.clone(), level.maps_to.number().to_string()], vec![level.name.clone()]);
    }
    [fields, scale.finish()]
}

/// The way back: `framework.toml` from the rows of the two sheets. What is missing or wrong there is told by the importer.
pub(super) fn manifest_of(fields: &[Vec<String>], scale: &[Vec<String>]) -> String {
    let cell = |row: &[String], at: usize| row.get(at).map(|cell| crate::framework::guard::unguarded(cell.trim()).to_owned());
    let mut manifest = toml::Table::new();
    let mut title = toml::Table::new();
    for row in fields.iter().skip(1) {
        let (Some(field), Some(value)) = (cell(row, 0), cell(row, 1)) else { continue };
        match field.strip_prefix("title_") {
            Some(language) => title.insert(language.to_owned(), value.into()),
            None => manifest.insert(field, value.into()),
        };
    }
    manifest.insert("title".to_owned(), title.into());
    let header: Vec<String> =
        scale.first().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).unwrap_or_default();
    let steps: Vec<toml::Value> = scale.iter().skip(1).map(|row| step(&header, row, cell).into()).collect();
    manifest.insert("level".to_owned(), steps.into());
    manifest.to_string()
}

fn step(header: &[String], row: &[String], cell: impl Fn(&[String], usize) -> Option<String>) -> toml::Table {
    let mut step = toml::Table::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (at, column) in header.iter().enumerate() {
        let value = cell(row, at).unwrap_or_default();
        match column.strip_prefix("name_") {
            Some(_) if value.is_empty() => {}
            Some(language) => {
                names.insert(language.to_owned(), value);
            }
            None => {
                let number = value.parse::<i64>().ok().filter(|_| column == "maps_to");
                step.insert(column.clone(), number.map_or(toml::Value::String(value), toml::Value::Integer));
            }
        }
    }
    step.insert(
        "name".to_owned(),
        names.into_iter().map(|(language, name)| (language, name.into())).collect::<toml::Table>().into(),
    );
    step
}

#[cfg(test)]
mod tests {
    use super::super::selection::select;
    use super::*;
    use crate::library::samples::library;

    #[test]
    fn the_sheets_are_those_of_the_format() {
        let library = library();
        let selection = select(&library, "f").expect("the framework");
        let tables = tables(&selection).expect("expressible");
        let text: Vec<String> =
            tables.iter().map(|table| format!("{}: {} {}", table.name, table.header.join(","), table.rows.len())).collect();
        insta::assert_snapshot!(text.join("\n"), @r"
        competencies: code,kind,ask,name_en,name_hi,definition_en,definition_hi,source 2
        levels: competency,level,descriptor_en,descriptor_hi 10
        indicators: competency,level,code,text_en,text_hi 10
        positions: code,title_en,title_hi,family,group,pay_level,source 3
        roles: code,name_en,name_hi 2
        position_roles: position,role 3
        activities: role,code,text_en,text_hi 2
        role_competencies: role,competency,level 3
        criticality: position,competency,criticality,reason_en,reason_hi 1
        learning_modes: position,competency,mode 1
        resources: role,code,title_en,title_hi,address 1
        ");
        assert!(tables.iter().all(|table| table.rows.iter().all(|row| row.len() == table.header.len())));
    }

    #[test]
    fn the_manifest_survives_its_two_sheets() {
        let library = library();
        let manifest = manifest(&select(&library, "f").expect("the framework"));
        let [fields, scale] = manifest_tables(&manifest);
        let rows = |table: &Table| std::iter::once(table.header.clone()).chain(table.rows.clone()).collect::<Vec<_>>();
        let back: Manifest = toml::from_str(&manifest_of(&rows(&fields), &rows(&scale))).expect("a manifest");
        assert_eq!(format!("{back:?}"), format!("{manifest:?}"));
        let direct: Manifest = toml::from_str(&toml::to_string(&manifest).expect("written")).expect("a manifest");
        assert_eq!(format!("{direct:?}"), format!("{manifest:?}"));
    }
}
