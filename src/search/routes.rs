//! HTTP surface of the search.
use super::types::{Hit, Kind, Wanted, Writer};
use super::{service, tickets};
use crate::app::App;
use crate::base::ids::UserId;
use crate::base::page::{self, PageQuery};
use crate::conversations::filter::{FilterInput, StatusFilter};
use crate::conversations::said;
use crate::conversations::types::AuthorKind;
use crate::engine::threads::Sort;
use crate::tickets::filter::TicketFilterInput;
use crate::tickets::store::facts::LineKind;
use crate::web::problem::Problem;
use crate::web::{QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes of the search.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search)).routes(routes!(search_tickets))
}

#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// What says most about the words.
    #[default]
    Best,
    /// What was said last.
    Newest,
}

impl From<Order> for Sort {
    fn from(it: Order) -> Sort {
        match it {
            Order::Best => Sort::Best,
            Order::Newest => Sort::Newest,
        }
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchParams {
    /// Words, all of which must be there, bent or not; quoted ones side by side as they are. At most 300 characters.
    #[serde(default)]
    q: String,
    /// Whether the last word may be unfinished.
    #[serde(default)]
    prefix: bool,
    /// Which come first: `best` (when left out) or `newest`.
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    /// Only messages, notes, or conversations themselves (names, addresses, numbers, subjects).
    #[param(inline)]
    kind: Option<Kind>,
    /// Only what `visitor`, `agent` or `assistant` wrote, or one user: an id, or `me`.
    author: Option<String>,
    /// Only in conversations in this state.
    #[param(inline)]
    status: Option<StatusFilter>,
    /// Only in this user's: an id, `me`, or `none`.
    assignee: Option<String>,
    /// Only in those with this tag, or one of these, one a line.
    tag: Option<String>,
    /// Only in those with one of these ratings, such as `1,2`.
    rating: Option<String>,
    /// Only in those so urgent: `low`, `normal`, `high`, `urgent`, or several, such as `high,urgent`.
    priority: Option<String>,
    /// Only in those of this department: an id, or `none`.
    department: Option<String>,
    /// Only in those that came by `widget`, `email` or `api`.
    channel: Option<String>,
    /// Said not before.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<Timestamp>,
    /// Said before.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<Timestamp>,
    /// Said within so many days.
    days: Option<u16>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// What was found.
#[derive(Serialize, utoipa::ToSchema)]
struct Found {
    /// In the order asked for.
    items: Vec<Hit>,
    /// All that was found, on whichever page.
    total: u64,
    /// Give it as `after` to get the next page; `null` on the last one.
    next_cursor: Option<String>,
}

/// Search what was said on the site
///
/// Finds messages, notes and conversations by their words, whatever their endings, case and diacritics. What is new
/// is found within about a second.
#[utoipa::path(get, path = "/api/chat/search", tag = "chat", params(SearchParams),
    responses((status = 200, body = Found), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn search(
    State(app): State<App>,
    staff: Staff,
    QueryInput(params): QueryInput<SearchParams>,
) -> Result<Json<Found>> {
    let now = app.clock.now();
    let page = PageQuery { limit: params.limit, after: params.after };
    let filter = FilterInput {
        status: params.status,
        assignee: params.assignee,
        tag: params.tag,
        rating: params.rating,
        priority: params.priority,
        department: params.department,
        channel: params.channel,
        from: params.from,
        to: params.to,
        days: params.days,
    };
    let wanted = Wanted {
        words: said::words(&params.q, params.prefix)?,
        filter: filter.checked(staff.user, now)?,
        kind: params.kind,
        writer: params.author.map(|it| writer(&it, staff.user)).transpose()?,
        sort: params.sort.into(),
        now: now.as_millisecond(),
        after: page.cursor()?,
        limit: page.limit(),
    };
    let found = service::search(&app, staff.site()?, wanted).await?;
    let next_cursor = found.next.map(|it| page::cursor_of(&it));
    Ok(Json(Found { items: found.hits, total: found.total, next_cursor }))
}

/// How tickets are searched, beside what lists of them are narrowed down by.
#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TicketSearchParams {
    /// Only messages, notes, or tickets themselves (subjects, names, addresses, numbers, tracking codes).
    #[param(inline)]
    kind: Option<LineKind>,
    /// Only what `requester`, `agent`, `assistant` or `system` wrote, or one user: an id, or `me`.
    author: Option<String>,
    /// Which come first: `best` (when left out) or `newest`.
    #[serde(default)]
    #[param(inline)]
    sort: Order,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    after: Option<String>,
}

/// What was found in tickets.
#[derive(Serialize, utoipa::ToSchema)]
struct FoundTickets {
    /// In the order asked for.
    items: Vec<tickets::Hit>,
    /// All that was found, on whichever page.
    total: u64,
    /// Give it as `after` to get the next page; `null` on the last one.
    next_cursor: Option<String>,
}

/// Search what was said in tickets
///
/// Finds messages, notes and tickets by the words in `q`, whatever their endings, case and diacritics; the last word may be
/// unfinished. What is new is found within about a second.
#[utoipa::path(get, path = "/api/tickets/search", tag = "tickets", params(TicketFilterInput, TicketSearchParams),
    responses((status = 200, body = FoundTickets), (status = 401, body = Problem), (status = 422, body = Problem)))]
async fn search_tickets(
    State(app): State<App>,
    staff: Staff,
    QueryInput(filter): QueryInput<TicketFilterInput>,
    QueryInput(params): QueryInput<TicketSearchParams>,
) -> Result<Json<FoundTickets>> {
    let page = PageQuery { limit: params.limit, after: params.after };
    let words = said::words(filter.q.as_deref().unwrap_or_default(), true)?;
    let filter = TicketFilterInput { q: None, ..filter };
    let wanted = tickets::Wanted {
        words,
        filter: filter.checked(staff.user, app.clock.now())?,
        kind: params.kind,
        writer: params.author.map(|it| ticket_writer(&it, staff.user)).transpose()?,
        sort: params.sort.into(),
        after: page.cursor()?,
        limit: page.limit(),
    };
    let found = tickets::search(&app, staff.site()?, wanted).await?;
    let next_cursor = found.next.map(|it| page::cursor_of(&it));
    Ok(Json(FoundTickets { items: found.hits, total: found.total, next_cursor }))
}

fn ticket_writer(text: &str, me: UserId) -> Result<tickets::Writer> {
    use crate::tickets::types::AuthorKind as Kind;
    let kinds = [Kind::Requester, Kind::Agent, Kind::Assistant, Kind::System];
    match kinds.into_iter().find(|it| it.as_str() == text) {
        Some(kind) => Ok(tickets::Writer::Any(kind)),
        None if text == "me" => Ok(tickets::Writer::User(me)),
        None => {
            text.parse().map(tickets::Writer::User).map_err(|_| Error::invalid("author", "value_invalid"))
        }
    }
}

fn writer(text: &str, me: UserId) -> Result<Writer> {
    match text {
        "visitor" => Ok(Writer::Any(AuthorKind::Visitor)),
        "agent" => Ok(Writer::Any(AuthorKind::Agent)),
        "assistant" => Ok(Writer::Any(AuthorKind::Assistant)),
        "me" => Ok(Writer::User(me)),
        id => id.parse().map(Writer::User).map_err(|_| Error::invalid("author", "value_invalid")),
    }
}
