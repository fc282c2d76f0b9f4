//! What is wrong with a file, told so that its author can mend it, in the author's language.

use std::fmt::{self, Display};

use kernel::Language;
use ui::{Args, View, t};

people::closed_list! {
    /// What is wrong with a file, a row or a cell.
    FaultCode {
        /// A file that must be there is not.
        MissingFile = "missing-file",
        /// A file is larger than one of its kind can be.
        TooLarge = "too-large",
        /// All files together are larger than they can be.
        AllTooLarge = "all-too-large",
        /// No encoding that is read.
        NotText = "not-text",
        /// Not UTF-8.
        NotUtf8 = "not-utf8",
        /// Nothing that can be read.
        Unreadable = "unreadable",
        /// Nothing that can be read, as the system says.
        UnreadableBecause = "unreadable-because",
        /// Another shape than TOML, CSV or JSON of this kind has, as its reader says in English.
        Malformed = "malformed",
        /// As `Malformed`, with the character of the line.
        MalformedAt = "malformed-at",
        /// A workbook that unpacks to more than it can hold.
        Bomb = "bomb",
        /// No XLSX workbook.
        NotAWorkbook = "not-a-workbook",
        /// A workbook without the sheets that say which framework it is.
        NoManifest = "no-manifest",
        /// A cell shows an error of the spreadsheet.
        FailedFormula = "failed-formula",
        /// A cell stands where no framework has any.
        Outside = "outside",
        /// A cell that a spreadsheet would run.
        Formula = "formula",
        /// A cell of a workbook that has a formula.
        FormulaInWorkbook = "formula-in-workbook",
        /// The header lacks a column.
        NoColumn = "no-column",
        /// A row has more or fewer cells than the header.
        CellCount = "cell-count",
        /// A cell that must be filled is empty.
        Empty = "empty",
        /// Not a code.
        NotACode = "not-a-code",
        /// Not a date.
        NotADate = "not-a-date",
        /// Not one of the words that the column knows.
        NotInList = "not-in-list",
        /// Not a number of a range.
        NotInRange = "not-in-range",
        /// Not a pay level.
        NotAPayLevel = "not-a-pay-level",
        /// Not a level from 1 to 5.
        NotALevel = "not-a-level",
        /// The same thing stands twice.
        Twice = "twice",
        /// The same part of a thing stands twice.
        TwiceOf = "twice-of",
        /// The same thing stands twice under another.
        TwiceUnder = "twice-under",
        /// The same value of a thing in another stands twice.
        TwiceIn = "twice-in",
        /// The same level of a competency stands twice.
        LevelTwiceOf = "level-twice-of",
        /// Empty, or there twice.
        EmptyOrTwice = "empty-or-twice",
        /// The scale has no levels.
        NoScale = "no-scale",
        /// Not a level of the framework's own scale.
        UnknownLevel = "unknown-level",
        /// As `UnknownLevel`, with the file that has the scale.
        UnknownLevelIn = "unknown-level-in",
        /// A level that nobody describes.
        NoDescriptor = "no-descriptor",
        /// A number that is not that of the level beside it.
        NotTheRank = "not-the-rank",
        /// A scale from elsewhere for which the declared mapping was not made.
        WrongScale = "wrong-scale",
        /// A competency that is neither in the files nor in the store.
        NoCompetency = "no-competency",
        /// A role that is neither in the files nor in the store.
        NoRole = "no-role",
        /// Something of a file that must name it has not.
        NotInFile = "not-in-file",
        /// A thing that its own file does not have, or only in a faulty row.
        NotInOwnFile = "not-in-own-file",
        /// A task that the occupation does not have.
        NoTask = "no-task",
        /// What stands above a thing is not there.
        AboveMissing = "above-missing",
        /// What a thing belongs to is not known.
        ParentUnknown = "parent-unknown",
        /// What stands above a thing leads back to it.
        Cycle = "cycle",
        /// Said of a competency that no role of the position asks.
        AskedByNoRole = "asked-by-no-role",
        /// The code is that of a competency of another framework.
        BelongsElsewhere = "belongs-elsewhere",
        /// A competency of another framework.
        CompetencyElsewhere = "competency-elsewhere",
        /// A role of another framework.
        RoleElsewhere = "role-elsewhere",
        /// A position of another framework.
        PositionElsewhere = "position-elsewhere",
        /// A role of the service itself.
        RoleOfService = "role-of-service",
        /// A position of the service itself.
        PositionOfService = "position-of-service",
        /// There are posts of a position that would go.
        HasPosts = "has-posts",
        /// The version is published already.
        VersionPublished = "version-published",
        /// The version is published with another scale.
        AnotherScale = "another-scale",
        /// The version was published by review.
        VersionSealed = "version-sealed",
        /// A profile has not one section.
        ProfileSections = "profile-sections",
        /// A format that is not read so.
        NotReadSo = "not-read-so",
        /// A title of which no code can be made.
        NoCodeOfTitle = "no-code-of-title",
        /// An association that begins or ends at nothing of the package.
        NoEnd = "no-end",
        /// An association that should lead from a role to a position.
        NotRoleToPosition = "not-role-to-position",
        /// An association that should lead to a level.
        NoLevelThere = "no-level-there",
        /// A package without competencies.
        NothingIsACompetency = "nothing-is-a-competency",
    }
}

impl FaultCode {
    /// The reason with what the message names.
    pub(crate) fn with<const N: usize>(self, args: [(&'static str, &dyn Display); N]) -> Reason {
        Reason { code: self, args: args.map(|(name, value)| (name, value.to_string())).into() }
    }
}

/// Why something is faulty: a stable code, and what the message in the reader's language names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reason {
    /// The stable code.
    pub code: FaultCode,
    args: Vec<(&'static str, String)>,
}

impl From<FaultCode> for Reason {
    fn from(code: FaultCode) -> Self {
        Self { code, args: Vec::new() }
    }
}

impl Reason {
    fn in_language(&self, language: &Language) -> String {
        let mut args = Args::new();
        self.args.iter().for_each(|(name, value)| args.set(*name, value.clone()));
        ui::texts().text(language, &format!("framework-fault-{}", self.code.as_str()), &args)
    }

    /// In the language of the reader.
    pub fn words(&self, view: &View) -> String {
        self.in_language(&view.language)
    }
}

/// In English, for logs, programs and the command line.
impl Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.in_language(&Language::ENGLISH))
    }
}

/// One fault of an import.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// The line of the row in the file, counted from 1 (the header); 0 when the fault is not of one row.
    pub row: u64,
    /// The column; empty when the fault is not of one column.
    pub column: String,
    /// What is wrong.
    pub reason: Reason,
}

impl Fault {
    /// A fault of a file as a whole.
    pub(crate) fn of_file(file: &str, reason: impl Into<Reason>) -> Self {
        Self { file: file.to_owned(), row: 0, column: String::new(), reason: reason.into() }
    }

    /// A fault of a column, not of one row.
    pub(crate) fn of_column(file: &str, column: &str, reason: impl Into<Reason>) -> Self {
        Self { column: column.to_owned(), ..Self::of_file(file, reason) }
    }

    /// The place and the reason in the language of the reader.
    pub fn words(&self, view: &View) -> String {
        let mut place = vec![self.file.clone()];
        if self.row > 0 {
            place.push(t!(view, "framework-fault-at-row", row = self.row.to_string()));
        }
        if !self.column.is_empty() {
            place.push(t!(view, "framework-fault-at-column", column = self.column.clone()));
        }
        format!("{}: {}", place.join(", "), self.reason.words(view))
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if self.row > 0 {
            write!(f, ", row {}", self.row)?;
        }
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        write!(f, ": {}", self.reason)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_words_in_every_language_and_stays_english_for_programs() {
        for code in FaultCode::ALL {
            let names = ["code", "value", "file", "level", "version", "number", "expected", "what", "whole", "detail", "limit"];
            let more = ["allowed", "highest", "at", "rows", "columns", "scale", "from", "to", "rank", "framework", "position"];
            let args = names.into_iter().chain(more).map(|name| (name, "x".to_owned())).collect();
            let reason = Reason { code: *code, args };
            let [english, hindi] = [Language::ENGLISH, Language::HINDI].map(|language| reason.words(&View::sample(language)));
            assert_eq!(english, reason.to_string());
            assert!(english != hindi && !english.contains("framework-fault") && !hindi.contains("{$"), "{english} {hindi}");
            assert!(hindi.chars().any(|letter| ('\u{900}'..='\u{97f}').contains(&letter)), "{hindi}");
        }
        let fault = Fault { row: 3, ..Fault::of_column("a.csv", "level", FaultCode::Empty) };
        assert_eq!(fault.to_string(), "a.csv, row 3, column level: is empty");
        assert_eq!(fault.words(&View::sample(Language::HINDI)), "a.csv, पंक्ति 3, स्तंभ level: खाली है");
    }
}
