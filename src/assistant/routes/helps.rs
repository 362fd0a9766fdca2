//! What the assistant does for agents.
use super::outlet;
use crate::app::App;
use crate::assistant::drafting::{self, DraftSource, Drafted};
use crate::assistant::similar::{self, Past};
use crate::assistant::words::Rewrite;
use crate::assistant::{service, words};
use crate::base::ids::{ConversationId, UnansweredId};
use crate::knowledge::Article;
use crate::knowledge::service::Editor;
use crate::web::problem::Problem;
use crate::web::{Input, QueryInput, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest draft that is put another way, in characters.
const DRAFT_CHARS: usize = 4_000;

/// Routes below `/api/ai` for agents.
pub(super) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(able))
        .routes(routes!(past))
        .routes(routes!(summary))
        .routes(routes!(rewrite))
        .routes(routes!(draft_article))
}

/// Which helps need a model, and whether there is one.
#[derive(Serialize, utoipa::ToSchema)]
struct Able {
    /// Whether drafts can be put another way.
    rewrite: bool,
    /// Whether a conversation can be summarised.
    summary: bool,
}

/// What a model can do for agents now
#[utoipa::path(get, path = "/api/ai/able", tag = "assistant", responses((status = 200, body = Able)))]
async fn able(State(app): State<App>, staff: Staff) -> Result<Json<Able>> {
    let (rewrite, summary) = service::able(&app, staff.site()?).await?;
    Ok(Json(Able { rewrite, summary }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The conversation that is going on.
    conversation_id: ConversationId,
}

/// Solved conversations alike, and tags that they carry
#[utoipa::path(get, path = "/api/ai/similar", tag = "assistant", params(Which),
    responses((status = 200, body = Past), (status = 404, body = Problem)))]
async fn past(
    State(app): State<App>,
    staff: Staff,
    QueryInput(which): QueryInput<Which>,
) -> Result<Json<Past>> {
    similar::look(&app, staff.site()?, which.conversation_id).await.map(Json)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct About {
    conversation_id: ConversationId,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Words {
    /// What the model says.
    text: String,
}

/// A conversation in a few sentences, by a model
#[utoipa::path(post, path = "/api/ai/summary", tag = "assistant", request_body = About, responses(
    (status = 200, body = Words), (status = 404, body = Problem), (status = 409, body = Problem)))]
async fn summary(State(app): State<App>, staff: Staff, Input(about): Input<About>) -> Result<Json<Words>> {
    let text = service::summary(&app, staff.site()?, about.conversation_id).await?;
    Ok(Json(Words { text }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Draft {
    /// 1 to 4,000 characters.
    text: String,
    /// How.
    how: Rewrite,
    /// What it is an answer in; the usage names it.
    conversation_id: Option<ConversationId>,
    /// A name of the page's own: the words come to this user as `ai:words` under it while they are made.
    words_ref: Option<String>,
}

/// A draft in another tone or language, by a model
#[utoipa::path(post, path = "/api/ai/rewrite", tag = "assistant", request_body = Draft, responses(
    (status = 200, body = Words), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn rewrite(State(app): State<App>, staff: Staff, Input(draft): Input<Draft>) -> Result<Json<Words>> {
    match draft.text.trim().chars().count() {
        0 => return Err(Error::invalid("text", "field_missing")),
        1..=DRAFT_CHARS => (),
        _ => return Err(Error::beyond("text", "field_too_long", DRAFT_CHARS as u64)),
    }
    let mut outlet = outlet(&app, &staff, draft.words_ref)?;
    let place = (staff.site()?, draft.conversation_id);
    let text = words::rewrite(&app, place, draft.text.trim(), draft.how, &mut outlet).await;
    Ok(Json(Words { text: text.map_err(service::refused)? }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct DraftInput {
    /// A closed conversation in which an agent answered.
    conversation_id: Option<ConversationId>,
    /// Or a question that no article answered, and an agent did.
    question_id: Option<UnansweredId>,
}

#[derive(Serialize, utoipa::ToSchema)]
struct DraftedView {
    /// The draft; `drafted_from` names the conversation.
    article: Article,
    /// Whether it was made now, and not before.
    new: bool,
    /// Why it is the agent's own words and not a model's: `no_model`, `over_budget`, `unfaithful` …
    reason: Option<&'static str>,
}

/// Draft an article from a solved conversation
///
/// By a model where there is one, else from the agent's words; what names people is masked. The draft is never published
/// by itself. A conversation has one: asked again, the same answers.
#[utoipa::path(post, path = "/api/ai/article-draft", tag = "assistant", request_body = DraftInput, responses(
    (status = 201, body = DraftedView), (status = 200, body = DraftedView, description = "It was there"),
    (status = 404, body = Problem), (status = 422, body = Problem), (status = 409, body = Problem,
     description = "`conversation_not_closed`, `conversation_without_reply`, `question_without_reply`")))]
async fn draft_article(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<DraftInput>,
) -> Result<(StatusCode, Json<DraftedView>)> {
    let from = match (input.conversation_id, input.question_id) {
        (Some(it), None) => DraftSource::Conversation(it),
        (None, Some(it)) => DraftSource::Question(it),
        _ => return Err(Error::invalid("conversation_id", "field_missing")),
    };
    let drafted = drafting::draft(&app, staff.site()?, Editor::staff(&staff), from).await?;
    let Drafted { article, new, reason } = drafted;
    let status = if new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(DraftedView { article, new, reason })))
}
