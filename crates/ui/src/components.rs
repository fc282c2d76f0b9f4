//! Small pieces that several pages use.

use maud::{Markup, html};

use crate::View;

/// The tone of a tag or notice. Colour never stands alone: the words say the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Held, done, good.
    Held,
    /// Something is missing.
    Gap,
    /// Neither.
    Plain,
    /// Something went wrong.
    Wrong,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Gap => "gap",
            Self::Plain => "plain",
            Self::Wrong => "wrong",
        }
    }
}

/// A short state at the end of a row.
pub fn tag(tone: Tone, words: &str) -> Markup {
    html! { span class={ "tag " (tone.class()) } { (words) } }
}

/// A message about what has just happened; read out at once.
pub fn notice(tone: Tone, words: &str) -> Markup {
    html! { p class={ "notice " (tone.class()) } role="status" { (words) } }
}

/// How much of something is done, with its words.
pub fn meter(done: i64, whole: i64, label: &str) -> Markup {
    html! { progress.meter value=(done) max=(whole.max(1)) aria-label=(label) { (label) } }
}

/// The head of a page: a quiet line above, the headline.
pub fn head(above: Option<&str>, headline: &str) -> Markup {
    html! {
        div.head {
            @if let Some(above) = above { p.quiet { (above) } }
            h1 { (headline) }
        }
    }
}

/// The way back up.
pub fn trail(steps: &[(String, String)], view: &View) -> Markup {
    html! {
        nav.trail aria-label=(crate::t!(view, "trail-label")) {
            @for (path, words) in steps { a href=(path) { (words) } " " span aria-hidden="true" { "/" } " " }
        }
    }
}

/// The one next step of a page.
pub struct NextStep<'a> {
    /// The line above, such as "Next step, 12 minutes left".
    pub above: String,
    /// What it is.
    pub title: Markup,
    /// Why, in one or two sentences.
    pub why: String,
    /// How much is done already, and of how much.
    pub done: Option<(i64, i64)>,
    /// The button: its words and where it leads.
    pub button: (String, &'a str),
}

impl NextStep<'_> {
    /// Draws it.
    pub fn draw(&self, view: &View) -> Markup {
        html! {
            section.next aria-labelledby="next" {
                span.eyebrow { (self.above) }
                h2 id="next" { (self.title) }
                p { (self.why) }
                @if let Some((done, whole)) = self.done {
                    (meter(done, whole, &crate::t!(view, "meter-done", percent = kernel::number::percent(done, whole).unwrap_or(0))))
                }
                a.button href=(self.button.1) { (self.button.0) }
            }
        }
    }
}

/// A page of a longer list: where the next one is.
pub fn more(path: Option<&str>, view: &View) -> Markup {
    html! { @if let Some(path) = path { p { a.button.plain href=(path) { (crate::t!(view, "list-more")) } } } }
}
