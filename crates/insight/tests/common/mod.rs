//! A small service: a ministry with two departments that have offices, clerks and heads, a framework of three competencies.
#![allow(dead_code, reason = "each test file uses a part of it")]

use competency::evidence::{self, EvidenceKind, NewEvidence};
use competency::framework::{self, Options, Source};
use competency::requirement;
use insight::rollup::{self, Follower};
use kernel::{Date, Key, Language, LanguageText, Level};
use learning::enrolment::EnrolmentChanged;
use people::official::{Name, NewOfficial};
use people::organisation::{self, NewOrganisation};
use people::posting::{self, NewPosting, PostingKind};
use people::{OfficialKey, Organisation, Position, Post};
use store::{Db, Error, FutureExt, Outcome, Reactions, Tx};

/// What the binary wires.
pub fn reactions() -> Reactions {
    Reactions::default()
        .on(|tx: &mut Tx, event: &organisation::PostMade| requirement::on_post_made(tx, event).boxed())
        .on(|tx: &mut Tx, event: &organisation::Rearranged| requirement::on_rearranged(tx, event).boxed())
        .on(|tx: &mut Tx, event: &evidence::AttainmentChanged| rollup::on_attainment(tx, event).boxed())
        .on(|tx: &mut Tx, event: &requirement::RequirementsChanged| rollup::on_requirements(tx, event).boxed())
        .on(|tx: &mut Tx, event: &posting::Posted| rollup::on_posted(tx, event).boxed())
        .on(|tx: &mut Tx, event: &organisation::Rearranged| rollup::on_rearranged(tx, event).boxed())
        .on(|tx: &mut Tx, event: &EnrolmentChanged| rollup::on_enrolment(tx, event).boxed())
}

/// The codes of the competencies.
pub const COMPETENCIES: [&str; 3] = ["rti", "writing", "spare"];

/// Who and what is there.
#[derive(Clone, Debug)]
pub struct Service {
    /// The ministry, its two departments, and two offices of each.
    pub ministry: Key<Organisation>,
    pub departments: Vec<Key<Organisation>>,
    pub offices: Vec<Key<Organisation>>,
    /// In each office a post of a head and three of clerks; the last one is vacant.
    pub posts: Vec<Key<Post>>,
    pub officials: Vec<OfficialKey>,
    /// Two courses with one version each: on rti by oneself, 90 minutes, and on writing in class, 40.
    pub courses: Vec<i64>,
}

pub fn today() -> Date {
    Date::parse(testing::TODAY).expect("a date")
}

/// Clerks need rti at `rti` and writing at 3; heads writing at 4.
fn source(rti: i64) -> Source {
    let manifest = format!(
        "code = \"f\"\nversion = \"{rti}\"\npublished = \"2026-04-01\"\nlicence = \"CC0\"\ntitle.en = \"F\"\n{}",
        (1..=5).map(|n| format!("[[level]]\nown = \"{n}\"\nmaps_to = {n}\nname.en = \"L{n}\"\n")).collect::<String>()
    );
    let levels: String =
        COMPETENCIES.iter().flat_map(|code| (1..=5).map(move |n| format!("{code},{n},{code} at {n},{code} {n} पर\n"))).collect();
    let competencies: String =
        COMPETENCIES.iter().map(|code| format!("{code},domain,knowledge,{code},{code},Knows {code},{code} जानना,x\n")).collect();
    Source::of([
        ("framework.toml", manifest),
        ("competencies.csv", format!("code,kind,ask,name_en,name_hi,definition_en,definition_hi,source\n{competencies}")),
        ("levels.csv", format!("competency,level,descriptor_en,descriptor_hi\n{levels}")),
        ("indicators.csv", "competency,level,code,text_en,text_hi\nwriting,1,l1,Writes,लिखते हैं\n".to_owned()),
        (
            "positions.csv",
            "code,title_en,title_hi,family,group,pay_level,source\nclerk,Clerk,लिपिक,state,C,4,x\nhead,Head,प्रमुख,state,A,11,x\n"
                .to_owned(),
        ),
        ("roles.csv", "code,name_en,name_hi\ndesk,Desk,मेज़\nlead,Lead,नेतृत्व\n".to_owned()),
        ("position_roles.csv", "position,role\nclerk,desk\nhead,lead\n".to_owned()),
        ("activities.csv", "role,code,text_en,text_hi\ndesk,desk-1,Opens files,फ़ाइल खोलना\n".to_owned()),
        ("role_competencies.csv", format!("role,competency,level\ndesk,rti,{rti}\ndesk,writing,3\nlead,writing,4\n")),
    ])
}

pub async fn write<C, T, F>(db: &Db, command: C, use_case: F) -> T
where
    C: Send + Sync + 'static,
    T: Send + 'static,
    F: for<'a> Fn(&'a mut Tx, &'a C) -> std::pin::Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>
        + Send
        + Sync
        + 'static,
{
    let outcome: Outcome<T, ()> =
        db.write((command, use_case), |tx, (command, use_case)| async move { Ok(use_case(tx, command).await?) }.boxed()).await;
    outcome.expect("written")
}

/// Imports the framework with another level for the clerks' rti.
pub async fn require_rti(db: &Db, level: i64) {
    framework::import_source(db, &source(level), Options::default(), &|_| {}).await.expect("imported");
    requirement::assign_all(db).await.expect("assigned");
}

pub async fn service(db: &Db) -> Service {
    framework::import_source(db, &source(2), Options::default(), &|_| {}).await.expect("imported");
    let service = write(db, (), |tx, ()| Box::pin(make(tx))).await;
    requirement::assign_all(db).await.expect("assigned");
    service
}

async fn make(tx: &mut Tx) -> Result<Service, Error> {
    let ministry = organise(tx, "M", None).await?;
    let (mut departments, mut offices, mut posts, mut officials) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (head, clerk) = (position(tx, "head").await?, position(tx, "clerk").await?);
    for department in ["D1", "D2"] {
        let key = organise(tx, department, Some(ministry)).await?;
        departments.push(key);
        for office in ["A", "B"] {
            let code = format!("{department}{office}");
            let office = organise(tx, &code, Some(key)).await?;
            offices.push(office);
            for (number, position) in [head, clerk, clerk, clerk].into_iter().enumerate() {
                let post: Key<Post> = tx.take_key("post").await?;
                organisation::insert_post(tx, post, &format!("P-{code}-{number}"), (office, position), None).await?;
                posts.push(post);
                if number < 3 {
                    officials.push(official(tx, &format!("E-{code}-{number}"), post).await?);
                }
            }
        }
    }
    let mut courses = Vec::new();
    for (course, mode, minutes, leads_to) in [("C1", "self_paced", 90, "rti"), ("C2", "in_class", 40, "writing")] {
        courses.push(make_course(tx, (course, mode, minutes), leads_to, ministry).await?);
    }
    Ok(Service { ministry, departments, offices, posts, officials, courses })
}

async fn make_course(
    tx: &mut Tx,
    (code, mode, minutes): (&'static str, &'static str, i64),
    leads_to: &'static str,
    provider: Key<Organisation>,
) -> Result<i64, Error> {
    let course: Key<learning::Course> = tx.take_key("course").await?;
    let uid = tx.context().new_id();
    tx.execute(
        "INSERT INTO course (id, uid, code, provider, version, playable, changed_at) VALUES ($1, $2, $3, $4, 1, FALSE, 0)",
    )
    .bind(course)
    .bind(uid)
    .bind(code)
    .bind(provider)
    .run()
    .await?;
    tx.execute(
        "INSERT INTO course_version (course, version, digest, published, mode, minutes, languages, title, summary, prepares, sources, licence) \
         VALUES ($1, 1, '', 0, $2, $3, '[]', '{}', '{}', '{}', '[]', '')",
    )
    .bind(course)
    .bind(mode)
    .bind(minutes)
    .run()
    .await?;
    tx.execute("INSERT INTO course_effect (course, version, competency, entry, level) SELECT $1, 1, id, 0, 1 FROM competency WHERE code = $2")
        .bind(course)
        .bind(leads_to)
        .run()
        .await?;
    Ok(course.number())
}

async fn organise(tx: &mut Tx, code: &str, parent: Option<Key<Organisation>>) -> Result<Key<Organisation>, Error> {
    let name = LanguageText::of(code, "कार्यालय");
    let from = today().plus_days(-4000);
    let new = NewOrganisation { code, kind: "office", name: &name, territory: None, parent, from, edition: 0 };
    organisation::insert(tx, &new).await
}

async fn position(tx: &mut Tx, code: &str) -> Result<Key<Position>, Error> {
    tx.query("SELECT id FROM position WHERE code = $1").bind(code).one("position", |row| row.get(0)).await
}

async fn official(tx: &mut Tx, code: &str, post: Key<Post>) -> Result<OfficialKey, Error> {
    let key: OfficialKey = tx.take_key("official").await?;
    let name = Name { latin: code.to_owned(), native: String::new(), native_language: String::new() };
    people::official::insert(tx, key, &NewOfficial::of(code, &name)).await?;
    let (from, kind) = (today().plus_days(-400), PostingKind::Substantive);
    posting::insert(tx, &NewPosting { official: key, id: None, post, kind, from, until: None, edition: 0 }).await?;
    Ok(key)
}

/// Posts an official: the type, how many days from today it begins and ends.
pub async fn post(db: &Db, official: OfficialKey, post: Key<Post>, (kind, from, until): (PostingKind, i32, Option<i32>)) {
    let day = db.context().today();
    let new = NewPosting {
        official,
        id: None,
        post,
        kind,
        from: day.plus_days(from),
        until: until.map(|until| day.plus_days(until)),
        edition: 0,
    };
    write(db, new, |tx, new| Box::pin(posting::insert(tx, new))).await;
}

/// Records evidence of an official: competency, kind, level.
pub async fn show(db: &Db, official: OfficialKey, code: &'static str, kind: EvidenceKind, level: i64) {
    let key = framework::by_code(&mut db.read().await.expect("a connection"), code).await.expect("read").expect("known").key;
    write(db, (official, key, kind, level), |tx, (official, key, kind, level)| {
        Box::pin(async move {
            let new = NewEvidence {
                official: *official,
                id: None,
                competency: *key,
                kind: *kind,
                level: Level::new(*level).expect("1 to 5"),
                shown_at: tx.now(),
                recorded_by: None,
                observer: None,
                indicator: None,
                language: &Language::ENGLISH,
                source: "test",
                note: "",
                withdraws: None,
            };
            evidence::record(tx, &new).await.map(|recorded| recorded.after)
        })
    })
    .await;
}

/// Enrols an official, or ends the active enrolment in the course: `completed` or `withdrawn`.
pub async fn enrol(db: &Db, official: OfficialKey, course: i64, state: &'static str) {
    write(db, (official, course, state), |tx, (official, course, state)| {
        Box::pin(async move {
            let (id, now) = (tx.context().new_id(), tx.now());
            if *state == "active" {
                tx.execute(
                    "INSERT INTO enrolment (official, id, course, version, language, state, enrolled_at, credited_until) \
                     VALUES ($1, $2, $3, 1, 'en', 'active', $4, $4) ON CONFLICT DO NOTHING",
                )
                .bind(*official)
                .bind(id)
                .bind(*course)
                .bind(now)
                .run()
                .await?;
            } else {
                tx.execute(
                    "UPDATE enrolment SET state = $3, completed_at = CASE WHEN $3 = 'completed' THEN CAST($4 AS BIGINT) END \
                     WHERE official = $1 AND course = $2 AND state = 'active'",
                )
                .bind(*official)
                .bind(*course)
                .bind(*state)
                .bind(now)
                .run()
                .await?;
            }
            tx.emit(&EnrolmentChanged { official: *official }).await
        })
    })
    .await;
}

/// Counts what is waiting.
pub async fn follow(db: &Db) -> u64 {
    Follower::default().follow(db).await.expect("followed").changed
}

/// Fails when a figure is not what it should be.
pub async fn verify(db: &Db) {
    let found = rollup::verify(db, &mut |_, _, _| {}).await.expect("compared");
    assert!(found.differences.is_empty(), "{:#?}", found.differences);
}

/// Every sum, as text.
pub async fn sums(db: &Db) -> Vec<String> {
    let mut all = Vec::new();
    let mut conn = db.read().await.expect("a connection");
    for (table, sql, columns) in [
        (
            "cell",
            "SELECT organisation, cohort, competency, held, below, unassessed, lapsed, fresh FROM rollup_cell ORDER BY 1, 2, 3",
            8,
        ),
        ("staff", "SELECT organisation, cohort, officials FROM rollup_staff ORDER BY 1, 2", 3),
        (
            "month",
            "SELECT organisation, cohort, month, enrolled, completed, minutes_job, minutes_others, minutes_self FROM rollup_month ORDER BY 1, 2, 3",
            8,
        ),
        ("course", "SELECT top, course, month, enrolled, completed, holding FROM rollup_course ORDER BY 1, 2, 3", 6),
    ] {
        let rows = conn.query(sql).all(move |row| (0..columns).map(|at| row.get::<i64>(at)).collect::<Result<Vec<_>, _>>()).await;
        all.extend(rows.expect("read").into_iter().map(|row| format!("{table} {row:?}")));
    }
    all
}

/// One number from the store.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read().await.expect("a connection").query(sql).one("a number", |row| row.get(0)).await.expect("a number")
}
