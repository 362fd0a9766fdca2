//! HTTP surface of saved views.
use super::service::{self, Maker};
use super::store;
use super::types::{SavedView, ViewCount, ViewInput};
use crate::app::App;
use crate::base::ids::SavedViewId;
use crate::base::page::{Page, PageQuery};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/saved-views`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(counts))
        .routes(routes!(show, update, delete))
}

/// Saved views of the site and one's own, in the order they were made
#[utoipa::path(get, path = "/api/saved-views", tag = "saved views", params(PageQuery),
    responses((status = 200, body = Page<SavedView>)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<SavedView>>> {
    let (site, user) = (staff.site()?, staff.user);
    let (after, limit) = (page.cursor()?, page.limit());
    let found = app.store.read(move |conn| store::list(conn, site, user, after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| it.id)))
}

#[derive(serde::Serialize, utoipa::ToSchema)]
struct ViewCounts {
    /// In the order in which the views were made.
    items: Vec<ViewCount>,
}

/// How many conversations each saved view has
#[utoipa::path(get, path = "/api/saved-views/counts", tag = "saved views", responses((status = 200, body = ViewCounts)))]
async fn counts(State(app): State<App>, staff: Staff) -> Result<Json<ViewCounts>> {
    Ok(Json(ViewCounts { items: service::counts(&app, staff.site()?, staff.user).await? }))
}

/// Save a view; one for the whole site is for admins
#[utoipa::path(post, path = "/api/saved-views", tag = "saved views", request_body = ViewInput, responses(
    (status = 201, body = SavedView), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<ViewInput>,
) -> Result<(StatusCode, Json<SavedView>)> {
    let made = service::create(&app, staff.site()?, Maker::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One saved view
#[utoipa::path(get, path = "/api/saved-views/{id}", tag = "saved views",
    responses((status = 200, body = SavedView), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<SavedViewId>,
) -> Result<Json<SavedView>> {
    let (site, user) = (staff.site()?, staff.user);
    let found = app.store.read(move |conn| store::find(conn, site, user, id)).await?;
    found.map(Json).ok_or(Error::NotFound("saved_view"))
}

/// Change a saved view
#[utoipa::path(put, path = "/api/saved-views/{id}", tag = "saved views", request_body = ViewInput, responses(
    (status = 200, body = SavedView), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<SavedViewId>,
    IfMatch(version): IfMatch,
    Input(input): Input<ViewInput>,
) -> Result<Json<SavedView>> {
    let by = Maker::staff(&staff);
    Ok(Json(service::update(&app, staff.site()?, by, id, version, input).await?))
}

/// Remove a saved view
#[utoipa::path(delete, path = "/api/saved-views/{id}", tag = "saved views",
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<SavedViewId>) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, Maker::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
