//! What clients ask of the assistant over the socket.
use super::service;
use super::stream::Outlet;
use crate::Result;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use crate::conversations::socket::{self as chat, MessageAnswer, MessageData};
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
    let found = service::suggest(&app, client.site, data.conversation, &mut outlet).await?;
    Ok(json!({ "suggestion": found.suggestion, "internal": found.internal }))
}

/// Sends a message. Whoever waits for a person is shown articles that may help meanwhile: `kb:suggestions`, never stored.
///
/// # Errors
/// As [`chat::message`].
pub async fn message(app: App, client: Arc<Client>, data: MessageData) -> Result<MessageAnswer> {
    let (site, who, lang) = (client.site, client.who, client.lang);
    let answer = chat::message(app.clone(), client, data).await?;
    if let (Who::Visitor(visitor), true) = (who, answer.waits()) {
        let (text, later) = (answer.message().body.clone(), app.clone());
        app.lifecycle.clone().run("articles for who waits", async move {
            if let Err(error) = help_who_waits(&later, site, (visitor, lang), &text).await {
                tracing::warn!(%error, "nobody looked for articles for who waits");
            }
        });
    }
    Ok(answer)
}

async fn help_who_waits(
    app: &App,
    site: SiteId,
    (visitor, lang): (VisitorId, Lang),
    text: &str,
) -> Result<()> {
    let articles = service::articles(app, site, text).await?;
    if !articles.is_empty() {
        let message = lang.pick("Bu makaleler yardımcı olabilir", "These articles may help");
        let told = json!({ "articles": articles, "message": message });
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
