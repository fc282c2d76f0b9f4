//! Who may do what with a draft: the grants of the actor within whose scope its organisation or its framework lies.

use people::Actor;
use people::grant::{Action, reached_offices, reaches_framework};
use store::{Conn, Error};

use super::store::Draft;
use crate::overlay;

/// What somebody can be to a draft.
pub type Part = Action;

/// The parts that there are.
pub(super) const PARTS: [Action; 4] =
    [Action::DraftFramework, Action::ReviewFramework, Action::ApproveFramework, Action::DecideAppeal];

/// Who acts: the official, or minus the account where it belongs to none. Two accounts of one official are one person.
pub fn person(actor: &Actor) -> i64 {
    actor.official().map_or(-actor.account().number(), |official| official.number())
}

/// Whether the actor may do this with the draft.
pub async fn may(conn: &mut Conn, actor: &Actor, action: Action, draft: &Draft) -> Result<bool, Error> {
    if reaches_framework(actor, action, draft.code.as_str()) {
        return Ok(true);
    }
    Ok(!reached_offices(conn, actor, action, &[draft.organisation]).await?.is_empty())
}

/// Whether the actor may write the next version of the framework for everybody: with a grant for the framework, or where no other government
/// has accepted it. A unit of one of several governments adds by an overlay what is its own.
pub(super) async fn writes_for_all(conn: &mut Conn, actor: &Actor, draft: &Draft) -> Result<bool, Error> {
    if reaches_framework(actor, Action::DraftFramework, draft.code.as_str()) {
        return Ok(true);
    }
    Ok(!overlay::is_shared(conn, draft.organisation, draft.framework).await?)
}

/// Everything that the actor may do with the draft. Who may do nothing does not see it.
pub async fn parts(conn: &mut Conn, actor: &Actor, draft: &Draft) -> Result<Vec<Part>, Error> {
    let mut parts = Vec::new();
    for part in PARTS {
        if may(conn, actor, part, draft).await? {
            parts.push(part);
        }
    }
    Ok(parts)
}
