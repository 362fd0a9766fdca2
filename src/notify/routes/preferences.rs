//! HTTP surface of what one wants to be told of; the same on every site.
use crate::Result;
use crate::app::App;
use crate::notify::service;
use crate::notify::types::preferences::Preferences;
use crate::settings::Versioned;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, Staff};
use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, change))
}

/// What one wants to be told of, and how
#[utoipa::path(get, path = "/api/notifications/preferences", tag = "notifications", responses(
    (status = 200, body = Versioned<Preferences>),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
))]
async fn show(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<Preferences>>> {
    service::preferences(&app, staff.user).await.map(Json)
}

/// Change what one wants to be told of
///
/// What is left out stays, also inside objects.
#[utoipa::path(put, path = "/api/notifications/preferences", tag = "notifications", request_body = Preferences,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<Preferences>),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem, description = "`time_zone_unknown`, `quiet_days_missing`, `value_invalid`"),
))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<Preferences>>> {
    service::change(&app, staff.user, expected, asked).await.map(Json)
}
