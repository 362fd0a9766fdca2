//! What clients ask of the assistant over the socket.
use super::service;
use super::stream::Outlet;
use crate::Result;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::socket::{self as chat, MessageAnswer, MessageData};
use crate::conversations::types::Status;
use crate::conversations::{self, MessageView};
use crate::realtime::Client;
use crate::realtime::{Audience, Who};
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

/// Sends a message. Whoever waits for a person is shown articles that may help meanwhile: `kb:suggestions`, never stored.
///
/// # Errors
/// As [`chat::message`].
pub async fn message(app: App, client: Arc<Client>, data: MessageData) -> Result<MessageAnswer> {
    let (site, who, lang) = (client.site, client.who, client.lang);
    let answer = chat::message(app.clone(), client, data).await?;
    if matches!(who, Who::Visitor(_)) {
        let (message, later) = (answer.message().clone(), app.clone());
        app.lifecycle.clone().run("articles for who waits", async move {
            if let Err(error) = help_who_waits(&later, site, (who, lang), &message).await {
                tracing::warn!(%error, "nobody looked for articles for who waits");
            }
        });
    }
    Ok(answer)
}

async fn help_who_waits(
    app: &App,
    site: SiteId,
    (who, lang): (Who, Lang),
    message: &MessageView,
) -> Result<()> {
    let (Who::Visitor(visitor), id) = (who, message.conversation_id) else { return Ok(()) };
    let head = app.store.read(move |conn| conversations::store::head(conn, site, id)).await?;
    if head.is_none_or(|it| it.status != Status::Queued) {
        return Ok(());
    }
    let articles = service::articles(app, site, &message.body).await?;
    if !articles.is_empty() {
        let told = json!({ "articles": articles, "message": lang.pick("Bu makaleler yardımcı olabilir", "These articles may help") });
        app.hub.tell(Audience::Visitor(site, visitor), "kb:suggestions", &told);
    }
    Ok(())
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
