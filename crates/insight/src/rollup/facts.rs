//! Reading the rows of many officials at once, and what their contributions rest on. Rows of one official travel as one text: a whole service is
//! read in minutes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kernel::{Attained, Level, Timestamp};
use people::OfficialKey;
use people::posting::PostingKind;
use sqlx::AssertSqlSafe;
use store::{Conn, Dialect, Error, Query, Row};

use super::domain::{Asked, CourseFacts, Enrolment, Facts, Holding, Library, Posting, Way, labels, month_of};

/// Whose rows are read.
#[derive(Clone, Debug)]
pub(super) enum Who {
    /// These, as a JSON list.
    These(String),
    /// After the first and up to the last.
    Between(OfficialKey, OfficialKey),
}

impl Who {
    pub(super) fn these(officials: &[OfficialKey]) -> Self {
        let numbers: Vec<i64> = officials.iter().map(|official| official.number()).collect();
        Self::These(format!("{numbers:?}"))
    }

    /// The condition that a column names one of them, in the first parameters.
    fn are(&self, column: &str, dialect: Dialect) -> String {
        match self {
            Self::These(_) => format!("{column} IN (SELECT value FROM {})", dialect.integers(1)),
            Self::Between(..) => format!("{column} > $1 AND {column} <= $2"),
        }
    }

    fn bind<'c>(&self, query: Query<'c>) -> Query<'c> {
        match self {
            Self::These(list) => query.bind(list),
            Self::Between(after, until) => query.bind(*after).bind(*until),
        }
    }
}

/// The rows of officials; who has none is left out.
pub(super) async fn read(conn: &mut Conn, who: &Who) -> Result<BTreeMap<OfficialKey, Facts>, Error> {
    let mut all: BTreeMap<OfficialKey, Facts> = BTreeMap::new();
    for (official, service, posting) in postings(conn, who).await? {
        let facts = all.entry(official).or_default();
        facts.service = service;
        facts.postings.push(posting);
    }
    for facts in all.values_mut() {
        facts.postings.sort_by_key(|posting| (posting.kind != PostingKind::Substantive, posting.from, posting.organisation));
    }
    for (official, holdings) in holdings(conn, who).await? {
        all.entry(official).or_default().holdings = holdings;
    }
    for (official, enrolments) in enrolments(conn, who).await? {
        all.entry(official).or_default().enrolments = enrolments;
    }
    Ok(all)
}

async fn postings(conn: &mut Conn, who: &Who) -> Result<Vec<(OfficialKey, String, Posting)>, Error> {
    let sql = format!(
        "SELECT live_posting.official, official.service, post.organisation, position.service_group, position.family, live_posting.kind, \
         live_posting.from_date, live_posting.until_date, live_post_requirement.requirement_set FROM live_posting \
         JOIN official ON official.id = live_posting.official JOIN post ON post.id = live_posting.post \
         JOIN position ON position.id = post.position LEFT JOIN live_post_requirement ON live_post_requirement.post = post.id WHERE {}",
        who.are("live_posting.official", conn.dialect())
    );
    who.bind(conn.query(AssertSqlSafe(sql))).all(read_posting).await
}

fn read_posting(row: &Row) -> Result<(OfficialKey, String, Posting), Error> {
    let kind: String = row.get(5)?;
    let kind =
        PostingKind::parse(&kind).ok_or_else(|| Error::Column { column: 5, reason: format!("no type of posting: {kind}") })?;
    let posting = Posting {
        organisation: row.get(2)?,
        group: row.get::<Option<String>>(3)?.unwrap_or_default(),
        family: row.get(4)?,
        kind,
        from: row.get(6)?,
        until: row.get(7)?,
        set: row.get(8)?,
    };
    Ok((row.get(0)?, row.get::<Option<String>>(1)?.unwrap_or_default(), posting))
}

type Holdings = HashMap<i64, Holding>;

/// Each level held is one number: competency, level, level before a lapse, assessed.
async fn holdings(conn: &mut Conn, who: &Who) -> Result<Vec<(OfficialKey, Holdings)>, Error> {
    let sql = format!(
        "SELECT official, string_agg(CAST(competency * 128 + level * 16 + lapsed_level * 2 + CASE WHEN assessed THEN 1 ELSE 0 END AS TEXT), ' ') \
         FROM attainment WHERE {} GROUP BY official",
        who.are("official", conn.dialect())
    );
    let rows = who.bind(conn.query(AssertSqlSafe(sql))).all(|row| Ok((row.get(0)?, read_holdings(&row.get::<String>(1)?)?)));
    rows.await
}

fn read_holdings(packed: &str) -> Result<Holdings, Error> {
    let attained = |number: i64| Attained::new(number).map_err(|reason| column(1, &reason));
    let mut holdings = Holdings::new();
    for number in numbers(packed) {
        let number = number?;
        let holding = Holding { held: attained(number >> 4 & 7)?, lapsed: attained(number >> 1 & 7)?, assessed: number & 1 == 1 };
        holdings.insert(number >> 7, holding);
    }
    Ok(holdings)
}

/// Each enrolment is four numbers: course, version, when it began, when it was completed or 0.
async fn enrolments(conn: &mut Conn, who: &Who) -> Result<Vec<(OfficialKey, Vec<Enrolment>)>, Error> {
    let sql = format!(
        "SELECT official, string_agg(CAST(course AS TEXT) || ' ' || CAST(version AS TEXT) || ' ' || CAST(enrolled_at AS TEXT) || ' ' || \
         CAST(COALESCE(completed_at, 0) AS TEXT), ' ') FROM enrolment WHERE {} AND state <> 'withdrawn' GROUP BY official",
        who.are("official", conn.dialect())
    );
    let rows = who.bind(conn.query(AssertSqlSafe(sql))).all(|row| Ok((row.get(0)?, read_enrolments(&row.get::<String>(1)?)?)));
    rows.await
}

fn read_enrolments(packed: &str) -> Result<Vec<Enrolment>, Error> {
    let month = |micros: i64| month_of(Timestamp(micros).date());
    let numbers: Vec<i64> = numbers(packed).collect::<Result<_, _>>()?;
    let read = |four: &[i64]| match *four {
        [course, version, enrolled, completed] => {
            let completed = (completed != 0).then(|| month(completed));
            Ok(Enrolment { course, version, enrolled: month(enrolled), completed })
        }
        _ => Err(column(1, "an enrolment is four numbers")),
    };
    numbers.chunks(4).map(read).collect()
}

fn numbers(packed: &str) -> impl Iterator<Item = Result<i64, Error>> {
    packed.split(' ').map(|number| number.parse().map_err(|reason| column(1, &reason)))
}

fn column(column: usize, reason: &(impl std::fmt::Display + ?Sized)) -> Error {
    Error::Column { column, reason: reason.to_string() }
}

impl Library {
    /// Reads what these rows rest on and is not known yet; returns the cohorts that nobody has named yet.
    pub(super) async fn learn(
        &mut self,
        conn: &mut Conn,
        all: &BTreeMap<OfficialKey, Facts>,
    ) -> Result<BTreeSet<super::domain::Labels>, Error> {
        let (mut sets, mut courses, mut offices) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut unnamed = BTreeSet::new();
        for facts in all.values() {
            for posting in &facts.postings {
                sets.extend(posting.set.filter(|set| !self.sets.contains_key(set)));
                if !self.tops.contains_key(&posting.organisation) {
                    offices.insert(posting.organisation);
                }
                let labels = labels(facts, posting);
                if !self.cohorts.contains_key(&labels) {
                    unnamed.insert(labels);
                }
            }
            let unknown = facts.enrolments.iter().filter(|one| !self.courses.contains_key(&(one.course, one.version)));
            courses.extend(unknown.map(|one| one.course));
        }
        self.read_sets(conn, sets).await?;
        self.read_courses(conn, courses).await?;
        self.read_tops(conn, offices).await?;
        if !unnamed.is_empty() {
            self.read_cohorts(conn).await?;
            unnamed.retain(|labels| !self.cohorts.contains_key(labels));
        }
        Ok(unnamed)
    }

    async fn read_sets(&mut self, conn: &mut Conn, sets: BTreeSet<i64>) -> Result<(), Error> {
        if sets.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT requirement_set, competency, level, effective_from, grace_until FROM requirement \
             WHERE requirement_set IN (SELECT value FROM {}) ORDER BY requirement_set, competency",
            conn.dialect().integers(1)
        );
        let rows = conn.query(AssertSqlSafe(sql)).bind(format!("{:?}", Vec::from_iter(&sets))).all(|row| {
            Ok((row.get(0)?, Asked { competency: row.get(1)?, level: row.get(2)?, from: row.get(3)?, grace_until: row.get(4)? }))
        });
        let rows: Vec<(i64, Asked)> = rows.await?;
        sets.into_iter().for_each(|set| drop(self.sets.insert(set, Vec::new())));
        for (set, asked) in rows {
            self.sets.entry(set).or_default().push(asked);
        }
        Ok(())
    }

    async fn read_courses(&mut self, conn: &mut Conn, courses: BTreeSet<i64>) -> Result<(), Error> {
        if courses.is_empty() {
            return Ok(());
        }
        let (courses, given) = (format!("{:?}", Vec::from_iter(&courses)), conn.dialect().integers(1));
        let versions =
            format!("SELECT course, version, mode, minutes FROM course_version WHERE course IN (SELECT value FROM {given})");
        let versions = conn.query(AssertSqlSafe(versions)).bind(&courses).all(|row| {
            let way = Way::of(&row.get::<String>(2)?);
            Ok(((row.get(0)?, row.get(1)?), CourseFacts { way, minutes: row.get(3)?, leads_to: Vec::new() }))
        });
        let mut found: HashMap<(i64, i64), CourseFacts> = versions.await?.into_iter().collect();
        let effects =
            format!("SELECT course, version, competency, level FROM course_effect WHERE course IN (SELECT value FROM {given})");
        let effects = conn
            .query(AssertSqlSafe(effects))
            .bind(&courses)
            .all(|row| Ok(((row.get(0)?, row.get(1)?), (row.get::<i64>(2)?, row.get::<Level>(3)?))));
        let effects: Vec<((i64, i64), (i64, Level))> = effects.await?;
        for (version, effect) in effects {
            if let Some(course) = found.get_mut(&version) {
                course.leads_to.push(effect);
            }
        }
        self.courses.extend(found);
        Ok(())
    }

    /// Of an office, the organisation one below the highest above it.
    async fn read_tops(&mut self, conn: &mut Conn, offices: BTreeSet<i64>) -> Result<(), Error> {
        if offices.is_empty() {
            return Ok(());
        }
        let sql = format!(
            "SELECT descendant, ancestor, depth FROM organisation_closure WHERE descendant IN (SELECT value FROM {}) ORDER BY descendant, depth",
            conn.dialect().integers(1)
        );
        let rows = conn.query(AssertSqlSafe(sql)).bind(format!("{:?}", Vec::from_iter(&offices)));
        let rows: Vec<(i64, i64)> = rows.all(|row| Ok((row.get(0)?, row.get(1)?))).await?;
        for lines in rows.chunk_by(|one, other| one.0 == other.0) {
            let last_but_one = lines.len().saturating_sub(2);
            self.tops.insert(lines[0].0, lines[last_but_one].1);
        }
        Ok(())
    }

    /// Reads every cohort.
    pub(super) async fn read_cohorts(&mut self, conn: &mut Conn) -> Result<(), Error> {
        let rows = conn.query("SELECT service_group, service, family, id FROM rollup_cohort");
        let rows = rows.all(|row| Ok(((row.get(0)?, row.get(1)?, row.get(2)?), row.get(3)?))).await?;
        self.cohorts.extend(rows);
        Ok(())
    }
}
