//! HTTP surface of macros.
use super::service::{self, Maker};
use super::store;
use super::types::{Macro, MacroInput};
use crate::app::App;
use crate::base::ids::{ConversationId, MacroId};
use crate::base::page::{Page, PageQuery};
use crate::conversations::ConversationView;
use crate::conversations::service::Before;
use crate::tickets::TicketView;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/macros`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
        .routes(routes!(run))
}

/// Macros of the site and one's own, in the order they were made
#[utoipa::path(get, path = "/api/macros", tag = "macros", params(PageQuery),
    responses((status = 200, body = Page<Macro>)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<Macro>>> {
    let (site, user) = (staff.site()?, staff.user);
    let (after, limit) = (page.cursor()?, page.limit());
    let found = app.store.read(move |conn| store::list(conn, site, user, after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| it.id)))
}

/// Make a macro
#[utoipa::path(post, path = "/api/macros", tag = "macros", request_body = MacroInput, responses(
    (status = 201, body = Macro), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<MacroInput>,
) -> Result<(StatusCode, Json<Macro>)> {
    let made = service::create(&app, staff.site()?, Maker::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One macro
#[utoipa::path(get, path = "/api/macros/{id}", tag = "macros",
    responses((status = 200, body = Macro), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<MacroId>) -> Result<Json<Macro>> {
    let (site, user) = (staff.site()?, staff.user);
    let found = app.store.read(move |conn| store::find(conn, site, user, id)).await?;
    found.map(Json).ok_or(Error::NotFound("macro"))
}

/// Change a macro
#[utoipa::path(put, path = "/api/macros/{id}", tag = "macros", request_body = MacroInput, responses(
    (status = 200, body = Macro), (status = 404, body = Problem),
    (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<MacroId>,
    IfMatch(version): IfMatch,
    Input(input): Input<MacroInput>,
) -> Result<Json<Macro>> {
    let by = Maker::staff(&staff);
    Ok(Json(service::update(&app, staff.site()?, by, id, version, input).await?))
}

/// Remove a macro
#[utoipa::path(delete, path = "/api/macros/{id}", tag = "macros",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<MacroId>) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, Maker::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct RunInput {
    /// On which conversation.
    conversation_id: ConversationId,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Ran {
    /// As it stands afterwards.
    conversation: ConversationView,
    /// As it was, for who wants that back.
    before: Before,
    /// The ticket that was made of it.
    ticket: Option<TicketView>,
}

/// Run a macro on a conversation: all of its actions, or none
#[utoipa::path(post, path = "/api/macros/{id}/run", tag = "macros", request_body = RunInput, responses(
    (status = 200, body = Ran), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
async fn run(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<MacroId>,
    Input(input): Input<RunInput>,
) -> Result<Json<Ran>> {
    let site = staff.site()?;
    let (conversation, before, ticket) = service::run(&app, site, &staff, id, input.conversation_id).await?;
    Ok(Json(Ran { conversation, before, ticket }))
}
