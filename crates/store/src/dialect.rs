//! The few places where the two databases need different words. Everything else is one SQL text.

use crate::rows::Given;

/// Which database is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// SQLite.
    Lite,
    /// PostgreSQL.
    Pg,
}

impl Dialect {
    /// Fills the type tokens of a DDL template.
    ///
    /// `{int}` integer of 64 bits, also times in microseconds and days; `{real}`; `{bool}`; `{uuid}`; `{bytes}`; `{serial}` a key that the
    /// database counts up; `{sort}` text ordered by its bytes; `{table}` after a table; `{clustered}` after a table kept in the order of its
    /// primary key; `{epoch}` the transaction that wrote a row, 0 where one writer makes it needless.
    pub(crate) fn fill(self, template: &str) -> String {
        let tokens: [(&str, &str, &str); 9] = [
            ("{int}", "INTEGER", "BIGINT"),
            ("{real}", "REAL", "DOUBLE PRECISION"),
            ("{bool}", "INTEGER", "BOOLEAN"),
            ("{uuid}", "BLOB", "UUID"),
            ("{bytes}", "BLOB", "BYTEA"),
            ("{serial}", "INTEGER PRIMARY KEY AUTOINCREMENT", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            ("{sort}", "TEXT COLLATE BINARY", "TEXT COLLATE \"C\""),
            ("{clustered}", "STRICT, WITHOUT ROWID", ""),
            ("{table}", "STRICT", ""),
        ];
        let epoch = match self {
            Self::Lite => "INTEGER NOT NULL DEFAULT 0",
            Self::Pg => "BIGINT NOT NULL DEFAULT (pg_current_xact_id()::text::bigint)",
        };
        tokens.iter().fold(template.replace("{epoch}", epoch), |sql, (token, lite, pg)| {
            sql.replace(token, if self == Self::Lite { lite } else { pg })
        })
    }

    /// A condition on a table with an `{epoch}` column: the row's transaction and all older ones have ended, so that no row
    /// with a smaller position can still appear.
    pub(crate) const fn settled(self) -> &'static str {
        match self {
            Self::Lite => "epoch = 0",
            Self::Pg => "epoch < pg_snapshot_xmin(pg_current_snapshot())::text::bigint",
        }
    }

    /// What follows a SELECT that claims rows for one of several competing workers.
    pub(crate) const fn claim(self) -> &'static str {
        match self {
            Self::Lite => "",
            Self::Pg => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// A table of one column `value` made from parameter `$n`, a JSON array of integers, for `IN (SELECT value FROM ...)`.
    pub fn integers(self, parameter: usize) -> String {
        match self {
            Self::Lite => format!("json_each(${parameter})"),
            // Unnested from an array PostgreSQL expects few of them, and looks each up by its key.
            Self::Pg => format!("(SELECT unnest(translate(${parameter}, '[]', '{{}}')::bigint[]) AS value) AS given"),
        }
    }

    /// A table `given` made from parameter `$n`, which is bound to the text of [`crate::Rows`]: many rows in one statement.
    pub fn rows(self, parameter: usize, columns: &[(&str, Given)]) -> String {
        let cells: Vec<String> =
            columns.iter().enumerate().map(|(at, (name, kind))| format!("{} AS {name}", self.cell(at, *kind))).collect();
        let cells = cells.join(", ");
        match self {
            Self::Lite => format!("(SELECT {cells} FROM json_each(${parameter})) AS given"),
            Self::Pg => format!("(SELECT {cells} FROM json_array_elements(${parameter}::json) AS element OFFSET 0) AS given"),
        }
    }

    fn cell(self, at: usize, kind: Given) -> String {
        match (self, kind) {
            (Self::Lite, Given::Uuid) => format!("unhex(json_extract(value, '$[{at}]'))"),
            (Self::Lite, _) => format!("json_extract(value, '$[{at}]')"),
            (Self::Pg, Given::Integer) => format!("(element->>{at})::bigint"),
            (Self::Pg, Given::Truth) => format!("(element->>{at})::boolean"),
            (Self::Pg, Given::Uuid) => format!("(element->>{at})::uuid"),
            (Self::Pg, Given::Text) => format!("element->>{at}"),
        }
    }
}
