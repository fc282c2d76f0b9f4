//! The sheets and their columns: what the header check, the template and docs/formats/people.md are made from.

use serde::{Serialize, Serializer};

crate::closed_list! {
    /// A sheet of a workbook, or a CSV file of that name; in the order in which they are read, so that a row names what stands before it.
    Sheet {
        /// Territories by their LGD code.
        Territories = "territories",
        /// The trees of organisations.
        Organisations = "organisations",
        /// Positions, which many posts share.
        Positions = "positions",
        /// Sanctioned seats.
        Posts = "posts",
        /// People in government service.
        Officials = "officials",
        /// Who is on which post, from when until when.
        Postings = "postings",
        /// Orders on supervision that differ from the posts.
        Supervisions = "supervisions",
        /// Roles of accounts.
        Grants = "grants",
    }
}

impl Serialize for Sheet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// A column of a sheet.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its header.
    pub name: &'static str,
    /// Whether the column must be there and no cell of it may be empty.
    pub required: bool,
    /// What to write into it.
    pub explains: &'static str,
}

const fn must(name: &'static str, explains: &'static str) -> Column {
    Column { name, required: true, explains }
}

const fn may(name: &'static str, explains: &'static str) -> Column {
    Column { name, required: false, explains }
}

const UNTIL: Column = may("until", "the first day that no longer counts; later than from; empty: open");

const TERRITORIES: &[Column] = &[
    must("code", "Local Government Directory code"),
    must("kind", "country | state | district | subdistrict"),
    may("parent", "code of the territory it lies in"),
    must("name_en", "name in English"),
    may("name_hi", "name in Hindi"),
    may("valid_from", "the first day of its existence"),
    may("valid_until", "the first day on which it no longer exists"),
    may("successor", "code of the territory that took its place"),
];

const ORGANISATIONS: &[Column] = &[
    must("code", "your code of the organisation; stays the same for ever"),
    must("kind", "government | ministry | department | directorate | office | institute | provider | local_body"),
    may("parent", "code of the organisation above it; empty for a root"),
    may("since", "the first day under that parent; read when the parent is new; empty: today"),
    may("territory", "code of the territory it serves"),
    must("name_en", "name in English"),
    may("name_hi", "name in Hindi"),
];

const POSITIONS: &[Column] = &[
    must("code", "code of the position, the same as in the framework"),
    must("title_en", "title in English"),
    may("title_hi", "title in Hindi"),
    must("family", "family of positions, such as secretariat, state, district, police, posts, railways, tax or municipal"),
    may("group", "A, B or C, where there is one"),
    may("pay_level", "pay level, 1 to 99, where there is one"),
];

const POSTS: &[Column] = &[
    must("code", "code of the sanctioned seat"),
    must("organisation", "code of its organisation"),
    must("position", "code of its position"),
    may("reports_to", "code of the post it reports to; empty at the top"),
];

const OFFICIALS: &[Column] = &[
    must("code", "employee code; the official signs in with it"),
    must("name", "name in Latin letters; one word is a name"),
    may("name_native", "name in its bearer's own script"),
    may("native_language", "language of that form: hi, ur, kn, mni-Mtei; needed where name_native is filled"),
    may(
        "address_form",
        "what stands with the name in an address, by the person's choice: Shri, Smt or Dr before it, ji or sahib after it",
    ),
    may("mobile", "mobile number; the official can sign in with it"),
    may("email", "e-mail address; the official can sign in with it"),
    may("language", "preferred language; empty: en"),
    must("hours_per_week", "duty hours in a week, such as 40 or 22.5; the sanctioned learning time follows from them"),
    must("engagement", "permanent | temporary | contract | gds | re_employed"),
    may("service", "code of the service or cadre, where there is one"),
    may("joined", "day of joining"),
    may("retires", "day of retirement"),
];

const POSTINGS: &[Column] = &[
    must("official", "employee code"),
    must("post", "code of the post"),
    must(
        "kind",
        "substantive | additional_charge | officiating | deputation | foreign_service | attachment | training_reserve | awaiting_posting | leave | suspension | re_employed | retired",
    ),
    must("from", "the first day"),
    UNTIL,
];

const SUPERVISIONS: &[Column] = &[
    must("official", "employee code of who is supervised"),
    must("supervisor", "employee code of the supervisor"),
    must("kind", "administrative | technical | reporting | reviewing"),
    must("from", "the first day"),
    UNTIL,
];

const GRANTS: &[Column] = &[
    must("account", "employee code, or name of an account"),
    must("role", "nodal | ifu | reviewer1 | reviewer2 | provider | publisher | commission | hr | admin"),
    must("scope_kind", "everything | organisation | territory | service | framework"),
    may("scope", "code of that organisation, territory, service or framework; empty for everything"),
    must("from", "the first day"),
    UNTIL,
];

impl Sheet {
    /// Its columns, in the order of the template.
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Territories => TERRITORIES,
            Self::Organisations => ORGANISATIONS,
            Self::Positions => POSITIONS,
            Self::Posts => POSTS,
            Self::Officials => OFFICIALS,
            Self::Postings => POSTINGS,
            Self::Supervisions => SUPERVISIONS,
            Self::Grants => GRANTS,
        }
    }

    /// Rows of the template that show how it is filled; together they can be imported.
    pub const fn examples(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::Territories => &[&["99990", "state", "", "Example State", "उदाहरण राज्य", "2000-11-15", "", ""]],
            Self::Organisations => {
                &[&["EXAMPLE-DEPT", "department", "", "2020-04-01", "99990", "Department of Examples", "उदाहरण विभाग"]]
            }
            Self::Positions => {
                &[&["example-section-officer", "Section Officer (example)", "अनुभाग अधिकारी (उदाहरण)", "secretariat", "B", "8"]]
            }
            Self::Posts => &[
                &["EXAMPLE-POST-1", "EXAMPLE-DEPT", "example-section-officer", ""],
                &["EXAMPLE-POST-2", "EXAMPLE-DEPT", "example-section-officer", "EXAMPLE-POST-1"],
            ],
            Self::Officials => &[
                &[
                    "EXAMPLE-1001",
                    "Example Kumari",
                    "उदाहरण कुमारी",
                    "hi",
                    "ji",
                    "9000000001",
                    "example.kumari@example.invalid",
                    "hi",
                    "40",
                    "permanent",
                    "EXAMPLE-SERVICE",
                    "2012-07-02",
                    "2045-06-30",
                ],
                &["EXAMPLE-1002", "Example", "", "", "", "", "", "en", "22.5", "gds", "", "2019-01-07", ""],
            ],
            Self::Postings => &[&["EXAMPLE-1001", "EXAMPLE-POST-1", "substantive", "2023-04-03", ""]],
            Self::Supervisions => &[&["EXAMPLE-1002", "EXAMPLE-1001", "administrative", "2023-04-03", "2027-04-01"]],
            Self::Grants => &[&["EXAMPLE-1001", "nodal", "organisation", "EXAMPLE-DEPT", "2026-04-01", "2028-04-01"]],
        }
    }

    /// Whether its rows have a code of their own, in the first column.
    pub(super) const fn has_codes(self) -> bool {
        !matches!(self, Self::Postings | Self::Supervisions | Self::Grants)
    }

    /// The place of a column. Asked only for names that stand in this file; any other gives no cell.
    pub(super) fn place(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }
}

/// Which columns of its sheet a file has. What a file has no column for is left as the store has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Given(u32);

impl Given {
    pub(super) fn add(&mut self, place: usize) {
        self.0 |= 1 << place;
    }

    pub(super) const fn has_place(self, place: usize) -> bool {
        self.0 & (1 << place) != 0
    }

    pub(super) fn has(self, sheet: Sheet, name: &str) -> bool {
        sheet.place(name).is_some_and(|place| self.has_place(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_example_fills_every_column_and_every_required_cell() {
        for sheet in Sheet::ALL {
            for example in sheet.examples() {
                assert_eq!(example.len(), sheet.columns().len(), "{}", sheet.as_str());
                let empty = sheet.columns().iter().zip(*example).find(|(column, cell)| column.required && cell.is_empty());
                assert!(empty.is_none(), "{empty:?}");
            }
        }
    }

    #[test]
    fn the_paper_describes_every_column_in_the_same_words() {
        let paper = include_str!("../../../../docs/formats/people.md");
        for sheet in Sheet::ALL {
            assert!(paper.contains(&format!("## {}", sheet.as_str())), "{}", sheet.as_str());
            for column in sheet.columns() {
                let needed = if column.required { "yes" } else { "" };
                let line = format!("| `{}` | {needed} | {} |", column.name, column.explains.replace('|', "\\|"));
                assert!(paper.contains(&line), "docs/formats/people.md lacks: {line}");
            }
        }
    }
}
