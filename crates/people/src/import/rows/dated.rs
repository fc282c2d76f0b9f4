//! Rows that are identified by whom, what and since when: postings, supervision orders, grants.

use kernel::Date;

use super::{Cells, Record, Reference, Target, keep_fields};
use crate::grant::Role;
use crate::import::LearningTime;
use crate::import::columns::{Given, Sheet};
use crate::import::report::FaultCode;
use crate::posting::PostingKind;

const SUPERVISION_KINDS: &[&str] = &["administrative", "technical", "reporting", "reviewing"];
const SCOPE_KINDS: &[&str] = &["everything", "organisation", "territory", "service", "framework"];

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct PostingRow {
    pub(in crate::import) official: String,
    pub(in crate::import) post: String,
    pub(in crate::import) kind: PostingKind,
    pub(in crate::import) from: Date,
    pub(in crate::import) until: Option<Date>,
}

impl Record for PostingRow {
    const SHEET: Sheet = Sheet::Postings;
    type Id = (String, String, PostingKind, Date);

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (official, post) = (cells.code("official"), cells.code("post"));
        let (kind, period) = (cells.one_of("kind", PostingKind::ALL, PostingKind::as_str), cells.period());
        let (from, until) = period?;
        Some(Self { official: official?, post: post?, kind: kind?, from, until })
    }

    fn id(&self) -> Self::Id {
        (self.official.clone(), self.post.clone(), self.kind, self.from)
    }

    fn title(&self) -> String {
        format!("{} on {}, {}, from {}", self.official, self.post, self.kind.as_str(), self.from.iso())
    }

    fn references(&self) -> Vec<Reference<'_>> {
        vec![Reference::to("official", Sheet::Officials, &self.official), Reference::to("post", Sheet::Posts, &self.post)]
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "until" => until);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct SupervisionRow {
    pub(in crate::import) official: String,
    pub(in crate::import) supervisor: String,
    pub(in crate::import) kind: String,
    pub(in crate::import) from: Date,
    pub(in crate::import) until: Option<Date>,
}

impl Record for SupervisionRow {
    const SHEET: Sheet = Sheet::Supervisions;
    type Id = (String, String, String, Date);

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (official, supervisor) = (cells.code("official"), cells.code("supervisor"));
        let (kind, period) = (cells.one_of("kind", SUPERVISION_KINDS, |word| word), cells.period());
        let (official, supervisor, (from, until)) = (official?, supervisor?, period?);
        if official == supervisor {
            cells.fault("supervisor", FaultCode::OneSelf, "nobody supervises oneself");
            return None;
        }
        Some(Self { official, supervisor, kind: kind?.to_owned(), from, until })
    }

    fn id(&self) -> Self::Id {
        (self.official.clone(), self.supervisor.clone(), self.kind.clone(), self.from)
    }

    fn title(&self) -> String {
        format!("{} under {}, {}, from {}", self.official, self.supervisor, self.kind, self.from.iso())
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let official = Reference::to("official", Sheet::Officials, &self.official);
        vec![official, Reference::to("supervisor", Sheet::Officials, &self.supervisor)]
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "until" => until);
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(in crate::import) struct GrantRow {
    pub(in crate::import) account: String,
    pub(in crate::import) role: Role,
    pub(in crate::import) scope_kind: String,
    pub(in crate::import) scope: String,
    pub(in crate::import) from: Date,
    pub(in crate::import) until: Option<Date>,
}

impl Record for GrantRow {
    const SHEET: Sheet = Sheet::Grants;
    type Id = (String, Role, String, String, Date);

    fn read(cells: &mut Cells<'_>, _: LearningTime) -> Option<Self> {
        let (account, role) = (cells.code("account"), cells.one_of("role", Role::ALL, Role::as_str));
        let scope_kind = cells.one_of("scope_kind", SCOPE_KINDS, |word| word);
        let (scope, period) = (cells.maybe_code("scope"), cells.period());
        let (scope_kind, scope) = (scope_kind?.to_owned(), scope?.unwrap_or_default());
        if (scope_kind == "everything") != scope.is_empty() {
            let reason = if scope.is_empty() {
                format!("name the {scope_kind}")
            } else {
                "everything has no scope; leave it empty".to_owned()
            };
            cells.fault("scope", FaultCode::Scope, reason);
            return None;
        }
        let (from, until) = period?;
        Some(Self { account: account?, role: role?, scope_kind, scope, from, until })
    }

    fn id(&self) -> Self::Id {
        (self.account.clone(), self.role, self.scope_kind.clone(), self.scope.clone(), self.from)
    }

    fn title(&self) -> String {
        let scope = if self.scope.is_empty() { String::new() } else { format!(" {}", self.scope) };
        format!("{}: {} of {}{scope}, from {}", self.account, self.role.as_str(), self.scope_kind, self.from.iso())
    }

    fn references(&self) -> Vec<Reference<'_>> {
        let account = Reference { column: "account", target: Target::Account, code: &self.account };
        let scope = match self.scope_kind.as_str() {
            "organisation" => Some(Reference::to("scope", Sheet::Organisations, &self.scope)),
            "territory" => Some(Reference::to("scope", Sheet::Territories, &self.scope)),
            // Services have no list of their own, and frameworks stand in a realm to the right: a grant on one that is not there gives nothing.
            _ => None,
        };
        [Some(account), scope].into_iter().flatten().collect()
    }

    fn keep(&mut self, given: Given, before: &Self) {
        keep_fields!(self, given, before: "until" => until);
    }
}
