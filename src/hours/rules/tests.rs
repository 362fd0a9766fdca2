//! The edges of the hours by name, and everything else against a slow look at each minute.
use super::*;
use crate::hours::types::{Correction, OwnHoliday, SpecialDays, Week};
use proptest::prelude::*;

const ISTANBUL: &str = "Europe/Istanbul";

fn span(text: &str) -> Span {
    let (start, end) = text.split_once('-').unwrap();
    Span::new(start.parse().unwrap(), end.parse().unwrap())
}

/// Nine to twelve and one to six on working days.
fn office() -> BusinessHours {
    let days = Week::of_working_days(&[span("09:00-12:00"), span("13:00-18:00")]);
    BusinessHours { always_open: false, days, ..BusinessHours::default() }
}

fn no_holidays() -> Holidays {
    Holidays { turkish: false, ..Holidays::default() }
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

/// The instant of a wall clock, `2026-01-15 09:00`.
fn instant(zone: &TimeZone, wall: &str) -> Timestamp {
    zone.to_timestamp(wall.parse().unwrap()).unwrap()
}

/// Asks about a wall clock; answers in wall clocks.
struct Asked {
    zone: TimeZone,
    it: Outlook,
}

fn ask(hours: &BusinessHours, holidays: &Holidays, zone_name: &str, wall: &str) -> Asked {
    let zone = zone(zone_name);
    let it = look(hours, holidays, &zone, instant(&zone, wall));
    Asked { it, zone }
}

impl Asked {
    fn reason(&self) -> &'static str {
        self.it.status.reason()
    }

    fn name(&self) -> String {
        match &self.it.status {
            Status::Holiday(name) => name.tr.clone(),
            other => panic!("no holiday: {other:?}"),
        }
    }

    fn wall(&self, at: Option<Timestamp>) -> String {
        at.map(|it| self.zone.to_datetime(it).strftime("%F %R").to_string()).unwrap_or_default()
    }

    fn next_open(&self) -> String {
        self.wall(self.it.next_open)
    }

    fn next_change(&self) -> String {
        self.wall(self.it.next_change)
    }
}

fn in_office(wall: &str) -> Asked {
    ask(&office(), &no_holidays(), ISTANBUL, wall)
}

fn in_türkiye(wall: &str) -> Asked {
    ask(&office(), &Holidays::default(), ISTANBUL, wall)
}

#[test]
fn the_minute_of_opening_is_open_and_the_minute_of_closing_is_not() {
    let reason = |wall| in_office(wall).reason();
    assert_eq!(reason("2026-01-15 08:59:59.999"), "outside_business_hours");
    assert_eq!(reason("2026-01-15 09:00"), "open");
    assert_eq!(reason("2026-01-15 17:59:59.999"), "open");
    assert_eq!(reason("2026-01-15 18:00"), "outside_business_hours");
    assert_eq!(in_office("2026-01-15 08:59").next_open(), "2026-01-15 09:00");
    assert_eq!(in_office("2026-01-15 09:00").next_change(), "2026-01-15 12:00");
    assert_eq!(in_office("2026-01-15 09:00").it.next_open, None, "it is open already");
}

#[test]
fn the_gap_between_two_spans_of_a_day_is_a_break() {
    for wall in ["2026-01-15 12:00", "2026-01-15 12:59"] {
        let noon = in_office(wall);
        assert_eq!((noon.reason(), noon.next_open().as_str()), ("break", "2026-01-15 13:00"), "{wall}");
    }
    assert_eq!(in_office("2026-01-15 13:00").reason(), "open");
    let evening = in_office("2026-01-16 20:00");
    assert_eq!(evening.reason(), "outside_business_hours");
    assert_eq!(evening.next_open(), "2026-01-19 09:00", "a Friday evening");
}

#[test]
fn hours_that_touch_at_midnight_do_not_close_there() {
    let mut hours = office();
    hours.days.friday = vec![span("22:00-24:00")];
    hours.days.saturday = vec![span("00:00-02:00")];
    let late = ask(&hours, &no_holidays(), ISTANBUL, "2026-01-16 23:59");
    assert_eq!((late.reason(), late.next_change().as_str()), ("open", "2026-01-17 02:00"));
}

#[test]
fn an_hour_that_the_clock_repeats_counts_twice_and_a_missing_one_not_at_all() {
    let mut hours = office();
    hours.days.sunday = vec![span("01:00-02:30"), span("04:00-05:00")];
    let berlin = |wall| ask(&hours, &no_holidays(), "Europe/Berlin", wall);
    // On 29 March 2026 the clock goes from 02:00 to 03:00: half an hour of the span is not there.
    let spring = berlin("2026-03-29 01:30");
    assert_eq!((spring.reason(), spring.next_change().as_str()), ("open", "2026-03-29 03:00"));
    let half_an_hour = SignedDuration::from_mins(30);
    let start = instant(&spring.zone, "2026-03-29 01:30");
    assert_eq!(spring.it.next_change, Some(start + half_an_hour));
    // On 25 October 2026 it goes from 03:00 back to 02:00: half past two comes twice.
    let autumn = zone("Europe/Berlin");
    let first = instant(&autumn, "2026-10-25 02:15");
    let at = |it: Timestamp| look(&hours, &no_holidays(), &autumn, it);
    assert_eq!(at(first).status, Status::Open);
    assert_eq!(at(first).next_change, Some(first + SignedDuration::from_mins(15)));
    assert_eq!(at(first + SignedDuration::from_mins(20)).status, Status::Break);
    let second = at(first + SignedDuration::from_mins(60));
    assert_eq!(second.status, Status::Open, "a quarter past two again");
    assert_eq!(second.next_change, Some(first + SignedDuration::from_mins(75)), "and it ends again");
    assert_eq!(at(first + SignedDuration::from_mins(75)).status, Status::Break);
}

#[test]
fn what_begins_in_a_missing_hour_begins_after_it() {
    let mut hours = office();
    hours.days.sunday = vec![span("02:30-09:00")];
    let spring = ask(&hours, &no_holidays(), "Europe/Berlin", "2026-03-29 01:00");
    assert_eq!(spring.next_open(), "2026-03-29 03:00");
}

#[test]
fn a_holiday_on_a_weekend_has_its_name_and_the_next_working_day_opens() {
    let sunday = in_türkiye("2027-05-01 12:00"); // a Saturday
    assert_eq!((sunday.reason(), sunday.name().as_str()), ("holiday", "Emek ve Dayanışma Günü"));
    assert_eq!(sunday.next_open(), "2027-05-03 09:00");
    let before = in_türkiye("2027-04-30 19:00");
    assert_eq!(before.reason(), "outside_business_hours");
    assert_eq!(before.next_open(), "2027-05-03 09:00");
}

#[test]
fn the_eve_of_a_feast_closes_at_one() {
    let morning = in_türkiye("2026-10-28 11:59"); // the eve of Republic Day, a Wednesday
    assert_eq!((morning.reason(), morning.next_change().as_str()), ("open", "2026-10-28 12:00"));
    // What is left of the day after the morning is no break: nothing comes after it.
    assert_eq!(in_türkiye("2026-10-28 12:30").reason(), "outside_business_hours");
    let eve = in_türkiye("2026-10-28 13:00");
    assert_eq!((eve.reason(), eve.name().as_str()), ("holiday", "Cumhuriyet Bayramı arifesi"));
    assert_eq!(eve.next_open(), "2026-10-30 09:00");
    assert_eq!(in_türkiye("2026-10-29 10:00").name(), "Cumhuriyet Bayramı");
}

#[test]
fn a_feast_lasts_its_days_and_its_eve_is_half_a_day() {
    let names: Vec<String> = ["2026-03-19 14:00", "2026-03-20 10:00", "2026-03-22 10:00"]
        .map(|wall| in_türkiye(wall).name())
        .to_vec();
    assert_eq!(names, ["Ramazan Bayramı arifesi", "Ramazan Bayramı", "Ramazan Bayramı"]);
    assert_eq!(in_türkiye("2026-03-19 10:00").reason(), "open");
    assert_eq!(in_türkiye("2026-03-19 18:00").next_open(), "2026-03-23 09:00");
    assert_eq!(in_türkiye("2026-05-30 10:00").name(), "Kurban Bayramı", "its fourth day");
    assert_eq!(in_türkiye("2026-05-31 10:00").reason(), "outside_business_hours", "a Sunday");
}

#[test]
fn two_holidays_in_a_row_are_passed_together() {
    // In 2023 Ramazan Bayramı (Friday to Sunday) ended on 23 April.
    let eve = in_türkiye("2023-04-20 15:00");
    assert_eq!(eve.next_open(), "2023-04-24 09:00");
    // And a site's own holiday right behind one of everybody.
    let holidays = Holidays { own: vec![own("Köprü günü", "2026-10-30", 1)], ..Holidays::default() };
    let republic = ask(&office(), &holidays, ISTANBUL, "2026-10-28 13:00");
    assert_eq!(republic.next_open(), "2026-11-02 09:00");
}

fn own(name: &str, first: &str, days: u8) -> OwnHoliday {
    OwnHoliday { name: Worded::new(name, ""), date: date(first), days, from: None, yearly: false }
}

#[test]
fn no_opening_within_two_weeks_is_none() {
    let holidays = Holidays { own: vec![own("Yaz tatili", "2026-08-01", 31)], ..no_holidays() };
    let at = |wall| ask(&office(), &holidays, ISTANBUL, wall);
    assert_eq!(at("2026-08-05 10:00").it.next_open, None);
    assert_eq!(at("2026-08-05 10:00").it.next_change, None);
    assert_eq!(at("2026-08-18 08:59").it.next_open, None, "fourteen days and a minute away");
    assert_eq!(at("2026-08-18 09:00").next_open(), "2026-09-01 09:00", "exactly fourteen days");
}

#[test]
fn what_differs_once_comes_before_week_and_holidays() {
    let special = |first: &str, days, spans: &[&str]| SpecialDays {
        name: Worded::new("İdari izin", "Administrative leave"),
        date: date(first),
        days,
        spans: spans.iter().map(|it| span(it)).collect(),
    };
    let holidays = Holidays {
        special: vec![
            special("2026-10-29", 1, &["10:00-14:00"]), // on a public holiday
            special("2026-11-02", 2, &[]),
            special("2026-11-08", 1, &["12:00-13:00", "15:00-16:00"]), // a Sunday
        ],
        ..Holidays::default()
    };
    let at = |wall| ask(&office(), &holidays, ISTANBUL, wall);
    assert_eq!(at("2026-10-28 20:00").next_open(), "2026-10-29 10:00");
    assert_eq!(at("2026-10-29 10:00").reason(), "open");
    assert_eq!(at("2026-10-29 14:00").reason(), "outside_business_hours");
    assert_eq!(at("2026-11-03 10:00").name(), "İdari izin");
    assert_eq!(at("2026-11-03 10:00").next_open(), "2026-11-04 09:00");
    assert_eq!(at("2026-11-08 14:00").reason(), "break");
}

#[test]
fn an_admin_moves_a_feast_or_does_not_keep_it() {
    let moved =
        Correction { holiday: PublicHoliday::Kurban, computed: date("2026-05-27"), date: date("2026-05-28") };
    let holidays = Holidays { corrections: vec![moved], ..Holidays::default() };
    let at = |wall| ask(&office(), &holidays, ISTANBUL, wall);
    assert_eq!(at("2026-05-26 14:00").reason(), "open", "the computed eve");
    assert_eq!(at("2026-05-27 14:00").name(), "Kurban Bayramı arifesi");
    assert_eq!(at("2026-05-31 10:00").name(), "Kurban Bayramı");
    assert_eq!(ask(&office(), &holidays, ISTANBUL, "2027-05-17 10:00").name(), "Kurban Bayramı");
    let holidays = Holidays { not_kept: vec![PublicHoliday::Kurban], ..Holidays::default() };
    assert_eq!(ask(&office(), &holidays, ISTANBUL, "2026-05-27 10:00").reason(), "open");
}

#[test]
fn a_holiday_of_the_site_may_begin_at_noon_and_come_every_year() {
    let mut founding = own("Kuruluş günü", "2024-02-29", 2);
    founding.yearly = true;
    founding.from = Some(Minute::of_hour(12));
    let holidays = Holidays { own: vec![founding], ..no_holidays() };
    let at = |wall| ask(&office(), &holidays, ISTANBUL, wall);
    assert_eq!(at("2024-02-29 11:00").reason(), "open");
    assert_eq!(at("2024-02-29 12:00").name(), "Kuruluş günü");
    assert_eq!(at("2024-03-01 09:30").name(), "Kuruluş günü", "the second day is whole");
    assert_eq!(at("2026-02-27 12:30").reason(), "break", "there is no 29 February in 2026");
    assert_eq!(at("2028-02-29 12:00").name(), "Kuruluş günü");
    assert_eq!(at("2020-02-29 12:00").reason(), "outside_business_hours", "before it began: a Saturday");
}

#[test]
fn a_site_without_hours_is_always_open() {
    let always = BusinessHours::default();
    let feast = ask(&always, &Holidays::default(), ISTANBUL, "2026-03-20 03:00");
    assert_eq!((feast.reason(), feast.it.next_change, feast.it.next_open), ("open", None, None));
}

/// What a slow reader of the wall clock would say, minute by minute, without looking at any boundary.
fn slow(hours: &BusinessHours, holidays: &Holidays, zone: &TimeZone, now: Timestamp) -> Outlook {
    let status = |at: Timestamp| {
        let wall = zone.to_datetime(at);
        let (date, minute) = (wall.date(), Minute::of(wall));
        if let Some(it) = holidays.special.iter().find(|it| it.date <= date && date < it.date + days(it.days))
        {
            return if it.spans.is_empty() {
                Status::Holiday(it.name.clone())
            } else {
                within(&it.spans, minute)
            };
        }
        let Some((from, name)) = holiday_on(holidays, date) else {
            return within(hours.days.of(date.weekday()), minute);
        };
        if minute >= from {
            return Status::Holiday(name);
        }
        let cut: Vec<Span> = hours
            .days
            .of(date.weekday())
            .iter()
            .filter(|it| it.start < from)
            .map(|it| Span::new(it.start, it.end.min(from)))
            .collect();
        within(&cut, minute)
    };
    let first = status(now);
    let minutes = || (1..=14 * 24 * 60).map(|it| now + SignedDuration::from_mins(it));
    let next_change = minutes().find(|it| status(*it) != first);
    let next_open = minutes().find(|it| status(*it) == Status::Open).filter(|_| first != Status::Open);
    Outlook { status: first, next_change, next_open }
}

fn days(count: u8) -> jiff::Span {
    i64::from(count).days()
}

fn within(spans: &[Span], minute: Minute) -> Status {
    match spans.iter().any(|it| it.contains(minute)) {
        true => Status::Open,
        false if spans.iter().any(|it| it.end <= minute) && spans.iter().any(|it| it.start > minute) => {
            Status::Break
        }
        false => Status::Outside,
    }
}

/// The site's own holidays only: the dates of the public ones have tests of their own.
fn holiday_on(holidays: &Holidays, date: Date) -> Option<(Minute, Worded)> {
    let of = |it: &OwnHoliday| {
        let begins = [date.year() - 1, date.year()].map(|year| match it.yearly {
            true => Date::new(year.max(it.date.year()), it.date.month(), it.date.day()).unwrap_or(it.date),
            false => it.date,
        });
        let covered = begins.into_iter().find(|first| *first <= date && date < *first + days(it.days))?;
        let from = it.from.filter(|_| covered == date).unwrap_or(Minute::START);
        Some((from, it.name.clone()))
    };
    let all: Vec<_> = holidays.own.iter().filter_map(of).collect();
    let least = all.iter().map(|it| it.0).min()?;
    all.into_iter().find(|it| it.0 == least)
}

/// Spans in order with gaps between them, on quarters of hours.
fn any_spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0..=96_u16, 0..6).prop_map(|marks| {
        let marks: Vec<Minute> = marks
            .into_iter()
            .map(|it| format!("{:02}:{:02}", it / 4, it % 4 * 15).parse().unwrap())
            .collect();
        marks.chunks_exact(2).map(|it| Span::new(it[0], it[1])).collect()
    })
}

fn any_hours() -> impl Strategy<Value = BusinessHours> {
    prop::collection::vec(any_spans(), 7).prop_map(|mut days| {
        let mut next = || days.pop().unwrap_or_default();
        let days = Week {
            monday: next(),
            tuesday: next(),
            wednesday: next(),
            thursday: next(),
            friday: next(),
            saturday: next(),
            sunday: next(),
        };
        BusinessHours { always_open: false, days, ..BusinessHours::default() }
    })
}

/// Around the changes of clocks in spring and autumn.
fn any_date() -> impl Strategy<Value = Date> {
    prop_oneof![0..40_i64, 180..260_i64].prop_map(|it| date("2026-03-10") + it.days())
}

fn any_holidays() -> impl Strategy<Value = Holidays> {
    let own = (any_date(), 1..10_u8, prop::option::of(0..=24_u16), any::<bool>(), 0..9_u8).prop_map(
        |(date, days, from, yearly, name)| OwnHoliday {
            name: Worded::new(&name.to_string(), ""),
            date,
            days,
            from: from.map(Minute::of_hour),
            yearly,
        },
    );
    let special = (any_date(), 1..5_u8, any_spans()).prop_map(|(date, days, spans)| SpecialDays {
        name: Worded::new("özel", ""),
        date,
        days,
        spans,
    });
    (prop::collection::vec(own, 0..4), prop::collection::vec(special, 0..3))
        .prop_map(|(own, special)| Holidays { own, special, ..no_holidays() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn it_agrees_with_a_slow_look_at_each_minute(
        hours in any_hours(),
        holidays in any_holidays(),
        zone_name in prop::sample::select(vec![
            ISTANBUL, "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "Asia/Kathmandu",
        ]),
        date in any_date(),
        minute in 0..1440_i64,
    ) {
        let zone = zone(zone_name);
        let now = zone.to_timestamp(date.at(0, 0, 0, 0) + minute.minutes()).unwrap();
        prop_assert_eq!(look(&hours, &holidays, &zone, now), slow(&hours, &holidays, &zone, now));
    }

    #[test]
    fn the_next_opening_is_open_and_nothing_before_it(hours in any_hours(), date in any_date(), minute in 0..1440_i64) {
        let zone = zone(ISTANBUL);
        let now = zone.to_timestamp(date.at(0, 0, 0, 0) + minute.minutes()).unwrap();
        let at = |it: Timestamp| look(&hours, &Holidays::default(), &zone, it);
        let first = at(now);
        if let Some(open) = first.next_open {
            prop_assert_eq!(at(open).status, Status::Open);
            prop_assert_ne!(at(open - SignedDuration::from_millis(1)).status, Status::Open);
            prop_assert!(first.next_change <= Some(open));
        }
    }
}
