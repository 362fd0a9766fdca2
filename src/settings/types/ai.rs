//! The assistant's screen.
use super::Screen;
use crate::base::FieldError;
use crate::settings::rules;
use serde::{Deserialize, Serialize};

crate::text_enum! {
    /// When the assistant answers visitors.
    AssistantMode {
        /// While no agent can take a conversation, and while the site is closed.
        Busy = "busy",
        /// Only while the site is closed.
        Offline = "offline",
        /// First, whoever is there.
        Always = "always",
        /// Never; it suggests answers to agents.
        Suggest = "suggest",
        /// Never, and it suggests nothing.
        Off = "off",
    }
}

impl AssistantMode {
    /// Whether it ever speaks to visitors.
    #[must_use]
    pub fn speaks(self) -> bool {
        !matches!(self, AssistantMode::Suggest | AssistantMode::Off)
    }

    /// Whether it speaks to visitors while the site is open.
    #[must_use]
    pub fn speaks_open(self) -> bool {
        matches!(self, AssistantMode::Busy | AssistantMode::Always)
    }
}

crate::text_enum! {
    /// How a model words its answers.
    Tone {
        /// As an office writes.
        Formal = "formal",
        /// Warmly.
        Friendly = "friendly",
        /// In two sentences.
        Short = "short",
    }
}

crate::text_enum! {
    /// How what words find and what meaning finds become one list.
    Fusion {
        /// By their scores, with weights.
        Weighted = "weighted",
        /// By their places in both lists: reciprocal rank fusion, with the same weights.
        Rrf = "rrf",
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
    /// How both become one list.
    pub fusion: Fusion,
    /// Characters of articles that a model reads for one answer.
    #[schema(minimum = 500, maximum = 8000)]
    pub context_chars: u32,
    /// Seconds to wait for a model's first word; after that the best passage is quoted.
    #[schema(minimum = 1, maximum = 60)]
    pub first_word_seconds: u32,
    /// Seconds that a model's whole answer may take.
    #[schema(minimum = 5, maximum = 180)]
    pub answer_seconds: u32,
    /// How a model words its answers.
    pub tone: Tone,
    /// Whether it says itself how urgent a new conversation is, where the visitor says so; else it only proposes.
    pub sets_priority: bool,
}

impl Default for Assistant {
    fn default() -> Assistant {
        Assistant {
            mode: AssistantMode::Busy,
            floor: 0.3,
            text_weight: 0.7,
            fusion: Fusion::Weighted,
            context_chars: 1_500,
            first_word_seconds: 8,
            answer_seconds: 60,
            tone: Tone::Formal,
            sets_priority: false,
        }
    }
}

impl Screen for Assistant {
    const KEY: &'static str = "ai";

    fn normalise(&mut self, _old: &Assistant) {}

    fn mistakes(&self) -> Vec<FieldError> {
        let found = [
            rules::share("floor", self.floor),
            rules::share("text_weight", self.text_weight),
            rules::within("context_chars", self.context_chars, 500..=8_000),
            rules::within("first_word_seconds", self.first_word_seconds, 1..=60),
            rules::within("answer_seconds", self.answer_seconds, 5..=180),
        ];
        found.into_iter().flatten().collect()
    }
}
