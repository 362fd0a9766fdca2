//! Values of inboxes.
use crate::base::At;
use crate::base::ids::{DepartmentId, InboxId, SiteId};
use crate::engine::mail::{Security, Trust};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

crate::text_enum! {
    /// How an inbox is signed in to.
    SignIn {
        /// With a password.
        Password = "password",
        /// With access tokens of Google.
        Google = "google",
        /// With access tokens of Microsoft.
        Microsoft = "microsoft",
        /// With access tokens of somebody else.
        OAuth = "oauth",
    }
}

crate::text_enum! {
    /// Whether the server that mails come to tells who really wrote them (RFC 8601). A header is worth only what the server
    /// is that wrote it: where it writes none, the first one is of whoever sent the mail.
    SenderCheck {
        /// Nobody knows: what says to be from an agent stays a note.
        Off = "off",
        /// It writes `Authentication-Results` with its own name.
        Named = "named",
        /// It is Microsoft 365, which writes them without a name.
        Microsoft = "microsoft",
    }
}

/// An SMTP server that answers leave by, signed in to as to the inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(in crate::mailbox) struct Smtp {
    /// Name of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
}

/// An address at which a site gets mail.
#[derive(Debug, Clone)]
pub(in crate::mailbox) struct Inbox {
    pub(in crate::mailbox) id: InboxId,
    pub(in crate::mailbox) site: SiteId,
    pub(in crate::mailbox) address: String,
    pub(in crate::mailbox) sender_name: String,
    pub(in crate::mailbox) active: bool,
    pub(in crate::mailbox) host: String,
    pub(in crate::mailbox) port: u16,
    pub(in crate::mailbox) security: Security,
    pub(in crate::mailbox) trust: Trust,
    pub(in crate::mailbox) authority: String,
    pub(in crate::mailbox) user: String,
    pub(in crate::mailbox) sign_in: SignIn,
    pub(in crate::mailbox) client_id: String,
    pub(in crate::mailbox) token_url: String,
    /// Sealed.
    pub(in crate::mailbox) secret: Vec<u8>,
    pub(in crate::mailbox) folder: String,
    /// Empty: not looked at.
    pub(in crate::mailbox) sent_folder: String,
    pub(in crate::mailbox) mark_read: bool,
    /// Empty: mails stay where they are.
    pub(in crate::mailbox) move_to: String,
    pub(in crate::mailbox) since: At,
    pub(in crate::mailbox) department: Option<DepartmentId>,
    pub(in crate::mailbox) category: Option<Uuid>,
    pub(in crate::mailbox) smtp: Option<Smtp>,
    pub(in crate::mailbox) plus: bool,
    pub(in crate::mailbox) sender_check: SenderCheck,
    pub(in crate::mailbox) vouched: bool,
    pub(in crate::mailbox) version: i64,
    pub(in crate::mailbox) created_at: At,
    pub(in crate::mailbox) updated_at: At,
}

/// What proves who signs in, opened.
#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Secret {
    /// Of [`SignIn::Password`].
    Password {
        /// The password.
        password: String,
    },
    /// Of the others.
    Tokens {
        /// Proves which program asks.
        client_secret: String,
        /// Gets access tokens.
        refresh_token: String,
    },
}

/// How it goes with an inbox.
#[derive(Debug, Clone, Default, Serialize, utoipa::ToSchema)]
pub(in crate::mailbox) struct InboxState {
    /// When it was looked into last, and all was well.
    pub looked_at: Option<At>,
    /// When the last mail came out of it.
    pub mail_at: Option<At>,
    /// Why it does not work now, as a code.
    pub trouble: Option<String>,
    /// The same as a sentence, in the language of the request.
    pub reason: Option<String>,
    /// The mail server's own words.
    pub said: Option<String>,
    /// Since when.
    pub failing_since: Option<At>,
    /// Mails that could not be dealt with.
    pub quarantined: u32,
}

/// An inbox as admins see it: without its secrets.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(in crate::mailbox) struct InboxView {
    /// Its identity.
    pub id: InboxId,
    /// Where mails are sent to.
    pub address: String,
    /// Whom answers come from.
    pub sender_name: String,
    /// Whether it is looked into.
    pub active: bool,
    /// Name of the IMAP server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are believed.
    pub trust: Trust,
    /// Certificates of an authority of one's own (PEM).
    pub authority: String,
    /// Whom to sign in as.
    pub user: String,
    /// How.
    pub sign_in: SignIn,
    /// What the program is called by who gives out tokens.
    pub client_id: String,
    /// Who gives out tokens.
    pub token_url: String,
    /// Which folder mails come into.
    pub folder: String,
    /// Where agents' own mail programs keep what they sent; empty: not looked at.
    pub sent_folder: String,
    /// Whether what became a ticket is marked as read.
    pub mark_read: bool,
    /// The folder into which mails go that were dealt with; empty: they stay where they are.
    pub move_to: String,
    /// Department of tickets.
    pub department_id: Option<DepartmentId>,
    /// Category of tickets.
    pub category_id: Option<Uuid>,
    /// Where answers leave; the site's server when there is none.
    pub smtp: Option<Smtp>,
    /// Whether the server takes mail for `name+anything@` as for `name@`.
    pub plus: bool,
    /// Whether its server tells who really wrote a mail.
    pub sender_check: SenderCheck,
    /// How it goes.
    pub state: InboxState,
    /// For `If-Match`.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
    /// When it was changed last.
    pub updated_at: At,
}

/// Which mails of the folder count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(in crate::mailbox) enum From {
    /// Those that come from now on.
    Now,
    /// Also all that are there.
    All,
}

/// An inbox as it is to be. What is left out of it is empty, or as the description says.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub(in crate::mailbox) struct InboxInput {
    /// For a check: whose kept secrets are to be used.
    pub id: Option<InboxId>,
    /// Where mails are sent to.
    #[serde(default)]
    pub address: String,
    /// Whom answers come from; 1 to 100 characters.
    #[serde(default)]
    pub sender_name: String,
    /// Whether it is looked into; yes when left out.
    pub active: Option<bool>,
    /// Name of the IMAP server.
    #[serde(default)]
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are believed; `public` when left out.
    pub trust: Option<Trust>,
    /// Certificates of an authority of one's own (PEM), where the trust is `own`.
    #[serde(default)]
    pub authority: String,
    /// Whom to sign in as; the address when left out.
    #[serde(default)]
    pub user: String,
    /// How; `password` when left out.
    pub sign_in: Option<SignIn>,
    /// When left out, the one that is kept, as long as servers and user stay the same. The same of the other secrets.
    pub password: Option<String>,
    /// What the program is called by who gives out tokens.
    #[serde(default)]
    pub client_id: String,
    /// Proves which program asks.
    pub client_secret: Option<String>,
    /// Gets access tokens.
    pub refresh_token: Option<String>,
    /// Who gives out tokens, for `oauth`.
    #[serde(default)]
    pub token_url: String,
    /// Which folder mails come into; `INBOX` when left out.
    #[serde(default)]
    pub folder: String,
    /// Where agents' own mail programs keep what they sent.
    #[serde(default)]
    pub sent_folder: String,
    /// Whether what became a ticket is marked as read; no when left out.
    #[serde(default)]
    pub mark_read: bool,
    /// The folder into which mails go that were dealt with; they stay where they are when left out.
    #[serde(default)]
    pub move_to: String,
    /// Which mails of the folder count; `now` when left out. Only for a new inbox.
    pub from: Option<From>,
    /// Department of tickets.
    pub department_id: Option<DepartmentId>,
    /// Category of tickets.
    pub category_id: Option<Uuid>,
    /// Where answers leave; the site's server when left out.
    pub smtp: Option<Smtp>,
    /// Whether the server takes mail for `name+anything@` as for `name@`; yes when left out.
    pub plus: Option<bool>,
    /// Whether its server tells who really wrote a mail; `off` when left out.
    pub sender_check: Option<SenderCheck>,
}

#[cfg(test)]
impl Inbox {
    /// One whose server tells so much about who wrote a mail.
    pub(in crate::mailbox) fn example(host: &str, address: &str, sender_check: SenderCheck) -> Inbox {
        let now = At(jiff::Timestamp::UNIX_EPOCH);
        Inbox {
            id: InboxId::random(),
            site: SiteId::random(),
            address: address.to_owned(),
            sender_name: "Destek".to_owned(),
            active: true,
            host: host.to_owned(),
            port: 993,
            security: Security::Tls,
            trust: Trust::Public,
            authority: String::new(),
            user: address.to_owned(),
            sign_in: SignIn::Password,
            client_id: String::new(),
            token_url: String::new(),
            secret: Vec::new(),
            folder: "INBOX".to_owned(),
            sent_folder: String::new(),
            mark_read: false,
            move_to: String::new(),
            since: now,
            department: None,
            category: None,
            smtp: None,
            plus: true,
            sender_check,
            vouched: false,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}
