//! HTTP surface of the site's own fields of tickets.
use super::{Field, TicketFields, of_tickets};
use crate::Result;
use crate::app::App;
use crate::settings::{self, Versioned};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, Public, Staff};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes of `/api/settings/ticket-fields`, and what the widget asks.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, change)).routes(routes!(for_visitors))
}

/// What the site asks of its tickets beside what every ticket has
#[utoipa::path(get, path = "/api/settings/ticket-fields", tag = "settings", responses(
    (status = 200, body = Versioned<TicketFields>), (status = 403, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<TicketFields>>> {
    settings::show(&app, staff.site()?).await.map(Json)
}

/// Change what the site asks of its tickets
///
/// The list is replaced as a whole. Answers to fields that are gone stay with their tickets.
#[utoipa::path(put, path = "/api/settings/ticket-fields", tag = "settings", request_body = TicketFields,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<TicketFields>), (status = 403, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"), (status = 422, body = Problem)))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<TicketFields>>> {
    settings::change(&app, &staff, expected, asked).await.map(Json)
}

#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = AskedFields)]
struct Asked {
    /// In the order in which they are shown.
    fields: Vec<Field>,
}

/// What visitors are asked of their tickets
#[utoipa::path(get, path = "/api/widget/ticket-fields", tag = "widget",
    responses((status = 200, body = Asked), (status = 401, body = Problem)))]
async fn for_visitors(State(app): State<App>, public: Public) -> Result<Json<Asked>> {
    let all = app.store.read(move |conn| of_tickets(conn, public.site)).await?;
    Ok(Json(Asked { fields: all.into_iter().filter(|it| it.visible).collect() }))
}
