//! Errors over HTTP: RFC 9457 problem details, worded in the language of the request.
//!
//! A handler's [`Error`] becomes a bare response that carries the error; [`word`], the outermost layer but one,
//! knows the request's language and id and writes the body. So no handler needs to know either.
use crate::base::{Error, Lang, words};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use std::sync::Arc;

/// Name of the header that carries the request's id, in and out.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An error on its way to [`word`].
#[derive(Clone)]
struct Unworded(Arc<Error>);

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if let Error::Internal(cause) = &self {
            tracing::error!(error = format!("{cause:#}"), "request failed");
        }
        let status = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        if let Error::RateLimited { retry_after_seconds, .. } = &self {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*retry_after_seconds));
        }
        response.extensions_mut().insert(Unworded(Arc::new(self)));
        response
    }
}

/// The language that the request asks for.
#[must_use]
pub fn language(headers: &axum::http::HeaderMap) -> Lang {
    headers.get(header::ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).map_or(Lang::Tr, Lang::of_header)
}

/// Layer: gives every error response its problem document.
pub async fn word(request: Request, next: Next) -> Response {
    let lang = language(request.headers());
    let id = request.headers().get(REQUEST_ID).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let mut response = next.run(request).await;
    let Some(Unworded(error)) = response.extensions_mut().remove::<Unworded>() else { return response };
    let body = document(&error, lang, &id);
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    parts.headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Response::from_parts(parts, axum::body::Body::from(body.to_string()))
}

/// The problem document of `error`.
#[must_use]
pub fn document(error: &Error, lang: Lang, request_id: &str) -> Value {
    let code = error.code();
    let mut body = json!({
        "type": format!("urn:asisttr:problem:{code}"),
        "title": StatusCode::from_u16(error.status()).ok().and_then(|it| it.canonical_reason()).unwrap_or("Error"),
        "status": error.status(),
        "detail": words::of_error(error, lang),
        "code": code,
        "request_id": request_id,
    });
    match error {
        Error::Invalid(fields) => {
            let fields: Vec<Value> = fields
                .iter()
                .map(|it| json!({ "field": it.field, "code": it.code, "detail": words::of_field(it, lang) }))
                .collect();
            body["errors"] = Value::Array(fields);
        }
        Error::Stale(current) => body["current"] = (**current).clone(),
        Error::NotFound(what) => body["what"] = json!(what),
        Error::ConflictOver(_, more) | Error::Locked(_, more) => {
            if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
                body.extend(more.clone());
            }
        }
        _ => (),
    }
    body
}

/// The problem document's shape, for the API description.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what `document` writes")]
pub struct Problem {
    /// `urn:asisttr:problem:<code>`.
    #[schema(rename = "type")]
    kind: String,
    /// The status in words.
    title: String,
    /// HTTP status.
    status: u16,
    /// A sentence for a person, in the language of `Accept-Language`.
    detail: String,
    /// Stable, machine-readable.
    code: String,
    /// Also in `X-Request-ID`.
    request_id: String,
    /// On 422: the fields that are unacceptable.
    errors: Option<Vec<ProblemField>>,
}

/// One unacceptable field.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what `document` writes")]
pub struct ProblemField {
    field: String,
    code: String,
    detail: String,
}
