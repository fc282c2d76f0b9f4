//! Forms: a rejected form keeps what was typed and says beside each field what is wrong.

use maud::{Markup, html};

/// A field with its label, what was typed and what is wrong with it.
#[derive(Clone, Debug, Default)]
pub struct Field<'a> {
    /// `name` of the input; also makes its id.
    pub name: &'a str,
    /// What it asks, in the reader's language.
    pub label: String,
    /// A line of help below the label.
    pub hint: Option<String>,
    /// What was typed before.
    pub value: &'a str,
    /// What is wrong with it.
    pub error: Option<String>,
    /// `autocomplete` of the input.
    pub autocomplete: &'a str,
}

impl Field<'_> {
    /// A line of text; `kind` is the type of the input, such as `text`, `password`, `date` or `number`.
    pub fn line(&self, kind: &str) -> Markup {
        self.around(html! {
            input id=(self.name) name=(self.name) type=(kind) value=(if kind == "password" { "" } else { self.value })
                autocomplete=[(!self.autocomplete.is_empty()).then_some(self.autocomplete)]
                aria-describedby=[self.described_by()] aria-invalid=[self.error.as_ref().map(|_| "true")] required;
        })
    }

    /// Several lines of text.
    pub fn area(&self, rows: u8) -> Markup {
        self.around(html! {
            textarea id=(self.name) name=(self.name) rows=(rows) aria-describedby=[self.described_by()]
                aria-invalid=[self.error.as_ref().map(|_| "true")] required { (self.value) }
        })
    }

    /// One of several values; each is `(value, label)`.
    pub fn choice(&self, options: &[(String, String)]) -> Markup {
        self.around(html! {
            select id=(self.name) name=(self.name) aria-describedby=[self.described_by()] {
                @for (value, label) in options {
                    option value=(value) selected[value == self.value] { (label) }
                }
            }
        })
    }

    fn around(&self, input: Markup) -> Markup {
        html! {
            div.field {
                label for=(self.name) { (self.label) }
                @if let Some(hint) = &self.hint { p.quiet.small id={ (self.name) "-hint" } { (hint) } }
                (input)
                @if let Some(error) = &self.error { p.wrong id={ (self.name) "-error" } { (error) } }
            }
        }
    }

    fn described_by(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        let both: Vec<String> = hint.into_iter().chain(error).collect();
        (!both.is_empty()).then(|| both.join(" "))
    }
}
