//! What a beat is worth. Pure: the clock, the earlier state and the beat in, the new state out.

use kernel::Timestamp;

/// The pace above which nobody reads: 600 words a minute is what Carver measured as *scanning*, the fastest of the five kinds of silent
/// reading, at which a reader finds single words but does not take in sentences (R. P. Carver, *Reading Rate*, 1990; adults read
/// non-fiction at 238 on average: M. Brysbaert, Journal of Memory and Language 109, 2019). It is a floor, not an expectation.
pub const WORDS_A_MINUTE: i64 = 600;
/// No text takes less than this, in milliseconds, however short it is.
pub const LEAST_READING: i64 = 3_000;
/// What one beat credits at most, in milliseconds. The player sends one every 10 seconds; a gap of more is not vouched for.
pub const LONGEST_BEAT: i64 = 30_000;
/// How much faster than real time a video may be played, as a factor.
pub const FASTEST_PLAY: i64 = 2;
/// The share of the seconds of a segment that must have been played, in percent.
pub const PLAYED_PERCENT: i64 = 80;

/// The least time in which a text of so many words is read, in milliseconds.
pub const fn reading_floor(words: i64) -> i64 {
    let floor = words * 60_000 / WORDS_A_MINUTE;
    if floor > LEAST_READING { floor } else { LEAST_READING }
}

/// The one clock of an enrolment, on whatever device: time that has been credited once is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clock {
    /// Up to when time has been credited, by the server's clock.
    pub credited_until: Timestamp,
    /// Number of the newest beat.
    pub sequence: i64,
}

impl Clock {
    /// Takes a beat: the milliseconds it may credit, or `None` for a beat that has been taken already or was overtaken by a newer one.
    /// Time during which the page was not visible passes without credit.
    pub fn take(&mut self, sequence: i64, visible: bool, now: Timestamp) -> Option<i64> {
        if sequence <= self.sequence {
            return None;
        }
        self.sequence = sequence;
        let passed = self.pass(now).min(LONGEST_BEAT);
        Some(if visible { passed } else { 0 })
    }

    /// Takes the turn of a page: the milliseconds since the last credit, at most what the page turned away from asks. More would prove
    /// nothing more.
    pub fn turn(&mut self, floor: i64, now: Timestamp) -> i64 {
        self.pass(now).min(floor)
    }

    /// Moves to `now` and returns the milliseconds that passed; a server clock that was set back gives none.
    fn pass(&mut self, now: Timestamp) -> i64 {
        let passed = now.since(self.credited_until).max(0) / 1_000;
        self.credited_until = self.credited_until.max(now);
        passed
    }
}

/// The seconds of a segment that were played, from its start: merged, in order, each from-to with the end left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Played(Vec<(i64, i64)>);

impl Played {
    /// Reads the stored form, `0-12,20-31`; what cannot be read was not played.
    pub fn parse(text: &str) -> Self {
        let mut played = Self::default();
        for (from, to) in text.split(',').filter_map(|span| span.split_once('-')) {
            if let (Ok(from), Ok(to)) = (from.parse(), to.parse()) {
                played.add(from, to);
            }
        }
        played
    }

    /// The stored form.
    pub fn text(&self) -> String {
        let spans: Vec<String> = self.0.iter().map(|(from, to)| format!("{from}-{to}")).collect();
        spans.join(",")
    }

    /// Adds the seconds from `from` up to but not including `to`.
    pub fn add(&mut self, from: i64, to: i64) {
        if from < 0 || from >= to {
            return;
        }
        let (mut from, mut to) = (from, to);
        self.0.retain(|(start, end)| {
            let apart = *end < from || *start > to;
            if !apart {
                (from, to) = (from.min(*start), to.max(*end));
            }
            apart
        });
        let at = self.0.partition_point(|(start, _)| *start < from);
        self.0.insert(at, (from, to));
    }

    /// How many seconds.
    pub fn seconds(&self) -> i64 {
        self.0.iter().map(|(from, to)| to - from).sum()
    }
}

/// A segment in one language, as far as progress cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its number in the object, from 1.
    pub number: i64,
    /// Words of its text or transcript.
    pub words: i64,
    /// The second of the video at which it starts; 0 for a text.
    pub from: i64,
    /// The second at which it ends; equal to `from` where there is no video.
    pub to: i64,
}

impl Piece {
    /// The least time in which it is read, in milliseconds.
    pub const fn floor(&self) -> i64 {
        reading_floor(self.words)
    }

    const fn seconds(&self) -> i64 {
        self.to - self.from
    }
}

/// What a learner has done of a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Milliseconds of reading that the server stands behind.
    pub credited: i64,
    /// Seconds played.
    pub played: Played,
    /// Whether it is done. Once done it stays done.
    pub done: bool,
}

impl Progress {
    /// So many more milliseconds were spent on its text or transcript.
    pub fn read(&mut self, millis: i64, piece: &Piece) {
        self.credited += millis;
        self.done |= self.credited >= piece.floor();
    }

    /// These seconds of the video were played; those outside the segment are left out.
    pub fn play(&mut self, from: i64, to: i64, piece: &Piece) {
        let within = |second: i64| second.clamp(piece.from, piece.to) - piece.from;
        self.played.add(within(from), within(to));
        let length = piece.seconds();
        self.done |= length > 0 && self.played.seconds() * 100 >= length * PLAYED_PERCENT;
    }

    /// What the learner is told has been credited, in milliseconds.
    pub fn shown(&self) -> i64 {
        self.credited.max(self.played.seconds() * 1_000)
    }
}

/// The end of what may be credited of a video that is said to have played `from..to`, when `millis` passed by the server's clock: what
/// was played faster than [`FASTEST_PLAY`] does not count.
pub const fn playable_until(from: i64, to: i64, millis: i64) -> i64 {
    let most = from.saturating_add(millis * FASTEST_PLAY / 1_000);
    if to < most { to } else { most }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::time::SECOND;
    use rstest::rstest;

    fn clock() -> Clock {
        Clock { credited_until: Timestamp(1_000 * SECOND), sequence: 5 }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp(second * SECOND)
    }

    #[rstest]
    #[case::ten_seconds_of_reading(6, true, 1_010, Some(10_000))]
    #[case::hidden_page(6, false, 1_010, Some(0))]
    #[case::hours_away(6, true, 9_999, Some(LONGEST_BEAT))]
    #[case::the_same_beat_again(5, true, 1_010, None)]
    #[case::an_older_beat(4, true, 1_010, None)]
    #[case::a_leap_in_numbers_gains_nothing(5_000, true, 1_010, Some(10_000))]
    #[case::the_clock_of_the_server_was_set_back(6, true, 900, Some(0))]
    fn a_beat_is_worth_the_time_that_passed_here(
        #[case] sequence: i64,
        #[case] visible: bool,
        #[case] now: i64,
        #[case] worth: Option<i64>,
    ) {
        assert_eq!(clock().take(sequence, visible, at(now)), worth);
    }

    #[test]
    fn time_is_credited_once() {
        let mut clock = clock();
        assert_eq!(clock.take(6, true, at(1_010)), Some(10_000));
        assert_eq!(clock.take(7, true, at(1_010)), Some(0), "a second device at the same moment");
        assert_eq!(clock.take(8, false, at(1_020)), Some(0));
        assert_eq!(clock.take(9, true, at(1_025)), Some(5_000), "the hidden time is gone");
        assert_eq!(clock.take(10, true, at(900)), Some(0));
        assert_eq!(clock.take(11, true, at(1_026)), Some(1_000), "a clock set back for a while does not give time twice");
        assert_eq!(clock.turn(20_000, at(1_030)), 4_000);
        assert_eq!(clock.turn(20_000, at(9_999)), 20_000);
    }

    #[rstest]
    #[case(0, 3_000)]
    #[case(30, 3_000)]
    #[case(31, 3_100)]
    #[case(600, 60_000)]
    fn the_floor_is_six_hundred_words_a_minute(#[case] words: i64, #[case] millis: i64) {
        assert_eq!(reading_floor(words), millis);
    }

    #[rstest]
    #[case(&[(0, 10), (10, 20)], "0-20")]
    #[case(&[(20, 30), (0, 10)], "0-10,20-30")]
    #[case(&[(0, 10), (20, 30), (5, 25)], "0-30")]
    #[case(&[(5, 6), (5, 6), (5, 6)], "5-6")]
    #[case(&[(9, 3), (4, 4), (-5, 2)], "")]
    fn played_seconds_merge(#[case] spans: &[(i64, i64)], #[case] merged: &str) {
        let mut played = Played::default();
        for (from, to) in spans {
            played.add(*from, *to);
        }
        assert_eq!(played.text(), merged);
        assert_eq!(Played::parse(merged), played);
    }

    #[test]
    fn broken_intervals_count_for_nothing() {
        assert_eq!(Played::parse("x-9,3,,7-8").seconds(), 1);
    }

    #[rstest]
    #[case::real_time(0, 10, 10_000, 10)]
    #[case::double_speed(0, 20, 10_000, 20)]
    #[case::triple_speed_is_cut(0, 30, 10_000, 20)]
    #[case::a_claim_of_hours(0, 36_000, 30_000, 60)]
    #[case::nothing_passed(100, 160, 0, 100)]
    fn a_video_is_credited_at_most_at_double_speed(#[case] from: i64, #[case] to: i64, #[case] millis: i64, #[case] until: i64) {
        assert_eq!(playable_until(from, to, millis), until);
    }

    #[test]
    fn a_text_is_done_at_its_floor_and_stays_done() {
        let piece = Piece { number: 1, words: 100, from: 0, to: 0 };
        let mut progress = Progress::default();
        progress.read(9_999, &piece);
        assert!(!progress.done);
        progress.read(1, &piece);
        progress.read(0, &Piece { words: 9_000, ..piece });
        assert!(progress.done);
    }

    #[test]
    fn a_video_is_done_at_four_fifths_of_its_own_seconds() {
        let piece = Piece { number: 2, words: 50, from: 10, to: 20 };
        let mut progress = Progress::default();
        progress.play(0, 17, &piece);
        assert_eq!((progress.done, progress.played.text()), (false, "0-7".to_owned()));
        progress.play(19, 60, &piece);
        assert_eq!((progress.done, progress.played.text()), (true, "0-7,9-10".to_owned()));
        progress.play(0, 9, &Piece { from: 0, to: 0, ..piece });
    }

    proptest::proptest! {
        /// Whatever a client sends: what is credited never exceeds the time that passed here, and never twice that for a video.
        #[test]
        fn no_sequence_of_beats_gains_time(beats in proptest::collection::vec((0i64..50, proptest::bool::ANY, 0i64..60, 0i64..500, 0i64..500), 0..60)) {
            let (mut clock, mut now) = (Clock { credited_until: Timestamp(0), sequence: 0 }, Timestamp(0));
            let (mut credited, mut played) = (0, Played::default());
            for (sequence, visible, seconds, from, to) in beats {
                now = now.plus(seconds * SECOND);
                let Some(worth) = clock.take(sequence, visible, now) else { continue };
                credited += worth;
                played.add(from, playable_until(from, to, worth));
            }
            proptest::prop_assert!(credited <= now.0 / 1_000);
            proptest::prop_assert!(played.seconds() * 1_000 <= FASTEST_PLAY * credited);
        }
    }
}
