//! Which desks somebody looks at: who does, needs no word on another machine.
use super::Connection;
use crate::base::ids::{SiteId, UserId};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

struct Desk {
    alive: Weak<dyn Any + Send + Sync>,
    site: SiteId,
    user: UserId,
}

/// Desks that are looked at, by connection; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Desks(Arc<Mutex<HashMap<usize, Desk>>>);

impl Desks {
    /// Somebody looks at the desk behind `connection`, or does not any more.
    pub fn look(&self, connection: &Connection, (site, user): (SiteId, UserId), looking: bool) {
        let key = Arc::as_ptr(connection).cast::<()>().addr();
        let mut desks = self.lock();
        desks.retain(|_, it| it.alive.strong_count() > 0);
        if looking {
            desks.insert(key, Desk { alive: Arc::downgrade(connection), site, user });
        } else {
            desks.remove(&key);
        }
    }

    /// Whether the user looks at a desk of the site.
    #[must_use]
    pub fn is_looked_at(&self, site: SiteId, user: UserId) -> bool {
        self.lock().values().any(|it| it.site == site && it.user == user && it.alive.strong_count() > 0)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<usize, Desk>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_desk_is_looked_at_until_it_is_left_or_gone() {
        let (desks, site, elif) = (Desks::default(), SiteId::random(), UserId::random());
        let window = || -> Connection { Arc::new(0) };
        let (one, two) = (window(), window());
        desks.look(&one, (site, elif), true);
        desks.look(&two, (site, elif), true);
        desks.look(&one, (site, elif), false);
        assert!(desks.is_looked_at(site, elif));
        assert!(!desks.is_looked_at(SiteId::random(), elif) && !desks.is_looked_at(site, UserId::random()));
        drop(two);
        assert!(!desks.is_looked_at(site, elif));
        desks.look(&one, (site, elif), false);
        assert!(desks.lock().is_empty());
    }
}
