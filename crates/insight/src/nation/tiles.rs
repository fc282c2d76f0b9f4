//! The map of states as a grid of tiles.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use maud::{Markup, html};
use ui::{View, t};

use crate::figure::{Judged, Share, Spread, Unit, count, shade, share_words, standing, table_scroll};

/// Abbreviation, column and row of a tile.
struct Tile {
    short: String,
    column: u8,
    row: u8,
}

/// The tiles of India by LGD code.
fn tiles() -> &'static BTreeMap<u32, Tile> {
    static TILES: LazyLock<BTreeMap<u32, Tile>> = LazyLock::new(|| {
        let lines = include_str!("tiles.csv").lines().filter(|line| !line.starts_with('#')).skip(1);
        let read = |line: &str| {
            let mut cells = line.split(',');
            let mut next = || cells.next().unwrap_or_default();
            let (code, short) = (next().parse().ok()?, next().to_owned());
            Some((code, Tile { short, column: next().parse().ok()?, row: next().parse().ok()? }))
        };
        lines.filter_map(read).collect()
    });
    &TILES
}

fn tile(unit: &Unit) -> Option<&'static Tile> {
    tiles().get(&unit.code.strip_prefix('S')?.parse().ok()?)
}

/// Shares of states on the map, with the table behind it. Territories without a tile stand only in the table, which is then open.
pub(crate) fn map(view: &View, label: &str, states: &[(Unit, String, Share)]) -> Markup {
    let spread = Spread::of(&states.iter().map(|(.., share)| *share).collect::<Vec<_>>());
    let has_tiles = states.iter().any(|(unit, ..)| tile(unit).is_some());
    let all_have = states.iter().all(|(unit, ..)| tile(unit).is_some());
    html! {
        @if has_tiles {
            div.scroll tabindex="0" role="group" aria-label=(label) {
                ul.tiles dir="ltr" { @for (unit, link, share) in states {
                    @if let Some(tile) = tile(unit) {
                        @let name = view.words(&unit.name);
                        @let (class, words) = match share.judge() {
                            Judged::Figure { percent, .. } => (shade(percent), format!("{percent}%")),
                            Judged::TooFew | Judged::Nobody => ("hx", "–".to_owned()),
                        };
                        li class={ "c" (tile.column) " r" (tile.row) } {
                            a class=(class) href=(link) title={ (name) ": " (share_words(view, *share)) } {
                                span.short aria-hidden="true" { (tile.short) }
                                span.name { (name) }
                                span.num { (words) (standing(view, spread.standing(*share))) }
                            }
                        }
                    }
                } }
            }
            p.small.quiet { (t!(view, "nation-map-words")) }
        }
        details.more.small open[!all_have] {
            summary { (t!(view, "insight-as-table")) }
            (table_scroll(label, html! {
                thead { tr {
                    th scope="col" { (t!(view, "nation-state")) } th.num scope="col" { (t!(view, "insight-below")) }
                    th.num scope="col" { (t!(view, "insight-assessed")) } th scope="col" { (t!(view, "insight-below-share")) }
                } }
                tbody { @for (unit, link, share) in states { tr {
                    th scope="row" { a href=(link) { (view.say(&unit.name)) } }
                    td.num { (count(view, share.part)) } td.num { (count(view, share.whole)) }
                    td { (share_words(view, *share)) " " (standing(view, spread.standing(*share))) }
                } } }
            }))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_has_a_place_of_its_own() {
        assert_eq!(tiles().len(), 36);
        let places: std::collections::BTreeSet<(u8, u8)> = tiles().values().map(|tile| (tile.column, tile.row)).collect();
        assert_eq!(places.len(), 36);
        assert!(places.iter().all(|(column, row)| *column < 10 && *row < 7));
        assert!(tiles().values().all(|tile| tile.short.len() == 2));
    }
}
