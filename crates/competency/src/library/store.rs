//! What the library reads of the tables of frameworks, roles and positions: all of them, some thousands of short rows.

use std::collections::{BTreeMap, HashMap};

use kernel::{Code, Key, LanguageText, Level};
use store::{Conn, Error, Row};

use super::{
    Activity, CompetencyEntry, CrosswalkEntry, FrameworkEntry, LevelEntry, PositionEntry, Resource, RoleEntry, Stock, Version,
};
use crate::framework::{Ask, Criticality, LearningMode, OwnAsk, Term, TermUse, parse_column, read_kind};
use crate::{crosswalk, twins};

/// Where each row of a table stands in its list, by key.
type Places<T> = HashMap<Key<T>, usize>;

fn places<E, T>(entries: &[E], key: impl Fn(&E) -> Key<T>) -> Places<T> {
    entries.iter().enumerate().map(|(at, entry)| (key(entry), at)).collect()
}

/// Byte order, which both databases do not share for every collation, so that codes can be looked up by bisection.
fn in_order<E>(mut entries: Vec<E>, code: impl Fn(&E) -> &Code) -> Vec<E> {
    entries.sort_by(|one, other| code(one).cmp(code(other)));
    entries
}

/// So often the stock is read anew where a version comes in meanwhile.
const TRIES: usize = 5;

/// All that is published, in the newest revisions. It takes several queries: where a version came in between two of them it is read again.
pub async fn stock(conn: &mut Conn) -> Result<Stock, Error> {
    for _ in 1..TRIES {
        let before = arrivals(conn).await?;
        let stock = read(conn).await?;
        if arrivals(conn).await? == before {
            return Ok(stock);
        }
    }
    read(conn).await
}

/// How many versions there are.
async fn arrivals(conn: &mut Conn) -> Result<i64, Error> {
    conn.query("SELECT COUNT(*) FROM framework_version").one("versions", |row| row.get(0)).await
}

async fn read(conn: &mut Conn) -> Result<Stock, Error> {
    let frameworks = frameworks(conn).await?;
    let competencies = competencies(conn, &frameworks).await?;
    let known = places(&competencies, |entry| entry.key);
    let known_frameworks = places(&frameworks, |entry| entry.key);
    let roles = roles(conn, &known_frameworks, &known).await?;
    let positions = positions(conn, (&roles, &known_frameworks), &known).await?;
    let groups = twins::groups(conn).await?;
    let place = |key: &Key<crate::Competency>| known.get(key).copied();
    let aliases = groups.aliases().iter().filter_map(|(alias, canonical)| place(alias).zip(place(canonical))).collect();
    let all = crosswalk::all(conn).await?.into_iter();
    let crosswalks = all.filter_map(|one| {
        let (origin, target) = place(&one.origin).zip(place(&one.target))?;
        Some(CrosswalkEntry { origin, target, relation: one.relation, cap: one.cap })
    });
    let crosswalks = crosswalks.collect();
    Ok(Stock { frameworks, competencies, roles, positions, aliases, crosswalks })
}

async fn frameworks(conn: &mut Conn) -> Result<Vec<FrameworkEntry>, Error> {
    let read = |row: &Row| {
        let (key, uid, code, title, licence) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(FrameworkEntry { key, uid, code, title, licence, versions: Vec::new(), terms: Vec::new(), uses: BTreeMap::new() })
    };
    let mut all = in_order(conn.query("SELECT id, uid, code, title, licence FROM framework").all(read).await?, |one| &one.code);
    let known = places(&all, |entry| entry.key);
    let versions = conn
        .query("SELECT framework, version, published, scale FROM framework_version ORDER BY published DESC, version DESC")
        .all(|row| {
            let scale: String = row.get(3)?;
            let scale = serde_json::from_str(&scale).map_err(|reason| Error::Column { column: 3, reason: reason.to_string() })?;
            Ok((row.get(0)?, Version { version: row.get(1)?, published: row.get(2)?, scale }))
        })
        .await?;
    for (framework, version) in versions {
        if let Some(at) = known.get(&framework) {
            all[*at].versions.push(version);
        }
    }
    add_terms(conn, &known, &mut all).await?;
    Ok(all)
}

async fn add_terms(conn: &mut Conn, known: &Places<crate::Framework>, all: &mut [FrameworkEntry]) -> Result<(), Error> {
    let read = |row: &Row| {
        let term =
            Term { code: row.get(1)?, kind: row.get(2)?, parent: row.get(3)?, name: row.get(4)?, description: row.get(5)? };
        Ok((row.get(0)?, term))
    };
    let terms = conn.query("SELECT framework, code, kind, parent, name, description FROM framework_term").all(read).await?;
    for (framework, term) in terms {
        if let Some(at) = known.get(&framework) {
            all[*at].terms.push(term);
        }
    }
    let uses: Vec<(_, _, String, String)> = conn
        .query("SELECT framework, kind, thing, term FROM framework_term_use")
        .all(|row| Ok((row.get(0)?, parse_column(row, 1, TermUse::parse)?, row.get(2)?, row.get(3)?)))
        .await?;
    for (framework, kind, thing, term) in uses {
        if let Some(at) = known.get(&framework) {
            all[*at].uses.entry((kind, thing)).or_default().push(term);
        }
    }
    for framework in all {
        framework.terms.sort_by(|one, other| one.code.cmp(&other.code));
        framework.uses.values_mut().for_each(|terms| terms.sort());
    }
    Ok(())
}

async fn competencies(conn: &mut Conn, frameworks: &[FrameworkEntry]) -> Result<Vec<CompetencyEntry>, Error> {
    let known = places(frameworks, |entry| entry.key);
    let read = |row: &Row| {
        Ok(CompetencyEntry {
            key: row.get(0)?,
            uid: row.get(1)?,
            code: row.get(2)?,
            framework: known.get(&row.get(3)?).copied().unwrap_or_default(),
            kind: read_kind(row, 4)?,
            ask: parse_column(row, 5, Ask::parse)?,
            version: row.get(6)?,
            name: row.get(7)?,
            definition: row.get(8)?,
            source: row.get(9)?,
            levels: BTreeMap::new(),
        })
    };
    let all = conn
        .query(
            "SELECT competency.id, competency.uid, competency.code, competency.framework, competency.kind, competency.ask, \
             competency_revision.framework_version, competency_revision.name, competency_revision.definition, competency_revision.source \
             FROM competency JOIN competency_revision ON competency_revision.competency = competency.id \
             AND competency_revision.revision = competency.revision",
        )
        .all(read)
        .await?;
    let mut all = in_order(all, |one| &one.code);
    add_levels(conn, &mut all).await?;
    Ok(all)
}

async fn add_levels(conn: &mut Conn, all: &mut [CompetencyEntry]) -> Result<(), Error> {
    let known = places(all, |entry| entry.key);
    let descriptors: Vec<(_, Level, LanguageText)> = conn
        .query(
            "SELECT level_descriptor.competency, level_descriptor.level, level_descriptor.text FROM level_descriptor \
             JOIN competency ON competency.id = level_descriptor.competency AND competency.revision = level_descriptor.revision",
        )
        .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await?;
    for (competency, level, descriptor) in descriptors {
        if let Some(at) = known.get(&competency) {
            all[*at].levels.insert(level, LevelEntry { descriptor, indicators: Vec::new() });
        }
    }
    let indicators: Vec<(_, Level, String, LanguageText)> = conn
        .query(
            "SELECT indicator.competency, indicator.level, indicator.code, indicator.text FROM indicator \
             JOIN competency ON competency.id = indicator.competency AND competency.revision = indicator.revision \
             ORDER BY indicator.id",
        )
        .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .await?;
    for (competency, level, code, text) in indicators {
        if let Some(at) = known.get(&competency) {
            all[*at].levels.entry(level).or_default().indicators.push((code, text));
        }
    }
    Ok(())
}

async fn roles(
    conn: &mut Conn,
    frameworks: &Places<crate::Framework>,
    competencies: &Places<crate::Competency>,
) -> Result<Vec<RoleEntry>, Error> {
    let read = |row: &Row| {
        Ok(RoleEntry {
            key: row.get(0)?,
            uid: row.get(1)?,
            code: row.get(2)?,
            framework: library_of(row, 3, frameworks)?,
            name: row.get(4)?,
            description: row.get(5)?,
            activities: Vec::new(),
            asks: BTreeMap::new(),
            own_asks: BTreeMap::new(),
            resources: Vec::new(),
        })
    };
    let all = conn.query("SELECT id, uid, code, framework, name, description FROM role").all(read).await?;
    let mut all = in_order(all, |one| &one.code);
    let known = places(&all, |entry| entry.key);
    let activities = conn
        .query("SELECT role, code, text FROM work_activity ORDER BY role, number")
        .all(|row| Ok((row.get(0)?, Activity { code: row.get(1)?, text: row.get(2)? })))
        .await?;
    for (role, activity) in activities {
        if let Some(at) = known.get(&role) {
            all[*at].activities.push(activity);
        }
    }
    let asks: Vec<(_, _, Level)> = conn
        .query("SELECT role, competency, level FROM role_competency")
        .all(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .await?;
    for (role, competency, level) in asks {
        if let (Some(at), Some(competency)) = (known.get(&role), competencies.get(&competency)) {
            all[*at].asks.insert(*competency, level);
        }
    }
    let own = conn
        .query("SELECT role, competency, own, importance, unmapped FROM role_own_ask")
        .all(|row| Ok((row.get(0)?, row.get(1)?, OwnAsk { own: row.get(2)?, importance: row.get(3)?, unmapped: row.get(4)? })))
        .await?;
    for (role, competency, ask) in own {
        if let (Some(at), Some(competency)) = (known.get(&role), competencies.get(&competency)) {
            all[*at].own_asks.insert(*competency, ask);
        }
    }
    let resources = conn
        .query("SELECT role, code, title, address FROM knowledge_resource")
        .all(|row| Ok((row.get(0)?, Resource { code: row.get(1)?, title: row.get(2)?, address: row.get(3)? })))
        .await?;
    for (role, resource) in resources {
        if let Some(at) = known.get(&role) {
            all[*at].resources.push(resource);
        }
    }
    all.iter_mut().for_each(|role| role.resources.sort_by(|one, other| one.code.cmp(&other.code)));
    Ok(all)
}

fn library_of(row: &Row, at: usize, frameworks: &Places<crate::Framework>) -> Result<Option<usize>, Error> {
    let framework: Option<Key<crate::Framework>> = row.get(at)?;
    Ok(framework.and_then(|framework| frameworks.get(&framework).copied()))
}

async fn positions(
    conn: &mut Conn,
    (roles, frameworks): (&[RoleEntry], &Places<crate::Framework>),
    competencies: &Places<crate::Competency>,
) -> Result<Vec<PositionEntry>, Error> {
    let read = |row: &Row| {
        Ok(PositionEntry {
            key: row.get(0)?,
            uid: row.get(1)?,
            code: row.get(2)?,
            title: row.get(3)?,
            family: row.get(4)?,
            group: row.get(5)?,
            pay_level: row.get(6)?,
            source: row.get(7)?,
            framework: library_of(row, 8, frameworks)?,
            roles: Vec::new(),
            criticality: BTreeMap::new(),
            modes: BTreeMap::new(),
        })
    };
    let all = conn
        .query("SELECT id, uid, code, title, family, service_group, pay_level, source, framework FROM position")
        .all(read)
        .await?;
    let mut all = in_order(all, |one| &one.code);
    let known = places(&all, |entry| entry.key);
    let known_roles = places(roles, |entry| entry.key);
    let links = conn.query("SELECT position, role FROM position_role").all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
    for (position, role) in links {
        if let (Some(at), Some(role)) = (known.get(&position), known_roles.get(&role)) {
            all[*at].roles.push(*role);
        }
    }
    all.iter_mut().for_each(|position| position.roles.sort_unstable());
    let criticality = conn
        .query("SELECT position, competency, criticality, reason FROM criticality")
        .all(|row| Ok((row.get(0)?, row.get(1)?, parse_column(row, 2, Criticality::parse)?, row.get(3)?)))
        .await?;
    for (position, competency, criticality, reason) in criticality {
        if let (Some(at), Some(competency)) = (known.get(&position), competencies.get(&competency)) {
            all[*at].criticality.insert(*competency, (criticality, reason));
        }
    }
    let modes = conn
        .query("SELECT position, competency, mode FROM learning_mode")
        .all(|row| Ok((row.get(0)?, row.get(1)?, parse_column(row, 2, LearningMode::parse)?)))
        .await?;
    for (position, competency, mode) in modes {
        if let (Some(at), Some(competency)) = (known.get(&position), competencies.get(&competency)) {
            all[*at].modes.insert(*competency, mode);
        }
    }
    Ok(all)
}
