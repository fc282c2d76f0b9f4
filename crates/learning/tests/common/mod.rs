//! A small course, two officials, and a learner's hands: opening pages, sending beats, answering tests.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;

use assessment::Test;
use assessment::attempt::service::{self as attempts, Answers, Start, Submit};
use assessment::attempt::{AttemptEntry, State as AttemptState};
use assessment::bank::{self, NewBank, NewOutcome};
use assessment::item::{Given, Rule, Solution, parse};
use assessment::test::{self, NewTest, Purpose as TestPurpose};
use competency::Competency;
use kernel::time::SECOND;
use kernel::{Code, Key, Language, LanguageText, Level};
use learning::enrolment::service::{self as enrolments, Enrol, EnrolmentRefusal};
use learning::enrolment::{self, Purpose, State};
use learning::progress::{self, Beat, BeatRefused, BeatWriter, Credit, OpenPage, Shown};
use people::official::{Name, NewOfficial};
use people::{Account, Official, OfficialKey};
use store::{Db, Error, Failure, FutureExt, Outcome, Reactions, Tx};
use uuid::Uuid;

pub const ASHA: OfficialKey = Key::<Official>::new(1);
pub const BALA: OfficialKey = Key::<Official>::new(2);
pub const ACCOUNT: Key<Account> = Key::new(1);
pub const RTI: Key<Competency> = Key::new(1);

/// The course: a text of two segments (100 and 50 words: floors of 10 and 5 seconds), a video of 50 seconds with two segments (0-20, 20-50;
/// transcripts of 40 words: 4 seconds), a quiz.
pub const COURSE: &str = "rti-course";
/// Another course with one text.
pub const OTHER: &str = "other-course";
/// A course that is only listed.
pub const LISTED: &str = "listed-course";

/// The outside ids of the objects of [`COURSE`], and the only one of [`OTHER`].
pub const TEXT: Uuid = Uuid::from_u128(0x11);
pub const VIDEO: Uuid = Uuid::from_u128(0x12);
pub const QUIZ: Uuid = Uuid::from_u128(0x13);
pub const OTHER_TEXT: Uuid = Uuid::from_u128(0x21);

/// What the binary wires.
pub fn reactions() -> Reactions {
    Reactions::default()
        .on(|tx: &mut Tx, event: &assessment::attempt::AttemptFinished| enrolment::on_attempt_finished(tx, event).boxed())
}

async fn run(tx: &mut Tx, sql: &'static str) -> Result<(), Error> {
    tx.execute(sql).run().await.map(|_| ())
}

/// Two officials with accounts, a competency and a provider.
pub async fn people(db: &Db) {
    async fn write(tx: &mut Tx) -> Outcome<(), ()> {
        let uid = tx.context().new_id();
        tx.execute("INSERT INTO framework (id, uid, code, title, licence) VALUES (1, $1, 'frame', '{\"en\":\"Frame\"}', 'CC0')")
            .bind(uid)
            .run()
            .await?;
        for (key, code) in [(1, "rti"), (2, "grievance-redressal"), (3, "cyber-hygiene")] {
            let uid = tx.context().new_id();
            tx.execute("INSERT INTO competency (id, uid, code, framework, kind, ask, revision) VALUES ($1, $2, $3, 1, 'functional', 'knowledge', 1)")
                .bind(key)
                .bind(uid)
                .bind(code)
                .run()
                .await?;
            tx.execute("INSERT INTO competency_revision (competency, revision, framework_version, name, definition) VALUES ($1, 1, '1', $2, $2)")
                .bind(key)
                .bind(LanguageText::of("Right to information", "सूचना का अधिकार"))
                .run()
                .await?;
        }
        for (key, code, name) in [(ASHA, "A-1", "Asha Devi"), (BALA, "B-2", "Bala")] {
            person(tx, key, code, name).await?;
        }
        for code in ["ISTM", "CERTIN"] {
            let name = LanguageText::of("Institute", "संस्थान");
            let day = kernel::Date::parse("2020-01-01").expect("a date");
            let new = people::organisation::NewOrganisation {
                code,
                kind: "provider",
                name: &name,
                territory: None,
                parent: None,
                from: day,
                edition: 0,
            };
            people::organisation::insert(tx, &new).await?;
        }
        Ok(())
    }
    db.write((), |tx, ()| write(tx).boxed()).await.expect("people");
}

async fn person(tx: &mut Tx, key: OfficialKey, code: &str, name: &str) -> Result<(), Error> {
    let name = Name { latin: name.to_owned(), native: String::new(), native_language: String::new() };
    let new = NewOfficial::of(code, &name);
    people::official::insert(tx, key, &new).await?;
    let account = people::account::NewAccount { official: Some(key), ..people::account::NewAccount::of(code) };
    people::account::insert(tx, &account).await.map(|_| ())
}

fn code(text: &str) -> Code {
    Code::parse(text).expect("a code")
}

/// The bank of the demo course on the right to information.
fn bank_of_rti() -> NewBank {
    let outcomes: Vec<NewOutcome> = [("receive", 1), ("time-limits", 1), ("fees", 2), ("disclose", 2), ("appeals", 2)]
        .into_iter()
        .map(|(name, level)| NewOutcome {
            code: code(name),
            level: Level::new(level).expect("a level"),
            text: LanguageText::of(name, name),
            indicator: None,
        })
        .collect();
    let codes: Vec<Code> = outcomes.iter().map(|outcome| outcome.code.clone()).collect();
    let source = include_str!("../../../../demo/courses/right-to-information/items.toml");
    let items = parse(source, &codes, &[Language::ENGLISH, Language::HINDI]).expect("no fault");
    NewBank { code: code("rti-bank"), competency: RTI, of_competency: false, outcomes, items }
}

async fn put_test(tx: &mut Tx, purpose: TestPurpose, items: i64, bank: Key<assessment::ItemBank>) -> Result<Key<Test>, Error> {
    let outcomes: Vec<Code> = bank_of_rti().outcomes.into_iter().map(|outcome| outcome.code).collect();
    let new = NewTest {
        code: &format!("rti-{}", purpose.as_str()),
        purpose,
        bank,
        competency: RTI,
        level: Level::new(2).expect("a level"),
        outcomes: &outcomes,
        items,
        pass_permille: if purpose == TestPurpose::Practice { 500 } else { 800 },
        minutes: 20,
        cooling_off_minutes: if purpose == TestPurpose::Practice { 0 } else { 24 * 60 },
        title: &LanguageText::of("A test", "एक परीक्षण"),
    };
    test::insert(tx, &new).await
}

/// People and the three courses.
pub async fn scene(db: &Db) {
    people(db).await;
    let bank = bank::import(db, bank_of_rti()).await.expect("a bank").bank;
    db.write(bank, |tx, bank| courses(tx, *bank).boxed()).await.expect("courses");
}

async fn courses(tx: &mut Tx, bank: Key<assessment::ItemBank>) -> Outcome<(), ()> {
    let assessment = put_test(tx, TestPurpose::Course, 10, bank).await?;
    let practice = put_test(tx, TestPurpose::Practice, 4, bank).await?;
    for (key, code, playable) in [(1, COURSE, true), (2, OTHER, true), (3, LISTED, false)] {
        course(tx, key, code, playable, (key == 1).then_some(assessment)).await?;
    }
    run(tx, "INSERT INTO course_effect (course, version, competency, entry, level) VALUES (1, 1, 1, 0, 2)").await?;
    let title = LanguageText::of("Object", "वस्तु");
    for (key, uid, course, number, kind, test) in [
        (1, TEXT, 1, 1, "text", None),
        (2, VIDEO, 1, 2, "video", None),
        (3, QUIZ, 1, 3, "quiz", Some(practice)),
        (4, OTHER_TEXT, 2, 1, "text", None),
    ] {
        tx.execute(
            "INSERT INTO learning_object (id, uid, course, version, module, number, code, kind, minutes, title, test) \
             VALUES ($1, $2, $3, 1, 1, $4, $5, $5, 5, $6, $7)",
        )
        .bind(key)
        .bind(uid)
        .bind(course)
        .bind(number)
        .bind(kind)
        .bind(&title)
        .bind(test)
        .run()
        .await?;
    }
    for (object, number, words, starts_at) in [(1, 1, 100, 0), (1, 2, 50, 0), (2, 1, 40, 0), (2, 2, 40, 20), (4, 1, 30, 0)] {
        segment(tx, (object, number), words, starts_at).await?;
    }
    run(tx, "INSERT INTO media (object, language, kind, file, bytes, seconds) VALUES (2, 'en', 'video', 'v.mp4', 9, 50), (2, 'hi', 'video', 'v.mp4', 9, 50)").await?;
    let uid = tx.context().new_id();
    tx.execute("INSERT INTO job_aid (id, uid, course, version, code, title, body) VALUES (1, $1, 1, 1, 'reply', $2, $2)")
        .bind(uid)
        .bind(LanguageText::of("A reply", "एक उत्तर"))
        .run()
        .await?;
    Ok(())
}

async fn course(tx: &mut Tx, key: i64, code: &str, playable: bool, test: Option<Key<Test>>) -> Result<(), Error> {
    let (uid, title) = (tx.context().new_id(), LanguageText::of(code, code));
    tx.execute("INSERT INTO course (id, uid, code, provider, version, playable, changed_at) VALUES ($1, $2, $3, 1, 1, $4, 0)")
        .bind(key)
        .bind(uid)
        .bind(code)
        .bind(playable)
        .run()
        .await?;
    tx.execute(
        "INSERT INTO course_version (course, version, digest, published, mode, minutes, languages, title, summary, prepares, sources, licence, test) \
         VALUES ($1, 1, '', 0, 'self_paced', 60, '[\"en\",\"hi\"]', $2, $2, $2, '[]', 'CC0', $3)",
    )
    .bind(key)
    .bind(&title)
    .bind(test)
    .run()
    .await?;
    tx.execute("INSERT INTO course_module (course, version, number, code, title) VALUES ($1, 1, 1, 'm', $2)")
        .bind(key)
        .bind(&title)
        .run()
        .await?;
    Ok(())
}

async fn segment(tx: &mut Tx, (object, number): (i64, i64), words: i64, starts_at: i64) -> Result<(), Error> {
    tx.execute("INSERT INTO segment (object, number, code) VALUES ($1, $2, 's' )").bind(object).bind(number).run().await?;
    for language in ["en", "hi"] {
        tx.execute(
            "INSERT INTO segment_variant (object, number, language, heading, body, words, starts_at) VALUES ($1, $2, $3, 'Heading', '<p>Text</p>', $4, $5)",
        )
        .bind(object)
        .bind(number)
        .bind(language)
        .bind(words)
        .bind(starts_at)
        .run()
        .await?;
    }
    Ok(())
}

/// One number of one row.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    let mut conn = db.read().await.expect("a connection");
    conn.query(sql).one("a number", |row| row.get(0)).await.expect("a number")
}

/// What speaks for anything, of anybody: evidence, certificates, job aids, completed enrolments.
pub async fn gains(db: &Db) -> i64 {
    number(
        db,
        "SELECT (SELECT COUNT(*) FROM evidence) + (SELECT COUNT(*) FROM certificate) + (SELECT COUNT(*) FROM desk_item) \
         + (SELECT COUNT(*) FROM enrolment WHERE state = 'completed')",
    )
    .await
}

/// A learner at work.
pub struct Hands {
    pub db: Db,
    pub official: OfficialKey,
    pub enrolment: Uuid,
    writer: BeatWriter,
    pub sequence: i64,
}

pub async fn enrol(db: &Db, official: OfficialKey, course: &str) -> Outcome<Uuid, EnrolmentRefusal> {
    let command = Enrol { official, account: ACCOUNT, course: course.to_owned(), language: Language::ENGLISH };
    enrolments::enrol(db, command).await
}

impl Hands {
    /// Enrols and begins.
    pub async fn begin(db: &Db, official: OfficialKey, course: &str) -> Self {
        let enrolment = enrol(db, official, course).await.expect("enrolled");
        Self { db: db.clone(), official, enrolment, writer: BeatWriter::start(db.clone()), sequence: 0 }
    }

    pub fn wait(&self, seconds: i64) {
        self.db.context().advance(seconds * SECOND);
    }

    /// Opens a page: number of the object, and of its segment.
    pub async fn open(&self, object: i64, segment: i64) -> Result<progress::Opened, Failure<()>> {
        let page = OpenPage { official: self.official, enrolment: self.enrolment, object, segment, language: Language::ENGLISH };
        self.db.write(page, |tx, page| progress::open_page(tx, page).boxed()).await
    }

    pub fn beat(&mut self, object: Uuid, segment: i64, shown: Shown) -> Beat {
        self.sequence += 1;
        Beat {
            official: self.official,
            enrolment: self.enrolment,
            object,
            segment,
            language: Language::ENGLISH,
            shown,
            visible: true,
            sequence: self.sequence,
        }
    }

    pub async fn send(&self, beat: Beat) -> Result<Credit, BeatRefused> {
        self.writer.credit(beat).await
    }

    /// Sends the next beat of a text and gives what is credited to the segment.
    pub async fn read(&mut self, object: Uuid, segment: i64) -> Credit {
        let beat = self.beat(object, segment, Shown::Text);
        self.send(beat).await.expect("credited")
    }

    /// Sends the next beat of a video.
    pub async fn play(&mut self, segment: i64, from: i64, to: i64) -> Credit {
        let beat = self.beat(VIDEO, segment, Shown::Video { from, to });
        self.send(beat).await.expect("credited")
    }

    /// Reads all pages of [`COURSE`] as fast as the floors allow, without any beat.
    pub async fn turn_all_pages(&self) {
        for (object, segment, floor) in [(1, 1, 10), (1, 2, 5), (2, 1, 4), (2, 2, 4), (3, 0, 0)] {
            self.open(object, segment).await.expect("opened");
            self.wait(floor);
        }
    }

    /// Takes a test of the course and answers it: all right, or all blank.
    pub async fn take(&self, purpose: Purpose, right: bool) -> AttemptEntry {
        let attempt = self.start(purpose).await;
        let answers = if right { right_answers(&self.db, attempt).await } else { Answers::new() };
        self.submit(attempt, answers).await
    }

    pub async fn start(&self, purpose: Purpose) -> Uuid {
        let test = test_of(&self.db, purpose).await;
        let start = Start {
            official: self.official,
            test,
            language: Language::ENGLISH,
            purpose_ref: purpose.reference(self.enrolment),
            return_path: String::new(),
        };
        attempts::start(&self.db, start).await.expect("an attempt")
    }

    pub async fn submit(&self, attempt: Uuid, answers: Answers) -> AttemptEntry {
        attempts::submit(&self.db, Submit { official: self.official, attempt, answers, by: Some(ACCOUNT) })
            .await
            .expect("submitted")
    }

    pub async fn state(&self) -> State {
        let own = enrolment::own(&mut self.db.read().await.expect("a connection"), self.official).await.expect("a list");
        own.iter().find(|own| own.id == self.enrolment).expect("the enrolment").state
    }
}

async fn test_of(db: &Db, purpose: Purpose) -> Key<Test> {
    let code = if purpose == Purpose::Assessment { "rti-course" } else { "rti-practice" };
    test::by_code(&mut db.read().await.expect("a connection"), code).await.expect("read").expect("a test").key
}

/// The right answer to each question of an attempt, which only the store knows.
pub async fn right_answers(db: &Db, attempt: Uuid) -> Answers {
    let mut conn = db.read().await.expect("a connection");
    let sql =
        "SELECT attempt_item.number, item.answer FROM attempt_item JOIN item ON item.id = attempt_item.item WHERE attempt = $1";
    let rows: Vec<(i64, String)> = conn.query(sql).bind(attempt).all(|row| Ok((row.get(0)?, row.get(1)?))).await.expect("rows");
    let solution = |json: &str| serde_json::from_str::<Solution>(json).expect("a solution");
    rows.iter().map(|(number, json)| (*number, right_answer(solution(json).rule))).collect()
}

fn right_answer(rule: Rule) -> Given {
    match rule {
        Rule::Single(option) => Given::Choice([option].into()),
        Rule::Multiple(options) => Given::Choice(options),
        Rule::Order(options) => Given::Places(options.into_iter().zip(1..).collect::<BTreeMap<_, _>>()),
        Rule::Match(pairs) => Given::Pairs(pairs),
        Rule::Number { value, .. } => Given::Text(value.written()),
        Rule::Short(accepted) => Given::Text(accepted.into_values().flatten().next().expect("a wording")),
    }
}

pub fn passed(attempt: &AttemptEntry) -> bool {
    attempt.state == AttemptState::Passed
}
