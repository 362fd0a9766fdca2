//! HTTP surface of drafts.
use super::store::{self, Draft};
use crate::app::App;
use crate::base::ids::ConversationId;
use crate::conversations;
use crate::store::Write;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest draft, in characters: a message's words, and room to shorten them.
const MAX_BODY: usize = 16_000;

/// Routes below `/api/chat/{id}`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show, keep))
}

/// What one has begun to write in a conversation
#[utoipa::path(get, path = "/api/chat/{id}/draft", tag = "chat",
    responses((status = 200, body = Draft), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
) -> Result<Json<Draft>> {
    let (site, user) = (staff.site()?, staff.user);
    let found = app
        .store
        .read(move |conn| {
            conversations::store::head(conn, site, id)?.ok_or(Error::NotFound("conversation"))?;
            store::find(conn, site, user, id)
        })
        .await?;
    Ok(Json(found.unwrap_or_default()))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct NewDraft {
    /// At most 16,000 characters; empty: nothing is kept.
    body: String,
    /// Whether it is to be a note.
    #[serde(default)]
    note: bool,
}

/// Keep what one has begun to write in a conversation
#[utoipa::path(put, path = "/api/chat/{id}/draft", tag = "chat", request_body = NewDraft,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem)))]
async fn keep(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<ConversationId>,
    Input(new): Input<NewDraft>,
) -> Result<StatusCode> {
    if new.body.chars().count() > MAX_BODY {
        return Err(Error::beyond("body", "field_too_long", 16_000));
    }
    let (site, user, now) = (staff.site()?, staff.user, app.clock.now());
    app.store
        .decide(move |present| {
            conversations::store::head(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
            let mut write = Write::new();
            store::keep(&mut write, site, (user, id), (&new.body, new.note), now);
            Ok((write, ()))
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
