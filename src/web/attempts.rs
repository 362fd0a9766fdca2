//! Counts wrong tries (sign-ins) by whatever name they are counted under, and locks the name for a growing time.
//! In memory: a restart forgives.
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Tries are counted over this time, and the first lock lasts as long.
const WINDOW_SECONDS: i64 = 60 * 60;
/// The longest lock.
const LONGEST_LOCK_SECONDS: i64 = 24 * 60 * 60;
/// Names remembered at once; beyond it the stalest are forgotten.
const MOST_NAMES: usize = 20_000;

/// The counters; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Attempts(Arc<Mutex<HashMap<String, Tries>>>);

#[derive(Clone, Copy)]
struct Tries {
    wrong: u32,
    first_at: i64,
    last_at: i64,
    /// Locks so far; each doubles the next.
    locks: u32,
    locked_until: i64,
}

impl Attempts {
    /// Seconds until `names` may try again; `None` when none of them is locked.
    #[must_use]
    pub fn locked_seconds(&self, names: &[&str], now: Timestamp) -> Option<u64> {
        let all = self.lock();
        let until = names.iter().filter_map(|it| all.get(*it)).map(|it| it.locked_until).max()?;
        u64::try_from(until - now.as_second()).ok().filter(|it| *it > 0)
    }

    /// Counts a wrong try under each of `names`, and locks those that reach `limit` (0: never).
    /// Tells whether one was locked by it.
    pub fn wrong(&self, names: &[&str], limit: u32, now: Timestamp) -> bool {
        let mut all = self.lock();
        make_room(&mut all, now.as_second());
        let mut locked = false;
        for name in names {
            let tries = all.entry((*name).to_owned()).or_insert_with(|| Tries::new(now.as_second()));
            locked |= tries.add(limit, now.as_second());
        }
        locked
    }

    /// Forgets the wrong tries under `name`, because the right one came.
    pub fn forgive(&self, name: &str) {
        self.lock().remove(name);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Tries {
    fn new(now: i64) -> Tries {
        Tries { wrong: 0, first_at: now, last_at: now, locks: 0, locked_until: 0 }
    }

    fn add(&mut self, limit: u32, now: i64) -> bool {
        if now - self.first_at >= WINDOW_SECONDS {
            self.wrong = 0;
            self.first_at = now;
        }
        if now - self.last_at >= LONGEST_LOCK_SECONDS {
            self.locks = 0;
        }
        self.last_at = now;
        self.wrong += 1;
        if limit == 0 || self.wrong < limit {
            return false;
        }
        let seconds = WINDOW_SECONDS << self.locks.min(8);
        self.locked_until = now + seconds.min(LONGEST_LOCK_SECONDS);
        self.locks += 1;
        self.wrong = 0;
        true
    }
}

fn make_room(all: &mut HashMap<String, Tries>, now: i64) {
    if all.len() < MOST_NAMES {
        return;
    }
    all.retain(|_, it| it.locked_until > now || now - it.last_at < WINDOW_SECONDS);
    if all.len() >= MOST_NAMES {
        let mut times: Vec<i64> = all.values().map(|it| it.last_at).collect();
        times.sort_unstable();
        let middle = times.get(times.len() / 2).copied().unwrap_or(now);
        all.retain(|_, it| it.last_at > middle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn the_limit_locks_and_each_lock_is_longer() {
        let attempts = Attempts::default();
        assert!(!attempts.wrong(&["a"], 2, at(0)));
        assert_eq!(attempts.locked_seconds(&["a"], at(0)), None);
        assert!(attempts.wrong(&["a"], 2, at(1)));
        assert_eq!(attempts.locked_seconds(&["a", "b"], at(1)), Some(3600));
        assert_eq!(attempts.locked_seconds(&["a"], at(3601)), None);
        attempts.wrong(&["a"], 2, at(3601));
        assert!(attempts.wrong(&["a"], 2, at(3602)));
        assert_eq!(attempts.locked_seconds(&["a"], at(3602)), Some(7200));
    }

    #[test]
    fn wrong_tries_of_an_hour_ago_do_not_count_and_right_ones_forgive() {
        let attempts = Attempts::default();
        attempts.wrong(&["a"], 2, at(0));
        assert!(!attempts.wrong(&["a"], 2, at(3600)));
        attempts.forgive("a");
        assert!(!attempts.wrong(&["a"], 2, at(3601)));
    }

    #[test]
    fn memory_is_bounded() {
        let attempts = Attempts::default();
        for number in 0..50_000_i64 {
            attempts.wrong(&[&number.to_string()], 5, at(number / 100));
        }
        assert!(attempts.lock().len() <= MOST_NAMES);
    }
}
