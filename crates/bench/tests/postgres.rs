//! The bench's own PostgreSQL.

use bench::postgres::Postgres;
use sqlx::{Connection, PgConnection};

#[tokio::test]
async fn a_crash_keeps_what_was_committed() {
    let mut postgres = Postgres::start().await.expect("PostgreSQL starts");
    let mut conn = PgConnection::connect(&postgres.address()).await.expect("a connection");
    let settings: Vec<String> =
        sqlx::query_scalar("SELECT setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')")
            .fetch_all(&mut conn)
            .await
            .expect("settings");
    assert_eq!(settings, ["on", "on", "on"]);
    for statement in ["CREATE TABLE kept (number BIGINT)", "INSERT INTO kept VALUES (7)"] {
        sqlx::query(statement).execute(&mut conn).await.expect("a commit");
    }
    postgres.crash().await.expect("PostgreSQL comes back");
    let mut conn = PgConnection::connect(&postgres.address()).await.expect("a connection");
    let kept: i64 = sqlx::query_scalar("SELECT number FROM kept").fetch_one(&mut conn).await.expect("the row");
    assert_eq!(kept, 7);
    assert!(postgres.group().cpu().is_ok());
    assert!(postgres.log_syncs().await.is_ok());
}
