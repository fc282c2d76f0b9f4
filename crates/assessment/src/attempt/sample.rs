//! An attempt with all six kinds, for the samples of pages.

use kernel::{Attained, Code, Key, Language, LanguageText, Level, Timestamp};
use uuid::Uuid;

use super::domain::{Shuffle, State};
use super::pages::Sheet;
use super::result::ResultSheet;
use super::store::{AttemptEntry, Marked, Question};
use crate::item::{self, Given, NewItem};
use crate::test::Purpose;

const ITEMS: &str = r#"
[[item]]
code = "one"
outcome = "limits"
kind = "single"
source = "Act, s. 7"
stem.en = "By when?"
stem.hi = "कब तक?"
explain.en = "Because of section 7."
explain.hi = "धारा 7 के कारण।"
[[item.option]]
code = "a"
text.en = "In ten days"
text.hi = "दस दिन में"
why.en = "That is the third party's time."
why.hi = "वह पर व्यक्ति का समय है।"
[[item.option]]
code = "b"
correct = true
text.en = "In thirty days"
text.hi = "तीस दिन में"

[[item]]
code = "two"
outcome = "limits"
kind = "multiple"
source = "Act, s. 2"
stem.en = "Which apply?"
stem.hi = "कौन लागू हैं?"
explain.en = "Two do."
explain.hi = "दो लागू हैं।"
[[item.option]]
code = "a"
correct = true
text.en = "Inspect"
text.hi = "निरीक्षण"
[[item.option]]
code = "b"
correct = true
text.en = "Copy"
text.hi = "प्रति"
[[item.option]]
code = "c"
text.en = "Advise"
text.hi = "सलाह"

[[item]]
code = "three"
outcome = "steps"
kind = "order"
source = "Act, s. 19"
stem.en = "Put in order"
stem.hi = "क्रम में रखिए"
explain.en = "First things first."
explain.hi = "पहले पहला काम।"
[[item.option]]
code = "k"
text.en = "Receive"
text.hi = "लेना"
[[item.option]]
code = "c"
text.en = "Reply"
text.hi = "उत्तर देना"

[[item]]
code = "four"
outcome = "steps"
kind = "match"
source = "Rules, r. 4"
stem.en = "Match"
stem.hi = "मिलाइए"
explain.en = "By rule 4."
explain.hi = "नियम 4 से।"
[[item.pair]]
code = "a"
left.en = "A page"
left.hi = "एक पृष्ठ"
right.en = "Two rupees"
right.hi = "दो रुपये"
[[item.pair]]
code = "b"
left.en = "An application"
left.hi = "एक आवेदन"
right.en = "Ten rupees"
right.hi = "दस रुपये"

[[item]]
code = "five"
outcome = "limits"
kind = "number"
source = "Act, s. 5"
stem.en = "How many?"
stem.hi = "कितने?"
explain.en = "Thirty and five."
explain.hi = "तीस और पाँच।"
answer = 35
unit.en = "days"
unit.hi = "दिन"

[[item]]
code = "six"
outcome = "limits"
kind = "short"
source = "Act, s. 10"
stem.en = "Which section?"
stem.hi = "कौन-सी धारा?"
explain.en = "Severability."
explain.hi = "पृथक्करणीयता।"
accepted.en = ["section ten"]
accepted.hi = ["धारा दस"]
"#;

/// What only the key tells: wordings that no page may hold before the end, nor after a failed test that proves something.
pub(super) const KEYS: [&str; 8] = [
    "Because of section 7",
    "धारा 7 के कारण",
    "First things first",
    "By rule 4",
    "Severability",
    "section ten",
    "धारा दस",
    "Thirty and five",
];

fn code(text: &str) -> Code {
    Code::parse(text).expect("a code")
}

fn items() -> Vec<NewItem> {
    item::parse(ITEMS, &[code("limits"), code("steps")], &[Language::ENGLISH, Language::HINDI]).expect("no fault")
}

/// An attempt of this purpose and state, begun at the time of sample views.
pub(super) fn attempt(purpose: Purpose, state: State) -> AttemptEntry {
    let started = Timestamp(1_795_329_000_000_000);
    let attained = |n| Attained::new(n).expect("0 to 5");
    let passed = state == State::Passed && purpose.proves();
    AttemptEntry {
        id: Uuid::nil(),
        language: Language::ENGLISH,
        started_at: started,
        due_at: started.plus(18 * kernel::time::MINUTE),
        submitted_at: (state != State::Open).then_some(started),
        state,
        earned: if state == State::Passed { 60 } else { 23 },
        possible: 72,
        purpose_ref: String::new(),
        return_path: if purpose == Purpose::Course { "/learn/rti".to_owned() } else { String::new() },
        levels: passed.then(|| (attained(0), attained(2))),
        test: Key::new(1),
        test_code: "rti".to_owned(),
        purpose,
        bank: Key::new(1),
        competency: Key::new(1),
        competency_code: code("rti"),
        level: Level::new(3).expect("a level"),
        pass_permille: 800,
        cooling_off_minutes: 1440,
        title: if purpose == Purpose::TestOut {
            LanguageText::default()
        } else {
            LanguageText::of("Assessment: RTI", "आकलन: सूचना का अधिकार")
        },
    }
}

fn competency() -> LanguageText {
    LanguageText::of("Right to information", "सूचना का अधिकार")
}

/// Some right, some wrong, one not answered.
fn questions() -> Vec<Question> {
    let text = |text: &str| Some(Given::Text(text.to_owned()));
    let given = [
        Some(Given::Choice(["a".to_owned()].into())),
        Some(Given::Choice(["a".to_owned(), "c".to_owned()].into())),
        Some(Given::Places([("k".to_owned(), 1), ("c".to_owned(), 2)].into())),
        Some(Given::Pairs([("a".to_owned(), "r1".to_owned()), ("b".to_owned(), "r1".to_owned())].into())),
        text("३० <b>"),
        None,
    ];
    let shuffle = |item: &NewItem| Shuffle {
        options: item.content.options.iter().rev().map(|part| part.id.clone()).collect(),
        targets: item.content.targets.iter().rev().map(|part| part.id.clone()).collect(),
    };
    (1..)
        .zip(items().into_iter().zip(given))
        .map(|(number, (item, given))| Question {
            number,
            kind: item.kind,
            outcome: item.outcome.clone(),
            shuffle: shuffle(&item),
            content: item.content,
            given,
        })
        .collect()
}

/// An open attempt.
pub(super) fn sheet(purpose: Purpose) -> Sheet {
    Sheet { attempt: attempt(purpose, State::Open), competency: competency(), questions: questions() }
}

/// A finished attempt.
pub(super) fn result(purpose: Purpose, state: State) -> ResultSheet {
    let marked = questions().into_iter().zip(items()).map(|(question, item)| {
        let earned = question.given.as_ref().map(|given| item::score(&item.solution.rule, &item.content, given)).unwrap_or(0);
        Marked { question, solution: item.solution, earned: Some(earned) }
    });
    let outcomes = vec![
        (code("limits"), LanguageText::of("Keeps the limits", "सीमाएँ निभाता है")),
        (code("steps"), LanguageText::of("Knows the steps", "चरण जानता है")),
        (code("unused"), LanguageText::of("Was not asked", "पूछा नहीं गया")),
    ];
    ResultSheet {
        attempt: attempt(purpose, state),
        competency: competency(),
        required: Level::new(3).ok(),
        items: marked.collect(),
        outcomes,
    }
}
