//! A site's hours as they were and are: what has passed is reckoned by the hours of then, what is to come by those of now.
use super::calendar::{Calendar, DAY_MS, Reckoner, SiteHours};
use super::types::Ran;
use jiff::Timestamp;

/// The hours of a site, each with the moment from which on they held; in order, the first since ever.
#[derive(Debug, Clone)]
pub struct Timeline {
    versions: Vec<(Timestamp, Reckoner)>,
}

impl Timeline {
    /// Of versions in order.
    #[must_use]
    pub fn new(versions: Vec<(Timestamp, SiteHours)>) -> Timeline {
        Timeline { versions: versions.into_iter().map(|(from, it)| (from, Reckoner::new(it))).collect() }
    }

    /// From when on time counts for what began at `at`.
    #[must_use]
    pub fn begin(&self, calendar: Calendar, at: Timestamp) -> Timestamp {
        self.versions.last().map_or(at, |(_, it)| it.begin(calendar, at))
    }

    /// The working time from `start` to `end`, in milliseconds.
    #[must_use]
    pub fn worked(&mut self, calendar: Calendar, start: Timestamp, end: Timestamp) -> i64 {
        let bounds = self.bounds(calendar);
        let parts = self.versions.iter_mut().zip(bounds).enumerate();
        parts
            .map(|(place, ((_, it), (from, until)))| {
                let from = if place == 0 { start } else { start.max(from) };
                it.worked(calendar, from, end.min(until))
            })
            .sum()
    }

    /// The working time of several stretches.
    #[must_use]
    pub fn worked_in(&mut self, calendar: Calendar, ran: &[Ran]) -> i64 {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
        ran.iter().map(|it| self.worked(calendar, at(it.0), at(it.1))).sum()
    }

    /// The first instant at which `amount_ms` of working time has passed since `start`; `None` when that never happens.
    #[must_use]
    pub fn due(&mut self, calendar: Calendar, start: Timestamp, amount_ms: i64) -> Option<Timestamp> {
        if amount_ms <= 0 {
            return Some(start);
        }
        let (mut start, mut left) = (start, amount_ms);
        let bounds = self.bounds(calendar);
        let last = self.versions.len().checked_sub(1)?;
        for (place, ((_, it), (_, until))) in self.versions.iter_mut().zip(bounds).enumerate() {
            if until <= start {
                continue;
            }
            // The last day was one off: it ends with the next working one, by the hours of then.
            let wanted = if left <= 0 && calendar.counts_days() { DAY_MS } else { left };
            let due = it.due(calendar, start, wanted);
            if place == last || due.is_some_and(|it| it <= until) {
                return due;
            }
            left -= it.worked(calendar, start, until);
            start = until;
        }
        None
    }

    /// From when until when each version is reckoned by. Where whole days are counted, the day on which the hours change
    /// is one, too: it is reckoned by the new ones from its beginning.
    fn bounds(&self, calendar: Calendar) -> Vec<(Timestamp, Timestamp)> {
        let mut starts: Vec<Timestamp> = Vec::with_capacity(self.versions.len());
        for (from, it) in &self.versions {
            let start = match starts.last() {
                Some(last) if calendar.counts_days() => it.day_of(*from).max(*last),
                _ => *from,
            };
            starts.push(start);
        }
        let ends = starts.iter().skip(1).copied().chain(std::iter::once(Timestamp::MAX));
        starts.iter().copied().zip(ends).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hours::types::{Minute, Span, Week};
    use crate::hours::{BusinessHours, Holidays};
    use jiff::SignedDuration;
    use jiff::tz::TimeZone;

    const HOUR: i64 = 60 * 60 * 1000;

    fn hours(from: u16, until: u16) -> SiteHours {
        let span = Span::new(Minute::of_hour(from), Minute::of_hour(until));
        let days = Week::of_working_days(&[span]);
        SiteHours {
            hours: BusinessHours { always_open: false, days, ..BusinessHours::default() },
            holidays: Holidays { turkish: false, ..Holidays::default() },
            zone: TimeZone::UTC,
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn new_hours_change_what_is_to_come_and_not_what_has_passed() {
        // A Monday; at noon the site shortens its days to 09:00–13:00.
        let noon = at("2026-01-19T12:00:00Z");
        let mut it = Timeline::new(vec![(Timestamp::MIN, hours(9, 18)), (noon, hours(9, 13))]);
        let start = at("2026-01-19T10:00:00Z");
        assert_eq!(it.worked(Calendar::Hours, start, at("2026-01-19T17:00:00Z")), 3 * HOUR);
        assert_eq!(it.due(Calendar::Hours, start, 2 * HOUR), Some(noon), "by the hours of then");
        assert_eq!(it.due(Calendar::Hours, start, 4 * HOUR), Some(at("2026-01-20T10:00:00Z")));
        assert_eq!(it.worked(Calendar::Hours, at("2026-01-16T17:00:00Z"), start), 2 * HOUR);
    }

    #[test]
    fn a_day_on_which_the_hours_change_counts_once_where_days_are_counted() {
        // Two working days from Friday evening on end on Tuesday; on Monday the hours change twice.
        let changes = |monday: &[(&str, u16)]| {
            let later = monday.iter().map(|it| (at(&format!("2026-01-19T{}:00Z", it.0)), hours(9, it.1)));
            let mut all = vec![(Timestamp::MIN, hours(9, 18))];
            all.extend(later);
            Timeline::new(all)
        };
        let start = at("2026-01-17T00:00:00Z");
        for monday in [&[][..], &[("12:00", 13)], &[("12:00", 20)], &[("10:00", 13), ("15:00", 18)]] {
            let mut it = changes(monday);
            let closes = monday.last().map_or(18, |it| it.1);
            let due = at(&format!("2026-01-20T{closes}:00:00Z"));
            assert_eq!(it.due(Calendar::WorkingDays, start, 2 * 24 * HOUR), Some(due), "{monday:?}");
            let worked = it.worked(Calendar::WorkingDays, start, at("2026-01-20T00:00:00Z"));
            assert_eq!(worked, 24 * HOUR, "{monday:?}");
        }
    }

    #[test]
    fn a_last_day_that_is_off_ends_with_the_first_working_one_of_new_hours() {
        // Two days from Saturday on end on Sunday, and so on Monday evening; on Monday the hours change.
        let (start, sunday) = (at("2026-01-17T00:00:00Z"), 2 * 24 * HOUR);
        let mut it = Timeline::new(vec![(Timestamp::MIN, hours(9, 18))]);
        assert_eq!(it.due(Calendar::Days, start, sunday), Some(at("2026-01-19T18:00:00Z")));
        let monday = at("2026-01-19T08:00:00Z");
        let mut it = Timeline::new(vec![(Timestamp::MIN, hours(9, 18)), (monday, hours(9, 13))]);
        assert_eq!(it.due(Calendar::Days, start, sunday), Some(at("2026-01-19T13:00:00Z")));
        let tuesday = (at("2026-01-20T08:00:00Z"), hours(9, 17));
        let mut closed = hours(9, 13);
        closed.hours.days = Week::of_working_days(&[]);
        let versions = vec![(Timestamp::MIN, hours(9, 18)), (monday, closed), tuesday];
        assert_eq!(
            Timeline::new(versions).due(Calendar::Days, start, sunday),
            Some(at("2026-01-20T17:00:00Z")),
            "closed on Monday"
        );
    }

    #[test]
    fn stretches_add_up() {
        let mut it = Timeline::new(vec![(Timestamp::MIN, hours(9, 18))]);
        let start = at("2026-01-19T10:00:00Z");
        let ms = |hours| (start + SignedDuration::from_hours(hours)).as_millisecond();
        assert_eq!(it.worked_in(Calendar::Hours, &[Ran(ms(0), ms(2)), Ran(ms(7), ms(20))]), 3 * HOUR);
    }
}
