//! The real packages of the demo, and a store that knows whom and what they name.

#![allow(dead_code, reason = "each test file uses its part")]

use std::path::{Path, PathBuf};

use competency::framework;
use kernel::{Date, LanguageText};
use learning::package::Source;
use people::organisation::{self, NewOrganisation};
use store::{Db, FutureExt, Outcome, Tx};

/// The codes of the real courses.
pub const COURSES: [&str; 3] = ["cyber-hygiene", "deciding-grievances", "right-to-information"];
const PROVIDERS: [&str; 10] = ["ISTM", "BIPARD", "LBSNAA", "NIRDPR", "SIUD-KA", "RAKNPA", "NACIN", "CERTIN", "BPA", "IRITM"];

pub fn demo(path: &str) -> PathBuf {
    Path::new("../../demo").join(path)
}

pub fn course(code: &str) -> Source {
    Source::from_folder(&demo("courses").join(code)).expect("a folder")
}

/// The same package with one text changed; the old words must be there.
pub fn changed(source: &Source, path: &str, old: &str, new: &str) -> Source {
    let text = String::from_utf8(source.bytes(path).expect("a file").to_vec()).expect("text");
    assert!(text.contains(old), "{path} has {old:?}");
    source.clone().with(path, text.replacen(old, new, 1).into_bytes())
}

/// The same package without a file.
pub fn without(source: &Source, gone: &str) -> Source {
    source.files().filter(|(path, _)| *path != gone).fold(Source::default(), |all, (path, bytes)| all.with(path, bytes.to_vec()))
}

/// Providers and the starter framework.
pub async fn furnish(db: &Db) {
    let made: Outcome<(), ()> = db.write((), |tx, ()| providers(tx).boxed()).await;
    made.expect("organisations");
    framework::import(db, &demo("../starter/framework"), framework::Options::default(), &|_| {}).await.expect("a framework");
}

async fn providers(tx: &mut Tx) -> Outcome<(), ()> {
    for code in PROVIDERS {
        let name = LanguageText::of(code, code);
        organisation::insert(
            tx,
            &NewOrganisation { code, kind: "provider", name: &name, territory: None, parent: None, from: Date(0), edition: 0 },
        )
        .await?;
    }
    Ok(())
}

pub async fn number(db: &Db, sql: &'static str) -> i64 {
    db.read().await.expect("a connection").query(sql).one("number", |row| row.get(0)).await.expect("a number")
}
