//! A provider as a site has set it.
use crate::base::ids::ProviderId;
use crate::base::{At, Error, Result};
use crate::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The model in this process, where an order or a table names providers by their id.
pub const LOCAL: &str = "local";

text_enum! {
    /// What a provider speaks.
    Kind {
        /// Nothing: it is the model in this process.
        Local = "local",
        /// Ollama's own interface.
        Ollama = "ollama",
        /// OpenAI's chat completions, which many others speak too.
        Openai = "openai",
        /// Anthropic's messages.
        Anthropic = "anthropic",
        /// Google's Gemini.
        Google = "google",
        /// OpenAI's models on Azure.
        Azure = "azure",
    }
}

impl Kind {
    /// Where it is when the admin names no address; none where everybody has their own.
    #[must_use]
    pub fn usual_address(self) -> &'static str {
        match self {
            Kind::Local | Kind::Azure => "",
            Kind::Ollama => "http://127.0.0.1:11434",
            Kind::Openai => "https://api.openai.com",
            Kind::Anthropic => "https://api.anthropic.com",
            Kind::Google => "https://generativelanguage.googleapis.com",
        }
    }
}

/// Which provider: the model in this process, or one of the site's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// The model in this process.
    Local,
    /// One that the site has set.
    Set(ProviderId),
}

impl Which {
    /// As an order or a table names it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Which> {
        match text {
            LOCAL => Some(Which::Local),
            id => id.parse().ok().map(Which::Set),
        }
    }
}

impl std::fmt::Display for Which {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Which::Local => f.write_str(LOCAL),
            Which::Set(id) => id.fmt(f),
        }
    }
}

/// A provider. Its key is nowhere in it: only that there is one, and how it ends.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Provider {
    /// Its identity.
    pub id: ProviderId,
    /// What it speaks.
    pub kind: Kind,
    /// What the site calls it.
    pub name: String,
    /// Where it is.
    pub address: String,
    /// Its models that may be used; the first one unless a purpose names another. For Azure the deployments.
    pub models: Vec<String>,
    /// Version of the interface; Azure only.
    pub api_version: String,
    /// Whether its server belongs to the institution: what it is asked stays in the house and costs nothing.
    pub in_house: bool,
    /// Whether it is asked at all.
    pub enabled: bool,
    /// The last four characters of its key, where one is set.
    pub key_end: Option<String>,
    /// For `If-Match`.
    pub version: i64,
    /// When it was added.
    pub created_at: At,
    /// When it was changed last.
    pub updated_at: At,
}

impl Provider {
    /// What the audit trail keeps.
    #[must_use]
    pub fn audited(&self) -> Value {
        json!({
            "kind": self.kind, "name": self.name, "address": self.address, "models": self.models,
            "in_house": self.in_house, "enabled": self.enabled, "key": self.key_end.is_some(),
        })
    }
}

/// What is wanted of a provider; what is left out stays, or has its default in a new one.
#[derive(Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct ProviderInput {
    /// What it speaks; cannot be changed later, and not `local`.
    pub kind: Option<Kind>,
    /// 1 to 60 characters.
    pub name: Option<String>,
    /// `https://…`, or `http://…` for a server of the institution; the usual address of the kind when left out.
    pub address: Option<String>,
    /// 1 to 50 names.
    pub models: Option<Vec<String>>,
    /// Azure only.
    pub api_version: Option<String>,
    /// Whether its server belongs to the institution; `true` for Ollama when left out.
    pub in_house: Option<bool>,
    /// Whether it is asked at all.
    pub enabled: Option<bool>,
    /// Write-only. Left out: it stays; empty: it is removed. Needed anew when the address changes.
    pub key: Option<String>,
}

/// How a provider does at the moment.
#[derive(Debug, Clone, Default, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Condition {
    /// Failures in a row.
    pub failures: u32,
    /// Why it failed last, in the language of the request.
    pub last_failure: Option<String>,
    /// The same as a code.
    pub last_failure_code: Option<String>,
    /// When.
    pub last_failure_at: Option<At>,
    /// Not asked until then.
    pub resting_until: Option<At>,
}

/// A provider in the list, with how it does.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Listed {
    /// The provider.
    #[serde(flatten)]
    pub provider: Provider,
    /// How it does at the moment.
    pub condition: Condition,
}

/// How to name a missing provider.
///
/// # Errors
/// 404 without one.
pub fn found<T>(it: Option<T>) -> Result<T> {
    it.ok_or(Error::NotFound("provider"))
}
