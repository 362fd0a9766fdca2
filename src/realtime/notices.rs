//! "Something about this site may have changed": given often, taken once.
use crate::base::ids::SiteId;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// Sites that somebody should look at; cloning copies pointers.
#[derive(Clone, Default)]
pub struct Notices {
    sites: Arc<Mutex<BTreeSet<SiteId>>>,
    given: Arc<Notify>,
}

impl Notices {
    /// Adds a site; it may be in already.
    pub fn give(&self, site: SiteId) {
        self.sites.lock().unwrap_or_else(PoisonError::into_inner).insert(site);
        self.given.notify_one();
    }

    /// Waits until there are sites, and takes them all. Cancel-safe.
    pub async fn take(&self) -> BTreeSet<SiteId> {
        loop {
            let taken = std::mem::take(&mut *self.sites.lock().unwrap_or_else(PoisonError::into_inner));
            if !taken.is_empty() {
                return taken;
            }
            self.given.notified().await;
        }
    }
}
