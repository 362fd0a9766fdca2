//! HTTP surface of the settings.
use super::service;
use super::types::Versioned;
use super::types::ai::Assistant;
use super::types::routing::Routing;
use super::types::widget::WidgetSettings;
use crate::Result;
use crate::app::App;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, Staff};
use axum::Json;
use axum::extract::State;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/settings`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(widget, change_widget))
        .routes(routes!(assistant, change_assistant))
        .routes(routes!(routing, change_routing))
}

/// What the widget looks like and may do
#[utoipa::path(get, path = "/api/settings/widget", tag = "settings", responses(
    (status = 200, body = Versioned<WidgetSettings>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn widget(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<WidgetSettings>>> {
    service::show(&app, staff.site()?).await.map(Json)
}

/// Change what the widget looks like and may do
///
/// What is left out stays, also inside objects.
#[utoipa::path(put, path = "/api/settings/widget", tag = "settings", request_body = WidgetSettings,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<WidgetSettings>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_widget(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<WidgetSettings>>> {
    service::change(&app, &staff, expected, asked).await.map(Json)
}

/// When and how surely the assistant answers
#[utoipa::path(get, path = "/api/settings/ai", tag = "settings", responses(
    (status = 200, body = Versioned<Assistant>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn assistant(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<Assistant>>> {
    service::show(&app, staff.site()?).await.map(Json)
}

/// Change when and how surely the assistant answers
///
/// What is left out stays.
#[utoipa::path(put, path = "/api/settings/ai", tag = "settings", request_body = Assistant,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<Assistant>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_assistant(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<Assistant>>> {
    service::change(&app, &staff, expected, asked).await.map(Json)
}

/// Who gets a conversation, and how
#[utoipa::path(get, path = "/api/settings/routing", tag = "settings", responses(
    (status = 200, body = Versioned<Routing>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn routing(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<Routing>>> {
    service::show(&app, staff.site()?).await.map(Json)
}

/// Change who gets a conversation, and how
///
/// What is left out stays; `rules` come all together.
#[utoipa::path(put, path = "/api/settings/routing", tag = "settings", request_body = Routing,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<Routing>),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn change_routing(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<Routing>>> {
    service::change(&app, &staff, expected, asked).await.map(Json)
}
