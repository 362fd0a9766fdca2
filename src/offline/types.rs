//! Values of offline messages.
use crate::base::At;
use crate::base::ids::{ConversationId, OfflineMessageId, UserId, VisitorId};
use crate::text_enum;
use serde::Serialize;

text_enum! {
    /// How somebody wants to be answered.
    RequestKind {
        /// By e-mail.
        Message = "message",
        /// By a call.
        Callback = "callback",
    }
}

/// A request as agents see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OfflineMessage {
    /// Its identity.
    pub id: OfflineMessageId,
    /// Who asks.
    pub name: String,
    /// How to answer.
    pub kind: RequestKind,
    /// Where the answer goes; not asked for where a call is wanted.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// When to call, in the visitor's words.
    pub call_at: Option<String>,
    /// What is asked.
    pub body: String,
    /// The page it was written on.
    pub page: Option<String>,
    /// The visitor, when known.
    pub visitor_id: Option<VisitorId>,
    /// The conversation it follows, when there is one.
    pub conversation_id: Option<ConversationId>,
    /// When.
    pub created_at: At,
    /// When somebody dealt with it.
    pub handled_at: Option<At>,
    /// Who dealt with it.
    pub handled_by: Option<Handler>,
}

/// Who dealt with a request.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Handler {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// A request about to be stored.
#[derive(Debug, Clone)]
pub struct NewRequest {
    /// 1 to 120 characters.
    pub name: String,
    /// How to answer.
    pub kind: RequestKind,
    /// A mail address; may be empty where a call is wanted.
    pub email: String,
    /// For a call: a number of 5 to 15 digits, at most 40 characters.
    pub phone: Option<String>,
    /// For a call: when, at most 200 characters.
    pub call_at: Option<String>,
    /// 1 to 8,000 characters.
    pub body: String,
    /// The page it was written on.
    pub page: Option<String>,
    /// The visitor, when known.
    pub visitor: Option<VisitorId>,
    /// The conversation it follows; one of the visitor's.
    pub conversation: Option<ConversationId>,
    /// Where it is sent from; not kept.
    pub address: String,
}
