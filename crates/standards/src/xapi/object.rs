//! What a statement is about: an activity, an agent or group, another statement by reference, or a statement within.

use super::check::{Checked, Place, check_body, check_reference, object};
use super::json::Json;
use super::{Version, activity, actor};

/// The keys of a sub-statement: no `id`, `stored`, `version` or `authority` of its own.
const SUBSTATEMENT: [&str; 8] = ["objectType", "actor", "verb", "object", "result", "context", "timestamp", "attachments"];

/// The object of a statement, or of a sub-statement when `is_whole` is false: sub-statements do not nest.
pub(super) fn check_object(json: &Json, version: Version, at: &Place<'_>, is_whole: bool) -> Checked {
    let kind = match json.get("objectType") {
        None => "Activity",
        Some(kind) => kind.as_text().ok_or_else(|| at.key("objectType").fault("must be a string"))?,
    };
    match kind {
        "Activity" => activity::check(json, at),
        "Agent" => actor::check_agent(json, at),
        "Group" => actor::check_group(json, at),
        "StatementRef" => check_reference(json, at),
        "SubStatement" if is_whole => check_body(object(json, at, &SUBSTATEMENT)?, version, at, false),
        "SubStatement" => Err(at.fault("a SubStatement must not contain another")),
        _ => Err(at.key("objectType").fault("must be Activity, Agent, Group, StatementRef or SubStatement")),
    }
}
