//! Many rows as one parameter: a JSON array of arrays that both databases unfold into a table ([`crate::Dialect::rows`]).

use std::fmt::Write;

use uuid::Uuid;

/// What a column of given rows holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// An integer, a time or a key.
    Integer,
    /// True or false.
    Truth,
    /// A text.
    Text,
    /// A UUID.
    Uuid,
}

/// One cell of a given row.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// See [`Given::Integer`].
    Integer(i64),
    /// See [`Given::Truth`].
    Truth(bool),
    /// See [`Given::Text`].
    Text(&'a str),
    /// See [`Given::Uuid`].
    Uuid(Uuid),
}

/// Rows on their way into a statement.
#[derive(Clone, Debug)]
pub struct Rows(String);

impl Default for Rows {
    fn default() -> Self {
        Self("[".to_owned())
    }
}

impl Rows {
    /// Adds a row; its cells stand in the order of the columns.
    pub fn add(&mut self, cells: &[Value<'_>]) {
        self.0.push_str(if self.0.len() == 1 { "[" } else { ",[" });
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.write(*cell);
        }
        self.0.push(']');
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.len() == 1
    }

    /// What is bound to the parameter.
    pub fn text(mut self) -> String {
        self.0.push(']');
        self.0
    }

    fn write(&mut self, cell: Value<'_>) {
        // Writing into a text cannot fail.
        let _ = match cell {
            Value::Integer(number) => write!(self.0, "{number}"),
            Value::Truth(truth) => write!(self.0, "{truth}"),
            Value::Uuid(id) => write!(self.0, "\"{}\"", id.simple()),
            Value::Text(text) => {
                self.0.push_str(&serde_json::Value::from(text).to_string());
                Ok(())
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_an_array_of_arrays() {
        let mut rows = Rows::default();
        assert!(rows.is_empty());
        rows.add(&[Value::Integer(7), Value::Truth(true)]);
        rows.add(&[Value::Text("a \"quoted\" one"), Value::Uuid(Uuid::from_u128(1))]);
        assert_eq!(rows.text(), r#"[[7,true],["a \"quoted\" one","00000000000000000000000000000001"]]"#);
    }
}
