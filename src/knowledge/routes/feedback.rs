//! What readers think of articles, and which should be looked at again.
use crate::Result;
use crate::app::App;
use crate::knowledge::store::articles;
use crate::knowledge::types::ArticleHead;
use crate::web::Staff;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Articles of each list.
const MOST: usize = 100;

pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show))
}

#[derive(Serialize, utoipa::ToSchema)]
struct FeedbackLists {
    /// Articles that readers have an opinion of, those that helped least first.
    voted: Vec<ArticleHead>,
    /// Articles whose day of review has come, longest ago first.
    due: Vec<ArticleHead>,
}

/// What readers think of articles, and which should be looked at again; at most 100 of each
#[utoipa::path(get, path = "/api/knowledge/feedback", tag = "knowledge",
    responses((status = 200, body = FeedbackLists)))]
async fn show(State(app): State<App>, staff: Staff) -> Result<Json<FeedbackLists>> {
    let (site, now) = (staff.site()?, app.clock.now());
    let read = move |conn: &rusqlite::Connection| {
        let voted = articles::voted(conn, site, MOST)?;
        Ok(FeedbackLists { voted, due: articles::due(conn, site, now, MOST)? })
    };
    Ok(Json(app.store.read(read).await?))
}
