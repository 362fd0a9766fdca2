//! Values of offline messages.
use crate::base::At;
use crate::base::ids::{ConversationId, OfflineMessageId, UserId, VisitorId};
use serde::Serialize;

/// A request as agents see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OfflineMessage {
    /// Its identity.
    pub id: OfflineMessageId,
    /// Who asks.
    pub name: String,
    /// Where the answer goes.
    pub email: String,
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
    /// A mail address.
    pub email: String,
    /// 1 to 8,000 characters.
    pub body: String,
    /// The page it was written on.
    pub page: Option<String>,
    /// The visitor, when known.
    pub visitor: Option<VisitorId>,
    /// The conversation it follows; one of the visitor's.
    pub conversation: Option<ConversationId>,
}
