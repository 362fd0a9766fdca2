//! HTTP surface of conversations.
mod messages;

use super::filter::{FilterInput, StatusFilter};
use super::said;
use super::service::{self, Mark, Revision, Target, Transfer};
use super::store::{self, ListQuery};
use super::types::{Actor, AssistantState, ConversationView, Counts, Draft, ListView, MessageView};
use crate::app::App;
use crate::base::Priority;
use crate::base::ids::{ConversationId, DepartmentId, SiteId, SkillId, TeamId, UserId, VisitorId};
use crate::base::page::{Page, PageQuery};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Caller, Input, PathId, QueryInput, Staff, Visitor};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/chat`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(counts))
        .routes(routes!(reach_out))
        .routes(routes!(show, revise, remove))
        .merge(messages::router())
        .routes(routes!(assign))
        .routes(routes!(transfer))
        .routes(routes!(close))
        .routes(routes!(snooze))
        .routes(routes!(reopen))
        .routes(routes!(assistant))
        .routes(routes!(read))
        .routes(routes!(tag))
        .routes(routes!(untag))
        .routes(routes!(rate))
}

fn agent(staff: &Staff) -> Actor {
    Actor::Agent { id: staff.user, name: staff.name.clone() }
}

/// The site and the actor of a request that both sides may make.
fn either(caller: &Caller) -> Result<(SiteId, Actor)> {
    match caller {
        Caller::Staff(it) => Ok((it.site()?, agent(it))),
        Caller::Visitor(it) => Ok((it.site, Actor::Visitor(it.visitor))),
        _ => Err(Error::Unauthorized("token_missing")),
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Which list; when left out, all open ones, or with `status` those of that state.
    #[param(inline)]
    view: Option<ListView>,
    /// Only in this state.
    #[param(inline)]
    status: Option<StatusFilter>,
    /// Only this user's: an id, `me`, or `none`.
    assignee: Option<String>,
    /// Only of this department: an id, or `none`.
    department: Option<String>,
    /// Only with this tag, or with one of several, one a line.
    tag: Option<String>,
    /// Only with one of these ratings, such as `1,2`.
    rating: Option<String>,
    /// Only so urgent: `low`, `normal`, `high`, `urgent`, or several, such as `high,urgent`.
    priority: Option<String>,
    /// Only those that came by `widget`, `email` or `api`.
    channel: Option<String>,
    /// Newest message not before.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Newest message before.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Newest message within so many days.
    days: Option<u16>,
    /// Only those with these words in a message, a note, the subject or the visitor's name, as `GET /api/chat/search`
    /// finds them; at most 300 characters.
    q: Option<String>,
    /// Only this visitor's, open and closed.
    visitor: Option<VisitorId>,
    /// Only each visitor's newest: one row a visitor.
    #[serde(default)]
    by_visitor: bool,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// Conversations, newest activity first
#[utoipa::path(get, path = "/api/chat", tag = "chat", params(ListParams),
    responses((status = 200, body = Page<ConversationView>), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn list(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<ListParams>,
) -> Result<Json<Page<ConversationView>>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let view = params.view.unwrap_or(if params.status.is_some() { ListView::Any } else { ListView::All });
    let filter = FilterInput {
        status: params.status,
        assignee: params.assignee,
        department: params.department,
        tag: params.tag,
        rating: params.rating,
        priority: params.priority,
        channel: params.channel,
        from: params.from,
        to: params.to,
        days: params.days,
    };
    let query = ListQuery {
        view,
        me: staff.user,
        visitor: params.visitor,
        by_visitor: params.by_visitor,
        filter: filter.checked(staff.user, app.clock.now())?,
        among: None,
        now: app.clock.now().as_millisecond(),
        after: page.cursor()?,
        limit: page.limit(),
    };
    let words = params.q.map(|it| said::words(&it, false)).transpose()?;
    let found = service::list(&app, staff.site()?, query, words).await?;
    Ok(Json(Page::of(found, page.limit(), |it| (it.last_message_at.0.as_millisecond(), it.id))))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct FirstWords {
    /// Markdown subset, 1 to 8,000 characters.
    message: String,
}

/// Speak to a visitor first
///
/// The conversation begins with the caller, whatever the opening hours. Answers 409 `visitor_has_chat` when there is an open one.
#[utoipa::path(post, path = "/api/tracking/visitors/{id}/chat", tag = "chat", request_body = FirstWords, responses(
    (status = 201, body = ConversationView), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn reach_out(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<VisitorId>,
    Input(words): Input<FirstWords>,
) -> Result<(StatusCode, Json<ConversationView>)> {
    let draft = Draft { body: words.message, ..Draft::default() };
    let view = service::reach_out(&app, staff.site()?, id, agent(&staff), draft).await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// How many open conversations each list has
#[utoipa::path(get, path = "/api/chat/counts", tag = "chat", responses((status = 200, body = Counts)))]
async fn counts(State(app): State<App>, staff: Staff) -> Result<Json<Counts>> {
    Ok(Json(service::counts(&app, staff.site()?, staff.user).await?))
}

#[derive(Serialize, utoipa::ToSchema)]
struct WithMessages {
    #[serde(flatten)]
    conversation: ConversationView,
    /// The last 50, or up to 50 around the place asked for; oldest first.
    messages: Vec<MessageView>,
    /// Whether there are earlier ones.
    earlier: bool,
    /// Whether there are later ones.
    later: bool,
    /// Whether the visitor had conversations before this one.
    history: bool,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Place {
    /// `seq` of a message: those before and after it instead of the last ones.
    around: Option<i64>,
}

/// One conversation with its last 50 messages
#[utoipa::path(get, path = "/api/chat/{id}", tag = "chat", params(Place),
    responses((status = 200, body = WithMessages), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    QueryInput(place): QueryInput<Place>,
) -> Result<Json<WithMessages>> {
    let site = staff.site()?;
    let (conversation, shown) = service::show(&app, site, id, place.around).await?;
    let visitor = conversation.visitor.id;
    let history = app.store.read(move |conn| store::has_before(conn, site, visitor, id)).await?;
    let (earlier, later) = (shown.earlier, shown.later);
    Ok(Json(WithMessages { conversation, messages: shown.items, earlier, later, history }))
}

/// What is known of a conversation; what is left out stays.
#[derive(Deserialize, utoipa::ToSchema)]
struct Known {
    /// How urgent it is.
    priority: Option<Priority>,
    /// What it is about, at most 200 characters; empty: nothing.
    subject: Option<String>,
    /// Language of the visitor, such as `en`.
    language: Option<String>,
    /// Where it belongs: a department's id, or `none`. Nobody gets it by that; `transfer` hands it over.
    department: Option<String>,
    /// Ids of the skills that it needs.
    skills: Option<Vec<SkillId>>,
}

/// Change what is known of a conversation
///
/// One that waits is given away by that at once, when it fits somebody now.
#[utoipa::path(put, path = "/api/chat/{id}", tag = "chat", request_body = Known, responses(
    (status = 200, body = ConversationView), (status = 404, body = Problem), (status = 412, body = Problem),
    (status = 422, body = Problem)))]
async fn revise(
    State(app): State<App>,
    staff: Staff,
    IfMatch(version): IfMatch,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<Known>,
) -> Result<Json<ConversationView>> {
    let department = match new.department.as_deref() {
        None => None,
        Some("none") => Some(None),
        Some(text) => Some(Some(text.parse().map_err(|_| Error::invalid("department", "value_invalid"))?)),
    };
    let revision = Revision {
        priority: new.priority,
        subject: new.subject,
        language: new.language,
        department,
        skills: new.skills,
    };
    Ok(Json(service::revise(&app, staff.site()?, id, agent(&staff), (version, revision)).await?))
}

/// Remove a conversation with all its messages and files
#[utoipa::path(delete, path = "/api/chat/{id}", tag = "chat",
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn remove(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
) -> Result<StatusCode> {
    service::remove(&app, staff.site()?, id, agent(&staff)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Assignment {
    /// A user's id, `"me"`, or `null` for nobody.
    assignee: Option<String>,
}

/// Give a conversation to an agent
#[utoipa::path(put, path = "/api/chat/{id}/assign", tag = "chat", request_body = Assignment, responses(
    (status = 200, body = ConversationView), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn assign(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<Assignment>,
) -> Result<Json<ConversationView>> {
    let to = match new.assignee.as_deref() {
        None => None,
        Some("me") => Some(staff.user),
        Some(text) => {
            Some(text.parse::<UserId>().map_err(|_| Error::invalid("assignee", "assignee_unknown"))?)
        }
    };
    Ok(Json(service::assign(&app, staff.site()?, id, agent(&staff), to).await?))
}

/// Where a conversation is to go: exactly one of the three.
#[derive(Deserialize, utoipa::ToSchema)]
struct Handover {
    /// To an agent.
    agent_id: Option<UserId>,
    /// To whoever has least to do in a team.
    team_id: Option<TeamId>,
    /// To whoever has least to do in a department.
    department_id: Option<DepartmentId>,
    /// A word to the next agent, kept as a note; at most 8,000 characters.
    note: Option<String>,
}

/// Hand a conversation on
///
/// To somebody who cannot take it: 409, the code says why (`agent_offline`, `agent_full`, `agent_not_taking`,
/// `team_cannot_take`, `department_cannot_take`, `transfer_to_same`), and nothing changes.
#[utoipa::path(put, path = "/api/chat/{id}/transfer", tag = "chat", request_body = Handover, responses(
    (status = 200, body = ConversationView), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
async fn transfer(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<Handover>,
) -> Result<Json<ConversationView>> {
    let to = match (new.agent_id, new.team_id, new.department_id) {
        (Some(agent), None, None) => Target::Agent(agent),
        (None, Some(team), None) => Target::Team(team),
        (None, None, Some(department)) => Target::Department(department),
        _ => return Err(Error::invalid("agent_id", "transfer_target")),
    };
    let transfer = Transfer { to, note: new.note };
    Ok(Json(service::transfer(&app, staff.site()?, id, agent(&staff), transfer).await?))
}

/// End a conversation
#[utoipa::path(put, path = "/api/chat/{id}/close", tag = "chat", responses(
    (status = 200, body = ConversationView), (status = 409, body = Problem)))]
async fn close(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<ConversationId>,
) -> Result<Json<ConversationView>> {
    let (site, by) = either(&caller)?;
    let view = service::close(&app, site, id, by).await?;
    Ok(Json(match caller {
        Caller::Visitor(_) => service::shown_to_visitor(&app, site, view).await?,
        _ => view,
    }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Snooze {
    /// Until when, at most a year; `null` brings it back at once.
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Option<Timestamp>,
}

/// Put a conversation off until a time, or until the visitor writes
#[utoipa::path(put, path = "/api/chat/{id}/snooze", tag = "chat", request_body = Snooze, responses(
    (status = 200, body = ConversationView), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn snooze(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<Snooze>,
) -> Result<Json<ConversationView>> {
    Ok(Json(service::snooze(&app, staff.site()?, id, agent(&staff), new.until).await?))
}

/// Open a closed conversation again, within 24 hours
#[utoipa::path(put, path = "/api/chat/{id}/reopen", tag = "chat", responses(
    (status = 200, body = ConversationView), (status = 409, body = Problem)))]
async fn reopen(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
) -> Result<Json<ConversationView>> {
    Ok(Json(service::reopen(&app, staff.site()?, id, agent(&staff)).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Speaks {
    /// Whether the assistant answers in this conversation.
    enabled: bool,
}

/// Stop or resume the assistant
#[utoipa::path(put, path = "/api/chat/{id}/ai", tag = "chat", request_body = Speaks, responses(
    (status = 200, body = ConversationView), (status = 409, body = Problem)))]
async fn assistant(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<Speaks>,
) -> Result<Json<ConversationView>> {
    let state = if new.enabled { AssistantState::On } else { AssistantState::Stopped };
    Ok(Json(service::set_assistant(&app, staff.site()?, id, agent(&staff), state).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct UpTo {
    /// `seq` of the last message read.
    up_to: i64,
}

/// Note how far an agent has read
#[utoipa::path(put, path = "/api/chat/{id}/read", tag = "chat", request_body = UpTo,
    responses((status = 204), (status = 404, body = Problem)))]
async fn read(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<UpTo>,
) -> Result<StatusCode> {
    service::mark(&app, staff.site()?, id, agent(&staff), Mark::Read(new.up_to)).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewTag {
    /// 1 to 50 characters.
    tag: String,
}

/// Add a tag
#[utoipa::path(post, path = "/api/chat/{id}/tag", tag = "chat", request_body = NewTag, responses(
    (status = 200, body = ConversationView), (status = 422, body = Problem)))]
async fn tag(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<NewTag>,
) -> Result<Json<ConversationView>> {
    Ok(Json(service::tag(&app, staff.site()?, id, agent(&staff), new.tag).await?))
}

/// Take a tag away
#[utoipa::path(delete, path = "/api/chat/{id}/tag/{tag}", tag = "chat", responses((status = 200, body = ConversationView)))]
async fn untag(
    State(app): State<App>,
    staff: Staff,
    Path((id, tag)): Path<(String, String)>,
) -> Result<Json<ConversationView>> {
    let id = id.parse().map_err(|_| Error::NotFound("conversation"))?;
    Ok(Json(service::untag(&app, staff.site()?, id, agent(&staff), tag).await?))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewRating {
    /// 1 to 5.
    rating: i64,
    /// A few words, at most 1,000 characters.
    comment: Option<String>,
}

/// Rate a conversation
#[utoipa::path(post, path = "/api/chat/{id}/rating", tag = "chat", request_body = NewRating,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn rate(
    State(app): State<App>,
    visitor: Visitor,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<NewRating>,
) -> Result<StatusCode> {
    let by = Actor::Visitor(visitor.visitor);
    service::rate(&app, visitor.site, id, by, (new.rating, new.comment)).await?;
    Ok(StatusCode::NO_CONTENT)
}
