//! Domain events: what happens in one capability and matters in another that stands to its right.
//!
//! Reactions run in the transaction of the event, so that cause and consequence are acknowledged together.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use futures::future::BoxFuture;

use crate::error::Error;
use crate::tx::Tx;

type Reaction = Arc<dyn for<'a> Fn(&'a mut Tx, &'a (dyn Any + Send + Sync)) -> BoxFuture<'a, Result<(), Error>> + Send + Sync>;

/// Who reacts to what. Filled once, in the binary.
#[derive(Clone, Default)]
pub struct Reactions(HashMap<TypeId, Vec<Reaction>>);

impl Reactions {
    /// Adds a reaction to events of type `E`; reactions to one event run in the order in which they were added.
    #[must_use]
    pub fn on<E, F>(mut self, react: F) -> Self
    where
        E: Any + Send + Sync,
        F: for<'a> Fn(&'a mut Tx, &'a E) -> BoxFuture<'a, Result<(), Error>> + Send + Sync + 'static,
    {
        let reaction: Reaction = Arc::new(move |tx, event| match event.downcast_ref::<E>() {
            Some(event) => react(tx, event),
            None => Box::pin(async { Err(Error::Writer("an event went to a reaction of another type".to_owned())) }),
        });
        self.0.entry(TypeId::of::<E>()).or_default().push(reaction);
        self
    }

    pub(crate) fn of(&self, event: TypeId) -> Vec<Reaction> {
        self.0.get(&event).cloned().unwrap_or_default()
    }
}
