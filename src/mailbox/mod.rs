//! Outgoing mail: through which server, in which words, and what became of it. The rows to be sent come from
//! `outbox`, where any feature puts them; here they are written ([`letters`]), made into a mail ([`paint`]) and handed
//! to the site's server by the one runner ([`background`]). Nothing is sent inside a request.
//!
//! What comes in at a site's addresses ([`inboxes`]) is fetched, read, and becomes a ticket or a part of one
//! ([`incoming`]).
mod accounts;
pub mod background;
mod blocks;
pub mod digest;
pub mod follow;
mod form_letters;
pub mod inboxes;
pub mod incoming;
mod letters;
mod paint;
mod reach;
pub mod routes;
mod sender;
mod store;
mod templates;
mod ticket_letters;
mod transcripts;
mod types;

pub use types::MailSettings;

use crate::Result;
use crate::base::ids::SiteId;
use rusqlite::Connection;
use serde::Serialize;

/// What a widget may offer by mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct MailOffer {
    /// The transcript can be asked for.
    pub transcript: bool,
    /// Also for the time when the conversation ends.
    pub at_close: bool,
}

/// What a widget of `site` may offer by mail; nothing while no mail could be sent.
///
/// # Errors
/// When the database cannot be read.
pub fn offer(conn: &Connection, site: SiteId) -> Result<MailOffer> {
    let settings = crate::settings::read::<MailSettings>(conn, site)?.settings;
    let transcript = settings.transcripts && crate::outbox::can_send(conn, site)?;
    Ok(MailOffer { transcript, at_close: transcript && settings.at_close })
}
