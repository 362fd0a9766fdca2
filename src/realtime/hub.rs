//! The registry of connected sockets and the way out to them.
use crate::base::ids::{SiteId, UserId, VisitorId};
use crate::store::Seq;
use serde::Serialize;
use serde_json::value::RawValue;
use socketioxide::extract::SocketRef;
use socketioxide::socket::Sid;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

/// Between two tries to end a connection whose queue is full.
const RETRY: Duration = Duration::from_millis(100);

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
    /// Event name of `realtime.md`, such as `chat:message:new`.
    pub name: &'static str,
    /// Position in the event log; `None` for what is never stored.
    pub seq: Option<Seq>,
    /// The JSON object, written once for all receivers.
    pub payload: Arc<RawValue>,
}

impl Delivery {
    /// An event with `payload` for `audience`.
    pub fn new(
        audience: Audience,
        name: &'static str,
        seq: Option<Seq>,
        payload: &impl Serialize,
    ) -> Delivery {
        Delivery { audience, name, seq, payload: Arc::from(raw(payload)) }
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

/// One connected socket.
pub struct Member {
    socket: SocketRef,
    who: Who,
    phase: Mutex<Phase>,
}

/// A client that came back first gets what it missed; what happens meanwhile waits.
enum Phase {
    Replaying(Vec<Delivery>),
    Live,
    Cut,
}

#[derive(Default)]
struct Room {
    staff: HashMap<UserId, Vec<Arc<Member>>>,
    visitors: HashMap<VisitorId, Vec<Arc<Member>>>,
}

/// Handle to the registry; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Hub(Arc<RwLock<HashMap<SiteId, Room>>>);

impl Hub {
    /// Adds a socket, which then hears of nothing until [`Member::go_live`].
    /// Tells also whether it is the first one of its user or visitor.
    pub fn join(&self, site: SiteId, who: Who, socket: SocketRef) -> (Arc<Member>, bool) {
        let member = Arc::new(Member { socket, who, phase: Mutex::new(Phase::Replaying(Vec::new())) });
        let mut rooms = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(site).or_default();
        let members = match who {
            Who::User(user) => room.staff.entry(user).or_default(),
            Who::Visitor(visitor) => room.visitors.entry(visitor).or_default(),
        };
        members.push(Arc::clone(&member));
        let first = members.len() == 1;
        (member, first)
    }

    /// Removes a socket. Tells whether it was the last one of its user or visitor.
    #[must_use]
    pub fn leave(&self, site: SiteId, who: Who, sid: Sid) -> bool {
        let mut rooms = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let Some(room) = rooms.get_mut(&site) else { return true };
        match who {
            Who::User(user) => remove(&mut room.staff, &user, sid),
            Who::Visitor(visitor) => remove(&mut room.visitors, &visitor, sid),
        }
    }

    /// Users of the site with at least one socket.
    #[must_use]
    pub fn online_users(&self, site: SiteId) -> Vec<UserId> {
        let rooms = self.0.read().unwrap_or_else(PoisonError::into_inner);
        rooms.get(&site).map(|room| room.staff.keys().copied().collect()).unwrap_or_default()
    }

    /// Whether the visitor has a page open.
    #[must_use]
    pub fn is_online(&self, site: SiteId, visitor: VisitorId) -> bool {
        let rooms = self.0.read().unwrap_or_else(PoisonError::into_inner);
        rooms.get(&site).is_some_and(|room| room.visitors.contains_key(&visitor))
    }

    /// Connected sockets: users', visitors'.
    #[must_use]
    pub fn count(&self) -> (usize, usize) {
        let rooms = self.0.read().unwrap_or_else(PoisonError::into_inner);
        rooms.values().fold((0, 0), |(users, visitors), room| {
            let sockets = |it: usize, more: &Vec<Arc<Member>>| it + more.len();
            (room.staff.values().fold(users, sockets), room.visitors.values().fold(visitors, sockets))
        })
    }

    /// Sends `delivery` to everybody in its audience, except the socket `except`.
    pub fn send_except(&self, delivery: &Delivery, except: Option<Sid>) {
        let rooms = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let to = |members: &Vec<Arc<Member>>| {
            members.iter().filter(|it| except != Some(it.socket.id)).for_each(|it| it.send(delivery));
        };
        match delivery.audience {
            Audience::Staff(site) => {
                rooms.get(&site).into_iter().flat_map(|it| it.staff.values()).for_each(to)
            }
            Audience::Visitors(site) => {
                rooms.get(&site).into_iter().flat_map(|it| it.visitors.values()).for_each(to)
            }
            Audience::User(site, user) => {
                rooms.get(&site).and_then(|it| it.staff.get(&user)).into_iter().for_each(to)
            }
            Audience::Visitor(site, id) => {
                rooms.get(&site).and_then(|it| it.visitors.get(&id)).into_iter().for_each(to)
            }
        }
    }

    /// Sends `delivery` to everybody in its audience.
    pub fn send(&self, delivery: &Delivery) {
        self.send_except(delivery, None);
    }

    /// Sends something that is never stored.
    pub fn tell(&self, audience: Audience, name: &'static str, payload: &impl Serialize) {
        self.send(&Delivery::new(audience, name, None, payload));
    }

    /// Ends every connection of a user on a site, because the sign-in behind it is no longer valid.
    pub fn disconnect_user(&self, user: UserId) {
        let rooms = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let members: Vec<_> =
            rooms.values().filter_map(|room| room.staff.get(&user)).flatten().cloned().collect();
        drop(rooms);
        for member in members {
            let _ = member.socket.clone().disconnect();
        }
    }

    /// Tells every client that the server goes away for a moment, and ends the connections.
    pub fn restart(&self) {
        let rooms = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let members: Vec<_> = rooms
            .values()
            .flat_map(|it| it.staff.values().chain(it.visitors.values()))
            .flatten()
            .cloned()
            .collect();
        drop(rooms);
        for member in members {
            let _ = member.socket.emit("server:restart", &serde_json::json!({})); // gone already: as good
            let _ = member.socket.clone().disconnect();
        }
    }
}

fn remove<K: std::hash::Hash + Eq>(map: &mut HashMap<K, Vec<Arc<Member>>>, key: &K, sid: Sid) -> bool {
    let Some(members) = map.get_mut(key) else { return true };
    members.retain(|it| it.socket.id != sid);
    let gone = members.is_empty();
    if gone {
        map.remove(key);
    }
    gone
}

impl Member {
    /// Who is behind it.
    #[must_use]
    pub fn who(&self) -> Who {
        self.who
    }

    /// Emits now, before going live: for `ready` and for what is replayed.
    pub fn emit(&self, name: &'static str, payload: &RawValue) {
        if let Err(error) = self.socket.emit(name, payload) {
            tracing::debug!(%error, name, "a client cannot keep up");
            self.cut_off();
        }
    }

    /// Ends the connection of a client that cannot keep up; it comes back with its last `seq` and misses nothing.
    pub fn cut_off(&self) {
        let socket = self.socket.clone();
        // While its queue is full not even the farewell fits: try until it does or the heartbeat ends it.
        tokio::spawn(async move {
            while socket.connected() && socket.clone().disconnect().is_err() {
                tokio::time::sleep(RETRY).await;
            }
        });
    }

    /// Sends what came while the member was catching up, after `replayed`, and from now on everything at once.
    pub fn go_live(&self, replayed: Seq) {
        let mut phase = self.lock();
        if let Phase::Replaying(waiting) = std::mem::replace(&mut *phase, Phase::Live) {
            for it in waiting.iter().filter(|it| it.seq.is_none_or(|seq| seq > replayed)) {
                self.emit(it.name, &it.payload);
            }
        }
    }

    fn send(&self, delivery: &Delivery) {
        let mut phase = self.lock();
        match &mut *phase {
            Phase::Live => {
                if self.socket.emit(delivery.name, &*delivery.payload).is_err() {
                    *phase = Phase::Cut; // nothing after a gap may reach it
                    self.cut_off();
                }
            }
            Phase::Replaying(waiting) if delivery.seq.is_some() => waiting.push(delivery.clone()),
            Phase::Replaying(_) | Phase::Cut => (),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
