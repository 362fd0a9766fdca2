//! Which conversation, and which ticket, each desk has open, so that colleagues see each other there.
use crate::base::ids::{ConversationId, SiteId, UserId};
use serde::Serialize;
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Somebody who has it open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Viewer {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// What stands for a connection: as long as it is held, the connection lives.
pub type Connection = Arc<dyn Any + Send + Sync>;

struct Place<P> {
    alive: Weak<dyn Any + Send + Sync>,
    site: SiteId,
    open: P,
    viewer: Viewer,
}

impl<P> Place<P> {
    fn is_of(&self, site: SiteId) -> bool {
        self.site == site && self.alive.strong_count() > 0
    }
}

fn key(connection: &Connection) -> usize {
    Arc::as_ptr(connection).cast::<()>().addr()
}

/// By connection, at things of one kind; cloning copies a pointer.
pub struct Viewers<P = ConversationId>(Arc<Mutex<HashMap<usize, Place<P>>>>);

impl<P> Clone for Viewers<P> {
    fn clone(&self) -> Self {
        Viewers(Arc::clone(&self.0))
    }
}

impl<P> Default for Viewers<P> {
    fn default() -> Self {
        Viewers(Arc::default())
    }
}

impl<P: Copy + Ord> Viewers<P> {
    /// The desk behind `connection` shows another one, or none. Tells those whose viewers changed.
    #[must_use]
    pub fn show(&self, connection: &Connection, site: SiteId, viewer: Viewer, open: Option<P>) -> Vec<P> {
        let mut places = self.lock();
        let connection = (key(connection), Arc::downgrade(connection));
        let before = places.get(&connection.0).map(|it| it.open);
        match open {
            Some(open) => places.insert(connection.0, Place { alive: connection.1, site, open, viewer }),
            None => places.remove(&connection.0),
        };
        if before == open { Vec::new() } else { before.into_iter().chain(open).collect() }
    }

    /// The connection has ended. Tells where it was.
    #[must_use]
    pub fn leave(&self, connection: &Connection) -> Option<(SiteId, P)> {
        self.lock().remove(&key(connection)).map(|it| (it.site, it.open))
    }

    /// Who has it open, each once, by name.
    #[must_use]
    pub fn of(&self, site: SiteId, open: P) -> Vec<Viewer> {
        let places = self.lock();
        let here = places.values().filter(|it| it.is_of(site) && it.open == open);
        let mut viewers: Vec<Viewer> = here.map(|it| it.viewer.clone()).collect();
        viewers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        viewers.dedup();
        viewers
    }

    /// All of a site that somebody has open.
    #[must_use]
    pub fn all(&self, site: SiteId) -> Vec<(P, Vec<Viewer>)> {
        let mut open: Vec<P> = self.lock().values().filter(|it| it.is_of(site)).map(|it| it.open).collect();
        open.sort_unstable();
        open.dedup();
        open.into_iter().map(|it| (it, self.of(site, it))).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<usize, Place<P>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_windows_of_one_person_are_one_viewer_until_both_are_gone() {
        let (viewers, site, chat) =
            (Viewers::<ConversationId>::default(), SiteId::random(), ConversationId::random());
        let window = || -> Connection { Arc::new(0) };
        let (one, two) = (window(), window());
        let elif = Viewer { id: UserId::random(), name: "Elif".to_owned() };
        assert_eq!(viewers.show(&one, site, elif.clone(), Some(chat)), [chat]);
        assert_eq!(viewers.show(&one, site, elif.clone(), Some(chat)), []);
        assert_eq!(viewers.show(&two, site, elif.clone(), Some(chat)), [chat]);
        assert_eq!(viewers.of(site, chat), std::slice::from_ref(&elif));
        assert_eq!(viewers.show(&two, site, elif.clone(), None), [chat]);
        assert_eq!(viewers.of(site, chat), [elif]);
        assert_eq!(viewers.leave(&one), Some((site, chat)));
        assert_eq!(viewers.leave(&one), None);
        assert!(viewers.all(site).is_empty());
        assert!(viewers.of(SiteId::random(), chat).is_empty());
    }
}
