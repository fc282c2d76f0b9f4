//! The tables of the sums.

use sqlx::AssertSqlSafe;
use store::{Conn, Error, Given, Rows, Tx, Value};

use super::cell::{Cell, Kind, Sums, Values};

impl Kind {
    /// The table, the columns that name a cell (place, of, item), and those that hold its values.
    pub(crate) const fn table(self) -> (&'static str, &'static [&'static str], &'static [&'static str]) {
        match self {
            Self::State => {
                ("rollup_cell", &["organisation", "cohort", "competency"], &["held", "below", "unassessed", "lapsed", "fresh"])
            }
            Self::Staff => ("rollup_staff", &["organisation", "cohort"], &["officials"]),
            Self::Month => (
                "rollup_month",
                &["organisation", "cohort", "month"],
                &["enrolled", "completed", "minutes_job", "minutes_others", "minutes_self"],
            ),
            Self::Course => ("rollup_course", &["top", "course", "month"], &["enrolled", "completed", "holding"]),
        }
    }
}

/// Adds to the sums.
pub(super) async fn add(tx: &mut Tx, sums: &Sums) -> Result<(), Error> {
    for kind in Kind::ALL {
        let cells: Vec<(&Cell, &Values)> = sums.0.iter().filter(|(cell, _)| cell.kind == kind).collect();
        if !cells.is_empty() {
            add_cells(tx, kind, &cells).await?;
        }
    }
    Ok(())
}

async fn add_cells(tx: &mut Tx, kind: Kind, cells: &[(&Cell, &Values)]) -> Result<(), Error> {
    let (table, keys, values) = kind.table();
    let mut rows = Rows::default();
    for (cell, counts) in cells {
        let named = [cell.place, cell.of, cell.item];
        let cells: Vec<Value<'_>> =
            named[..keys.len()].iter().chain(&counts[..values.len()]).copied().map(Value::Integer).collect();
        rows.add(&cells);
    }
    let names: Vec<&str> = keys.iter().chain(values).copied().collect();
    let columns: Vec<(&str, Given)> = names.iter().map(|name| (*name, Given::Integer)).collect();
    let sums: Vec<String> = values.iter().map(|name| format!("{name} = {table}.{name} + excluded.{name}")).collect();
    let sql = format!(
        "INSERT INTO {table} ({names}) SELECT {names} FROM {given} WHERE TRUE ON CONFLICT ({keys}) DO UPDATE SET {sums}",
        names = names.join(", "),
        given = tx.dialect().rows(1, &columns),
        keys = keys.join(", "),
        sums = sums.join(", "),
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await?;
    // Where something went away, nothing may be left.
    let less: Vec<&Cell> =
        cells.iter().filter(|(_, counts)| counts.iter().any(|count| *count < 0)).map(|(cell, _)| *cell).collect();
    sweep(tx, kind, &less).await
}

/// Takes away those of these cells in which nothing is left.
async fn sweep(tx: &mut Tx, kind: Kind, cells: &[&Cell]) -> Result<(), Error> {
    if cells.is_empty() {
        return Ok(());
    }
    let (table, keys, values) = kind.table();
    let mut rows = Rows::default();
    for cell in cells {
        let named = [cell.place, cell.of, cell.item].map(Value::Integer);
        rows.add(&named[..keys.len()]);
    }
    let columns: Vec<(&str, Given)> = keys.iter().map(|name| (*name, Given::Integer)).collect();
    let empty: Vec<String> = values.iter().map(|name| format!("{name} = 0")).collect();
    let sql = format!(
        "DELETE FROM {table} WHERE ({keys}) IN (SELECT {keys} FROM {given}) AND {empty}",
        keys = keys.join(", "),
        given = tx.dialect().rows(1, &columns),
        empty = empty.join(" AND "),
    );
    tx.execute(AssertSqlSafe(sql)).bind(rows.text()).run().await.map(|_| ())
}

/// Reads at one instant, of every cell whose place leaves `part` when divided by `parts`, what is kept in the sums, and all that officials
/// contribute; `each` gets a packed text of many cells, or one cell of the sums.
pub(super) async fn all_sums(
    conn: &mut Conn,
    (part, parts): (i64, i64),
    mut each: impl FnMut(Found<'_>) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let mut sql = "SELECT CAST(-1 AS BIGINT), 0, 0, 0, 0, 0, 0, 0, 0, parts FROM rollup_official".to_owned();
    for kind in Kind::ALL {
        let (table, keys, values) = kind.table();
        let mut columns: Vec<&str> = keys.to_vec();
        columns.resize(3, "0");
        columns.extend(values);
        columns.resize(8, "0");
        let place = keys[0];
        sql += &format!(
            " UNION ALL SELECT CAST({} AS BIGINT), {}, '' FROM {table} WHERE {place} % $2 = $1",
            kind as i64,
            columns.join(", ")
        );
    }
    let query = conn.query(AssertSqlSafe(sql)).bind(part).bind(parts);
    query
        .each(|row| match Kind::of(row.get(0)?) {
            None => each(Found::Parts(&row.get::<String>(9)?)),
            Some(kind) => {
                let cell = Cell { kind, place: row.get(1)?, of: row.get(2)?, item: row.get(3)? };
                each(Found::Sum(cell, [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?, row.get(8)?]))
            }
        })
        .await
}

/// What [`all_sums`] finds.
pub(super) enum Found<'a> {
    /// What an official contributes, packed.
    Parts(&'a str),
    /// What is kept as a sum.
    Sum(Cell, Values),
}

/// The version of the sums, and every sum, at one instant: `each` gets the kind, the place, and the numbers of many cells in a row.
pub(crate) async fn every_sum(
    conn: &mut Conn,
    mut each: impl FnMut(Kind, i64, &str) -> Result<(), Error> + Send,
) -> Result<i64, Error> {
    let mut sql = "SELECT CAST(-1 AS BIGINT), version, '' FROM rollup_state".to_owned();
    for kind in Kind::ALL {
        let (table, keys, values) = kind.table();
        let mut columns: Vec<&str> = keys[1..].to_vec();
        columns.resize(2, "0");
        columns.extend(values);
        columns.resize(7, "0");
        let cells: Vec<String> = columns.iter().map(|column| format!("CAST({column} AS TEXT)")).collect();
        let cells = cells.join(" || ' ' || ");
        sql += &format!(
            " UNION ALL SELECT CAST({} AS BIGINT), {place}, string_agg({cells}, ' ') FROM {table} GROUP BY {place}",
            kind as i64,
            place = keys[0]
        );
    }
    let mut version = 0;
    let query = conn.query(AssertSqlSafe(sql));
    query
        .each(|row| match Kind::of(row.get(0)?) {
            None => {
                version = row.get(1)?;
                Ok(())
            }
            Some(kind) => each(kind, row.get(1)?, &row.get::<String>(2)?),
        })
        .await?;
    Ok(version)
}
