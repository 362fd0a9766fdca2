//! The assistant's screen.
use super::Screen;
use crate::base::FieldError;
use crate::settings::rules;
use serde::{Deserialize, Serialize};

crate::text_enum! {
    /// When the assistant answers visitors.
    AssistantMode {
        /// While no agent can take a conversation.
        Busy = "busy",
        /// First, whoever is there.
        Always = "always",
        /// Never.
        Off = "off",
    }
}

/// When and how surely the assistant answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Assistant {
    /// When it answers.
    pub mode: AssistantMode,
    /// Least score of a passage that it answers from, 0 to 1. Higher: fewer answers, and surer ones.
    #[schema(minimum = 0, maximum = 1)]
    pub floor: f64,
    /// How much of a score the words count, 0 to 1; the meaning counts the rest.
    #[schema(minimum = 0, maximum = 1)]
    pub text_weight: f64,
}

impl Default for Assistant {
    fn default() -> Assistant {
        Assistant { mode: AssistantMode::Busy, floor: 0.3, text_weight: 0.7 }
    }
}

impl Screen for Assistant {
    const KEY: &'static str = "ai";

    fn normalise(&mut self, _old: &Assistant) {}

    fn mistakes(&self) -> Vec<FieldError> {
        [rules::share("floor", self.floor), rules::share("text_weight", self.text_weight)]
            .into_iter()
            .flatten()
            .collect()
    }
}
