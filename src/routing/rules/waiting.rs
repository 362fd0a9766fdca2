//! The order of those who wait, and how long it may take.
use crate::base::Priority;
use crate::routing::types::{Waiting, number};
use jiff::Timestamp;

/// Highest priority.
const MOST: i64 = 10;
/// Waiting so long raises the priority by one, in milliseconds.
const AGE_STEP_MS: i64 = 2 * 60 * 1000;
/// What a conversation takes while nothing is known, in seconds.
const USUAL_SECONDS: f64 = 300.0;
/// How many conversations that guess weighs as much as.
const USUAL_WEIGHT: f64 = 3.0;
/// How much a conversation counts beside the next newer one.
const FADING: f64 = 0.9;
/// Estimates are multiples of this, in seconds.
const STEP_SECONDS: i64 = 30;

/// 1, +4 VIP, +2 returning, +1 urgent department, +1 per two full minutes waited; what people say of the conversation
/// counts like these: +4 urgent, +2 high, −2 low, never below 1. At most 10, so that whoever waits long comes first.
#[must_use]
pub fn priority(it: &Waiting, now: Timestamp) -> i64 {
    let waited = (now.as_millisecond() - it.since).max(0);
    let extra = |yes: bool, points: i64| if yes { points } else { 0 };
    let said = match it.priority {
        Priority::Urgent => 4,
        Priority::High => 2,
        Priority::Normal => 0,
        Priority::Low => -2,
    };
    let base = 1 + extra(it.vip, 4) + extra(it.returning, 2) + extra(it.urgent, 1) + said;
    (base.max(1) + waited / AGE_STEP_MS).min(MOST)
}

/// Puts the highest priority first, within one the longest waiting.
pub fn order(waiting: &mut [Waiting], now: Timestamp) {
    waiting.sort_by_key(|it| (-priority(it, now), it.since, it.id));
}

/// Mean of how long conversations took, newest first: the newer, the more it counts, and a usual one stands in for
/// those that are not there yet, so that one odd conversation does not turn the estimate around.
#[must_use]
pub fn handling_seconds(newest_first: &[i64]) -> f64 {
    let mut weight = 1.0;
    let (mut sum, mut weights) = (USUAL_SECONDS * USUAL_WEIGHT, USUAL_WEIGHT);
    for seconds in newest_first {
        sum += weight * number(*seconds);
        weights += weight;
        weight *= FADING;
    }
    sum / weights
}

/// `position × handling / agents`, rounded up to half a minute.
#[must_use]
pub fn estimate_seconds(position: usize, handling: f64, agents: usize) -> i64 {
    let count = |it: usize| number(i64::try_from(it).unwrap_or(i64::MAX));
    let seconds = count(position) * handling / count(agents.max(1));
    let steps = super::rounded((seconds / number(STEP_SECONDS)).ceil()).max(1);
    steps * STEP_SECONDS
}
