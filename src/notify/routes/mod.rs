//! HTTP surface of notifications: each user's own, on the site acted on. What one wants to be told of is in
//! [`preferences`], the browsers that are told in [`push`].
mod preferences;
mod push;

use super::store;
use super::types::Notification;
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, NotificationId};
use crate::base::page::{Page, PageQuery};
use crate::store::{Event, Write};
use crate::web::problem::Problem;
use crate::web::{PathId, QueryInput, Staff};
use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/notifications`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(read_all))
        .routes(routes!(read))
        .merge(preferences::router())
        .merge(push::router())
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Only those not read.
    #[serde(default)]
    unread: bool,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Notifications {
    /// Newest first.
    items: Vec<Notification>,
    /// Give it as `after` to get the next page; `null` on the last one.
    next_cursor: Option<String>,
    /// How many were not read, over all pages.
    unread: i64,
}

/// One's own notifications, newest first
#[utoipa::path(get, path = "/api/notifications", tag = "notifications", params(ListParams),
    responses((status = 200, body = Notifications)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Notifications>> {
    let own = (staff.site()?, staff.user);
    let page = PageQuery { limit: params.limit, after: params.after };
    let (after, limit) = (page.cursor()?, page.limit());
    let (found, unread) = app
        .store
        .read(move |conn| {
            Ok((store::list(conn, own, params.unread, after, limit)?, store::unread(conn, own.0, own.1)?))
        })
        .await?;
    let Page { items, next_cursor } = Page::of(found, limit, |it| it.id);
    Ok(Json(Notifications { items, next_cursor, unread }))
}

#[derive(Serialize, utoipa::ToSchema)]
struct Unread {
    /// How many are left unread.
    unread: i64,
}

/// Note that one was read
#[utoipa::path(put, path = "/api/notifications/{id}/read", tag = "notifications",
    responses((status = 200, body = Unread), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<NotificationId>,
) -> Result<Json<Unread>> {
    let (own, now) = ((staff.site()?, staff.user), app.clock.now());
    let mut write = Write::new();
    store::read_one(&mut write, own, id, now);
    settle(&app, staff, write).await
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ReadParams {
    /// Only those of this conversation.
    conversation: Option<ConversationId>,
}

/// Note that all were read, or all of a conversation
#[utoipa::path(put, path = "/api/notifications/read", tag = "notifications", params(ReadParams),
    responses((status = 200, body = Unread)))]
async fn read_all(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ReadParams>,
) -> Result<Json<Unread>> {
    let (own, now) = ((staff.site()?, staff.user), app.clock.now());
    let mut write = Write::new();
    match params.conversation {
        Some(it) => store::read_in(&mut write, own, it, now),
        None => store::read_all(&mut write, own, now),
    }
    settle(&app, staff, write).await
}

/// Makes a reading durable and tells the user's other windows.
async fn settle(app: &App, staff: Staff, mut write: Write) -> Result<Json<Unread>> {
    let (site, user) = (staff.site()?, staff.user);
    write.tell(Event::new(site, "notification.read", user.uuid(), app.clock.now()));
    app.store.commit(write).await?;
    let unread = app.store.read(move |conn| store::unread(conn, site, user)).await?;
    Ok(Json(Unread { unread }))
}
