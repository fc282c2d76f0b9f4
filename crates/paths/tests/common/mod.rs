//! A small service: a clerk and a head to whom the clerk reports, a framework of three competencies, a catalogue of listed courses.
#![allow(dead_code, reason = "each test file uses a part of it")]

use competency::evidence::{self, EvidenceKind, NewEvidence};
use competency::framework::{self, Options, Source};
use competency::requirement;
use kernel::{Attained, Date, Key, Language, LanguageText, Level};
use learning::package;
use people::account::{self, NewAccount};
use people::official::{Name, NewOfficial};
use people::organisation::{self, NewOrganisation};
use people::posting::{self, NewPosting, PostingKind};
use people::{Account, OfficialKey, Position, Post};
use store::{Db, Error, FutureExt, Outcome, Reactions, Tx};

/// What the binary wires.
pub fn reactions() -> Reactions {
    Reactions::default()
        .on(|tx: &mut Tx, event: &evidence::AttainmentChanged| paths::follow::on_attainment(tx, event).boxed())
        .on(|tx: &mut Tx, event: &requirement::RequirementsChanged| paths::follow::on_requirements(tx, event).boxed())
        .on(|tx: &mut Tx, event: &posting::Posted| paths::follow::on_posted(tx, event).boxed())
}

/// Who is there.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    pub clerk: OfficialKey,
    pub account: Key<Account>,
    pub head: OfficialKey,
    pub head_account: Key<Account>,
}

pub fn today() -> Date {
    Date::parse(testing::TODAY).expect("a date")
}

/// The clerk needs rti at 2 and writing at 3; the head writing at 4 as well. `rti` is the level that the clerk's role asks of it.
fn source(rti: i64) -> Source {
    let manifest = format!(
        "code = \"f\"\nversion = \"{rti}\"\npublished = \"2026-04-01\"\nlicence = \"CC0\"\ntitle.en = \"F\"\n{}",
        (1..=5).map(|n| format!("[[level]]\nown = \"{n}\"\nmaps_to = {n}\nname.en = \"L{n}\"\n")).collect::<String>()
    );
    let codes = ["rti", "writing", "spare"];
    let levels: String =
        codes.iter().flat_map(|code| (1..=5).map(move |n| format!("{code},{n},{code} at {n},{code} {n} पर\n"))).collect();
    let competencies: String =
        codes.iter().map(|code| format!("{code},domain,knowledge,{code},{code},Knows {code},{code} जानना,x\n")).collect();
    Source::of([
        ("framework.toml", manifest),
        ("competencies.csv", format!("code,kind,ask,name_en,name_hi,definition_en,definition_hi,source\n{competencies}")),
        ("levels.csv", format!("competency,level,descriptor_en,descriptor_hi\n{levels}")),
        (
            "indicators.csv",
            "competency,level,code,text_en,text_hi\nwriting,1,l1,Writes,लिखते हैं\nwriting,2,l2,Writes well,अच्छा लिखते हैं\nwriting,3,l3,Teaches it,सिखाते हैं\n".to_owned(),
        ),
        ("positions.csv", "code,title_en,title_hi,family,group,pay_level,source\nclerk,Clerk,लिपिक,state,C,4,x\nhead,Head,प्रमुख,state,A,11,x\n".to_owned()),
        ("roles.csv", "code,name_en,name_hi\ndesk,Desk,मेज़\nlead,Lead,नेतृत्व\n".to_owned()),
        ("position_roles.csv", "position,role\nclerk,desk\nhead,lead\n".to_owned()),
        ("activities.csv", "role,code,text_en,text_hi\ndesk,desk-1,Opens files,फ़ाइल खोलना\n".to_owned()),
        ("role_competencies.csv", format!("role,competency,level\ndesk,rti,{rti}\ndesk,writing,3\nlead,writing,4\n")),
    ])
}

/// Listed courses; `minutes` is how long the one on rti takes.
fn courses(minutes: i64) -> String {
    format!(
        "code,title_en,title_hi,summary_en,summary_hi,provider,languages,minutes,mode,competency,entry,level,content_year\n\
         rti-first,First steps,पहले कदम,x,x,ISTM,en;hi,{minutes},self_paced,rti,0,1,2025\n\
         writing-first,Writing,लेखन,x,x,ISTM,en;hi,40,self_paced,writing,0,1,2025\n\
         spare,Spare,अन्य,x,x,ISTM,en,40,in_class,spare,0,1,2025\n"
    )
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

/// Imports the framework with another level for the clerk's rti.
pub async fn require_rti(db: &Db, level: i64) {
    framework::import_source(db, &source(level), Options::default(), &|_| {}).await.expect("imported");
    requirement::assign_all(db).await.expect("assigned");
}

/// Publishes the listed courses, the one on rti taking so long.
pub async fn publish(db: &Db, minutes: i64) {
    let entries = package::read_entries(&courses(minutes)).expect("entries");
    package::publish_entries(db, &entries, &|_, _| {}).await.expect("published");
}

pub async fn service(db: &Db) -> Service {
    framework::import_source(db, &source(2), Options::default(), &|_| {}).await.expect("imported");
    let service = write(db, (), |tx, ()| Box::pin(make(tx))).await;
    requirement::assign_all(db).await.expect("assigned");
    publish(db, 90).await;
    service
}

async fn make(tx: &mut Tx) -> Result<Service, Error> {
    let office = organise(tx, "O").await?;
    organise(tx, "ISTM").await?;
    let (head_post, post): (Key<Post>, Key<Post>) = (tx.take_key("post").await?, tx.take_key("post").await?);
    let (head_position, clerk_position) = (position(tx, "head").await?, position(tx, "clerk").await?);
    organisation::insert_post(tx, head_post, "P-HEAD", (office, head_position), None).await?;
    organisation::insert_post(tx, post, "P-CLERK", (office, clerk_position), Some(head_post)).await?;
    let (head, head_account) = official(tx, "H1", head_post).await?;
    let (clerk, account) = official(tx, "C1", post).await?;
    Ok(Service { clerk, account, head, head_account })
}

async fn organise(tx: &mut Tx, code: &str) -> Result<Key<people::Organisation>, Error> {
    let name = LanguageText::of("Office", "कार्यालय");
    let from = today().plus_days(-4000);
    let new = NewOrganisation { code, kind: "office", name: &name, territory: None, parent: None, from, edition: 0 };
    organisation::insert(tx, &new).await
}

async fn position(tx: &mut Tx, code: &str) -> Result<Key<Position>, Error> {
    tx.query("SELECT id FROM position WHERE code = $1").bind(code).one("position", |row| row.get(0)).await
}

async fn official(tx: &mut Tx, code: &str, post: Key<Post>) -> Result<(OfficialKey, Key<Account>), Error> {
    let key: OfficialKey = tx.take_key("official").await?;
    let name = Name { latin: code.to_owned(), native: String::new(), native_language: String::new() };
    people::official::insert(tx, key, &NewOfficial::of(code, &name)).await?;
    let from = today().plus_days(-400);
    let kind = PostingKind::Substantive;
    posting::insert(tx, &NewPosting { official: key, id: None, post, kind, from, until: None, edition: 0 }).await?;
    let account = account::insert(tx, &NewAccount { official: Some(key), ..NewAccount::of(code) }).await?;
    Ok((key, account))
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

pub fn attained(level: i64) -> Attained {
    Attained::new(level).expect("0 to 5")
}

/// One number from the store.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read().await.expect("a connection").query(sql).one("a number", |row| row.get(0)).await.expect("a number")
}
