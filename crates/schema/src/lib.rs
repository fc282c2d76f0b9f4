//! The one stream of migrations. Data, not logic: each file is the tables of one realm, with a comment on each personal column
//! (`-- personal: kind; purpose; retention`) that a test reads. Foreign keys point only to tables that stand earlier.

use store::Migration;

macro_rules! stream {
    ($($name:literal),* $(,)?) => {
        &[$(Migration { name: $name, sql: include_str!(concat!("../migrations/", $name, ".sql")) }),*]
    };
}

/// All steps, in order.
pub const STREAM: &[Migration] = stream![
    "0001_store",
    "0002_people",
    "0003_competency",
    "0004_assessment",
    "0005_learning",
    "0006_records",
    "0007_starter",
    "0008_library",
    "0009_paths",
    "0011_records_events",
    "0012_framework_imports",
    "0013_framework_drafts",
    "0014_insight",
    "0015_insight_release",
    "0016_overlays",
    "0017_frameworks_go_on",
    "0018_twin_kept",
];
