//! HTTP surface of the providers. Keys only come in.
mod usage;

use super::service::manage::{self, Providers, Trial, TrialInput};
use super::types::{AiBudget, AiRouting, Listed, ProviderInput};
use crate::Result;
use crate::app::App;
use crate::audit::Actor;
use crate::base::Lang;
use crate::base::ids::ProviderId;
use crate::settings::{self, Versioned};
use crate::web::input::IfMatch;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Map, Value};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/ai` and `/api/settings`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(test))
        .routes(routes!(show, update, delete))
        .routes(routes!(routing, change_routing))
        .routes(routes!(budget, change_budget))
        .merge(usage::router())
}

/// The site's providers of language models, in the order in which they are asked
#[utoipa::path(get, path = "/api/ai/providers", tag = "ai",
    responses((status = 200, body = Providers), (status = 403, body = Problem)))]
async fn list(State(app): State<App>, staff: Staff, lang: Lang) -> Result<Json<Providers>> {
    manage::list(&app, staff.site()?, lang).await.map(Json)
}

/// Add a provider
///
/// Its key is encrypted and never given out again.
#[utoipa::path(post, path = "/api/ai/providers", tag = "ai", request_body = ProviderInput, responses(
    (status = 201, body = Listed), (status = 403, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    Input(input): Input<ProviderInput>,
) -> Result<(StatusCode, Json<Listed>)> {
    let site = staff.site()?;
    let id = manage::create(&app, site, Actor::staff(&staff), input).await?;
    Ok((StatusCode::CREATED, Json(manage::show(&app, site, id, lang).await?)))
}

/// One provider
#[utoipa::path(get, path = "/api/ai/providers/{id}", tag = "ai",
    responses((status = 200, body = Listed), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn show(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    PathId(id): PathId<ProviderId>,
) -> Result<Json<Listed>> {
    manage::show(&app, staff.site()?, id, lang).await.map(Json)
}

/// Change a provider
///
/// What is left out stays; when the address moves to another server, the key has to come along.
#[utoipa::path(put, path = "/api/ai/providers/{id}", tag = "ai", request_body = ProviderInput,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Listed), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 412, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    PathId(id): PathId<ProviderId>,
    IfMatch(version): IfMatch,
    Input(input): Input<ProviderInput>,
) -> Result<Json<Listed>> {
    let site = staff.site()?;
    manage::update(&app, site, Actor::staff(&staff), (id, version), input).await?;
    manage::show(&app, site, id, lang).await.map(Json)
}

/// Remove a provider and its key
#[utoipa::path(delete, path = "/api/ai/providers/{id}", tag = "ai",
    responses((status = 204), (status = 403, body = Problem), (status = 404, body = Problem)))]
async fn delete(State(app): State<App>, staff: Staff, PathId(id): PathId<ProviderId>) -> Result<StatusCode> {
    manage::delete(&app, staff.site()?, Actor::staff(&staff), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Really ask a provider, and say in words what is wrong
///
/// Also with fields that are not stored yet. Where it can, the provider lists its models.
#[utoipa::path(post, path = "/api/ai/providers/test", tag = "ai", request_body = TrialInput, responses(
    (status = 200, body = Trial), (status = 403, body = Problem), (status = 404, body = Problem),
    (status = 422, body = Problem)))]
async fn test(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    Input(input): Input<TrialInput>,
) -> Result<Json<Trial>> {
    Box::pin(manage::test(&app, staff.site()?, input, lang)).await.map(Json)
}

/// Who is asked what, and in which order
#[utoipa::path(get, path = "/api/settings/ai-routing", tag = "settings",
    responses((status = 200, body = Versioned<AiRouting>), (status = 403, body = Problem)))]
async fn routing(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<AiRouting>>> {
    settings::show(&app, staff.site()?).await.map(Json)
}

/// Change who is asked what, and in which order
///
/// What is left out stays, also inside objects; a list is replaced as a whole.
#[utoipa::path(put, path = "/api/settings/ai-routing", tag = "settings", request_body = AiRouting,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<AiRouting>), (status = 403, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"), (status = 422, body = Problem)))]
async fn change_routing(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<AiRouting>>> {
    settings::change(&app, &staff, expected, asked).await.map(Json)
}

/// What words may cost, and what they do cost
#[utoipa::path(get, path = "/api/settings/ai-budget", tag = "settings",
    responses((status = 200, body = Versioned<AiBudget>), (status = 403, body = Problem)))]
async fn budget(State(app): State<App>, staff: Staff) -> Result<Json<Versioned<AiBudget>>> {
    settings::show(&app, staff.site()?).await.map(Json)
}

/// Change what words may cost, and what they do cost
///
/// What is left out stays; `prices` come all together.
#[utoipa::path(put, path = "/api/settings/ai-budget", tag = "settings", request_body = AiBudget,
    params(("if-match" = Option<i64>, Header, description = "The version that was looked at")), responses(
    (status = 200, body = Versioned<AiBudget>), (status = 403, body = Problem),
    (status = 412, body = Problem, description = "`current` is how it is now"), (status = 422, body = Problem)))]
async fn change_budget(
    State(app): State<App>,
    staff: Staff,
    IfMatch(expected): IfMatch,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<Versioned<AiBudget>>> {
    settings::change(&app, &staff, expected, asked).await.map(Json)
}
