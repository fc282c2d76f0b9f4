//! Pictures, drawn on the server. Only numbers stand in them; words stand beside them, and a table behind them.

use maud::{Markup, html};
use methods::statistics::Funnel;
use ui::{View, t};

use super::marks::{count, percent_words, place, share_words, standing, table_scroll};
use super::share::{Share, Spread, Standing};

/// Width, height and margins of a picture.
const WIDE: f64 = 400.0;
const HIGH: f64 = 250.0;
const LEFT: f64 = 44.0;
const TOP: f64 = 12.0;
const RIGHT: f64 = 12.0;
const FOOT: f64 = 28.0;

/// One bar of a row of bars.
pub(crate) struct Bar {
    /// What stands under it, short.
    pub(crate) short: String,
    /// What it is.
    pub(crate) name: String,
    /// How high.
    pub(crate) value: u64,
    /// The same in words.
    pub(crate) words: String,
}

/// Bars in order of time, with their table.
pub(crate) fn bars(view: &View, label: &str, columns: (&str, &str), bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1) as f64;
    let step = (WIDE - LEFT - RIGHT) / bars.len().max(1) as f64;
    let height = |value: u64| (HIGH - TOP - FOOT) * value as f64 / most;
    let skip = bars.len().div_ceil(6).max(1);
    html! {
        figure.chart {
            svg.plot viewBox={ "0 0 " (WIDE) " " (HIGH) } role="img" aria-label=(label) {
                line.axis x1=(LEFT) y1=(HIGH - FOOT) x2=(WIDE - RIGHT) y2=(HIGH - FOOT) {}
                text x=(LEFT - 6.0) y=(TOP + 5.0) text-anchor="end" { (compact(most as u64)) }
                text x=(LEFT - 6.0) y=(HIGH - FOOT) text-anchor="end" { "0" }
                @for (at, bar) in bars.iter().enumerate() {
                    @let x = LEFT + step * at as f64;
                    rect.bar-ink x=(place(x + step * 0.12)) y=(place(HIGH - FOOT - height(bar.value))) width=(place(step * 0.76)) height=(place(height(bar.value))) {
                        title { (bar.name) ": " (bar.words) }
                    }
                    @if (bars.len() - 1 - at).is_multiple_of(skip) {
                        text x=(place(x + step / 2.0)) y=(HIGH - 8.0) text-anchor="middle" { (bar.short) }
                    }
                }
            }
            details.more.small {
                summary { (t!(view, "insight-as-table")) }
                (table_scroll(label, html! {
                    thead { tr { th scope="col" { (columns.0) } th.num scope="col" { (columns.1) } } }
                    tbody { @for bar in bars { tr { th scope="row" { (bar.name) } td.num { (bar.words) } } } }
                }))
            }
        }
    }
}

/// A number in few letters, as it stands on an axis.
fn compact(number: u64) -> String {
    match number {
        ..10_000 => number.to_string(),
        10_000..10_000_000 => format!("{}k", (number + 500) / 1000),
        _ => format!("{}M", (number + 500_000) / 1_000_000),
    }
}

/// Units compared with what chance does to units of their size, with their table: a funnel plot.
pub(crate) fn funnel(view: &View, label: &str, first: &str, units: &[(String, Option<String>, Share)]) -> Markup {
    let shares: Vec<Share> = units.iter().map(|(.., share)| *share).collect();
    let spread = Spread::of(&shares);
    let outside =
        shares.iter().filter(|share| !matches!(spread.standing(**share), Standing::Unknown | Standing::Expected)).count();
    html! {
        figure.chart {
            @match spread.funnel() {
                None => p.quiet { (t!(view, "insight-funnel-few")) },
                Some(funnel) => {
                    (picture(view, label, (funnel, &spread), units))
                    figcaption.small.quiet {
                        (t!(view, "insight-funnel-words", target = percent_words(funnel.target), outside = outside as i64, all = units.len() as i64))
                    }
                },
            }
            details.more.small open[spread.funnel().is_none()] {
                summary { (t!(view, "insight-as-table")) }
                (table_scroll(label, html! {
                    thead { tr { th scope="col" { (first) } th.num scope="col" { (t!(view, "insight-below")) } th.num scope="col" { (t!(view, "insight-assessed")) } th scope="col" { (t!(view, "insight-below-share")) } } }
                    tbody { @for (name, link, share) in units { tr {
                        th scope="row" { @match link { Some(link) => a href=(link) { (name) }, None => (name) } }
                        td.num { (count(view, share.part)) } td.num { (count(view, share.whole)) }
                        td { (share_words(view, *share)) " " (standing(view, spread.standing(*share))) }
                    } } }
                }))
            }
        }
    }
}

fn picture(view: &View, label: &str, (funnel, spread): (&Funnel, &Spread), units: &[(String, Option<String>, Share)]) -> Markup {
    let most = units.iter().map(|(.., share)| share.whole).max().unwrap_or(1).max(20) as f64;
    // A root spreads the small units out, which are many.
    let x = |whole: f64| LEFT + (WIDE - LEFT - RIGHT) * (whole / most).sqrt();
    let y = |share: f64| TOP + (HIGH - TOP - FOOT) * (1.0 - share);
    let steps: Vec<f64> =
        (0..=60).map(|step| (10.0_f64.sqrt() + (most.sqrt() - 10.0_f64.sqrt()) * f64::from(step) / 60.0).powi(2)).collect();
    let line = |pick: fn(&methods::statistics::Limits) -> f64| {
        let at = |whole: &f64| format!("{:.1},{:.1}", x(*whole), y(pick(&funnel.limits(whole.round() as u64))));
        steps.iter().map(at).collect::<Vec<_>>().join(" ")
    };
    html! {
        svg.plot viewBox={ "0 0 " (WIDE) " " (HIGH) } role="img" aria-label=(label) {
            @for share in [0.0, 0.5, 1.0] {
                line.axis x1=(LEFT) y1=(place(y(share))) x2=(WIDE - RIGHT) y2=(place(y(share))) {}
                text x=(LEFT - 6.0) y=(place(y(share) + 4.0)) text-anchor="end" { (percent_words(share)) }
            }
            @for part in [0.1, 0.4, 1.0] {
                text x=(place(x(most * part))) y=(HIGH - 8.0) text-anchor=(if part == 1.0 { "end" } else { "middle" }) { (compact((most * part) as u64)) }
            }
            line.target x1=(LEFT) y1=(place(y(funnel.target))) x2=(WIDE - RIGHT) y2=(place(y(funnel.target))) {}
            polyline.limit points=(line(|limits| limits.low95)) {}
            polyline.limit points=(line(|limits| limits.high95)) {}
            polyline.limit.far points=(line(|limits| limits.low998)) {}
            polyline.limit.far points=(line(|limits| limits.high998)) {}
            @for (name, _, share) in units.iter().filter(|(.., share)| share.whole >= 10) {
                @let is_odd = !matches!(spread.standing(*share), Standing::Expected);
                circle class=(if is_odd { "dot odd" } else { "dot" }) cx=(place(x(share.whole as f64))) cy=(place(y(share.value()))) r=(if is_odd { "4.5" } else { "3" }) {
                    title { (name) ": " (share_words(view, *share)) }
                }
            }
        }
    }
}
