//! Whether an observation may be recorded.

use kernel::Date;
use web::Refusal;

/// Three months of supervision, in days.
pub const MONTHS_OF_SUPERVISION_DAYS: i32 = 90;
/// Twelve months, in days.
pub const YEAR_DAYS: i32 = 365;

/// Why an observation was not recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObservationRefusal {
    /// No indicator of this competency was chosen.
    NoIndicator,
    /// Neither "observed" nor "not observed" was chosen.
    NoResult,
    /// No day, or a day that does not exist.
    NoDate,
    /// The day has not come yet.
    Future,
    /// The day is more than twelve months ago.
    TooOld,
    /// Nothing was said about the incident.
    NoNote,
    /// The observer has supervised the official for less than three months.
    TooSoon,
}

impl Refusal for ObservationRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoIndicator => "observation.no-indicator",
            Self::NoResult => "observation.no-result",
            Self::NoDate => "observation.no-date",
            Self::Future => "observation.future",
            Self::TooOld => "observation.too-old",
            Self::NoNote => "observation.no-note",
            Self::TooSoon => "observation.too-soon",
        }
    }
}

/// The rule: `since` is the first day of supervision, `on` the day of the incident.
pub(super) fn check(today: Date, since: Date, on: Date, note: &str) -> Result<(), ObservationRefusal> {
    if !is_long_enough(since, today) {
        Err(ObservationRefusal::TooSoon)
    } else if on > today {
        Err(ObservationRefusal::Future)
    } else if on < today.plus_days(-YEAR_DAYS) {
        Err(ObservationRefusal::TooOld)
    } else if note.trim().is_empty() {
        Err(ObservationRefusal::NoNote)
    } else {
        Ok(())
    }
}

/// Whether three months of supervision have passed.
pub(super) fn is_long_enough(since: Date, today: Date) -> bool {
    since.plus_days(MONTHS_OF_SUPERVISION_DAYS) <= today
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incident_is_of_the_last_year_and_its_observer_no_newcomer() {
        let today = Date(20_000);
        for (since, on, note, expected) in [
            (19_910, 20_000, "saw it", Ok(())),
            (19_911, 20_000, "saw it", Err(ObservationRefusal::TooSoon)),
            (10_000, 20_001, "saw it", Err(ObservationRefusal::Future)),
            (10_000, 19_635, "saw it", Ok(())),
            (10_000, 19_634, "saw it", Err(ObservationRefusal::TooOld)),
            (10_000, 20_000, " \n", Err(ObservationRefusal::NoNote)),
        ] {
            assert_eq!(check(today, Date(since), Date(on), note), expected, "{since} {on}");
        }
    }
}
