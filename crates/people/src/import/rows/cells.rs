//! The cells of one row, read by column and kind. Each getter answers `None` after a fault, which it has noted.

use kernel::{Code, Date, Language, LanguageText};

use crate::account::fold_identifier;
use crate::import::columns::Sheet;
use crate::import::report::{Fault, FaultCode, Findings};
use crate::import::source::Line;

/// Years between which a date is believed.
const YEARS: std::ops::RangeInclusive<i32> = 1850..=2200;

pub(in crate::import) struct Cells<'a> {
    sheet: Sheet,
    line: &'a Line,
    findings: &'a mut Findings,
}

impl<'a> Cells<'a> {
    pub(in crate::import) fn new(sheet: Sheet, line: &'a Line, findings: &'a mut Findings) -> Self {
        Self { sheet, line, findings }
    }

    /// Notes a fault of this row.
    pub(in crate::import) fn fault(&mut self, column: &str, code: FaultCode, reason: impl Into<String>) {
        let fault = Fault { sheet: Some(self.sheet), row: self.line.row, column: column.to_owned(), code, reason: reason.into() };
        self.findings.fault(fault);
    }

    /// Notes that the row has more cells than the header.
    pub(in crate::import) fn check_width(&mut self) {
        if self.line.extra {
            self.fault(
                "",
                FaultCode::ExtraCells,
                "the row has filled cells beyond the columns; does a text with a separator lack its quotation marks?",
            );
        }
    }

    /// The text of a cell; empty when the column is not there.
    fn raw(&mut self, column: &'static str) -> Option<&'a str> {
        let line = self.line;
        match self.sheet.place(column).and_then(|place| line.cells.get(place)) {
            Some(Ok(text)) => Some(text),
            Some(Err((code, reason))) => {
                self.fault(column, *code, reason.clone());
                None
            }
            None => Some(""),
        }
    }

    /// The text of a cell that must be filled.
    fn filled(&mut self, column: &'static str) -> Option<&'a str> {
        let text = self.raw(column)?;
        if text.is_empty() {
            self.fault(column, FaultCode::Missing, "this cell must be filled");
            return None;
        }
        Some(text)
    }

    /// Reads a filled cell; an empty one is `Some(None)`.
    fn maybe<T>(&mut self, column: &'static str, read: impl FnOnce(&mut Self, &'a str) -> Option<T>) -> Option<Option<T>> {
        match self.raw(column)? {
            "" => Some(None),
            text => read(self, text).map(Some),
        }
    }

    fn is_code(&mut self, column: &'static str, text: &str) -> Option<String> {
        match Code::parse(text) {
            Ok(code) => Some(code.into()),
            Err(error) => {
                self.fault(column, FaultCode::NotACode, error.to_string());
                None
            }
        }
    }

    pub(super) fn code(&mut self, column: &'static str) -> Option<String> {
        let text = self.filled(column)?;
        self.is_code(column, text)
    }

    pub(super) fn maybe_code(&mut self, column: &'static str) -> Option<Option<String>> {
        self.maybe(column, |cells, text| cells.is_code(column, text))
    }

    /// A text for people. One that a spreadsheet would run as a formula is refused: such a cell would be run by the next person who
    /// exports and opens it.
    fn is_text(&mut self, column: &'static str, text: &str, most: usize) -> Option<String> {
        if text.starts_with(['=', '+', '@']) {
            self.fault(
                column,
                FaultCode::Formula,
                "a text must not begin with =, + or @: a spreadsheet would run it as a formula",
            );
            return None;
        }
        if text.chars().count() > most {
            self.fault(column, FaultCode::TooLong, format!("the text has more than {most} characters"));
            return None;
        }
        Some(text.to_owned())
    }

    pub(super) fn text(&mut self, column: &'static str, most: usize) -> Option<String> {
        let text = self.filled(column)?;
        self.is_text(column, text, most)
    }

    /// A text that may be empty.
    pub(super) fn any_text(&mut self, column: &'static str, most: usize) -> Option<String> {
        self.maybe(column, |cells, text| cells.is_text(column, text, most)).map(Option::unwrap_or_default)
    }

    /// A text in English and Hindi, of which English must be there.
    pub(super) fn both(&mut self, english: &'static str, hindi: &'static str) -> Option<LanguageText> {
        let (english, hindi) = (self.text(english, 300), self.any_text(hindi, 300));
        Some(LanguageText::of(english?, hindi?))
    }

    /// One of the words that the column knows.
    pub(super) fn one_of<T: Copy>(&mut self, column: &'static str, all: &[T], word: impl Fn(T) -> &'static str) -> Option<T> {
        let text = self.filled(column)?;
        let found = all.iter().copied().find(|one| word(*one).eq_ignore_ascii_case(text));
        if found.is_none() {
            let words: Vec<&str> = all.iter().map(|one| word(*one)).collect();
            self.fault(column, FaultCode::NotInList, format!("{} is none of {}", shown(text), words.join(", ")));
        }
        found
    }

    fn is_date(&mut self, column: &'static str, text: &str) -> Option<Date> {
        match Date::parse(text) {
            Ok(date) if YEARS.contains(&date.parts().0) => Some(date),
            _ => {
                self.fault(column, FaultCode::NotADate, format!("{} is not a date of the form 2026-11-22", shown(text)));
                None
            }
        }
    }

    pub(super) fn date(&mut self, column: &'static str) -> Option<Date> {
        let text = self.filled(column)?;
        self.is_date(column, text)
    }

    pub(super) fn maybe_date(&mut self, column: &'static str) -> Option<Option<Date>> {
        self.maybe(column, |cells, text| cells.is_date(column, text))
    }

    /// A first day that must be there and a first day after it that may be.
    pub(super) fn period(&mut self) -> Option<(Date, Option<Date>)> {
        let (from, until) = (self.date("from"), self.maybe_date("until"));
        let (from, until) = (from?, until?);
        self.later("until", Some(from), until).then_some((from, until))
    }

    /// Whether `after`, in this column, is later than `before`, where both are known.
    pub(super) fn later(&mut self, column: &'static str, before: Option<Date>, after: Option<Date>) -> bool {
        let Some((before, after)) = before.zip(after).filter(|(before, after)| after <= before) else { return true };
        self.fault(column, FaultCode::NotLater, format!("{} must be later than {}", after.iso(), before.iso()));
        false
    }

    /// A whole number within a range, where there is one.
    pub(super) fn maybe_number(&mut self, column: &'static str, range: std::ops::RangeInclusive<i64>) -> Option<Option<i64>> {
        self.maybe(column, |cells, text| match text.parse() {
            Ok(number) if range.contains(&number) => Some(number),
            _ => {
                let reason = format!("{} is not a whole number from {} to {}", shown(text), range.start(), range.end());
                cells.fault(column, FaultCode::NotANumber, reason);
                None
            }
        })
    }

    /// Hours in a week with at most two decimals, as minutes.
    pub(super) fn hours_in_minutes(&mut self, column: &'static str) -> Option<i64> {
        let text = self.filled(column)?;
        let minutes =
            text.parse::<f64>().ok().filter(|hours| (0.0..=168.0).contains(hours)).map(|hours| (hours * 60.0).round() as i64);
        if minutes.is_none() {
            self.fault(
                column,
                FaultCode::NotANumber,
                format!("{} is not a number of hours from 0 to 168, such as 40 or 22.5", shown(text)),
            );
        }
        minutes
    }

    pub(super) fn maybe_language(&mut self, column: &'static str) -> Option<Option<Language>> {
        self.maybe(column, |cells, text| match Language::parse(text) {
            Ok(language) => Some(language),
            Err(error) => {
                cells.fault(column, FaultCode::NotALanguage, error.to_string());
                None
            }
        })
    }

    /// A mobile number in the form in which identifiers are compared.
    pub(super) fn maybe_mobile(&mut self, column: &'static str) -> Option<Option<String>> {
        self.maybe(column, |cells, text| {
            let digits: String = fold_identifier(text).chars().filter(|c| !matches!(c, '-' | '+' | '(' | ')')).collect();
            if (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Some(digits);
            }
            cells.fault(column, FaultCode::NotAMobile, format!("{} is not a mobile number of 8 to 15 digits", shown(text)));
            None
        })
    }

    /// An e-mail address in the form in which identifiers are compared. Only its outline is checked: the proof is a message that arrives.
    pub(super) fn maybe_email(&mut self, column: &'static str) -> Option<Option<String>> {
        self.maybe(column, |cells, text| {
            let text = cells.is_text(column, text, 254)?;
            let outline =
                text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
            if outline && !text.contains(char::is_whitespace) && !text.contains([',', ';', '<', '>']) {
                return Some(text.to_lowercase());
            }
            cells.fault(column, FaultCode::NotAnEmail, format!("{} is not an e-mail address", shown(&text)));
            None
        })
    }
}

/// A cell as a reason quotes it.
fn shown(text: &str) -> String {
    format!("{:?}", text.chars().take(60).collect::<String>())
}
