//! What a change of a ticket does to its clocks.
use super::policies::target_ms;
use crate::base::ids::UserId;
use crate::sla::Timeline;
use crate::sla::types::{Case, Clock, ClockKind, EscalationStep, Phase, Policy, Ran, Said};
use jiff::Timestamp;

/// How long before a target its agent is warned; where there is not twice as much time, when half of it is left.
const WARNING_MS: i64 = 15 * 60 * 1000;

/// A change of a ticket.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// The ticket as it is afterwards.
    pub case: &'a Case,
    /// What was said by it.
    pub said: Option<Said>,
    /// The policy that is for it now.
    pub policy: &'a Policy,
    /// When.
    pub now: Timestamp,
}

/// The clocks after a change. Those that nobody needs any more are gone; what was kept or missed stays.
#[must_use]
pub fn advance(clocks: Vec<Clock>, change: &Change<'_>, hours: &mut Timeline) -> Vec<Clock> {
    let mut clocks = reclassified(clocks, change, hours);
    match change.said {
        Some(Said::ByAgent) => answer(&mut clocks, change, hours),
        Some(Said::ByRequester) => ask(&mut clocks, change, hours),
        None => (),
    }
    match change.case.phase {
        Phase::Ours => clocks.iter_mut().for_each(|it| run(it, change, hours)),
        Phase::Waits if change.policy.pauses => {
            clocks.iter_mut().for_each(|it| stand_still(it, change.now, hours));
        }
        Phase::Waits => clocks.iter_mut().for_each(|it| run(it, change, hours)),
        Phase::Solved => clocks.iter_mut().for_each(|it| solve(it, change, hours)),
        Phase::Gone => clocks.retain(|it| !it.is_open()),
    }
    for it in &mut clocks {
        settle(it, change.policy, change.now, hours);
    }
    clocks
}

/// Gives every promise that is still to be kept the target of the policy that is for the ticket now; what has passed stays.
fn reclassified(clocks: Vec<Clock>, change: &Change<'_>, hours: &mut Timeline) -> Vec<Clock> {
    let Change { case, policy, .. } = change;
    let targets = policy.targets.of(case.priority);
    let target = |kind| targets.of(kind).map(target_ms);
    let mut kept: Vec<Clock> = Vec::with_capacity(3);
    for mut it in clocks {
        let reopened = it.kind == ClockKind::Resolution && !it.is_open() && case.phase == Phase::Ours;
        if reopened {
            it.met_at = None;
        }
        if !it.is_open() {
            kept.push(it);
            continue;
        }
        let Some(target) = target(it.kind) else {
            // What was missed stays missed.
            kept.extend(it.breached_at.is_some().then_some(it));
            continue;
        };
        if it.calendar != policy.calendar {
            reckon_by(&mut it, change, hours);
        }
        (it.policy, it.calendar, it.target_ms) = (policy.id, policy.calendar, target);
        kept.push(it);
    }
    let unsolved = matches!(case.phase, Phase::Ours | Phase::Waits);
    for kind in [ClockKind::FirstResponse, ClockKind::Resolution] {
        let needed = unsolved && (kind == ClockKind::Resolution || !case.answered);
        if let Some(target) = target(kind).filter(|_| needed && kept.iter().all(|it| it.kind != kind)) {
            kept.push(begun(kind, 1, target, (policy, case.created_at), hours));
        }
    }
    kept
}

/// Lets a clock go by the calendar of the policy that is for the ticket now. Where minutes become whole days or days become
/// minutes, it begins as if it had gone by that from the first: the day on which something began is none of its days.
fn reckon_by(it: &mut Clock, change: &Change<'_>, hours: &mut Timeline) {
    let calendar = change.policy.calendar;
    let at = |ms| Timestamp::from_millisecond(ms).unwrap_or(change.now);
    let to_days = calendar.counts_days() && !it.calendar.counts_days();
    let goes_on = match change.case.phase {
        Phase::Ours => true,
        Phase::Waits => !change.policy.pauses,
        Phase::Solved | Phase::Gone => false,
    };
    // A period that nothing interrupts runs from the day after it was asked for, whatever the ticket has waited since.
    if to_days
        && goes_on
        && !change.policy.pauses
        && let Some(asked) = asked_at(it.kind, change)
    {
        (it.elapsed_ms, it.since) = (0, Some(hours.begin(calendar, asked).as_millisecond()));
        it.ran.clear();
        return;
    }
    let ran: Vec<Ran> = if to_days {
        let begins = |ms| hours.begin(calendar, at(ms)).as_millisecond();
        it.ran.iter().map(|ran| Ran(begins(ran.0), begins(ran.1))).collect()
    } else {
        it.ran.clone()
    };
    it.elapsed_ms = hours.worked_in(calendar, &ran);
    if it.calendar.counts_days() == calendar.counts_days() {
        return;
    }
    let owed = match it.since {
        Some(since) => owed_since(it, at(since), change, hours),
        None if to_days && goes_on => change.now,
        None => return,
    };
    it.since = Some(hours.begin(calendar, owed).as_millisecond());
}

/// When that was asked for which a clock counts, where it is known.
fn asked_at(kind: ClockKind, change: &Change<'_>) -> Option<Timestamp> {
    match kind {
        ClockKind::FirstResponse | ClockKind::Resolution => Some(change.case.created_at),
        ClockKind::NextResponse => change.case.waiting_since,
    }
}

/// When what a clock counts for began: where it has stood still, when it went on.
fn owed_since(it: &Clock, since: Timestamp, change: &Change<'_>, hours: &Timeline) -> Timestamp {
    if !it.calendar.counts_days() {
        return since;
    }
    let asked = asked_at(it.kind, change);
    // Not where it waited on its first day, and began on a later one.
    let asked = asked.filter(|asked| it.ran.is_empty() && hours.begin(it.calendar, *asked) == since);
    asked.unwrap_or(since.min(change.now))
}

fn begun(
    kind: ClockKind,
    cycle: i64,
    target_ms: i64,
    (policy, at): (&Policy, Timestamp),
    hours: &Timeline,
) -> Clock {
    Clock {
        kind,
        cycle,
        policy: policy.id,
        calendar: policy.calendar,
        target_ms,
        elapsed_ms: 0,
        ran: Vec::new(),
        since: Some(hours.begin(policy.calendar, at).as_millisecond()),
        due_at: None,
        warned_at: None,
        breached_at: None,
        met_at: None,
        agent: None,
        steps_taken: 0,
        next_at: None,
    }
}

/// A person replied: that is the first response, or the next one.
fn answer(clocks: &mut [Clock], change: &Change<'_>, hours: &mut Timeline) {
    for it in clocks.iter_mut().filter(|it| it.kind != ClockKind::Resolution) {
        finish(it, change, hours);
    }
}

/// The ticket is solved: that was promised, and what was missed is over. Who solves it without a word owes a reply only
/// when it is opened again.
fn solve(it: &mut Clock, change: &Change<'_>, hours: &mut Timeline) {
    if it.kind == ClockKind::Resolution || it.breached_at.is_some() {
        finish(it, change, hours);
    } else {
        stand_still(it, change.now, hours);
    }
}

/// The requester said something: a reply to it is owed, once there was a first one.
fn ask(clocks: &mut Vec<Clock>, change: &Change<'_>, hours: &Timeline) {
    if !change.case.answered {
        return;
    }
    let Some(target) = change.policy.targets.of(change.case.priority).next_response.map(target_ms) else {
        return;
    };
    let last = clocks.iter().filter(|it| it.kind == ClockKind::NextResponse).max_by_key(|it| it.cycle);
    if last.is_some_and(Clock::is_open) {
        return;
    }
    let cycle = last.map_or(1, |it| it.cycle + 1);
    clocks.push(begun(ClockKind::NextResponse, cycle, target, (change.policy, change.now), hours));
}

fn run(it: &mut Clock, change: &Change<'_>, hours: &Timeline) {
    if it.is_open() && it.since.is_none() {
        // What begins anew on a day counts from that day on; what had begun before goes on at once.
        let at = if it.ran.is_empty() { hours.begin(it.calendar, change.now) } else { change.now };
        it.since = Some(at.as_millisecond());
    }
}

fn stand_still(it: &mut Clock, now: Timestamp, hours: &mut Timeline) {
    let Some(since) = it.since.filter(|_| it.is_open()) else { return };
    it.since = None;
    let until = now.as_millisecond();
    if since < until {
        let ran = Ran(since, until);
        it.elapsed_ms += hours.worked_in(it.calendar, &[ran]);
        it.ran.push(ran);
    }
}

/// It is done: in time, or too late when it was due before.
fn finish(it: &mut Clock, change: &Change<'_>, hours: &mut Timeline) {
    if it.is_open() {
        let (now, due) = (change.now, due(it, hours));
        stand_still(it, now, hours);
        it.met_at = Some(now.as_millisecond());
        if it.breached_at.is_none() {
            it.agent = change.case.assignee;
        }
        // Where all days count, what ends on a day off is in time for as long as the next working one lasts.
        let in_time = due.is_some_and(|due| due >= now);
        if it.breached_at.is_none() && it.elapsed_ms > it.target_ms && !in_time {
            it.breached_at = Some(it.due_at.unwrap_or(now.as_millisecond()));
        }
    }
}

/// When a clock is due as things are, while it runs.
fn due(it: &Clock, hours: &mut Timeline) -> Option<Timestamp> {
    let since = Timestamp::from_millisecond(it.since?).ok()?;
    hours.due(it.calendar, since, it.target_ms - it.elapsed_ms)
}

/// Works out anew when a clock is due and when something happens to it. What was missed under other hours or targets
/// and is not due yet by these was not missed.
pub fn settle(it: &mut Clock, policy: &Policy, now: Timestamp, hours: &mut Timeline) {
    if it.since.is_none() || !it.is_open() {
        it.next_at = None;
        if it.is_open() {
            it.due_at = None;
        }
        return;
    }
    let due = due(it, hours).map(Timestamp::as_millisecond);
    it.due_at = due;
    if due.is_none_or(|due| due > now.as_millisecond()) {
        it.breached_at = None;
        it.steps_taken = 0;
    }
    if due.is_some_and(|due| due - warning(it) > now.as_millisecond()) {
        it.warned_at = None;
    }
    it.next_at = next(it, policy);
}

/// When something happens to a clock by itself.
fn next(it: &Clock, policy: &Policy) -> Option<i64> {
    let due = it.due_at.filter(|_| it.is_open())?;
    match (it.breached_at, it.warned_at) {
        (None, None) => Some(due - warning(it)),
        (None, Some(_)) => Some(due),
        (Some(_), _) => step(it, policy).map(|minutes| due + i64::from(minutes) * 60_000),
    }
}

fn warning(it: &Clock) -> i64 {
    WARNING_MS.min(it.target_ms / 2)
}

/// After how many minutes the next step is to be taken.
fn step(it: &Clock, policy: &Policy) -> Option<u32> {
    let taken = usize::try_from(it.steps_taken).unwrap_or(usize::MAX);
    steps_of(policy, it.kind).get(taken).map(|it| it.after_minutes)
}

/// The steps for one of a policy's targets, in the order in which they are taken.
#[must_use]
pub fn steps_of(policy: &Policy, kind: ClockKind) -> Vec<&EscalationStep> {
    let mut steps: Vec<&EscalationStep> = policy.steps.iter().filter(|it| it.clock == kind).collect();
    steps.sort_by_key(|it| it.after_minutes);
    steps
}

/// What happens to a clock by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Its agent is warned.
    Warns,
    /// It is missed.
    Breaches,
    /// So many of the policy's steps for it were taken before: the next one is.
    Escalates(usize),
}

/// Takes what is due by `now`, in order. A warning that comes when the target is missed already is left out.
pub fn strike(it: &mut Clock, policy: &Policy, agent: Option<UserId>, now: Timestamp) -> Vec<Step> {
    let (mut taken, now_ms) = (Vec::new(), now.as_millisecond());
    while it.next_at.is_some_and(|at| at <= now_ms) {
        match (it.breached_at, it.warned_at, it.due_at) {
            (None, None, due) => {
                it.warned_at = Some(now_ms);
                if due.is_some_and(|due| due > now_ms) {
                    taken.push(Step::Warns);
                }
            }
            (None, Some(_), due) => {
                (it.breached_at, it.agent) = (Some(due.unwrap_or(now_ms)), agent);
                taken.push(Step::Breaches);
            }
            (Some(_), ..) => {
                taken.push(Step::Escalates(usize::try_from(it.steps_taken).unwrap_or_default()));
                it.steps_taken += 1;
            }
        }
        it.next_at = next(it, policy);
    }
    taken
}

#[cfg(test)]
#[path = "clocks_tests.rs"]
mod tests;
