//! The worked examples by name, the laws of reckoning with time, and a year against a slow look at each minute.
use super::*;
use crate::hours::types::{Minute, OwnHoliday, Span, SpecialDays, Week};
use crate::settings::Worded;
use jiff::civil::Date;
use proptest::prelude::*;

const ISTANBUL: &str = "Europe/Istanbul";
const MINUTE: i64 = 60_000;
const ZONES: [&str; 6] =
    [ISTANBUL, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Kathmandu"];

fn span(text: &str) -> Span {
    let (start, end) = text.split_once('-').unwrap();
    Span::new(start.parse().unwrap(), end.parse().unwrap())
}

fn site(spans: &[&str], holidays: Holidays) -> SiteHours {
    let spans: Vec<Span> = spans.iter().map(|it| span(it)).collect();
    let hours =
        BusinessHours { always_open: false, days: Week::of_working_days(&spans), ..BusinessHours::default() };
    SiteHours { hours, holidays, zone: TimeZone::get(ISTANBUL).unwrap() }
}

fn no_holidays() -> Holidays {
    Holidays { turkish: false, ..Holidays::default() }
}

/// When `amount` ms of a calendar have passed since a wall clock; as a wall clock.
fn due(site: &SiteHours, calendar: Calendar, from: &str, amount: i64) -> String {
    let mut reckoner = Reckoner::new(site.clone());
    let from = site.zone.to_timestamp(from.parse().unwrap()).unwrap();
    let start = reckoner.begin(calendar, from);
    reckoner
        .due(calendar, start, amount)
        .map_or("never".to_owned(), |it| site.zone.to_datetime(it).strftime("%a %F %R").to_string())
}

fn hours(count: i64) -> i64 {
    count * 60 * MINUTE
}

#[test]
fn the_worked_examples_come_out() {
    let plain = site(&["09:00-18:00"], no_holidays());
    let noon = site(&["09:00-12:00", "13:00-18:00"], no_holidays());
    let at = |site, from, count| due(site, Calendar::Hours, from, hours(count));
    assert_eq!(at(&plain, "2026-01-16 17:55", 1), "Mon 2026-01-19 09:55");
    assert_eq!(at(&plain, "2026-01-16 17:30", 1), "Mon 2026-01-19 09:30");
    assert_eq!(at(&plain, "2026-01-18 22:30", 8), "Mon 2026-01-19 17:00");
    assert_eq!(at(&noon, "2026-01-18 22:30", 8), "Mon 2026-01-19 18:00");
    assert_eq!(at(&noon, "2026-01-19 11:30", 1), "Mon 2026-01-19 13:30");
    assert_eq!(at(&plain, "2026-01-19 09:00", 9), "Mon 2026-01-19 18:00", "a whole day ends with it");
    assert_eq!(due(&plain, Calendar::Always, "2026-01-16 17:55", hours(1)), "Fri 2026-01-16 18:55");
}

#[test]
fn holidays_and_the_afternoon_before_them_do_not_count() {
    let office = site(&["09:00-12:00", "13:00-18:00"], Holidays::default());
    let at = |from, count| due(&office, Calendar::Hours, from, hours(count));
    // The eve of Ramazan 2026 is a Thursday; the feast lasts until Sunday.
    assert_eq!(at("2026-03-19 11:00", 2), "Mon 2026-03-23 10:00");
    // Republic Day and its eve.
    assert_eq!(at("2026-10-28 09:00", 4), "Fri 2026-10-30 10:00");
}

#[test]
fn periods_of_law_are_counted_in_whole_days() {
    let office = site(&["09:00-12:00", "13:00-17:30"], Holidays::default());
    let at = |calendar, from, days| due(&office, calendar, from, days * DAY_MS);
    // Fifteen working days: the day of the request does not count, nor do 23 April and 1 May.
    assert_eq!(at(Calendar::WorkingDays, "2026-04-15 16:00", 15), "Fri 2026-05-08 17:30");
    assert_eq!(at(Calendar::WorkingDays, "2026-04-15 03:00", 1), "Thu 2026-04-16 17:30");
    assert_eq!(at(Calendar::WorkingDays, "2026-04-18 12:00", 1), "Mon 2026-04-20 17:30", "from a Saturday");
    // The eve of a feast is a working day that ends at noon there.
    assert_eq!(at(Calendar::WorkingDays, "2026-03-18 10:00", 1), "Thu 2026-03-19 12:00");
    // Thirty days: every day counts, but a period does not end on a day off.
    assert_eq!(at(Calendar::Days, "2026-04-15 16:00", 30), "Fri 2026-05-15 17:30");
    assert_eq!(at(Calendar::Days, "2026-04-16 16:00", 30), "Mon 2026-05-18 17:30", "a Saturday otherwise");
    assert_eq!(at(Calendar::Days, "2026-04-29 09:00", 30), "Mon 2026-06-01 17:30", "Kurban Bayramı");
}

#[test]
fn a_site_that_is_always_open_has_working_days_all_the_same() {
    let always = SiteHours {
        hours: BusinessHours::default(),
        holidays: Holidays::default(),
        zone: TimeZone::get(ISTANBUL).unwrap(),
    };
    assert_eq!(due(&always, Calendar::WorkingDays, "2026-04-15 16:00", 15 * DAY_MS), "Fri 2026-05-08 23:59");
    assert_eq!(due(&always, Calendar::Hours, "2026-01-16 17:55", hours(1)), "Fri 2026-01-16 18:55");
}

#[test]
fn a_site_that_never_opens_has_no_due_times() {
    assert_eq!(due(&site(&[], no_holidays()), Calendar::Hours, "2026-01-16 17:55", 1), "never");
    let summer = OwnHoliday {
        name: Worded::new("Yaz tatili", ""),
        date: "2026-07-01".parse().unwrap(),
        days: 60,
        from: None,
        yearly: false,
    };
    let office = site(&["09:00-18:00"], Holidays { own: vec![summer], ..no_holidays() });
    assert_eq!(due(&office, Calendar::Hours, "2026-06-30 17:00", hours(2)), "Mon 2026-08-31 10:00");
}

#[test]
fn an_hour_that_the_clock_repeats_counts_twice_and_a_missing_one_not_at_all() {
    let mut nights = site(&[], no_holidays());
    nights.hours.days.sunday = vec![span("01:00-04:00")];
    nights.zone = TimeZone::get("Europe/Berlin").unwrap();
    let mut reckoner = Reckoner::new(nights.clone());
    let mut worked = |from: &str, until: &str| {
        let at = |it: &str| nights.zone.to_timestamp(it.parse().unwrap()).unwrap();
        reckoner.worked(Calendar::Hours, at(from), at(until)) / MINUTE
    };
    assert_eq!(worked("2026-03-22 00:00", "2026-03-22 12:00"), 180);
    assert_eq!(worked("2026-03-29 00:00", "2026-03-29 12:00"), 120, "forward");
    assert_eq!(worked("2026-10-25 00:00", "2026-10-25 12:00"), 240, "back");
}

/// Whether people work at an instant, read off the settings without any table.
fn slowly_open(site: &SiteHours, at: Timestamp) -> bool {
    let wall = site.zone.to_datetime(at);
    let (date, minute) = (wall.date(), Minute::of(wall));
    let within = |first: Date, days: u8| first <= date && date < first + i64::from(days).days();
    if let Some(it) = site.holidays.special.iter().find(|it| within(it.date, it.days)) {
        return it.spans.iter().any(|it| it.contains(minute));
    }
    let closed = site.holidays.own.iter().any(|it| {
        let from = it.from.filter(|_| it.date == date).unwrap_or(Minute::START);
        within(it.date, it.days) && minute >= from
    });
    !closed && site.hours.days.of(date.weekday()).iter().any(|it| it.contains(minute))
}

fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0..=96_u16, 0..6).prop_map(|marks| {
        let minute = |it: u16| format!("{:02}:{:02}", it / 4, it % 4 * 15).parse().unwrap();
        let marks: Vec<Minute> = marks.into_iter().map(minute).collect();
        marks.chunks_exact(2).map(|it| Span::new(it[0], it[1])).collect()
    })
}

fn any_date() -> impl Strategy<Value = Date> {
    (0..365_i64).prop_map(|it| "2026-01-01".parse::<Date>().unwrap() + it.days())
}

fn any_holidays() -> impl Strategy<Value = Holidays> {
    let name = || Worded::new("tatil", "");
    let own = (any_date(), 1..10_u8, prop::option::of(0..=24_u16)).prop_map(move |(date, days, from)| {
        OwnHoliday { name: name(), date, days, from: from.map(Minute::of_hour), yearly: false }
    });
    let special = (any_date(), 1..5_u8, any_spans()).prop_map(move |(date, days, spans)| SpecialDays {
        name: name(),
        date,
        days,
        spans,
    });
    // Special days must not meet each other: the settings refuse that.
    (prop::collection::vec(own, 0..6), prop::option::of(special)).prop_map(|(own, special)| Holidays {
        own,
        special: special.into_iter().collect(),
        ..no_holidays()
    })
}

fn any_site() -> impl Strategy<Value = SiteHours> {
    let week = prop::collection::vec(any_spans(), 7).prop_map(|mut days| {
        let mut next = || days.pop().unwrap_or_default();
        Week {
            monday: next(),
            tuesday: next(),
            wednesday: next(),
            thursday: next(),
            friday: next(),
            saturday: next(),
            sunday: next(),
        }
    });
    (week, any_holidays(), prop::sample::select(ZONES.to_vec())).prop_map(|(days, holidays, zone)| {
        SiteHours {
            hours: BusinessHours { always_open: false, days, ..BusinessHours::default() },
            holidays,
            zone: TimeZone::get(zone).unwrap(),
        }
    })
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    let first = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap();
    (0..365 * 24 * 60 * 60_i64).prop_map(move |it| first + SignedDuration::from_secs(it))
}

fn any_calendar() -> impl Strategy<Value = Calendar> {
    prop::sample::select(vec![Calendar::Hours, Calendar::Always, Calendar::WorkingDays, Calendar::Days])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn adding_twice_is_adding_the_sum(
        site in any_site(), from in any_instant(), first in 0..5_000_i64, second in 0..5_000_i64,
    ) {
        let mut it = Reckoner::new(site);
        for calendar in [Calendar::Hours, Calendar::Always] {
            let between = it.due(calendar, from, first * MINUTE);
            let twice = between.and_then(|at| it.due(calendar, at, second * MINUTE));
            let once = it.due(calendar, from, (first + second) * MINUTE);
            // Nothing more is exactly the instant before it, also when that is the end of a day.
            prop_assert_eq!(twice, if second == 0 { between } else { once });
        }
    }

    #[test]
    fn what_is_due_is_due_in_working_time_and_not_before(
        site in any_site(), from in any_instant(), amount in 1..20_000_i64,
    ) {
        let mut it = Reckoner::new(site.clone());
        let Some(due) = it.due(Calendar::Hours, from, amount * MINUTE) else { return Ok(()) };
        prop_assert!(slowly_open(&site, due - SignedDuration::from_millis(1)));
        prop_assert_eq!(it.worked(Calendar::Hours, from, due), amount * MINUTE, "the inverse");
        let earlier = due - SignedDuration::from_millis(1);
        prop_assert_eq!(it.worked(Calendar::Hours, from, earlier), amount * MINUTE - 1);
    }

    #[test]
    fn later_is_due_later(
        site in any_site(), calendar in any_calendar(), from in any_instant(), by in 0..100_000_i64, amount in 1..30_i64,
    ) {
        let mut it = Reckoner::new(site);
        let worth = if calendar.counts_days() { DAY_MS } else { 60 * MINUTE };
        let starts = [from, from + SignedDuration::from_secs(by)].map(|at| it.begin(calendar, at));
        let dues = starts.map(|at| it.due(calendar, at, amount * worth));
        let more = it.due(calendar, starts[0], (amount + 1) * worth);
        if let (Some(one), Some(other)) = (dues[0], dues[1]) {
            prop_assert!(one > starts[0] && one <= other);
        }
        if let (Some(one), Some(more)) = (dues[0], more) {
            prop_assert!(one < more || calendar == Calendar::Days && one == more);
        }
    }

    #[test]
    fn what_was_worked_is_made_of_its_parts(
        site in any_site(), calendar in any_calendar(), mut at in prop::collection::vec(any_instant(), 3),
    ) {
        at.sort();
        let mut it = Reckoner::new(site);
        let mut worked = |from: usize, until: usize| it.worked(calendar, at[from], at[until]);
        prop_assert_eq!(worked(0, 1) + worked(1, 2), worked(0, 2));
        prop_assert_eq!(worked(2, 0), 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5, ..ProptestConfig::default() })]

    #[test]
    fn a_year_agrees_with_a_slow_look_at_each_minute(site in any_site()) {
        let start = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap();
        let (mut it, mut worked, mut at) = (Reckoner::new(site.clone()), 0, start);
        for _ in 0..366 * 24 * 60 {
            let open = slowly_open(&site, at);
            at += SignedDuration::from_mins(1);
            worked += i64::from(open);
            if open && worked % 97 == 0 {
                prop_assert_eq!(it.due(Calendar::Hours, start, worked * MINUTE), Some(at));
                prop_assert_eq!(it.worked(Calendar::Hours, start, at), worked * MINUTE);
            }
        }
        prop_assert_eq!(it.worked(Calendar::Hours, start, at), worked * MINUTE);
    }
}
