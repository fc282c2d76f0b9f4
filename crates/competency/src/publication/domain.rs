//! Whom a difference concerns: from holders grouped by their positions to counts.

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use kernel::{Key, LanguageText, Timestamp};
use people::Organisation;
use store::{Conn, Error};

use crate::difference::{Content, Difference, Kind, demands};

/// Officials who hold the same positions, in one office.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The office of the first of their posts that the difference concerns.
    pub office: Key<Organisation>,
    /// Codes of their positions.
    pub positions: BTreeSet<String>,
    /// How many they are.
    pub officials: i64,
}

/// Everybody whom a difference may concern.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    /// In groups.
    pub groups: Vec<Group>,
    /// The names of their offices.
    pub offices: BTreeMap<Key<Organisation>, LanguageText>,
}

/// So many officials have one requirement changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toll {
    /// Code of the competency.
    pub competency: String,
    /// The framework's own code of the level before; `None`: nothing was asked.
    pub before: Option<String>,
    /// The level after; `None`: nothing is asked any more.
    pub after: Option<String>,
    /// Added, removed, raised or lowered.
    pub kind: Kind,
    /// How many officials.
    pub officials: i64,
}

/// So many officials of an office are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeImpact {
    /// The office.
    pub office: Key<Organisation>,
    /// Its name.
    pub name: LanguageText,
    /// Officials of whom something is asked that was not, or more.
    pub gain: i64,
    /// Officials of whom something is asked no more, or less.
    pub lose: i64,
}

/// Whom a draft concerns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Impact {
    /// Officials of whom something else is asked.
    pub officials: i64,
    /// Officials of whom something new or more is asked.
    pub gain: i64,
    /// Officials of whom something less is asked.
    pub lose: i64,
    /// By requirement, what concerns most officials first.
    pub tolls: Vec<Toll>,
    /// By office, most officials first.
    pub offices: Vec<OfficeImpact>,
    /// Levels that are newly asked and that nothing on offer proves: competency, level, and how many officials are asked it.
    pub unproven: Vec<(String, String, i64)>,
}

/// Codes of the positions whose requirements a difference changes.
pub(super) fn positions(difference: &Difference) -> BTreeSet<&str> {
    difference.shifts.iter().map(|shift| shift.position.as_str()).collect()
}

/// What is asked of who holds several positions: the highest level of each competency.
fn asked<'d>(
    demands: &'d BTreeMap<&str, Vec<(&str, &str)>>,
    content: &Content,
    positions: &BTreeSet<String>,
) -> BTreeMap<&'d str, &'d str> {
    let mut asked: BTreeMap<&str, &str> = BTreeMap::new();
    for (competency, level) in positions.iter().filter_map(|position| demands.get(position.as_str())).flatten() {
        let before = asked.get(competency).and_then(|known| content.rank(known));
        if !asked.contains_key(competency) || content.rank(level) > before {
            asked.insert(competency, level);
        }
    }
    asked
}

fn by_position(demands: &BTreeMap<(String, String), String>) -> BTreeMap<&str, Vec<(&str, &str)>> {
    let mut all: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for ((position, competency), level) in demands {
        all.entry(position).or_default().push((competency, level));
    }
    all
}

/// Whether this is more than before, rather than less.
const fn is_more(kind: Kind) -> bool {
    matches!(kind, Kind::Added | Kind::Raised)
}

/// Levels by competency.
type Levels<'d> = BTreeMap<&'d str, &'d str>;
/// A competency, its level before and after, and what that is.
type Change<'d> = (&'d str, Option<&'d str>, Option<&'d str>, Kind);
type Changes<'d> = Vec<Change<'d>>;

fn changes<'d>(
    (before, old): (&Content, &BTreeMap<&'d str, &'d str>),
    (after, new): (&Content, &BTreeMap<&'d str, &'d str>),
) -> Changes<'d> {
    let competencies: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let one = |competency: &'d str| {
        let (was, is) = (old.get(competency).copied(), new.get(competency).copied());
        let kind = match (was, is) {
            (None, _) => Kind::Added,
            (_, None) => Kind::Removed,
            (Some(was), Some(is)) => match before.rank(was).cmp(&after.rank(is)) {
                std::cmp::Ordering::Less => Kind::Raised,
                std::cmp::Ordering::Greater => Kind::Lowered,
                std::cmp::Ordering::Equal => return None,
            },
        };
        Some((competency, was, is, kind))
    };
    competencies.into_iter().filter_map(one).collect()
}

/// Counts whom it concerns that a framework says `after` and no more `before`. `proven` is the highest level, from 1 to 5, that something on
/// offer proves of each competency.
pub fn impact(before: &Content, after: &Content, holders: &Holders, proven: &BTreeMap<String, i64>) -> Impact {
    let (old, new) = (demands(before), demands(after));
    let (old, new) = (by_position(&old), by_position(&new));
    let mut known: BTreeMap<&BTreeSet<String>, Changes<'_>> = BTreeMap::new();
    let mut tolls: Tolls<'_> = BTreeMap::new();
    let mut offices: BTreeMap<Key<Organisation>, (i64, i64)> = BTreeMap::new();
    let mut impact = Impact::default();
    let mut sets: BTreeMap<&BTreeSet<String>, (Levels<'_>, Levels<'_>)> = BTreeMap::new();
    for group in &holders.groups {
        let of = || (asked(&old, before, &group.positions), asked(&new, after, &group.positions));
        sets.entry(&group.positions).or_insert_with(of);
    }
    for group in &holders.groups {
        let Some((was, is)) = sets.get(&group.positions) else { continue };
        let changes = known.entry(&group.positions).or_insert_with(|| changes((before, was), (after, is)));
        if changes.is_empty() {
            continue;
        }
        impact.officials += group.officials;
        let more = changes.iter().any(|(.., kind)| is_more(*kind));
        let less = changes.iter().any(|(.., kind)| !is_more(*kind));
        let office = offices.entry(group.office).or_default();
        if more {
            impact.gain += group.officials;
            office.0 += group.officials;
        }
        if less {
            impact.lose += group.officials;
            office.1 += group.officials;
        }
        for change in changes.iter() {
            *tolls.entry(*change).or_default() += group.officials;
        }
    }
    impact.unproven = unproven(after, &tolls, proven);
    impact.tolls = tolls
        .into_iter()
        .map(|((competency, was, is, kind), officials)| Toll {
            competency: competency.to_owned(),
            before: was.map(str::to_owned),
            after: is.map(str::to_owned),
            kind,
            officials,
        })
        .collect();
    impact.tolls.sort_by_key(|toll| std::cmp::Reverse(toll.officials));
    let name = |office: &Key<Organisation>| holders.offices.get(office).cloned().unwrap_or_default();
    impact.offices =
        offices.into_iter().map(|(office, (gain, lose))| OfficeImpact { name: name(&office), office, gain, lose }).collect();
    impact.offices.sort_by_key(|office| std::cmp::Reverse(office.gain + office.lose));
    impact
}

type Tolls<'d> = BTreeMap<Change<'d>, i64>;

fn unproven(after: &Content, tolls: &Tolls<'_>, proven: &BTreeMap<String, i64>) -> Vec<(String, String, i64)> {
    let mut all: BTreeMap<(&str, &str), i64> = BTreeMap::new();
    for ((competency, _, is, kind), officials) in tolls {
        let Some(level) = is.filter(|_| is_more(*kind)) else { continue };
        let number = after.rank(level).map_or(0, |(number, _)| number);
        if proven.get(*competency).copied().unwrap_or(0) < number {
            *all.entry((competency, level)).or_default() += officials;
        }
    }
    let mut all: Vec<_> =
        all.into_iter().map(|((competency, level), officials)| (competency.to_owned(), level.to_owned(), officials)).collect();
    all.sort_by_key(|(_, _, officials)| std::cmp::Reverse(*officials));
    all
}

/// What is answered: levels from 1 to 5 by code of the competency.
pub type Proven<'a> = Pin<Box<dyn Future<Output = Result<BTreeMap<String, i64>, Error>> + Send + 'a>>;

/// The highest level that something on offer proves, by code of the competency. Answered by the realm that knows all courses and tests, which
/// stands to the right and is put in by the binary.
pub trait ProvesLevels: Send + Sync {
    /// Levels from 1 to 5 by code; a competency that nothing proves is left out.
    fn proven<'a>(&'a self, conn: &'a mut Conn, now: Timestamp) -> Proven<'a>;
}

/// The form in which [`ProvesLevels`] is put into the router, as an `axum::Extension`.
pub type Proofs = Arc<dyn ProvesLevels>;

/// Nothing proves anything: what pages assume where no other answer is put in.
pub fn no_proofs() -> Proofs {
    struct None;
    impl ProvesLevels for None {
        fn proven<'a>(&'a self, _: &'a mut Conn, _: Timestamp) -> Proven<'a> {
            Box::pin(async { Ok(BTreeMap::new()) })
        }
    }
    Arc::new(None)
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::Level;

    use super::*;
    use crate::difference::{Entry, Sheet, difference};
    use crate::framework::OwnLevel;

    /// A content in which these positions have one role each that asks these levels.
    pub(in crate::publication) fn content(asks: &[(&str, &[(&str, &str)])]) -> Content {
        let scale = (1..=5).map(|number| OwnLevel {
            own: format!("L{number}"),
            maps_to: Level::new(number).expect("1 to 5"),
            name: LanguageText::of(format!("Level {number}"), format!("स्तर {number}")),
        });
        let cell = |column: &str, cell: &str| (column.to_owned(), cell.to_owned());
        let mut entries = Vec::new();
        for (position, levels) in asks {
            entries.push(Entry::new(Sheet::PositionRoles, [cell("position", position), cell("role", position)]));
            for (competency, level) in *levels {
                entries.push(Entry::new(
                    Sheet::RoleCompetencies,
                    [cell("role", position), cell("competency", competency), cell("level", level)],
                ));
            }
        }
        Content::empty(LanguageText::default(), String::new(), scale.collect()).with(entries)
    }

    pub(in crate::publication) fn group(office: i64, positions: &[&str], officials: i64) -> Group {
        Group { office: Key::new(office), positions: positions.iter().map(|one| (*one).to_owned()).collect(), officials }
    }

    #[test]
    fn officials_are_counted_by_what_their_positions_ask_together() {
        let before =
            content(&[("clerk", &[("rti", "L2"), ("law", "L1")]), ("head", &[("rti", "L4")]), ("guard", &[("law", "L1")])]);
        let after =
            content(&[("clerk", &[("rti", "L3"), ("note", "L1")]), ("head", &[("rti", "L4")]), ("guard", &[("law", "L1")])]);
        let holders = Holders {
            groups: vec![
                group(1, &["clerk"], 100),
                group(2, &["clerk"], 20),
                group(1, &["clerk", "head"], 3),
                group(1, &["clerk", "guard"], 2),
                group(2, &["head"], 9),
            ],
            offices: BTreeMap::from([(Key::new(1), LanguageText::of("One", "एक"))]),
        };
        let found = impact(&before, &after, &holders, &BTreeMap::from([("rti".to_owned(), 2), ("note".to_owned(), 5)]));
        assert_eq!((found.officials, found.gain, found.lose), (125, 125, 123), "two keep law by their other post");
        let told: Vec<String> =
            found.tolls.iter().map(|toll| format!("{} {} {}", toll.kind.as_str(), toll.competency, toll.officials)).collect();
        assert_eq!(told, ["added note 125", "removed law 123", "raised rti 122"], "three have level 4 asked by their other post");
        assert_eq!(found.unproven, [("rti".to_owned(), "L3".to_owned(), 122)]);
        assert_eq!(
            found.offices.iter().map(|office| (office.office.number(), office.gain, office.lose)).collect::<Vec<_>>(),
            [(1, 105, 103), (2, 20, 20)]
        );
        assert_eq!(positions(&difference(&before, &after)), BTreeSet::from(["clerk"]));
    }

    #[test]
    fn what_does_not_change_concerns_nobody() {
        let same = content(&[("clerk", &[("rti", "L2")])]);
        let holders = Holders { groups: vec![group(1, &["clerk"], 5)], ..Holders::default() };
        assert_eq!(impact(&same, &same, &holders, &BTreeMap::new()), Impact::default());
    }
}
