//! Values of notifications.
use crate::base::At;
use crate::base::ids::{ConversationId, NotificationId, UserId};
use crate::text_enum;
use serde::Serialize;

text_enum! {
    /// Why somebody is notified.
    Kind {
        /// Named in a note.
        Mention = "mention",
        /// Somebody whispered to who has the conversation.
        Whisper = "whisper",
    }
}

/// A notification as its user sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Notification {
    /// Its identity.
    pub id: NotificationId,
    /// Why.
    pub kind: Kind,
    /// Where it leads.
    pub conversation: Place,
    /// Who caused it.
    pub actor: Option<Cause>,
    /// The first 160 characters of the note; empty when it was taken back.
    pub excerpt: String,
    /// When.
    pub created_at: At,
    /// When it was read.
    pub read_at: Option<At>,
}

/// A conversation, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Place {
    /// Which.
    pub id: ConversationId,
    /// Its number on the site.
    pub number: i64,
    /// The visitor's name.
    pub visitor_name: Option<String>,
    /// The visitor's number.
    pub visitor_number: i64,
}

/// A user who caused something.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Cause {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}
