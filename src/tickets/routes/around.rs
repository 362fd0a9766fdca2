//! HTTP surface of what stands around a ticket: its lock, who hears of it, which others belong to it, drafts.
use super::agent;
use crate::app::App;
use crate::base::ids::{MessageId, SiteId, TicketId, UserId};
use crate::base::{Lang, words};
use crate::files::Links;
use crate::outbox::{self, Answer};
use crate::tickets::service::{self, Lock};
use crate::tickets::store::{self, Notes};
use crate::tickets::types::{TicketMessage, TicketView};
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/tickets/{id}`.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(look, lock, unlock))
        .routes(routes!(messages))
        .routes(routes!(mails))
        .routes(routes!(watch))
        .routes(routes!(unwatch))
        .routes(routes!(link))
        .routes(routes!(unlink))
        .routes(routes!(merge))
        .routes(routes!(split))
        .routes(routes!(renew_link))
        .routes(routes!(draft, keep))
}

/// Who works on a ticket
#[utoipa::path(get, path = "/api/tickets/{id}/lock", tag = "tickets", responses(
    (status = 200, description = "nobody, or oneself", body = Lock), (status = 404, body = Problem),
    (status = 423, description = "somebody else: `owner`, `since`, `expires_at`", body = Problem)))]
async fn look(State(app): State<App>, staff: Staff, PathId(id): PathId<TicketId>) -> Result<Json<Lock>> {
    Ok(Json(service::lock_for(&app, staff.site()?, id, staff.user).await?))
}

/// Work on a ticket for a minute, or for a minute longer
#[utoipa::path(post, path = "/api/tickets/{id}/lock", tag = "tickets", responses(
    (status = 200, body = Lock), (status = 404, body = Problem), (status = 423, body = Problem)))]
async fn lock(State(app): State<App>, staff: Staff, PathId(id): PathId<TicketId>) -> Result<Json<Lock>> {
    Ok(Json(service::lock(&app, staff.site()?, id, (staff.user, staff.name.clone())).await?))
}

/// Work on it no longer; admins can also take somebody else's lock off
#[utoipa::path(delete, path = "/api/tickets/{id}/lock", tag = "tickets",
    responses((status = 204), (status = 404, body = Problem), (status = 423, body = Problem)))]
async fn unlock(State(app): State<App>, staff: Staff, PathId(id): PathId<TicketId>) -> Result<StatusCode> {
    service::break_lock(&app, staff.site()?, id, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Earlier {
    /// Only messages whose `seq` is lower.
    before: Option<i64>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Messages {
    /// Oldest first.
    items: Vec<TicketMessage>,
    /// Whether there are still earlier ones.
    earlier: bool,
}

/// Messages and notes of a ticket, up to 100
#[utoipa::path(get, path = "/api/tickets/{id}/messages", tag = "tickets", params(Earlier), responses(
    (status = 200, body = Messages), (status = 404, body = Problem)))]
async fn messages(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    QueryInput(query): QueryInput<Earlier>,
) -> Result<Json<Messages>> {
    let (site, links) = (staff.site()?, Links::new(&app.keys, app.clock.now()));
    let (items, earlier) = app
        .store
        .read(move |conn| {
            store::head(conn, site, id)?.ok_or(Error::NotFound("ticket"))?;
            store::messages(conn, &links, site, id, (query.before, 100), Notes::With)
        })
        .await?;
    Ok(Json(Messages { items, earlier }))
}

#[derive(Serialize, utoipa::ToSchema)]
struct Mails {
    /// Newest first.
    items: Vec<Answer>,
}

/// What became of the mails of its answers
#[utoipa::path(get, path = "/api/tickets/{id}/mails", tag = "tickets", responses(
    (status = 200, body = Mails), (status = 404, body = Problem)))]
async fn mails(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    PathId(id): PathId<TicketId>,
) -> Result<Json<Mails>> {
    let site = staff.site()?;
    let read = move |conn: &_| {
        store::head(conn, site, id)?.ok_or(Error::NotFound("ticket"))?;
        outbox::answers(conn, site, id.uuid())
    };
    let mut items = app.store.read(read).await?;
    for it in &mut items {
        it.reason = it.trouble.as_deref().map(|code| words::of_code(code, lang));
    }
    Ok(Json(Mails { items }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Watcher {
    /// Who; oneself when left out.
    user_id: Option<UserId>,
}

/// Let somebody hear of a ticket
#[utoipa::path(post, path = "/api/tickets/{id}/watchers", tag = "tickets", request_body = Watcher, responses(
    (status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn watch(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(it): Input<Watcher>,
) -> Result<StatusCode> {
    let user = it.user_id.unwrap_or(staff.user);
    service::watch(&app, staff.site()?, id, user, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Let somebody hear of it no more
#[utoipa::path(delete, path = "/api/tickets/{id}/watchers/{user}", tag = "tickets",
    responses((status = 204), (status = 404, body = Problem)))]
async fn unwatch(
    State(app): State<App>,
    staff: Staff,
    Path((id, user)): Path<(String, String)>,
) -> Result<StatusCode> {
    let user = user.parse().map_err(|_| Error::NotFound("user"))?;
    service::unwatch(&app, staff.site()?, ticket(&id)?, user, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn ticket(text: &str) -> Result<TicketId> {
    text.parse().map_err(|_| Error::NotFound("ticket"))
}

/// Another ticket, by its number.
#[derive(Deserialize, utoipa::ToSchema)]
struct Other {
    /// Such as 1042.
    number: i64,
}

/// Say that two tickets have to do with each other
#[utoipa::path(post, path = "/api/tickets/{id}/links", tag = "tickets", request_body = Other, responses(
    (status = 204), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn link(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(other): Input<Other>,
) -> Result<StatusCode> {
    service::link(&app, staff.site()?, id, other.number, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Say that they have not
#[utoipa::path(delete, path = "/api/tickets/{id}/links/{other}", tag = "tickets",
    responses((status = 204), (status = 404, body = Problem)))]
async fn unlink(
    State(app): State<App>,
    staff: Staff,
    Path((id, other)): Path<(String, String)>,
) -> Result<StatusCode> {
    service::unlink(&app, staff.site()?, ticket(&id)?, ticket(&other)?, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Into {
    /// Number of the ticket that gets everything.
    into: i64,
}

/// Merge a ticket into another
///
/// Its messages go there, and it is closed. Answers the other one.
#[utoipa::path(post, path = "/api/tickets/{id}/merge", tag = "tickets", request_body = Into, responses(
    (status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 423, body = Problem)))]
async fn merge(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(it): Input<Into>,
) -> Result<Json<TicketView>> {
    Ok(Json(service::merge(&app, staff.site()?, id, it.into, agent(&staff)).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Cut {
    /// The message that becomes the first one of another ticket.
    message_id: MessageId,
    /// What the other one is about; the same when left out.
    #[serde(default)]
    subject: String,
}

/// Make a ticket of one message of another; answers the new one
#[utoipa::path(post, path = "/api/tickets/{id}/split", tag = "tickets", request_body = Cut, responses(
    (status = 201, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 423, body = Problem)))]
async fn split(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(cut): Input<Cut>,
) -> Result<(StatusCode, Json<TicketView>)> {
    let what = (cut.message_id, cut.subject);
    let made = service::split(&app, staff.site()?, id, what, agent(&staff)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// End every link of a ticket and its tracking code
///
/// Who has the old ones sees it no more; the answer has the new code, and the next letters the new links.
#[utoipa::path(post, path = "/api/tickets/{id}/renew-link", tag = "tickets", responses(
    (status = 200, body = TicketView), (status = 404, body = Problem), (status = 423, body = Problem)))]
async fn renew_link(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
) -> Result<Json<TicketView>> {
    Ok(Json(service::renew_link(&app, staff.site()?, id, agent(&staff)).await?))
}

#[derive(Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = TicketDraft)]
struct Draft {
    /// At most 40,000 characters; empty: nothing is kept.
    #[serde(default)]
    body: String,
    /// Whether it is to be a note.
    #[serde(default)]
    note: bool,
}

/// What one has begun to write in a ticket
#[utoipa::path(get, path = "/api/tickets/{id}/draft", tag = "tickets",
    responses((status = 200, body = Draft), (status = 404, body = Problem)))]
async fn draft(State(app): State<App>, staff: Staff, PathId(id): PathId<TicketId>) -> Result<Json<Draft>> {
    let (site, user): (SiteId, UserId) = (staff.site()?, staff.user);
    let found = app
        .store
        .read(move |conn| {
            store::head(conn, site, id)?.ok_or(Error::NotFound("ticket"))?;
            store::draft(conn, site, user, id)
        })
        .await?;
    let (body, note) = found.unwrap_or_default();
    Ok(Json(Draft { body, note }))
}

/// Keep what one has begun to write in a ticket
#[utoipa::path(put, path = "/api/tickets/{id}/draft", tag = "tickets", request_body = Draft,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn keep(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(new): Input<Draft>,
) -> Result<StatusCode> {
    service::keep_draft(&app, staff.site()?, (staff.user, id), (new.body, new.note)).await?;
    Ok(StatusCode::NO_CONTENT)
}
