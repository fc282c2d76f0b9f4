//! Many rows into one table: multi-row INSERTs in chunks, several of them on their way to the store at once, so that it commits them together.

use std::collections::VecDeque;

use kernel::{Attained, Date, Key, Language, LanguageText, Level, Timestamp};
use sqlx::AssertSqlSafe;
use store::{Db, Dialect, Error, FutureExt, Outcome, Tx};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Rows in one statement.
const ROWS: usize = 400;
/// Parameters in one statement; SQLite takes 32,766.
const PARAMETERS: usize = 30_000;
/// Chunks on their way at once.
const UNDER_WAY: usize = 4;

/// One cell.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    /// An integer, a time, a day, a level or a key.
    Integer(Option<i64>),
    /// True or false.
    Truth(bool),
    /// A text.
    Text(Option<String>),
    /// A UUID.
    Uuid(Option<Uuid>),
}

/// A table and the columns that are filled, in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    /// Its name.
    pub(crate) name: &'static str,
    /// Names of the columns, separated by commas.
    pub(crate) columns: &'static str,
    /// How many.
    pub(crate) width: usize,
}

/// Rows on their way into one table.
pub(crate) struct Bulk<'a> {
    db: &'a Db,
    table: Table,
    cells: Vec<Cell>,
    under_way: VecDeque<JoinHandle<Outcome<(), ()>>>,
    at_once: usize,
}

/// A table with its columns, counted when the program is built.
pub(crate) const fn table(name: &'static str, columns: &'static str) -> Table {
    let (bytes, mut at, mut width) = (columns.as_bytes(), 0, 1);
    while at < bytes.len() {
        if bytes[at] == b',' {
            width += 1;
        }
        at += 1;
    }
    Table { name, columns, width }
}

impl<'a> Bulk<'a> {
    /// Begins to fill a table.
    pub(crate) fn new(db: &'a Db, table: Table) -> Self {
        Self { db, table, cells: Vec::new(), under_way: VecDeque::new(), at_once: UNDER_WAY }
    }

    /// Begins to fill a table whose rows point to earlier ones of the same table: one chunk after the other.
    pub(crate) fn in_order(db: &'a Db, table: Table) -> Self {
        Self { at_once: 1, ..Self::new(db, table) }
    }

    /// Adds a row; its cells stand in the order of the columns.
    pub(crate) async fn add(&mut self, row: impl IntoIterator<Item = Cell>) -> Result<(), Error> {
        self.cells.extend(row);
        if self.cells.len() >= self.table.width * ROWS.min(PARAMETERS / self.table.width) {
            self.send().await?;
        }
        Ok(())
    }

    /// Sends what is left and waits until all is on disk.
    pub(crate) async fn end(mut self) -> Result<(), Error> {
        self.send().await?;
        while let Some(one) = self.under_way.pop_front() {
            wait(one).await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<(), Error> {
        let chunk = (self.table, std::mem::take(&mut self.cells));
        if chunk.1.is_empty() {
            return Ok(());
        }
        let db = self.db.clone();
        self.under_way.push_back(tokio::spawn(async move {
            db.write(chunk, |tx, (table, cells)| insert(tx, *table, cells).boxed()).await
        }));
        while self.under_way.len() >= self.at_once {
            let Some(first) = self.under_way.pop_front() else { break };
            wait(first).await?;
        }
        Ok(())
    }
}

async fn wait(one: JoinHandle<Outcome<(), ()>>) -> Result<(), Error> {
    let outcome = one.await.map_err(|error| Error::Writer(error.to_string()))?;
    outcome.map_err(crate::error::of_store)
}

async fn insert(tx: &mut Tx, table: Table, cells: &[Cell]) -> Outcome<(), ()> {
    let sql = statement(tx.dialect(), table, cells.len() / table.width);
    let mut statement = tx.execute(AssertSqlSafe(sql));
    for cell in cells {
        statement = match cell {
            Cell::Integer(number) => statement.bind(*number),
            Cell::Truth(truth) => statement.bind(*truth),
            Cell::Text(text) => statement.bind(text.clone()),
            Cell::Uuid(id) => statement.bind(*id),
        };
    }
    statement.run().await?;
    Ok(())
}

/// SQLite looks up a parameter with a name among all names, one by one; a plain `?` has none.
fn statement(dialect: Dialect, table: Table, rows: usize) -> String {
    let mut sql = format!("INSERT INTO {} ({}) VALUES ", table.name, table.columns);
    for row in 0..rows {
        sql += if row == 0 { "(" } else { ",(" };
        for column in 0..table.width {
            sql += if column == 0 { "" } else { "," };
            match dialect {
                Dialect::Lite => sql.push('?'),
                Dialect::Pg => sql += &format!("${}", row * table.width + column + 1),
            }
        }
        sql.push(')');
    }
    sql
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Self {
        Self::Truth(truth)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(Some(text.to_owned()))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(Some(text))
    }
}

impl From<Option<String>> for Cell {
    fn from(text: Option<String>) -> Self {
        Self::Text(text)
    }
}

impl From<Uuid> for Cell {
    fn from(id: Uuid) -> Self {
        Self::Uuid(Some(id))
    }
}

impl From<&LanguageText> for Cell {
    fn from(text: &LanguageText) -> Self {
        Self::Text(Some(text.to_json()))
    }
}

impl From<&Language> for Cell {
    fn from(language: &Language) -> Self {
        Self::Text(Some(language.to_string()))
    }
}

macro_rules! integer_cell {
    ($($kind:ty, $value:ident => $number:expr);* $(;)?) => { $(
        impl From<$kind> for Cell {
            fn from($value: $kind) -> Self { Self::Integer(Some($number)) }
        }
        impl From<Option<$kind>> for Cell {
            fn from(value: Option<$kind>) -> Self { Self::Integer(value.map(|$value| $number)) }
        }
    )* };
}
integer_cell! {
    i64, number => number;
    Timestamp, at => at.0;
    Date, day => i64::from(day.0);
    Level, level => level.number();
    Attained, level => level.number();
}

impl<T> From<Key<T>> for Cell {
    fn from(key: Key<T>) -> Self {
        Self::Integer(Some(key.number()))
    }
}

impl<T> From<Option<Key<T>>> for Cell {
    fn from(key: Option<Key<T>>) -> Self {
        Self::Integer(key.map(Key::number))
    }
}

/// A row of cells from values of different types.
macro_rules! row {
    ($($value:expr),* $(,)?) => { [$($crate::bulk::Cell::from($value)),*] };
}
pub(crate) use row;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_a_parameter_for_each_cell() {
        let table = table("t", "a, b");
        assert_eq!(table.width, 2);
        assert_eq!(statement(Dialect::Pg, table, 2), "INSERT INTO t (a, b) VALUES ($1,$2),($3,$4)");
        assert_eq!(statement(Dialect::Lite, table, 2), "INSERT INTO t (a, b) VALUES (?,?),(?,?)");
    }
}
