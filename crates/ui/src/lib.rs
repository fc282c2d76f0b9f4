//! What people see: texts in their language, one layout, a few components, the assets. Knows no capability.
//!
//! # Invariants
//! - Every text comes from a Fluent message; a message that is missing in a language fails the tests.
//! - Pages work without script; nothing inline, because the Content-Security-Policy forbids it.
//! - Only logical CSS properties, so that a right-to-left page needs nothing else.

pub mod assets;
pub mod components;
pub mod form;
pub mod ladder;
mod layout;
mod pseudo;
mod texts;
mod view;

pub use layout::{fault, form_page, page, plain_page, resend};
pub use texts::{Args, LANGUAGES, Texts, message_sources, texts};
pub use view::{NavItem, View, Viewer};

/// The text of a message in the language of the view: `t!(view, "today-title")`, `t!(view, "today-held", held = 8, required = 12)`.
#[macro_export]
macro_rules! t {
    ($view:expr, $id:expr) => { $view.text($id, &$crate::Args::new()) };
    ($view:expr, $id:expr, $($name:ident = $value:expr),+ $(,)?) => {{
        let mut args = $crate::Args::new();
        $(args.set(stringify!($name), $value);)+
        $view.text($id, &args)
    }};
}
