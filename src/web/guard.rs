//! What protects the server from its requests and from itself: panics, requests that never end, wrong methods.
use crate::Error;
use anyhow::anyhow;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate, SizeAbove};
use tower_http::compression::{CompressionLayer, CompressionLevel};

/// Longest time a request may take, an upload over a slow line included.
const LONGEST: Duration = Duration::from_secs(120);

/// Answers shorter than this do not get smaller by compressing.
const WORTH_COMPRESSING_BYTES: u64 = 860;

/// Layer: a panic in a handler is a 500 like any other, and ends nothing but its request.
pub async fn catch_panic(request: Request, next: Next) -> Response {
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => Error::Internal(anyhow!("a handler panicked")).into_response(),
    }
}

/// Layer: ends requests that take too long.
pub async fn in_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(LONGEST, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Error::Unavailable("overloaded").into_response(),
    }
}

/// Layer: compresses answers of the API. Level 4 costs little and takes most of the size off.
pub fn compress() -> CompressionLayer<impl Predicate> {
    let worth = DefaultPredicate::new()
        .and(SizeAbove::new(WORTH_COMPRESSING_BYTES))
        .and(NotForContentType::new("application/octet-stream"))
        .and(NotForContentType::new("application/pdf"));
    CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(worth)
}

/// A known address, asked with a method that it does not have.
pub async fn method_not_allowed() -> Error {
    Error::MethodNotAllowed
}
