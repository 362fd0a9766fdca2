//! HTTP surface of unanswered questions.
use super::types::{Unanswered, UnansweredCounts, UnansweredInput, UnansweredState};
use super::{service, store};
use crate::Result;
use crate::app::App;
use crate::base::ids::UnansweredId;
use crate::base::page::{Page, PageQuery};
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/knowledge/unanswered`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(decide))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// `open` when left out.
    state: Option<UnansweredState>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct UnansweredList {
    /// Asked most often first.
    #[serde(flatten)]
    page: Page<Unanswered>,
    /// Of the whole site.
    counts: UnansweredCounts,
}

/// What visitors asked and no article answered
#[utoipa::path(get, path = "/api/knowledge/unanswered", tag = "knowledge", params(ListParams),
    responses((status = 200, body = UnansweredList), (status = 400, body = Problem)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<UnansweredList>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let (site, after, limit) = (staff.site()?, page.cursor()?, page.limit());
    let state = params.state.unwrap_or(UnansweredState::Open);
    let (found, counts) = app
        .store
        .read(move |conn| Ok((store::list(conn, site, state, after, limit)?, store::counts(conn, site)?)))
        .await?;
    let page = Page::of(found, limit, |it| (it.count, it.last_at.0.as_millisecond(), it.id));
    Ok(Json(UnansweredList { page, counts }))
}

/// Dismiss a question, say which article answers it, or open it again
#[utoipa::path(put, path = "/api/knowledge/unanswered/{id}", tag = "knowledge",
    params(("id" = UnansweredId, Path)), request_body = UnansweredInput, responses(
    (status = 200, body = Unanswered), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn decide(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<UnansweredId>,
    Input(input): Input<UnansweredInput>,
) -> Result<Json<Unanswered>> {
    Ok(Json(service::decide(&app, staff.site()?, id, input).await?))
}
