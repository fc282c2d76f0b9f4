//! Nothing that was acknowledged is lost when the program is killed under load, on both databases: the measurement of `bench kill`, smaller.

use std::path::Path;
use std::time::Duration;

use bench::ground::Engine;
use bench::kill;
use bench::run::{self, Plan};

/// Two rounds each: the second finds what the first one left.
async fn survives(engine: Engine) {
    let kills = kill::Plan {
        rounds: 2,
        readers: 120,
        sitters: 400,
        connections: 32,
        between: (Duration::from_millis(1_500), Duration::from_millis(3_500)),
    };
    let plan = Plan { pages: None, beats: None, kill: Some(kills), learners: 0 };
    let program = Path::new(env!("CARGO_BIN_EXE_karmayogi"));
    let figures = run::engine(engine, program, plan, &|_| {}).await.expect("the rounds run");
    let kill = figures.kill.expect("kills were asked for");
    assert!(kill.is_good(), "something acknowledged was lost: {kill:?}");
}

#[tokio::test]
async fn on_sqlite() {
    survives(Engine::Sqlite).await;
}

#[tokio::test]
async fn on_postgres() {
    survives(Engine::Postgres).await;
}
