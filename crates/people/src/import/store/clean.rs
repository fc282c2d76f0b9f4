//! What an edition that was never switched on has left, and its removal.

use store::{Conn, Error, Tx};
use uuid::Uuid;

/// Hides an organisation for good: no edition gets so far. It is kept because posts may name it, and taken over when it is imported again.
const NEVER: i64 = i64::MAX;

/// Of a table with rows by edition: what finds new rows, what finds ended ones, what deletes a row, what opens it again.
type Statements = [&'static str; 4];

const POSTING: Statements = [
    "SELECT official, id FROM posting WHERE edition_in > (SELECT current FROM edition)",
    "SELECT official, id FROM posting WHERE edition_out > (SELECT current FROM edition)",
    "DELETE FROM posting WHERE official = $1 AND id = $2",
    "UPDATE posting SET edition_out = NULL WHERE official = $1 AND id = $2",
];
const SUPERVISION: Statements = [
    "SELECT official, id FROM supervision WHERE edition_in > (SELECT current FROM edition)",
    "SELECT official, id FROM supervision WHERE edition_out > (SELECT current FROM edition)",
    "DELETE FROM supervision WHERE official = $1 AND id = $2",
    "UPDATE supervision SET edition_out = NULL WHERE official = $1 AND id = $2",
];
const GRANT: Statements = [
    "SELECT account, id FROM role_grant WHERE edition_in > (SELECT current FROM edition)",
    "SELECT account, id FROM role_grant WHERE edition_out > (SELECT current FROM edition)",
    "DELETE FROM role_grant WHERE account = $1 AND id = $2",
    "UPDATE role_grant SET edition_out = NULL WHERE account = $1 AND id = $2",
];

/// One row that a dead edition has left, and what becomes of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::import) enum Leftover {
    /// Runs a statement on the row of an owner.
    Dated(&'static str, i64, Uuid),
    /// Deletes an account that nobody could sign in with yet.
    Account(i64),
    /// Takes an organisation out of the tree and hides it.
    Organisation(i64),
}

/// What dead editions have left, in the order in which it can be removed. Read outside any transaction: the fence keeps it from growing.
pub(in crate::import) async fn leftovers(conn: &mut Conn) -> Result<Vec<Leftover>, Error> {
    let mut all = Vec::new();
    for [new, ended, delete, open] in [POSTING, SUPERVISION, GRANT] {
        for (find, statement) in [(new, delete), (ended, open)] {
            all.extend(conn.query(find).all(|row| Ok(Leftover::Dated(statement, row.get(0)?, row.get(1)?))).await?);
        }
    }
    let accounts = "SELECT id FROM account WHERE edition_in > (SELECT current FROM edition)";
    all.extend(conn.query(accounts).all(|row| row.get(0).map(Leftover::Account)).await?);
    let organisations = "SELECT id FROM organisation WHERE edition_in > (SELECT current FROM edition) AND edition_in < $1";
    all.extend(conn.query(organisations).bind(NEVER).all(|row| row.get(0).map(Leftover::Organisation)).await?);
    Ok(all)
}

pub(in crate::import) async fn remove(tx: &mut Tx, leftover: Leftover) -> Result<(), Error> {
    match leftover {
        Leftover::Dated(statement, owner, id) => {
            tx.execute(statement).bind(owner).bind(id).run().await?;
        }
        Leftover::Account(account) => {
            for statement in ["DELETE FROM account_identifier WHERE account = $1", "DELETE FROM account WHERE id = $1"] {
                tx.execute(statement).bind(account).run().await?;
            }
        }
        Leftover::Organisation(organisation) => {
            let out_of_the_tree = [
                "DELETE FROM organisation_edge WHERE child = $1",
                "DELETE FROM organisation_closure WHERE descendant = $1 AND depth > 0",
            ];
            for statement in out_of_the_tree {
                tx.execute(statement).bind(organisation).run().await?;
            }
            tx.execute("UPDATE organisation SET edition_in = $2 WHERE id = $1").bind(organisation).bind(NEVER).run().await?;
        }
    }
    Ok(())
}
