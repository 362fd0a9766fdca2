//! HTTP surface of what was said.
use super::{render, service};
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::ConversationId;
use crate::base::page::PageQuery;
use crate::conversations::types::Actor;
use crate::conversations::{self, ConversationView, MessageView};
use crate::files::Links;
use crate::web::problem::Problem;
use crate::web::{PathId, QueryInput, Staff};
use crate::{Error, Result};
use anyhow::Context as _;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/chat/{id}`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(history)).routes(routes!(transcript))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Earlier {
    /// Only messages whose `seq` is lower.
    before: Option<i64>,
    /// 1 to 200; 50 when left out.
    limit: Option<u32>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct History {
    /// Oldest first, notes included.
    items: Vec<MessageView>,
    /// Whether there are still earlier ones.
    earlier: bool,
}

/// Messages of all conversations of the conversation's visitor, as one thread
#[utoipa::path(get, path = "/api/chat/{id}/history", tag = "chat", params(Earlier),
    responses((status = 200, body = History), (status = 404, body = Problem)))]
async fn history(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    QueryInput(query): QueryInput<Earlier>,
) -> Result<Json<History>> {
    let (site, links) = (staff.site()?, Links::new(&app.keys, app.clock.now()));
    let limit = PageQuery { limit: query.limit, after: None }.limit();
    let (items, earlier) = app
        .store
        .read(move |conn| {
            let head = conversations::store::head(conn, site, id)?.ok_or(Error::NotFound("conversation"))?;
            conversations::store::of_visitor_before(
                conn,
                &links,
                site,
                head.visitor,
                query.before,
                limit,
                true,
            )
        })
        .await?;
    Ok(Json(History { items, earlier }))
}

#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    /// Plain text.
    #[default]
    Text,
    /// A page of its own.
    Html,
    /// As the API shows it.
    Json,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct TranscriptParams {
    /// `text` when left out.
    #[serde(default)]
    #[param(inline)]
    format: Format,
    /// With internal notes; without them when left out.
    #[serde(default)]
    notes: bool,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TranscriptDocument {
    conversation: ConversationView,
    messages: Vec<MessageView>,
}

/// A conversation as a document to keep: text, HTML or JSON
#[utoipa::path(get, path = "/api/chat/{id}/transcript", tag = "chat", params(TranscriptParams),
    responses((status = 200, body = TranscriptDocument), (status = 404, body = Problem)))]
async fn transcript(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    PathId(id): PathId<ConversationId>,
    QueryInput(query): QueryInput<TranscriptParams>,
) -> Result<Response> {
    let site = staff.site()?;
    let by = Actor::Agent { id: staff.user, name: staff.name };
    let it = service::transcript(&app, (site, id), &by, lang, query.notes).await?;
    let number = it.conversation.number;
    let (body, kind, ending) = match query.format {
        Format::Text => (render::text(&it), "text/plain; charset=utf-8", "txt"),
        Format::Html => (render::html(&it), "text/html; charset=utf-8", "html"),
        Format::Json => {
            let document = TranscriptDocument { conversation: it.conversation, messages: it.messages };
            let body = serde_json::to_string_pretty(&document).context("a transcript as JSON")?;
            (body, "application/json", "json")
        }
    };
    let name = format!("attachment; filename=\"sohbet-{number}.{ending}\"");
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).context("file name")?);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((headers, body).into_response())
}
