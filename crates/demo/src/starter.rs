//! The starter framework and its item banks, built into the program: the folder `starter` of the repository, word for word.

use std::collections::BTreeMap;

use assessment::bank;
use competency::framework;
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../starter"]
struct Files;

/// The texts below `framework` or `banks`, by their names.
pub fn files(folder: &str) -> BTreeMap<String, String> {
    let inside = |path: &str| path.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')).map(str::to_owned);
    let text = |path: &str| Files::get(path).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    Files::iter().filter_map(|path| Some((inside(&path)?, text(&path)?))).collect()
}

/// The framework with its positions, as it is published.
pub fn framework() -> framework::Source {
    framework::Source::of(files("framework"))
}

/// The item banks.
pub fn banks() -> bank::Files {
    bank::Files::of(files("banks"))
}
