//! Who keeps failing, and until when they are let alone.
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Failures in a row after which somebody rests.
const PATIENCE: u32 = 3;
/// The first rest; each further failure doubles it.
const FIRST: SignedDuration = SignedDuration::from_secs(30);
/// The longest rest.
const LONGEST: SignedDuration = SignedDuration::from_mins(10);

/// How it goes with somebody who has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// Failures in a row.
    pub failures: u32,
    /// Why the last time.
    pub reason: &'static str,
    /// When the last time.
    pub at: Timestamp,
    /// Let alone until then.
    pub until: Option<Timestamp>,
}

/// Those who failed last time, by their id; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Rests(Arc<Mutex<HashMap<Uuid, Trouble>>>);

impl Rests {
    /// It worked: everything before is forgotten.
    pub fn worked(&self, who: Uuid) {
        self.lock().remove(&who);
    }

    /// It failed; `wait` is what they asked for themselves.
    pub fn failed(&self, who: Uuid, reason: &'static str, now: Timestamp, wait: Option<SignedDuration>) {
        let mut all = self.lock();
        let failures = all.get(&who).map_or(1, |it| it.failures.saturating_add(1));
        let rest = wait.into_iter().chain(rest(failures)).max().map(|it| it.min(LONGEST));
        let until = rest.and_then(|it| now.checked_add(it).ok());
        all.insert(who, Trouble { failures, reason, at: now, until });
    }

    /// The trouble that somebody has had since it worked last.
    #[must_use]
    pub fn trouble(&self, who: Uuid) -> Option<Trouble> {
        self.lock().get(&who).copied()
    }

    /// Whether somebody is let alone.
    #[must_use]
    pub fn is_resting(&self, who: Uuid, now: Timestamp) -> bool {
        self.trouble(who).and_then(|it| it.until).is_some_and(|it| it > now)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Trouble>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn rest(failures: u32) -> Option<SignedDuration> {
    let doubled = failures.checked_sub(PATIENCE)?.min(8);
    Some(FIRST.saturating_mul(1 << doubled).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_fails_again_and_again_rests_longer_and_longer() {
        let (rests, who, now) = (Rests::default(), Uuid::from_u128(1), Timestamp::UNIX_EPOCH);
        let after = |seconds| now + SignedDuration::from_secs(seconds);
        rests.failed(who, "timed_out", now, None);
        rests.failed(who, "timed_out", now, None);
        assert!(!rests.is_resting(who, now));
        rests.failed(who, "timed_out", now, None);
        assert!(rests.is_resting(who, after(29)) && !rests.is_resting(who, after(30)));
        rests.failed(who, "timed_out", now, None);
        assert!(rests.is_resting(who, after(59)) && !rests.is_resting(who, after(60)));
        for _ in 0..40 {
            rests.failed(who, "timed_out", now, None);
        }
        assert!(!rests.is_resting(who, after(600)));
        rests.worked(who);
        assert_eq!(rests.trouble(who), None);
        rests.failed(who, "too_many", now, Some(SignedDuration::from_secs(90)));
        assert!(rests.is_resting(who, after(89)), "what they ask for counts at once");
    }
}
