//! HTTP surface of categories and templates.
use crate::app::App;
use crate::audit::Actor;
use crate::base::ids::{TicketCategoryId, TicketTemplateId};
use crate::base::page::Page;
use crate::tickets::service;
use crate::tickets::store;
use crate::tickets::types::{Category, CategoryInput, Template, TemplateInput};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/ticket-categories` and `/api/ticket-templates`.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(categories, create_category))
        .routes(routes!(category, update_category, delete_category))
        .routes(routes!(templates, create_template))
        .routes(routes!(template, update_template, delete_template))
}

/// What tickets can be about, by name, what is of the second level after its own
#[utoipa::path(get, path = "/api/ticket-categories", tag = "tickets",
    responses((status = 200, body = Page<Category>)))]
async fn categories(State(app): State<App>, staff: Staff) -> Result<Json<Page<Category>>> {
    let site = staff.site()?;
    Ok(Json(Page::whole(app.store.read(move |conn| store::categories(conn, site)).await?)))
}

/// Make a category
#[utoipa::path(post, path = "/api/ticket-categories", tag = "tickets", request_body = CategoryInput, responses(
    (status = 201, body = Category), (status = 422, body = Problem)))]
async fn create_category(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<CategoryInput>,
) -> Result<(StatusCode, Json<Category>)> {
    let made = service::create_category(&app, staff.site()?, Actor::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One category
#[utoipa::path(get, path = "/api/ticket-categories/{id}", tag = "tickets",
    responses((status = 200, body = Category), (status = 404, body = Problem)))]
async fn category(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketCategoryId>,
) -> Result<Json<Category>> {
    let site = staff.site()?;
    let found = app.store.read(move |conn| store::category(conn, site, id)).await?;
    found.map(Json).ok_or(Error::NotFound("ticket_category"))
}

/// Change a category
#[utoipa::path(put, path = "/api/ticket-categories/{id}", tag = "tickets", request_body = CategoryInput, responses(
    (status = 200, body = Category), (status = 404, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
async fn update_category(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketCategoryId>,
    IfMatch(version): IfMatch,
    Input(input): Input<CategoryInput>,
) -> Result<Json<Category>> {
    let by = Actor::staff(&staff);
    Ok(Json(service::update_category(&app, staff.site()?, by, (id, version), input).await?))
}

/// Remove a category; its tickets go to the one above it
#[utoipa::path(delete, path = "/api/ticket-categories/{id}", tag = "tickets", responses(
    (status = 204), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn delete_category(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketCategoryId>,
) -> Result<StatusCode> {
    service::delete_category(&app, staff.site()?, Actor::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tickets ready to be filled in, by name
#[utoipa::path(get, path = "/api/ticket-templates", tag = "tickets",
    responses((status = 200, body = Page<Template>)))]
async fn templates(State(app): State<App>, staff: Staff) -> Result<Json<Page<Template>>> {
    let site = staff.site()?;
    Ok(Json(Page::whole(app.store.read(move |conn| store::templates(conn, site)).await?)))
}

/// Make a template
#[utoipa::path(post, path = "/api/ticket-templates", tag = "tickets", request_body = TemplateInput, responses(
    (status = 201, body = Template), (status = 422, body = Problem)))]
async fn create_template(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<TemplateInput>,
) -> Result<(StatusCode, Json<Template>)> {
    let made = service::create_template(&app, staff.site()?, Actor::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One template
#[utoipa::path(get, path = "/api/ticket-templates/{id}", tag = "tickets",
    responses((status = 200, body = Template), (status = 404, body = Problem)))]
async fn template(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketTemplateId>,
) -> Result<Json<Template>> {
    let site = staff.site()?;
    let found = app.store.read(move |conn| store::template(conn, site, id)).await?;
    found.map(Json).ok_or(Error::NotFound("ticket_template"))
}

/// Change a template
#[utoipa::path(put, path = "/api/ticket-templates/{id}", tag = "tickets", request_body = TemplateInput, responses(
    (status = 200, body = Template), (status = 404, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
async fn update_template(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketTemplateId>,
    IfMatch(version): IfMatch,
    Input(input): Input<TemplateInput>,
) -> Result<Json<Template>> {
    let by = Actor::staff(&staff);
    Ok(Json(service::update_template(&app, staff.site()?, by, (id, version), input).await?))
}

/// Remove a template
#[utoipa::path(delete, path = "/api/ticket-templates/{id}", tag = "tickets", responses(
    (status = 204), (status = 404, body = Problem)))]
async fn delete_template(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketTemplateId>,
) -> Result<StatusCode> {
    service::delete_template(&app, staff.site()?, Actor::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
