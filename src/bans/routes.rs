//! HTTP surface of bans.
use super::types::{Ban, BanInput};
use super::{service, store};
use crate::Result;
use crate::app::App;
use crate::audit::Actor;
use crate::base::ids::BanId;
use crate::base::page::{Page, PageQuery};
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/bans`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, ban)).routes(routes!(lift))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Those that are over or were lifted, in place of those that hold.
    #[serde(default)]
    over: bool,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Bans, newest first
#[utoipa::path(get, path = "/api/bans", tag = "bans", params(ListParams), responses((status = 200, body = Page<Ban>)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Page<Ban>>> {
    let (site, now) = (staff.site()?, app.clock.now());
    let page = PageQuery { limit: params.limit, after: params.after };
    let (after, limit) = (page.cursor()?, page.limit());
    let found = app.store.read(move |conn| store::list(conn, site, params.over, now, after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| it.id)))
}

/// Ban a visitor
#[utoipa::path(post, path = "/api/bans", tag = "bans", request_body = BanInput, responses(
    (status = 201, body = Ban), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
async fn ban(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<BanInput>,
) -> Result<(StatusCode, Json<Ban>)> {
    let by = (staff.user, Actor::staff(&staff));
    Ok((StatusCode::CREATED, Json(service::ban(&app, staff.site()?, by, input).await?)))
}

/// Lift a ban
#[utoipa::path(delete, path = "/api/bans/{id}", tag = "bans",
    responses((status = 204), (status = 404, body = Problem)))]
async fn lift(State(app): State<App>, staff: Staff, PathId(id): PathId<BanId>) -> Result<StatusCode> {
    service::lift(&app, staff.site()?, (staff.user, Actor::staff(&staff)), id).await?;
    Ok(StatusCode::NO_CONTENT)
}
