//! HTTP surface of the browsers that one is told on while no desk is open.
use crate::Result;
use crate::app::App;
use crate::base::ids::PushSubscriptionId;
use crate::notify::service;
use crate::notify::types::push::Browser;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show))
        .routes(routes!(subscribe))
        .routes(routes!(unsubscribe))
        .routes(routes!(test))
}

/// One's browsers, and what a new one needs.
#[derive(Serialize, utoipa::ToSchema)]
struct Browsers {
    /// `applicationServerKey` for `pushManager.subscribe`, in base64url.
    public_key: String,
    /// The newest first; at most 20. Those whose sign-in is over are not there.
    items: Vec<Browser>,
}

/// The browsers that one is told on while no desk is open
#[utoipa::path(get, path = "/api/push", tag = "notifications", responses(
    (status = 200, body = Browsers),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn show(State(app): State<App>, staff: Staff) -> Result<Json<Browsers>> {
    let items = service::browsers(&app, &staff).await?;
    Ok(Json(Browsers { public_key: app.vapid.public_key().to_owned(), items }))
}

/// A `PushSubscription`, as browsers write it.
#[derive(Deserialize, utoipa::ToSchema)]
pub(in crate::notify) struct NewBrowser {
    /// The address at the push service.
    pub(in crate::notify) endpoint: String,
    /// What it is written to with.
    pub(in crate::notify) keys: NewKeys,
}

/// Both in base64url.
#[derive(Deserialize, utoipa::ToSchema)]
pub(in crate::notify) struct NewKeys {
    /// The browser's public key.
    pub(in crate::notify) p256dh: String,
    /// The secret it shares with this server.
    pub(in crate::notify) auth: String,
}

/// Be told on this browser
///
/// It holds until the sign-in ends. The same browser again changes nothing but whose it is.
#[utoipa::path(post, path = "/api/push/subscribe", tag = "notifications", request_body = NewBrowser, responses(
    (status = 200, body = Browsers),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
    (status = 422, body = Problem, description = "`push_endpoint_invalid`, `push_keys_invalid`"),
))]
async fn subscribe(
    State(app): State<App>,
    staff: Staff,
    Input(new): Input<NewBrowser>,
) -> Result<Json<Browsers>> {
    service::subscribe(&app, &staff, (new.endpoint, &new.keys.p256dh, &new.keys.auth)).await?;
    show(State(app), staff).await
}

/// Be told on a browser no more
#[utoipa::path(delete, path = "/api/push/{id}", tag = "notifications", params(("id" = PushSubscriptionId, Path)),
    responses(
    (status = 204),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn unsubscribe(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<PushSubscriptionId>,
) -> Result<StatusCode> {
    service::unsubscribe(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What became of a trial.
#[derive(Serialize, utoipa::ToSchema)]
struct Trial {
    /// Whether the push service took it. Whether the browser shows it is up to the machine.
    taken: bool,
    /// What the service answered, an HTTP status; `null`: it was not reached.
    status: Option<u16>,
}

/// Send a test notification to one's browser
#[utoipa::path(post, path = "/api/push/{id}/test", tag = "notifications", params(("id" = PushSubscriptionId, Path)),
    responses(
    (status = 200, body = Trial),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn test(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<PushSubscriptionId>,
) -> Result<Json<Trial>> {
    let status = service::try_push(&app, &staff, id).await?;
    Ok(Json(Trial { taken: status.is_some_and(|it| (200..300).contains(&it)), status }))
}
