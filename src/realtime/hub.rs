//! The registry of connected clients and the way out to them.
use super::connection::Connection;
use super::packet::{self, Text};
use crate::base::ids::{SiteId, UserId, VisitorId};
use crate::store::Seq;
use serde::Serialize;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// Who is to hear something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Every signed-in user on the site.
    Staff(SiteId),
    /// One user, on every tab.
    User(SiteId, UserId),
    /// One visitor, on every tab.
    Visitor(SiteId, VisitorId),
    /// Every open widget of the site.
    Visitors(SiteId),
}

/// One event on its way to clients.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Who hears it.
    pub audience: Audience,
    /// Position in the event log; `None` for what is never stored.
    pub seq: Option<Seq>,
    /// As it goes over the wire, written once for all receivers.
    pub(super) packet: Text,
}

impl Delivery {
    /// The event `name` of `realtime.md`, such as `chat:message:new`, with the JSON object `payload`, for `audience`.
    pub fn new(
        audience: Audience,
        name: &'static str,
        seq: Option<Seq>,
        payload: &impl Serialize,
    ) -> Delivery {
        Delivery { audience, seq, packet: packet::said(name, &raw(payload)) }
    }

    /// The same words for somebody else; not written again.
    #[must_use]
    pub fn also_for(&self, audience: Audience) -> Delivery {
        Delivery { audience, ..self.clone() }
    }
}

/// JSON, written once.
pub(super) fn raw(payload: &impl Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(payload).unwrap_or_else(|_| RawValue::NULL.to_owned())
}

/// Who is behind a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A signed-in user.
    User(UserId),
    /// A visitor.
    Visitor(VisitorId),
}

#[derive(Default)]
struct Room {
    staff: HashMap<UserId, Vec<Arc<Connection>>>,
    visitors: HashMap<VisitorId, Vec<Arc<Connection>>>,
}

/// Handle to the registry; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Hub(Arc<RwLock<HashMap<SiteId, Room>>>);

impl Hub {
    /// Adds a connection, whose deliveries wait until it goes live.
    /// Tells whether it is the first one of its user or visitor.
    pub(super) fn join(&self, site: SiteId, who: Who, connection: &Arc<Connection>) -> bool {
        connection.hold();
        let mut rooms = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(site).or_default();
        let connections = match who {
            Who::User(user) => room.staff.entry(user).or_default(),
            Who::Visitor(visitor) => room.visitors.entry(visitor).or_default(),
        };
        connections.push(Arc::clone(connection));
        connections.len() == 1
    }

    /// Removes a connection. Tells whether it was the last one of its user or visitor.
    pub(super) fn leave(&self, site: SiteId, who: Who, connection: &Arc<Connection>) -> bool {
        let mut rooms = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(room) = rooms.get_mut(&site) else { return false };
        match who {
            Who::User(user) => remove(&mut room.staff, &user, connection),
            Who::Visitor(visitor) => remove(&mut room.visitors, &visitor, connection),
        }
    }

    /// Users of the site with at least one socket.
    #[must_use]
    pub fn online_users(&self, site: SiteId) -> Vec<UserId> {
        let rooms = self.rooms();
        rooms.get(&site).map(|room| room.staff.keys().copied().collect()).unwrap_or_default()
    }

    /// Whether the visitor has a page open.
    #[must_use]
    pub fn is_online(&self, site: SiteId, visitor: VisitorId) -> bool {
        let rooms = self.rooms();
        rooms.get(&site).is_some_and(|room| room.visitors.contains_key(&visitor))
    }

    /// Connected sockets: users', visitors'.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let rooms = self.rooms();
        rooms.values().fold((0, 0), |(users, visitors), room| {
            let sockets = |it: usize, more: &Vec<Arc<Connection>>| it + more.len();
            (room.staff.values().fold(users, sockets), room.visitors.values().fold(visitors, sockets))
        })
    }

    /// Sends `deliveries`, in order, each to everybody in its audience. A client is woken once for all of them, so
    /// that what happened together travels together.
    pub fn send_all(&self, deliveries: &[Delivery]) {
        let rooms = self.rooms();
        let mut reached: HashMap<*const Connection, &Arc<Connection>> = HashMap::new();
        for delivery in deliveries {
            each(&rooms, delivery.audience, |connections| {
                for it in connections {
                    it.deliver(delivery);
                    reached.insert(Arc::as_ptr(it), it);
                }
            });
        }
        reached.into_values().for_each(|it| it.wake());
    }

    /// Sends `delivery` to everybody in its audience.
    pub fn send(&self, delivery: &Delivery) {
        self.send_all(std::slice::from_ref(delivery));
    }

    /// Sends something that is never stored.
    pub fn tell(&self, audience: Audience, name: &'static str, payload: &impl Serialize) {
        self.send(&Delivery::new(audience, name, None, payload));
    }

    /// Ends every connection of a user, because the sign-in behind it is no longer valid.
    pub fn disconnect_user(&self, user: UserId) {
        let rooms = self.rooms();
        rooms.values().filter_map(|room| room.staff.get(&user)).flatten().for_each(|it| it.close());
    }

    /// Ends every connection of a visitor, who is somebody else from now on.
    pub fn disconnect_visitor(&self, site: SiteId, visitor: VisitorId) {
        let rooms = self.rooms();
        let theirs = rooms.get(&site).and_then(|it| it.visitors.get(&visitor));
        theirs.into_iter().flatten().for_each(|it| it.close());
    }

    /// Tells every client that the server goes away for a moment, and ends the connections.
    pub fn restart(&self) {
        let rooms = self.rooms();
        let everybody = rooms.values().flat_map(|it| it.staff.values().chain(it.visitors.values())).flatten();
        for it in everybody {
            it.emit("server:restart", &raw(&serde_json::json!({})));
            it.close();
        }
    }

    fn rooms(&self) -> RwLockReadGuard<'_, HashMap<SiteId, Room>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Hands the connections of everybody in `audience` to `to`.
fn each<'r>(rooms: &'r HashMap<SiteId, Room>, audience: Audience, mut to: impl FnMut(&'r [Arc<Connection>])) {
    match audience {
        Audience::Staff(site) => {
            rooms.get(&site).into_iter().flat_map(|it| it.staff.values()).for_each(|it| to(it));
        }
        Audience::Visitors(site) => {
            rooms.get(&site).into_iter().flat_map(|it| it.visitors.values()).for_each(|it| to(it));
        }
        Audience::User(site, user) => {
            rooms.get(&site).and_then(|it| it.staff.get(&user)).into_iter().for_each(|it| to(it));
        }
        Audience::Visitor(site, id) => {
            rooms.get(&site).and_then(|it| it.visitors.get(&id)).into_iter().for_each(|it| to(it));
        }
    }
}

fn remove<K: std::hash::Hash + Eq>(
    map: &mut HashMap<K, Vec<Arc<Connection>>>,
    key: &K,
    connection: &Arc<Connection>,
) -> bool {
    let Some(connections) = map.get_mut(key) else { return false };
    let before = connections.len();
    connections.retain(|it| !Arc::ptr_eq(it, connection));
    let last = before > 0 && connections.is_empty();
    if connections.is_empty() {
        map.remove(key);
    }
    last
}
