//! The plans that personas have accepted, and the posts to which they aspire. Both go through the use cases of the paths realm: what a plan
//! holds follows from the courses, tests and levels of this service.

use kernel::time::HOUR;
use paths::aspiration::{self, Aspire, Share};
use paths::path::{self, Accept, Goal, Wish};
use store::{Db, Failure};

use crate::REFERENCE;
use crate::crew::Keys;
use crate::dice::Dice;
use crate::error::FillError;
use crate::files::Persona;
use crate::stories::{index, key_at};

/// Who has accepted a plan: persona, what comes first, minutes in a week, days ago.
const PLANS: [(&str, Goal, i64, i32); 5] = [
    ("asha-devi", Goal::Hours, 120, 12),
    // Two posts and little time: what matters most comes first.
    ("pratibha-verma", Goal::Urgent, 60, 20),
    ("sanjay-paswan", Goal::Hours, 180, 33),
    ("deepika-shetty", Goal::Quarter, 120, 8),
    ("basavaraj-patil", Goal::Hours, 60, 5),
];

/// Who would like to hold another position, and whether the supervisor knows.
const ASPIRATIONS: [(&str, &str, bool); 2] =
    [("asha-devi", "additional-district-magistrate", true), ("ramesh-yadav", "sub-postmaster", false)];

/// Writes them.
pub(crate) async fn write(db: &Db, personas: &[Persona], keys: Keys) -> Result<(), FillError> {
    paths::follow::measure_minutes(db).await.map_err(crate::error::of_store)?;
    for (persona, goal, week, days) in PLANS {
        let at = index(personas, persona)?;
        let day = REFERENCE.plus_days(-days).start().plus(10 * HOUR);
        let command = Accept {
            official: key_at(keys.official, at),
            account: None,
            wish: Wish { goal, ..Wish::usual(week, &personas[at].language) },
            seen: None,
            at: Some(day),
            id: Some(Dice::named("plan", persona).id(day)),
        };
        path::accept(db, command).await.map_err(|failure| told(persona, failure))?;
    }
    for (persona, position, shared) in ASPIRATIONS {
        let official = key_at(keys.official, index(personas, persona)?);
        let wanted = Aspire { official, account: None, position: Some(position.to_owned()) };
        aspiration::aspire(db, wanted).await.map_err(|failure| told(persona, failure))?;
        if shared {
            aspiration::share(db, Share { official, account: None, shared }).await.map_err(|failure| told(persona, failure))?;
        }
    }
    Ok(())
}

fn told<R: std::fmt::Debug>(persona: &str, failure: Failure<R>) -> FillError {
    match failure {
        Failure::Internal(error) => error.into(),
        other => FillError::data("plans", format!("{persona}: {other:?}")),
    }
}
