//! Values of outgoing mail.
use crate::base::{At, FieldError, Lang};
use crate::engine::mail::{Security, Trust};
use crate::outbox::Kind;
use crate::settings::Screen;
use serde::{Deserialize, Serialize};

/// When a site sends mails to its visitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct MailSettings {
    /// Visitors can have the transcript sent.
    pub transcripts: bool,
    /// They can also have it sent when the conversation ends.
    pub at_close: bool,
    /// Who is gone for ten minutes is told of answers by mail, at most every quarter of an hour.
    pub digests: bool,
}

impl Default for MailSettings {
    fn default() -> MailSettings {
        MailSettings { transcripts: true, at_close: true, digests: true }
    }
}

impl Screen for MailSettings {
    const KEY: &'static str = "mail";

    fn normalise(&mut self, _old: &Self) {}

    fn mistakes(&self) -> Vec<FieldError> {
        Vec::new()
    }
}

/// Where mails go out.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) security: Security,
    pub(super) trust: Trust,
    pub(super) authority: String,
    pub(super) user: String,
    /// Sealed.
    pub(super) password: Option<Vec<u8>>,
    pub(super) sender_name: String,
    pub(super) sender_address: String,
    pub(super) reply_to: Option<String>,
    /// Entered by whoever runs the installation: may be inside the network.
    pub(super) vouched: bool,
    pub(super) version: i64,
    pub(super) updated_at: At,
}

impl Account {
    /// As admins see it: without the password.
    pub(super) fn view(&self) -> AccountView {
        AccountView {
            host: self.host.clone(),
            port: self.port,
            security: self.security,
            trust: self.trust,
            authority: self.authority.clone(),
            user: self.user.clone(),
            password_set: self.password.is_some(),
            sender_name: self.sender_name.clone(),
            sender_address: self.sender_address.clone(),
            reply_to: self.reply_to.clone(),
            version: self.version,
            updated_at: self.updated_at,
        }
    }

    /// The part of the sender's address that names its domain.
    pub(super) fn domain(&self) -> &str {
        self.sender_address.rsplit_once('@').map_or("localhost", |it| it.1)
    }
}

/// Where mails go out, as admins see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct AccountView {
    /// Name of the server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are believed.
    pub trust: Trust,
    /// Certificates of an authority of one's own (PEM).
    pub authority: String,
    /// Whom to sign in as; empty: nobody.
    pub user: String,
    /// Whether a password is kept. It is never shown.
    pub password_set: bool,
    /// Shown to readers.
    pub sender_name: String,
    /// Where mails come from.
    pub sender_address: String,
    /// Where answers go, where that is somewhere else.
    pub reply_to: Option<String>,
    /// For `If-Match`.
    pub version: i64,
    /// When it was changed last.
    pub updated_at: At,
}

/// Where mails are to go out. What is left out of it is empty.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub(super) struct AccountInput {
    /// Name of the server.
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
    /// Whom to sign in as; empty: nobody.
    #[serde(default)]
    pub user: String,
    /// When left out, the one that is kept, as long as server and user stay the same.
    pub password: Option<String>,
    /// Shown to readers; 1 to 100 characters.
    #[serde(default)]
    pub sender_name: String,
    /// Where mails come from.
    #[serde(default)]
    pub sender_address: String,
    /// Where answers go, where that is somewhere else.
    pub reply_to: Option<String>,
}

/// Subject and body of a mail, with places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub(super) struct Words {
    /// 1 to 200 characters.
    pub subject: String,
    /// Markdown subset, 1 to 10,000 characters.
    pub body: String,
}

/// A template as admins see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct TemplateView {
    /// Of which mail.
    pub kind: Kind,
    /// In which language.
    pub language: Lang,
    /// What it says.
    #[serde(flatten)]
    pub words: Words,
    /// What it says unless somebody changes it.
    pub default: Words,
    /// Whether somebody has changed it.
    pub changed: bool,
    /// What can stand between `{{` and `}}`.
    pub places: Vec<&'static str>,
}
