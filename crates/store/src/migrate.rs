//! One stream of migrations, from one template for both databases.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use sqlx::AssertSqlSafe;

use crate::Dialect;
use crate::error::Error;
use crate::tx::Tx;

/// One step of the stream. Steps are run in order, once, and never changed after a release.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    /// Its name, such as `0002_people`; the order is that of the stream.
    pub name: &'static str,
    /// DDL with the type tokens of the dialect.
    pub sql: &'static str,
}

pub(crate) async fn run(tx: &mut Tx, stream: &[Migration]) -> Result<(), Error> {
    if tx.dialect() == Dialect::Pg {
        // Two nodes that start at once take turns.
        tx.execute("SELECT pg_advisory_lock(7310265511)").run().await?;
    }
    let outcome = run_missing(tx, stream).await;
    if tx.dialect() == Dialect::Pg {
        tx.execute("SELECT pg_advisory_unlock(7310265511)").run().await?;
    }
    outcome
}

async fn run_missing(tx: &mut Tx, stream: &[Migration]) -> Result<(), Error> {
    let table = tx.dialect().fill(
        "CREATE TABLE IF NOT EXISTS migration (name TEXT NOT NULL PRIMARY KEY, digest TEXT NOT NULL, at {int} NOT NULL) {table}",
    );
    tx.execute(AssertSqlSafe(table)).run().await?;
    let done: BTreeMap<String, String> =
        tx.query("SELECT name, digest FROM migration").all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect();
    if let Some(unknown) = done.keys().find(|name| !stream.iter().any(|step| step.name == name.as_str())) {
        return Err(Error::Schema(format!(
            "the store has the step {unknown}, which this program does not know; use the newer program"
        )));
    }
    for step in stream {
        let digest = digest(step.sql);
        match done.get(step.name) {
            Some(known) if *known == digest => {}
            Some(_) => return Err(Error::Schema(format!("the step {} is not the one that made this store", step.name))),
            None => apply(tx, step, &digest).await?,
        }
    }
    Ok(())
}

async fn apply(tx: &mut Tx, step: &Migration, digest: &str) -> Result<(), Error> {
    tx.execute("BEGIN").run().await?;
    let outcome = apply_statements(tx, step, digest).await;
    tx.execute(if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" }).run().await?;
    outcome.map_err(|error| Error::Schema(format!("{}: {error}", step.name)))
}

async fn apply_statements(tx: &mut Tx, step: &Migration, digest: &str) -> Result<(), Error> {
    for statement in statements(&tx.dialect().fill(step.sql)) {
        tx.execute(AssertSqlSafe(statement)).run().await?;
    }
    let now = tx.now();
    tx.execute("INSERT INTO migration (name, digest, at) VALUES ($1, $2, $3)")
        .bind(step.name)
        .bind(digest)
        .bind(now)
        .run()
        .await?;
    Ok(())
}

/// Splits at `;` at the end of a line; comments are left out.
fn statements(sql: &str) -> Vec<String> {
    let bare: String = sql
        .lines()
        .map(|line| line.split("--").next().unwrap_or_default().trim_end())
        .fold(String::new(), |all, line| all + line + "\n");
    bare.split(";\n").map(str::trim).filter(|statement| !statement.is_empty()).map(str::to_owned).collect()
}

fn digest(sql: &str) -> String {
    Sha256::digest(sql.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
