//! HTTP surface of tracking.
use super::service::{self, Arrival};
use super::types::{LiveVisitor, Look, SessionView};
use crate::app::App;
use crate::bans::types::Ban;
use crate::base::ids::VisitorId;
use crate::base::page::{Page, PageQuery};
use crate::live::Seen;
use crate::web::problem::Problem;
use crate::web::{Client, Input, PathId, QueryInput, Staff, Visitor};
use crate::{Result, bans};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Most visitors in one page of the live list.
const MOST_LIVE: u32 = 2_000;

/// Routes below `/api/tracking`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(show))
        .routes(routes!(sessions))
        .routes(routes!(history))
        .routes(routes!(page_view))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct LiveParams {
    /// 1 to 2,000; 500 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Visitors who have a page open
///
/// In the order of their ids. What changes afterwards is told by the socket events `visitor:online`,
/// `visitor:activity` and `visitor:offline`, each with many visitors at once.
#[utoipa::path(get, path = "/api/tracking/visitors", tag = "tracking", params(LiveParams),
    responses((status = 200, body = Page<LiveVisitor>)))]
async fn live(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<LiveParams>,
) -> Result<Json<Page<LiveVisitor>>> {
    let limit = usize::try_from(params.limit.unwrap_or(500).clamp(1, MOST_LIVE)).unwrap_or(1);
    let page = PageQuery { limit: None, after: params.after };
    let found = service::live(&app, staff.site()?, page.cursor()?, limit + 1).await?;
    Ok(Json(Page::of(found, limit, |it| it.visitor.id)))
}

#[derive(Serialize, utoipa::ToSchema)]
struct WithBan {
    #[serde(flatten)]
    live: LiveVisitor,
    /// What keeps the visitor from sending, if anything does.
    ban: Option<Ban>,
}

/// One visitor, on a page or not
#[utoipa::path(get, path = "/api/tracking/visitors/{id}", tag = "tracking",
    responses((status = 200, body = WithBan), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<VisitorId>) -> Result<Json<WithBan>> {
    let (site, now) = (staff.site()?, app.clock.now());
    let live = service::find(&app, site, id).await?;
    let ban = app.store.read(move |conn| bans::store::of_visitor(conn, site, id, now)).await?;
    Ok(Json(WithBan { live, ban }))
}

/// Sessions of a visitor with their pages, newest first
#[utoipa::path(get, path = "/api/tracking/visitors/{id}/sessions", tag = "tracking", params(PageQuery),
    responses((status = 200, body = Page<SessionView>), (status = 404, body = Problem)))]
async fn sessions(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<VisitorId>,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<SessionView>>> {
    let found = service::sessions(&app, staff.site()?, id, page.cursor()?, page.limit()).await?;
    Ok(Json(Page::of(found, page.limit(), |it| (it.began_at.0.as_millisecond(), it.id))))
}

/// Pages of a visitor over all sessions, newest first
#[utoipa::path(get, path = "/api/tracking/visitors/{id}/history", tag = "tracking", params(PageQuery),
    responses((status = 200, body = Page<Look>), (status = 404, body = Problem)))]
async fn history(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<VisitorId>,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<Look>>> {
    let found = service::journey(&app, staff.site()?, id, page.cursor()?, page.limit()).await?;
    Ok(Json(Page::of(found, page.limit(), |it| it.at.0.as_millisecond())))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct PageInput {
    /// Address of the page.
    url: String,
    /// Its title.
    title: Option<String>,
    /// Where it was linked from.
    referrer: Option<String>,
}

/// Note a page that a visitor looks at
///
/// For pages without a socket; nothing is noted of machines, nor where the browser asks not to be tracked.
#[utoipa::path(post, path = "/api/tracking/pageview", tag = "tracking", request_body = PageInput,
    responses((status = 204), (status = 401, body = Problem)))]
async fn page_view(
    State(app): State<App>,
    visitor: Visitor,
    client: Client,
    Input(input): Input<PageInput>,
) -> Result<StatusCode> {
    let arrival = Arrival {
        agent: client.agent,
        address: Some(client.address),
        do_not_track: client.do_not_track,
        seen: Seen { url: Some(input.url), title: input.title },
        referrer: input.referrer,
        ..Arrival::default()
    };
    service::see_page(&app, visitor.site, visitor.visitor, arrival).await?;
    Ok(StatusCode::NO_CONTENT)
}
