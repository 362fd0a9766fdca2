//! HTTP surface of the models.
use super::download::Then;
use super::folder::How;
use super::types::{Download, Installed, ModelSettings, Overview, Refusal};
use super::{answer, download, service};
use crate::app::App;
use crate::audit::Actor;
use crate::base::Lang;
use crate::engine::llm::{Ask, Piece, Sampling, Speaker, Turn};
use crate::web::problem::Problem;
use crate::web::{Input, PathId, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::str::FromStr;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Longest answer of a try.
const TRY_TOKENS: u32 = 160;
/// Longest question of a try, in characters.
const MAX_QUESTION: usize = 500;

/// Routes below `/api/ai/models`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(overview))
        .routes(routes!(change))
        .routes(routes!(downloads))
        .routes(routes!(pull))
        .routes(routes!(cancel))
        .routes(routes!(add))
        .routes(routes!(remove))
        .routes(routes!(attempt))
}

/// The models of this installation
///
/// What is installed, what is known to work, what is on its way, and what the machine has room for.
#[utoipa::path(get, path = "/api/ai/models", tag = "models", responses((status = 200, body = Overview)))]
async fn overview(State(app): State<App>, lang: Lang) -> Result<Json<Overview>> {
    service::overview(&app, lang).await.map(Json)
}

/// Choose the models, and how they are kept
///
/// What is left out stays.
#[utoipa::path(put, path = "/api/ai/models/settings", tag = "models", request_body = ModelSettings, responses(
    (status = 200, body = ModelSettings),
    (status = 422, body = Problem, description = "`model_unknown`, `model_wrong_use`, `not_a_model`, `address_invalid`"),
))]
async fn change(
    State(app): State<App>,
    staff: Staff,
    Input(asked): Input<Map<String, Value>>,
) -> Result<Json<ModelSettings>> {
    service::change(&app, Actor::staff(&staff), asked).await.map(Json)
}

#[derive(Serialize, utoipa::ToSchema)]
struct DownloadList {
    items: Vec<Download>,
}

/// Models on their way here
#[utoipa::path(get, path = "/api/ai/models/downloads", tag = "models", responses((status = 200, body = DownloadList)))]
async fn downloads(State(app): State<App>, lang: Lang) -> Result<Json<DownloadList>> {
    Ok(Json(DownloadList { items: download::list(&app, lang).await? }))
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Pull {
    /// A model of the catalogue by its `id` or file, any by its address, or one that was begun by its file.
    model: String,
    /// The file's SHA-256 in hexadecimal digits; what comes is kept only if it is that one.
    sha256: Option<String>,
    /// Whether it is chosen once it is here.
    #[serde(default)]
    choose: bool,
}

/// Fetch a model
///
/// Goes on where it was broken off. How far it is: `GET /api/ai/models/downloads`.
#[utoipa::path(post, path = "/api/ai/models/pull", tag = "models", request_body = Pull, responses(
    (status = 202, body = Download),
    (status = 409, body = Problem, description = "`model_installed`, `download_running`"),
    (status = 422, body = Problem, description = "`model_unknown`, `model_file_name`, `checksum_invalid`"),
))]
async fn pull(
    State(app): State<App>,
    staff: Staff,
    lang: Lang,
    Input(it): Input<Pull>,
) -> Result<(StatusCode, Json<Download>)> {
    let actor = Actor::staff(&staff);
    let then = if it.choose { Then::Choose } else { Then::Keep };
    let begun = download::pull(&app, &actor, (it.model.trim(), it.sha256.as_deref()), then, lang).await?;
    Ok((StatusCode::ACCEPTED, Json(begun)))
}

/// Stop fetching a model, and remove what has come of it
#[utoipa::path(delete, path = "/api/ai/models/downloads/{file}", tag = "models", responses((status = 204)))]
async fn cancel(State(app): State<App>, PathId(FileName(file)): PathId<FileName>) -> Result<StatusCode> {
    download::cancel(&app, &file).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Add {
    /// A GGUF file of the machine.
    path: String,
    /// Copy it; else it stays where it is.
    #[serde(default)]
    copy: bool,
}

/// Add a model that lies on this machine
#[utoipa::path(post, path = "/api/ai/models/add", tag = "models", request_body = Add, responses(
    (status = 201, body = Installed),
    (status = 409, body = Problem, description = "`model_installed`"),
    (status = 422, body = Problem, description = "`file_not_there`, `model_file_name`, `not_a_model`"),
))]
async fn add(
    State(app): State<App>,
    staff: Staff,
    Input(it): Input<Add>,
) -> Result<(StatusCode, Json<Installed>)> {
    let how = if it.copy { How::Copy } else { How::Link };
    let added = service::add(&app, &Actor::staff(&staff), PathBuf::from(it.path.trim()), how).await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Remove a model
///
/// Of one that lies elsewhere, only the link. If it was chosen, none is any more.
#[utoipa::path(delete, path = "/api/ai/models/{file}", tag = "models", responses((status = 204)))]
async fn remove(
    State(app): State<App>,
    staff: Staff,
    PathId(FileName(file)): PathId<FileName>,
) -> Result<StatusCode> {
    service::remove(&app, &Actor::staff(&staff), file).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, utoipa::ToSchema)]
struct Try {
    /// What the model is asked.
    question: String,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Tried {
    /// Which model answered.
    model: String,
    /// What it said.
    text: String,
    /// Tokens read.
    prompt_tokens: u32,
    /// Tokens written.
    output_tokens: u32,
    /// From the request to the first word; with loading, when the model was not in memory.
    first_word_ms: u64,
    /// From the request to the last word.
    total_ms: u64,
}

/// Ask the chosen model something, to see whether it works
#[utoipa::path(post, path = "/api/ai/models/try", tag = "models", request_body = Try, responses(
    (status = 200, body = Tried),
    (status = 503, body = Problem,
     description = "`model_none`, `model_not_here`, `model_no_memory`, `model_busy`, `model_failed`"),
))]
async fn attempt(State(app): State<App>, Input(it): Input<Try>) -> Result<Json<Tried>> {
    if it.question.trim().is_empty() {
        return Err(Error::invalid("question", "field_missing"));
    }
    let text: String = it.question.trim().chars().take(MAX_QUESTION).collect();
    let ask = Ask {
        system: String::new(),
        turns: vec![Turn { speaker: Speaker::User, text }],
        sampling: Sampling { temperature: 0.3, max_tokens: TRY_TOKENS },
    };
    let begun = app.clock.steady();
    let since = || u64::try_from(app.clock.steady().saturating_sub(begun).as_millis()).unwrap_or(u64::MAX);
    let mut answer = answer::generate(&app, ask).await.map_err(unavailable)?;
    let mut tried = Tried {
        model: answer.model().to_owned(),
        text: String::new(),
        prompt_tokens: 0,
        output_tokens: 0,
        first_word_ms: 0,
        total_ms: 0,
    };
    while let Some(piece) = answer.next().await.map_err(unavailable)? {
        match piece {
            Piece::Text(words) => {
                if tried.text.is_empty() {
                    tried.first_word_ms = since();
                }
                tried.text.push_str(&words);
            }
            Piece::Done(usage) => {
                (tried.prompt_tokens, tried.output_tokens) = (usage.prompt_tokens, usage.output_tokens);
            }
        }
    }
    tried.total_ms = since();
    Ok(Json(tried))
}

fn unavailable(refusal: Refusal) -> Error {
    Error::Unavailable(match refusal {
        Refusal::NoModel => "model_none",
        Refusal::NotHere => "model_not_here",
        Refusal::NoMemory => "model_no_memory",
        Refusal::Busy => "model_busy",
        Refusal::TooLong | Refusal::Failed => "model_failed",
    })
}

/// The name of a file, in a path; whether a model has it is looked at where it is used.
struct FileName(String);

impl FromStr for FileName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> std::result::Result<FileName, Self::Err> {
        Ok(FileName(text.to_owned()))
    }
}
