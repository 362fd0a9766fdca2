//! HTTP surface of routing: agents and their states.
use super::service::{self, NewState};
use super::store;
use super::types::{AgentState, AgentView, Candidate};
use crate::Result;
use crate::app::App;
use crate::hours;
use crate::web::problem::Problem;
use crate::web::{Input, Public, Staff};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/agents`.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(available))
        .routes(routes!(my_state, set_my_state))
}

#[derive(Serialize, utoipa::ToSchema)]
struct Agents {
    items: Vec<AgentView>,
}

/// Every agent of the site, with state and load
#[utoipa::path(get, path = "/api/agents", tag = "agents", responses((status = 200, body = Agents)))]
async fn list(State(app): State<App>, staff: Staff) -> Result<Json<Agents>> {
    Ok(Json(Agents { items: service::agents(&app, staff.site()?).await? }))
}

#[derive(Serialize, utoipa::ToSchema)]
struct Available {
    /// Agents who can take a conversation now; nobody while the site is closed.
    available: usize,
    /// Whether a call can be made.
    calls: bool,
}

/// How many agents can take a conversation now
#[utoipa::path(get, path = "/api/agents/available", tag = "agents",
    responses((status = 200, body = Available), (status = 401, body = Problem)))]
async fn available(State(app): State<App>, public: Public) -> Result<Json<Available>> {
    let (online, now) = (service::online(&app, public.site), app.clock.now());
    let agents = app
        .store
        .read(move |conn| match hours::reception(conn, public.site, now)?.refusal {
            Some(_) => Ok(Vec::new()),
            None => store::agents(conn, public.site, &online, now),
        })
        .await?;
    let available = agents.iter().filter(|it| Candidate::can_take(it)).count();
    Ok(Json(Available { available, calls: false }))
}

/// One's own state
#[utoipa::path(get, path = "/api/agents/me/state", tag = "agents",
    responses((status = 200, body = AgentView), (status = 404, body = Problem)))]
async fn my_state(State(app): State<App>, staff: Staff) -> Result<Json<AgentView>> {
    Ok(Json(service::agent(&app, staff.site()?, staff.user).await?))
}

/// What an agent chooses to be.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct StateInput {
    /// The state.
    pub state: AgentState,
    /// A word to colleagues, at most 120 characters.
    pub message: Option<String>,
    /// When it ends by itself.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}

/// Choose one's own state
#[utoipa::path(put, path = "/api/agents/me/state", tag = "agents", request_body = StateInput,
    responses((status = 200, body = AgentView), (status = 422, body = Problem)))]
async fn set_my_state(
    State(app): State<App>,
    staff: Staff,
    Input(new): Input<StateInput>,
) -> Result<Json<AgentView>> {
    let site = staff.site()?;
    let new = NewState { state: new.state, message: new.message, until: new.until };
    let view = service::set_state(&app, site, staff.user, new).await?;
    app.mode_notices.give(site);
    Ok(Json(view))
}
