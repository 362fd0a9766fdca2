//! HTTP surface of offline messages, for the desk. Visitors leave them through `widget/routes.rs`.
use super::types::OfflineMessage;
use super::{service, store};
use crate::Result;
use crate::app::App;
use crate::base::ids::OfflineMessageId;
use crate::base::page::{Page, PageQuery};
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/offline-messages`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(handle))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those dealt with, or only the others; all when left out.
    handled: Option<bool>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Requests left by e-mail form, newest first
#[utoipa::path(get, path = "/api/offline-messages", tag = "offline messages", params(ListParams),
    responses((status = 200, body = Page<OfflineMessage>)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Page<OfflineMessage>>> {
    let (site, page) = (staff.site()?, PageQuery { limit: params.limit, after: params.after });
    let (after, limit) = (page.cursor()?, page.limit());
    let found = app.store.read(move |conn| store::list(conn, site, params.handled, after, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| (it.created_at.0.as_millisecond(), it.id))))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Handled {
    /// Whether somebody dealt with it.
    handled: bool,
}

/// Note that a request was dealt with
#[utoipa::path(put, path = "/api/offline-messages/{id}", tag = "offline messages", request_body = Handled,
    responses((status = 200, body = OfflineMessage), (status = 404, body = Problem)))]
async fn handle(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<OfflineMessageId>,
    Input(new): Input<Handled>,
) -> Result<Json<OfflineMessage>> {
    let by = new.handled.then_some(staff.user);
    Ok(Json(service::set_handled(&app, staff.site()?, id, by).await?))
}
