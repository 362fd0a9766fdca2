//! Working time: how much of it lies between two instants, and when so much of it has passed. Pure: a site's hours and
//! the instants in, an amount or an instant out.
//!
//! A calendar is a table of openings in order, each with what it is worth and what all before it are worth together; so
//! both questions are one search in it. It is made for the days that are asked for, and grows by itself.
mod table;
#[cfg(test)]
mod tests;

use crate::hours::{BusinessHours, Holidays};
use crate::text_enum;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use table::Table;

/// What a day is worth where whole days are counted, in milliseconds, however long the clock makes it.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Nobody looks further ahead, in days: a site that is closed for so long has no due times.
const MOST_DAYS: i32 = 3_000;

text_enum! {
    /// What counts as working time.
    Calendar {
        /// The site's opening hours without breaks and holidays.
        Hours = "hours",
        /// Every minute.
        Always = "always",
        /// Whole working days, as authorities count them: the first day does not count, the last one ends when the site
        /// closes.
        WorkingDays = "working_days",
        /// Whole days; one that would end on a day off ends with the next working day.
        Days = "days",
    }
}

impl Calendar {
    /// Whether whole days are counted instead of minutes.
    #[must_use]
    pub fn counts_days(self) -> bool {
        matches!(self, Calendar::WorkingDays | Calendar::Days)
    }
}

/// A site's hours, as they are set.
#[derive(Debug, Clone, PartialEq)]
pub struct SiteHours {
    /// The week.
    pub hours: BusinessHours,
    /// Days on which it does not count.
    pub holidays: Holidays,
    /// Whose wall clock decides.
    pub zone: TimeZone,
}

/// Reckons with a site's hours; keeps what it worked out.
#[derive(Debug, Clone)]
pub struct Reckoner {
    site: SiteHours,
    hours: Table,
    working_days: Table,
    days: Table,
}

impl Reckoner {
    /// For a site.
    #[must_use]
    pub fn new(site: SiteHours) -> Reckoner {
        let (hours, working_days, days) = (Table::default(), Table::default(), Table::default());
        Reckoner { site, hours, working_days, days }
    }

    /// The hours it reckons with.
    #[must_use]
    pub fn site(&self) -> &SiteHours {
        &self.site
    }

    /// From when on time counts for what began at `at`: the next day, where whole days are counted.
    #[must_use]
    pub fn begin(&self, calendar: Calendar, at: Timestamp) -> Timestamp {
        if !calendar.counts_days() {
            return at;
        }
        let next = self.site.zone.to_datetime(at).date().saturating_add(1.day());
        self.site.zone.to_timestamp(next.at(0, 0, 0, 0)).unwrap_or(at)
    }

    /// When the day of an instant began.
    #[must_use]
    pub fn day_of(&self, at: Timestamp) -> Timestamp {
        let day = self.site.zone.to_datetime(at).date();
        self.site.zone.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(at)
    }

    /// The working time from `start` to `end`, in milliseconds; none when `end` is not after `start`.
    #[must_use]
    pub fn worked(&mut self, calendar: Calendar, start: Timestamp, end: Timestamp) -> i64 {
        let (from, until) = (start.as_millisecond(), end.as_millisecond());
        if until <= from {
            return 0;
        }
        let Some((table, site)) = self.table(calendar) else { return until - from };
        table.cover(site, calendar, start, end);
        table.worth_until(until) - table.worth_until(from)
    }

    /// The first instant at which `amount_ms` of working time has passed since `start`; `None` when that never happens.
    #[must_use]
    pub fn due(&mut self, calendar: Calendar, start: Timestamp, amount_ms: i64) -> Option<Timestamp> {
        if amount_ms <= 0 {
            return Some(start);
        }
        let Some((table, site)) = self.table(calendar) else {
            return start.checked_add(SignedDuration::from_millis(amount_ms)).ok();
        };
        let mut ahead = table::FIRST_DAYS;
        loop {
            let until = start.checked_add(SignedDuration::from_hours(24 * i64::from(ahead))).ok()?;
            table.cover(site, calendar, start, until);
            let wanted = table.worth_until(start.as_millisecond()).saturating_add(amount_ms);
            if let Some(ms) = table.reaches(wanted) {
                return Timestamp::from_millisecond(ms).ok();
            }
            if ahead >= MOST_DAYS {
                return None;
            }
            ahead = (ahead * 4).min(MOST_DAYS);
        }
    }

    /// The table of a calendar; `None` where every minute counts.
    fn table(&mut self, calendar: Calendar) -> Option<(&mut Table, &SiteHours)> {
        let table = match calendar {
            Calendar::Always => return None,
            Calendar::Hours if self.site.hours.always_open => return None,
            Calendar::Hours => &mut self.hours,
            Calendar::WorkingDays => &mut self.working_days,
            Calendar::Days => &mut self.days,
        };
        Some((table, &self.site))
    }
}
