//! Values of the providers.
mod budget;
mod provider;
mod routing;
mod usage;

pub use budget::{AiBudget, Period, Price};
pub use provider::{Condition, Kind, LOCAL, Listed, Provider, ProviderInput, Which, found};
pub use routing::{AiRouting, PurposeSettings};
pub use usage::{By, Request, Row, Slice, Spent, Sums};

use crate::base::ids::ConversationId;
use crate::engine::llm::Ask;
use crate::text_enum;
use serde::Serialize;
use std::time::Duration;

text_enum! {
    /// What a model is asked for; each has its own settings.
    Purpose {
        /// An answer to a visitor.
        Answer = "answer",
        /// Words for an agent to send, to translate or to put another way.
        Suggestion = "suggestion",
        /// A conversation in a few sentences.
        Summary = "summary",
        /// A question put so that it stands on its own.
        Classify = "classify",
    }
}

text_enum! {
    /// Why no model answers; the assistant then goes one step down its ladder.
    Unavailable {
        /// None is installed, and no provider is set.
        NoModel = "no_model",
        /// The installed one does not fit into the free memory.
        NoMemory = "no_memory",
        /// The site's budget is spent.
        OverBudget = "over_budget",
        /// Nobody answered in time.
        TimedOut = "timed_out",
        /// Everybody failed.
        Failed = "failed",
    }
}

/// A request for words.
#[derive(Debug, Clone)]
pub struct Task {
    /// What for.
    pub purpose: Purpose,
    /// What decides whether the task is simple or complex: the visitor's question.
    pub question: String,
    /// Where, if anywhere: the usage names it.
    pub conversation: Option<ConversationId>,
    /// Tokens without which the words would be cut short; the site's limit holds where it is higher.
    pub least_tokens: u32,
    /// How long may pass until the first word, however many are asked: they share it. `None`: as long as each of them may
    /// take by the site's settings.
    pub within: Option<Duration>,
    /// The request itself; its sampling is replaced by the site's settings for the purpose.
    pub ask: Ask,
}

/// What comes while words are made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// The next words.
    Text(String),
    /// The provider broke off in the middle and the next one begins anew: what was said so far is void.
    Restart,
}

/// What it took, for traces and the usage log.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Report {
    /// Who answered, such as `local` or `openai`.
    pub provider: String,
    /// What the site calls it; `local` for the model in this process.
    pub name: String,
    /// Which model.
    pub model: String,
    /// Tokens read.
    pub tokens_in: u32,
    /// Tokens written.
    pub tokens_out: u32,
    /// Whether the provider did not tell its tokens, so that they were estimated.
    pub estimated: bool,
    /// Millionths of the price table's currency.
    pub cost_micros: i64,
    /// From the request to the first word.
    pub first_word_ms: u64,
    /// From the request to the last word.
    pub total_ms: u64,
    /// Providers that were tried before and failed, with the reason (`openai: 429`).
    pub failed_before: Vec<String>,
}
