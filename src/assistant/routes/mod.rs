//! HTTP surface of the assistant.
mod helps;

use super::figures::Figures;
use super::service::Suggestion;
use super::stream::Outlet;
use super::types::{Answer, Outcome, Trace, TraceView};
use super::{figures, pipeline, service};
use crate::app::App;
use crate::base::ids::{ConversationId, MessageId};
use crate::knowledge::{Audience, SearchHit, search};
use crate::web::problem::Problem;
use crate::web::{Input, PathId, QueryInput, Staff, Visitor};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/ai`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(suggest))
        .routes(routes!(outcome))
        .routes(routes!(test))
        .routes(routes!(trace))
        .routes(routes!(judge))
        .routes(routes!(analytics))
        .merge(helps::router())
}

#[derive(Deserialize, utoipa::ToSchema)]
struct About {
    conversation_id: ConversationId,
    /// A name of the page's own: a model's words come to this user as `ai:words` under it while they are made.
    words_ref: Option<String>,
}

/// What an agent could answer
#[utoipa::path(post, path = "/api/ai/suggest", tag = "assistant", request_body = About,
    responses((status = 200, body = Suggestion), (status = 404, body = Problem)))]
async fn suggest(
    State(app): State<App>,
    staff: Staff,
    Input(about): Input<About>,
) -> Result<Json<Suggestion>> {
    let site = staff.site()?;
    let mut outlet = outlet(&app, &staff, about.words_ref)?;
    service::suggest(&app, site, about.conversation_id, &mut outlet).await.map(Json)
}

/// The way of a model's words to who asked for them.
fn outlet(app: &App, staff: &Staff, words_ref: Option<String>) -> Result<Outlet> {
    match words_ref {
        None => Ok(Outlet::to_nobody(app)),
        Some(it) if it.len() > 100 => Err(Error::beyond("words_ref", "field_too_long", 100)),
        Some(it) => Ok(Outlet::to_agent(app, staff.site()?, staff.user, &it)),
    }
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
    /// How it came to be; for admins, as it tells what models are asked.
    trace: Option<Trace>,
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
    let made = service::try_out(&app, site, &input.question).await?;
    let hits = search::search(&app, site, Audience::Public, pipeline::about(&input.question)).await?;
    let answer = made.trace.rung.answers().then_some(made.answer);
    Ok(Json(Tested { answer, trace: staff.is_admin().then_some(made.trace), hits }))
}

/// How an answer came to be
///
/// Passages with their scores, what a model was asked and said, what the check found, and what each step took. Kept for
/// 30 days, with the visitor's identity numbers and addresses masked.
#[utoipa::path(get, path = "/api/ai/traces/{message}", tag = "assistant", params(("message" = MessageId, Path)),
    responses((status = 200, body = TraceView), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn trace(
    State(app): State<App>,
    staff: Staff,
    PathId(message): PathId<MessageId>,
) -> Result<Json<TraceView>> {
    service::trace(&app, staff.site()?, message).await.map(Json)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Judgement {
    /// Whether the answer helped.
    helpful: bool,
}

/// Say whether an answer of the assistant helped
#[utoipa::path(post, path = "/api/widget/answers/{message}/feedback", tag = "widget", request_body = Judgement,
    params(("message" = MessageId, Path)), responses((status = 204), (status = 404, body = Problem)))]
async fn judge(
    State(app): State<App>,
    visitor: Visitor,
    PathId(message): PathId<MessageId>,
    Input(it): Input<Judgement>,
) -> Result<StatusCode> {
    service::judge(&app, visitor.site, visitor.visitor, message, it.helpful).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Days {
    /// The first day, `2026-01-01`; 30 days up to the last one when left out.
    #[param(value_type = Option<String>)]
    from: Option<Date>,
    /// The last day; today when left out.
    #[param(value_type = Option<String>)]
    to: Option<Date>,
}

/// What the assistant took part in, answered, and what became of it
#[utoipa::path(get, path = "/api/analytics/ai", tag = "assistant", params(Days), responses(
    (status = 200, body = Figures), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn analytics(
    State(app): State<App>,
    staff: Staff,
    QueryInput(days): QueryInput<Days>,
) -> Result<Json<Figures>> {
    figures::count(&app, staff.site()?, days.from, days.to).await.map(Json)
}
