//! One's account: who one is here, who has looked at one's record, and the way out.

mod pages;
mod store;

pub(crate) use pages::routes;
