//! Where everybody serves: the organisations, and how many officials and posts each office has. Pure; the number of officials is exact.
//!
//! - An office has some dozens to some hundreds of officials, fewer where the nation is small ([`mean_size`]).
//! - Offices of the field and of the States stand where people live: as many in a district as its weight says.
//! - Officials and posts are numbered office by office, so that every table that begins with one is written in the order of its key.

use std::collections::BTreeMap;

use kernel::LanguageText;

use super::data::{Data, District};
use super::kinds::{KINDS, STATE_DEPARTMENTS, Side};
use crate::dice::Dice;
use crate::error::FillError;

/// A territory; its key is its place in the list, from 1.
pub(super) struct Territory {
    pub(super) code: String,
    pub(super) kind: &'static str,
    pub(super) name: LanguageText,
    pub(super) parent: Option<usize>,
}

/// An organisation; its key is its place in the list, from 1. Parents stand before children.
pub(super) struct Organisation {
    pub(super) code: String,
    pub(super) kind: &'static str,
    pub(super) name: LanguageText,
    pub(super) territory: Option<usize>,
    pub(super) parent: Option<usize>,
}

/// An organisation in which people serve.
pub(super) struct Office {
    /// Its place among the organisations.
    pub(super) organisation: usize,
    /// Its place among the kinds.
    pub(super) kind: usize,
    /// The department to which it belongs, among the organisations.
    pub(super) department: usize,
    /// The state in which it stands, among the states of the data; none for the whole Union.
    pub(super) state: Option<usize>,
    /// The district, among those of the data.
    pub(super) district: Option<usize>,
    /// The office of the department.
    pub(super) above: Option<usize>,
    /// Officials, numbered from here.
    pub(super) first: u64,
    pub(super) officials: u64,
    /// Posts, numbered from here: those of the officials in their order, then the vacant ones.
    pub(super) first_post: u64,
    pub(super) posts: u64,
}

impl Office {
    /// How many work in it as heads of sections, after the head of the office.
    pub(super) fn sections(&self) -> u64 {
        (self.officials / 14).max(u64::from(self.officials > 4))
    }
}

/// See the module.
pub(super) struct Layout {
    pub(super) territories: Vec<Territory>,
    pub(super) organisations: Vec<Organisation>,
    pub(super) offices: Vec<Office>,
    /// First the headquarters of departments, so many.
    pub(super) headquarters: usize,
    pub(super) posts: u64,
}

/// The bodies that offer courses or watch over them.
pub(super) const BODIES: [(&str, &str, &str, &str); 12] = [
    ("CBC", "office", "Capacity Building Commission", "क्षमता निर्माण आयोग"),
    ("KB", "office", "Karmayogi Bharat", "कर्मयोगी भारत"),
    ("ISTM", "provider", "Institute of Secretariat Training and Management", "सचिवालय प्रशिक्षण तथा प्रबंध संस्थान"),
    ("LBSNAA", "provider", "Lal Bahadur Shastri National Academy of Administration", "लाल बहादुर शास्त्री राष्ट्रीय प्रशासन अकादमी"),
    ("CERTIN", "provider", "Indian Computer Emergency Response Team", "भारतीय कंप्यूटर आपात प्रतिक्रिया दल"),
    (
        "NACIN",
        "provider",
        "National Academy of Customs, Indirect Taxes and Narcotics",
        "राष्ट्रीय सीमा शुल्क, अप्रत्यक्ष कर एवं नारकोटिक्स अकादमी",
    ),
    (
        "NIRDPR",
        "provider",
        "National Institute of Rural Development and Panchayati Raj",
        "राष्ट्रीय ग्रामीण विकास एवं पंचायती राज संस्थान",
    ),
    ("SVPNPA", "provider", "Sardar Vallabhbhai Patel National Police Academy", "सरदार वल्लभभाई पटेल राष्ट्रीय पुलिस अकादमी"),
    ("RAKNPA", "provider", "Rafi Ahmed Kidwai National Postal Academy", "रफ़ी अहमद किदवई राष्ट्रीय डाक अकादमी"),
    ("NAIR", "provider", "National Academy of Indian Railways", "राष्ट्रीय भारतीय रेल अकादमी"),
    ("NADT", "provider", "National Academy of Direct Taxes", "राष्ट्रीय प्रत्यक्ष कर अकादमी"),
    ("NIHFW", "provider", "National Institute of Health and Family Welfare", "राष्ट्रीय स्वास्थ्य एवं परिवार कल्याण संस्थान"),
];
/// The department to which they belong.
const BODIES_OF: &str = "Department of Personnel and Training";
/// Three posts of a hundred are vacant.
const VACANT_PERCENT: u64 = 3;

/// How many officials an office has on average.
pub(super) const fn mean_size(officials: u64) -> u64 {
    match officials {
        0..=20_000 => 40,
        20_001..=100_000 => 80,
        100_001..=1_000_000 => 120,
        _ => 250,
    }
}

/// An office that will be, with its weight among all.
struct Site {
    kind: usize,
    department: usize,
    district: Option<usize>,
    weight: u64,
}

/// Lays out so many officials.
pub(super) fn layout(data: &Data, officials: u64, seed: u64) -> Result<Layout, FillError> {
    let mut plan = Plan { data, organisations: Vec::new(), by_code: BTreeMap::new() };
    plan.union()?;
    plan.states();
    let sites = plan.sites(officials / mean_size(officials), seed)?;
    let mut departments: Vec<usize> = sites.iter().map(|site| site.department).collect();
    departments.sort_unstable();
    departments.dedup();
    let heads = (officials / (departments.len() as u64 * 60)).clamp(3, 12);
    let mut offices = Vec::new();
    let mut above = BTreeMap::new();
    for department in &departments {
        above.insert(*department, offices.len());
        offices.push(plan.headquarters(*department, heads));
    }
    let headquarters = offices.len();
    let left = officials.saturating_sub(heads * headquarters as u64);
    let all: u64 = sites.iter().map(|site| site.weight).sum();
    let (mut before, mut numbers) = (0, BTreeMap::new());
    for site in sites {
        let from = u128::from(before) * u128::from(left) / u128::from(all);
        before += site.weight;
        let until = u128::from(before) * u128::from(left) / u128::from(all);
        let number = numbers.entry(site.department).or_insert(0_usize);
        *number += 1;
        let officials = u64::try_from(until - from).unwrap_or(0);
        let office = plan.office(&site, (*number, officials), above.get(&site.department).copied());
        offices.push(office);
    }
    let posts = number(&mut offices, seed);
    Ok(Layout { territories: territories(data), organisations: plan.organisations, offices, headquarters, posts })
}

/// Numbers officials and posts through all offices; returns how many posts there are.
fn number(offices: &mut [Office], seed: u64) -> u64 {
    let (mut official, mut post) = (0, 0);
    for (at, office) in offices.iter_mut().enumerate() {
        let rest = office.officials * VACANT_PERCENT;
        let chance = u64::from(Dice::of("vacant", &[seed, at as u64]).below(100) < rest % 100);
        office.posts = office.officials + rest / 100 + chance;
        (office.first, office.first_post) = (official, post);
        (official, post) = (official + office.officials, post + office.posts);
    }
    post
}

fn territories(data: &Data) -> Vec<Territory> {
    let mut all =
        vec![Territory { code: "IN".to_owned(), kind: "country", name: LanguageText::of("India", "भारत"), parent: None }];
    for state in &data.states {
        let name = LanguageText::of(state.name_en.clone(), state.name_hi.clone());
        all.push(Territory { code: format!("S{}", state.lgd), kind: "state", name, parent: Some(0) });
    }
    for district in &data.districts {
        let parent = data.states.iter().position(|state| state.lgd == district.state).map(|at| at + 1);
        all.push(Territory { code: format!("D{}", district.lgd), kind: "district", name: named(district), parent });
    }
    all
}

/// The place of a state among the territories.
pub(super) const fn territory_of_state(state: usize) -> usize {
    1 + state
}

/// The place of a district among the territories.
pub(super) const fn territory_of_district(data: &Data, district: usize) -> usize {
    1 + data.states.len() + district
}

fn named(district: &District) -> LanguageText {
    let hindi = if district.name_hi.is_empty() { &district.name_en } else { &district.name_hi };
    LanguageText::of(district.name_en.clone(), hindi.clone())
}

struct Plan<'a> {
    data: &'a Data,
    organisations: Vec<Organisation>,
    by_code: BTreeMap<String, usize>,
}

impl Plan<'_> {
    fn add(&mut self, organisation: Organisation) -> usize {
        self.by_code.insert(organisation.code.clone(), self.organisations.len());
        self.organisations.push(organisation);
        self.organisations.len() - 1
    }

    fn union(&mut self) -> Result<(), FillError> {
        let name = LanguageText::of("Government of India", "भारत सरकार");
        let root =
            self.add(Organisation { code: "UNION".to_owned(), kind: "government", name, territory: Some(0), parent: None });
        let (mut ministries, mut personnel) = (BTreeMap::new(), None);
        for (at, row) in self.data.departments.iter().enumerate() {
            let count = ministries.len() + 1;
            let ministry = *ministries.entry(row.ministry_en.as_str()).or_insert_with(|| {
                let name = LanguageText::of(row.ministry_en.clone(), row.ministry_hi.clone());
                self.organisations.push(Organisation {
                    code: format!("M{count:02}"),
                    kind: "ministry",
                    name,
                    territory: Some(0),
                    parent: Some(root),
                });
                self.organisations.len() - 1
            });
            // A ministry without departments of its own has one of its name, to which its offices belong.
            let name = if row.department_en == row.ministry_en {
                LanguageText::of(row.ministry_en.clone(), row.ministry_hi.clone())
            } else {
                LanguageText::of(row.department_en.clone(), row.department_en.clone())
            };
            let code = format!("DEP{:02}", at + 1);
            let key = self.add(Organisation { code, kind: "department", name, territory: Some(0), parent: Some(ministry) });
            if row.department_en == BODIES_OF {
                personnel = Some(key);
            }
        }
        let personnel = personnel.ok_or_else(|| FillError::data("departments.csv", format!("no {BODIES_OF}")))?;
        for (code, kind, en, hi) in BODIES {
            let name = LanguageText::of(en, hi);
            self.add(Organisation { code: code.to_owned(), kind, name, territory: None, parent: Some(personnel) });
        }
        Ok(())
    }

    fn states(&mut self) {
        for (at, state) in self.data.states.iter().enumerate() {
            let territory = Some(territory_of_state(at));
            let name = LanguageText::of(format!("Government of {}", state.name_en), format!("{} सरकार", state.name_hi));
            let root = self.add(Organisation { code: state.iso.clone(), kind: "government", name, territory, parent: None });
            for (letters, en, hi) in STATE_DEPARTMENTS {
                let name = LanguageText::of(format!("{en}, {}", state.name_en), format!("{hi}, {}", state.name_hi));
                let code = format!("{}-{letters}", state.iso);
                self.add(Organisation { code, kind: "department", name, territory, parent: Some(root) });
            }
        }
    }

    /// So many offices, kind by kind, in order of departments.
    fn sites(&self, count: u64, seed: u64) -> Result<Vec<Site>, FillError> {
        let weights: Vec<u64> = self.data.districts.iter().map(|district| district.weight).collect();
        let mut sites = Vec::new();
        for (kind, described) in KINDS.iter().enumerate() {
            let here = (count * described.share / 1000).max(1);
            let departments: Vec<usize> = match described.side {
                Side::State => Vec::new(),
                _ => self.departments(described.department),
            };
            for number in 0..here {
                let start = Dice::of("start", &[seed, kind as u64]).bits();
                let district = (described.side != Side::Capital).then(|| place(&weights, (number, here), start));
                let department = match (described.side, district) {
                    (Side::State, Some(district)) => self.department_of_state(district, described.department),
                    _ => departments.get(usize::try_from(number).unwrap_or(0) % departments.len().max(1)).copied(),
                };
                let department =
                    department.ok_or_else(|| FillError::data("departments.csv", format!("none for {}", described.code)))?;
                sites.push(Site { kind, department, district, weight: 0 });
            }
        }
        sites.sort_by_key(|site| (site.department, site.kind));
        let all = sites.len() as u64;
        for (at, site) in sites.iter_mut().enumerate() {
            // The mean size of an office of a kind is that of all, so that its share of offices is its share of officials.
            let mut dice = Dice::of("size", &[seed, at as u64, all]);
            let size = 400 + dice.below(800);
            site.weight = if dice.permille(60) { size * 5 / 2 } else { size };
        }
        Ok(sites)
    }

    fn departments(&self, word: &str) -> Vec<usize> {
        let all = self.organisations.iter().enumerate();
        let fits = all.filter(|(_, one)| one.kind == "department" && one.code.starts_with("DEP"));
        fits.filter(|(_, one)| one.name.get(&kernel::Language::ENGLISH).contains(word)).map(|(at, _)| at).collect()
    }

    fn department_of_state(&self, district: usize, letters: &str) -> Option<usize> {
        let state = self.data.states.iter().find(|state| state.lgd == self.data.districts[district].state)?;
        self.by_code.get(&format!("{}-{letters}", state.iso)).copied()
    }

    /// The office of a department itself.
    fn headquarters(&self, department: usize, officials: u64) -> Office {
        let state =
            self.data.states.iter().position(|state| self.organisations[department].code.starts_with(&format!("{}-", state.iso)));
        Office {
            organisation: department,
            kind: 0,
            department,
            state,
            district: None,
            above: None,
            first: 0,
            officials,
            first_post: 0,
            posts: 0,
        }
    }

    fn office(&mut self, site: &Site, (number, officials): (usize, u64), above: Option<usize>) -> Office {
        let kind = &KINDS[site.kind];
        let district = site.district.map(|at| &self.data.districts[at]);
        let state = district.and_then(|district| self.data.states.iter().position(|state| state.lgd == district.state));
        let name = match district {
            Some(district) => {
                let place = named(district);
                let (en, hi) = (place.get(&kernel::Language::ENGLISH), place.get(&kernel::Language::HINDI));
                LanguageText::of(format!("{}, {en} ({number})", kind.office.0), format!("{}, {hi} ({number})", kind.office.1))
            }
            None => LanguageText::of(format!("{} {number}", kind.office.0), format!("{} {number}", kind.office.1)),
        };
        let territory = site.district.map(|at| territory_of_district(self.data, at));
        let code = format!("{}-{number:04}", self.organisations[site.department].code);
        let organisation = self.add(Organisation { code, kind: "office", name, territory, parent: Some(site.department) });
        Office {
            organisation,
            kind: site.kind,
            department: site.department,
            state,
            district: site.district,
            above,
            first: 0,
            officials,
            first_post: 0,
            posts: 0,
        }
    }
}

/// The district of one of several offices: they are spread evenly over all weights, from some start.
fn place(weights: &[u64], (number, of): (u64, u64), start: u64) -> usize {
    let all: u64 = weights.iter().sum();
    let mut left = (start % all + all * number / of) % all;
    for (at, weight) in weights.iter().enumerate() {
        if left < *weight {
            return at;
        }
        left -= weight;
    }
    weights.len() - 1
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn laid(officials: u64) -> Layout {
        layout(&Data::read().expect("data"), officials, 7).expect("a layout")
    }

    #[test]
    fn the_number_of_officials_is_exact_and_offices_follow_one_another() {
        for officials in [1_000, 3_000, 30_000, 300_000, 3_000_000] {
            let layout = laid(officials);
            assert_eq!(layout.offices.iter().map(|office| office.officials).sum::<u64>(), officials);
            let ends = layout.offices.windows(2).all(|two| {
                two[0].first + two[0].officials == two[1].first && two[0].first_post + two[0].posts == two[1].first_post
            });
            assert!(ends && layout.posts >= officials);
            let codes: BTreeSet<&str> = layout.organisations.iter().map(|one| one.code.as_str()).collect();
            assert_eq!(codes.len(), layout.organisations.len());
            assert!(layout.organisations.iter().enumerate().all(|(at, one)| one.parent.is_none_or(|parent| parent < at)));
            let largest = layout.offices.iter().map(|office| office.officials).max().unwrap_or(0);
            assert!(largest < 900 && layout.offices.iter().all(|office| office.officials > 2), "{officials}: {largest}");
        }
    }

    #[test]
    fn three_million_serve_in_some_twelve_thousand_offices_in_nearly_all_districts() {
        let layout = laid(3_000_000);
        assert!((11_000..13_000).contains(&layout.offices.len()), "{}", layout.offices.len());
        let districts: BTreeSet<usize> = layout.offices.iter().filter_map(|office| office.district).collect();
        assert!(districts.len() > 750, "{}", districts.len());
    }
}
