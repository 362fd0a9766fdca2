//! HTTP surface of inboxes.
use super::service::{self, Finding};
use super::types::{InboxInput, InboxView};
use crate::Result;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::InboxId;
use crate::base::page::Page;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/settings/mail/inboxes`.
pub(in crate::mailbox) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, create)).routes(routes!(update, delete)).routes(routes!(check))
}

/// Addresses at which the site gets mail, and how it goes with them
#[utoipa::path(get, path = "/api/settings/mail/inboxes", tag = "mail",
    responses((status = 200, body = Page<InboxView>)))]
async fn list(State(app): State<App>, staff: Staff, lang: Lang) -> Result<Json<Page<InboxView>>> {
    Ok(Json(Page::whole(service::list(&app, staff.site()?, lang).await?)))
}

/// Get mail at an address
///
/// Mails that come there from now on become tickets, or answers in tickets.
#[utoipa::path(post, path = "/api/settings/mail/inboxes", tag = "mail", request_body = InboxInput, responses(
    (status = 201, body = InboxView), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    Input(asked): Input<InboxInput>,
) -> Result<(StatusCode, Json<InboxView>)> {
    Ok((StatusCode::CREATED, Json(service::create(&app, &staff, lang, asked).await?)))
}

/// Change an inbox
///
/// Secrets that are left out stay, as long as servers and user do.
#[utoipa::path(put, path = "/api/settings/mail/inboxes/{id}", tag = "mail", request_body = InboxInput,
    params(("id" = InboxId, Path), ("if-match" = Option<i64>, Header, description = "The version that was looked at")),
    responses(
    (status = 200, body = InboxView),
    (status = 404, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"),
    (status = 422, body = Problem),
))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    PathId(id): PathId<InboxId>,
    IfMatch(expected): IfMatch,
    Input(asked): Input<InboxInput>,
) -> Result<Json<InboxView>> {
    service::update(&app, &staff, lang, (id, expected), asked).await.map(Json)
}

/// Get no more mail at an address
#[utoipa::path(delete, path = "/api/settings/mail/inboxes/{id}", tag = "mail", params(("id" = InboxId, Path)),
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<InboxId>) -> Result<StatusCode> {
    service::delete(&app, &staff, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What came of a check.
#[derive(Serialize, utoipa::ToSchema)]
struct Findings {
    items: Vec<Finding>,
}

/// Try whether mails can be fetched and answered
///
/// Signs in, looks into the folders, and goes as far as an answer would; changes and sends nothing. With an `id`, secrets
/// that are left out are those that are kept.
#[utoipa::path(post, path = "/api/settings/mail/inboxes/check", tag = "mail", request_body = InboxInput,
    responses((status = 200, body = Findings), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn check(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    Input(asked): Input<InboxInput>,
) -> Result<Json<Findings>> {
    Ok(Json(Findings { items: service::check(&app, &staff, lang, asked).await? }))
}
