//! What the account page reads: the looks at one's record in the audit trail.

use kernel::Timestamp;
use people::OfficialKey;
use people::official::Name;
use store::{Conn, Error};

/// A look at a person's record by somebody else.
#[derive(Clone, Debug)]
pub(crate) struct Look {
    pub(crate) at: Timestamp,
    pub(crate) name: Option<Name>,
    pub(crate) account: String,
}

/// The newest looks at a person's record by others.
pub(crate) async fn looks(conn: &mut Conn, official: OfficialKey, limit: i64) -> Result<Vec<Look>, Error> {
    let looks = conn.query(
        "SELECT audit_entry.at, person.name, account.name FROM audit_entry JOIN account ON account.id = audit_entry.actor \
         LEFT JOIN person ON person.official = account.official \
         WHERE audit_entry.subject = $1 AND audit_entry.action = 'profile.view' ORDER BY audit_entry.position DESC LIMIT $2",
    );
    looks
        .bind(official)
        .bind(limit)
        .all(|row| {
            Ok(Look {
                at: row.get(0)?,
                name: row.get::<Option<String>>(1)?.and_then(|json| Name::from_json(&json)),
                account: row.get(2)?,
            })
        })
        .await
}
