//! Hands a mail to an SMTP server, and says what is wrong when that fails. Knows neither whose server it is nor what
//! the mail is about; retries nothing and keeps nothing.
mod message;
mod smtp;

pub use message::Mail;
pub use smtp::{check, send};

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
        /// Something else that it said.
        Server = "mail_server",
    }
}

/// An SMTP server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Server {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are believed.
    pub trust: Trust,
    /// Certificates (PEM) of an authority of one's own, for [`Trust::Own`].
    pub authority: String,
    /// Whom to sign in as, and the password; nobody where it is not asked for.
    pub sign_in: Option<(String, String)>,
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
