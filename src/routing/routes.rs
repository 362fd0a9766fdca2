//! HTTP surface of routing: agents and their states.
use super::service::{self, NewState};
use super::store;
use super::types::{AgentState, AgentView, Candidate, Forecast, Request};
use crate::app::App;
use crate::base::Priority;
use crate::base::ids::{DepartmentId, SkillId};
use crate::hours;
use crate::settings::minute_of_day;
use crate::web::problem::Problem;
use crate::web::{Input, Public, Staff};
use crate::{Error, Result};
use axum::Json;
use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Routes below `/api/agents`, and the tester of the rules.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(available))
        .routes(routes!(my_state, set_my_state))
        .routes(routes!(test))
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

/// A visitor that is only imagined.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
struct Imagined {
    /// Language of the widget, such as `tr`.
    #[serde(default)]
    language: String,
    /// Where the conversation belongs.
    department_id: Option<DepartmentId>,
    /// What it needs.
    #[serde(default)]
    skill_ids: Vec<SkillId>,
    /// Whether the visitor is a VIP.
    #[serde(default)]
    vip: bool,
    /// Address of the page.
    page: Option<String>,
    /// A tag of the conversation.
    tag: Option<String>,
    /// How urgent people say it is.
    #[serde(default)]
    priority: Priority,
    /// Time of day on the site's clock, `HH:MM`.
    time: String,
}

/// Who would get a conversation, and why not the others
///
/// Agents, their states and the stored rules are as they are now; nothing changes.
#[utoipa::path(post, path = "/api/settings/routing/test", tag = "settings", request_body = Imagined,
    responses((status = 200, body = Forecast), (status = 422, body = Problem)))]
async fn test(State(app): State<App>, staff: Staff, Input(asked): Input<Imagined>) -> Result<Json<Forecast>> {
    let request = Request {
        department: asked.department_id,
        skills: asked.skill_ids,
        language: asked.language,
        vip: asked.vip,
        page: asked.page.filter(|it| !it.is_empty()),
        tags: asked.tag.into_iter().filter(|it| !it.is_empty()).collect(),
        priority: asked.priority,
        minute: minute_of_day(&asked.time).ok_or_else(|| Error::invalid("time", "value_invalid"))?,
        ..Request::default()
    };
    Ok(Json(service::forecast(&app, staff.site()?, request).await?))
}
