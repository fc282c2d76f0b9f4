//! From Markdown to the HTML that pages show: tables, lists, emphasis, links, pictures, block quotes. No raw HTML, no inline style.

use kernel::Language;
use pulldown_cmark::{Alignment, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};
use unicode_segmentation::UnicodeSegmentation;

/// HTML and the number of its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rendered {
    pub(super) html: String,
    pub(super) words: i64,
}

/// Where in the Markdown (byte) and what.
pub(super) type Complaint = (usize, String);

/// A block quote that begins with one of these is set apart: the marker, the class, the message that stands in its place.
const MARKERS: [(&str, &str, &str); 2] = [("Scenario.", "scenario", "package-scenario"), ("Source.", "source", "package-source")];

/// Renders the body of a segment. `picture` gives the address of a picture of the package.
pub(super) fn render(
    markdown: &str,
    language: &Language,
    picture: &dyn Fn(&str) -> Option<String>,
) -> Result<Rendered, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let parser = Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter();
    let mut events: Vec<Event<'_>> = Vec::new();
    for (event, range) in parser {
        match admit(event, picture) {
            Ok(event) => events.push(event),
            Err(reason) => complaints.push((range.start, reason)),
        }
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let words = events.iter().map(words_of).sum();
    set_quotes_apart(&mut events, language);
    let mut out = String::with_capacity(markdown.len() * 2);
    html::push_html(&mut out, events.into_iter());
    Ok(Rendered { html: out, words })
}

/// Lets an event through, changed where a page needs it otherwise, or says what is wrong with it.
fn admit<'a>(event: Event<'a>, picture: &dyn Fn(&str) -> Option<String>) -> Result<Event<'a>, String> {
    match event {
        Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) => {
            Err("HTML is not allowed; write Markdown, and < as \\<".to_owned())
        }
        Event::End(TagEnd::HtmlBlock) => Err("HTML is not allowed; write Markdown, and < as \\<".to_owned()),
        Event::Start(Tag::Heading { level: HeadingLevel::H1 | HeadingLevel::H2, .. }) => {
            Err("inside a segment headings begin at ###; a segment begins with ## Heading {#id}".to_owned())
        }
        // The policy of the pages forbids inline style, in which the alignment would be written.
        Event::Start(Tag::Table(columns)) => Ok(Event::Start(Tag::Table(vec![Alignment::None; columns.len()]))),
        Event::Start(Tag::Link { dest_url, .. }) => link(&dest_url),
        Event::End(TagEnd::Link) => Ok(Event::InlineHtml(CowStr::Borrowed("</a>"))),
        Event::Start(Tag::Image { link_type, dest_url, title, id }) => match picture(&dest_url) {
            Some(address) => Ok(Event::Start(Tag::Image { link_type, dest_url: address.into(), title, id })),
            None => Err(format!("the picture {:?} is not in media/, or is no .png, .jpg or .webp", dest_url.as_ref())),
        },
        other => Ok(other),
    }
}

fn link<'a>(address: &str) -> Result<Event<'a>, String> {
    let lower = address.to_ascii_lowercase();
    if !["https://", "http://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return Err(format!("the link {address:?} must begin with https://, http:// or mailto:"));
    }
    let address = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
    Ok(Event::InlineHtml(format!("<a href=\"{address}\" rel=\"external noopener noreferrer\">").into()))
}

/// Gives block quotes that begin with a marker their class, and puts the word of the language in the marker's place.
fn set_quotes_apart(events: &mut [Event<'_>], language: &Language) {
    for at in 0..events.len().saturating_sub(4) {
        let [Event::Start(Tag::BlockQuote(_)), Event::Start(Tag::Paragraph), Event::Start(Tag::Strong), Event::Text(text)] =
            &events[at..at + 4]
        else {
            continue;
        };
        let Some((_, class, message)) = MARKERS.iter().find(|(marker, ..)| **marker == **text) else { continue };
        let word = ui::texts().text(language, message, &ui::Args::new());
        events[at] = Event::Html(format!("<blockquote class=\"{class}\">\n").into());
        events[at + 3] = Event::Text(word.into());
    }
}

fn words_of(event: &Event<'_>) -> i64 {
    match event {
        Event::Text(text) | Event::Code(text) => i64::try_from(text.unicode_words().count()).unwrap_or(i64::MAX),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn html(markdown: &str, language: Language) -> String {
        render(markdown, &language, &|path| path.strip_prefix("media/").map(|name| format!("/media/{name}")))
            .expect("no fault")
            .html
    }

    #[test]
    fn markdown_becomes_plain_html() {
        insta::assert_snapshot!(html("### Fees\n\n| a | b |\n|--:|---|\n| 1 | *2* |\n\n[Act](https://rti.gov.in/?a=1&b=2) ![wall](media/wall.png)", Language::ENGLISH), @r#"
        <h3>Fees</h3>
        <table><thead><tr><th>a</th><th>b</th></tr></thead><tbody>
        <tr><td>1</td><td><em>2</em></td></tr>
        </tbody></table>
        <p><a href="https://rti.gov.in/?a=1&amp;b=2" rel="external noopener noreferrer">Act</a> <img src="/media/wall.png" alt="wall" /></p>
        "#);
    }

    #[test]
    fn a_marked_quote_is_set_apart_in_the_words_of_the_language() {
        insta::assert_snapshot!(html("> **Scenario.** एक पत्र आता है।\n>\n> 1. पहला", Language::HINDI), @r#"
        <blockquote class="scenario">
        <p><strong>परिदृश्य:</strong> एक पत्र आता है।</p>
        <ol>
        <li>पहला</li>
        </ol>
        </blockquote>
        "#);
        assert!(
            html("> **Source.** The Act.", Language::ENGLISH)
                .contains("<blockquote class=\"source\">\n<p><strong>Source.</strong> The Act.")
        );
        assert!(html("> **Note.** Plain.", Language::ENGLISH).contains("<blockquote>"));
    }

    #[test]
    fn what_could_harm_a_page_is_a_fault() {
        for bad in [
            "<script>alert(1)</script>",
            "a <b>bold</b> word",
            "[x](javascript:alert(1))",
            "[x](/account)",
            "[x](data:text/html,1)",
            "# Title",
            "Title\n---",
            "![x](https://else.where/a.png)",
        ] {
            assert!(render(bad, &Language::ENGLISH, &|path| path.strip_prefix("media/").map(str::to_owned)).is_err(), "{bad}");
        }
    }

    #[test]
    fn counts_words_of_both_scripts() {
        let words = |markdown| render(markdown, &Language::HINDI, &|_| None).expect("no fault").words;
        assert_eq!((words("The fee is Rs 10."), words("आवेदन का उत्तर **तीस दिन** में।")), (5, 6));
    }
}
