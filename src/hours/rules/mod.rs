//! What holds at a moment, and when it changes. Pure: settings, a time zone and the time in; an [`Outlook`] out.
//!
//! The wall clock of the site's zone decides. Where that clock is set back, an hour counts twice; where it is set
//! forward, what would begin within the missing hour begins after it.
use crate::hours::public_holidays::PublicHoliday;
use crate::hours::types::{BusinessHours, Holidays, Minute, Span, last};
use crate::settings::Worded;
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use std::collections::{BTreeMap, BTreeSet};

/// How far ahead anybody looks.
pub const HORIZON: SignedDuration = SignedDuration::from_hours(14 * 24);
/// [`HORIZON`] in days, and one for the hours at its end.
const HORIZON_DAYS: i64 = 15;
/// When the eve of a holiday begins.
const EVE_FROM: Minute = Minute::of_hour(13);

/// Whether a site is open, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// People answer.
    Open,
    /// In the gap between two spans of the day.
    Break,
    /// No span of the week.
    Outside,
    /// A holiday, or a day that is closed just once; with its name.
    Holiday(Worded),
}

impl Status {
    /// As sent.
    #[must_use]
    pub fn reason(&self) -> &'static str {
        match self {
            Status::Open => "open",
            Status::Break => "break",
            Status::Outside => "outside_business_hours",
            Status::Holiday(_) => "holiday",
        }
    }
}

/// A site's hours at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlook {
    /// What holds.
    pub status: Status,
    /// When something else holds, within 14 days.
    pub next_change: Option<Timestamp>,
    /// When the site opens, within 14 days; `None` also while it is open.
    pub next_open: Option<Timestamp>,
}

/// Looks from `now` on.
#[must_use]
pub fn look(hours: &BusinessHours, holidays: &Holidays, zone: &TimeZone, now: Timestamp) -> Outlook {
    if hours.always_open {
        return Outlook { status: Status::Open, next_change: None, next_open: None };
    }
    let calendar = Calendar::around(hours, holidays, zone, now);
    let status = calendar.status(now);
    let mut outlook = Outlook { status: status.clone(), next_change: None, next_open: None };
    for instant in calendar.turns(now) {
        let then = calendar.status(instant);
        if outlook.next_change.is_none() && then != status {
            outlook.next_change = Some(instant);
        }
        if then == Status::Open {
            outlook.next_open = Some(instant).filter(|_| status != Status::Open);
        }
        if outlook.next_change.is_some() && (status == Status::Open || then == Status::Open) {
            break;
        }
    }
    outlook
}

/// The spans of each day from `first` to `until`, cut off where a holiday begins; none on a day that is closed. The week
/// counts here also on a site that is always open: it says which days people work.
pub fn spans(
    hours: &BusinessHours,
    holidays: &Holidays,
    first: Date,
    until: Date,
) -> impl Iterator<Item = (Date, Vec<Span>)> {
    let closures = closures(holidays, first, until);
    let dates = first.series(1.day()).take_while(move |it| *it <= until);
    dates.map(move |date| (date, day(hours, holidays, &closures, date).spans))
}

/// The days that can be reached from a moment, each settled.
struct Calendar<'a> {
    zone: &'a TimeZone,
    today: Date,
    days: BTreeMap<Date, Day>,
}

/// What holds on a day: its spans, cut off where a holiday begins.
struct Day {
    spans: Vec<Span>,
    closed: Option<Closure>,
}

/// A day is closed from a time on.
#[derive(Clone)]
struct Closure {
    from: Minute,
    name: Worded,
}

impl Calendar<'_> {
    fn around<'a>(
        hours: &BusinessHours,
        holidays: &Holidays,
        zone: &'a TimeZone,
        now: Timestamp,
    ) -> Calendar<'a> {
        let today = zone.to_datetime(now).date();
        let (first, until) = (today.saturating_sub(1.day()), today.saturating_add((HORIZON_DAYS + 1).days()));
        let closures = closures(holidays, first, until);
        let days = first
            .series(1.day())
            .take_while(|it| *it <= until)
            .map(|date| (date, day(hours, holidays, &closures, date)))
            .collect();
        Calendar { zone, today, days }
    }

    fn status(&self, at: Timestamp) -> Status {
        let wall = self.zone.to_datetime(at);
        self.days.get(&wall.date()).map_or(Status::Outside, |it| it.status(Minute::of(wall)))
    }

    /// Every instant after `now`, within the horizon, at which another status may begin; in order.
    fn turns(&self, now: Timestamp) -> impl Iterator<Item = Timestamp> {
        let end = now.checked_add(HORIZON).unwrap_or(Timestamp::MAX);
        let shifts = self
            .zone
            .following(now)
            .map(|it| it.timestamp())
            .take_while(|it| *it <= end)
            .collect::<BTreeSet<_>>();
        let days = self.days.range(self.today.saturating_sub(1.day())..);
        // A day's instants may lie among the next day's only where a clock is set at midnight: so all are sorted.
        let walls = days.flat_map(|(date, day)| day.turns().into_iter().map(|it| wall(*date, it)));
        let mut all: BTreeSet<Timestamp> = walls.flat_map(|it| instants(self.zone, it)).collect();
        all.extend(shifts);
        all.into_iter().filter(move |it| *it > now && *it <= end)
    }
}

impl Day {
    fn status(&self, minute: Minute) -> Status {
        if let Some(closed) = self.closed.as_ref().filter(|it| it.from <= minute) {
            return Status::Holiday(closed.name.clone());
        }
        if self.spans.iter().any(|it| it.contains(minute)) {
            return Status::Open;
        }
        let after_first = self.spans.first().is_some_and(|it| it.end <= minute);
        let before_last = self.spans.last().is_some_and(|it| minute < it.start);
        if after_first && before_last { Status::Break } else { Status::Outside }
    }

    fn turns(&self) -> BTreeSet<Minute> {
        let spans = self.spans.iter().flat_map(|it| [it.start, it.end]);
        spans.chain(self.closed.as_ref().map(|it| it.from)).chain([Minute::START]).collect()
    }
}

fn day(hours: &BusinessHours, holidays: &Holidays, closures: &BTreeMap<Date, Closure>, date: Date) -> Day {
    if let Some(special) = holidays.special.iter().find(|it| it.covers(date)) {
        let closed = special.spans.is_empty();
        let closed = closed.then(|| Closure { from: Minute::START, name: special.name.clone() });
        return Day { spans: special.spans.clone(), closed };
    }
    let (week, closed) = (hours.days.of(date.weekday()), closures.get(&date).cloned());
    let end = closed.as_ref().map_or(Minute::END, |it| it.from);
    let cut = |it: &Span| Span::new(it.start, it.end.min(end));
    let spans = week.iter().map(cut).filter(|it| it.start < it.end).collect();
    Day { spans, closed }
}

/// The holidays from `first` to `until`. Of two on one day the one that begins earlier counts.
fn closures(holidays: &Holidays, first: Date, until: Date) -> BTreeMap<Date, Closure> {
    let mut found: BTreeMap<Date, Closure> = BTreeMap::new();
    let mut close = |date: Date, from: Minute, name: &Worded| {
        if date < first || date > until {
            return;
        }
        if found.get(&date).is_none_or(|known| from < known.from) {
            found.insert(date, Closure { from, name: name.clone() });
        }
    };
    for it in &holidays.own {
        for begins in begins(it.date, it.yearly, first, until) {
            close(begins, it.from.unwrap_or(Minute::START), &it.name);
            for later in following(begins, it.days) {
                close(later, Minute::START, &it.name);
            }
        }
    }
    let kept = PublicHoliday::ALL.iter().filter(|it| holidays.turkish && !holidays.not_kept.contains(it));
    for holiday in kept {
        for begins in public(holidays, *holiday, first, until) {
            close(begins, Minute::START, &holiday.name());
            for later in following(begins, holiday.days()) {
                close(later, Minute::START, &holiday.name());
            }
            if holiday.has_eve() {
                close(begins.saturating_sub(1.day()), EVE_FROM, &holiday.eve_name());
            }
        }
    }
    found
}

/// The days of a holiday after its first.
fn following(first: Date, days: u8) -> impl Iterator<Item = Date> {
    let end = last(first, days);
    first.series(1.day()).skip(1).take_while(move |it| *it <= end)
}

/// The first days of one of the site's own holidays that may reach into the time from `first` to `until`.
fn begins(date: Date, yearly: bool, first: Date, until: Date) -> Vec<Date> {
    if !yearly {
        return vec![date];
    }
    let years = first.year().saturating_sub(1)..=until.year();
    years
        .filter(|it| *it >= date.year())
        .filter_map(|it| Date::new(it, date.month(), date.day()).ok())
        .collect()
}

/// The first days of a public holiday that may reach into the time from `first` to `until`, corrected.
fn public(holidays: &Holidays, holiday: PublicHoliday, first: Date, until: Date) -> Vec<Date> {
    let years = first.year().saturating_sub(1)..=until.year().saturating_add(1);
    let corrected = |computed: Date| {
        let found = holidays.corrections.iter().find(|it| it.holiday == holiday && it.computed == computed);
        found.map_or(computed, |it| it.date)
    };
    years.flat_map(|it| holiday.first_days(it)).map(corrected).collect()
}

fn wall(date: Date, minute: Minute) -> DateTime {
    date.at(0, 0, 0, 0).saturating_add(i64::from(minute.minutes()).minutes())
}

/// The instants at which the wall clock shows `wall`: one, two where it is set back, none where it jumps over it.
fn instants(zone: &TimeZone, wall: DateTime) -> Vec<Timestamp> {
    let offsets = match zone.to_ambiguous_timestamp(wall).offset() {
        AmbiguousOffset::Unambiguous { offset } => vec![offset],
        AmbiguousOffset::Fold { before, after } => vec![before, after],
        AmbiguousOffset::Gap { .. } => Vec::new(),
    };
    offsets.into_iter().filter_map(|it| it.to_timestamp(wall).ok()).collect()
}

#[cfg(test)]
mod tests;
