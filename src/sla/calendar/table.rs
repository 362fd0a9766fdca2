//! The openings of some days in a row.
use super::{Calendar, DAY_MS, SiteHours};
use crate::hours::rules;
use crate::hours::types::{Minute, Span};
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan as _};

/// How many days ahead are worked out at first.
pub(super) const FIRST_DAYS: i32 = 12;
/// The last minute of a day: a day that would end at midnight reads as the next one.
const LAST_MINUTE: i64 = 23 * 60 + 59;

const MINUTE_MS: i64 = 60_000;

/// A stretch of time that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Opening {
    start: i64,
    end: i64,
    /// What the whole of it is worth: its length, or a day.
    worth: i64,
    /// What all before it in the table are worth together.
    before: i64,
    /// Whether something may fall due in it. Days off count where all days do, but nothing is due on them.
    works: bool,
}

/// Openings in order, of the days from `first` to `last`.
#[derive(Debug, Clone, Default)]
pub(super) struct Table {
    days: Option<(Date, Date)>,
    openings: Vec<Opening>,
}

impl Table {
    /// Makes sure that everything from `start` to `end` is in it.
    pub(super) fn cover(&mut self, site: &SiteHours, calendar: Calendar, start: Timestamp, end: Timestamp) {
        let day = |at: Timestamp| site.zone.to_datetime(at).date();
        let (first, last) = (day(start).saturating_sub(1.day()), day(end).saturating_add(1.day()));
        let (first, last) = match self.days {
            Some((from, until)) if from <= first && last <= until => return,
            Some(days) => grown(days, (first, last)),
            None => (first, last),
        };
        self.days = Some((first, last));
        self.openings = match calendar {
            Calendar::Hours | Calendar::Always => by_the_minute(site, first, last),
            Calendar::WorkingDays | Calendar::Days => by_the_day(site, calendar, first, last),
        };
        let mut before = 0;
        for it in &mut self.openings {
            it.before = before;
            before += it.worth;
        }
    }

    /// What everything before an instant is worth.
    pub(super) fn worth_until(&self, at: i64) -> i64 {
        let begun = self.openings.partition_point(|it| it.start < at);
        let Some(last) = begun.checked_sub(1).and_then(|it| self.openings.get(it)) else { return 0 };
        let passed = at.min(last.end) - last.start;
        last.before + passed * last.worth / (last.end - last.start)
    }

    /// The first instant by which everything is worth `wanted`; `None` when that is after the table.
    pub(super) fn reaches(&self, wanted: i64) -> Option<i64> {
        let place = self.openings.partition_point(|it| it.before + it.worth < wanted);
        let found = self.openings.get(place)?;
        if !found.works {
            return self.openings.iter().skip(place).find(|it| it.works).map(|it| it.end);
        }
        let length = found.end - found.start;
        // Rounded up: by then it has passed.
        let into = ((wanted - found.before) * length + found.worth - 1) / found.worth;
        Some(found.start + into)
    }
}

/// Both ranges of days, and as much again on the side that was too short: who asks for one day after the other has the
/// table made anew a few times only.
fn grown((from, until): (Date, Date), (first, last): (Date, Date)) -> (Date, Date) {
    let more = until.duration_since(from).as_hours().div_euclid(24).days();
    let earlier = if first < from { first.min(from.saturating_sub(more)) } else { from };
    let later = if last > until { last.max(until.saturating_add(more)) } else { until };
    (earlier, later)
}

/// Openings as the wall clock shows them. An hour that the clock repeats counts twice, a missing one not at all: the time
/// between two changes of the clock is looked at by itself.
fn by_the_minute(site: &SiteHours, first: Date, last: Date) -> Vec<Opening> {
    let stretches = stretches(&site.zone, first, last);
    let mut found = Vec::new();
    for (date, spans) in rules::spans(&site.hours, &site.holidays, first, last) {
        let midnight = as_if_utc(date);
        for (span, stretch) in spans.iter().flat_map(|span| stretches.iter().map(move |it| (span, it))) {
            let at = |it: Minute| midnight + i64::from(it.minutes()) * MINUTE_MS - stretch.offset;
            let (start, end) = (at(span.start).max(stretch.from), at(span.end).min(stretch.until));
            if start < end {
                found.push(Opening { start, end, worth: end - start, before: 0, works: true });
            }
        }
    }
    found.sort_by_key(|it| it.start);
    found
}

/// Every day, or every working day, from its beginning until the site closes.
fn by_the_day(site: &SiteHours, calendar: Calendar, first: Date, last: Date) -> Vec<Opening> {
    let opening = |(date, spans): (Date, Vec<Span>)| {
        let works = !spans.is_empty();
        if !works && calendar == Calendar::WorkingDays {
            return None;
        }
        let closes = spans.last().map(|it| i64::from(it.end.minutes())).filter(|_| !site.hours.always_open);
        let closes = closes.map_or(LAST_MINUTE, |it| it.min(LAST_MINUTE));
        let instant = |minute: i64| {
            let wall = date.at(0, 0, 0, 0).saturating_add(minute.minutes());
            site.zone.to_timestamp(wall).ok().map(Timestamp::as_millisecond)
        };
        let (start, end) = (instant(0)?, instant(closes)?);
        (start < end).then_some(Opening { start, end, worth: DAY_MS, before: 0, works })
    };
    rules::spans(&site.hours, &site.holidays, first, last).filter_map(opening).collect()
}

/// A time during which the wall clock is not set.
struct Stretch {
    from: i64,
    until: i64,
    /// What the wall clock is ahead of UTC, in milliseconds.
    offset: i64,
}

fn stretches(zone: &TimeZone, first: Date, last: Date) -> Vec<Stretch> {
    // A wall clock is at most a day away from UTC.
    let (from, until) = (as_if_utc(first.saturating_sub(1.day())), as_if_utc(last.saturating_add(2.days())));
    let start = Timestamp::from_millisecond(from).unwrap_or(Timestamp::MIN);
    let ms = |it: Offset| i64::from(it.seconds()) * 1000;
    let mut found = vec![Stretch { from, until, offset: ms(zone.to_offset(start)) }];
    let changes = zone.following(start).map(|it| (it.timestamp().as_millisecond(), ms(it.offset())));
    for (at, offset) in changes.take_while(|it| it.0 < until) {
        if let Some(last) = found.last_mut() {
            last.until = at;
        }
        found.push(Stretch { from: at, until, offset });
    }
    found
}

/// The beginning of a day in UTC.
fn as_if_utc(date: Date) -> i64 {
    Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).map_or(0, Timestamp::as_millisecond)
}
