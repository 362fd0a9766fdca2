//! The general limit: so many API requests per address in 15 minutes, refilled evenly (GCRA). Pages, assets and
//! health are not counted; sockets have limits of their own, beyond that new visitors are counted by whichever way
//! they come. A whole office or campus may stand behind one address, so
//! who is signed in has a budget of their own, and so has a visitor, within what all visitors of an address share. It
//! goes by the token alone, and whether that still counts is the gate's to say.
use super::address::Client;
use crate::base::{Clock, Error};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use governor::clock::Clock as Ticking;
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Time after which a used-up budget is whole again.
const PERIOD_SECONDS: u64 = 15 * 60;
/// What a person may ask, in budgets of one address: a desk asks more than a visitor's page.
const PERSON_BUDGETS: u32 = 6;
/// What all visitors of one address may ask together, in budgets of one: about 28 requests a second that last. Tokens
/// are given to whoever asks, so what somebody gets by collecting them must have an end.
const CROWD_BUDGETS: u32 = 50;
/// How often new visitors of one address may come, in budgets of one: each gets a token.
const NEWCOMER_BUDGETS: u32 = 10;
/// What a page asks first, without a token where its visitor is new.
const SESSION: &str = "/api/widget/session";
/// Addresses remembered at once (about 10 MB); beyond it whole networks share a budget.
const MOST_ADDRESSES: usize = 100_000;

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Largest body of a request, in bytes.
pub const BODY_BYTES: usize = 1024 * 1024;
/// Largest body with a file in it: 10 MB and what goes around it.
pub const UPLOAD_BYTES: usize = 11 * 1024 * 1024;

/// Largest body of many articles at once.
pub const BULK_BYTES: usize = 32 * 1024 * 1024;
/// Largest body of files to import.
pub const IMPORT_BYTES: usize = 200 * 1024 * 1024;

/// The most that a request to `path` with these `headers` may carry.
#[must_use]
pub fn body_bytes(path: &str, headers: &HeaderMap) -> usize {
    match path {
        "/api/knowledge/bulk" => return BULK_BYTES,
        "/api/knowledge/import" => return IMPORT_BYTES,
        _ => (),
    }
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
    if media_type.starts_with(b"multipart/") { UPLOAD_BYTES } else { BODY_BYTES }
}

/// The budgets; cloning copies a pointer.
#[derive(Clone)]
pub struct Limiter(Option<Arc<Budgets>>);

struct Budgets {
    addresses: Rates<IpAddr>,
    newcomers: Rates<IpAddr>,
    crowds: Rates<IpAddr>,
    people: Rates<Uuid>,
    visitors: Rates<Uuid>,
    holder: Box<Held>,
    clock: Ticks,
}

/// Whose token a request carries, when it is genuine and has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// A user's.
    Person(Uuid),
    /// A visitor's.
    Visitor(Uuid),
    /// None that counts.
    Nobody,
}

type Held = dyn Fn(&HeaderMap) -> Holder + Send + Sync;

/// So many of something within a time, for each key, refilled evenly.
pub(super) struct Rates<K: Hash + Eq + Clone> {
    rates: RateLimiter<K, DashMapStateStore<K>, Ticks, StateInformationMiddleware>,
    limit: u32,
}

/// What is left of a budget, or how long to wait, and how large it is.
struct Taken {
    left: Result<u32, Duration>,
    limit: u32,
}

/// Our clock in the limiter's terms.
#[derive(Clone)]
pub(super) struct Ticks(Clock);

impl Ticks {
    pub(super) fn of(clock: &Clock) -> Ticks {
        Ticks(clock.clone())
    }
}

impl Ticking for Ticks {
    type Instant = Duration;
    fn now(&self) -> Duration {
        self.0.steady()
    }
}

impl Limiter {
    /// `limit` requests per 15 minutes and address, and budgets of their own for those whose token `holder` finds; 0
    /// lifts all.
    #[must_use]
    pub fn new(
        limit: u32,
        clock: &Clock,
        holder: impl Fn(&HeaderMap) -> Holder + Send + Sync + 'static,
    ) -> Limiter {
        Limiter(Budgets::new(limit, Ticks::of(clock), Box::new(holder)).map(Arc::new))
    }

    /// Counts somebody who becomes a visitor without having asked for a session: at the handshake of a socket.
    ///
    /// # Errors
    /// 429 `rate_limited` when too many of this address did.
    pub fn newcomer(&self, address: IpAddr) -> Result<(), Error> {
        let Some(budgets) = &self.0 else { return Ok(()) };
        let taken = shared(&budgets.newcomers, address, budgets.clock.now());
        taken.left.map(drop).map_err(refused)
    }
}

impl<K: Hash + Eq + Clone> Rates<K> {
    pub(super) fn new(limit: u32, period_seconds: u64, clock: &Ticks) -> Option<Rates<K>> {
        let burst = NonZeroU32::new(limit)?;
        let quota = Quota::with_period(Duration::from_secs(period_seconds) / limit)?.allow_burst(burst);
        let rates = RateLimiter::dashmap_with_clock(quota, clock.clone());
        Some(Rates { rates: rates.with_middleware(), limit })
    }

    fn take(&self, key: &K, now: Duration) -> Taken {
        let left = match self.rates.check_key(key) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(refused) => Err(refused.wait_time_from(now)),
        };
        Taken { left, limit: self.limit }
    }

    /// Takes several at once, or none.
    pub(super) fn take_several(&self, key: &K, cost: NonZeroU32, now: Duration) -> Result<(), Error> {
        match self.rates.check_key_n(key, cost) {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(wait)) => Err(refused(wait.wait_time_from(now))),
            Err(_) => Err(refused(Duration::ZERO)), // more than a whole budget: never
        }
    }

    /// Forgets those whose budgets are whole again, when there are too many; tells whether there still are.
    pub(super) fn crowded(&self) -> bool {
        if self.rates.len() > MOST_ADDRESSES {
            self.rates.retain_recent();
        }
        self.rates.len() > MOST_ADDRESSES
    }
}

impl Budgets {
    fn new(limit: u32, clock: Ticks, holder: Box<Held>) -> Option<Budgets> {
        let times = |budgets: u32| limit.saturating_mul(budgets);
        Some(Budgets {
            addresses: Rates::new(limit, PERIOD_SECONDS, &clock)?,
            newcomers: Rates::new(times(NEWCOMER_BUDGETS), PERIOD_SECONDS, &clock)?,
            crowds: Rates::new(times(CROWD_BUDGETS), PERIOD_SECONDS, &clock)?,
            people: Rates::new(times(PERSON_BUDGETS), PERIOD_SECONDS, &clock)?,
            visitors: Rates::new(limit, PERIOD_SECONDS, &clock)?,
            holder,
            clock,
        })
    }

    fn take(&self, address: IpAddr, path: &str, headers: &HeaderMap) -> Taken {
        let now = self.clock.now();
        match (self.holder)(headers) {
            Holder::Person(it) => {
                self.people.crowded();
                self.people.take(&it, now)
            }
            Holder::Visitor(it) => {
                self.visitors.crowded();
                let own = self.visitors.take(&it, now);
                if own.left.is_err() {
                    return own; // who floods takes nothing from the others
                }
                let together = shared(&self.crowds, address, now);
                if together.left.is_err() { together } else { own }
            }
            Holder::Nobody if path == SESSION => shared(&self.newcomers, address, now),
            Holder::Nobody => shared(&self.addresses, address, now),
        }
    }
}

/// Takes from what everybody behind an address shares.
fn shared(all: &Rates<IpAddr>, address: IpAddr, now: Duration) -> Taken {
    all.take(&network(address, all.crowded()), now)
}

fn refused(wait: Duration) -> Error {
    Error::RateLimited { code: "rate_limited", retry_after_seconds: wait.as_secs() + 1 }
}

fn annotate(response: &mut Response, remaining: u32, limit: u32) {
    let used = u64::from(limit.saturating_sub(remaining));
    let reset = (used * PERIOD_SECONDS).div_ceil(u64::from(limit));
    let headers = response.headers_mut();
    headers.insert(LIMIT, HeaderValue::from(limit));
    headers.insert(REMAINING, HeaderValue::from(remaining));
    headers.insert(RESET, HeaderValue::from(reset));
}

/// What shares a budget: an IPv4 address, or the /64 that one IPv6 customer has; under a flood of addresses the
/// /16 or /32 around it, so that memory stays bounded.
pub(super) fn network(address: IpAddr, crowded: bool) -> IpAddr {
    match address {
        IpAddr::V4(it) if crowded => IpAddr::V4((it.to_bits() & 0xffff_0000).into()),
        IpAddr::V4(_) => address,
        IpAddr::V6(it) => {
            let kept = if crowded { u128::MAX << 96 } else { u128::MAX << 64 };
            IpAddr::V6(Ipv6Addr::from_bits(it.to_bits() & kept))
        }
    }
}

/// Layer: counts API requests, refuses those over the limit, and tells how many are left.
pub async fn count(State(limiter): State<Limiter>, request: Request, next: Next) -> Response {
    let counted = request.uri().path().starts_with("/api/") && request.method() != Method::OPTIONS;
    let (Some(budgets), true) = (limiter.0, counted) else { return next.run(request).await };
    let Some(client) = request.extensions().get::<Client>() else { return next.run(request).await };
    let Taken { left, limit } = budgets.take(client.address, request.uri().path(), request.headers());
    match left {
        Ok(remaining) => {
            let mut response = next.run(request).await;
            annotate(&mut response, remaining, limit);
            response
        }
        Err(wait) => {
            let mut response = refused(wait).into_response();
            annotate(&mut response, 0, limit);
            response
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    #[test]
    fn a_budget_is_used_up_and_refills_evenly() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let budgets = Limiter::new(3, &clock, |_| Holder::Nobody).0.unwrap();
        let take =
            |address: &str| budgets.take(address.parse().unwrap(), "/api/chat", &HeaderMap::new()).left;
        assert_eq!([take("192.0.2.1"), take("192.0.2.1"), take("192.0.2.1")], [Ok(2), Ok(1), Ok(0)]);
        assert_eq!(take("192.0.2.1"), Err(Duration::from_secs(300)));
        clock.advance_ms(300_000);
        assert_eq!(take("192.0.2.1"), Ok(0));
        assert_eq!(take("192.0.2.2"), Ok(2));
    }

    /// A limit of 3 for everybody behind one address; what a header names is a person or a visitor.
    fn campus() -> impl Fn(&str, Option<(&'static str, u128)>) -> Taken {
        let named = |headers: &HeaderMap, name: &str| headers.get(name)?.to_str().ok()?.parse().ok();
        let holder = move |headers: &HeaderMap| match (named(headers, "person"), named(headers, "visitor")) {
            (Some(it), _) => Holder::Person(it),
            (None, Some(it)) => Holder::Visitor(it),
            (None, None) => Holder::Nobody,
        };
        let budgets = Limiter::new(3, &Clock::fixed(Timestamp::UNIX_EPOCH), holder).0.unwrap();
        move |path, who| {
            let mut headers = HeaderMap::new();
            if let Some((kind, name)) = who {
                headers.insert(kind, Uuid::from_u128(name).to_string().parse().unwrap());
            }
            budgets.take("192.0.2.1".parse().unwrap(), path, &headers)
        }
    }

    #[test]
    fn who_is_signed_in_takes_nothing_from_the_address() {
        let take = campus();
        let all: Vec<_> = (0..20).map(|_| take("/api/chat", Some(("person", 1))).left).collect();
        assert_eq!((all[0], all[17], all[18]), (Ok(17), Ok(0), Err(Duration::from_secs(50))));
        assert_eq!(take("/api/chat", Some(("person", 2))).left, Ok(17));
        assert_eq!(take("/api/chat", None).left, Ok(2));
    }

    #[test]
    fn visitors_of_one_address_have_a_budget_each_and_one_together() {
        let take = campus();
        let first: Vec<_> = (0..4).map(|_| take(SESSION, Some(("visitor", 1))).left).collect();
        assert_eq!(first, [Ok(2), Ok(1), Ok(0), Err(Duration::from_secs(300))]);
        // What the first one asked beyond the limit was not taken from the others: 147 of 150 are left.
        let others = (0..147).filter(|it| take(SESSION, Some(("visitor", 2 + it / 3))).left.is_ok());
        assert_eq!(others.count(), 147);
        let last = take(SESSION, Some(("visitor", 900)));
        assert_eq!((last.left.is_err(), last.limit), (true, 150));
        assert_eq!(take("/api/chat", None).left, Ok(2), "who has no token still has what there was");
    }

    #[test]
    fn new_visitors_of_one_address_may_come_ten_times_as_often_but_not_without_end() {
        let take = campus();
        assert_eq!((0..40).filter(|_| take(SESSION, None).left.is_ok()).count(), 30);
        assert_eq!(take("/api/widget/departments", None).left, Ok(2));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(network(one, false), network(other, false));
        assert_ne!(network("10.0.0.1".parse().unwrap(), false), network("10.0.0.2".parse().unwrap(), false));
    }
}
