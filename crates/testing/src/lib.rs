//! What tests need: a fresh store on SQLite and on a real PostgreSQL that the test run starts itself.
//!
//! ```ignore
//! testing::on_both! {
//!     async fn refuses_a_second_active_enrolment(db: Db) { ... }
//! }
//! ```

mod postgres;

use kernel::{Context, Date};
use store::{Db, Options, Reactions};

/// The day on which tests take place, at noon.
pub const TODAY: &str = "2026-11-22";

/// A store that is deleted with it.
pub struct TestDb {
    db: Db,
    _folder: Option<tempfile::TempDir>,
}

impl std::ops::Deref for TestDb {
    type Target = Db;
    fn deref(&self) -> &Db {
        &self.db
    }
}

/// The surroundings of a test: a held clock on [`TODAY`] at noon and repeatable dice.
pub fn context() -> Context {
    let noon = Date::parse(TODAY).expect("a date").start().plus(12 * kernel::time::HOUR);
    Context::held(noon, 20_261_122)
}

/// A fresh store on SQLite.
pub async fn sqlite(reactions: Reactions) -> TestDb {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = open(&Db::address_in(folder.path()), reactions).await;
    TestDb { db, _folder: Some(folder) }
}

/// A fresh store on PostgreSQL.
pub async fn postgres(reactions: Reactions) -> TestDb {
    let address = postgres::fresh_database().await;
    TestDb { db: open(&address, reactions).await, _folder: None }
}

/// The address of a fresh, empty database on the PostgreSQL of this test run; for tests that start the program itself.
pub async fn postgres_address() -> String {
    postgres::fresh_database().await
}

async fn open(address: &str, reactions: Reactions) -> Db {
    Db::open(Options { address, migrations: schema::STREAM, context: context(), reactions }).await.expect("a store")
}

/// Declares tests that run on both databases: `async fn name(db: TestDb) { ... }`, optionally after `reactions = expression;`.
#[macro_export]
macro_rules! on_both {
    ($(async fn $name:ident($db:ident: TestDb) $body:block)+) => {
        $crate::on_both! { reactions = ::store::Reactions::default(); $(async fn $name($db: TestDb) $body)+ }
    };
    (reactions = $reactions:expr; $(async fn $name:ident($db:ident: TestDb) $body:block)+) => { $(
        mod $name {
            #[allow(unused_imports)]
            use super::*;

            async fn run($db: $crate::TestDb) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                run($crate::sqlite($reactions).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                run($crate::postgres($reactions).await).await;
            }
        }
    )+ };
}
