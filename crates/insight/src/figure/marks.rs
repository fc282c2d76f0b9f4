//! How figures are drawn.

use kernel::Timestamp;
use maud::{Markup, PreEscaped, html};
use ui::components::{Tone, tag};
use ui::{View, t};

use super::share::{Judged, Share, Spread, Standing, shade, whole_percent};
use super::source::Figures;
use crate::cube::Counts;

pub(crate) fn count(view: &View, number: u64) -> String {
    view.count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// What a figure says of itself.
pub(crate) struct Told {
    /// What exactly is counted.
    pub(crate) definition: String,
    /// The day of the figure.
    pub(crate) as_of: Option<Timestamp>,
}

/// A share as a key figure: how large, of how many, between what, of which day, and what it is.
pub(crate) fn fact(view: &View, share: Share, words: &str, told: &Told) -> Markup {
    html! {
        div {
            @match share.judge() {
                Judged::Nobody => { b { "–" } (words) },
                Judged::TooFew => {
                    b { (count(view, share.part)) " / " (count(view, share.whole)) } (words)
                    p.small { (tag(Tone::Plain, &t!(view, "insight-too-few"))) }
                },
                Judged::Figure { percent, low, high } => {
                    b { (percent) "%" } (words)
                    p.small.quiet.num {
                        @if low == high { (t!(view, "insight-few-of", part = count(view, share.part), whole = count(view, share.whole))) }
                        @else { (t!(view, "insight-share-of", part = count(view, share.part), whole = count(view, share.whole), low = low, high = high)) }
                    }
                },
            }
            (how(view, told))
        }
    }
}

/// The definition behind a figure, open to readers without script.
pub(crate) fn how(view: &View, told: &Told) -> Markup {
    html! {
        details.more.small {
            summary { (t!(view, "insight-how")) }
            p { (told.definition) }
            @if let Some(as_of) = told.as_of { p.quiet { (t!(view, "insight-as-of", at = view.moment(as_of))) } }
        }
    }
}

/// A share in a line: "38%, 33 to 44, of 262".
pub(crate) fn share_words(view: &View, share: Share) -> String {
    match share.judge() {
        Judged::Nobody => "–".to_owned(),
        Judged::TooFew => t!(view, "insight-few-of", part = count(view, share.part), whole = count(view, share.whole)),
        Judged::Figure { percent, low, high } if low == high => {
            t!(view, "insight-line-narrow", percent = percent, whole = count(view, share.whole))
        }
        Judged::Figure { percent, low, high } => {
            t!(view, "insight-line", percent = percent, low = low, high = high, whole = count(view, share.whole))
        }
    }
}

/// Where the figures of a page come from.
pub(crate) fn source_note(view: &View, figures: &Figures) -> String {
    match (figures.is_live(), figures.as_of(), figures.release().and_then(|release| release.week())) {
        (true, Some(at), _) => t!(view, "insight-live", at = view.moment(at)),
        (_, Some(_), Some(week)) => {
            t!(view, "insight-released", monday = view.date(week.monday()), next = view.date(week.monday().plus_days(7)))
        }
        _ => t!(view, "insight-unpublished"),
    }
}

/// What every reader of these pages should know once.
pub(crate) fn figures_note(view: &View, figures: &Figures) -> Markup {
    html! {
        details.more {
            summary { (t!(view, "insight-reading")) }
            ul.tight {
                li { (t!(view, "insight-reading-interval")) }
                li { (t!(view, "insight-reading-few")) }
                li { (t!(view, "insight-reading-chance")) }
                @if figures.is_live() { li { (t!(view, "insight-reading-live")) } } @else { li { (t!(view, "insight-reading-released")) } }
            }
        }
    }
}

/// The mark of a unit that stands out; its words are read out.
pub(crate) fn standing(view: &View, standing: Standing) -> Markup {
    match mark(standing) {
        None => html! {},
        Some((sign, id)) => {
            let words = view.text(&format!("insight-standing-{id}"), &ui::Args::new());
            html! { span.sign { span aria-hidden="true" { (sign) } span.hidden-label { " " (words) } } }
        }
    }
}

const fn mark(standing: Standing) -> Option<(&'static str, &'static str)> {
    match standing {
        Standing::MuchHigher => Some(("▲▲", "much-higher")),
        Standing::Higher => Some(("▲", "higher")),
        Standing::Lower => Some(("▽", "lower")),
        Standing::MuchLower => Some(("▽▽", "much-lower")),
        Standing::Unknown | Standing::Expected => None,
    }
}

/// One line of a heat map.
pub(crate) struct HeatRow {
    /// Its name, a link where it leads on.
    pub(crate) name: Markup,
    /// For each column the share, and where it leads.
    pub(crate) cells: Vec<(Share, Option<String>)>,
}

/// Units by competencies.
pub(crate) struct Heat {
    /// What it shows.
    pub(crate) label: String,
    /// What the lines are.
    pub(crate) corner: String,
    /// Names of the columns.
    pub(crate) columns: Vec<Markup>,
    /// The lines.
    pub(crate) rows: Vec<HeatRow>,
}

/// The heat map. It is its own table: every cell says its share, interval and people in words.
pub(crate) fn heat(view: &View, heat: &Heat) -> Markup {
    let words = CellWords::new(view);
    let column = |at: usize| heat.rows.iter().filter_map(|row| row.cells.get(at).map(|(share, _)| *share)).collect::<Vec<_>>();
    let spreads: Vec<Spread> = (0..heat.columns.len()).map(|at| Spread::of(&column(at))).collect();
    html! {
        div.scroll tabindex="0" role="group" aria-label=(heat.label) {
            table.heat {
                thead { tr { th scope="col" { (heat.corner) } @for column in &heat.columns { th scope="col" { (column) } } } }
                tbody { @for row in &heat.rows { tr {
                    th scope="row" { (row.name) }
                    @for ((share, link), spread) in row.cells.iter().zip(&spreads) { (words.cell(view, *share, link.as_deref(), spread)) }
                } } }
            }
        }
        p.small.quiet { (t!(view, "insight-heat-words")) }
    }
}

/// The words of cells, looked up once for all the hundreds of them.
struct CellWords {
    nobody: String,
    /// With places for the lower end, the upper end and the people.
    figure: String,
    /// Without the ends, with a place for the people, third like there.
    narrow: String,
    few: String,
    pooled: String,
    standings: [String; 4],
}

const PLACES: [&str; 3] = ["\u{1}", "\u{2}", "\u{3}"];

fn fill(template: &str, values: &[&str]) -> String {
    PLACES.iter().zip(values).fold(template.to_owned(), |text, (place, value)| text.replace(place, value))
}

impl CellWords {
    fn new(view: &View) -> Self {
        let [one, two, three] = PLACES;
        let standing = |id: &str| view.text(&format!("insight-standing-{id}"), &ui::Args::new());
        Self {
            nobody: t!(view, "insight-cell-none"),
            figure: t!(view, "insight-cell", low = one, high = two, whole = three),
            narrow: t!(view, "insight-cell-narrow", whole = three),
            few: t!(view, "insight-few-of", part = one, whole = two),
            pooled: t!(view, "insight-pooled", percent = one),
            standings: ["much-higher", "higher", "lower", "much-lower"].map(standing),
        }
    }

    fn standing(&self, standing: Standing) -> Markup {
        let at = match standing {
            Standing::MuchHigher => 0,
            Standing::Higher => 1,
            Standing::Lower => 2,
            Standing::MuchLower => 3,
            Standing::Unknown | Standing::Expected => return html! {},
        };
        let sign = mark(standing).map_or("", |(sign, _)| sign);
        html! { " " span.sign { span aria-hidden="true" { (sign) } span.hidden-label { (self.standings[at]) } } }
    }

    fn cell(&self, view: &View, share: Share, link: Option<&str>, spread: &Spread) -> Markup {
        let (class, inner) = match share.judge() {
            Judged::Nobody => {
                return html! { td { span.quiet { span aria-hidden="true" { "·" } span.hidden-label { (self.nobody) } } } };
            }
            Judged::TooFew => (
                "hx",
                html! {
                    span.num { (fill(&self.few, &[&count(view, share.part), &count(view, share.whole)])) }
                    @if let Some(pooled) = spread.pooled(share) { small.num { (fill(&self.pooled, &[&pooled.to_string()])) } }
                },
            ),
            Judged::Figure { percent, low, high } => (
                shade(percent),
                html! {
                    span.num { (percent) "%" (self.standing(spread.standing(share))) }
                    small.num { (fill(if low == high { &self.narrow } else { &self.figure }, &[&low.to_string(), &high.to_string(), &count(view, share.whole)])) }
                },
            ),
        };
        html! { td class=(class) { @match link { Some(link) => a href=(link) { (inner) }, None => span { (inner) } } } }
    }
}

/// Names of lines and how people stand there, as a table; with the marks of units that stand out where the lines are units of one kind.
pub(crate) fn counts_table(view: &View, (label, first): (&str, &str), with_marks: bool, lines: &[(Markup, Counts)]) -> Markup {
    let below: Vec<Share> = lines.iter().map(|(_, counts)| Share::below(counts)).collect();
    let spread = Spread::of(&below);
    table_scroll(
        label,
        html! {
            thead { tr {
                th scope="col" { (first) }
                th scope="col" { (t!(view, "insight-below-share")) }
                th.num scope="col" { (t!(view, "insight-required")) }
                th.num scope="col" { (t!(view, "insight-held")) }
                th.num scope="col" { (t!(view, "insight-below")) }
                th.num scope="col" { (t!(view, "insight-unassessed")) }
                th.num scope="col" { (t!(view, "insight-lapsed")) }
            } }
            tbody { @for ((name, counts), share) in lines.iter().zip(&below) { tr {
                th scope="row" { (name) }
                td { (share_words(view, *share)) @if with_marks { " " (standing(view, spread.standing(*share))) } }
                td.num { (count(view, counts.required)) }
                td.num { (count(view, counts.held)) }
                td.num { (count(view, counts.below)) }
                td.num { (count(view, counts.unassessed)) }
                td.num { (count(view, counts.lapsed)) }
            } } }
        },
    )
}

/// A table that scrolls inside its box.
pub(crate) fn table_scroll(label: &str, inner: Markup) -> Markup {
    html! { div.scroll tabindex="0" role="group" aria-label=(label) { table.table { (inner) } } }
}

/// A number as it stands in the coordinates of a picture.
pub(super) fn place(number: f64) -> PreEscaped<String> {
    PreEscaped(format!("{number:.1}"))
}

pub(super) fn percent_words(share: f64) -> String {
    format!("{}%", whole_percent(share))
}
