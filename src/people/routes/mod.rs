//! HTTP surface of people.
mod auth;
mod factor;
mod setup;
mod users;

use crate::app::App;
use crate::people::service::sign_in::SignedIn;
use crate::web::Client;
use axum::http::{HeaderMap, HeaderValue, header};
use utoipa_axum::router::OpenApiRouter;

/// `/api/setup`, `/api/auth`, `/api/users`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(setup::router())
        .merge(auth::router())
        .merge(factor::router())
        .merge(users::router())
}

/// Name of the cookie with the refresh token.
pub(super) const COOKIE: &str = "asisttr_refresh";
/// Kept by the browser as long as an unused sign-in lives.
const COOKIE_SECONDS: i64 = 30 * 24 * 60 * 60;

/// The header that sets the refresh cookie, when there is a new one. `Secure` unless the client's connection is
/// plain, as it is on a developer's own machine: browsers would drop the cookie there.
fn cookie_of(signed_in: &SignedIn, client: &Client) -> HeaderMap {
    signed_in.refresh.as_deref().map(|it| set_cookie(it, COOKIE_SECONDS, client)).unwrap_or_default()
}

fn set_cookie(value: &str, seconds: i64, client: &Client) -> HeaderMap {
    let secure = if client.secure { "; Secure" } else { "" };
    let cookie =
        format!("{COOKIE}={value}; Path=/api/auth; Max-Age={seconds}; HttpOnly{secure}; SameSite=Strict");
    let mut headers = no_store();
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.insert(header::SET_COOKIE, cookie);
    }
    headers
}

/// Answers with tokens in them are nobody's to keep.
fn no_store() -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers
}
