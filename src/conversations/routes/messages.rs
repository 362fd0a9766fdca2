//! HTTP surface of messages and notes.
use super::{agent, either};
use crate::app::App;
use crate::base::ids::{ConversationId, FileId, MessageId};
use crate::base::page::PageQuery;
use crate::conversations::service;
use crate::conversations::types::{Draft, MessageView};
use crate::web::problem::Problem;
use crate::web::{Caller, Input, PathId, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes of the messages of a conversation.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(messages))
        .routes(routes!(send))
        .routes(routes!(edit, delete))
        .routes(routes!(react))
        .routes(routes!(note))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Run {
    /// Only messages whose `seq` is lower.
    before: Option<i64>,
    /// Only messages whose `seq` is higher, the nearest first; then `before` does not matter.
    after: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Messages {
    /// Oldest first.
    items: Vec<MessageView>,
    /// Whether there are still earlier ones.
    earlier: bool,
    /// Whether there are still later ones.
    later: bool,
}

/// Messages of a conversation before a point, or after it
#[utoipa::path(get, path = "/api/chat/{id}/messages", tag = "chat", params(Run),
    responses((status = 200, body = Messages), (status = 404, body = Problem)))]
async fn messages(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<ConversationId>,
    QueryInput(query): QueryInput<Run>,
) -> Result<Json<Messages>> {
    let (site, by) = either(&caller)?;
    let limit = PageQuery { limit: query.limit, after: None }.limit();
    if let Some(after) = query.after {
        let run = service::later(&app, site, id, by, after, limit).await?;
        return Ok(Json(Messages { items: run.items, earlier: run.earlier, later: run.later }));
    }
    let (items, earlier) = service::earlier(&app, site, id, by, query.before, limit).await?;
    Ok(Json(Messages { items, earlier, later: query.before.is_some() }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewMessage {
    /// Markdown subset, at most 8,000 characters; may be empty only with files.
    #[serde(default)]
    body: String,
    /// Files uploaded before, at most 10.
    #[serde(default)]
    attachments: Vec<FileId>,
    /// The sender's own name for it: sent again, the first message comes back.
    client_ref: Option<String>,
    /// The message it answers.
    reply_to: Option<MessageId>,
    /// Of a note: a word to who has the conversation, who is notified. Admins only.
    #[serde(default)]
    whisper: bool,
}

impl NewMessage {
    fn draft(self, note: bool) -> Draft {
        Draft {
            body: self.body,
            attachments: self.attachments,
            client_ref: self.client_ref,
            reply_to: self.reply_to,
            note,
            whisper: note && self.whisper,
            sources: Vec::new(),
        }
    }
}

/// Send a message
#[utoipa::path(post, path = "/api/chat/{id}/message", tag = "chat", request_body = NewMessage, responses(
    (status = 201, body = MessageView), (status = 404, body = Problem), (status = 409, body = Problem),
    (status = 422, body = Problem)))]
async fn send(
    State(app): State<App>,
    caller: Caller,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<NewMessage>,
) -> Result<(StatusCode, Json<MessageView>)> {
    let (site, by) = either(&caller)?;
    Ok((StatusCode::CREATED, Json(service::send(&app, site, id, by, new.draft(false)).await?)))
}

/// Write a note that only agents see
#[utoipa::path(post, path = "/api/chat/{id}/note", tag = "chat", request_body = NewMessage, responses(
    (status = 201, body = MessageView), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn note(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<NewMessage>,
) -> Result<(StatusCode, Json<MessageView>)> {
    if new.whisper && !staff.is_admin() {
        return Err(Error::Forbidden("role_forbids"));
    }
    let note = service::send(&app, staff.site()?, id, agent(&staff), new.draft(true)).await?;
    Ok((StatusCode::CREATED, Json(note)))
}

/// Ids of a conversation and a message in the path; what is no id names nothing.
fn ids(path: &(String, String)) -> Result<(ConversationId, MessageId)> {
    match (path.0.parse(), path.1.parse()) {
        (Ok(conversation), Ok(message)) => Ok((conversation, message)),
        _ => Err(Error::NotFound("message")),
    }
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewBody {
    /// Markdown subset, 1 to 8,000 characters.
    body: String,
}

/// Change one's own message, within 5 minutes
#[utoipa::path(put, path = "/api/chat/{id}/message/{message}", tag = "chat", request_body = NewBody, responses(
    (status = 200, body = MessageView), (status = 403, body = Problem), (status = 409, body = Problem)))]
async fn edit(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<(String, String)>,
    Input(new): Input<NewBody>,
) -> Result<Json<MessageView>> {
    let ((site, by), (id, message)) = (either(&caller)?, ids(&path)?);
    Ok(Json(service::edit(&app, site, id, message, by, new.body).await?))
}

/// Take one's own message back, within 5 minutes
#[utoipa::path(delete, path = "/api/chat/{id}/message/{message}", tag = "chat", responses(
    (status = 204), (status = 403, body = Problem), (status = 409, body = Problem)))]
async fn delete(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode> {
    let ((site, by), (id, message)) = (either(&caller)?, ids(&path)?);
    service::delete(&app, site, id, message, by).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewReaction {
    /// One emoji.
    emoji: String,
}

/// Put one's emoji on a message
///
/// The same once more takes it away, another one comes in its place.
#[utoipa::path(put, path = "/api/chat/{id}/message/{message}/reaction", tag = "chat", request_body = NewReaction,
    responses((status = 200, body = MessageView), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn react(
    State(app): State<App>,
    caller: Caller,
    Path(path): Path<(String, String)>,
    Input(new): Input<NewReaction>,
) -> Result<Json<MessageView>> {
    let ((site, by), (id, message)) = (either(&caller)?, ids(&path)?);
    Ok(Json(service::react(&app, site, id, message, by, new.emoji).await?))
}
