//! A small bank and two officials.
#![allow(dead_code, reason = "each test file uses a part of it")]

use std::collections::BTreeMap;

use assessment::attempt::service::{self, Answers, Start, Submit};
use assessment::bank::{self, Imported, NewBank, NewOutcome};
use assessment::item::{Given, Rule, Solution, parse};
use assessment::test::{self, NewTest, Purpose};
use assessment::{ItemBank, Test};
use competency::Competency;
use kernel::{Code, Key, Language, LanguageText, Level};
use people::official::{Name, NewOfficial};
use people::{Account, Official, OfficialKey};
use store::{Db, FutureExt, Outcome, Tx};
use uuid::Uuid;

pub const COMPETENCY: Key<Competency> = Key::new(1);
pub const ASHA: OfficialKey = Key::<Official>::new(1);
pub const BALA: OfficialKey = Key::<Official>::new(2);

pub fn code(text: &str) -> Code {
    Code::parse(text).expect("a code")
}

/// A competency, two officials and an account of the first.
pub async fn people(db: &Db) -> Key<Account> {
    async fn write(tx: &mut Tx) -> Outcome<Key<Account>, ()> {
        let uids: Vec<Uuid> = (0..2).map(|_| tx.context().new_id()).collect();
        let title = LanguageText::of("Frame", "ढाँचा");
        tx.execute("INSERT INTO framework (id, uid, code, title, licence) VALUES (1, $1, 'frame', $2, 'CC0')")
            .bind(uids[0])
            .bind(&title)
            .run()
            .await?;
        tx.execute("INSERT INTO competency (id, uid, code, framework, kind, ask, revision) VALUES (1, $1, 'rti', 1, 'functional', 'knowledge', 1)")
            .bind(uids[1])
            .run()
            .await?;
        let name = LanguageText::of("Right to information", "सूचना का अधिकार");
        tx.execute("INSERT INTO competency_revision (competency, revision, framework_version, name, definition) VALUES (1, 1, '1', $1, $1)")
            .bind(&name)
            .run()
            .await?;
        for (key, official) in [(ASHA, "A-1"), (BALA, "B-2")] {
            let name = Name { latin: official.to_owned(), native: String::new(), native_language: String::new() };
            let new = NewOfficial::of(official, &name);
            people::official::insert(tx, key, &new).await?;
        }
        let account = people::account::NewAccount { official: Some(ASHA), ..people::account::NewAccount::of("asha") };
        Ok(people::account::insert(tx, &account).await?)
    }
    db.write((), |tx, ()| write(tx).boxed()).await.expect("people")
}

/// The items of the demo course on the right to information: five outcomes (two of level 1, three of level 2), five items each, all kinds.
pub fn rti() -> NewBank {
    let level = |number| Level::new(number).expect("1 to 5");
    let outcomes: Vec<NewOutcome> = [("receive", 1), ("time-limits", 1), ("fees", 2), ("disclose", 2), ("appeals", 2)]
        .into_iter()
        .map(|(name, number)| NewOutcome {
            code: code(name),
            level: level(number),
            text: LanguageText::of(format!("Outcome {name}"), format!("परिणाम {name}")),
            indicator: None,
        })
        .collect();
    let codes: Vec<Code> = outcomes.iter().map(|outcome| outcome.code.clone()).collect();
    let source = include_str!("../../../../demo/courses/right-to-information/items.toml");
    let items = parse(source, &codes, &[Language::ENGLISH, Language::HINDI]).expect("no fault");
    NewBank { code: code("rti-bank"), competency: COMPETENCY, of_competency: false, outcomes, items }
}

pub async fn import(db: &Db, bank: NewBank) -> Imported {
    bank::import(db, bank).await.expect("imported")
}

/// A test of `items` items from all outcomes, of 20 minutes, passed with 80 percent, with a day between two tries.
pub async fn put_test(db: &Db, bank: Key<ItemBank>, purpose: Purpose, items: i64) -> Key<Test> {
    async fn write(tx: &mut Tx, (bank, purpose, items): (Key<ItemBank>, Purpose, i64)) -> Outcome<Key<Test>, ()> {
        let outcomes: Vec<Code> = rti().outcomes.into_iter().map(|outcome| outcome.code).collect();
        let new = NewTest {
            code: &format!("rti-{}-{items}", purpose.as_str()),
            purpose,
            bank,
            competency: COMPETENCY,
            level: Level::new(2).expect("a level"),
            outcomes: &outcomes,
            items,
            pass_permille: 800,
            minutes: 20,
            cooling_off_minutes: 24 * 60,
            title: &LanguageText::of("RTI assessment", "RTI आकलन"),
        };
        Ok(test::insert(tx, &new).await?)
    }
    db.write((bank, purpose, items), |tx, new| write(tx, *new).boxed()).await.expect("a test")
}

/// People, the bank and a course test of ten items; the account and the test.
pub async fn scene(db: &Db, purpose: Purpose) -> (Key<Account>, Key<Test>) {
    let account = people(db).await;
    let bank = import(db, rti()).await.bank;
    (account, put_test(db, bank, purpose, 10).await)
}

pub fn start(official: OfficialKey, test: Key<Test>) -> Start {
    Start {
        official,
        test,
        language: Language::ENGLISH,
        purpose_ref: "object:7".to_owned(),
        return_path: "/learn/rti".to_owned(),
    }
}

pub async fn begin(db: &Db, official: OfficialKey, test: Key<Test>) -> Uuid {
    service::start(db, start(official, test)).await.expect("an attempt")
}

/// The items of an attempt: number, item, outcome, solution, points earned.
pub async fn drawn(db: &Db, attempt: Uuid) -> Vec<(i64, i64, String, Solution, Option<i64>)> {
    let mut conn = db.read().await.expect("a connection");
    let sql = "SELECT attempt_item.number, item.id, item.outcome, item.answer, attempt_item.earned FROM attempt_item \
               JOIN item ON item.id = attempt_item.item WHERE attempt = $1 ORDER BY number";
    let rows = conn.query(sql).bind(attempt).all(|row| {
        let json: String = row.get(3)?;
        Ok((row.get(0)?, row.get(1)?, row.get(2)?, serde_json::from_str(&json).expect("a solution"), row.get(4)?))
    });
    rows.await.expect("rows")
}

/// The right answer to each question but the first `wrong`, which are left blank.
pub async fn right(db: &Db, attempt: Uuid, wrong: usize) -> Answers {
    let items = drawn(db, attempt).await;
    items.into_iter().skip(wrong).map(|(number, _, _, solution, _)| (number, right_answer(solution.rule))).collect()
}

fn right_answer(rule: Rule) -> Given {
    match rule {
        Rule::Single(option) => Given::Choice([option].into()),
        Rule::Multiple(options) => Given::Choice(options),
        Rule::Order(options) => Given::Places(options.into_iter().zip(1..).collect()),
        Rule::Match(pairs) => Given::Pairs(pairs),
        Rule::Number { value, .. } => Given::Text(value.written()),
        Rule::Short(accepted) => Given::Text(accepted.into_values().flatten().next().expect("a wording")),
    }
}

pub fn submission(official: OfficialKey, attempt: Uuid, answers: Answers) -> Submit {
    Submit { official, attempt, answers, by: None }
}

/// One number of one row.
pub async fn number(db: &Db, sql: &'static str) -> i64 {
    let mut conn = db.read().await.expect("a connection");
    conn.query(sql).one("a number", |row| row.get(0)).await.expect("a number")
}

/// How often each item was drawn in these attempts.
pub async fn tally(db: &Db, attempts: &[Uuid]) -> BTreeMap<i64, usize> {
    let mut tally = BTreeMap::new();
    for attempt in attempts {
        for (_, item, ..) in drawn(db, *attempt).await {
            *tally.entry(item).or_insert(0) += 1;
        }
    }
    tally
}
