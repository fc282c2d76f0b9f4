//! What observers and others write about a piece of evidence, in the language of the place. Invented, and about nobody.

use competency::evidence::EvidenceKind;

use crate::dice::Dice;
use crate::names::Region;

const SEEN_ENGLISH: [&str; 6] = [
    "Did it alone while I was in the room, and explained each step afterwards",
    "Seen on a busy day with a queue of people; no step was left out",
    "Noticed a mistake in the papers before I did and put it right",
    "Handled a difficult visitor calmly and kept to the rule",
    "Did it twice this month in the same careful way",
    "Asked once, wrote the answer down, and has not needed to ask again",
];

const SEEN_HINDI: [&str; 6] = [
    "मेरे सामने अकेले काम किया और बाद में हर चरण समझाया",
    "भीड़ वाले दिन देखा; कोई चरण नहीं छूटा",
    "कागज़ों की गलती मुझसे पहले पकड़ी और ठीक की",
    "नाराज़ आगंतुक से शांति से बात की और नियम का पालन किया",
    "इस महीने दो बार उसी सावधानी से काम किया",
    "एक बार पूछा, उत्तर लिख लिया और फिर पूछने की ज़रूरत नहीं पड़ी",
];

/// The note to a piece of this kind; empty where the source says it all.
pub(crate) fn of(kind: EvidenceKind, region: Region, dice: &mut Dice) -> &'static str {
    let hindi = region == Region::Bihar;
    match kind {
        EvidenceKind::Observation => dice.pick(if hindi { &SEEN_HINDI } else { &SEEN_ENGLISH }).copied().unwrap_or_default(),
        EvidenceKind::SupervisedTest => {
            if hindi {
                "विभागीय परीक्षा"
            } else {
                "Departmental examination"
            }
        }
        EvidenceKind::WorkProduct => {
            if hindi {
                "कार्यालय अभिलेख में रखा काम"
            } else {
                "Work kept in the office record"
            }
        }
        EvidenceKind::PriorCredential => {
            if hindi {
                "पहले के प्रशिक्षण का प्रमाण-पत्र"
            } else {
                "Certificate of an earlier training"
            }
        }
        EvidenceKind::Panel => {
            if hindi {
                "समिति का निर्णय, कार्य देखने और बातचीत के बाद"
            } else {
                "Judgement of a panel after reading the work and speaking with the official"
            }
        }
        EvidenceKind::SelfDeclaration | EvidenceKind::Completion | EvidenceKind::Test => "",
    }
}
