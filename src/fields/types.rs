//! Values of definitions.
use crate::settings::Worded;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What is answered.
    FieldKind {
        /// One line.
        Text = "text",
        /// Several lines.
        LongText = "long_text",
        /// A number, written as the language of the form writes it.
        Number = "number",
        /// A day.
        Date = "date",
        /// One of several choices.
        Choice = "choice",
        /// Any of several choices.
        Choices = "choices",
        /// Yes or no; a required one has to be yes.
        Checkbox = "checkbox",
        /// A mail address.
        Email = "email",
        /// A number to call.
        Phone = "phone",
        /// A Turkish identity number, with its check digits.
        IdentityNumber = "tckn",
        /// Uploaded files.
        File = "file",
    }
}

impl FieldKind {
    /// Whether the answer is among choices.
    #[must_use]
    pub fn has_choices(self) -> bool {
        matches!(self, FieldKind::Choice | FieldKind::Choices)
    }
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FormField)]
pub struct Field {
    /// What answers are kept under: 1 to 40 lower-case letters, digits and `_`; made of the label when left out. Never
    /// changes, so that answers stay with their question.
    #[serde(default)]
    pub key: String,
    /// What is answered.
    pub kind: FieldKind,
    /// What is asked. 1 to 120 characters.
    pub label: Worded,
    /// A line below it. At most 500 characters.
    #[serde(default)]
    pub help: Worded,
    /// Whether an answer is needed.
    #[serde(default)]
    pub required: bool,
    /// Whether visitors see it; what they do not see is for agents.
    #[serde(default = "yes")]
    pub visible: bool,
    /// What can be chosen, for `choice` and `choices`. At most 100.
    #[serde(default)]
    pub choices: Vec<Choice>,
    /// Asked only when an earlier field was answered so; always when left out.
    #[serde(default)]
    pub shown_when: Option<ShownWhen>,
}

fn yes() -> bool {
    true
}

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = FormChoice)]
pub struct Choice {
    /// What the answer is kept as; made of the label when left out.
    #[serde(default)]
    pub value: String,
    /// What is shown. 1 to 120 characters.
    pub label: Worded,
}

/// A condition on an earlier field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ShownWhen {
    /// Its key.
    pub field: String,
    /// Any of these answers: values of choices, `true` or `false` of a checkbox, texts as they are. At most 20.
    pub is: Vec<String>,
}
