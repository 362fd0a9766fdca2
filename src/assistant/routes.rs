//! HTTP surface of the assistant, for the desk.
use super::service;
use super::types::{Answer, Outcome};
use crate::app::App;
use crate::base::ids::ConversationId;
use crate::knowledge::{Audience, SearchHit, search};
use crate::web::problem::Problem;
use crate::web::{Input, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/ai`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(suggest)).routes(routes!(outcome)).routes(routes!(test))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct About {
    conversation_id: ConversationId,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Suggestion {
    /// `null` when no passage is good enough.
    suggestion: Option<Answer>,
}

/// What an agent could answer
#[utoipa::path(post, path = "/api/ai/suggest", tag = "assistant", request_body = About,
    responses((status = 200, body = Suggestion), (status = 404, body = Problem)))]
async fn suggest(
    State(app): State<App>,
    staff: Staff,
    Input(about): Input<About>,
) -> Result<Json<Suggestion>> {
    let suggestion = service::suggest(&app, staff.site()?, about.conversation_id).await?;
    Ok(Json(Suggestion { suggestion }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct OutcomeInput {
    conversation_id: ConversationId,
    outcome: Outcome,
}

/// Count what an agent did with a suggestion
#[utoipa::path(post, path = "/api/ai/suggest/outcome", tag = "assistant", request_body = OutcomeInput,
    responses((status = 204), (status = 404, body = Problem)))]
async fn outcome(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<OutcomeInput>,
) -> Result<StatusCode> {
    service::count_outcome(&app, staff.site()?, input.conversation_id, staff.user, input.outcome).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Question {
    /// 1 to 500 characters.
    question: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Tested {
    /// What a visitor would be answered; `null` when no passage is good enough.
    answer: Option<Answer>,
    /// The passages behind it, best first.
    hits: Vec<SearchHit>,
}

/// Ask the assistant as a visitor would, and see what it stands on
#[utoipa::path(post, path = "/api/ai/test", tag = "assistant", request_body = Question,
    responses((status = 200, body = Tested), (status = 422, body = Problem)))]
async fn test(State(app): State<App>, staff: Staff, Input(input): Input<Question>) -> Result<Json<Tested>> {
    let site = staff.site()?;
    match input.question.trim().chars().count() {
        0 => return Err(Error::invalid("question", "field_missing")),
        1..=500 => (),
        _ => return Err(Error::beyond("question", "field_too_long", 500)),
    }
    let answer = service::answer(&app, site, Audience::Public, &input.question).await?;
    let hits = search::search(&app, site, Audience::Public, service::about(&input.question)).await?;
    Ok(Json(Tested { answer, hits }))
}
