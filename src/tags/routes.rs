//! HTTP surface of tags, and of those that visitors carry. Which conversation carries which is said below `/api/chat`.
use super::types::{Tag, TagInput};
use super::{service, store};
use crate::app::App;
use crate::audit::Actor;
use crate::base::ids::{TagId, VisitorId};
use crate::base::page::{Page, PageQuery};
use crate::base::text;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/tags`, and those of visitors' tags.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
        .routes(routes!(put_on))
        .routes(routes!(take_off))
}

/// Tags of the site, by name
#[utoipa::path(get, path = "/api/tags", tag = "tags", params(PageQuery), responses((status = 200, body = Page<Tag>)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<Tag>>> {
    let site = staff.site()?;
    let (after, limit) = (page.cursor::<String>()?, page.limit());
    let found = app.store.read(move |conn| store::list(conn, site, after.as_deref(), limit)).await?;
    Ok(Json(Page::of(found, limit, |it| text::fold(&it.name))))
}

/// Make a tag
#[utoipa::path(post, path = "/api/tags", tag = "tags", request_body = TagInput, responses(
    (status = 201, body = Tag), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<TagInput>,
) -> Result<(StatusCode, Json<Tag>)> {
    let made = service::create(&app, staff.site()?, Actor::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One tag
#[utoipa::path(get, path = "/api/tags/{id}", tag = "tags",
    responses((status = 200, body = Tag), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<TagId>) -> Result<Json<Tag>> {
    Ok(Json(service::find(&app, staff.site()?, id).await?))
}

/// Change a tag
///
/// Its conversations carry the new name. `If-Match` carries the version the change is based on.
#[utoipa::path(put, path = "/api/tags/{id}", tag = "tags", request_body = TagInput, responses(
    (status = 200, body = Tag), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TagId>,
    IfMatch(version): IfMatch,
    Input(input): Input<TagInput>,
) -> Result<Json<Tag>> {
    let by = Actor::staff(&staff);
    Ok(Json(service::update(&app, staff.site()?, by, id, version, input).await?))
}

/// Remove a tag, from its conversations too
#[utoipa::path(delete, path = "/api/tags/{id}", tag = "tags",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<TagId>) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, Actor::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct OneTag {
    /// 1 to 50 characters; made when the site has none of this name.
    #[serde(default)]
    tag: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct VisitorTags {
    /// By name.
    tags: Vec<String>,
}

/// Put a tag on a visitor
///
/// It holds in every conversation; rules of routing go by it.
#[utoipa::path(post, path = "/api/visitors/{id}/tag", tag = "visitors", request_body = OneTag, responses(
    (status = 200, body = VisitorTags), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn put_on(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<VisitorId>,
    Input(input): Input<OneTag>,
) -> Result<Json<VisitorTags>> {
    let tags = service::put_on_visitor(&app, staff.site()?, id, input.tag).await?;
    Ok(Json(VisitorTags { tags }))
}

/// Take a tag off a visitor
#[utoipa::path(delete, path = "/api/visitors/{id}/tag/{tag}", tag = "visitors",
    responses((status = 200, body = VisitorTags), (status = 404, body = Problem)))]
async fn take_off(
    State(app): State<App>,
    staff: Staff,
    Path((id, tag)): Path<(String, String)>,
) -> Result<Json<VisitorTags>> {
    let id = id.parse().map_err(|_| Error::NotFound("visitor"))?;
    let tags = service::take_off_visitor(&app, staff.site()?, id, tag).await?;
    Ok(Json(VisitorTags { tags }))
}
