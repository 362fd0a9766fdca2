//! HTTP surface of sites.
use super::types::{NewSite, Site, SiteChange};
use super::{service, store};
use crate::Result;
use crate::app::App;
use crate::audit::Actor;
use crate::base::ids::SiteId;
use crate::base::page::{Page, PageQuery};
use crate::base::{Error, Role};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/sites`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
        .routes(routes!(show_secret, renew_secret))
}

/// The sites that an admin runs; every one for a superadmin.
#[utoipa::path(get, path = "/api/sites", tag = "sites", params(PageQuery), responses(
    (status = 200, body = Page<Site>),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(query): QueryInput<PageQuery>,
) -> Result<Json<Page<Site>>> {
    let (after, limit) = (query.cursor()?, query.limit());
    let sites = app
        .store
        .read(move |conn| match staff.role {
            Role::Superadmin => store::list(conn, after, limit + 1),
            _ => store::list_of_admin(conn, staff.user, after, limit + 1),
        })
        .await?;
    Ok(Json(Page::of(sites, limit, |it| it.id)))
}

/// Makes a site.
#[utoipa::path(post, path = "/api/sites", tag = "sites", request_body = NewSite, responses(
    (status = 201, body = Site),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 409, body = Problem, description = "`slug_taken`"),
    (status = 422, body = Problem),
))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(new): Input<NewSite>,
) -> Result<(StatusCode, Json<Site>)> {
    let site = service::create(&app.store, &app.clock, &Actor::staff(&staff), &new).await?;
    Ok((StatusCode::CREATED, Json(site)))
}

/// One site.
#[utoipa::path(get, path = "/api/sites/{id}", tag = "sites", params(("id" = SiteId, Path)), responses(
    (status = 200, body = Site),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn show(State(app): State<App>, PathId(id): PathId<SiteId>) -> Result<Json<Site>> {
    let site = app.store.read(move |conn| store::find(conn, id)).await?;
    Ok(Json(site.ok_or(Error::NotFound("site"))?))
}

/// Changes a site. With `If-Match` only when it still has that version.
#[utoipa::path(put, path = "/api/sites/{id}", tag = "sites", request_body = SiteChange,
    params(("id" = SiteId, Path), ("If-Match" = Option<i64>, Header)), responses(
    (status = 200, body = Site),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
    (status = 409, body = Problem, description = "`slug_taken`"),
    (status = 412, body = Problem, description = "Somebody else changed it first; `current` is the present site"),
    (status = 422, body = Problem),
))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<SiteId>,
    IfMatch(expected): IfMatch,
    Input(change): Input<SiteChange>,
) -> Result<Json<Site>> {
    let actor = Actor::staff(&staff);
    service::update(&app.store, &app.clock, &actor, id, expected, change).await.map(Json)
}

/// Deletes a site.
#[utoipa::path(delete, path = "/api/sites/{id}", tag = "sites", params(("id" = SiteId, Path)), responses(
    (status = 204),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<SiteId>) -> Result<StatusCode> {
    let people = app.hub.online_users(id);
    service::delete(&app.store, &app.clock, &Actor::staff(&staff), id).await?;
    people.into_iter().for_each(|it| app.hub.disconnect_user(it));
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Serialize, utoipa::ToSchema)]
struct IdentitySecret {
    /// For HS256.
    secret: String,
}

/// What the institution's own server signs identity tokens with
///
/// Only that server may know it. Who asked for it is kept in the audit trail.
#[utoipa::path(get, path = "/api/sites/{id}/identity-secret", tag = "sites", params(("id" = SiteId, Path)), responses(
    (status = 200, body = IdentitySecret), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn show_secret(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<SiteId>,
) -> Result<Json<IdentitySecret>> {
    let secret = service::show_secret(&app.store, &app.clock, &Actor::staff(&staff), id).await?;
    Ok(Json(IdentitySecret { secret }))
}

/// Make another one; tokens signed with the old one are refused from then on
#[utoipa::path(post, path = "/api/sites/{id}/identity-secret", tag = "sites", params(("id" = SiteId, Path)), responses(
    (status = 200, body = IdentitySecret), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn renew_secret(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<SiteId>,
) -> Result<Json<IdentitySecret>> {
    let secret = service::renew_secret(&app.store, &app.clock, &Actor::staff(&staff), id).await?;
    Ok(Json(IdentitySecret { secret }))
}
