//! What an overlay says, its states, the steps between them, and what forbids one.

use kernel::{Key, LanguageText, Level, Timestamp};
use people::{Account, closed_list};
use web::Refusal;

use super::conflict::Said;

closed_list! {
    /// What an item does.
    ItemKind {
        /// It asks a competency that the framework does not ask there, or a higher level.
        Ask = "ask",
        /// It adds a work activity to a role.
        Activity = "activity",
        /// It says something in other words, or in another language.
        Words = "words",
    }
}

closed_list! {
    /// Of what an item speaks.
    About {
        /// A position.
        Position = "position",
        /// A role, in all positions that have it.
        Role = "role",
        /// A competency.
        Competency = "competency",
    }
}

closed_list! {
    /// How far an overlay is.
    State {
        /// Its unit writes.
        Drafting = "drafting",
        /// It waits for somebody else of the unit.
        Review = "review",
        /// It is accepted and waits for its day.
        Scheduled = "scheduled",
        /// It is in force.
        Published = "published",
        /// A later edition is in force.
        Superseded = "superseded",
        /// It came to nothing.
        Closed = "closed",
    }
}

closed_list! {
    /// What is done with an overlay.
    Step {
        /// It was begun.
        Open = "open",
        /// It is given to a reviewer.
        Submit = "submit",
        /// It is given back with a comment.
        Return = "return",
        /// It is accepted.
        Accept = "accept",
        /// It is given up.
        Withdraw = "withdraw",
        /// It came into force.
        Publish = "publish",
        /// An item stays as it is although the framework now says something else.
        Keep = "keep",
        /// An item is to go because the framework now says something else.
        Drop = "drop",
    }
}

/// One thing that a unit adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its number, the same in all editions.
    pub number: i64,
    /// What it does.
    pub kind: ItemKind,
    /// Of what it speaks.
    pub about: About,
    /// Code of the position, role or competency.
    pub code: String,
    /// What of it: code of a competency or an activity, number of a level; empty: its name.
    pub part: String,
    /// The level that it asks.
    pub level: Option<Level>,
    /// Its words.
    pub texts: LanguageText,
    /// Why.
    pub reason: String,
    /// What the framework said when the unit last looked at it.
    pub base: Said,
    /// Whether it was taken out.
    pub removed: bool,
    /// How often it was changed.
    pub revision: i64,
    /// Who changed it last.
    pub edited_by: Option<Key<Account>>,
    /// When.
    pub edited_at: Timestamp,
}

impl Item {
    /// Whether it speaks of the same as another.
    pub fn is_about_the_same(&self, other: &Self) -> bool {
        (self.kind, self.about, &self.code, &self.part) == (other.kind, other.about, &other.code, &other.part)
    }
}

/// Why something was not done with an overlay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverlayRefusal {
    /// It has no title.
    NoTitle,
    /// The unit has one under way for this framework.
    OpenAlready,
    /// It is not in a state in which this can be done; somebody else was quicker.
    NotNow,
    /// Somebody else has changed the item meanwhile.
    Changed,
    /// Nothing differs from the edition in force.
    Nothing,
    /// The framework contradicts items about which nobody has decided.
    Conflicting,
    /// No day is set.
    NoDay,
    /// The day is past.
    PastDay,
    /// The grace period is none.
    NoGrace,
    /// A return without a comment, or a decision without a reason.
    NoReason,
    /// Who wrote in it decides not about it.
    OwnWork,
    /// What the item names is not there.
    NoSuchThing,
    /// The unit says something about it already.
    SaidAlready,
    /// The framework binds there and asks as much or more.
    NoRaise,
    /// An item without words.
    NoWords,
    /// The framework does not contradict the item.
    NoConflict,
    /// The government has accepted it already.
    Accepted,
    /// What it rests on is not said.
    NoOrder,
    /// The government has not accepted it.
    NotAccepted,
    /// It is being taken back already.
    Withdrawn,
}

impl Refusal for OverlayRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoTitle => "overlay.no-title",
            Self::OpenAlready => "overlay.open-already",
            Self::NotNow => "overlay.not-now",
            Self::Changed => "overlay.changed",
            Self::Nothing => "overlay.nothing",
            Self::Conflicting => "overlay.conflicting",
            Self::NoDay => "overlay.no-day",
            Self::PastDay => "overlay.past-day",
            Self::NoGrace => "overlay.no-grace",
            Self::NoReason => "overlay.no-reason",
            Self::OwnWork => "overlay.own-work",
            Self::NoSuchThing => "overlay.no-such-thing",
            Self::SaidAlready => "overlay.said-already",
            Self::NoRaise => "overlay.no-raise",
            Self::NoWords => "overlay.no-words",
            Self::NoConflict => "overlay.no-conflict",
            Self::Accepted => "overlay.accepted",
            Self::NoOrder => "overlay.no-order",
            Self::NotAccepted => "overlay.not-accepted",
            Self::Withdrawn => "overlay.withdrawn",
        }
    }
}

/// The state after a step; `None` where the step cannot be taken.
pub fn next(state: State, step: Step) -> Option<State> {
    match (state, step) {
        (State::Drafting, Step::Submit) => Some(State::Review),
        (State::Review, Step::Return) => Some(State::Drafting),
        (State::Review, Step::Accept) => Some(State::Scheduled),
        (State::Drafting, Step::Withdraw) => Some(State::Closed),
        (State::Scheduled, Step::Publish) => Some(State::Published),
        _ => None,
    }
}

/// Words of which the nearer win over the farther, language by language.
pub(super) fn nearest<'t>(own: &LanguageText, local: impl IntoIterator<Item = &'t LanguageText>) -> LanguageText {
    local.into_iter().fold(own.clone(), |words, nearer| {
        nearer
            .languages()
            .fold(words, |words, language| words.with(language.clone(), nearer.exactly(language).unwrap_or_default()))
    })
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;

    /// An item that asks level 3, or says something.
    pub(in crate::overlay) fn item(kind: ItemKind) -> Item {
        let (about, code, part) = match kind {
            ItemKind::Ask => (About::Position, "clerk", "writing"),
            ItemKind::Activity => (About::Role, "desk", "local-1"),
            ItemKind::Words => (About::Competency, "rti", "2"),
        };
        Item {
            number: 1,
            kind,
            about,
            code: code.to_owned(),
            part: part.to_owned(),
            level: (kind == ItemKind::Ask).then(|| Level::new(3).expect("1 to 5")),
            texts: if kind == ItemKind::Ask { LanguageText::default() } else { LanguageText::of("Here", "यहाँ") },
            reason: "The Act of the state".to_owned(),
            base: Said::default(),
            removed: false,
            revision: 1,
            edited_by: None,
            edited_at: Timestamp(1_795_000_000_000_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::Language;

    use super::*;

    /// The whole table, so that a change of it is seen in a review.
    #[test]
    fn what_follows_from_what() {
        let mut table = String::new();
        for state in State::ALL {
            for step in Step::ALL {
                if let Some(next) = next(*state, *step) {
                    table += &format!("{} {}: {}\n", state.as_str(), step.as_str(), next.as_str());
                }
            }
        }
        insta::assert_snapshot!(table, @r"
        drafting submit: review
        drafting withdraw: closed
        review return: drafting
        review accept: scheduled
        scheduled publish: published
        ");
    }

    #[test]
    fn the_nearest_words_win_language_by_language() {
        let (state, office) = (LanguageText::of("State", "राज्य"), LanguageText::of("Office", ""));
        let words = nearest(&LanguageText::of("Union", "संघ"), [&state, &office]);
        assert_eq!((words.exactly(&Language::ENGLISH), words.exactly(&Language::HINDI)), (Some("Office"), Some("राज्य")));
    }
}
