//! The only SQL on aspirations.

use kernel::{Code, Key, LanguageText, Timestamp};
use people::{OfficialKey, Position};
use store::{Conn, Error, Tx};

/// A position that somebody aspires to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aspiration {
    /// The position.
    pub position: Key<Position>,
    /// Its code.
    pub code: Code,
    /// Its title.
    pub title: LanguageText,
    /// Since when it is shared with the supervisor; `None`: private.
    pub shared_at: Option<Timestamp>,
}

/// What an official aspires to.
pub async fn of(conn: &mut Conn, official: OfficialKey) -> Result<Option<Aspiration>, Error> {
    conn.query(
        "SELECT position.id, position.code, position.title, aspiration.shared_at FROM aspiration \
         JOIN position ON position.id = aspiration.position WHERE aspiration.official = $1",
    )
    .bind(official)
    .optional(|row| Ok(Aspiration { position: row.get(0)?, code: row.get(1)?, title: row.get(2)?, shared_at: row.get(3)? }))
    .await
}

/// Positions of which something is asked and whose title or code has these words in any language, in order of codes.
pub async fn search(conn: &mut Conn, words: &str, limit: usize) -> Result<Vec<(Code, LanguageText)>, Error> {
    let all = conn
        .query(
            "SELECT code, title FROM position WHERE framework IS NULL AND EXISTS \
             (SELECT 1 FROM position_role WHERE position_role.position = position.id) \
             ORDER BY code",
        )
        .all(|row| Ok((row.get::<Code>(0)?, row.get::<LanguageText>(1)?)))
        .await?;
    let wanted: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    let fits = |(code, title): &(Code, LanguageText)| {
        let mut text = code.as_str().to_lowercase();
        for language in title.languages() {
            text += " ";
            text += &title.get(language).to_lowercase();
        }
        wanted.iter().all(|word| text.contains(word))
    };
    Ok(all.into_iter().filter(fits).take(limit).collect())
}

/// The position with this code.
pub(super) async fn position(conn: &mut Conn, code: &str) -> Result<Option<Key<Position>>, Error> {
    conn.query("SELECT id FROM position WHERE code = $1").bind(code).optional(|row| row.get(0)).await
}

pub(super) async fn put(tx: &mut Tx, official: OfficialKey, position: Key<Position>) -> Result<(), Error> {
    let now = tx.now();
    tx.execute(
        "INSERT INTO aspiration (official, position, since, shared_at) VALUES ($1, $2, $3, NULL) \
         ON CONFLICT (official) DO UPDATE SET position = excluded.position, since = excluded.since, shared_at = NULL",
    )
    .bind(official)
    .bind(position)
    .bind(now)
    .run()
    .await?;
    Ok(())
}

pub(super) async fn remove(tx: &mut Tx, official: OfficialKey) -> Result<(), Error> {
    tx.execute("DELETE FROM aspiration WHERE official = $1").bind(official).run().await.map(|_| ())
}

/// Shares it, or takes it back; false when there is none.
pub(super) async fn set_shared(tx: &mut Tx, official: OfficialKey, shared: bool) -> Result<bool, Error> {
    let at = shared.then(|| tx.now());
    let changed = tx.execute("UPDATE aspiration SET shared_at = $2 WHERE official = $1").bind(official).bind(at).run().await?;
    Ok(changed > 0)
}
