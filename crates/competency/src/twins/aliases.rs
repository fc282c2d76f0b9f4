//! What decisions mean together: which competency stands for which, and by which names it is known.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use kernel::{Code, Key, Language, LanguageText};
use store::{Conn, Error};

use super::domain::{Decision, normal};
use super::store as sql;
use crate::{Competency, framework};

/// A decision with the competency that stays, of the two that are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The one, with the smaller key.
    pub one: Key<Competency>,
    /// The other.
    pub other: Key<Competency>,
    /// What was decided.
    pub decision: Decision,
    /// Which of two that are one stands for the other; `None`: the one with the smaller key, which was there first.
    pub kept: Option<Key<Competency>>,
}

/// Decisions, followed through: when one is two, and two is three, one is three.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// By alias: the competency that stands for it.
    stands_for: BTreeMap<Key<Competency>, Key<Competency>>,
    /// Competencies that are kept apart, by those that stand for them.
    apart: BTreeSet<(Key<Competency>, Key<Competency>)>,
}

type Neighbours = BTreeMap<Key<Competency>, BTreeSet<Key<Competency>>>;

fn group(of: Key<Competency>, neighbours: &Neighbours) -> BTreeSet<Key<Competency>> {
    let (mut found, mut open) = (BTreeSet::from([of]), vec![of]);
    while let Some(next) = open.pop() {
        open.extend(neighbours.get(&next).into_iter().flatten().copied().filter(|other| found.insert(*other)));
    }
    found
}

impl Groups {
    /// The groups of these decisions. In a group that stays which never gave way to another; where that is none or several, the smallest key.
    pub fn of(decisions: &[Decided]) -> Self {
        let (mut neighbours, mut gave_way) = (Neighbours::new(), BTreeSet::new());
        let aliases = decisions.iter().filter(|one| one.decision == Decision::Alias);
        for Decided { one, other, kept, .. } in aliases {
            neighbours.entry(*one).or_default().insert(*other);
            neighbours.entry(*other).or_default().insert(*one);
            gave_way.insert(if kept.is_some_and(|kept| kept == *other) { *one } else { *other });
        }
        let mut groups = Self::default();
        for key in neighbours.keys() {
            let members = group(*key, &neighbours);
            let staying = members.iter().find(|member| !gave_way.contains(member)).or(members.first());
            if let Some(canonical) = staying.filter(|canonical| *canonical != key) {
                groups.stands_for.insert(*key, *canonical);
            }
        }
        let apart = decisions.iter().filter(|one| one.decision == Decision::Apart);
        groups.apart = apart.map(|decided| groups.pair(decided.one, decided.other)).collect();
        groups
    }

    fn pair(&self, one: Key<Competency>, other: Key<Competency>) -> (Key<Competency>, Key<Competency>) {
        let (one, other) = (self.canonical(one), self.canonical(other));
        (one.min(other), one.max(other))
    }

    /// The competency that stands for this one: itself where it is no alias.
    pub fn canonical(&self, key: Key<Competency>) -> Key<Competency> {
        self.stands_for.get(&key).copied().unwrap_or(key)
    }

    /// By alias: the competency that stands for it.
    pub fn aliases(&self) -> &BTreeMap<Key<Competency>, Key<Competency>> {
        &self.stands_for
    }

    /// Whether somebody keeps the two apart, also by way of others that are one with them.
    pub fn are_apart(&self, one: Key<Competency>, other: Key<Competency>) -> bool {
        self.apart.contains(&self.pair(one, other))
    }

    /// Whether everything was said of the two already.
    pub fn is_settled(&self, one: Key<Competency>, other: Key<Competency>) -> bool {
        self.canonical(one) == self.canonical(other) || self.are_apart(one, other)
    }

    /// Whether what was kept apart would be one: decisions contradict each other.
    pub(super) fn contradict(&self) -> bool {
        self.apart.iter().any(|(one, other)| one == other)
    }
}

/// A name that was taken for another competency, by a decision that somebody had made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The code under which it came.
    pub code: String,
    /// The name under which it came.
    pub name: LanguageText,
    /// Code of the competency that stands for it.
    pub canonical: Code,
    /// Its name.
    pub canonical_name: LanguageText,
}

impl fmt::Display for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [name, canonical] = [&self.name, &self.canonical_name].map(|name| name.get(&Language::ENGLISH));
        write!(f, "{name:?} ({}) is {canonical:?} ({}), as was decided", self.code, self.canonical)
    }
}

/// The confirmed aliases, as who imports asks for them.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    groups: Groups,
    known: BTreeMap<String, (Key<Competency>, LanguageText)>,
    codes: BTreeMap<Key<Competency>, Code>,
    /// By the normal form of the name of an alias: what stands for it; `None` where that would be two, or join what is kept apart.
    names: BTreeMap<String, Option<Key<Competency>>>,
    /// By normal form of a name, or by code: the competencies that are called so, where something is kept apart from them.
    called: BTreeMap<String, BTreeSet<Key<Competency>>>,
}

fn forms(name: &LanguageText) -> BTreeSet<String> {
    name.languages().filter_map(|language| name.exactly(language)).map(normal).filter(|form| !form.is_empty()).collect()
}

impl Aliases {
    /// The aliases among these competencies.
    pub fn new(groups: Groups, all: impl IntoIterator<Item = (Key<Competency>, Code, LanguageText)>) -> Self {
        let mut aliases = Self { groups, ..Self::default() };
        for (key, code, name) in all {
            for form in forms(&name).into_iter().chain([code.to_string()]) {
                aliases.called.entry(form).or_default().insert(key);
            }
            aliases.codes.insert(key, code.clone());
            aliases.known.insert(code.to_string(), (key, name));
        }
        for (alias, canonical) in aliases.groups.aliases() {
            let Some((_, name)) = aliases.codes.get(alias).and_then(|code| aliases.known.get(code.as_str())) else { continue };
            for form in forms(name) {
                let so_called = aliases.called.get(&form).into_iter().flatten();
                let joins = so_called.clone().any(|other| aliases.groups.are_apart(*other, *canonical));
                let entry = aliases.names.entry(form).or_insert(Some(*canonical));
                if joins || *entry != Some(*canonical) {
                    *entry = None;
                }
            }
        }
        aliases
    }

    /// Whether there is a competency of this code.
    pub fn knows(&self, code: &str) -> bool {
        self.known.contains_key(code)
    }

    fn merged(&self, code: &str, name: &LanguageText, canonical: Key<Competency>) -> Option<Merged> {
        let to = self.codes.get(&canonical)?;
        let (_, canonical_name) = self.known.get(to.as_str())?;
        Some(Merged { code: code.to_owned(), name: name.clone(), canonical: to.clone(), canonical_name: canonical_name.clone() })
    }

    /// What stands for the competency of this code; `None` where it stands for itself or is not known.
    pub fn by_code(&self, code: &str) -> Option<Merged> {
        let (key, name) = self.known.get(code)?;
        let canonical = self.groups.canonical(*key);
        if canonical == *key { None } else { self.merged(code, name, canonical) }
    }

    /// What stands for a competency of this code and name: by its code where it is known, otherwise by its name in any language.
    pub fn find(&self, code: &str, name: &LanguageText) -> Option<Merged> {
        if self.knows(code) {
            return self.by_code(code);
        }
        let found: BTreeSet<Option<Key<Competency>>> =
            forms(name).iter().filter_map(|form| self.names.get(form)).copied().collect();
        match found.into_iter().collect::<Vec<_>>().as_slice() {
            [Some(canonical)] => self.merged(code, name, *canonical),
            _ => None,
        }
    }

    /// Whether somebody keeps apart what is called so, by a name or code, from the competency of this code.
    pub fn keeps_apart(&self, called: &str, code: &str) -> bool {
        let Some((key, _)) = self.known.get(code) else { return false };
        let of = |called: &str| self.called.get(called).into_iter().flatten().any(|other| self.groups.are_apart(*other, *key));
        of(called) || of(&normal(called))
    }
}

/// All decisions, followed through.
pub async fn groups(conn: &mut Conn) -> Result<Groups, Error> {
    Ok(Groups::of(&sql::all(conn).await?))
}

/// The confirmed aliases. Two short queries, and the names of all competencies only where somebody has decided something.
pub async fn aliases(conn: &mut Conn) -> Result<Aliases, Error> {
    let groups = groups(conn).await?;
    if groups == Groups::default() {
        return Ok(Aliases::default());
    }
    let all = framework::all(conn).await?.into_iter().map(|entry| (entry.key, entry.code, entry.name));
    Ok(Aliases::new(groups, all))
}

/// The other names of each competency that somebody has said is one with others; nothing is read where nobody has.
pub async fn other_names(conn: &mut Conn, groups: &Groups) -> Result<BTreeMap<Key<Competency>, Vec<LanguageText>>, Error> {
    let mut members: BTreeMap<Key<Competency>, BTreeSet<Key<Competency>>> = BTreeMap::new();
    for (alias, canonical) in groups.aliases() {
        members.entry(*canonical).or_default().extend([*alias, *canonical]);
    }
    if members.is_empty() {
        return Ok(BTreeMap::new());
    }
    let names = framework::names(conn).await?;
    let mut all = BTreeMap::new();
    for group in members.values() {
        for one in group {
            let others = group.iter().filter(|other| *other != one).filter_map(|other| names.get(other));
            all.insert(*one, others.map(|(_, name)| name.clone()).collect());
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: i64) -> Key<Competency> {
        Key::new(number)
    }

    fn decided(one: i64, other: i64, decision: Decision, kept: Option<i64>) -> Decided {
        Decided { one: key(one), other: key(other), decision, kept: kept.map(key) }
    }

    fn known(names: &[(i64, &str, &str)]) -> Vec<(Key<Competency>, Code, LanguageText)> {
        let name = |words: &str| {
            let hindi = words.chars().any(|letter| letter > '\u{900}');
            LanguageText::default().with(if hindi { Language::HINDI } else { Language::ENGLISH }, words)
        };
        names.iter().map(|(number, code, words)| (key(*number), Code::parse(code).expect("a code"), name(words))).collect()
    }

    #[test]
    fn what_never_gave_way_stands_for_its_group() {
        let alias = |one, other, kept| decided(one, other, Decision::Alias, kept);
        for (decisions, canonical) in [
            (vec![alias(1, 2, None)], 1),
            (vec![alias(1, 2, Some(2))], 2),
            (vec![alias(1, 2, Some(2)), alias(2, 3, Some(3))], 3),
            (vec![alias(1, 2, Some(1)), alias(2, 3, Some(3)), alias(1, 3, Some(1))], 1),
            (vec![alias(1, 2, Some(2)), alias(2, 3, Some(3)), alias(1, 3, Some(1))], 1),
        ] {
            let groups = Groups::of(&decisions);
            for number in
                (1..=3).filter(|number| decisions.iter().any(|one| one.one == key(*number) || one.other == key(*number)))
            {
                assert_eq!(groups.canonical(key(number)), key(canonical), "{decisions:?}");
            }
        }
    }

    #[test]
    fn what_is_apart_from_one_is_apart_from_all_that_are_one_with_it() {
        let groups = Groups::of(&[decided(1, 2, Decision::Alias, None), decided(2, 3, Decision::Apart, None)]);
        assert!(groups.are_apart(key(1), key(3)) && groups.is_settled(key(1), key(3)) && groups.is_settled(key(1), key(2)));
        assert!(!groups.contradict() && !groups.is_settled(key(1), key(4)));
        let groups = Groups::of(&[
            decided(1, 2, Decision::Alias, None),
            decided(2, 3, Decision::Alias, None),
            decided(1, 3, Decision::Apart, None),
        ]);
        assert!(groups.contradict());
    }

    #[test]
    fn a_name_finds_what_stands_for_it_and_never_joins_what_is_kept_apart() {
        let decisions = [decided(1, 2, Decision::Alias, None), decided(1, 4, Decision::Apart, None)];
        let all = known(&[
            (1, "f/drafting", "Drafting"),
            (2, "g/noting", "Noting & drafting"),
            (3, "g/other", "Vigilance"),
            (4, "h/minutes", "Drafting of minutes"),
        ]);
        let aliases = Aliases::new(Groups::of(&decisions), all);
        let find = |code: &str, name: &str| {
            let name = LanguageText::default().with(Language::ENGLISH, name);
            aliases.find(code, &name).map(|merged| merged.canonical.to_string())
        };
        let drafting = Some("f/drafting".to_owned());
        assert_eq!(find("x/new", "noting and Draftings"), drafting);
        assert_eq!(find("g/noting", "Something else"), drafting);
        for (code, name) in
            [("x/new", "Drafting"), ("f/drafting", "Noting and drafting"), ("x/new", "Drafting of minutes"), ("g/other", "")]
        {
            assert_eq!(find(code, name), None, "{code} {name}");
        }
        assert!(aliases.keeps_apart("Drafting of minutes", "f/drafting") && aliases.keeps_apart("h/minutes", "g/noting"));
        assert!(!aliases.keeps_apart("Vigilance", "f/drafting"));
        let decisions = [decided(1, 2, Decision::Alias, None), decided(1, 4, Decision::Apart, None)];
        let all = known(&[(1, "a", "One"), (2, "b", "Two"), (4, "d", "Two")]);
        let aliases = Aliases::new(Groups::of(&decisions), all);
        assert_eq!(aliases.find("x", &LanguageText::default().with(Language::ENGLISH, "Two")), None);
    }
}
