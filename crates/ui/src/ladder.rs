//! The signature mark: five steps; filled = held, outlined = required and assessed below, dotted = required and not yet assessed,
//! hatched = lapsed or due for a retest. It stands for a competency everywhere.

use kernel::{Attained, Level};
use maud::{Markup, html};

use crate::View;

/// What a ladder shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ladder {
    /// The level held.
    pub held: Attained,
    /// A higher level that was held and has lapsed; equal to `held` when none has.
    pub lapsed: Attained,
    /// The level required, where one is.
    pub required: Option<Level>,
    /// Whether anything has been assessed.
    pub assessed: bool,
}

/// Left edge, top and class of the five steps in a box of 64 by 28.
const STEPS: [(i64, i64); 5] = [(0, 20), (13, 15), (26, 10), (39, 5), (52, 0)];

impl Ladder {
    fn class(&self, step: i64) -> &'static str {
        let required = self.required.map_or(0, Level::number);
        if step <= self.held.number() {
            "held"
        } else if step <= self.lapsed.number() {
            "fade"
        } else if step <= required {
            if self.assessed { "gap" } else { "open" }
        } else {
            "rest"
        }
    }

    /// What the picture says, for those who do not see it.
    fn label(&self, view: &View) -> String {
        let (held, lapsed) = (self.held.number(), self.lapsed.number());
        match self.required.map(Level::number) {
            Some(required) if lapsed > held => {
                crate::t!(view, "ladder-lapsed", held = held, lapsed = lapsed, required = required)
            }
            Some(required) if !self.assessed => crate::t!(view, "ladder-unassessed", required = required),
            Some(required) => crate::t!(view, "ladder-required", held = held, required = required),
            None => crate::t!(view, "ladder-held", held = held),
        }
    }

    /// Draws it.
    pub fn draw(&self, view: &View) -> Markup {
        html! {
            svg.ladder viewBox="0 0 64 28" role="img" aria-label=(self.label(view)) {
                @for ((left, top), step) in STEPS.into_iter().zip(1..) {
                    @let class = self.class(step);
                    @if matches!(class, "gap" | "open") {
                        rect class=(class) x=(left + 1) y=(top + 1) width="9" height=(26 - top) rx="2" {}
                    } @else {
                        rect class=(class) x=(left) y=(top) width="11" height=(28 - top) rx="2" {}
                    }
                }
            }
        }
    }
}

/// The pattern of a lapsed step; the layout places it once in each page.
pub(crate) fn hatch() -> Markup {
    html! {
        svg.defs aria-hidden="true" {
            defs {
                pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.hatch width="2" height="4" {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(held: i64, lapsed: i64, required: i64, assessed: bool) -> [&'static str; 5] {
        let attained = |n| Attained::new(n).expect("0 to 5");
        let ladder = Ladder { held: attained(held), lapsed: attained(lapsed), required: Level::new(required).ok(), assessed };
        [1, 2, 3, 4, 5].map(|step| ladder.class(step))
    }

    #[test]
    fn each_state_has_its_own_look() {
        assert_eq!(classes(2, 2, 3, true), ["held", "held", "gap", "rest", "rest"]);
        assert_eq!(classes(0, 0, 2, false), ["open", "open", "rest", "rest", "rest"]);
        assert_eq!(classes(2, 3, 3, true), ["held", "held", "fade", "rest", "rest"]);
        assert_eq!(classes(4, 4, 0, true), ["held", "held", "held", "held", "rest"]);
    }
}
