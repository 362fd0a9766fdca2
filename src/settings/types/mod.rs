//! Values of the screens.
pub(super) mod ai;
pub(super) mod routing;
pub(super) mod widget;

use crate::base::FieldError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The settings of one screen.
pub(super) trait Screen: Default + Serialize + DeserializeOwned + Send + 'static {
    /// Its name in the database and in the audit trail.
    const KEY: &'static str;

    /// Brings the fields into their normal form; `old` is what was there before.
    fn normalise(&mut self, old: &Self);

    /// What is unacceptable.
    fn mistakes(&self) -> Vec<FieldError>;
}

/// Settings with the version that `If-Match` names.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(super) struct Versioned<S> {
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
    pub(super) fn new(tr: &str, en: &str) -> Worded {
        Worded { tr: tr.to_owned(), en: en.to_owned() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tr.is_empty() && self.en.is_empty()
    }
}
