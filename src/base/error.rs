//! The one error type, in terms a client can act on. How it looks over HTTP is `web/problem.rs`, on a socket
//! `realtime/events.rs`; its words are in `words.rs`.
use serde::Serialize;

/// Result of everything that a handler or a store function may do.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. Every code is stable, `snake_case`, and has words in [`super::words`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 400: the request cannot be read at all.
    #[error("unreadable: {0}")]
    Unreadable(&'static str),
    /// 401: no credentials, or ones that are not valid (any more).
    #[error("unauthorized: {0}")]
    Unauthorized(&'static str),
    /// 403: the role does not allow it.
    #[error("forbidden: {0}")]
    Forbidden(&'static str),
    /// 404: `0` names the missing thing ("conversation"); also what belongs to another site.
    #[error("{0} not found")]
    NotFound(&'static str),
    /// 405: the address has no such method.
    #[error("method not allowed")]
    MethodNotAllowed,
    /// 409: the change clashes with the present state.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    /// 409 with what there is to say about it, an object whose fields the problem document takes over.
    #[error("conflict: {0}")]
    ConflictOver(&'static str, Box<serde_json::Value>),
    /// 423: somebody else works on it; who and until when, an object as above.
    #[error("locked: {0}")]
    Locked(&'static str, Box<serde_json::Value>),
    /// 412: somebody else changed it first; the present resource comes along.
    #[error("stale version")]
    Stale(Box<serde_json::Value>),
    /// 413: more bytes than allowed.
    #[error("too large: {0}")]
    TooLarge(&'static str),
    /// 415: a kind of content that is not accepted.
    #[error("wrong type: {0}")]
    WrongType(&'static str),
    /// 422: fields that are unacceptable, each with its code.
    #[error("invalid: {0:?}")]
    Invalid(Vec<FieldError>),
    /// 429: too often.
    #[error("rate limited: {code}")]
    RateLimited {
        /// Which limit.
        code: &'static str,
        /// When it may succeed again.
        retry_after_seconds: u64,
    },
    /// 503: shutting down or overloaded; the same request may succeed soon.
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    /// 500: never shown to the client, logged once with its whole cause chain.
    #[error(transparent)]
    Internal(#[from] anyhow::Error),
}

/// One unacceptable field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// Name of the field as in the request, dotted when nested (`admin.email`).
    pub field: String,
    /// What is wrong with it.
    pub code: &'static str,
    /// The limit that was passed, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// What of it is wrong, where it has a name: a place in a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl FieldError {
    /// `field` fails for the reason `code`.
    pub fn new(field: impl Into<String>, code: &'static str) -> FieldError {
        FieldError { field: field.into(), code, limit: None, name: None }
    }

    /// `name` within `field` fails for the reason `code`.
    pub fn named(field: impl Into<String>, code: &'static str, name: &str) -> FieldError {
        FieldError { field: field.into(), code, limit: None, name: Some(name.to_owned()) }
    }

    /// `field` is beyond `limit`.
    pub fn beyond(field: impl Into<String>, code: &'static str, limit: u64) -> FieldError {
        FieldError { field: field.into(), code, limit: Some(limit), name: None }
    }
}

impl Error {
    /// 422 for a single field.
    pub fn invalid(field: impl Into<String>, code: &'static str) -> Error {
        Error::Invalid(vec![FieldError::new(field, code)])
    }

    /// 422 for a single field that is beyond `limit`.
    pub fn beyond(field: impl Into<String>, code: &'static str, limit: u64) -> Error {
        Error::Invalid(vec![FieldError::beyond(field, code, limit)])
    }

    /// HTTP status of this error.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Error::Unreadable(_) => 400,
            Error::Unauthorized(_) => 401,
            Error::Forbidden(_) => 403,
            Error::NotFound(_) => 404,
            Error::MethodNotAllowed => 405,
            Error::Conflict(_) | Error::ConflictOver(..) => 409,
            Error::Locked(..) => 423,
            Error::Stale(_) => 412,
            Error::TooLarge(_) => 413,
            Error::WrongType(_) => 415,
            Error::Invalid(_) => 422,
            Error::RateLimited { .. } => 429,
            Error::Internal(_) => 500,
            Error::Unavailable(_) => 503,
        }
    }

    /// Stable, machine-readable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Error::Unreadable(code)
            | Error::Unauthorized(code)
            | Error::Forbidden(code)
            | Error::Conflict(code)
            | Error::ConflictOver(code, _)
            | Error::Locked(code, _)
            | Error::TooLarge(code)
            | Error::WrongType(code)
            | Error::RateLimited { code, .. }
            | Error::Unavailable(code) => code,
            Error::NotFound(_) => "not_found",
            Error::MethodNotAllowed => "method_not_allowed",
            Error::Stale(_) => "stale_version",
            Error::Invalid(fields) => match fields.as_slice() {
                [only] => only.code,
                _ => "invalid_fields",
            },
            Error::Internal(_) => "internal",
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Error {
        Error::Internal(anyhow::Error::new(error).context("database"))
    }
}
