//! Everything a page must know about the request that asks for it.

use kernel::{Date, Language, LanguageText, Timestamp, calendar, number};

use crate::texts::{Args, texts};

/// Who looks, as far as a page cares.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// The name to greet and to show in the bar.
    pub name: String,
    /// What stands with the name in an address: "Shri", "Smt" or "Dr" before it, "ji" or "sahib" after it; may be empty.
    pub address_form: String,
    /// The places this person may go, in order.
    pub navigation: Vec<NavItem>,
}

/// Forms of address that stand before a name, in lower case and without a full stop; all others follow it.
const BEFORE: [&str; 23] = [
    "shri",
    "sri",
    "smt",
    "sushri",
    "kumari",
    "kum",
    "km",
    "thiru",
    "thirumathi",
    "janab",
    "sardar",
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "er",
    "श्री",
    "श्रीमती",
    "सुश्री",
    "कुमारी",
    "डॉ",
    "प्रो",
];

impl Viewer {
    /// The name as it is spoken to: the first name, with what follows it ("Asha ji"); after a title the whole name ("Smt Asha Devi"). A name
    /// of one word stays whole.
    pub fn addressed(&self) -> String {
        let first = self.name.split_whitespace().next().unwrap_or(&self.name);
        let form = self.address_form.trim();
        match form {
            "" => first.to_owned(),
            form if BEFORE.contains(&form.trim_end_matches('.').to_lowercase().as_str()) => format!("{form} {}", self.name),
            form => format!("{first} {form}"),
        }
    }
}

/// One entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Id of its message.
    pub message: &'static str,
    /// Where it leads.
    pub path: &'static str,
}

/// The request as a page sees it.
#[derive(Clone, Debug)]
pub struct View {
    /// The reader's language.
    pub language: Language,
    /// Path and query of this page, for the language switch and for coming back after signing in.
    pub path: String,
    /// Who looks; `None` before signing in.
    pub viewer: Option<Viewer>,
    /// When the page is made.
    pub now: Timestamp,
    /// Whether this is the demo service, which the page then says.
    pub demo: bool,
}

impl View {
    /// The text of a message. Use the macro `t!`.
    pub fn text(&self, id: &str, args: &Args) -> String {
        texts().text(&self.language, id, args)
    }

    /// A text that exists in several languages, with a `lang` attribute where it is not in the reader's.
    pub fn say(&self, text: &LanguageText) -> maud::Markup {
        let (language, words) = text.in_or_nearest(&self.language);
        if *language == self.language {
            maud::html! { (words) }
        } else {
            maud::html! { span lang=(language) dir=(language.direction()) { (words) } }
        }
    }

    /// The plain words of a text in several languages, for attributes and messages.
    pub fn words<'a>(&self, text: &'a LanguageText) -> &'a str {
        text.get(&self.language)
    }

    /// A date as the reader writes it.
    pub fn date(&self, date: Date) -> String {
        calendar::date(&self.language, date)
    }

    /// Date and time as the reader writes them.
    pub fn moment(&self, at: Timestamp) -> String {
        calendar::moment(&self.language, at)
    }

    /// A count, grouped as India does.
    pub fn count(&self, number: i64) -> String {
        number::lakh(number)
    }

    /// A span of time in hours and minutes: "6 h 20 min".
    pub fn minutes(&self, minutes: i64) -> String {
        let mut args = Args::new();
        args.set("hours", minutes / 60);
        args.set("minutes", minutes % 60);
        let id = match (minutes / 60, minutes % 60) {
            (0, _) => "span-minutes",
            (_, 0) => "span-hours",
            _ => "span-hours-minutes",
        };
        self.text(id, &args)
    }

    /// The path of this page in another language or, more generally, the value to send back as `return`.
    pub fn here(&self) -> &str {
        &self.path
    }

    /// A view for tests and samples.
    pub fn sample(language: Language) -> Self {
        let navigation = vec![NavItem { message: "nav-today", path: "/today" }, NavItem { message: "nav-learn", path: "/learn" }];
        let viewer = Viewer { name: "Asha Devi".to_owned(), address_form: "ji".to_owned(), navigation };
        Self { language, path: "/today".to_owned(), viewer: Some(viewer), now: Timestamp(1_795_329_000_000_000), demo: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_before_the_name_and_a_form_of_respect_after_it() {
        for (name, form, expected) in [
            ("Asha Devi", "ji", "Asha ji"),
            ("आशा देवी", "जी", "आशा जी"),
            ("Pratibha Verma", "Smt", "Smt Pratibha Verma"),
            ("प्रतिभा वर्मा", "श्रीमती", "श्रीमती प्रतिभा वर्मा"),
            ("Kavitha Rao", "Dr.", "Dr. Kavitha Rao"),
            ("Shabana Ansari", "sahiba", "Shabana sahiba"),
            ("Asha Devi", "", "Asha"),
            ("Murugan", "", "Murugan"),
        ] {
            let viewer = Viewer { name: name.to_owned(), address_form: form.to_owned(), navigation: Vec::new() };
            assert_eq!(viewer.addressed(), expected);
        }
    }
}
