//! What reading and writing statements promises for whatever bytes come. One function, for the fuzzer (`fuzz/`) and for the tests.

use super::check::statement;
use super::multipart;
use super::shape::{self, Languages};
use super::{Json, Mentions, Version, equal};

/// Holds bytes against every promise, without a panic whatever they are. Returns in which versions they are a statement, or the promise that
/// was broken.
pub fn hold(bytes: &[u8]) -> Result<Vec<Version>, &'static str> {
    // Bodies of any kind are read as multipart, too; only that this ends is promised.
    let _ = multipart::parse(bytes, "b");
    let Ok(json) = Json::parse(bytes) else { return Ok(Vec::new()) };
    let text = json.to_string();
    if Json::parse(text.as_bytes()).as_ref() != Ok(&json) {
        return Err("what was written is read as the same");
    }
    let mut accepted = Vec::new();
    for version in [Version::V1, Version::V2] {
        if statement(&json, version).is_ok() {
            hold_statement(&json, version)?;
            accepted.push(version);
        }
    }
    Ok(accepted)
}

fn hold_statement(json: &Json, version: Version) -> Result<(), &'static str> {
    let mut settled = json.clone();
    shape::settle(&mut settled);
    if statement(&settled, version).is_err() {
        return Err("a settled statement is a statement");
    }
    if !equal::statements(json, json) || !equal::statements(json, &settled) {
        return Err("a statement is the same as itself and as its settled form");
    }
    if Mentions::of(&settled).terms.is_empty() {
        return Err("a statement speaks of its verb at least");
    }
    let mut seen = 0;
    shape::each_actor(&mut settled.clone(), &mut |_| seen += 1);
    if seen == 0 {
        return Err("a statement has an actor");
    }
    let mut canonical = settled.clone();
    shape::canonical(&mut canonical, &|_| None, &Languages::parse("hi, en;q=0.5"));
    if statement(&canonical, version).is_err() {
        return Err("a canonical form is a statement");
    }
    let mut ids = settled;
    shape::ids(&mut ids);
    if Json::parse(ids.to_string().as_bytes()).as_ref() != Ok(&ids) {
        return Err("the form of ids is JSON");
    }
    Ok(())
}
