//! How the product's types become columns and come back. Six primitive kinds exist in both databases; everything else is one of them.

use kernel::{Attained, Code, Date, Key, Language, LanguageText, Level, Timestamp};
use sqlx::{Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

use crate::conn::Row;
use crate::error::Error;

/// A type that both databases know: `i64`, `f64`, `bool`, `String`, `Vec<u8>`, `Uuid`, or an `Option` of one.
pub trait Primitive: Send + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}
impl<T> Primitive for T where T: Send + for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}

/// What can be bound to a parameter.
pub trait Bind {
    /// The primitive that is sent.
    type Raw;
    /// Turns the value into it.
    fn raw(self) -> Self::Raw;
}

/// What can be read from a column.
pub trait Cell: Sized {
    /// Reads column `at` of `row`.
    fn read(row: &Row, at: usize) -> Result<Self, Error>;
}

macro_rules! primitive {
    ($($kind:ty),*) => { $(
        impl Bind for $kind {
            type Raw = Self;
            fn raw(self) -> Self { self }
        }
        impl Cell for $kind {
            fn read(row: &Row, at: usize) -> Result<Self, Error> { row.primitive(at) }
        }
    )* };
}
primitive!(i64, f64, bool, String, Vec<u8>, Uuid);

impl Bind for &str {
    type Raw = String;
    fn raw(self) -> String {
        self.to_owned()
    }
}

impl Bind for &String {
    type Raw = String;
    fn raw(self) -> String {
        self.clone()
    }
}

impl<T: Bind> Bind for Option<T> {
    type Raw = Option<T::Raw>;
    fn raw(self) -> Self::Raw {
        self.map(Bind::raw)
    }
}

impl<T: Cell> Cell for Option<T> {
    fn read(row: &Row, at: usize) -> Result<Self, Error> {
        if row.is_null(at)? { Ok(None) } else { T::read(row, at).map(Some) }
    }
}

/// Declares a type that travels as a primitive: how it goes in and how it comes out.
macro_rules! travels_as {
    ($raw:ty: $kind:ty, $value:ident => $into:expr, $back:expr) => {
        impl Bind for $kind {
            type Raw = $raw;
            fn raw(self) -> $raw {
                let $value = self;
                $into
            }
        }
        impl Cell for $kind {
            fn read(row: &Row, at: usize) -> Result<Self, Error> {
                let raw: $raw = row.primitive(at)?;
                $back(raw).map_err(|reason| Error::Column { column: at, reason: reason.to_string() })
            }
        }
    };
}

travels_as!(i64: Timestamp, at => at.0, |raw| Ok::<_, Error>(Timestamp(raw)));
travels_as!(i64: Date, day => i64::from(day.0), |raw| i32::try_from(raw).map(Date));
travels_as!(i64: Level, level => level.number(), Level::new);
travels_as!(i64: Attained, level => level.number(), Attained::new);
travels_as!(String: Code, code => code.into(), Code::try_from);
travels_as!(String: Language, language => language.into(), Language::try_from);
travels_as!(String: LanguageText, text => text.to_json(), |raw: String| LanguageText::from_json(&raw));

impl<T> Bind for Key<T> {
    type Raw = i64;
    fn raw(self) -> i64 {
        self.number()
    }
}

impl<T> Cell for Key<T> {
    fn read(row: &Row, at: usize) -> Result<Self, Error> {
        row.primitive(at).map(Self::new)
    }
}

macro_rules! bind_by_reference {
    ($($kind:ty),*) => { $(
        impl Bind for &$kind {
            type Raw = <$kind as Bind>::Raw;
            fn raw(self) -> Self::Raw { self.clone().raw() }
        }
    )* };
}
bind_by_reference!(Code, Language, LanguageText);
