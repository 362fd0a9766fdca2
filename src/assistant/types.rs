//! Values of the assistant.
use crate::conversations::types::Source;
use crate::text_enum;
use serde::Serialize;

/// Words with the passages they stand on.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Answer {
    /// Markdown subset.
    pub text: String,
    /// Never empty: no passage, no answer.
    pub sources: Vec<Source>,
}

text_enum! {
    /// What an agent did with a suggestion.
    Outcome {
        /// Sent as it was.
        Sent = "sent",
        /// Put into the composer and changed.
        Edited = "edited",
        /// Put aside.
        Ignored = "ignored",
    }
}
