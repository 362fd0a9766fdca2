//! What browsers load besides the API: the desk for every path that is nothing else, the assets, the widget's
//! loader, the manifest, the service worker. No product knowledge.
use super::assets::{Assets, NO_CACHE};
use super::headers::{PAGE_POLICY, WIDGET_POLICY, WORKER_POLICY};
use crate::Error;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest as _, Sha256};

/// Lets pages of other origins load the widget.
const FOR_ALL: [(HeaderName, HeaderValue); 2] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin")),
];

/// Asset folders that pages of other origins load from.
const SHARED_FOLDERS: &[&str] = &["widget/", "shared/", "vendor/", "img/"];

/// How long a page may go on with the loader it has.
const LOADER_CACHING: &str = "public, max-age=300";

/// Routes of the assets and the pages.
pub fn routes<S: Clone + Send + Sync + 'static>(assets: Assets) -> Router<S> {
    Router::new()
        .route("/a/{hash}/{*path}", get(asset))
        .route("/widget.js", get(loader))
        .route("/api/docs", get(docs))
        .route("/favicon.ico", get(icon))
        .route("/manifest.webmanifest", get(manifest))
        .route("/worker.js", get(worker))
        .route("/offline.html", get(offline))
        .route("/try", get(try_out))
        .route("/talep", get(ticket))
        .with_state(assets)
}

/// Everything that no route answers: 404 below `/api` and for files, else the desk, whose own router knows the path.
pub async fn desk(State(assets): State<Assets>, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let reading = method == Method::GET || method == Method::HEAD;
    let file = uri.path().rsplit('/').next().is_some_and(|it| it.contains('.'));
    let elsewhere = uri.path().starts_with("/api/") || uri.path().starts_with("/socket.io");
    if !reading || file || elsewhere {
        return Error::NotFound("page").into_response();
    }
    let base = format!("/a/{}", assets.hash());
    match assets.text("desk/index.html", &[("__BASE__", &base)]) {
        Some(html) => document(&headers, html),
        None => Error::NotFound("page").into_response(),
    }
}

/// An HTML page of ours: never kept without asking, under the strict policy.
pub fn document(headers: &HeaderMap, html: String) -> Response {
    let mut response = tagged(headers, html, "text/html; charset=utf-8", NO_CACHE);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY));
    response
}

/// A text with an `ETag`; 304 to whom has it already.
pub fn tagged(
    headers: &HeaderMap,
    text: String,
    media_type: &'static str,
    caching: &'static str,
) -> Response {
    let tag = tag(text.as_bytes());
    let mut response = unchanged(headers, &tag)
        .unwrap_or_else(|| ([(header::CONTENT_TYPE, media_type)], text).into_response());
    keep(&mut response, &tag, caching);
    response
}

/// What a text is known by.
fn tag(text: &[u8]) -> String {
    Sha256::digest(text).iter().take(8).map(|it| format!("{it:02x}")).collect()
}

/// 304 to whom has it already.
fn unchanged(headers: &HeaderMap, tag: &str) -> Option<Response> {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|it| it.to_str().ok());
    known.filter(|it| it.contains(tag)).map(|_| axum::http::StatusCode::NOT_MODIFIED.into_response())
}

fn keep(response: &mut Response, tag: &str, caching: &'static str) {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if let Ok(tag) = HeaderValue::from_str(&format!("W/\"{tag}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
}

async fn asset(
    State(assets): State<Assets>,
    Path((hash, path)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let asset = assets.find(&path).ok_or(Error::NotFound("page"))?;
    let caching = assets.caching(&hash);
    // Compressing for the first reader takes some milliseconds of a core.
    let answer = tokio::task::spawn_blocking(move || asset.respond(&headers, caching)).await;
    let mut response = answer.map_err(|error| Error::Internal(error.into()))?;
    if SHARED_FOLDERS.iter().any(|it| path.starts_with(it)) {
        response.headers_mut().extend(FOR_ALL.map(|(name, value)| (Some(name), value)));
    }
    Ok(response)
}

async fn loader(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let loader = assets.loader().ok_or(Error::NotFound("page"))?;
    let tag = tag(loader.bytes());
    let answer = unchanged(&headers, &tag);
    let mut response = answer.unwrap_or_else(|| loader.respond(&headers, LOADER_CACHING));
    keep(&mut response, &tag, LOADER_CACHING);
    response.headers_mut().extend(FOR_ALL.map(|(name, value)| (Some(name), value)));
    Ok(response)
}

/// The API's description for people; it reads `/api/openapi.json` and needs nothing from elsewhere.
async fn docs(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let base = format!("/a/{}", assets.hash());
    let html = assets.text("docs/index.html", &[("__BASE__", &base)]).ok_or(Error::NotFound("page"))?;
    Ok(document(&headers, html))
}

/// The page of a ticket for its requester; its link tells which after the `#`, which no server hears.
async fn ticket(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let base = format!("/a/{}", assets.hash());
    let html = assets.text("ticket/index.html", &[("__BASE__", &base)]).ok_or(Error::NotFound("page"))?;
    Ok(document(&headers, html))
}

/// A page that carries the widget of the site whose public key stands in its address, as an institution's page does.
async fn try_out(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let base = format!("/a/{}", assets.hash());
    let html = assets.text("try/index.html", &[("__BASE__", &base)]).ok_or(Error::NotFound("page"))?;
    let mut response = document(&headers, html);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, WIDGET_POLICY);
    Ok(response)
}

async fn icon(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let asset = assets.find("img/icon.svg").ok_or(Error::NotFound("page"))?;
    Ok(asset.respond(&headers, "public, max-age=86400"))
}

async fn manifest(State(assets): State<Assets>, headers: HeaderMap) -> Response {
    let icon = |name: &str| format!("/a/{}/img/{name}", assets.hash());
    let text = serde_json::json!({
        "id": "/",
        "name": "AsistTR",
        "short_name": "AsistTR",
        "lang": "tr",
        "start_url": "/inbox",
        "scope": "/",
        "display": "standalone",
        "background_color": "#faf9f6",
        "theme_color": "#0b6e85",
        "icons": [
            { "src": icon("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any" },
            { "src": icon("icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any" },
            { "src": icon("icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any" },
            { "src": icon("icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable" },
        ],
    });
    tagged(&headers, text.to_string(), "application/manifest+json", NO_CACHE)
}

/// The desk's service worker; here, and not among the assets, so that it may stand before every page.
async fn worker(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let base = format!("/a/{}", assets.hash());
    let text = assets.text("desk/worker.js", &[("__BASE__", &base)]).ok_or(Error::NotFound("page"))?;
    let mut response = tagged(&headers, text, "text/javascript; charset=utf-8", NO_CACHE);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY));
    Ok(response)
}

/// What the service worker shows while there is no way to the server.
async fn offline(State(assets): State<Assets>, headers: HeaderMap) -> Result<Response, Error> {
    let base = format!("/a/{}", assets.hash());
    let html = assets.text("desk/offline.html", &[("__BASE__", &base)]).ok_or(Error::NotFound("page"))?;
    Ok(document(&headers, html))
}
