//! When something last happened to somebody. Kept in memory, for those who wait until some time has passed since.
use crate::base::ids::SiteId;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// One moment per site and person; cloning copies pointers.
pub struct Moments<K>(Arc<Inner<K>>);

struct Inner<K> {
    at: Mutex<BTreeMap<(SiteId, K), Timestamp>>,
    noted: Notify,
}

impl<K> Clone for Moments<K> {
    fn clone(&self) -> Self {
        Moments(Arc::clone(&self.0))
    }
}

impl<K> Default for Moments<K> {
    fn default() -> Self {
        Moments(Arc::new(Inner { at: Mutex::default(), noted: Notify::new() }))
    }
}

impl<K: Ord + Copy> Moments<K> {
    /// It happened at `at`; wakes who waits in [`Moments::noted`].
    pub fn note(&self, site: SiteId, who: K, at: Timestamp) {
        self.lock().insert((site, who), at);
        self.0.noted.notify_one();
    }

    /// As [`Moments::note`], unless it is known already: the first moment counts.
    pub fn begin(&self, site: SiteId, who: K, at: Timestamp) {
        self.lock().entry((site, who)).or_insert(at);
        self.0.noted.notify_one();
    }

    /// It did not happen after all. Tells whether it was known.
    #[must_use]
    pub fn forget(&self, site: SiteId, who: K) -> bool {
        self.lock().remove(&(site, who)).is_some()
    }

    /// Whether it happened.
    #[must_use]
    pub fn knows(&self, site: SiteId, who: K) -> bool {
        self.lock().contains_key(&(site, who))
    }

    /// Everybody it happened to, with the moment.
    #[must_use]
    pub fn all(&self) -> Vec<(SiteId, K, Timestamp)> {
        self.lock().iter().map(|((site, who), at)| (*site, *who, *at)).collect()
    }

    /// Takes out whom it happened to at `at` or before.
    #[must_use]
    pub fn take_until(&self, at: Timestamp) -> Vec<(SiteId, K)> {
        let mut moments = self.lock();
        let due: Vec<(SiteId, K)> = moments.iter().filter(|it| *it.1 <= at).map(|it| *it.0).collect();
        for it in &due {
            moments.remove(it);
        }
        due
    }

    /// The first of the moments.
    #[must_use]
    pub fn earliest(&self) -> Option<Timestamp> {
        self.lock().values().min().copied()
    }

    /// Waits until something is noted. Cancel-safe.
    pub async fn noted(&self) {
        self.0.noted.notified().await;
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(SiteId, K), Timestamp>> {
        self.0.at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::UserId;

    #[test]
    fn what_is_due_is_taken_once() {
        let (moments, site, at) =
            (Moments::default(), SiteId::random(), |ms| Timestamp::from_millisecond(ms).unwrap_or_default());
        let (one, other) = (UserId::random(), UserId::random());
        moments.note(site, one, at(10));
        moments.note(site, other, at(20));
        moments.begin(site, one, at(30));
        assert_eq!(moments.earliest(), Some(at(10)));
        assert_eq!(moments.take_until(at(10)), [(site, one)]);
        assert_eq!(moments.take_until(at(10)), []);
        assert!(moments.forget(site, other) && !moments.forget(site, other));
    }
}
