//! What every answer says to browsers: how little of it may be embedded, sniffed, referred to or executed.
use super::address::Client;
use crate::config::Config;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Of our pages: nothing inline, nothing from elsewhere, no text becomes markup.
pub const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; \
    manifest-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; \
    require-trusted-types-for 'script'";

/// What a page of ours with the widget on it may load: only from here. Its own script adds the widget's, as an
/// institution's page does.
pub const WIDGET_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; \
     media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// Of the service worker, which may ask this server and nobody else.
pub const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'; img-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Of everything that is no page.
const DATA_POLICY: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

static COMMON: [(HeaderName, &str); 5] = [
    (header::CONTENT_SECURITY_POLICY, DATA_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=(), \
         serial=(), hid=(), midi=(), browsing-topics=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

const STRICT_TRANSPORT: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Whether people reach the whole installation by https, as `public_url` says.
#[derive(Debug, Clone, Copy)]
pub struct Https(bool);

impl Https {
    /// As configured.
    #[must_use]
    pub fn of(config: &Config) -> Https {
        Https(config.public_url.as_ref().is_some_and(|it| it.starts_with("https://")))
    }
}

/// Layer: adds what the handler did not set itself.
pub async fn secure(State(Https(configured)): State<Https>, request: Request, next: Next) -> Response {
    let https = configured || request.extensions().get::<Client>().is_some_and(|it| it.secure);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in &COMMON {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(STRICT_TRANSPORT);
    }
    response
}
