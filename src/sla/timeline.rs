//! A site's hours as they were and are: what has passed is reckoned by the hours of then, what is to come by those of now.
use super::calendar::{Calendar, Reckoner, SiteHours};
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
        let ends: Vec<Timestamp> = self.ends();
        let parts = self.versions.iter_mut().zip(ends).enumerate();
        parts
            .map(|(place, ((from, it), until))| {
                let from = if place == 0 { start } else { start.max(*from) };
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
        let (mut start, mut left) = (start, amount_ms);
        let ends = self.ends();
        let last = self.versions.len().checked_sub(1)?;
        for (place, ((_, it), until)) in self.versions.iter_mut().zip(ends).enumerate() {
            if until <= start {
                continue;
            }
            let due = it.due(calendar, start, left);
            if place == last || due.is_some_and(|it| it <= until) {
                return due;
            }
            left -= it.worked(calendar, start, until);
            start = until;
        }
        None
    }

    /// Until when each version held.
    fn ends(&self) -> Vec<Timestamp> {
        let later = self.versions.iter().skip(1).map(|it| it.0);
        later.chain(std::iter::once(Timestamp::MAX)).collect()
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
    fn stretches_add_up() {
        let mut it = Timeline::new(vec![(Timestamp::MIN, hours(9, 18))]);
        let start = at("2026-01-19T10:00:00Z");
        let ms = |hours| (start + SignedDuration::from_hours(hours)).as_millisecond();
        assert_eq!(it.worked_in(Calendar::Hours, &[Ran(ms(0), ms(2)), Ran(ms(7), ms(20))]), 3 * HOUR);
    }
}
