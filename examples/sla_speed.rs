//! How long it takes to reckon with working time: `cargo run --release --example sla_speed` reckons due times over a week
//! with breaks and the public holidays, each anew and with what was worked out before. The aim is below twenty microseconds.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]
use asisttr::hours::types::{Minute, Span, Week};
use asisttr::hours::{BusinessHours, Holidays};
use asisttr::sla::{Calendar, Reckoner, SiteHours};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::hint::black_box;
use std::time::Instant;

/// Due times of each kind.
const TIMES: u32 = 20_000;

fn main() {
    let span = |from, until| Span::new(Minute::of_hour(from), Minute::of_hour(until));
    let hours = BusinessHours {
        always_open: false,
        days: Week::of_working_days(&[span(9, 12), span(13, 18)]),
        ..BusinessHours::default()
    };
    let zone = TimeZone::get("Europe/Istanbul").unwrap_or(TimeZone::UTC);
    let site = SiteHours { hours, holidays: Holidays::default(), zone };
    let start = Timestamp::from_second(1_772_000_000).unwrap_or_default();
    let hour = 60 * 60 * 1000;
    for (name, calendar, amount) in [
        ("8 hours", Calendar::Hours, 8 * hour),
        ("15 working days", Calendar::WorkingDays, 15 * 24 * hour),
        ("30 days", Calendar::Days, 30 * 24 * hour),
    ] {
        let mut kept = Reckoner::new(site.clone());
        let each = time(|n| kept.due(calendar, later(start, n), amount));
        println!("{name:<16} {each:>8.2} µs with what was worked out before");
        let each = time(|n| Reckoner::new(site.clone()).due(calendar, later(start, n), amount));
        println!("{name:<16} {each:>8.2} µs from nothing");
    }
}

fn later(start: Timestamp, n: u32) -> Timestamp {
    start.checked_add(SignedDuration::from_mins(i64::from(n) * 7 % 100_000)).unwrap_or(start)
}

/// Microseconds of each.
fn time(mut reckon: impl FnMut(u32) -> Option<Timestamp>) -> f64 {
    let start = Instant::now();
    for n in 0..TIMES {
        black_box(reckon(black_box(n)));
    }
    start.elapsed().as_secs_f64() * 1e6 / f64::from(TIMES)
}
