//! The plan status as a spreadsheet.

use kernel::Language;
use kernel::number::percent;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use ui::{View, t};

use super::store::PlanLine;

/// A workbook of one sheet: a heading row, then a row a person. Texts only, never formulas.
pub(crate) fn workbook(view: &View, lines: &[PlanLine]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_right_to_left(view.language.is_right_to_left());
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold();
    let headings = [
        t!(view, "plan-code"),
        t!(view, "plan-name"),
        t!(view, "plan-office"),
        t!(view, "plan-position"),
        t!(view, "plan-prescribed"),
        t!(view, "plan-held"),
        t!(view, "plan-share"),
    ];
    for (column, heading) in (0_u16..).zip(&headings) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, if column == 2 || column == 3 { 34 } else { 18 })?;
    }
    for (row, line) in (1_u32..).zip(lines) {
        for (column, text) in (0_u16..).zip(texts(&view.language, line)) {
            sheet.write_string(row, column, text)?;
        }
        sheet.write_number(row, 4, line.prescribed as f64)?;
        sheet.write_number(row, 5, line.held as f64)?;
        if let Some(share) = percent(line.held, line.prescribed) {
            sheet.write_number(row, 6, share as f64)?;
        }
    }
    workbook.save_to_buffer()
}

fn texts<'a>(language: &Language, line: &'a PlanLine) -> [&'a str; 4] {
    let name = line.name.as_ref().map_or("", |name| name.for_reader(language));
    [&line.code, name, line.office.get(language), line.position.get(language)]
}
