//! The screen "emergency".
use crate::base::FieldError;
use crate::base::ids::UserId;
use crate::settings::{Screen, Worded, check_worded};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest announcement, in characters.
const MESSAGE_CHARS: u64 = 1000;

/// An announcement that stands above everything: while it is on, nobody chats with people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Emergency {
    /// Whether it is on.
    pub active: bool,
    /// What every widget shows. At most 1,000 characters; needed while it is on.
    pub message: Worded,
    /// Whether the assistant answers meanwhile.
    pub assistant: bool,
    /// Whether visitors may leave a request meanwhile.
    pub tickets: bool,
    /// Since when it is on; the server's to say.
    #[schema(value_type = Option<String>, format = DateTime, read_only)]
    pub since: Option<Timestamp>,
    /// Who switched it on; the server's to say.
    #[schema(read_only)]
    pub by: Option<UserId>,
}

impl Default for Emergency {
    fn default() -> Emergency {
        Emergency {
            active: false,
            message: Worded::default(),
            assistant: false,
            tickets: true,
            since: None,
            by: None,
        }
    }
}

impl Screen for Emergency {
    const KEY: &'static str = "emergency";

    fn normalise(&mut self, _old: &Emergency) {
        self.message = self.message.trimmed();
    }

    fn sign(&mut self, old: &Emergency, by: UserId, now: Timestamp) {
        (self.since, self.by) = match (self.active, old.active) {
            (false, _) => (None, None),
            (true, true) => (old.since, old.by),
            (true, false) => (Some(now), Some(by)),
        };
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let silent = self.active && self.message.is_empty();
        silent
            .then(|| FieldError::new("message", "field_missing"))
            .into_iter()
            .chain(check_worded("message", &self.message, MESSAGE_CHARS))
            .collect()
    }
}
