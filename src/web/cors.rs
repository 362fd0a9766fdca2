//! Which web pages may call the API from another origin: those that carry the widget, for the endpoints made for
//! them. The desk is served from our own origin and needs none of this.
//!
//! The site key travels in a header, so a preflight cannot know the site: it is answered with the asked origin,
//! and the real request is checked against the site's list by the authorisation layer. A refused page may read that it
//! is refused, so that the widget can say so. Never with credentials: cookies are for the desk.
use crate::base::Error;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

const METHODS: HeaderValue = HeaderValue::from_static("GET, POST, PUT, DELETE");
const REQUEST_HEADERS: HeaderValue = HeaderValue::from_static(
    "authorization, content-type, accept-language, x-api-key, x-site-id, x-request-id, idempotency-key, if-match",
);
const ANSWER_HEADERS: HeaderValue = HeaderValue::from_static(
    "x-request-id, retry-after, ratelimit-limit, ratelimit-remaining, ratelimit-reset",
);
/// How long a browser may remember the answer to a preflight.
const REMEMBER_SECONDS: HeaderValue = HeaderValue::from_static("600");

/// Tells which endpoints pages of other origins may call, by method and path pattern.
#[derive(Clone, Copy)]
pub struct Endpoints(pub fn(&str, &str) -> bool);

/// Layer: answers preflights, and lets the pages read the answers meant for them.
pub async fn allow(State(endpoints): State<Endpoints>, request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else { return next.run(request).await };
    let path = request.extensions().get::<MatchedPath>().map(|it| it.as_str().to_owned()).unwrap_or_default();
    if request.method() == Method::OPTIONS {
        return preflight(endpoints, request.headers(), &path, origin);
    }
    let for_pages = (endpoints.0)(request.method().as_str(), &path);
    let mut response = next.run(request).await;
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    if for_pages {
        response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, ANSWER_HEADERS);
    }
    response
}

/// Layer over the socket routes: lets widgets of other origins poll where WebSockets do not get through. Who it is, and
/// whether the page may carry the widget, the handshake checks; cookies are never looked at.
pub async fn allow_polling(request: Request, next: Next) -> Response {
    let Some(origin) = request.headers().get(header::ORIGIN).cloned() else { return next.run(request).await };
    if request.method() == Method::OPTIONS {
        return may_ask(origin);
    }
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Origin"));
    response
}

fn preflight(endpoints: Endpoints, asked: &HeaderMap, path: &str, origin: HeaderValue) -> Response {
    const ASKED_METHOD: HeaderName = header::ACCESS_CONTROL_REQUEST_METHOD;
    let method = asked.get(ASKED_METHOD).and_then(|it| it.to_str().ok()).unwrap_or_default();
    if !(endpoints.0)(method, path) {
        return Error::Forbidden("origin_not_allowed").into_response();
    }
    may_ask(origin)
}

fn may_ask(origin: HeaderValue) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS);
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, REMEMBER_SECONDS);
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    response
}
