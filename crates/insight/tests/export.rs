//! Exports: made by a job, fetched by whoever asked, gone after seven days.

mod common;

use common::{number, write};
use insight::export::{Ask, Cell, Column, ExportRefusal, Format, Holds, JOB, Table, ask, expire, run as run_job};
use kernel::time::DAY;
use kernel::{Key, Language};
use people::Account;
use people::account::{self, NewAccount};
use store::jobs::{Handlers, Runner};
use store::{Db, Failure, FutureExt};

fn table(rows: usize) -> Table {
    let row = |number: usize| vec![Cell::Text(format!("Office {number}")), Cell::Whole(number as i64)];
    Table {
        title: "Offices".to_owned(),
        definition: "Every office.".to_owned(),
        as_of: common::today().start(),
        columns: vec![Column::new("office", "Office", Holds::Text), Column::new("held", "Held", Holds::Whole)],
        rows: (0..rows).map(row).collect(),
    }
}

async fn account(db: &Db) -> Key<Account> {
    write(db, (), |tx, ()| Box::pin(async move { account::insert(tx, &NewAccount::of("asker")).await })).await
}

fn wish(account: Key<Account>, format: Format, rows: usize) -> Ask {
    Ask { account, format, language: Language::HINDI, table: table(rows) }
}

testing::on_both! {
    async fn a_job_makes_the_file_and_a_second_run_changes_nothing(db: TestDb) {
        let (folder, account) = (tempfile::tempdir().expect("a folder"), account(&db).await);
        let files = folder.path().to_owned();
        let mut ids = Vec::new();
        for format in Format::ALL {
            ids.push(ask(&db, wish(account, *format, 30)).await.expect("asked"));
        }
        let place = files.clone();
        let handlers = Handlers::default().on(JOB, move |db, payload| run_job(db, place.clone(), payload).boxed());
        assert_eq!(Runner::new(Db::clone(&db), handlers).drain().await.expect("run"), 3);
        assert_eq!(number(&db, "SELECT COUNT(*) FROM insight_export WHERE state = 'done' AND bytes > 100 AND done = 30 AND content = ''").await, 3);
        let csv = files.join("exports").join(format!("{}.csv", ids[0].simple()));
        let written = std::fs::read_to_string(&csv).expect("a file");
        assert!(written.ends_with("Office 29,29\n") && written.starts_with("# Offices\n"), "{written}");
        run_job(Db::clone(&db), files.clone(), format!("{} {}", account.number(), ids[0])).await.expect("nothing to do");
        assert_eq!(std::fs::read_to_string(&csv).expect("a file"), written);
        assert_eq!(std::fs::read_dir(files.join("exports")).expect("a folder").count(), 3, "nothing unfinished is left");
        db.context().advance(6 * DAY);
        expire(&db, &files).await.expect("expired");
        assert!(csv.exists());
        db.context().advance(DAY);
        expire(&db, &files).await.expect("expired");
        assert!(!csv.exists() && number(&db, "SELECT COUNT(*) FROM insight_export").await == 0);
    }
    async fn who_asks_too_much_is_told_so(db: TestDb) {
        let account = account(&db).await;
        let refused = ask(&db, wish(account, Format::Csv, 1_000_001)).await;
        assert!(matches!(refused, Err(Failure::Refused(ExportRefusal::TooLarge))));
        for _ in 0..20 {
            ask(&db, wish(account, Format::Csv, 1)).await.expect("asked");
        }
        let refused = ask(&db, wish(account, Format::Csv, 1)).await;
        assert!(matches!(refused, Err(Failure::Refused(ExportRefusal::TooMany))));
    }
    async fn an_interrupted_job_begins_anew(db: TestDb) {
        let (folder, account) = (tempfile::tempdir().expect("a folder"), account(&db).await);
        let files = folder.path().to_owned();
        let id = ask(&db, wish(account, Format::Xlsx, 10)).await.expect("asked");
        std::fs::create_dir_all(files.join("exports")).expect("a folder");
        std::fs::write(files.join("exports").join(format!("{}.unfinished", id.simple())), "half").expect("written");
        run_job(Db::clone(&db), files.clone(), format!("{} {id}", account.number())).await.expect("run");
        let written = std::fs::read(files.join("exports").join(format!("{}.xlsx", id.simple()))).expect("a file");
        assert!(written.starts_with(b"PK"));
    }
}
