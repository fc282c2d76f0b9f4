//! The program is killed (SIGKILL) while it makes a snapshot, counts everybody anew, or makes the file of an export; each time at a point that can be
//! seen from outside. Begun again it ends as if nothing had happened, and nothing half ever stands under its final name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use insight::export::{Ask, Cell, Column, Format, Holds, Table, ask};
use kernel::{Context, Date, Key, Language};
use store::{Db, FutureExt, Options, Outcome, Reactions};
use uuid::Uuid;

/// So many make three chunks of a rebuild.
const OFFICIALS: &str = "4500";

/// A store with figures, and room beside it.
struct Ground {
    folder: tempfile::TempDir,
}

impl Ground {
    fn simulated() -> Self {
        let ground = Self { folder: tempfile::tempdir().expect("a folder") };
        let made = ground.program(&["simulate", "--officials", OFFICIALS, "--courses", "40", "--years", "1"]).status();
        assert!(made.expect("the program").success());
        ground
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn program(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_karmayogi"));
        command.args(arguments).arg("--data").arg(self.data());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn snapshot(&self, out: &Path) -> Command {
        let mut command = self.program(&["insight", "snapshot", "--facts"]);
        command.arg("--out").arg(out);
        command
    }

    async fn open(&self) -> Db {
        let address = Db::address_in(&self.data());
        let reactions = Reactions::default();
        let options = Options { address: &address, migrations: schema::STREAM, context: Context::system(), reactions };
        Db::open(options).await.expect("a store")
    }
}

/// Kills it as soon as something can be seen; false when it had ended before.
fn killed_when(mut child: Child, mut is_seen: impl FnMut() -> bool) -> bool {
    loop {
        let is_seen = is_seen();
        if child.try_wait().expect("a process").is_some() {
            return false;
        }
        if is_seen {
            child.kill().expect("killed");
            child.wait().expect("gone");
            return true;
        }
        std::thread::yield_now();
    }
}

fn ends_well(mut command: Command) {
    assert!(command.status().expect("the program").success(), "{command:?}");
}

/// Every file of a folder, without what a snapshot says of the time and of how often sums were written.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).expect("below").display().to_string();
            let mut bytes = std::fs::read(&path).expect("a file");
            if name == "snapshot.json" {
                let text = String::from_utf8(bytes).expect("text");
                let lines = text.lines().filter(|line| !line.contains("\"as_of\"") && !line.contains("\"version\""));
                bytes = lines.collect::<String>().into_bytes();
            }
            all.insert(name, bytes);
        }
    }
    all
}

fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (contents(one), contents(other));
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(bytes == &other[name], "{name} differs");
    }
}

#[test]
fn a_snapshot_that_is_killed_is_made_whole_the_next_time() {
    let ground = Ground::simulated();
    let (whole, place) = (ground.beside("whole"), ground.beside("place"));
    ends_well(ground.snapshot(&whole));
    for (at, seen) in ["offices.parquet", "cells", "months", "facts"].into_iter().enumerate() {
        let unfinished = ground.beside("place.unfinished").join(seen);
        let child = ground.snapshot(&place).spawn().expect("the program");
        assert!(killed_when(child, || unfinished.exists()), "killed with {seen}");
        if at < 2 {
            assert!(!place.exists(), "nothing half stands under its name");
            continue;
        }
        if at == 2 {
            ends_well(ground.snapshot(&place));
        }
        assert_same(&place, &whole);
    }
    ends_well(ground.snapshot(&place));
    assert_same(&place, &whole);
    let left = std::fs::read_dir(ground.folder.path()).expect("a folder").count();
    assert_eq!(left, 3, "the data and two snapshots; nothing unfinished");
}

#[tokio::test]
async fn a_rebuild_that_is_killed_goes_on_and_ends_with_the_same_sums() {
    let ground = Ground::simulated();
    let (before, after) = (ground.beside("before"), ground.beside("after"));
    ends_well(ground.snapshot(&before));
    let db = ground.open().await;
    let spoilt: Outcome<(), ()> = db
        .write((), |tx, ()| {
            async move {
                tx.execute("DELETE FROM rollup_cell WHERE organisation % 2 = 0").run().await?;
                tx.execute("UPDATE rollup_month SET completed = completed + 3 WHERE organisation % 3 = 0").run().await?;
                tx.execute("DELETE FROM rollup_official WHERE official % 5 = 0").run().await?;
                Ok(())
            }
            .boxed()
        })
        .await;
    spoilt.expect("spoilt");
    // After the first chunk, after the second, and with all chunks and none or some of the sums.
    for chunks in [1, 2, 3] {
        let child = ground.program(&["insight", "rebuild"]).spawn().expect("the program");
        let runtime = tokio::runtime::Handle::current();
        let seen = db.clone();
        let come = move || runtime.block_on(come_to(&seen)) >= chunks * 2_000 - if chunks == 3 { 1_500 } else { 0 };
        let killed = tokio::task::spawn_blocking(move || killed_when(child, come)).await.expect("waited");
        assert!(killed, "killed after {chunks} chunks");
        assert!(come_to(&db).await > 0, "it knows how far it has come");
    }
    db.close().await;
    ends_well(ground.program(&["insight", "rebuild"]));
    ends_well(ground.program(&["insight", "verify"]));
    ends_well(ground.snapshot(&after));
    assert_same(&before, &after);
}

/// The official to whom a rebuild has come; 0: none is under way.
async fn come_to(db: &Db) -> i64 {
    let mut conn = db.read().await.expect("a connection");
    conn.query("SELECT rebuilt FROM rollup_state").one("state", |row| row.get(0)).await.expect("a number")
}

fn table() -> Table {
    let row = |number: usize| vec![Cell::Text(format!("Office {number}")), Cell::Whole(number as i64)];
    Table {
        title: "Offices".to_owned(),
        definition: "Every office.".to_owned(),
        as_of: Date(20_000).start(),
        columns: vec![Column::new("office", "Office", Holds::Text), Column::new("held", "Held", Holds::Whole)],
        rows: (0..400_000).map(row).collect(),
    }
}

#[tokio::test]
async fn an_export_that_is_killed_is_made_whole_the_next_time() {
    let ground = Ground::simulated();
    let exports = ground.data().join("files").join("exports");
    for format in [Format::Csv, Format::Parquet] {
        let db = ground.open().await;
        let wish = || Ask { account: Key::new(1), format, language: Language::ENGLISH, table: table() };
        let undisturbed = ask(&db, wish()).await.expect("asked");
        db.close().await;
        let expected = made(&ground, undisturbed, format);
        let db = ground.open().await;
        let id = ask(&db, wish()).await.expect("asked");
        db.close().await;
        let path = |end: &str| exports.join(format!("{}.{end}", id.simple()));
        let unfinished = path("unfinished");
        let has_begun = || std::fs::metadata(&unfinished).is_ok_and(|file| file.len() > 0);
        let child = ground.program(&["serve", "--listen", "127.0.0.1:0"]).spawn().expect("the program");
        assert!(killed_when(child, has_begun), "killed in the middle of the file");
        assert!(unfinished.exists() && !path(format.as_str()).exists(), "nothing half stands under its name");
        // The lease of the worker that is gone runs out.
        let db = ground.open().await;
        let over: Outcome<(), ()> = db
            .write((), |tx, ()| {
                async move { Ok(tx.execute("UPDATE job SET run_at = 0 WHERE state = 'ready'").run().await.map(|_| ())?) }.boxed()
            })
            .await;
        over.expect("over");
        db.close().await;
        assert!(made(&ground, id, format) == expected, "{} differs", format.as_str());
        assert!(!unfinished.exists());
    }
}

/// Serves until the file of an export is there, and returns what is in it.
fn made(ground: &Ground, id: Uuid, format: Format) -> Vec<u8> {
    let path = ground.data().join("files").join("exports").join(format!("{}.{}", id.simple(), format.as_str()));
    let child = ground.program(&["serve", "--listen", "127.0.0.1:0"]).spawn().expect("the program");
    assert!(killed_when(child, || path.exists()), "it serves until it is ended");
    std::fs::read(path).expect("a file")
}
