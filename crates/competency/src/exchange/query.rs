//! What a list may be asked: `limit`, `offset`, `sort`, `orderBy`, `filter`, `fields`, as the standards of 1EdTech have them.

use std::cmp::Ordering;

use serde_json::{Map, Value};

/// How many are given unless more or fewer are asked for.
const LIMIT: usize = 100;

/// What a document may have, in any version.
const FIELDS: [&str; 21] = [
    "identifier",
    "uri",
    "frameworkType",
    "caseVersion",
    "creator",
    "title",
    "lastChangeDateTime",
    "officialSourceURL",
    "publisher",
    "description",
    "subject",
    "subjectURI",
    "language",
    "version",
    "adoptionStatus",
    "statusStartDate",
    "statusEndDate",
    "licenseURI",
    "notes",
    "extensions",
    "CFPackageURI",
];

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) limit: usize,
    pub(super) offset: usize,
    sort: Option<String>,
    descending: bool,
    /// Conditions joined by AND inside, by OR outside.
    filter: Vec<Vec<Condition>>,
    fields: Vec<String>,
}

/// `field`, predicate, value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    field: String,
    predicate: Predicate,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Predicate {
    Equal,
    Unequal,
    Greater,
    AtLeast,
    Less,
    AtMost,
    Contains,
}

/// Why a question cannot be answered: the parameter, and the minor code of the standard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refused {
    pub(super) parameter: &'static str,
    pub(super) code: &'static str,
}

fn refused(parameter: &'static str, code: &'static str) -> Refused {
    Refused { parameter, code }
}

fn known(field: &str) -> bool {
    FIELDS.contains(&field)
}

impl Wanted {
    /// Reads the parameters of a request. Others are let alone, as the standard wants.
    pub(super) fn read(parameters: &[(String, String)]) -> Result<Self, Refused> {
        let mut wanted = Self { limit: LIMIT, offset: 0, sort: None, descending: false, filter: Vec::new(), fields: Vec::new() };
        for (name, value) in parameters {
            match name.as_str() {
                "limit" => wanted.limit = number(value, 1).ok_or(refused("limit", "invalid_selection_field"))?,
                "offset" => wanted.offset = number(value, 0).ok_or(refused("offset", "invalid_selection_field"))?,
                "sort" if known(value) => wanted.sort = Some(value.clone()),
                "sort" => return Err(refused("sort", "invalid_sort_field")),
                "orderBy" => {
                    wanted.descending = match value.as_str() {
                        "asc" => false,
                        "desc" => true,
                        _ => return Err(refused("orderBy", "invalid_sort_field")),
                    }
                }
                "filter" => wanted.filter = filter(value).ok_or(refused("filter", "invalid_selection_field"))?,
                "fields" => {
                    wanted.fields = value.split(',').map(|field| field.trim().to_owned()).collect();
                    if !wanted.fields.iter().all(|field| known(field)) {
                        return Err(refused("fields", "invalid_selection_field"));
                    }
                }
                _ => {}
            }
        }
        Ok(wanted)
    }

    /// The objects of the page asked for, and how many there are on all pages.
    pub(super) fn answer(&self, mut objects: Vec<Value>) -> (Vec<Value>, usize) {
        objects.retain(|object| self.filter.is_empty() || self.filter.iter().any(|all| all.iter().all(|one| one.holds(object))));
        if let Some(field) = &self.sort {
            objects.sort_by(|one, other| {
                let order = compare(&plain(&one[field]), &plain(&other[field]));
                if self.descending { order.reverse() } else { order }
            });
        }
        let total = objects.len();
        let page = objects.into_iter().skip(self.offset).take(self.limit).map(|object| self.selected(object)).collect();
        (page, total)
    }

    fn selected(&self, object: Value) -> Value {
        match object {
            Value::Object(all) if !self.fields.is_empty() => {
                all.into_iter().filter(|(name, _)| self.fields.contains(name)).collect::<Map<_, _>>().into()
            }
            other => other,
        }
    }

    /// The pages before and after this one as (relation, offset), the first and the last among them.
    pub(super) fn pages(&self, total: usize) -> Vec<(&'static str, usize)> {
        let last = total.saturating_sub(1) / self.limit * self.limit;
        let mut pages = vec![("first", 0), ("last", last)];
        if self.offset > 0 {
            pages.push(("prev", self.offset.saturating_sub(self.limit)));
        }
        if self.offset + self.limit < total {
            pages.push(("next", self.offset + self.limit));
        }
        pages
    }
}

fn number(text: &str, least: usize) -> Option<usize> {
    text.parse().ok().filter(|number| (least..=1_000_000).contains(number))
}

/// `title='A' AND language='en' OR version~'2026'`.
fn filter(text: &str) -> Option<Vec<Vec<Condition>>> {
    let mut any = vec![Vec::new()];
    let mut rest = text.trim();
    loop {
        let (condition, after) = condition(rest)?;
        any.last_mut()?.push(condition);
        rest = after.trim_start();
        if rest.is_empty() {
            return Some(any);
        }
        if let Some(after) = rest.strip_prefix("AND ") {
            rest = after.trim_start();
        } else {
            rest = rest.strip_prefix("OR ")?.trim_start();
            any.push(Vec::new());
        }
    }
}

fn condition(text: &str) -> Option<(Condition, &str)> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (field, rest) = text.split_at(end);
    let rest = rest.trim_start();
    let predicates = [
        ("!=", Predicate::Unequal),
        (">=", Predicate::AtLeast),
        ("<=", Predicate::AtMost),
        ("=", Predicate::Equal),
        (">", Predicate::Greater),
        ("<", Predicate::Less),
        ("~", Predicate::Contains),
    ];
    let (predicate, rest) = predicates.into_iter().find_map(|(sign, predicate)| Some((predicate, rest.strip_prefix(sign)?)))?;
    let (value, rest) = rest.trim_start().strip_prefix('\'')?.split_once('\'')?;
    known(field).then(|| (Condition { field: field.to_owned(), predicate, value: value.to_owned() }, rest))
}

impl Condition {
    /// A list holds when any of its members does; what is absent only differs.
    fn holds(&self, object: &Value) -> bool {
        match &object[&self.field] {
            Value::Array(members) if self.predicate != Predicate::Unequal => members.iter().any(|one| self.fits(&plain(one))),
            Value::Array(members) => members.iter().all(|one| self.fits(&plain(one))),
            Value::Null => self.predicate == Predicate::Unequal,
            one => self.fits(&plain(one)),
        }
    }

    fn fits(&self, text: &str) -> bool {
        let order = compare(text, &self.value);
        match self.predicate {
            Predicate::Equal => order == Ordering::Equal,
            Predicate::Unequal => order != Ordering::Equal,
            Predicate::Greater => order == Ordering::Greater,
            Predicate::AtLeast => order != Ordering::Less,
            Predicate::Less => order == Ordering::Less,
            Predicate::AtMost => order != Ordering::Greater,
            Predicate::Contains => text.to_lowercase().contains(&self.value.to_lowercase()),
        }
    }
}

/// Without regard to case, as the standard wants.
fn compare(one: &str, other: &str) -> Ordering {
    one.to_lowercase().cmp(&other.to_lowercase())
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        Value::Object(link) => link.get("title").map(plain).unwrap_or_default(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ask(question: &str) -> Result<(Vec<String>, usize), &'static str> {
        let parameters: Vec<(String, String)> = question
            .split('&')
            .filter(|part| !part.is_empty())
            .map(|part| part.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())).expect("a pair"))
            .collect();
        let documents = vec![
            json!({ "title": "B", "language": "en", "version": "2", "subject": ["Domain", "Functional"] }),
            json!({ "title": "a", "language": "hi", "version": "1" }),
            json!({ "title": "C", "language": "en", "version": "1" }),
        ];
        let wanted = Wanted::read(&parameters).map_err(|refused| refused.code)?;
        let (page, total) = wanted.answer(documents);
        Ok((page.iter().map(|one| one["title"].as_str().unwrap_or("-").to_owned()).collect(), total))
    }

    #[test]
    fn a_list_is_paged_sorted_filtered_and_cut_as_asked() {
        for (question, titles, total) in [
            ("", "B a C", 3),
            ("limit=2", "B a", 3),
            ("limit=2&offset=2", "C", 3),
            ("sort=title", "a B C", 3),
            ("sort=title&orderBy=desc", "C B a", 3),
            ("filter=language='EN'", "B C", 2),
            ("filter=language='en' AND version>'1'", "B", 1),
            ("filter=title='a' OR title='c'", "a C", 2),
            ("filter=subject='domain'", "B", 1),
            ("filter=version!='1'", "B", 1),
            ("filter=title~'B'", "B", 1),
            ("fields=version", "- - -", 3),
            ("other=x", "B a C", 3),
        ] {
            let (found, number) = ask(question).expect(question);
            assert_eq!((found.join(" ").as_str(), number), (titles, total), "{question}");
        }
    }

    #[test]
    fn a_question_that_cannot_be_answered_is_refused_with_the_code_of_the_standard() {
        for (question, code) in [
            ("limit=0", "invalid_selection_field"),
            ("offset=x", "invalid_selection_field"),
            ("sort=shoe", "invalid_sort_field"),
            ("orderBy=up", "invalid_sort_field"),
            ("filter=title", "invalid_selection_field"),
            ("filter=shoe='1'", "invalid_selection_field"),
            ("filter=title='a' XOR title='b'", "invalid_selection_field"),
            ("fields=title,shoe", "invalid_selection_field"),
        ] {
            assert_eq!(ask(question), Err(code), "{question}");
        }
    }

    #[test]
    fn the_pages_around_are_named() {
        let wanted = |limit, offset| Wanted { limit, offset, ..Wanted::read(&[]).expect("nothing asked") };
        assert_eq!(wanted(2, 2).pages(5), [("first", 0), ("last", 4), ("prev", 0), ("next", 4)]);
        assert_eq!(wanted(100, 0).pages(0), [("first", 0), ("last", 0)]);
    }
}
