//! The shape of learning objects: their segments, words and seconds by language. A published version is immutable, so a shape that was
//! read once is kept.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::{Code, Key, Language};
use store::{Conn, Error, Kept};
use uuid::Uuid;

use super::domain::Piece;
use super::store as sql;
use crate::{Course, LearningObject};

/// A learning object as far as progress cares.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) key: Key<LearningObject>,
    pub(super) course: Key<Course>,
    /// The code of the course.
    pub(super) code: Code,
    /// Its number through the course.
    pub(super) number: i64,
    pub(super) version: i64,
    /// By language, its pieces in order.
    pub(super) variants: Vec<(Language, Vec<Piece>)>,
}

impl Shape {
    /// The pieces in this language, else in English, else in any.
    pub(super) fn pieces(&self, language: &Language) -> &[Piece] {
        let exactly = |wanted: &Language| self.variants.iter().find(|(language, _)| language == wanted);
        let found = exactly(language).or_else(|| exactly(&Language::ENGLISH)).or_else(|| self.variants.first());
        found.map_or(&[], |(_, pieces)| pieces)
    }
}

/// The shapes that were asked for so far, by the id of the object.
#[derive(Clone, Default)]
pub(super) struct Shapes(Kept<Uuid, Shape>);

impl Shapes {
    /// The shapes of these objects; an id that no object has is left out.
    pub(super) async fn of(
        &self,
        conn: &mut Conn,
        objects: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, Arc<Shape>>, Error> {
        let (mut known, mut unknown) = (HashMap::new(), Vec::new());
        for object in objects {
            match self.0.get(&object) {
                Some(shape) => drop(known.insert(object, shape)),
                None => unknown.push(object),
            }
        }
        if !unknown.is_empty() {
            for (object, shape) in sql::shapes(conn, &unknown).await? {
                known.insert(object, self.0.put(object, shape));
            }
        }
        Ok(known)
    }
}
