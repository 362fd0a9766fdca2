//! Why a provider gave no answer.
use crate::web::outgoing::{self, Refusal};
use serde_json::Value;
use std::error::Error;
use std::time::Duration;

/// Longest wait that is worth it within one answer.
const SHORT: Duration = Duration::from_secs(5);

/// Why a provider gave no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// What is set as its address is none.
    AddressInvalid,
    /// The address is inside the network, where the process may not ask.
    AddressForbidden,
    /// Nobody knows the name of its server.
    NameUnknown,
    /// Nobody listens there.
    Unreachable,
    /// No safe connection came about: certificate or encryption.
    Tls,
    /// It wants another key, or has one refused.
    KeyRefused,
    /// The account behind the key has nothing left.
    NoCredit,
    /// It does not have the model.
    UnknownModel,
    /// Its server is there, but nothing answers under this address.
    NotThere,
    /// It sends on to another place.
    Redirected,
    /// It was asked too often.
    TooMany(Option<Duration>),
    /// It has trouble of its own.
    Down(u16),
    /// It did not like the request.
    Rejected(u16),
    /// The question was too long for the model.
    TooLong,
    /// It must not answer this.
    Filtered,
    /// Nothing came in time.
    TimedOut,
    /// It stopped in the middle.
    BrokenOff,
    /// It spoke another format.
    Unreadable,
    /// It ended without a word.
    Empty,
    /// No model is installed in this process.
    NoModel,
    /// The installed one does not fit into the memory.
    NoMemory,
}

impl Failure {
    /// Its stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Failure::AddressInvalid => "ai_address_invalid",
            Failure::AddressForbidden => "ai_address_forbidden",
            Failure::NameUnknown => "ai_name_unknown",
            Failure::Unreachable => "ai_unreachable",
            Failure::Tls => "ai_tls",
            Failure::KeyRefused => "ai_key_refused",
            Failure::NoCredit => "ai_no_credit",
            Failure::UnknownModel => "ai_unknown_model",
            Failure::NotThere => "ai_not_there",
            Failure::Redirected => "ai_redirected",
            Failure::TooMany(_) => "ai_too_many",
            Failure::Down(_) => "ai_down",
            Failure::Rejected(_) => "ai_rejected",
            Failure::TooLong => "ai_too_long",
            Failure::Filtered => "ai_filtered",
            Failure::TimedOut => "ai_timed_out",
            Failure::BrokenOff => "ai_broken_off",
            Failure::Unreadable => "ai_unreadable",
            Failure::Empty => "ai_empty",
            Failure::NoModel => "ai_no_model",
            Failure::NoMemory => "ai_no_memory",
        }
    }

    /// In a word or a number, for reports.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Failure::TooMany(_) => "429".to_owned(),
            Failure::Down(status) | Failure::Rejected(status) => status.to_string(),
            other => other.code().trim_start_matches("ai_").to_owned(),
        }
    }

    /// How long to wait before the same provider may be asked once more for the same answer.
    #[must_use]
    pub fn again_after(self) -> Option<Duration> {
        match self {
            Failure::TimedOut => Some(Duration::ZERO),
            Failure::Unreachable | Failure::Down(_) => Some(Duration::from_millis(300)),
            Failure::TooMany(None) => Some(Duration::from_secs(1)),
            Failure::TooMany(Some(wait)) if wait <= SHORT => Some(wait),
            _ => None,
        }
    }

    /// Whether it says something about the provider, not about what was asked.
    #[must_use]
    pub fn is_the_providers(self) -> bool {
        !matches!(self, Failure::TooLong | Failure::Filtered | Failure::NoModel | Failure::NoMemory)
    }

    /// Whether the provider may have read the question, and want money for that, before it came to this.
    #[must_use]
    pub fn comes_after_reading(self) -> bool {
        matches!(self, Failure::Filtered | Failure::TimedOut | Failure::BrokenOff | Failure::Empty)
    }

    /// Why a request did not get an answer.
    #[must_use]
    pub fn of_request(error: &reqwest::Error) -> Failure {
        match outgoing::refusal(error) {
            Some(Refusal::Private) => return Failure::AddressForbidden,
            Some(Refusal::UnknownName) => return Failure::NameUnknown,
            Some(Refusal::Malformed) => return Failure::AddressInvalid,
            None => (),
        }
        if error.is_timeout() {
            return Failure::TimedOut;
        }
        let mut cause: Option<&(dyn Error + 'static)> = Some(error);
        while let Some(it) = cause {
            let words = it.to_string().to_ascii_lowercase();
            if ["certificate", "tls", "handshake", "received corrupt message"]
                .iter()
                .any(|sign| words.contains(sign))
            {
                return Failure::Tls;
            }
            cause = it.source();
        }
        if error.is_connect() { Failure::Unreachable } else { Failure::BrokenOff }
    }

    /// Why an address is not asked at all.
    #[must_use]
    pub fn of_refusal(refusal: Refusal) -> Failure {
        match refusal {
            Refusal::Malformed => Failure::AddressInvalid,
            Refusal::Private => Failure::AddressForbidden,
            Refusal::UnknownName => Failure::NameUnknown,
        }
    }

    /// What an answer other than 200 means; its body is only looked at for what it says about itself.
    #[must_use]
    pub fn of_status(status: u16, retry_after: Option<Duration>, body: &str) -> Failure {
        let says = |signs: &[&str]| signs.iter().any(|it| body.contains(it));
        let no_credit = ["insufficient_quota", "credit balance", "billing_not_active"];
        let bad_key = ["API_KEY_INVALID", "API key not valid", "invalid_api_key", "authentication_error"];
        let no_model =
            ["model_not_found", "DeploymentNotFound", "not found for API version", "does not exist"];
        let too_long = [
            "context_length",
            "context window",
            "maximum context",
            "prompt is too long",
            "exceeds the maximum number of tokens",
        ];
        match status {
            402 => Failure::NoCredit,
            _ if says(&no_credit) => Failure::NoCredit,
            401 | 403 => Failure::KeyRefused,
            400 if says(&bad_key) => Failure::KeyRefused,
            400 | 404 | 422 if says(&no_model) => Failure::UnknownModel,
            404 if body.to_ascii_lowercase().contains("model") => Failure::UnknownModel,
            404 | 405 => Failure::NotThere,
            400 | 413 | 422 if says(&too_long) => Failure::TooLong,
            400 if says(&["content_filter", "content_policy"]) => Failure::Filtered,
            300..400 => Failure::Redirected,
            408 => Failure::TimedOut,
            429 => Failure::TooMany(retry_after),
            500.. => Failure::Down(status),
            _ => Failure::Rejected(status),
        }
    }

    /// What an error inside an answer means.
    #[must_use]
    pub fn of_error(error: &Value) -> Failure {
        let body = error.to_string();
        let says = |signs: &[&str]| signs.iter().any(|it| body.contains(it));
        let number = error.get("code").and_then(Value::as_u64).and_then(|it| u16::try_from(it).ok());
        match number.filter(|it| (400..600).contains(it)) {
            Some(status) => Failure::of_status(status, None, &body),
            None if says(&["overloaded", "server_error", "api_error"]) => Failure::Down(503),
            None if says(&["rate_limit"]) => Failure::TooMany(None),
            None => match Failure::of_status(400, None, &body) {
                Failure::Rejected(_) => Failure::BrokenOff,
                known => known,
            },
        }
    }
}
