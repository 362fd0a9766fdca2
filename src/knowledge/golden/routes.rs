//! HTTP surface of questions whose answer is known.
use super::service;
use super::store;
use super::types::{Cause, Golden, GoldenInput, Run};
use crate::app::App;
use crate::base::ids::{GoldenQuestionId, SiteId};
use crate::knowledge::evaluate::Question;
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Runs shown.
const RUNS: i64 = 20;

/// Routes below `/api/knowledge/golden`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(run))
        .routes(routes!(take_set))
        .routes(routes!(update, delete))
}

#[derive(Serialize, utoipa::ToSchema)]
struct GoldenList {
    /// Newest first; at most 500.
    items: Vec<Golden>,
    /// The last runs over all of them, newest first.
    runs: Vec<Run>,
}

/// Questions whose answer is known, with what they give
#[utoipa::path(get, path = "/api/knowledge/golden", tag = "knowledge",
    responses((status = 200, body = GoldenList)))]
async fn list(State(app): State<App>, staff: Staff) -> Result<Json<GoldenList>> {
    shown(&app, staff.site()?).await
}

async fn shown(app: &App, site: SiteId) -> Result<Json<GoldenList>> {
    let read = move |conn: &rusqlite::Connection| {
        Ok(GoldenList { items: store::list(conn, site)?, runs: store::runs(conn, site, RUNS)? })
    };
    Ok(Json(app.store.read(read).await?))
}

/// Add a question with the article that should answer it
#[utoipa::path(post, path = "/api/knowledge/golden", tag = "knowledge", request_body = GoldenInput, responses(
    (status = 201, body = Golden), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn create(
    State(app): State<App>,
    staff: Staff,
    Input(input): Input<GoldenInput>,
) -> Result<(StatusCode, Json<Golden>)> {
    let site = staff.site()?;
    let id = service::create(&app, site, staff.user, input).await?;
    Ok((StatusCode::CREATED, one(&app, site, id).await?))
}

async fn one(app: &App, site: SiteId, id: GoldenQuestionId) -> Result<Json<Golden>> {
    let found = app.store.read(move |conn| store::find(conn, site, id)).await?;
    found.map(Json).ok_or(Error::NotFound("golden_question"))
}

/// Change a question
#[utoipa::path(put, path = "/api/knowledge/golden/{id}", tag = "knowledge",
    params(("id" = GoldenQuestionId, Path)), request_body = GoldenInput, responses((status = 200, body = Golden),
    (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn update(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<GoldenQuestionId>,
    Input(input): Input<GoldenInput>,
) -> Result<Json<Golden>> {
    let site = staff.site()?;
    service::update(&app, site, staff.user, id, input).await?;
    one(&app, site, id).await
}

/// Remove a question
#[utoipa::path(delete, path = "/api/knowledge/golden/{id}", tag = "knowledge",
    params(("id" = GoldenQuestionId, Path)), responses((status = 204), (status = 404, body = Problem)))]
async fn delete(
    State(app): State<App>,
    staff: Staff,
    PathId(id): PathId<GoldenQuestionId>,
) -> Result<StatusCode> {
    service::delete(&app, staff.site()?, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ask all of them now
#[utoipa::path(post, path = "/api/knowledge/golden/run", tag = "knowledge",
    responses((status = 200, body = GoldenList)))]
async fn run(State(app): State<App>, staff: Staff) -> Result<Json<GoldenList>> {
    let site = staff.site()?;
    service::run(&app, site, Cause::ByHand).await?;
    shown(&app, site).await
}

#[derive(Deserialize, utoipa::ToSchema)]
struct GoldenSet {
    /// Each with the address part of its article.
    #[schema(value_type = Vec<SetQuestion>)]
    questions: Vec<Question>,
}

/// A question of a set.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "describes what `Question` reads")]
struct SetQuestion {
    /// As typed.
    q: String,
    /// Address part of the article that answers it.
    answer: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct TakenSet {
    /// Questions that are new.
    created: usize,
    /// Questions whose article is not there.
    left_out: Vec<String>,
}

/// Take over a set of questions, as `asisttr search eval` reads them
#[utoipa::path(post, path = "/api/knowledge/golden/import", tag = "knowledge", request_body = GoldenSet, responses(
    (status = 200, body = TakenSet), (status = 409, body = Problem), (status = 422, body = Problem)))]
async fn take_set(
    State(app): State<App>,
    staff: Staff,
    Input(set): Input<GoldenSet>,
) -> Result<Json<TakenSet>> {
    if set.questions.len() > service::MOST {
        return Err(Error::beyond("questions", "too_many", service::MOST as u64));
    }
    let (created, left_out) = service::take_set(&app, staff.site()?, staff.user, set.questions).await?;
    Ok(Json(TakenSet { created, left_out }))
}
