//! Local words where an official meets a competency: on the page of today, on the page of a course, on the pages of the supervisor.

use std::collections::BTreeMap;
use std::sync::Arc;

use kernel::time::SECOND;
use kernel::{Code, Key, Language, LanguageText, Timestamp};
use maud::{Markup, html};
use people::Organisation;
use people::posting::{self, Current};
use store::{Conn, Error, FutureExt};
use ui::components::{Tone, tag};
use ui::{View, t};

use super::domain::{About, ItemKind};
use super::law;
use super::reader::InUnit;
use crate::requirement::Standing;

/// Words are read anew after so long.
const TRUSTED: i64 = 5 * SECOND;

/// Whether any unit has worded a competency, at a time.
#[derive(PartialEq, Eq, Hash)]
struct Asked(i64);

/// What units above an organisation have worded, at a time.
#[derive(PartialEq, Eq, Hash)]
struct AskedThere(i64, Key<Organisation>);

/// The words of units for competencies that hold at an organisation.
#[derive(Clone, Debug, Default)]
pub struct LocalWords(InUnit);

/// By language: the unit whose words stand for the framework's own.
pub type Worded = BTreeMap<Language, LanguageText>;
/// Whose words stand for the framework's own, by code of the competency.
pub type WordedBy = BTreeMap<Code, Worded>;

impl LocalWords {
    /// The words for a competency (`part` is empty) or for one of its levels (its number), with the nearest unit that has said something in
    /// each language.
    pub fn say(&self, own: &LanguageText, code: &str, part: &str) -> (LanguageText, Worded) {
        let mut worded = Worded::new();
        for one in self.0.words(About::Competency, code, part) {
            worded.extend(one.item.texts.languages().map(|language| (language.clone(), one.name.clone())));
        }
        (self.0.say(own, (About::Competency, code, part)).0, worded)
    }
}

/// What units have worded of competencies at an organisation, at most 5 seconds old. Where no unit at all has worded one, nothing is asked of the
/// store but that, once in 5 seconds; otherwise one short query for each organisation in that time.
pub async fn words_at(conn: &mut Conn, organisation: Key<Organisation>, now: Timestamp) -> Result<Arc<LocalWords>, Error> {
    let at = now.0.div_euclid(TRUSTED);
    let any = conn.once(Asked(at), |conn| law::any_words(conn).boxed()).await?;
    if !*any {
        return Ok(Arc::default());
    }
    conn.once(AskedThere(at, organisation), move |conn| read(conn, organisation).boxed()).await
}

async fn read(conn: &mut Conn, organisation: Key<Organisation>) -> Result<LocalWords, Error> {
    let mut items = law::in_force(conn, organisation).await?;
    items.retain(|one| one.item.kind == ItemKind::Words && one.item.about == About::Competency);
    Ok(LocalWords(InUnit { items, ..InUnit::default() }))
}

/// Gives standings the words that hold where the official is posted, and tells whose words they are. See [`words_at`] for what it asks of the store.
pub async fn reword(
    conn: &mut Conn,
    postings: &[Current],
    standings: &mut [Standing],
    now: Timestamp,
) -> Result<WordedBy, Error> {
    let mut worded = WordedBy::new();
    for posting in posting::prescribing(postings) {
        let words = words_at(conn, posting.organisation, now).await?;
        if words.0.items.is_empty() {
            continue;
        }
        for standing in standings.iter_mut() {
            let level = standing.required.number().to_string();
            let (name, by) = words.say(&standing.name, standing.code.as_str(), "");
            let (descriptor, also) = words.say(&standing.descriptor, standing.code.as_str(), &level);
            (standing.name, standing.descriptor) = (name, descriptor);
            if !by.is_empty() || !also.is_empty() {
                worded.entry(standing.code.clone()).or_default().extend(by.into_iter().chain(also));
            }
        }
    }
    Ok(worded)
}

/// "Words of ...", where a unit has worded it in the language in which the reader sees the text.
pub fn worded_tag(view: &View, worded: Option<&Worded>, text: &LanguageText) -> Markup {
    let (language, _) = text.in_or_nearest(&view.language);
    html! { @if let Some(unit) = worded.and_then(|worded| worded.get(language)) { (tag(Tone::Plain, &t!(view, "library-worded-by", unit = view.words(unit).to_owned()))) } }
}
