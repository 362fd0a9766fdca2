//! Every request has an id: the client's own when it is a plain one, a new one otherwise. It is in the answer, in
//! problem documents and in the log.
use super::problem::REQUEST_ID;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument as _;

/// Longest id taken over from a client.
const MAX_CHARS: usize = 64;

/// Outermost layer: sets `X-Request-ID` on the request and on its answer.
pub async fn mark(mut request: Request, next: Next) -> Response {
    let given = request.headers().get(&REQUEST_ID).and_then(|it| it.to_str().ok()).filter(|it| is_plain(it));
    let id = given.map_or_else(|| uuid::Uuid::now_v7().to_string(), str::to_owned);
    let Ok(header) = HeaderValue::from_str(&id) else { return next.run(request).await };
    request.headers_mut().insert(REQUEST_ID, header.clone());
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span).await;
    response.headers_mut().insert(REQUEST_ID, header);
    response
}

fn is_plain(id: &str) -> bool {
    let plain = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_' | b'.');
    !id.is_empty() && id.len() <= MAX_CHARS && id.bytes().all(plain)
}
