//! Values of unanswered questions.
use crate::base::At;
use crate::base::ids::{ArticleId, ConversationId, UnansweredId};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What became of a question.
    UnansweredState {
        /// Nobody has dealt with it.
        Open = "open",
        /// Somebody decided that it needs no article.
        Dismissed = "dismissed",
        /// An article answers it now.
        Answered = "answered",
    }
}

/// A question that no article answered when it was asked.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Unanswered {
    /// Its identity.
    pub id: UnansweredId,
    /// As it was first asked, without what identifies a person.
    pub question: String,
    /// How often it was asked, alike ones counted.
    pub count: i64,
    /// What became of it.
    pub state: UnansweredState,
    /// Where it was asked last, while that conversation is kept.
    pub conversation_id: Option<ConversationId>,
    /// Which article answers it.
    pub article: Option<AnsweringArticle>,
    /// When it was first asked.
    pub first_at: At,
    /// When it was asked last.
    pub last_at: At,
}

/// An article that answers a question.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AnsweringArticle {
    /// Its identity.
    pub id: ArticleId,
    /// Its title.
    pub title: String,
}

/// How many questions there are of each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(super) struct UnansweredCounts {
    /// To be dealt with.
    pub open: i64,
    /// Answered since.
    pub answered: i64,
    /// Put aside.
    pub dismissed: i64,
}

/// What somebody decides about a question.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
pub(super) struct UnansweredInput {
    /// What it is from now on.
    pub state: UnansweredState,
    /// Which article answers it; needed for `answered`.
    pub article_id: Option<ArticleId>,
}
