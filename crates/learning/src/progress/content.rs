//! The shape of learning objects: their segments, words and seconds by language. A published version is immutable, so a shape that was
//! read once is kept for as long as the process lives.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kernel::{Key, Language};
use store::{Conn, Error};
use uuid::Uuid;

use super::domain::Piece;
use super::store as sql;
use crate::{Course, LearningObject};

/// A learning object as far as progress cares.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) key: Key<LearningObject>,
    pub(super) course: Key<Course>,
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
pub(super) struct Shapes(Arc<Mutex<HashMap<Uuid, Arc<Shape>>>>);

impl Shapes {
    /// The shapes of these objects; an id that no object has is left out.
    pub(super) async fn of(
        &self,
        conn: &mut Conn,
        objects: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, Arc<Shape>>, Error> {
        let (mut known, mut unknown) = (HashMap::new(), Vec::new());
        {
            let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for object in objects {
                match kept.get(&object) {
                    Some(shape) => drop(known.insert(object, shape.clone())),
                    None => unknown.push(object),
                }
            }
        }
        if !unknown.is_empty() {
            let found = sql::shapes(conn, &unknown).await?;
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for (object, shape) in found {
                let shape = Arc::new(shape);
                kept.insert(object, shape.clone());
                known.insert(object, shape);
            }
        }
        Ok(known)
    }
}
