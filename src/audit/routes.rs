//! HTTP surface of the audit trail.
use super::store;
use super::types::AuditRow;
use crate::Result;
use crate::app::App;
use crate::base::page::{Page, PageQuery};
use crate::web::problem::Problem;
use crate::web::{QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// `/api/audit`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// Who did what on the site, newest first.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(PageQuery), responses(
    (status = 200, body = Page<AuditRow>),
    (status = 400, body = Problem),
    (status = 401, body = Problem),
    (status = 403, body = Problem),
    (status = 404, body = Problem),
))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(query): QueryInput<PageQuery>,
) -> Result<Json<Page<AuditRow>>> {
    let (site, before, limit) = (staff.site()?, query.cursor()?, query.limit());
    let rows = app.store.read(move |conn| store::list(conn, site, staff.role, before, limit)).await?;
    Ok(Json(Page::of(rows, limit, |it| it.number)))
}
