//! What has happened to a draft or an overlay, as a section of its page.

use kernel::Timestamp;
use maud::{Markup, html};
use people::official::Name;
use ui::{View, t};

/// One entry.
pub(crate) struct Deed<'a> {
    /// What was done, in words.
    pub(crate) words: String,
    /// The name of who did it, unless it was the system or the name was erased.
    pub(crate) who: Option<&'a Name>,
    /// Whether it was a person.
    pub(crate) by_person: bool,
    /// When.
    pub(crate) at: Timestamp,
    /// The words that go with it.
    pub(crate) note: &'a str,
}

/// The section; the newest entry comes last in `deeds` and stands first.
pub(crate) fn past<'a>(view: &View, deeds: impl DoubleEndedIterator<Item = Deed<'a>>) -> Markup {
    let (somebody, system) = (t!(view, "draft-somebody"), t!(view, "draft-system"));
    html! {
        section aria-labelledby="past" {
            header { h2 id="past" { (t!(view, "draft-history")) } }
            ol.rows.plain {
                @for deed in deeds.rev() {
                    li { div {
                        b { (deed.words) }
                        @if !deed.note.is_empty() { p { (deed.note) } }
                        span.quiet { (name(view, deed.who, if deed.by_person { &somebody } else { &system })) " · " (view.moment(deed.at)) }
                    } }
                }
            }
        }
    }
}

/// A name for the reader, or other words.
pub(super) fn name<'n>(view: &View, name: Option<&'n Name>, other: &'n str) -> &'n str {
    name.map_or(other, |name| name.for_reader(&view.language))
}
