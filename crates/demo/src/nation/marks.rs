//! How far a simulation has come, and of what parameters it is: rows that outlive an interruption.

use std::collections::BTreeMap;

use sqlx::AssertSqlSafe;
use store::{Conn, Db};

use super::Simulation;
use super::pen::Pen;
use crate::error::FillError;

/// What is done, each step after the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// The parameters stand.
    Begun = 0,
    /// Territories and organisations.
    Places = 1,
    /// The starter framework, its item banks, the courses to play.
    Library = 2,
    /// Simulated competencies, positions and courses.
    Frame = 3,
    /// What positions ask, interned.
    Sets = 4,
    /// Everybody.
    People = 5,
    /// The indexes that were left out meanwhile.
    Indexes = 6,
    /// Accounts to sign in with.
    Accounts = 7,
    /// The figures of offices are counted.
    Rollups = 8,
    /// All.
    Complete = 9,
}

const PREFIX: &str = "simulation.";

/// What stands in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks {
    pub(super) stage: i64,
    /// The next office.
    pub(super) office: i64,
}

impl Marks {
    /// Whether this is done.
    pub(super) const fn has(self, stage: Stage) -> bool {
        self.stage >= stage as i64
    }

    /// Reads them.
    pub(super) async fn read(pen: &mut Pen) -> Result<Self, FillError> {
        let rows = pen.named(format!("SELECT kind, next FROM key_sequence WHERE kind LIKE '{PREFIX}%'")).await?;
        let rows: BTreeMap<String, i64> = rows.into_iter().collect();
        let of = |name: &str| rows.get(&format!("{PREFIX}{name}")).copied().unwrap_or(0);
        Ok(Self { stage: of("stage"), office: of("office") })
    }
}

/// The statement that says how far it has come; written with what was done.
pub(super) fn reached(stage: Stage) -> String {
    set("stage", stage as i64)
}

/// The statement that says which office is next.
pub(super) fn next_office(office: usize) -> String {
    set("office", i64::try_from(office).unwrap_or(i64::MAX))
}

/// The statement that says which key of a kind is next.
pub(super) fn next_key(kind: &str, next: i64) -> String {
    format!(
        "INSERT INTO key_sequence (kind, next) VALUES ('{kind}', {next}) ON CONFLICT (kind) DO UPDATE SET next = excluded.next"
    )
}

fn set(name: &str, value: i64) -> String {
    next_key(&format!("{PREFIX}{name}"), value)
}

fn parameters(simulation: &Simulation) -> [(&'static str, i64); 5] {
    let number = |value: u64| i64::from_ne_bytes(value.to_ne_bytes());
    let Simulation { officials, seed, courses, years, plain } = *simulation;
    let [officials, seed, courses, years] = [officials, seed, courses, years].map(number);
    [("officials", officials), ("seed", seed), ("courses", courses), ("years", years), ("plain", plain.into())]
}

/// The statements that begin one.
pub(super) fn begin(simulation: &Simulation) -> Vec<String> {
    let mut all: Vec<String> = parameters(simulation).iter().map(|(name, value)| set(name, *value)).collect();
    all.push(reached(Stage::Begun));
    all
}

/// Whether a store holds this simulation, whole or in part; refuses one with other data or of other parameters.
pub(super) async fn look(db: &Db, simulation: &Simulation) -> Result<bool, FillError> {
    let mut conn = db.read().await?;
    let found = conn.query(AssertSqlSafe(format!("SELECT kind, next FROM key_sequence WHERE kind LIKE '{PREFIX}%'")));
    let found: BTreeMap<String, i64> = found.all(|row| Ok((row.get(0)?, row.get(1)?))).await?.into_iter().collect();
    if found.is_empty() {
        is_empty(&mut conn).await?;
        return Ok(false);
    }
    for (name, value) in parameters(simulation) {
        let known = found.get(&format!("{PREFIX}{name}")).copied().unwrap_or(0);
        if known != value {
            return Err(FillError::OtherSimulation { parameter: name, known: u64::from_ne_bytes(known.to_ne_bytes()) });
        }
    }
    Ok(true)
}

async fn is_empty(conn: &mut Conn) -> Result<(), FillError> {
    for table in ["key_sequence", "organisation", "official", "account"] {
        let sql = format!("SELECT 1 FROM {table} LIMIT 1");
        if conn.query(AssertSqlSafe(sql)).optional(|_| Ok(())).await?.is_some() {
            return Err(FillError::RealData);
        }
    }
    Ok(())
}
