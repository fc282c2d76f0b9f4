//! Who may do what with an overlay: the grants of the actor within whose scope its organisation lies.

use kernel::Key;
use people::grant::{Action, reached_offices};
use people::{Actor, Organisation};
use store::{Conn, Error};

/// What somebody can be to an overlay.
pub(super) const PARTS: [Action; 2] = [Action::WriteOverlay, Action::ReviewOverlay];

/// Whether the actor may do this for an organisation.
pub(super) async fn may(conn: &mut Conn, actor: &Actor, action: Action, unit: Key<Organisation>) -> Result<bool, Error> {
    Ok(!reached_offices(conn, actor, action, &[unit]).await?.is_empty())
}

/// Everything that the actor may do there. Who may do nothing does not see it.
pub(super) async fn parts(conn: &mut Conn, actor: &Actor, unit: Key<Organisation>) -> Result<Vec<Action>, Error> {
    let mut parts = Vec::new();
    for part in PARTS {
        if may(conn, actor, part, unit).await? {
            parts.push(part);
        }
    }
    Ok(parts)
}
