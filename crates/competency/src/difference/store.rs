//! The content of published versions.

use kernel::{Date, Key, LanguageText};
use serde::{Deserialize, Serialize};
use store::{Conn, Error, Tx};

use super::content::{Cells, Content, Entry, Sheet};
use crate::Framework;
use crate::exchange::select;
use crate::framework::OwnLevel;
use crate::library::{Library, stock};

/// A published version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// Its name.
    pub version: String,
    /// The day of its publication.
    pub published: Date,
    /// Whether its content is kept, so that it can be compared.
    pub kept: bool,
}

/// The versions of a framework, the newest first.
pub async fn versions(conn: &mut Conn, framework: &str) -> Result<Vec<Published>, Error> {
    conn.query(
        "SELECT framework_version.version, framework_version.published, framework_content.version FROM framework_version \
         JOIN framework ON framework.id = framework_version.framework \
         LEFT JOIN framework_content ON framework_content.framework = framework.id \
         AND framework_content.version = framework_version.version \
         WHERE framework.code = $1 ORDER BY framework_version.published DESC, framework_version.version DESC",
    )
    .bind(framework)
    .all(|row| Ok(Published { version: row.get(0)?, published: row.get(1)?, kept: row.get::<Option<String>>(2)?.is_some() }))
    .await
}

/// The version that stands now.
pub async fn newest_version(conn: &mut Conn, framework: &str) -> Result<Option<String>, Error> {
    Ok(versions(conn, framework).await?.into_iter().next().map(|one| one.version))
}

/// The content of a published version: as it was kept, or, of the newest one when nobody has kept it yet, what stands now. `None` where
/// there is no such version, or its content is lost because a later one came before contents were kept.
pub async fn content(conn: &mut Conn, framework: &str, version: &str) -> Result<Option<Content>, Error> {
    let kept: Option<String> = conn
        .query(
            "SELECT framework_content.content FROM framework_content JOIN framework ON framework.id = framework_content.framework \
             WHERE framework.code = $1 AND framework_content.version = $2",
        )
        .bind(framework)
        .bind(version)
        .optional(|row| row.get(0))
        .await?;
    if let Some(kept) = kept {
        return serde_json::from_str::<Kept>(&kept)
            .map(|kept| Some(kept.content()))
            .map_err(|reason| Error::Column { column: 0, reason: reason.to_string() });
    }
    if newest_version(conn, framework).await?.as_deref() == Some(version) { standing(conn, framework).await } else { Ok(None) }
}

/// What stands now of a framework, in whatever version it came; `None` where there is no such framework or its sheets could not say it.
pub async fn standing(conn: &mut Conn, framework: &str) -> Result<Option<Content>, Error> {
    let library = Library::new(stock(conn).await?);
    Ok(select(&library, framework).and_then(|selection| Content::of_selection(&selection)))
}

/// A content as it is stored.
#[derive(Debug, Deserialize, Serialize)]
struct Kept {
    title: LanguageText,
    licence: String,
    scale: Vec<OwnLevel>,
    entries: Vec<(String, Cells)>,
}

impl Kept {
    fn of(content: &Content) -> Self {
        let entries = content.entries().map(|(place, cells)| (place.sheet.as_str().to_owned(), cells.clone())).collect();
        Self { title: content.title.clone(), licence: content.licence.clone(), scale: content.scale.clone(), entries }
    }

    fn content(self) -> Content {
        let entries = self.entries.into_iter().filter_map(|(sheet, cells)| Some(Entry::new(Sheet::parse(&sheet)?, cells)));
        Content::empty(self.title, self.licence, self.scale).with(entries)
    }
}

/// Keeps the content of a version in place of what was kept of it. Who publishes by review calls it once, and never again for that version.
pub async fn keep(tx: &mut Tx, framework: Key<Framework>, version: &str, content: &Content) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO framework_content (framework, version, content) VALUES ($1, $2, $3) \
         ON CONFLICT (framework, version) DO UPDATE SET content = excluded.content",
    )
    .bind(framework)
    .bind(version)
    .bind(serde_json::to_string(&Kept::of(content)).unwrap_or_default())
    .run()
    .await?;
    Ok(())
}
