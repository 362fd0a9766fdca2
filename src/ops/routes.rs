//! HTTP surface for operating the server.
use super::health::{self, Health};
use super::log::{self, EventView};
use super::metrics;
use super::openapi::Description;
use crate::app::App;
use crate::base::page::PageQuery;
use crate::base::secret;
use crate::web::problem::Problem;
use crate::web::{Client, QueryInput, Staff, pages};
use crate::{Error, Result};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// As OpenMetrics asks for it.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `/health`, `/ready`, `/metrics`, `/api/version`, `/api/openapi.json`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_health))
        .routes(routes!(ready))
        .routes(routes!(show_metrics))
        .routes(routes!(version))
        .routes(routes!(describe))
        .routes(routes!(events))
}

/// How the server is
///
/// 503 while the database does not answer.
#[utoipa::path(get, path = "/health", tag = "ops", responses(
    (status = 200, body = Health), (status = 503, body = Health)))]
async fn show_health(State(app): State<App>) -> Response {
    let health = health::look(&app).await;
    let status = match health.services.database {
        "ok" => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    (status, no_store(), Json(health)).into_response()
}

#[derive(Serialize, utoipa::ToSchema)]
struct Ready {
    ready: bool,
}

/// Whether requests should be sent here
#[utoipa::path(get, path = "/ready", tag = "ops", responses(
    (status = 200, body = Ready), (status = 503, body = Problem, description = "Starting, stopping or not well")))]
async fn ready(State(app): State<App>) -> Result<Response> {
    if app.lifecycle.is_stopping() {
        return Err(Error::Unavailable("shutting_down"));
    }
    if !health::database_answers(&app).await {
        return Err(Error::Unavailable("overloaded"));
    }
    Ok((no_store(), Json(Ready { ready: true })).into_response())
}

/// The figures of the process
///
/// For this machine itself, or with `Authorization: Bearer <metrics_token>` of the configuration.
#[utoipa::path(get, path = "/metrics", tag = "ops", responses(
    (status = 200, body = String, content_type = "application/openmetrics-text"),
    (status = 401, body = Problem)))]
async fn show_metrics(State(app): State<App>, client: Client, headers: HeaderMap) -> Result<Response> {
    if !is_local(&client, &headers) {
        check_token(app.config.metrics_token.as_deref(), &headers)?;
    }
    Ok(([(header::CONTENT_TYPE, METRICS_TYPE)], no_store(), metrics::text(&app)?).into_response())
}

/// From this machine, and not through a proxy on it that nobody told us to trust.
fn is_local(client: &Client, headers: &HeaderMap) -> bool {
    let forwarded = ["x-forwarded-for", "forwarded", "x-real-ip", "via"];
    client.address.is_loopback() && !forwarded.iter().any(|it| headers.contains_key(*it))
}

fn check_token(expected: Option<&str>, headers: &HeaderMap) -> Result<()> {
    let given = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok()?.strip_prefix("Bearer "));
    match (given, expected) {
        (None, _) => Err(Error::Unauthorized("token_missing")),
        // Hashes take the same time to compare however much of a guess is right.
        (Some(given), Some(expected)) if secret::hash(given) == secret::hash(expected) => Ok(()),
        _ => Err(Error::Unauthorized("token_invalid")),
    }
}

#[derive(Serialize, utoipa::ToSchema)]
struct Version {
    name: &'static str,
    version: &'static str,
}

/// Which program this is
#[utoipa::path(get, path = "/api/version", tag = "ops", responses((status = 200, body = Version)))]
async fn version() -> Json<Version> {
    Json(Version { name: "AsistTR", version: env!("CARGO_PKG_VERSION") })
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Since {
    /// `seq` of the last event that is known; 0 when left out: from the beginning of the log.
    #[serde(default)]
    after: i64,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Events {
    /// Oldest first.
    items: Vec<EventView>,
    /// Give it as `after` to go on; `null` when there is nothing more for now: ask again with the last `seq`.
    next_cursor: Option<String>,
}

/// What happened on the site
///
/// The log that sockets read, too; kept for 30 days. Where it does not reach back to `after` the answer is 409
/// `events_gone`: load everything anew, and go on from what happens then.
#[utoipa::path(get, path = "/api/events", tag = "ops", params(Since), responses(
    (status = 200, body = Events), (status = 401, body = Problem), (status = 409, body = Problem)))]
async fn events(
    State(app): State<App>,
    staff: Staff,
    QueryInput(since): QueryInput<Since>,
) -> Result<Json<Events>> {
    let limit = PageQuery { limit: since.limit, after: None }.limit();
    let (items, more) = log::read(&app, staff.site()?, since.after, limit).await?;
    let next_cursor = items.last().filter(|_| more).map(|it| it.seq().to_string());
    Ok(Json(Events { items, next_cursor }))
}

/// This description
#[utoipa::path(get, path = "/api/openapi.json", tag = "ops", responses((status = 200, body = Object)))]
async fn describe(Extension(Description(text)): Extension<Description>, headers: HeaderMap) -> Response {
    pages::tagged(&headers, text.to_string(), "application/json", "no-cache")
}

fn no_store() -> [(header::HeaderName, HeaderValue); 1] {
    [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]
}
