//! What agents say about themselves over the socket.
use super::routes::StateInput;
use super::service::{self, NewState};
use super::types::AgentView;
use crate::Result;
use crate::app::App;
use crate::realtime::{Client, Nothing};
use std::sync::Arc;

/// `agent:state`.
///
/// # Errors
/// As [`service::set_state`].
pub async fn set_state(app: App, client: Arc<Client>, data: StateInput) -> Result<AgentView> {
    let new = NewState { state: data.state, message: data.message, until: data.until };
    let view = service::set_state(&app, client.site, client.user()?, new).await?;
    app.mode_notices.give(client.site);
    Ok(view)
}

/// `agent:activity`: the agent moved the pointer or pressed a key.
///
/// # Errors
/// When the store fails.
pub async fn activity(app: App, client: Arc<Client>, _: serde_json::Value) -> Result<Nothing> {
    service::show_life(&app, client.site, client.user()?).await?;
    Ok(Nothing {})
}
