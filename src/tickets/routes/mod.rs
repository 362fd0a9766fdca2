//! HTTP surface of tickets.
mod around;
mod catalogue;
mod public;

use super::filter::{Sort, TicketFilterInput};
use super::service::{self, Bulk, Done, Shown};
use super::store::{self, Board, Counts, ListQuery};
use super::types::{
    Actor, HistoryEntry, NewMessage, NewTicket, Priority, Requester, Source, Status, TicketChange,
    TicketMessage, TicketView,
};
use crate::app::App;
use crate::audit;
use crate::base::Lang;
use crate::base::ids::{ConversationId, DepartmentId, FileId, TeamId, TicketCategoryId, TicketId, UserId};
use crate::base::page::{Page, PageQuery};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff};
use crate::{Error, Result, conversations};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes of tickets, for both sides.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(board))
        .routes(routes!(counts))
        .routes(routes!(bulk))
        .routes(routes!(show, update, remove))
        .routes(routes!(reply))
        .routes(routes!(note))
        .routes(routes!(assign))
        .routes(routes!(set_status))
        .routes(routes!(history))
        .routes(routes!(of_conversation, convert))
        .merge(around::router())
        .merge(catalogue::router())
        .merge(public::router())
}

/// Who acts on a request.
pub(super) fn agent(staff: &Staff) -> Actor {
    Actor::Agent {
        id: staff.user,
        name: staff.name.clone(),
        audited: audit::Actor::staff(staff),
        admin: staff.is_admin(),
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Order {
    /// `updated` when left out.
    #[param(inline)]
    sort: Option<Sort>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Tickets, what changed last first unless something else is asked for
#[utoipa::path(get, path = "/api/tickets", tag = "tickets", params(TicketFilterInput, Order), responses(
    (status = 200, body = Page<TicketView>), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(filter): QueryInput<TicketFilterInput>,
    QueryInput(order): QueryInput<Order>,
) -> Result<Json<Page<TicketView>>> {
    let (site, page) = (staff.site()?, PageQuery { limit: order.limit, after: order.after });
    let query = ListQuery {
        filter: filter.checked(staff.user, app.clock.now())?,
        sort: order.sort.unwrap_or(Sort::Updated),
        after: page.cursor()?,
        limit: page.limit(),
    };
    let index = app.said.clone();
    let found = app.store.read(move |conn| store::list(conn, &index, site, &query)).await?;
    let page = Page::of(found, page.limit(), |it| (it.0, it.1.id));
    Ok(Json(Page { items: page.items.into_iter().map(|it| it.1).collect(), next_cursor: page.next_cursor }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Width {
    /// Most tickets of a column: 1 to 100; 50 when left out.
    limit: Option<usize>,
}

/// Tickets by their status: how many each has, and those that changed last
#[utoipa::path(get, path = "/api/tickets/board", tag = "tickets", params(TicketFilterInput, Width), responses(
    (status = 200, body = Board), (status = 422, body = Problem)))]
async fn board(
    State(app): State<App>,
    staff: Staff,
    QueryInput(filter): QueryInput<TicketFilterInput>,
    QueryInput(width): QueryInput<Width>,
) -> Result<Json<Board>> {
    let (site, limit) = (staff.site()?, width.limit.unwrap_or(50).clamp(1, 100));
    let (filter, index) = (filter.checked(staff.user, app.clock.now())?, app.said.clone());
    Ok(Json(app.store.read(move |conn| store::board(conn, &index, site, &filter, limit)).await?))
}

/// How many unsolved tickets there are, one's own, nobody's, all
#[utoipa::path(get, path = "/api/tickets/counts", tag = "tickets", responses((status = 200, body = Counts)))]
async fn counts(State(app): State<App>, staff: Staff) -> Result<Json<Counts>> {
    let (site, user, now) = (staff.site()?, staff.user, app.clock.now());
    Ok(Json(app.store.read(move |conn| store::counts(conn, site, user, now)).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewTicketInput {
    /// 1 to 200 characters.
    #[serde(default)]
    subject: String,
    /// What it is about; at most 20,000 characters.
    #[serde(default)]
    body: String,
    /// Whose it is; a visitor's own details fill in what is left out.
    #[serde(default)]
    requester: Requester,
    /// Normal, or what its category says, when left out.
    priority: Option<Priority>,
    /// Of the site's list.
    category_id: Option<TicketCategoryId>,
    /// What its category says, when left out.
    department_id: Option<DepartmentId>,
    /// Which team has it: whoever's turn it is there takes it, unless an assignee is named.
    team_id: Option<TeamId>,
    /// Who has it.
    assignee_id: Option<UserId>,
    /// Names.
    #[serde(default)]
    tags: Vec<String>,
    /// The site's own fields.
    #[serde(default)]
    #[schema(value_type = Object)]
    fields: Map<String, Value>,
    /// Uploaded before.
    #[serde(default)]
    attachments: Vec<FileId>,
    /// Who gets a copy of answers by mail.
    #[serde(default)]
    copies: Vec<String>,
    /// Language of the requester; when left out the visitor's, where one is named and it is known, or the site's.
    language: Option<Lang>,
    /// The sender's own name for it.
    client_ref: Option<String>,
}

/// Make a ticket by hand
#[utoipa::path(post, path = "/api/tickets", tag = "tickets", request_body = NewTicketInput, responses(
    (status = 201, body = TicketView), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<NewTicketInput>,
) -> Result<(StatusCode, Json<TicketView>)> {
    let new = NewTicket {
        priority: input.priority,
        category: input.category_id,
        department: input.department_id,
        team: input.team_id,
        assignee: input.assignee_id,
        tags: input.tags,
        fields: input.fields,
        attachments: input.attachments,
        copies: input.copies,
        client_ref: input.client_ref,
        ..NewTicket::of(Source::Desk, input.subject, input.body, input.requester)
    };
    let made = service::create(&app, staff.site()?, (new, input.language), agent(&staff)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

#[derive(Serialize, utoipa::ToSchema)]
struct BulkAnswer {
    /// In the order asked for.
    items: Vec<Done>,
}

/// Change several tickets, each by itself
#[utoipa::path(post, path = "/api/tickets/bulk", tag = "tickets", request_body = Bulk, responses(
    (status = 200, body = BulkAnswer), (status = 422, body = Problem)))]
async fn bulk(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    Input(input): Input<Bulk>,
) -> Result<Json<BulkAnswer>> {
    Ok(Json(BulkAnswer { items: service::bulk(&app, staff.site()?, input, agent(&staff), lang).await? }))
}

/// One ticket with its last 100 messages and what belongs to it
#[utoipa::path(get, path = "/api/tickets/{id}", tag = "tickets",
    responses((status = 200, body = Shown), (status = 404, body = Problem)))]
async fn show(State(app): State<App>, staff: Staff, PathId(id): PathId<TicketId>) -> Result<Json<Shown>> {
    Ok(Json(service::show(&app, staff.site()?, id).await?))
}

/// Change a ticket
///
/// What is left out stays. A status that it cannot go to answers 409 `transition_not_allowed` with `from`, `to` and
/// `allowed`; a ticket that somebody else works on 423 `ticket_locked` with `owner`, `since` and `expires_at`.
#[utoipa::path(put, path = "/api/tickets/{id}", tag = "tickets", request_body = TicketChange, responses(
    (status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 412, body = Problem), (status = 422, body = Problem), (status = 423, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    IfMatch(version): IfMatch,
    Input(change): Input<TicketChange>,
) -> Result<Json<TicketView>> {
    Ok(Json(service::update(&app, staff.site()?, (id, version), change, agent(&staff)).await?))
}

/// Remove a ticket with all that was said in it
#[utoipa::path(delete, path = "/api/tickets/{id}", tag = "tickets",
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove(State(app): State<App>, staff: Staff, PathId(id): PathId<TicketId>) -> Result<StatusCode> {
    service::remove(&app, staff.site()?, id, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Words {
    /// Markdown subset, 1 to 20,000 characters; may be empty only with files.
    #[serde(default)]
    body: String,
    /// Uploaded before.
    #[serde(default)]
    attachments: Vec<FileId>,
    /// The sender's own name for it: sent again, the first one comes back.
    client_ref: Option<String>,
    /// Where the ticket is to stand afterwards; not with notes.
    status: Option<Status>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct SaidAnswer {
    /// The ticket it stands in: another one where the first was closed.
    ticket: TicketView,
    /// The message.
    message: TicketMessage,
}

async fn say(
    app: App,
    staff: Staff,
    id: TicketId,
    words: Words,
    note: bool,
) -> Result<(StatusCode, Json<SaidAnswer>)> {
    let new = NewMessage {
        note,
        attachments: words.attachments,
        client_ref: words.client_ref,
        status: words.status,
        ..NewMessage::reply(Source::Desk, words.body)
    };
    let (ticket, message) = service::reply(&app, staff.site()?, id, new, agent(&staff)).await?;
    Ok((StatusCode::CREATED, Json(SaidAnswer { ticket, message })))
}

/// Answer the requester
///
/// A new ticket is the caller's and open then. From one that is closed another goes on, which the answer shows.
#[utoipa::path(post, path = "/api/tickets/{id}/reply", tag = "tickets", request_body = Words, responses(
    (status = 201, body = SaidAnswer), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem), (status = 423, body = Problem)))]
async fn reply(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(words): Input<Words>,
) -> Result<(StatusCode, Json<SaidAnswer>)> {
    say(app, staff, id, words, false).await
}

/// Leave a note that only agents see
#[utoipa::path(post, path = "/api/tickets/{id}/note", tag = "tickets", request_body = Words, responses(
    (status = 201, body = SaidAnswer), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn note(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    Input(words): Input<Words>,
) -> Result<(StatusCode, Json<SaidAnswer>)> {
    say(app, staff, id, words, true).await
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Assignee {
    /// A user's id, `me`, or `null` for nobody.
    assignee: Option<String>,
}

/// Give a ticket to somebody, or to nobody
#[utoipa::path(put, path = "/api/tickets/{id}/assign", tag = "tickets", request_body = Assignee, responses(
    (status = 200, body = TicketView), (status = 404, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem), (status = 423, body = Problem)))]
async fn assign(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    IfMatch(version): IfMatch,
    Input(new): Input<Assignee>,
) -> Result<Json<TicketView>> {
    let to = match new.assignee.as_deref() {
        None => None,
        Some("me") => Some(staff.user),
        Some(text) => Some(text.parse().map_err(|_| Error::invalid("assignee", "assignee_unknown"))?),
    };
    let change = TicketChange { assignee_id: Some(to), ..TicketChange::default() };
    Ok(Json(service::update(&app, staff.site()?, (id, version), change, agent(&staff)).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewStatus {
    /// Where it is to stand.
    status: Status,
}

/// Put a ticket into another status
#[utoipa::path(put, path = "/api/tickets/{id}/status", tag = "tickets", request_body = NewStatus, responses(
    (status = 200, body = TicketView), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 412, body = Problem), (status = 423, body = Problem)))]
async fn set_status(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    IfMatch(version): IfMatch,
    Input(new): Input<NewStatus>,
) -> Result<Json<TicketView>> {
    let change = TicketChange { status: Some(new.status), ..TicketChange::default() };
    Ok(Json(service::update(&app, staff.site()?, (id, version), change, agent(&staff)).await?))
}

/// What became of a ticket, newest first
#[utoipa::path(get, path = "/api/tickets/{id}/history", tag = "tickets", params(PageQuery), responses(
    (status = 200, body = Page<HistoryEntry>), (status = 404, body = Problem)))]
async fn history(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<TicketId>,
    QueryInput(page): QueryInput<PageQuery>,
) -> Result<Json<Page<HistoryEntry>>> {
    let limit = page.limit();
    let found = service::history(&app, staff.site()?, id, (page.cursor()?, limit)).await?;
    Ok(Json(Page::of(found, limit, |it| it.id)))
}

#[derive(Serialize, utoipa::ToSchema)]
struct Tickets {
    /// Oldest first.
    items: Vec<TicketView>,
}

/// Tickets that were made of a conversation
#[utoipa::path(get, path = "/api/chat/{id}/tickets", tag = "tickets",
    responses((status = 200, body = Tickets), (status = 404, body = Problem)))]
async fn of_conversation(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
) -> Result<Json<Tickets>> {
    let site = staff.site()?;
    let read = move |conn: &_| {
        conversations::store::head(conn, site, id)?.ok_or(Error::NotFound("conversation"))?;
        store::of_conversation(conn, site, id)
    };
    Ok(Json(Tickets { items: app.store.read(read).await? }))
}

/// Make a ticket of a conversation
///
/// Its visitor is the requester, and what was said is what the ticket begins with. Without a subject it is made of the
/// visitor's first words.
#[utoipa::path(post, path = "/api/chat/{id}/tickets", tag = "tickets", request_body = TicketChange, responses(
    (status = 201, body = TicketView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn convert(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(wanted): Input<TicketChange>,
) -> Result<(StatusCode, Json<TicketView>)> {
    let made = service::from_conversation(&app, staff.site()?, id, wanted, agent(&staff)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}
