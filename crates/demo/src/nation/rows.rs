//! The tables that are filled, in an order in which no row points to one that comes later.

use kernel::Timestamp;
use store::Dialect;

use super::sheet::{Fixed, Form, Sheet};
use crate::REFERENCE;

const MADE: Timestamp = REFERENCE.start();

macro_rules! tables {
    ($($name:ident: [$($column:literal),* $(,)?] $([$($fixed:literal = $kind:ident $value:expr),* $(,)?])?;)*) => {
        /// Rows of all tables.
        pub(in crate::nation) struct Rows { $(pub(in crate::nation) $name: Sheet),* }

        impl Rows {
            /// None yet.
            pub(in crate::nation) fn new(dialect: Dialect) -> Self {
                $(
                    static $name: Form = Form { table: stringify!($name), columns: &[$($column),*], fixed: &[$($(($fixed, Fixed::$kind($value))),*)?] };
                )*
                Self { $($name: Sheet::new(&$name, dialect)),* }
            }

            /// In order.
            pub(in crate::nation) fn into_sheets(self) -> Vec<Sheet> {
                vec![$(self.$name),*]
            }
        }
    };
}

#[allow(non_upper_case_globals)]
mod tables {
    use super::*;

    tables! {
        territory: ["id", "code", "kind", "parent", "name"];
        organisation: ["id", "uid", "code", "kind", "name", "sort", "territory"] ["edition_in" = Integer 0];
        organisation_edge: ["child", "parent"] ["relation" = Text "administrative", "from_date" = Integer 7_305];
        organisation_closure: ["ancestor", "descendant", "depth"];
        framework: ["id", "uid", "code", "title"] ["licence" = Text "CC0"];
        framework_version: ["framework", "version", "published", "scale"];
        competency: ["id", "uid", "code", "framework"] ["kind" = Text "domain", "ask" = Text "skill", "revision" = Integer 1];
        competency_revision: ["competency", "framework_version", "name", "definition"] ["revision" = Integer 1];
        level_descriptor: ["competency", "level", "text"] ["revision" = Integer 1];
        role: ["id", "uid", "code", "name"];
        work_activity: ["role", "number", "code", "text"];
        role_competency: ["role", "competency", "level"];
        position: ["id", "uid", "code", "title", "family", "service_group", "pay_level"];
        position_role: ["position", "role"];
        criticality: ["position", "competency", "criticality", "reason"];
        course: ["id", "uid", "code", "provider"] ["version" = Integer 1, "playable" = Truth false, "changed_at" = Integer MADE.0];
        course_version: ["course", "digest", "published", "mode", "minutes", "languages", "title", "summary"]
            ["version" = Integer 1, "prepares" = Text "{}", "sources" = Text "[]", "licence" = Text ""];
        course_effect: ["course", "competency", "entry", "level"] ["version" = Integer 1];
        post: ["id", "uid", "code", "organisation", "position", "reports_to"];
        post_requirement: ["post", "requirement_set"];
        official: ["id", "uid", "code", "engagement", "service", "joined", "retires", "minutes_per_week"];
        person: ["official", "name", "sort", "address_form", "language"];
        account: ["id", "uid", "name", "official"]
            ["must_change" = Truth false, "disabled" = Truth false, "demo" = Truth true, "created_at" = Integer MADE.0, "edition_in" = Integer 0];
        account_identifier: ["identifier", "account"] ["kind" = Text "code"];
        posting: ["official", "id", "post", "kind", "from_date", "until_date"] ["edition_in" = Integer 0];
        supervision: ["official", "id", "supervisor", "from_date"] ["kind" = Text "administrative", "edition_in" = Integer 0];
        enrolment: ["official", "id", "course", "language", "state", "enrolled_at", "passed_at", "completed_at", "credited_until"]
            ["version" = Integer 1, "sequence" = Integer 0];
        certificate: ["official", "id", "code", "enrolment", "course", "issued_at"] ["version" = Integer 1];
        evidence: ["official", "id", "competency", "revision", "kind", "level", "shown_at", "recorded_at", "observer", "indicator", "language", "source"]
            ["note" = Text "", "assurance" = Text "online", "origin" = Text "server"];
        attainment: ["official", "competency", "level", "lapsed_level", "assessed", "next_change"]
            ["rule_version" = Integer 2, "updated_at" = Integer MADE.0];
    }
}

pub(super) use tables::Rows;
