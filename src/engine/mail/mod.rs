//! Hands a mail to an SMTP server ([`smtp`]), looks for mails on an IMAP server ([`imap`]), reads what a mail says
//! ([`mime`]), and says what is wrong when that fails. Knows neither whose servers they are nor what a mail is about;
//! retries nothing and keeps nothing.
pub mod imap;
mod line;
mod message;
pub mod mime;
mod smtp;

pub use message::{Author, Mail};
pub use smtp::{check, send};

use std::net::SocketAddr;

crate::text_enum! {
    /// How the connection is protected.
    Security {
        /// TLS from the first byte (port 465).
        Tls = "tls",
        /// Plain at first, then `STARTTLS`, without which nothing is sent (port 587).
        StartTls = "starttls",
        /// Not at all: for a server on the same machine or the own network (port 25).
        Plain = "plain",
    }
}

crate::text_enum! {
    /// Which certificates of the server are believed.
    Trust {
        /// Those that the machine's list of authorities vouches for.
        Public = "public",
        /// Those of an authority of one's own, beside the machine's.
        Own = "own",
        /// Any: only against eavesdroppers who do not interfere.
        Unchecked = "unchecked",
    }
}

crate::text_enum! {
    /// Where it failed; each has words for people.
    Trouble {
        /// There is no such host.
        Host = "mail_host_unknown",
        /// Nobody answers at that port.
        Unreachable = "mail_unreachable",
        /// An answer did not come in time.
        Timeout = "mail_timeout",
        /// The certificate is not one that is believed.
        Certificate = "mail_certificate",
        /// The chosen certificate of an authority cannot be read.
        OwnCertificate = "mail_own_certificate",
        /// The other side does not speak TLS there, or none that is safe.
        Tls = "mail_tls",
        /// The server offers no `STARTTLS`.
        NoStartTls = "mail_no_starttls",
        /// It cannot move mails to another folder (RFC 6851).
        NoMove = "mail_no_move",
        /// It lets nothing be marked as read.
        NoMark = "mail_no_mark",
        /// User or password are wrong.
        SignIn = "mail_sign_in",
        /// The server takes no password over this connection.
        NoSignIn = "mail_no_sign_in",
        /// It does not take mail from this sender.
        Sender = "mail_sender",
        /// It does not take mail for this recipient.
        Recipient = "mail_recipient",
        /// It does not take this mail.
        Content = "mail_content",
        /// An address cannot be written in a mail.
        Address = "mail_address",
        /// There is no such folder.
        Folder = "mail_folder",
        /// It is inside the network, where this site may not ask.
        Private = "mail_private",
        /// Whoever gives out access tokens gave none.
        Token = "mail_token",
        /// Something else that it said.
        Server = "mail_server",
    }
}

/// What proves who signs in.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A password.
    Password(String),
    /// An access token (XOAUTH2).
    Token(String),
}

/// An SMTP server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Where it is; looked up, and allowed to be asked.
    pub addresses: Vec<SocketAddr>,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are believed.
    pub trust: Trust,
    /// Certificates (PEM) of an authority of one's own, for [`Trust::Own`].
    pub authority: String,
    /// Whom to sign in as, and what proves it; nobody where it is not asked for.
    pub sign_in: Option<(String, Proof)>,
    /// What this side calls itself.
    pub own_name: String,
}

/// Why a mail was not taken.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// Where it failed.
    pub trouble: Trouble,
    /// Whether the same mail may be taken later.
    pub temporary: bool,
    /// The other side's own words, such as `550 5.1.1 User unknown`.
    pub said: Option<String>,
}
