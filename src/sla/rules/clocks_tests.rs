//! A ticket's life on a Monday, nine to six.
use super::*;
use crate::base::Priority;
use crate::base::ids::{SiteId, TicketId};
use crate::hours::types::{Minute, Span as HoursSpan, Week};
use crate::hours::{BusinessHours, Holidays};
use crate::sla::types::{TargetTable, Targets};
use crate::sla::{Calendar, SiteHours};
use jiff::tz::TimeZone;

const MINUTE: i64 = 60_000;

/// Somebody's ticket, and what became of it.
struct Life {
    hours: Timeline,
    policy: Policy,
    case: Case,
    clocks: Vec<Clock>,
}

fn at(text: &str) -> Timestamp {
    format!("2026-01-19T{text}:00Z").parse().unwrap()
}

fn nine_to_six() -> Timeline {
    let days = Week::of_working_days(&[HoursSpan::new(Minute::of_hour(9), Minute::of_hour(18))]);
    let site = SiteHours {
        hours: BusinessHours { always_open: false, days, ..BusinessHours::default() },
        holidays: Holidays { turkish: false, ..Holidays::default() },
        zone: TimeZone::UTC,
    };
    Timeline::new(vec![(Timestamp::UNIX_EPOCH, site)])
}

impl Life {
    /// A first response within an hour, further ones within half of one, a solution within four.
    fn begins(wall: &str) -> Life {
        let targets = Targets { first_response: Some(60), next_response: Some(30), resolution: Some(240) };
        let policy = Policy { targets: TargetTable::same(targets), ..Policy::fallback() };
        let case = Case {
            ticket: TicketId::random(),
            site: SiteId::random(),
            phase: Phase::Ours,
            priority: Priority::Normal,
            category: None,
            department: None,
            requester: None,
            assignee: None,
            created_at: at(wall),
            answered: false,
            waiting_since: None,
        };
        let mut life = Life { hours: nine_to_six(), policy, case, clocks: Vec::new() };
        life.goes(wall, Phase::Ours, None);
        life
    }

    fn goes(&mut self, wall: &str, phase: Phase, said: Option<Said>) -> &mut Life {
        self.case.phase = phase;
        self.case.answered |= said == Some(Said::ByAgent);
        let change = Change { case: &self.case, said, policy: &self.policy, now: at(wall) };
        self.clocks = advance(std::mem::take(&mut self.clocks), &change, &mut self.hours);
        self
    }

    fn of(&self, kind: ClockKind) -> &Clock {
        self.clocks.iter().filter(|it| it.kind == kind).max_by_key(|it| it.cycle).unwrap()
    }

    fn due(&self, kind: ClockKind) -> Option<Timestamp> {
        self.of(kind).due_at.and_then(|it| Timestamp::from_millisecond(it).ok())
    }

    /// What happens by itself until then.
    fn strikes(&mut self, kind: ClockKind, wall: &str) -> Vec<Step> {
        let policy = self.policy.clone();
        let it = self.clocks.iter_mut().find(|it| it.kind == kind).unwrap();
        strike(it, &policy, None, at(wall))
    }
}

use ClockKind::{FirstResponse, NextResponse, Resolution};
use Phase::{Gone, Ours, Solved, Waits};

#[test]
fn the_first_public_reply_of_a_person_meets_the_first_response() {
    let mut life = Life::begins("10:00");
    assert_eq!(life.due(FirstResponse), Some(at("11:00")));
    assert_eq!(life.due(Resolution), Some(at("14:00")));
    life.goes("10:20", Ours, None); // a note, an automatic mail
    assert!(life.of(FirstResponse).is_open());
    life.goes("10:30", Waits, Some(Said::ByAgent));
    let first = life.of(FirstResponse);
    assert_eq!(
        (first.met_at, first.breached_at, first.elapsed_ms),
        (Some(at("10:30").as_millisecond()), None, 30 * MINUTE)
    );
}

#[test]
fn waiting_stops_the_clock_and_reopening_goes_on_with_what_was_left() {
    let mut life = Life::begins("10:00");
    life.goes("11:00", Waits, Some(Said::ByAgent));
    assert_eq!((life.due(Resolution), life.of(Resolution).elapsed_ms), (None, 60 * MINUTE));
    life.goes("15:00", Ours, Some(Said::ByRequester));
    assert_eq!(life.due(Resolution), Some(at("18:00")), "three hours were left");
    assert_eq!(life.due(NextResponse), Some(at("15:30")));
    life.goes("15:10", Solved, Some(Said::ByAgent));
    assert!(life.clocks.iter().all(|it| it.breached_at.is_none() && it.met_at.is_some()));
    life.goes("17:00", Ours, Some(Said::ByRequester));
    assert_eq!(life.of(Resolution).elapsed_ms, 70 * MINUTE);
    assert_eq!(
        life.due(Resolution),
        Some(at("10:50") + jiff::SignedDuration::from_hours(24)),
        "the next day"
    );
    assert_eq!(life.of(NextResponse).cycle, 2, "a promise of its own");
}

#[test]
fn it_warns_once_is_missed_at_the_minute_and_escalates() {
    let mut life = Life::begins("10:00");
    let step = |after_minutes| EscalationStep {
        clock: FirstResponse,
        after_minutes,
        assign_to: None,
        raise_priority: true,
        notify: Vec::new(),
    };
    life.policy.steps = vec![step(30), step(0)];
    assert_eq!(life.strikes(FirstResponse, "10:44"), []);
    assert_eq!(life.strikes(FirstResponse, "10:45"), [Step::Warns]);
    assert_eq!(life.strikes(FirstResponse, "10:59"), []);
    assert_eq!(life.strikes(FirstResponse, "11:00"), [Step::Breaches, Step::Escalates(0)]);
    assert_eq!(life.of(FirstResponse).breached_at, Some(at("11:00").as_millisecond()));
    assert_eq!(life.strikes(FirstResponse, "11:30"), [Step::Escalates(1)]);
    assert_eq!(life.strikes(FirstResponse, "17:00"), []);
    life.goes("11:40", Waits, Some(Said::ByAgent));
    assert!(life.of(FirstResponse).met_at.is_some() && life.of(FirstResponse).breached_at.is_some(), "late");
}

#[test]
fn what_was_due_while_nobody_looked_is_missed_without_a_warning_after_it() {
    let mut life = Life::begins("10:00");
    assert_eq!(life.strikes(FirstResponse, "12:00"), [Step::Breaches]);
    assert_eq!(life.of(FirstResponse).breached_at, Some(at("11:00").as_millisecond()), "when it was due");
}

#[test]
fn a_reply_that_came_too_late_was_too_late_even_when_nobody_looked() {
    let mut life = Life::begins("10:00");
    life.goes("11:05", Waits, Some(Said::ByAgent));
    assert_eq!(life.of(FirstResponse).breached_at, Some(at("11:00").as_millisecond()));
    let mut in_time = Life::begins("10:00");
    in_time.goes("11:00", Waits, Some(Said::ByAgent));
    assert_eq!(in_time.of(FirstResponse).breached_at, None, "exactly in time");
}

#[test]
fn another_priority_has_other_targets_and_keeps_what_has_passed() {
    let mut life = Life::begins("10:00");
    life.policy.targets.urgent =
        Targets { first_response: Some(30), next_response: None, resolution: Some(60) };
    life.case.priority = Priority::Urgent;
    life.goes("10:20", Ours, None);
    assert_eq!((life.due(FirstResponse), life.due(Resolution)), (Some(at("10:30")), Some(at("11:00"))));
    let _ = life.strikes(FirstResponse, "10:40");
    assert!(life.of(FirstResponse).breached_at.is_some());
    life.case.priority = Priority::Normal;
    life.goes("10:41", Ours, None);
    let first = life.of(FirstResponse);
    assert_eq!(
        (first.breached_at, first.due_at),
        (None, Some(at("11:00").as_millisecond())),
        "there is time again"
    );
}

#[test]
fn another_calendar_reckons_anew_what_has_passed() {
    let mut life = Life::begins("17:00");
    life.goes("17:30", Waits, None);
    life.goes("17:40", Ours, None);
    life.policy.calendar = Calendar::Always;
    life.goes("17:50", Ours, None);
    assert_eq!(life.due(Resolution), Some(at("21:10")), "half an hour and what runs since");
}

/// The same ticket under a period of law, and back.
fn law(life: &Life) -> Policy {
    let days = |days: u32| Some(days * 24 * 60);
    let targets = Targets { first_response: days(1), next_response: days(2), resolution: days(15) };
    let calendar = Calendar::WorkingDays;
    Policy { calendar, targets: TargetTable::same(targets), ..life.policy.clone() }
}

fn day(text: &str) -> Option<Timestamp> {
    format!("{text}:00Z").parse().ok()
}

#[test]
fn what_comes_under_a_period_of_law_counts_whole_days_from_the_day_after_it_was_made() {
    let mut life = Life::begins("10:00");
    let days = law(&life);
    let minutes = std::mem::replace(&mut life.policy, days);
    life.goes("11:00", Ours, None);
    assert_eq!(life.due(FirstResponse), day("2026-01-20T18:00"));
    assert_eq!(life.due(Resolution), day("2026-02-09T18:00"), "fifteen working days after Monday");
    life.policy = minutes;
    life.goes("11:10", Ours, None);
    assert_eq!(life.due(FirstResponse), Some(at("11:00")), "as if it had been so from the first");
    assert_eq!(life.due(Resolution), Some(at("14:00")));
}

#[test]
fn a_question_keeps_its_hour_when_whole_days_are_counted_for_a_while() {
    let mut life = Life::begins("10:00");
    life.goes("10:10", Waits, Some(Said::ByAgent));
    life.goes("15:00", Ours, Some(Said::ByRequester));
    let (days, minutes) = (law(&life), life.policy.clone());
    life.policy = days.clone();
    life.goes("15:10", Ours, None);
    assert_eq!(life.due(NextResponse), day("2026-01-21T18:00"));
    assert_eq!(life.due(Resolution), day("2026-02-09T18:00"), "what ran on the first day is no day");
    (life.policy, life.case.waiting_since) = (minutes.clone(), Some(at("15:00")));
    life.goes("15:20", Ours, None);
    assert_eq!(life.due(NextResponse), Some(at("15:30")));
    life.policy = days;
    life.goes("15:25", Ours, None);
    (life.policy, life.case.waiting_since) = (minutes, None);
    life.goes("15:30", Ours, None);
    assert_eq!(life.due(NextResponse), Some(at("16:00")), "from now on, not from midnight");
}

#[test]
fn what_stands_still_comes_under_a_period_of_law_with_the_next_day() {
    let mut life = Life::begins("10:00");
    life.goes("11:00", Waits, Some(Said::ByAgent));
    life.policy = Policy { pauses: false, ..law(&life) };
    life.goes("12:00", Waits, None);
    assert_eq!(life.due(Resolution), day("2026-02-09T18:00"));
}

#[test]
fn a_period_that_nothing_interrupts_counts_from_the_day_it_was_asked_for() {
    let mut life = Life::begins("10:00");
    life.goes("11:00", Waits, Some(Said::ByAgent));
    life.goes("12:00", Ours, Some(Said::ByRequester));
    life.goes("13:00", Waits, Some(Said::ByAgent));
    life.policy = Policy { pauses: false, ..law(&life) };
    let now = day("2026-01-22T12:00").unwrap();
    let change = Change { case: &life.case, said: None, policy: &life.policy, now };
    let clocks = advance(life.clocks.clone(), &change, &mut life.hours);
    let due = clocks.iter().find(|it| it.kind == Resolution).and_then(|it| it.due_at);
    assert_eq!(due, day("2026-02-09T18:00").map(Timestamp::as_millisecond), "not from the day of the change");
}

#[test]
fn what_waited_on_its_first_day_is_not_reckoned_from_when_it_was_made() {
    let mut life = Life::begins("10:00");
    let days = law(&life);
    let minutes = std::mem::replace(&mut life.policy, days);
    life.goes("10:00", Waits, None);
    life.case.created_at = day("2026-01-15T10:00").unwrap();
    life.goes("12:00", Ours, None);
    assert_eq!(life.due(FirstResponse), day("2026-01-20T18:00"));
    life.policy = minutes;
    life.goes("13:00", Ours, None);
    assert_eq!(life.due(FirstResponse), Some(at("14:00")));
}

#[test]
fn what_ends_on_a_day_off_is_in_time_until_the_next_working_one_ends() {
    let mut life = Life::begins("10:00");
    life.policy.calendar = Calendar::Days;
    life.policy.targets = TargetTable::same(Targets { resolution: Some(6 * 24 * 60), ..Targets::default() });
    life.goes("10:00", Ours, None);
    assert_eq!(life.due(Resolution), day("2026-01-26T18:00"), "Sunday is off");
    life.case.phase = Solved;
    let now = day("2026-01-26T10:00").unwrap();
    let change = Change { case: &life.case, said: None, policy: &life.policy, now };
    let clocks = advance(life.clocks.clone(), &change, &mut life.hours);
    assert!(clocks.iter().all(|it| it.met_at.is_some() && it.breached_at.is_none()), "{clocks:?}");
}

#[test]
fn a_period_of_law_does_not_wait_for_anybody() {
    let mut life = Life::begins("10:00");
    life.policy.pauses = false;
    life.goes("10:10", Waits, Some(Said::ByAgent));
    assert_eq!(life.due(Resolution), Some(at("14:00")));
}

#[test]
fn who_solves_without_a_word_owes_nothing_until_it_is_opened_again() {
    let mut life = Life::begins("10:00");
    life.goes("10:20", Solved, None);
    let first = life.of(FirstResponse);
    assert_eq!((first.met_at, first.due_at, first.next_at), (None, None, None));
    life.goes("15:00", Ours, Some(Said::ByRequester));
    assert_eq!(life.due(FirstResponse), Some(at("15:40")));
}

#[test]
fn what_became_part_of_another_ticket_promises_nothing() {
    let mut life = Life::begins("10:00");
    life.goes("10:20", Gone, None);
    assert_eq!(life.clocks, []);
}
