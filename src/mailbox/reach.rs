//! Which mail servers may be asked. An admin of one site must not look around in the institution's network: a server
//! inside it is one that the process allows (`private_addresses`), or that whoever runs the installation has entered.
use crate::app::App;
use crate::base::Role;
use crate::engine::mail::{Refusal, Trouble};
use crate::web::{Staff, outgoing};
use std::net::SocketAddr;

/// How far somebody reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// To public addresses, and to the private ones that the process allows.
    Allowed,
    /// Anywhere.
    Everywhere,
}

impl Reach {
    /// How far this user reaches.
    pub(super) fn of(staff: &Staff) -> Reach {
        if staff.role >= Role::Superadmin { Reach::Everywhere } else { Reach::Allowed }
    }

    /// Where a server is, among the addresses within reach.
    pub(super) async fn addresses(
        self,
        app: &App,
        host: &str,
        port: u16,
    ) -> Result<Vec<SocketAddr>, Refusal> {
        let found = match self {
            Reach::Allowed => app.outgoing.addresses(host, port).await,
            Reach::Everywhere => app.outgoing.every_address(host, port).await,
        };
        found.map_err(|refused| {
            let trouble = match refused {
                outgoing::Refusal::Private => Trouble::Private,
                outgoing::Refusal::UnknownName | outgoing::Refusal::Malformed => Trouble::Host,
            };
            Refusal { trouble, temporary: true, said: None }
        })
    }
}
