//! What clients ask of the assistant over the socket.
use super::service;
use super::stream::Outlet;
use crate::Result;
use crate::app::App;
use crate::base::ids::ConversationId;
use crate::realtime::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// `ai:suggest`.
#[derive(Deserialize)]
pub struct SuggestData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
}

/// What an agent could answer.
///
/// # Errors
/// As [`service::suggest`].
pub async fn suggest(app: App, client: Arc<Client>, data: SuggestData) -> Result<Value> {
    client.user()?;
    let mut outlet = Outlet::to_nobody(&app);
    let suggestion = service::suggest(&app, client.site, data.conversation, &mut outlet).await?;
    Ok(json!({ "suggestion": suggestion }))
}

/// `kb:suggest`.
#[derive(Deserialize)]
pub struct ArticlesData {
    text: String,
}

/// Articles that may help with what the visitor is typing.
///
/// # Errors
/// When the search fails.
pub async fn articles(app: App, client: Arc<Client>, data: ArticlesData) -> Result<Value> {
    client.visitor()?;
    let articles = service::articles(&app, client.site, &data.text).await?;
    Ok(json!({ "articles": articles }))
}
