//! The officials: who they are, since when, and on which posts. Pure: from the plan to [`Official`]s, the personas first.

use std::collections::BTreeMap;

use kernel::Date;
use people::official::{Engagement, Name};
use people::posting::PostingKind;

use crate::REFERENCE;
use crate::dice::Dice;
use crate::error::FillError;
use crate::files::{Organisation, Persona, Staffing, Territory};
use crate::names::{Drawn, NameBook, Region, language_of};
use crate::staffing::{Plan, Post};

/// A year in days, as far as careers care.
const YEAR: i32 = 365;

/// An official with postings.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Official {
    /// The employee code.
    pub(crate) code: String,
    /// The name.
    pub(crate) name: Name,
    /// What stands with the name in an address.
    pub(crate) address_form: String,
    /// The preferred language.
    pub(crate) language: String,
    /// How engaged.
    pub(crate) engagement: Engagement,
    /// Service or cadre.
    pub(crate) service: Option<String>,
    /// The day of joining.
    pub(crate) joined: Date,
    /// The day of retirement; a contract has none.
    pub(crate) retires: Option<Date>,
    /// Sanctioned learning time.
    pub(crate) minutes_per_week: i64,
    /// The postings; for an ordinary official one.
    pub(crate) postings: Vec<Posting>,
    /// Index of the persona, where it is one.
    pub(crate) persona: Option<usize>,
    /// Where they serve.
    pub(crate) region: Region,
}

/// A posting of an official.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    /// Index of the post.
    pub(crate) post: usize,
    /// The type.
    pub(crate) kind: PostingKind,
    /// The first day.
    pub(crate) from: Date,
    /// The first day after it.
    pub(crate) until: Option<Date>,
}

impl Posting {
    /// Whether it holds on the day of the demonstration.
    pub(crate) fn is_current(&self) -> bool {
        self.from <= REFERENCE && self.until.is_none_or(|until| until > REFERENCE)
    }
}

impl Official {
    /// The postings whose posts say what the official is measured by: those of today that prescribe, or else any of today.
    pub(crate) fn measured_by(&self) -> Vec<&Posting> {
        let current: Vec<&Posting> = self.postings.iter().filter(|posting| posting.is_current()).collect();
        let lent = current.iter().any(|posting| matches!(posting.kind, PostingKind::Deputation | PostingKind::ForeignService));
        let prescribes = |posting: &&&Posting| posting.kind.prescribes() && !(lent && posting.kind == PostingKind::Substantive);
        let prescribing: Vec<&Posting> = current.iter().filter(prescribes).copied().collect();
        if prescribing.is_empty() { current } else { prescribing }
    }
}

/// What the officials are made from.
pub(crate) struct Sources<'a> {
    pub(crate) organisations: &'a [Organisation],
    pub(crate) territories: &'a [Territory],
    pub(crate) staffing: &'a Staffing,
    pub(crate) personas: &'a [Persona],
    pub(crate) book: &'a NameBook,
}

/// All officials: first the personas in the order of their file, then the holders of posts.
pub(crate) fn officials(sources: &Sources<'_>, plan: &Plan) -> Result<Vec<Official>, FillError> {
    let regions = regions(sources);
    let mut all = Vec::with_capacity(plan.posts.len());
    for (at, persona) in sources.personas.iter().enumerate() {
        all.push(written(sources, plan, &regions, (at, persona))?);
    }
    for (at, post) in plan.posts.iter().enumerate().filter(|(_, post)| !post.vacant && post.persona.is_none()) {
        all.push(ordinary(sources, (at, post), regions[post.organisation], all.len()));
    }
    Ok(all)
}

/// The region of each organisation: that of its territory, or of the organisation above.
fn regions(sources: &Sources<'_>) -> Vec<Region> {
    let parents: BTreeMap<&str, &str> = sources.territories.iter().map(|one| (one.code.as_str(), one.parent.as_str())).collect();
    let mut found: BTreeMap<&str, Region> = BTreeMap::new();
    let mut regions = Vec::new();
    for organisation in sources.organisations {
        let territory = organisation.territory.as_str();
        let state = if territory.starts_with('D') { parents.get(territory).copied().unwrap_or_default() } else { territory };
        let region = match state {
            "S10" => Region::Bihar,
            "S29" => Region::Karnataka,
            "" => found.get(organisation.parent.as_str()).copied().unwrap_or(Region::Union),
            _ => Region::Union,
        };
        found.insert(&organisation.code, region);
        regions.push(region);
    }
    regions
}

/// Employee codes tell the government and a number.
fn employee_code(region: Region, number: usize) -> String {
    let prefix = match region {
        Region::Union => "UN",
        Region::Bihar => "BR",
        Region::Karnataka => "KA",
    };
    format!("{prefix}{:05}", number + 1)
}

fn ordinary(sources: &Sources<'_>, (at, post): (usize, &Post), region: Region, number: usize) -> Official {
    let mut dice = Dice::named("official", &post.code);
    let Drawn { name, address_form, language } = sources.book.draw(region, &mut dice);
    let engagement = engagement(&sources.staffing.engagement, &post.position, &mut dice);
    // Whoever is above a persona has been there for two years at least.
    let least = if post.settled { 2 * YEAR } else { 30 };
    let (joined, retires) = career(engagement, least + 90, &mut dice);
    let free_from = post.free_from.unwrap_or(REFERENCE.plus_days(-6 * YEAR));
    let from = Date(dice.between(joined.max(free_from).0, REFERENCE.0 - least)).max(free_from);
    Official {
        code: employee_code(region, number),
        name,
        address_form: address_form.to_owned(),
        language: language.to_owned(),
        engagement,
        service: sources.staffing.service.get(&post.position).cloned(),
        joined,
        retires,
        minutes_per_week: if engagement == Engagement::GraminDakSevak { 60 } else { 120 },
        postings: vec![Posting { post: at, kind: PostingKind::Substantive, from, until: None }],
        persona: None,
        region,
    }
}

fn engagement(rule: &crate::files::EngagementRule, position: &str, dice: &mut Dice) -> Engagement {
    let is_in = |list: &[String]| list.iter().any(|one| one == position);
    if is_in(&rule.gds) {
        Engagement::GraminDakSevak
    } else if is_in(&rule.contract) {
        Engagement::Contract
    } else if dice.permille(20) {
        Engagement::Temporary
    } else {
        Engagement::Permanent
    }
}

/// When someone joined, at least so many days ago, and the day on which they turn 60.
fn career(engagement: Engagement, shortest: i32, dice: &mut Dice) -> (Date, Option<Date>) {
    let age = dice.between(21 * YEAR, 32 * YEAR);
    let longest = if engagement == Engagement::Contract { 5 * YEAR } else { 60 * YEAR - age - 60 };
    let joined = REFERENCE.plus_days(-dice.between(shortest, longest));
    let retires = joined.plus_days(60 * YEAR + 15 - age);
    (joined, (engagement != Engagement::Contract).then_some(retires))
}

fn written(
    sources: &Sources<'_>,
    plan: &Plan,
    regions: &[Region],
    (at, persona): (usize, &Persona),
) -> Result<Official, FillError> {
    let fault = |reason: String| FillError::data("service/personas.toml", format!("{}: {reason}", persona.key));
    let engagement =
        Engagement::parse(&persona.engagement).ok_or_else(|| fault(format!("engagement {:?}", persona.engagement)))?;
    let mut postings = Vec::new();
    for (posting, post) in persona.postings.iter().zip(&plan.persona_posts[at]) {
        let kind = PostingKind::parse(&posting.kind).ok_or_else(|| fault(format!("posting {:?}", posting.kind)))?;
        postings.push(Posting { post: *post, kind, from: posting.from, until: posting.until });
    }
    let here = sources.organisations.iter().position(|one| one.code == persona.organisation);
    let region = here.map_or(Region::Union, |at| regions[at]);
    Ok(Official {
        code: employee_code(region, at),
        name: Name {
            latin: persona.name_latin.clone(),
            native: persona.name_native.clone(),
            native_language: language_of(&persona.script).to_owned(),
        },
        address_form: persona.form_of_address.clone(),
        language: persona.language.to_string(),
        engagement,
        service: sources.staffing.service.get(&persona.position).filter(|_| engagement == Engagement::Permanent).cloned(),
        joined: persona.joined,
        retires: retirement(persona, engagement),
        // Two hours a week for full time; one for a Gramin Dak Sevak; in between in proportion, by half hours.
        minutes_per_week: if engagement == Engagement::GraminDakSevak {
            60
        } else {
            (persona.hours_per_week * 3 / 30 * 30).min(120)
        },
        postings,
        persona: Some(at),
        region,
    })
}

/// The last day of a substantive posting that ends for good; else the usual career; none on contract.
fn retirement(persona: &Persona, engagement: Engagement) -> Option<Date> {
    let last = persona.postings.last().and_then(|posting| posting.until);
    match engagement {
        Engagement::Contract => None,
        Engagement::ReEmployed => last.map(|day| day.plus_days(-1)),
        _ if persona.postings.last().is_some_and(|posting| posting.kind == "substantive") && last.is_some() => {
            last.map(|day| day.plus_days(-1))
        }
        _ => Some(persona.joined.plus_days(35 * YEAR + 9).max(REFERENCE.plus_days(3 * YEAR))),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{Size, files, staffing};

    fn everyone() -> (Vec<Persona>, Vec<Official>) {
        let (organisations, territories, rules, personas) = (
            files::organisations().expect("organisations"),
            files::territories().expect("territories"),
            files::staffing().expect("staffing"),
            files::personas().expect("personas"),
        );
        let plan = staffing::plan(
            &staffing::Sources { organisations: &organisations, staffing: &rules, personas: &personas },
            Size::Full,
        );
        let book = NameBook::new(files::names().expect("names"));
        let sources = Sources {
            organisations: &organisations,
            territories: &territories,
            staffing: &rules,
            personas: &personas,
            book: &book,
        };
        let all = officials(&sources, &plan.expect("a plan")).expect("officials");
        (personas, all)
    }

    #[test]
    fn everybody_has_a_code_a_name_and_a_life_that_can_be_true() {
        let (_, all) = everyone();
        assert_eq!(all.len(), 30_000);
        assert_eq!(all.iter().map(|official| &official.code).collect::<BTreeSet<_>>().len(), 30_000);
        for official in &all {
            assert!(!official.name.latin.is_empty(), "{}", official.code);
            assert!(official.retires.is_none_or(|day| day > REFERENCE), "{}", official.code);
            let first = official.postings.iter().map(|posting| posting.from).min().expect("a posting");
            assert!(official.persona.is_some() || (official.joined <= first && first < REFERENCE), "{}", official.code);
        }
        let languages: BTreeSet<&str> = all.iter().map(|official| official.name.native_language.as_str()).collect();
        assert_eq!(languages.into_iter().collect::<Vec<_>>(), ["bn", "hi", "kn", "pa", "ta", "ur"]);
    }

    #[test]
    fn personas_are_as_written() {
        let (personas, all) = everyone();
        let of = |key: &str| {
            let at = personas.iter().position(|persona| persona.key == key).expect("a persona");
            &all[at]
        };
        assert_eq!(of("bhola-prasad").retires, Date::parse("2027-02-28").ok());
        assert_eq!(
            (of("ramesh-yadav").minutes_per_week, of("asha-devi").minutes_per_week, of("kavitha-rao").minutes_per_week),
            (60, 120, 90)
        );
        assert_eq!(of("deepika-shetty").retires, None);
        assert_eq!(of("murugan").name.latin, "Murugan");
        assert_eq!(of("pratibha-verma").measured_by().len(), 2, "two charges");
        assert_eq!(of("nikhil-mathur").measured_by().len(), 1, "a lien does not prescribe");
    }
}
