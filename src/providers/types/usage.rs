//! What requests took.
use super::Period;
use crate::base::At;
use crate::base::ids::{ConversationId, UsageId};
use crate::text_enum;
use serde::Serialize;

/// A request to a model that is over, however it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// A provider's id, or `local`.
    pub provider: String,
    /// What the site calls it.
    pub name: String,
    /// Which model.
    pub model: String,
    /// What for; `test` for a trial.
    pub purpose: &'static str,
    /// Tokens read and written.
    pub tokens: (u32, u32),
    /// Whether these were estimated.
    pub estimated: bool,
    /// Until the first word.
    pub first_word_ms: Option<u64>,
    /// Until the end.
    pub total_ms: u64,
    /// Where, if anywhere.
    pub conversation: Option<ConversationId>,
    /// `answered`, `abandoned`, or why it failed.
    pub outcome: &'static str,
}

impl Row {
    /// Whether the provider did not do its part.
    #[must_use]
    pub fn failed(&self) -> bool {
        !["answered", "abandoned"].contains(&self.outcome)
    }
}

text_enum! {
    /// What usage is added up by.
    By {
        /// Days of the site's time zone.
        Day = "day",
        /// Providers with their models.
        Provider = "provider",
        /// Purposes.
        Purpose = "purpose",
    }
}

/// Sums over requests.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Sums {
    /// How many.
    pub requests: i64,
    /// How many of them failed.
    pub failures: i64,
    /// For how many the tokens were estimated, because the provider did not tell them.
    pub estimated: i64,
    /// Tokens read.
    pub tokens_in: i64,
    /// Tokens written.
    pub tokens_out: i64,
    /// In the currency of the price table.
    pub cost: f64,
    /// Mean time of those that did not fail, to the last word.
    pub mean_ms: Option<i64>,
}

/// The sums of one day, one provider's model or one purpose.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Slice {
    /// A date, a provider's id or `local`, or a purpose.
    pub key: String,
    /// A provider's name.
    pub name: Option<String>,
    /// A provider's model.
    pub model: Option<String>,
    /// The sums.
    #[serde(flatten)]
    pub sums: Sums,
}

/// How much of a limit is spent.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Spent {
    /// Of what.
    pub period: Period,
    /// So far, in the currency.
    pub spent: f64,
    /// The limit; none when `null`.
    pub limit: Option<f64>,
}

/// A request in the list of the last ones.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Request {
    /// Its identity.
    pub id: UsageId,
    /// When it ended.
    pub at: At,
    /// A provider's id, or `local`.
    pub provider: String,
    /// What the site called it then.
    pub name: String,
    /// Which model.
    pub model: String,
    /// `answer`, `suggestion`, `summary`, `classify` or `test`.
    pub purpose: String,
    /// Tokens read.
    pub tokens_in: i64,
    /// Tokens written.
    pub tokens_out: i64,
    /// Whether these were estimated.
    pub estimated: bool,
    /// In the currency of the price table.
    pub cost: f64,
    /// Until the first word.
    pub first_word_ms: Option<i64>,
    /// Until the end.
    pub total_ms: i64,
    /// Where, if anywhere.
    pub conversation_id: Option<ConversationId>,
    /// `answered`, `abandoned`, or why it failed.
    pub outcome: String,
    /// Why it failed, in the language of the request.
    pub failure: Option<String>,
}
