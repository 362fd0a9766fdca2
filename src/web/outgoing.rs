//! Requests that leave the machine on behalf of a site: only to public addresses and to the private ones that the
//! process allows, whatever a name resolves to at the moment of connecting; never on to another place.
use crate::config::PrivateAddresses;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Longest time to get a connection, with its encryption.
const CONNECT: Duration = Duration::from_secs(6);
/// Unused connections are kept for so long: the next question then begins at once.
const KEEP: Duration = Duration::from_secs(60);
/// Ports asked at the same time; past that, connections begin anew.
const PORTS: usize = 32;

/// Why an address is not even asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be an address of a server.
    #[error("not an address of a server")]
    Malformed,
    /// It is inside the network, and not among those that may be asked.
    #[error("the address is private and not allowed")]
    Private,
    /// Its name is not known.
    #[error("the name is unknown")]
    UnknownName,
}

/// Who asks. A client for each port, because a rule may hold for one port only and a resolver hears no port.
#[derive(Clone)]
pub struct Outgoing {
    allowed: Arc<PrivateAddresses>,
    clients: Arc<Mutex<HashMap<u16, Client>>>,
}

impl Outgoing {
    /// Asks what `allowed` lets through.
    #[must_use]
    pub fn new(allowed: PrivateAddresses) -> Outgoing {
        Outgoing { allowed: Arc::new(allowed), clients: Arc::default() }
    }

    /// Where a server is, among the addresses that may be asked; for what speaks no HTTP.
    ///
    /// # Errors
    /// When its name is unknown, or leads only to private addresses that are not allowed.
    pub async fn addresses(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Refusal> {
        allowed_addresses(&self.allowed, host, port).await
    }

    /// The same for whoever runs the installation, who may ask private addresses, too.
    ///
    /// # Errors
    /// When its name is unknown.
    pub async fn every_address(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Refusal> {
        allowed_addresses(&PrivateAddresses::Any, host, port).await
    }

    /// The client that may ask `url`.
    ///
    /// # Errors
    /// When the address is written as a private one that is not allowed, or is none at all. What a name resolves to is
    /// looked at when the request connects; [`refusal`] finds that in its error.
    pub fn client(&self, url: &Url) -> Result<Client, Refusal> {
        let port = url.port_or_known_default().ok_or(Refusal::Malformed)?;
        let host = url.host_str().filter(|_| ["http", "https"].contains(&url.scheme()));
        let host = host.ok_or(Refusal::Malformed)?;
        if let Ok(ip) = host.trim_matches(['[', ']']).parse::<IpAddr>()
            && !self.allowed.allow(SocketAddr::new(ip, port))
        {
            return Err(Refusal::Private);
        }
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(client) = clients.get(&port) {
            return Ok(client.clone());
        }
        if clients.len() >= PORTS {
            clients.clear();
        }
        let client =
            build(Resolver { allowed: Arc::clone(&self.allowed), port }).map_err(|_| Refusal::Malformed)?;
        clients.insert(port, client.clone());
        Ok(client)
    }
}

fn build(resolver: Resolver) -> reqwest::Result<Client> {
    Client::builder()
        .dns_resolver(resolver)
        .redirect(Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .pool_idle_timeout(KEEP)
        .pool_max_idle_per_host(8)
        .user_agent(concat!("AsistTR/", env!("CARGO_PKG_VERSION")))
        .build()
}

/// Why a request was not let through to where its name leads, when that is why it failed.
#[must_use]
pub fn refusal(error: &reqwest::Error) -> Option<Refusal> {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(it) = cause {
        if let Some(found) = it.downcast_ref::<Refusal>() {
            return Some(*found);
        }
        cause = it.source();
    }
    None
}

/// Gives only addresses that may be asked on `port`.
struct Resolver {
    allowed: Arc<PrivateAddresses>,
    port: u16,
}

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let (allowed, port) = (Arc::clone(&self.allowed), self.port);
        Box::pin(async move {
            let open = allowed_addresses(&allowed, name.as_str(), port).await?;
            let open: Addrs = Box::new(open.into_iter());
            Ok(open)
        })
    }
}

async fn allowed_addresses(
    allowed: &PrivateAddresses,
    host: &str,
    port: u16,
) -> Result<Vec<SocketAddr>, Refusal> {
    let found = tokio::net::lookup_host((host, port)).await;
    let found: Vec<SocketAddr> = found.map_err(|_| Refusal::UnknownName)?.collect();
    let refused = if found.is_empty() { Refusal::UnknownName } else { Refusal::Private };
    let open: Vec<SocketAddr> = found.into_iter().filter(|it| allowed.allow(*it)).collect();
    if open.is_empty() { Err(refused) } else { Ok(open) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_private_address_is_refused_however_it_is_written() {
        let outgoing = Outgoing::new(PrivateAddresses::default());
        for private in
            ["http://127.0.0.1:22", "http://2130706433", "http://[::ffff:10.0.0.1]/", "http://0x7f.1/"]
        {
            assert_eq!(outgoing.client(&url(private)).err(), Some(Refusal::Private), "{private}");
        }
        assert_eq!(outgoing.client(&url("ftp://ornek.edu.tr")).err(), Some(Refusal::Malformed));
        assert!(outgoing.client(&url("http://127.0.0.1:11434")).is_ok());
        let named = url("http://localhost:1/");
        let error = outgoing.client(&named).unwrap().get(named).send().await.unwrap_err();
        assert_eq!(refusal(&error), Some(Refusal::Private));
        assert_eq!(outgoing.addresses("localhost", 143).await, Err(Refusal::Private));
        assert!(outgoing.every_address("localhost", 143).await.is_ok());
    }
}
