//! The only SQL on tests.

use competency::Competency;
use kernel::{Code, Key, Level};
use sqlx::AssertSqlSafe;
use store::{Conn, Error, Row, Tx};

use super::domain::{self, NewTest, Purpose, TestEntry};
use crate::Test;

const COLUMNS: &str = "test.id, test.code, test.purpose, test.bank, test.competency, test.level, test.outcomes, test.items, \
     test.pass_permille, test.minutes, test.cooling_off_minutes, test.title";

fn read_entry(row: &Row) -> Result<TestEntry, Error> {
    let (purpose, outcomes): (String, String) = (row.get(2)?, row.get(6)?);
    Ok(TestEntry {
        key: row.get(0)?,
        code: row.get(1)?,
        purpose: Purpose::parse(&purpose).ok_or(Error::Column { column: 2, reason: purpose })?,
        bank: row.get(3)?,
        competency: row.get(4)?,
        level: row.get(5)?,
        outcomes: serde_json::from_str(&outcomes).map_err(|error| Error::Column { column: 6, reason: error.to_string() })?,
        items: row.get(7)?,
        pass_permille: row.get(8)?,
        minutes: row.get(9)?,
        cooling_off_minutes: row.get(10)?,
        title: row.get(11)?,
    })
}

/// Makes a test, or changes in place the one with this code.
pub async fn insert(tx: &mut Tx, new: &NewTest<'_>) -> Result<Key<Test>, Error> {
    let known = tx.query("SELECT id FROM test WHERE code = $1").bind(new.code).optional(|row| row.get::<Key<Test>>(0)).await?;
    let (key, uid) = match known {
        Some(key) => (key, None),
        None => (tx.take_key("test").await?, Some(tx.context().new_id())),
    };
    let outcomes = serde_json::to_string(&new.outcomes.iter().map(Code::as_str).collect::<Vec<_>>()).unwrap_or_default();
    let statement = match uid {
        Some(uid) => tx
            .execute(
                "INSERT INTO test (id, uid, code, purpose, bank, competency, level, outcomes, items, pass_permille, minutes, \
                 cooling_off_minutes, title) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
            )
            .bind(key)
            .bind(uid)
            .bind(new.code),
        None => tx
            .execute(
                "UPDATE test SET purpose = $2, bank = $3, competency = $4, level = $5, outcomes = $6, items = $7, pass_permille = $8, \
                 minutes = $9, cooling_off_minutes = $10, title = $11 WHERE id = $1",
            )
            .bind(key),
    };
    statement
        .bind(new.purpose.as_str())
        .bind(new.bank)
        .bind(new.competency)
        .bind(new.level)
        .bind(outcomes)
        .bind(new.items)
        .bind(new.pass_permille)
        .bind(new.minutes)
        .bind(new.cooling_off_minutes)
        .bind(new.title)
        .run()
        .await?;
    Ok(key)
}

/// The test with this code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<TestEntry>, Error> {
    conn.query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM test WHERE code = $1"))).bind(code).optional(read_entry).await
}

/// The test with this key.
pub async fn by_key(conn: &mut Conn, key: Key<Test>) -> Result<Option<TestEntry>, Error> {
    conn.query(AssertSqlSafe(format!("SELECT {COLUMNS} FROM test WHERE id = $1"))).bind(key).optional(read_entry).await
}

/// The test-out of a competency at exactly this level.
pub async fn test_out_for(conn: &mut Conn, competency: Key<Competency>, level: Level) -> Result<Option<TestEntry>, Error> {
    Ok(test_outs(conn, &[competency]).await?.into_iter().find(|test| test.level == level))
}

/// The test-outs that are offered for several competencies, in one query, by competency, level and code: those of the competency's own bank,
/// or where it has none those of courses.
pub async fn test_outs(conn: &mut Conn, competencies: &[Key<Competency>]) -> Result<Vec<TestEntry>, Error> {
    let numbers = format!("{:?}", competencies.iter().map(|key| key.number()).collect::<Vec<_>>());
    let given = conn.dialect().integers(1);
    let sql = format!(
        "SELECT {COLUMNS}, item_bank.of_competency FROM test JOIN item_bank ON item_bank.id = test.bank \
         WHERE test.purpose = 'test_out' AND test.competency IN (SELECT value FROM {given}) ORDER BY test.competency, test.level, test.code"
    );
    let found = conn.query(AssertSqlSafe(sql)).bind(numbers).all(|row| Ok((read_entry(row)?, row.get(12)?))).await?;
    Ok(domain::offered(found))
}
