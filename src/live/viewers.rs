//! Which conversation each desk has open, so that colleagues see each other there.
use crate::base::ids::{ConversationId, SiteId, UserId};
use serde::Serialize;
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// Somebody who has a conversation open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Viewer {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// What stands for a connection: as long as it is held, the connection lives.
pub type Connection = Arc<dyn Any + Send + Sync>;

struct Place {
    alive: Weak<dyn Any + Send + Sync>,
    site: SiteId,
    conversation: ConversationId,
    viewer: Viewer,
}

impl Place {
    fn is_of(&self, site: SiteId) -> bool {
        self.site == site && self.alive.strong_count() > 0
    }
}

fn key(connection: &Connection) -> usize {
    Arc::as_ptr(connection).cast::<()>().addr()
}

/// By connection; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Viewers(Arc<Mutex<HashMap<usize, Place>>>);

impl Viewers {
    /// The desk behind `connection` shows another conversation, or none. Tells those whose viewers changed.
    #[must_use]
    pub fn show(
        &self,
        connection: &Connection,
        site: SiteId,
        viewer: Viewer,
        conversation: Option<ConversationId>,
    ) -> Vec<ConversationId> {
        let mut places = self.lock();
        let connection = (key(connection), Arc::downgrade(connection));
        let before = places.get(&connection.0).map(|it| it.conversation);
        match conversation {
            Some(conversation) => {
                places.insert(connection.0, Place { alive: connection.1, site, conversation, viewer })
            }
            None => places.remove(&connection.0),
        };
        if before == conversation { Vec::new() } else { before.into_iter().chain(conversation).collect() }
    }

    /// The connection has ended. Tells where it was.
    #[must_use]
    pub fn leave(&self, connection: &Connection) -> Option<(SiteId, ConversationId)> {
        self.lock().remove(&key(connection)).map(|it| (it.site, it.conversation))
    }

    /// Who has the conversation open, each once, by name.
    #[must_use]
    pub fn of(&self, site: SiteId, conversation: ConversationId) -> Vec<Viewer> {
        let places = self.lock();
        let here = places.values().filter(|it| it.is_of(site) && it.conversation == conversation);
        let mut viewers: Vec<Viewer> = here.map(|it| it.viewer.clone()).collect();
        viewers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        viewers.dedup();
        viewers
    }

    /// All conversations of a site that somebody has open.
    #[must_use]
    pub fn all(&self, site: SiteId) -> Vec<(ConversationId, Vec<Viewer>)> {
        let mut open: Vec<ConversationId> =
            self.lock().values().filter(|it| it.is_of(site)).map(|it| it.conversation).collect();
        open.sort_unstable();
        open.dedup();
        open.into_iter().map(|it| (it, self.of(site, it))).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<usize, Place>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_windows_of_one_person_are_one_viewer_until_both_are_gone() {
        let (viewers, site, chat) = (Viewers::default(), SiteId::random(), ConversationId::random());
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
