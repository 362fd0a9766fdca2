//! Which addresses inside the institution's network may be asked on behalf of a site.
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

/// Where Ollama listens when nobody has told it otherwise.
const OLLAMA_PORT: u16 = 11434;

/// Private addresses that may be asked. An admin of one site must not reach whatever else listens inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateAddresses {
    /// All of them.
    Any,
    /// These, on their port only where one is given.
    Only(Vec<(IpAddr, Option<u16>)>),
}

impl Default for PrivateAddresses {
    /// A language model server on this machine.
    fn default() -> PrivateAddresses {
        let here = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];
        PrivateAddresses::Only(here.map(|it| (it, Some(OLLAMA_PORT))).to_vec())
    }
}

impl PrivateAddresses {
    /// Whether `address` may be asked: every public one, and the private ones named here.
    #[must_use]
    pub fn allow(&self, address: SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        match self {
            _ if is_public(ip) => true,
            PrivateAddresses::Any => !ip.is_multicast() && !ip.is_unspecified(),
            PrivateAddresses::Only(named) => {
                named.iter().any(|(it, port)| *it == ip && port.is_none_or(|port| port == address.port()))
            }
        }
    }
}

impl FromStr for PrivateAddresses {
    type Err = ();

    fn from_str(text: &str) -> Result<PrivateAddresses, ()> {
        if text.trim() == "any" {
            return Ok(PrivateAddresses::Any);
        }
        let items = text.split(',').map(str::trim).filter(|it| !it.is_empty());
        items.map(named).collect::<Option<_>>().map(PrivateAddresses::Only).ok_or(())
    }
}

fn named(text: &str) -> Option<(IpAddr, Option<u16>)> {
    let alone = text.trim_matches(['[', ']']).parse::<IpAddr>().map(|it| (it.to_canonical(), None));
    let with_port = || text.parse::<SocketAddr>().map(|it| (it.ip().to_canonical(), Some(it.port())));
    alone.or_else(|_| with_port()).ok()
}

/// Whether an address belongs to the internet at large (RFC 6890 and its registries).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(it) => is_public_v4(it),
        IpAddr::V6(it) => is_public_v6(it),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let inside = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast();
    let shared = a == 100 && (64..128).contains(&b);
    let special = a == 0 || a >= 240 || (a, b, c) == (192, 0, 0) || (a, b, c) == (192, 88, 99);
    let benchmark = a == 198 && (b == 18 || b == 19);
    !(inside || shared || special || benchmark || ip.is_documentation())
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, third, fourth, .., last_but_one, last] = ip.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (first, second) {
        // An address of the old kind inside one of the new kind: NAT64 and 6to4.
        (0x64, 0xff9b) => (third, fourth) == (0, 0) && inner(last_but_one, last),
        (0x2002, _) => inner(second, third),
        (0x2001, 0xdb8) => false,
        // The internet at large is 2000::/3, without what 2001::/23 keeps for protocols.
        (0x2001, 0..=0x1ff) => false,
        _ => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(rules: &PrivateAddresses, address: &str) -> bool {
        rules.allow(address.parse().unwrap())
    }

    #[test]
    fn out_of_the_box_only_a_model_on_this_machine_can_be_asked() {
        let rules = PrivateAddresses::default();
        assert!(allowed(&rules, "127.0.0.1:11434") && allowed(&rules, "[::1]:11434"));
        for private in [
            "127.0.0.1:22",
            "127.0.0.2:11434",
            "10.0.0.1:443",
            "172.16.0.1:80",
            "192.168.1.1:80",
            "169.254.169.254:80",
            "100.64.0.1:80",
            "0.0.0.0:80",
            "198.18.0.1:80",
            "255.255.255.255:80",
            "[::]:80",
            "[::ffff:10.0.0.1]:80",
            "[64:ff9b::a00:1]:80",
            "[2002:a00:1::]:80",
            "[fd00::1]:80",
            "[fe80::1]:80",
            "[fec0::1]:80",
            "[2001:db8::1]:80",
            "[ff02::1]:80",
        ] {
            assert!(!allowed(&rules, private), "{private}");
        }
        for public in ["1.1.1.1:443", "[2606:4700::1111]:443", "[64:ff9b::101:101]:443", "172.32.0.1:80"] {
            assert!(allowed(&rules, public), "{public}");
        }
    }

    #[test]
    fn what_is_named_may_be_asked_on_its_port() {
        let rules: PrivateAddresses = "10.0.0.5:8000, 10.0.0.6, [fd00::1]:80, fd00::2".parse().unwrap();
        assert!(
            allowed(&rules, "10.0.0.5:8000")
                && allowed(&rules, "10.0.0.6:1")
                && allowed(&rules, "[fd00::1]:80")
        );
        assert!(allowed(&rules, "[fd00::2]:9") && allowed(&rules, "[::ffff:10.0.0.6]:2"));
        assert!(!allowed(&rules, "10.0.0.5:8001") && !allowed(&rules, "127.0.0.1:11434"));
        let any: PrivateAddresses = "any".parse().unwrap();
        assert!(allowed(&any, "10.0.0.9:1") && !allowed(&any, "0.0.0.0:1"));
        assert!("gpu.local".parse::<PrivateAddresses>().is_err());
        assert_eq!("".parse(), Ok(PrivateAddresses::Only(Vec::new())));
    }
}
