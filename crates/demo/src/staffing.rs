//! Which posts there are, who of them is a persona's, and which stand vacant. Pure: from the files to a [`Plan`].
//!
//! The number of officials is exact: the rules of `staffing.toml` give the offices their shape, and the masses in the districts fill up.

use std::collections::{BTreeMap, BTreeSet};

use kernel::Date;

use crate::dice::Dice;
use crate::error::FillError;
use crate::files::{OfficeRule, Organisation, Persona, PostRule, Staffing};
use crate::{REFERENCE, Size};

/// A post of the plan.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Post {
    /// Its code: `ORGANISATION/position/number`, at most 64 characters.
    pub(crate) code: String,
    /// Its organisation, as an index into the organisations.
    pub(crate) organisation: usize,
    /// The code of its position.
    pub(crate) position: String,
    /// The post above, as an index into the posts; always a smaller one.
    pub(crate) reports_to: Option<usize>,
    /// Whether nobody holds it.
    pub(crate) vacant: bool,
    /// The persona who holds it, or has a lien on it.
    pub(crate) persona: Option<usize>,
    /// The first day on which its present holder can have come, where a persona held it before.
    pub(crate) free_from: Option<Date>,
    /// Whether a persona works under it, so that its holder must have been there for years.
    pub(crate) settled: bool,
}

/// All posts, and where the personas' postings lead.
#[derive(Debug)]
pub(crate) struct Plan {
    /// The posts, organisation by organisation, the head of each office first.
    pub(crate) posts: Vec<Post>,
    /// For each persona and each of its postings the post.
    pub(crate) persona_posts: Vec<Vec<usize>>,
}

/// The post above this persona's is vacant: his story says so.
const WITHOUT_SUPERVISOR: &str = "gopal-manjhi";

/// So many posts of one position in one office.
struct Line<'a> {
    rule: &'a PostRule,
    count: usize,
}

/// An office with its lines.
struct Office<'a> {
    organisation: usize,
    lines: Vec<Line<'a>>,
    /// Positions that only a persona brings here.
    extra: Vec<(String, usize)>,
}

/// What the plan is made from.
pub(crate) struct Sources<'a> {
    pub(crate) organisations: &'a [Organisation],
    pub(crate) staffing: &'a Staffing,
    pub(crate) personas: &'a [Persona],
}

/// Plans the posts for so many officials.
pub(crate) fn plan(sources: &Sources<'_>, size: Size) -> Result<Plan, FillError> {
    let wanted = Wanted::of(sources);
    let mut offices = shape(sources, &wanted, size);
    let held: usize = sources.personas.iter().map(|persona| current_places(persona).len()).sum();
    let ordinary = size.officials().saturating_sub(sources.personas.len());
    let vacancies = size.officials() * usize::try_from(sources.staffing.vacant_permille).unwrap_or(0) / 1000;
    fill_up(&mut offices, ordinary + held + vacancies, sources.staffing.most_in_one_office);
    let mut posts = lay_out(sources, &offices)?;
    let persona_posts = seat(sources, &mut posts)?;
    let vacancies =
        (posts.len() - held).checked_sub(ordinary).ok_or_else(|| FillError::data("service/staffing.toml", "too few posts"))?;
    leave_vacant(sources, &mut posts, &persona_posts, vacancies);
    Ok(Plan { posts, persona_posts })
}

/// The place (organisation and position) of each posting. Where a posting names no position, it is the one before in the same
/// organisation; where there is none, any post of the organisation serves.
fn places(persona: &Persona) -> Vec<(&str, Option<&str>)> {
    let place = |at: usize| {
        let posting = &persona.postings[at];
        let earlier = persona.postings[..at].iter().rev().find(|earlier| earlier.organisation == posting.organisation);
        let position =
            Some(posting.position.as_str()).filter(|code| !code.is_empty()).or(earlier.map(|earlier| earlier.position.as_str()));
        (posting.organisation.as_str(), position)
    };
    (0..persona.postings.len()).map(place).collect()
}

fn is_current(until: Option<Date>) -> bool {
    until.is_none_or(|until| until > REFERENCE)
}

/// The different places that a persona holds today.
fn current_places(persona: &Persona) -> Vec<(&str, Option<&str>)> {
    let mut found = Vec::new();
    for (posting, place) in persona.postings.iter().zip(places(persona)) {
        if is_current(posting.until) && !found.contains(&place) {
            found.push(place);
        }
    }
    found
}

/// How many posts the personas need at least, by organisation and position.
struct Wanted<'a>(BTreeMap<(&'a str, &'a str), usize>);

impl<'a> Wanted<'a> {
    fn of(sources: &Sources<'a>) -> Self {
        let mut wanted = BTreeMap::new();
        for persona in sources.personas {
            let mut seen = Vec::new();
            for (organisation, position) in places(persona) {
                let Some(position) = position else { continue };
                if !seen.contains(&(organisation, position)) {
                    *wanted.entry((organisation, position)).or_insert(0) += 1;
                    seen.push((organisation, position));
                }
            }
        }
        Self(wanted)
    }

    fn at(&self, organisation: &str, position: &str) -> usize {
        self.0.get(&(organisation, position)).copied().unwrap_or(0)
    }
}

/// The offices in their smallest form.
fn shape<'a>(sources: &Sources<'a>, wanted: &Wanted<'_>, size: Size) -> Vec<Office<'a>> {
    let mut offices = Vec::new();
    let scope = (size != Size::Full).then(|| scope(sources));
    for (at, organisation) in sources.organisations.iter().enumerate() {
        if scope.as_ref().is_some_and(|scope| !scope.contains(organisation.code.as_str())) {
            continue;
        }
        let Some(rule) = rule_for(&sources.staffing.office, &organisation.code) else { continue };
        let count = |rule: &PostRule| size.base(rule.count).max(wanted.at(&organisation.code, &rule.position));
        let lines = rule.posts.iter().map(|rule| Line { rule, count: count(rule) }).collect();
        let known = |position: &str| rule.posts.iter().any(|rule| rule.position == position);
        let extra = wanted.0.iter().filter(|((code, position), _)| *code == organisation.code && !known(position));
        let extra = extra.map(|((_, position), count)| ((*position).to_owned(), *count)).collect();
        offices.push(Office { organisation: at, lines, extra });
    }
    offices
}

/// The organisations of the personas and those above them: what a small demonstration keeps.
fn scope<'a>(sources: &Sources<'a>) -> BTreeSet<&'a str> {
    let parents: BTreeMap<&str, &str> =
        sources.organisations.iter().map(|one| (one.code.as_str(), one.parent.as_str())).collect();
    let mut scope = BTreeSet::new();
    for posting in sources.personas.iter().flat_map(|persona| &persona.postings) {
        let mut at = Some(posting.organisation.as_str());
        while let Some(code) = at.filter(|code| scope.insert(*code)) {
            at = parents.get(code).copied();
        }
    }
    scope
}

fn rule_for<'a>(rules: &'a [OfficeRule], code: &str) -> Option<&'a OfficeRule> {
    rules.iter().find(|rule| rule.patterns.iter().any(|pattern| fits(pattern, code)))
}

/// Whether a code fits a pattern in which `*` stands for any text.
fn fits(pattern: &str, code: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == code,
        Some((start, rest)) => code
            .strip_prefix(start)
            .is_some_and(|left| (0..=left.len()).filter(|at| left.is_char_boundary(*at)).any(|at| fits(rest, &left[at..]))),
    }
}

impl Office<'_> {
    fn posts(&self) -> usize {
        self.lines.iter().map(|line| line.count).sum::<usize>() + self.extra.iter().map(|(_, count)| count).sum::<usize>()
    }
}

/// Adds posts of the masses, by their weights, until there are `wanted` in all.
fn fill_up(offices: &mut [Office<'_>], wanted: usize, most: usize) {
    let weights: usize = offices.iter().flat_map(|office| &office.lines).map(|line| line.rule.mass).sum();
    loop {
        let missing = wanted.saturating_sub(offices.iter().map(Office::posts).sum());
        let mut added = 0;
        for office in offices.iter_mut() {
            let mut room = most.saturating_sub(office.posts());
            for line in office.lines.iter_mut().filter(|line| line.rule.mass > 0) {
                let share = (missing * line.rule.mass).div_ceil(weights.max(1)).min(room).min(missing - added);
                line.count += share;
                (room, added) = (room - share, added + share);
            }
        }
        if added == 0 {
            return;
        }
    }
}

fn lay_out(sources: &Sources<'_>, offices: &[Office<'_>]) -> Result<Vec<Post>, FillError> {
    let index: BTreeMap<&str, usize> =
        sources.organisations.iter().enumerate().map(|(at, one)| (one.code.as_str(), at)).collect();
    let mut heads: BTreeMap<usize, usize> = BTreeMap::new();
    let mut posts = Vec::new();
    for office in offices {
        let code = &sources.organisations[office.organisation].code;
        let above = head_above(sources.organisations, &index, &heads, office.organisation);
        let head = posts.len();
        let mut seats: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        let lines = office.lines.iter().map(|line| (line.rule.position.as_str(), line.count, line.rule.under.as_deref()));
        for (position, count, under) in
            lines.chain(office.extra.iter().map(|(position, count)| (position.as_str(), *count, None)))
        {
            let above_me = under.and_then(|under| seats.get(under)).filter(|seats| !seats.is_empty()).cloned();
            for number in 0..count {
                let at = posts.len();
                let reports_to = match &above_me {
                    Some(seats) => Some(seats[number % seats.len()]),
                    None if at == head => above,
                    None => Some(head),
                };
                posts.push(new_post(code, office.organisation, (position, number + 1), reports_to));
                seats.entry(position).or_default().push(at);
            }
        }
        if posts.len() > head {
            heads.insert(office.organisation, head);
        }
    }
    Ok(posts)
}

fn head_above(
    organisations: &[Organisation],
    index: &BTreeMap<&str, usize>,
    heads: &BTreeMap<usize, usize>,
    of: usize,
) -> Option<usize> {
    let mut at = index.get(organisations[of].parent.as_str()).copied();
    while let Some(organisation) = at {
        if let Some(head) = heads.get(&organisation) {
            return Some(*head);
        }
        at = index.get(organisations[organisation].parent.as_str()).copied();
    }
    None
}

fn new_post(office: &str, organisation: usize, (position, number): (&str, usize), reports_to: Option<usize>) -> Post {
    let room = 64 - office.len() - number.to_string().len() - 2;
    let slug: String = position.chars().take(room).collect();
    let code = format!("{office}/{slug}/{number}");
    Post {
        code,
        organisation,
        position: position.to_owned(),
        reports_to,
        vacant: false,
        persona: None,
        free_from: None,
        settled: false,
    }
}

/// Gives each persona's postings their posts.
fn seat(sources: &Sources<'_>, posts: &mut [Post]) -> Result<Vec<Vec<usize>>, FillError> {
    let mut seats = Vec::new();
    for (who, persona) in sources.personas.iter().enumerate() {
        let mut mine = vec![0; persona.postings.len()];
        let places = places(persona);
        let (current, ended): (Vec<usize>, Vec<usize>) =
            (0..places.len()).partition(|at| is_current(persona.postings[*at].until));
        for at in current.into_iter().chain(ended) {
            let (office, position) = places[at];
            let until = persona.postings[at].until.filter(|until| *until <= REFERENCE);
            let fits = |post: &Post| {
                sources.organisations[post.organisation].code == office
                    && position.is_none_or(|position| post.position == position)
            };
            let own = posts.iter().position(|post| fits(post) && post.persona == Some(who));
            let found = own.or_else(|| posts.iter().position(|post| fits(post) && post.persona.is_none()));
            let found =
                found.ok_or_else(|| FillError::data("service/personas.toml", format!("{}: no post in {office}", persona.key)))?;
            match until {
                None => posts[found].persona = Some(who),
                Some(day) => posts[found].free_from = posts[found].free_from.max(Some(day)),
            }
            mine[at] = found;
        }
        seats.push(mine);
    }
    Ok(seats)
}

/// Leaves so many posts vacant: the one that a story asks for, and others by lot; no head of an office, and nobody above a persona.
fn leave_vacant(sources: &Sources<'_>, posts: &mut [Post], persona_posts: &[Vec<usize>], count: usize) {
    let above: Vec<usize> = posts.iter().filter(|post| post.persona.is_some()).filter_map(|post| post.reports_to).collect();
    let alone = sources.personas.iter().position(|persona| persona.key == WITHOUT_SUPERVISOR);
    let story = alone.and_then(|who| persona_posts[who].last()).and_then(|post| posts[*post].reports_to);
    let is_head = |at: usize| at == 0 || posts[at].organisation != posts[at - 1].organisation;
    let mut lots: Vec<(u64, usize)> = (0..posts.len())
        .filter(|at| posts[*at].persona.is_none() && !is_head(*at) && !above.contains(at))
        .map(|at| (Dice::named("vacancy", &posts[at].code).bits(), at))
        .collect();
    lots.sort_unstable();
    let others = lots.into_iter().map(|(_, at)| at).filter(|at| Some(*at) != story);
    let vacant: Vec<usize> = story.into_iter().chain(others).take(count).collect();
    for at in above {
        posts[at].settled = true;
    }
    for at in vacant {
        posts[at].vacant = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files;

    fn planned(size: Size) -> (Vec<Organisation>, Plan) {
        let (organisations, staffing, personas) = (
            files::organisations().expect("organisations"),
            files::staffing().expect("staffing"),
            files::personas().expect("personas"),
        );
        let plan =
            plan(&Sources { organisations: &organisations, staffing: &staffing, personas: &personas }, size).expect("a plan");
        (organisations, plan)
    }

    #[test]
    fn patterns_fit_as_they_read() {
        for (pattern, code, fit) in [
            ("BR-COLL-*", "BR-COLL-PATNA", true),
            ("BR-*-ESTT", "BR-RDD-ESTT", true),
            ("BR-*-ESTT", "BR-ESTT", false),
            ("DOPT", "DOPT-ESTT", false),
        ] {
            assert_eq!(fits(pattern, code), fit, "{pattern} {code}");
        }
    }

    #[test]
    fn there_are_exactly_thirty_thousand_officials_in_all_eighty_positions() {
        let (_, plan) = planned(Size::Full);
        let held = plan.posts.iter().filter(|post| !post.vacant && post.persona.is_none()).count();
        assert_eq!(held + plan.persona_posts.len(), 30_000);
        let positions: BTreeSet<&str> =
            plan.posts.iter().filter(|post| !post.vacant).map(|post| post.position.as_str()).collect();
        assert_eq!(positions.len(), 80);
        let vacant = plan.posts.iter().filter(|post| post.vacant).count();
        assert!((600..1500).contains(&vacant), "{vacant}");
    }

    #[test]
    fn no_office_is_too_large_and_every_code_is_one() {
        let (organisations, plan) = planned(Size::Full);
        let mut offices: BTreeMap<usize, usize> = BTreeMap::new();
        for post in &plan.posts {
            *offices.entry(post.organisation).or_default() += 1;
            assert!(kernel::Code::parse(&post.code).is_ok(), "{}", post.code);
        }
        let (office, most) = offices.iter().max_by_key(|(_, count)| **count).expect("an office");
        assert!(*most <= 250, "{} has {most}", organisations[*office].code);
        assert_eq!(plan.posts.iter().map(|post| &post.code).collect::<BTreeSet<_>>().len(), plan.posts.len());
    }

    #[test]
    fn posts_report_upwards_and_only_the_tops_to_nobody() {
        let (organisations, plan) = planned(Size::Full);
        for (at, post) in plan.posts.iter().enumerate() {
            assert!(post.reports_to.is_none_or(|above| above < at), "{}", post.code);
        }
        let tops: BTreeSet<&str> = plan
            .posts
            .iter()
            .filter(|post| post.reports_to.is_none())
            .map(|post| organisations[post.organisation].code.as_str())
            .collect();
        assert!(tops.contains("BR-RDD") && tops.contains("KB") && !tops.contains("BR-RDD-PATNA"), "{tops:?}");
    }

    #[test]
    fn a_small_plan_has_as_many_officials_as_asked() {
        let (_, plan) = planned(Size::Small(600));
        let held = plan.posts.iter().filter(|post| !post.vacant && post.persona.is_none()).count();
        assert_eq!(held + plan.persona_posts.len(), 600);
    }

    #[test]
    fn the_post_above_the_official_without_supervisor_is_vacant() {
        let (organisations, plan) = planned(Size::Full);
        let post = plan.posts.iter().find(|post| post.code == "BR-COLL-KISHANGANJ/head-clerk-collectorate/1").expect("his post");
        let above = &plan.posts[post.reports_to.expect("a post above")];
        assert!(above.vacant && organisations[above.organisation].code == "BR-COLL-KISHANGANJ" && post.persona.is_some());
    }
}
