//! Where a request came from. Behind a proxy the peer is the proxy; what it says about the client is believed only
//! when `trusted_proxies` names it, because everybody can write `X-Forwarded-For`.
use crate::config::Config;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::Response;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Longest name of a browser that is kept.
const AGENT_CHARS: usize = 300;

/// The other end of a request.
#[derive(Debug, Clone)]
pub struct Client {
    /// The client's address; the unspecified one when it is unknown.
    pub address: IpAddr,
    /// Whether the client's side of the connection is encrypted.
    pub secure: bool,
    /// The browser's name of itself.
    pub agent: String,
    /// Whether the browser asks not to be tracked.
    pub do_not_track: bool,
}

impl Client {
    /// Somebody of whom nothing is known.
    #[must_use]
    pub fn unknown() -> Client {
        Client {
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            secure: false,
            agent: String::new(),
            do_not_track: false,
        }
    }
}

/// Put into a request's extensions by a listener that ends TLS itself.
#[derive(Debug, Clone, Copy)]
pub struct OverTls;

/// Layer: leaves a [`Client`] in the request's extensions.
pub async fn note(State(config): State<Arc<Config>>, mut request: Request, next: Next) -> Response {
    let client = client(&request, &config.trusted_proxies);
    request.extensions_mut().insert(client);
    next.run(request).await
}

fn client(request: &Request, trusted: &[IpAddr]) -> Client {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|it| it.0.ip().to_canonical());
    let peer = peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
    let headers = request.headers();
    let over_tls = request.extensions().get::<OverTls>().is_some();
    Client {
        address: behind_proxies(peer, headers, trusted),
        secure: over_tls || (trusted.contains(&peer) && forwarded_as_https(headers)),
        agent: agent(headers),
        do_not_track: forbids_tracking(headers),
    }
}

/// The nearest address that is not one of our proxies: `X-Forwarded-For` read from its end, where each proxy
/// appends the peer it saw. What stands further left may be the client's own invention.
fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let mut nearest = peer;
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|it| it.to_str().ok());
    let hops: Vec<&str> = lines.flat_map(|it| it.split(',')).collect();
    for hop in hops.iter().rev() {
        if !trusted.contains(&nearest) {
            break;
        }
        match parse(hop.trim()) {
            Some(address) => nearest = address,
            None => break,
        }
    }
    nearest
}

/// `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` or `[2001:db8::1]:4711`.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|it| it.ip()));
    let bare = bare.or_else(|_| hop.trim_matches(['[', ']']).parse());
    bare.ok().map(|it| it.to_canonical())
}

fn forwarded_as_https(headers: &HeaderMap) -> bool {
    let scheme = headers.get("x-forwarded-proto").and_then(|it| it.to_str().ok()).unwrap_or_default();
    scheme.rsplit(',').next().is_some_and(|it| it.trim().eq_ignore_ascii_case("https"))
}

/// The origin that a request names, unless it is a page of ours (the test page, the widget's preview): browsers send an
/// origin with those requests too, and a page elsewhere can make up neither of the two headers.
#[must_use]
pub fn foreign_origin(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|it| it.to_str().ok());
    let (origin, host) = (text(header::ORIGIN)?, text(header::HOST).unwrap_or_default());
    let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    (!own).then(|| origin.to_owned())
}

/// Whether the browser asks not to be tracked: `DNT`, or the `Sec-GPC` of Global Privacy Control.
fn forbids_tracking(headers: &HeaderMap) -> bool {
    ["dnt", "sec-gpc"].iter().any(|name| headers.get(*name).is_some_and(|it| it == "1"))
}

/// The browser's name of itself, as much of it as is kept.
fn agent(headers: &HeaderMap) -> String {
    let name = headers.get(header::USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default();
    name.chars().take(AGENT_CHARS).collect()
}

impl<S: Send + Sync> FromRequestParts<S> for Client {
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(parts.extensions.get::<Client>().cloned().unwrap_or_else(Client::unknown))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let trusted: Vec<IpAddr> = trusted.iter().map(|it| it.parse().unwrap()).collect();
        behind_proxies(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(seen("203.0.113.9", "10.0.0.1", &["127.0.0.1"]), "203.0.113.9");
    }

    #[test]
    fn the_nearest_untrusted_hop_counts() {
        assert_eq!(seen("127.0.0.1", "1.2.3.4, 203.0.113.9", &["127.0.0.1"]), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", "203.0.113.9, 10.0.0.2:80", &["127.0.0.1", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(seen("127.0.0.1", "unreadable", &["127.0.0.1"]), "127.0.0.1");
    }
}
