//! HTTP surface of canned responses.
use super::service::{self, Agent};
use super::store;
use super::types::{CannedInput, CannedResponse};
use crate::Result;
use crate::app::App;
use crate::audit::Actor;
use crate::base::Role;
use crate::base::ids::CannedResponseId;
use crate::base::page::{Page, PageQuery};
use crate::base::text;
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/canned-responses`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(show, update, delete))
        .routes(routes!(used))
}

fn agent(staff: &Staff) -> Agent {
    Agent { user: staff.user, every_team: staff.role >= Role::Admin, actor: Actor::staff(staff) }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Text to look for in shortcuts, titles and words.
    q: Option<String>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Canned responses of the site, of one's teams and one's own, most used first; admins see every team's
#[utoipa::path(get, path = "/api/canned-responses", tag = "canned responses", params(ListParams),
    responses((status = 200, body = Page<CannedResponse>)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Page<CannedResponse>>> {
    let (site, asker) = (staff.site()?, (staff.user, staff.role >= Role::Admin));
    let page = PageQuery { limit: params.limit, after: params.after };
    let (after, limit) = (page.cursor()?, page.limit());
    let text = params.q.map(|it| text::fold(it.trim())).filter(|it| !it.is_empty());
    let found =
        app.store.read(move |conn| store::list(conn, site, asker, text.as_deref(), after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| (it.uses, it.id))))
}

/// Write a canned response
#[utoipa::path(post, path = "/api/canned-responses", tag = "canned responses", request_body = CannedInput, responses(
    (status = 201, body = CannedResponse), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<CannedInput>,
) -> Result<(StatusCode, Json<CannedResponse>)> {
    let made = service::create(&app, staff.site()?, agent(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// One canned response
#[utoipa::path(get, path = "/api/canned-responses/{id}", tag = "canned responses",
    responses((status = 200, body = CannedResponse), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<CannedResponseId>,
) -> Result<Json<CannedResponse>> {
    Ok(Json(service::find(&app, staff.site()?, &agent(&staff), id).await?))
}

/// Change a canned response
///
/// What is left out stays. `If-Match` carries the version the change is based on.
#[utoipa::path(put, path = "/api/canned-responses/{id}", tag = "canned responses", request_body = CannedInput,
    responses((status = 200, body = CannedResponse), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<CannedResponseId>,
    IfMatch(version): IfMatch,
    Input(input): Input<CannedInput>,
) -> Result<Json<CannedResponse>> {
    Ok(Json(service::update(&app, staff.site()?, agent(&staff), id, version, input).await?))
}

/// Remove a canned response
#[utoipa::path(delete, path = "/api/canned-responses/{id}", tag = "canned responses",
    responses((status = 204), (status = 404, body = Problem)))]
async fn delete(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<CannedResponseId>,
) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, agent(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Count that a canned response was put into a reply
#[utoipa::path(post, path = "/api/canned-responses/{id}/use", tag = "canned responses",
    responses((status = 204), (status = 404, body = Problem)))]
async fn used(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<CannedResponseId>,
) -> Result<StatusCode> {
    service::count_use(&app, staff.site()?, agent(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
