//! The general limit: so many API requests per address in 15 minutes, refilled evenly (GCRA). Pages, assets and
//! health are not counted; sockets have limits of their own.
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
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Time after which a used-up budget is whole again.
const PERIOD_SECONDS: u64 = 15 * 60;
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
    rates: RateLimiter<IpAddr, DashMapStateStore<IpAddr>, Ticks, StateInformationMiddleware>,
    clock: Ticks,
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
    /// `limit` requests per 15 minutes and address; 0 lifts it.
    #[must_use]
    pub fn new(limit: u32, clock: &Clock) -> Limiter {
        Limiter(NonZeroU32::new(limit).and_then(|burst| {
            let quota = Quota::with_period(Duration::from_secs(PERIOD_SECONDS) / limit)?.allow_burst(burst);
            let clock = Ticks(clock.clone());
            let rates = RateLimiter::dashmap_with_clock(quota, clock.clone());
            Some(Arc::new(Budgets { rates: rates.with_middleware(), clock, limit }))
        }))
    }
}

impl Budgets {
    /// Requests left, or how long to wait.
    fn take(&self, address: IpAddr) -> Result<u32, Duration> {
        if self.rates.len() > MOST_ADDRESSES {
            self.rates.retain_recent();
        }
        let key = network(address, self.rates.len() > MOST_ADDRESSES);
        match self.rates.check_key(&key) {
            Ok(state) => Ok(state.remaining_burst_capacity()),
            Err(refused) => Err(refused.wait_time_from(self.clock.now())),
        }
    }

    fn annotate(&self, response: &mut Response, remaining: u32) {
        let used = u64::from(self.limit.saturating_sub(remaining));
        let reset = (used * PERIOD_SECONDS).div_ceil(u64::from(self.limit));
        let headers = response.headers_mut();
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(remaining));
        headers.insert(RESET, HeaderValue::from(reset));
    }
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
    match budgets.take(client.address) {
        Ok(remaining) => {
            let mut response = next.run(request).await;
            budgets.annotate(&mut response, remaining);
            response
        }
        Err(wait) => {
            let retry_after_seconds = wait.as_secs() + 1;
            let mut response =
                Error::RateLimited { code: "rate_limited", retry_after_seconds }.into_response();
            budgets.annotate(&mut response, 0);
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
        let limiter = Limiter::new(3, &clock);
        let budgets = limiter.0.unwrap();
        let address: IpAddr = "192.0.2.1".parse().unwrap();
        let left: Vec<_> = (0..3).map(|_| budgets.take(address)).collect();
        assert_eq!(left, [Ok(2), Ok(1), Ok(0)]);
        assert_eq!(budgets.take(address), Err(Duration::from_secs(300)));
        clock.advance_ms(300_000);
        assert_eq!(budgets.take(address), Ok(0));
        assert_eq!(budgets.take("192.0.2.2".parse().unwrap()), Ok(2));
    }

    #[test]
    fn neighbours_in_one_ipv6_network_share() {
        let one: IpAddr = "2001:db8:1:2::1".parse().unwrap();
        let other: IpAddr = "2001:db8:1:2:ffff::9".parse().unwrap();
        assert_eq!(network(one, false), network(other, false));
        assert_ne!(network("10.0.0.1".parse().unwrap(), false), network("10.0.0.2".parse().unwrap(), false));
    }
}
