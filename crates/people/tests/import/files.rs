//! What the tests share: files, and the store as text.

use std::path::PathBuf;

use people::import::{self, Options, Report, Sheet, Source};
use store::Db;

/// Sheets as CSV.
pub type Sheets = Vec<(&'static str, String)>;

/// A small service: two roots, three posts, four officials.
pub fn good() -> Sheets {
    let sheets = [
        (
            "territories",
            "code,kind,parent,name_en,name_hi,valid_from,valid_until,successor\n\
             203,district,10,Patna,पटना,1950-01-26,,\n10,state,,Bihar,बिहार,,,\n",
        ),
        (
            "organisations",
            "code,kind,parent,since,territory,name_en,name_hi\n\
             BR-RDD-PATNA,office,BR-RDD,2020-04-01,203,Rural Development Patna,ग्रामीण विकास पटना\n\
             BR-RDD,department,BR,,10,Rural Development Department,ग्रामीण विकास विभाग\n\
             BR,government,,,10,Government of Bihar,बिहार सरकार\nUNION,government,,,,Government of India,भारत सरकार\n",
        ),
        (
            "positions",
            "code,title_en,title_hi,family,group,pay_level\nbdo,Block Development Officer,खंड विकास अधिकारी,state,B,9\n\
             ddc,Deputy Development Commissioner,उप विकास आयुक्त,state,A,12\n",
        ),
        (
            "posts",
            "code,organisation,position,reports_to\nP-1,BR-RDD-PATNA,bdo,P-3\nP-2,BR-RDD-PATNA,bdo,P-3\nP-3,BR-RDD-PATNA,ddc,\n",
        ),
        (
            "officials",
            "code,name,name_native,native_language,address_form,mobile,email,language,hours_per_week,engagement,service,joined,retires\n\
             E-1,Asha Devi,आशा देवी,hi,ji,+91 98765-43210,Asha.Devi@bihar.gov.in,hi,40,permanent,BAS,2014-07-14,2045-06-30\n\
             E-2,Murugan,,,,,,en,40,permanent,,2016-01-04,\nE-3,\"Sinha, Rajiv Ranjan\",,,,9876500000,,hi,40,permanent,IAS,2006-08-21,\n\
             E-4,Sukhram,सुखराम,hi,,,,,22.5,gds,,,\n",
        ),
        (
            "postings",
            "official,post,kind,from,until\nE-1,P-2,substantive,2014-07-14,2020-01-06\nE-1,P-1,substantive,2020-01-06,\n\
             E-1,P-2,additional_charge,2026-01-01,\nE-3,P-3,substantive,2024-07-01,\n",
        ),
        ("supervisions", "official,supervisor,kind,from,until\nE-2,E-3,reporting,2025-01-01,2027-01-01\n"),
        (
            "grants",
            "account,role,scope_kind,scope,from,until\nE-3,nodal,organisation,BR-RDD,2026-01-01,\n\
             E-3,admin,everything,,2026-01-01,2026-12-31\nE-2,hr,service,BAS,2026-01-01,\n",
        ),
    ];
    sheets.into_iter().map(|(name, text)| (name, text.to_owned())).collect()
}

/// The same sheets with a text replaced, which must be there.
pub fn with(sheets: Sheets, sheet: &str, old: &str, new: &str) -> Sheets {
    let replace = |(name, text): (&'static str, String)| {
        assert!(name != sheet || text.contains(old), "{old} is not in {sheet}");
        (name, if name == sheet { text.replace(old, new) } else { text })
    };
    sheets.into_iter().map(replace).collect()
}

/// Sheets in a temporary place.
pub struct Files(tempfile::TempDir);

impl Files {
    pub fn folder(sheets: &Sheets) -> Self {
        let files = Self(tempfile::tempdir().expect("a folder"));
        for (name, text) in sheets {
            std::fs::write(files.0.path().join(format!("{name}.csv")), text).expect("a file");
        }
        files
    }

    pub fn workbook(sheets: &Sheets) -> Self {
        let files = Self(tempfile::tempdir().expect("a folder"));
        let mut workbook = rust_xlsxwriter::Workbook::new();
        for (name, text) in sheets {
            let page = workbook.add_worksheet().set_name(*name).expect("a sheet");
            let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            for (row, record) in (0..).zip(rows.records()) {
                for (at, cell) in (0..).zip(&record.expect("a row")) {
                    write_cell(page, (row, at), cell);
                }
            }
        }
        workbook.save(files.0.path().join("people.xlsx")).expect("a workbook");
        files
    }

    pub fn source(&self) -> Source {
        let workbook = self.0.path().join("people.xlsx");
        if workbook.exists() { Source::Workbook(workbook) } else { Source::Folder(self.0.path().to_owned()) }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// As a person types it: numbers and dates become such.
fn write_cell(page: &mut rust_xlsxwriter::Worksheet, (row, at): (u32, u16), cell: &str) {
    let date = rust_xlsxwriter::Format::new().set_num_format("dd/mm/yyyy");
    if let Ok(number) = cell.parse::<f64>() {
        page.write(row, at, number).expect("a number");
    } else if kernel::Date::parse(cell).is_ok() {
        let day = rust_xlsxwriter::ExcelDateTime::parse_from_str(cell).expect("a day");
        page.write_with_format(row, at, day, &date).expect("a day");
    } else if !cell.is_empty() {
        page.write(row, at, cell).expect("a text");
    }
}

pub async fn import(db: &Db, files: &Files) -> Report {
    import_with(db, files, Options::default()).await
}

pub async fn import_with(db: &Db, files: &Files, options: Options) -> Report {
    import::run(db, files.source(), options, &mut |_| {}).await.expect("an answer")
}

/// Made, changed, unchanged and faulty rows of each sheet.
pub fn counts(report: &Report) -> Vec<(Sheet, [u64; 4])> {
    report.sheets.iter().map(|one| (one.sheet, [one.made, one.changed, one.unchanged, one.faulty])).collect()
}

/// Sheet, row, column and code of each fault.
pub fn faults(report: &Report) -> Vec<String> {
    let line = |fault: &import::Fault| {
        let sheet = fault.sheet.map_or("-", Sheet::as_str);
        format!("{sheet} {} {} {}", fault.row, fault.column, fault.code.as_str()).replace("  ", " ")
    };
    report.faults.iter().map(line).collect()
}

const SEEN: &[&str] = &[
    "SELECT 'territory ' || territory.code || ' ' || territory.kind || ' ' || COALESCE(above.code, '-') || ' ' || territory.name || ' ' || \
     CAST(COALESCE(territory.valid_from, -1) AS TEXT) FROM territory LEFT JOIN territory AS above ON above.id = territory.parent",
    "SELECT 'organisation ' || organisation.code || ' ' || organisation.kind || ' ' || organisation.name || ' ' || sort || ' ' || \
     COALESCE(territory.code, '-') FROM organisation LEFT JOIN territory ON territory.id = organisation.territory \
     WHERE organisation.edition_in <= (SELECT current FROM edition)",
    "SELECT 'edge ' || child.code || ' ' || parent.code || ' ' || CAST(from_date AS TEXT) || ' ' || CAST(COALESCE(until_date, -1) AS TEXT) \
     FROM organisation_edge JOIN organisation AS child ON child.id = organisation_edge.child JOIN organisation AS parent ON parent.id = organisation_edge.parent \
     WHERE child.edition_in <= (SELECT current FROM edition)",
    "SELECT 'closure ' || below.code || ' ' || above.code || ' ' || CAST(depth AS TEXT) FROM organisation_closure \
     JOIN organisation AS below ON below.id = descendant JOIN organisation AS above ON above.id = ancestor \
     WHERE below.edition_in <= (SELECT current FROM edition)",
    "SELECT 'position ' || code || ' ' || title || ' ' || family || ' ' || COALESCE(service_group, '-') || ' ' || \
     CAST(COALESCE(pay_level, -1) AS TEXT) FROM position",
    "SELECT 'post ' || post.code || ' ' || organisation.code || ' ' || position.code || ' ' || COALESCE(above.code, '-') FROM post \
     JOIN organisation ON organisation.id = post.organisation JOIN position ON position.id = post.position \
     LEFT JOIN post AS above ON above.id = post.reports_to",
    "SELECT 'official ' || code || ' ' || engagement || ' ' || COALESCE(service, '-') || ' ' || CAST(COALESCE(joined, -1) AS TEXT) || ' ' || \
     CAST(COALESCE(retires, -1) AS TEXT) || ' ' || CAST(minutes_per_week AS TEXT) || ' ' || person.name || ' ' || person.sort || ' ' || \
     person.address_form || ' ' || COALESCE(person.mobile, '-') || ' ' || COALESCE(person.email, '-') || ' ' || person.language \
     FROM official JOIN person ON person.official = official.id",
    "SELECT 'account ' || account.name || ' ' || official.code || ' ' || account_identifier.kind || ' ' || account_identifier.identifier \
     FROM account JOIN official ON official.id = account.official JOIN account_identifier ON account_identifier.account = account.id \
     WHERE account.edition_in <= (SELECT current FROM edition)",
    "SELECT 'posting ' || official.code || ' ' || post.code || ' ' || kind || ' ' || CAST(from_date AS TEXT) || ' ' || \
     CAST(COALESCE(until_date, -1) AS TEXT) FROM live_posting JOIN official ON official.id = live_posting.official \
     JOIN post ON post.id = live_posting.post",
    "SELECT 'supervision ' || mine.code || ' ' || theirs.code || ' ' || kind || ' ' || CAST(from_date AS TEXT) || ' ' || \
     CAST(COALESCE(until_date, -1) AS TEXT) FROM live_supervision JOIN official AS mine ON mine.id = live_supervision.official \
     JOIN official AS theirs ON theirs.id = live_supervision.supervisor",
    "SELECT 'grant ' || account.name || ' ' || role || ' ' || scope_kind || ' ' || scope || ' ' || CAST(from_date AS TEXT) || ' ' || \
     CAST(COALESCE(until_date, -1) AS TEXT) FROM live_grant JOIN account ON account.id = live_grant.account",
];

/// Everything that is seen of the people of a store, by codes, in order.
pub async fn seen(db: &Db) -> Vec<String> {
    let (mut conn, mut all) = (db.read().await.expect("a connection"), Vec::new());
    for sql in SEEN {
        all.extend(conn.query(*sql).all(|row| row.get::<String>(0)).await.expect("rows"));
    }
    all.sort();
    all
}

/// A number from the store.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read().await.expect("a connection").query(sql).one("number", |row| row.get(0)).await.expect("a number")
}
