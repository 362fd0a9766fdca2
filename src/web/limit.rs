//! The general limit: so many API requests per address in 15 minutes, refilled evenly (GCRA). Pages, assets and
//! health are not counted; sockets have limits of their own. Who is signed in has a budget of their own, for a whole
//! office stands behind one address; it goes by the token alone, and whether that still counts is the gate's to say.
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
    people: Rates<Uuid>,
    person: Box<Person>,
    clock: Ticks,
}

/// Whose token a request carries, when it is genuine and has not ended.
type Person = dyn Fn(&HeaderMap) -> Option<Uuid> + Send + Sync;

struct Rates<K: Hash + Eq + Clone> {
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
struct Ticks(Clock);

impl Ticking for Ticks {
    type Instant = Duration;
    fn now(&self) -> Duration {
        self.0.steady()
    }
}

impl Limiter {
    /// `limit` requests per 15 minutes and address, and a larger budget for each `person`; 0 lifts both.
    #[must_use]
    pub fn new(
        limit: u32,
        clock: &Clock,
        person: impl Fn(&HeaderMap) -> Option<Uuid> + Send + Sync + 'static,
    ) -> Limiter {
        let clock = Ticks(clock.clone());
        let budgets = Rates::new(limit, &clock).zip(Rates::new(limit.saturating_mul(PERSON_BUDGETS), &clock));
        Limiter(budgets.map(|(addresses, people)| {
            Arc::new(Budgets { addresses, people, person: Box::new(person), clock })
        }))
    }
}

impl<K: Hash + Eq + Clone> Rates<K> {
    fn new(limit: u32, clock: &Ticks) -> Option<Rates<K>> {
        let burst = NonZeroU32::new(limit)?;
        let quota = Quota::with_period(Duration::from_secs(PERIOD_SECONDS) / limit)?.allow_burst(burst);
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

    /// Forgets those whose budgets are whole again, when there are too many; tells whether there still are.
    fn crowded(&self) -> bool {
        if self.rates.len() > MOST_ADDRESSES {
            self.rates.retain_recent();
        }
        self.rates.len() > MOST_ADDRESSES
    }
}

impl Budgets {
    fn take(&self, address: IpAddr, headers: &HeaderMap) -> Taken {
        let now = self.clock.now();
        if let Some(person) = (self.person)(headers) {
            self.people.crowded();
            return self.people.take(&person, now);
        }
        self.addresses.take(&network(address, self.addresses.crowded()), now)
    }
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
fn network(address: IpAddr, crowded: bool) -> IpAddr {
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
    let Taken { left, limit } = budgets.take(client.address, request.headers());
    match left {
        Ok(remaining) => {
            let mut response = next.run(request).await;
            annotate(&mut response, remaining, limit);
            response
        }
        Err(wait) => {
            let retry_after_seconds = wait.as_secs() + 1;
            let mut response =
                Error::RateLimited { code: "rate_limited", retry_after_seconds }.into_response();
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
        let budgets = Limiter::new(3, &clock, |_| None).0.unwrap();
        let take = |address: &str| budgets.take(address.parse().unwrap(), &HeaderMap::new()).left;
        assert_eq!([take("192.0.2.1"), take("192.0.2.1"), take("192.0.2.1")], [Ok(2), Ok(1), Ok(0)]);
        assert_eq!(take("192.0.2.1"), Err(Duration::from_secs(300)));
        clock.advance_ms(300_000);
        assert_eq!(take("192.0.2.1"), Ok(0));
        assert_eq!(take("192.0.2.2"), Ok(2));
    }

    #[test]
    fn who_is_signed_in_takes_nothing_from_the_address() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let person = |headers: &HeaderMap| headers.get("who")?.to_str().ok()?.parse().ok();
        let budgets = Limiter::new(3, &clock, person).0.unwrap();
        let office: IpAddr = "192.0.2.1".parse().unwrap();
        let of = |name: u128| {
            let mut headers = HeaderMap::new();
            headers.insert("who", Uuid::from_u128(name).to_string().parse().unwrap());
            headers
        };
        let all: Vec<_> = (0..20).map(|_| budgets.take(office, &of(1)).left).collect();
        assert_eq!((all[0], all[17], all[18]), (Ok(17), Ok(0), Err(Duration::from_secs(50))));
        assert_eq!(budgets.take(office, &of(2)).left, Ok(17));
        assert_eq!(budgets.take(office, &HeaderMap::new()).left, Ok(2));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(network(one, false), network(other, false));
        assert_ne!(network("10.0.0.1".parse().unwrap(), false), network("10.0.0.2".parse().unwrap(), false));
    }
}
