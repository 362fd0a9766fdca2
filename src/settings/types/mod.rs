//! Values of the screens.
pub(super) mod ai;
pub(super) mod routing;
pub(super) mod widget;

use crate::base::ids::UserId;
use crate::base::{FieldError, Lang};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The settings of one screen.
pub trait Screen: Default + Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the database and in the audit trail.
    const KEY: &'static str;

    /// Brings the fields into their normal form; `old` is what was there before.
    fn normalise(&mut self, old: &Self);

    /// Notes who changes it and when, where the screen keeps that; `old` is what was there before.
    fn sign(&mut self, _old: &Self, _by: UserId, _now: Timestamp) {}

    /// What is unacceptable.
    fn mistakes(&self) -> Vec<FieldError>;
}

/// Settings with the version that `If-Match` names.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Versioned<S> {
    /// For `If-Match`; 0 while nothing was changed yet.
    pub version: i64,
    /// The settings.
    #[serde(flatten)]
    pub settings: S,
}

/// A text in both languages; Turkish stands in for a missing English one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Worded {
    /// Turkish.
    pub tr: String,
    /// English.
    pub en: String,
}

impl Worded {
    /// A text in both languages.
    #[must_use]
    pub fn new(tr: &str, en: &str) -> Worded {
        Worded { tr: tr.to_owned(), en: en.to_owned() }
    }

    /// Whether there are no words at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.tr.is_empty() && self.en.is_empty()
    }

    /// The words in `lang`, or in the other language where there are none.
    #[must_use]
    pub fn pick(&self, lang: Lang) -> &str {
        let (first, second) = match lang {
            Lang::Tr => (&self.tr, &self.en),
            Lang::En => (&self.en, &self.tr),
        };
        if first.is_empty() { second } else { first }
    }

    /// The same without space around the words.
    #[must_use]
    pub fn trimmed(&self) -> Worded {
        Worded::new(self.tr.trim(), self.en.trim())
    }
}
