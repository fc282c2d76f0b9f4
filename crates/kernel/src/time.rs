//! Instants and days. Stored as integers so that both databases order them alike.

use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// An instant: microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Timestamp(pub i64);

/// Microseconds in one second, minute, hour and day.
pub const SECOND: i64 = 1_000_000;
/// See [`SECOND`].
pub const MINUTE: i64 = 60 * SECOND;
/// See [`SECOND`].
pub const HOUR: i64 = 60 * MINUTE;
/// See [`SECOND`].
pub const DAY: i64 = 24 * HOUR;

/// Offset of the legal time of the service, minutes east of UTC. India has one zone and no summer time.
pub const LEGAL_OFFSET_MINUTES: i64 = 330;

impl Timestamp {
    /// Later by so many microseconds (earlier when negative); stays at the end of the range instead of overflowing.
    #[must_use]
    pub const fn plus(self, micros: i64) -> Self {
        Self(self.0.saturating_add(micros))
    }

    /// Microseconds from `earlier` to this instant; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The calendar day on which this instant falls in the legal time of the service.
    pub const fn date(self) -> Date {
        Date((self.0 + LEGAL_OFFSET_MINUTES * MINUTE).div_euclid(DAY) as i32)
    }

    /// RFC 3339 in UTC, for wire formats.
    pub fn rfc3339(self) -> String {
        self.utc().format(&Rfc3339).unwrap_or_default()
    }

    /// Hour and minute in the legal time of the service.
    pub fn clock(self) -> (u8, u8) {
        let minutes = (self.0 + LEGAL_OFFSET_MINUTES * MINUTE).div_euclid(MINUTE).rem_euclid(24 * 60);
        ((minutes / 60) as u8, (minutes % 60) as u8)
    }

    fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(UtcOffset::UTC)
    }
}

/// A calendar day: days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Date(pub i32);

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a date of the form 2026-11-22")]
pub struct NotADate(pub String);

impl Date {
    /// Reads `2026-11-22`.
    pub fn parse(text: &str) -> Result<Self, NotADate> {
        time::Date::parse(text.trim(), format_description!("[year]-[month]-[day]"))
            .map(|day| Self(day.to_julian_day() - EPOCH_JULIAN_DAY))
            .map_err(|_| NotADate(text.chars().take(40).collect()))
    }

    /// Later by so many days.
    #[must_use]
    pub const fn plus_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Year, month (1-12) and day of the month.
    pub fn parts(self) -> (i32, u8, u8) {
        let (year, month, day) = self.civil().to_calendar_date();
        (year, u8::from(month), day)
    }

    /// `2026-11-22`.
    pub fn iso(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// The first instant of this day in the legal time of the service.
    pub const fn start(self) -> Timestamp {
        Timestamp(self.0 as i64 * DAY - LEGAL_OFFSET_MINUTES * MINUTE)
    }

    fn civil(self) -> time::Date {
        time::Date::from_julian_day(self.0.saturating_add(EPOCH_JULIAN_DAY)).unwrap_or(time::Date::MIN)
    }
}

/// Julian day number of 1970-01-01.
const EPOCH_JULIAN_DAY: i32 = 2_440_588;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_half_past_six_in_the_evening_utc() {
        let day = Date::parse("2026-11-22").expect("a date");
        assert_eq!(day.start().rfc3339(), "2026-11-21T18:30:00Z");
        assert_eq!(day.start().date(), day);
        assert_eq!(day.start().plus(-1).date(), day.plus_days(-1));
        assert_eq!(day.iso(), "2026-11-22");
    }

    #[test]
    fn refuses_days_that_do_not_exist() {
        for bad in ["2026-02-30", "22-11-2026", "", "2026-1-1"] {
            assert!(Date::parse(bad).is_err(), "{bad}");
        }
    }
}
