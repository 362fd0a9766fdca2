//! Articles that were read and are not counted yet, so that a page that is read costs no write of its own.
use crate::base::ids::{ArticleId, SiteId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// How often each was read.
type Read = HashMap<(SiteId, ArticleId), u32>;

/// Readings of all sites; cloning copies pointers.
#[derive(Clone, Default)]
pub struct Readings(Arc<(Mutex<Read>, Notify)>);

impl Readings {
    /// Somebody read one.
    pub fn add(&self, site: SiteId, article: ArticleId) {
        self.put_back([((site, article), 1)]);
        self.0.1.notify_one();
    }

    /// Waits until somebody reads one.
    pub async fn added(&self) {
        self.0.1.notified().await;
    }

    /// All that is not counted yet; it counts as counted from now on.
    #[must_use]
    pub fn take(&self) -> Vec<((SiteId, ArticleId), u32)> {
        std::mem::take(&mut *self.lock()).into_iter().collect()
    }

    /// What could not be counted after all.
    pub fn put_back(&self, read: impl IntoIterator<Item = ((SiteId, ArticleId), u32)>) {
        let mut all = self.lock();
        for (which, times) in read {
            let known = all.entry(which).or_default();
            *known = known.saturating_add(times);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Read> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_are_taken_once_and_come_back_where_they_could_not_be_counted() {
        let (all, which) = (Readings::default(), (SiteId::random(), ArticleId::random()));
        all.add(which.0, which.1);
        all.add(which.0, which.1);
        let taken = all.take();
        assert_eq!((taken.as_slice(), all.take().len()), ([(which, 2)].as_slice(), 0));
        all.add(which.0, which.1);
        all.put_back(taken);
        assert_eq!(all.take(), [(which, 3)]);
    }
}
