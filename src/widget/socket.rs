//! What the widget says over its socket beside the conversation: who it is, and where the visitor is.
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::realtime::{Audience, Client, Handshake, Nothing, Session, Who};
use crate::visitors::types::PageSeen;
use crate::{Result, people, routing, visitors};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

/// Recognises a connecting widget by the site's key and, when it has one, the visitor's token; a widget without a
/// token becomes a new visitor.
///
/// # Errors
/// 401 `site_unknown`, 403 `origin_not_allowed`.
pub async fn authenticate(app: &App, handshake: &Handshake) -> Result<Session> {
    let text = |name: &str| handshake.auth.get(name).and_then(Value::as_str);
    let key = text("apiKey").unwrap_or_default();
    let origin = handshake.origin.as_deref();
    let (site, known) = people::authorize::visitor(app, key, origin, text("visitorToken")).await?;
    let visitor = match known {
        Some(it) => visitors::service::find(app, site, it).await.ok(),
        None => None,
    };
    let visitor = match visitor {
        Some(it) => it,
        None => {
            let page = PageSeen { url: text("page").map(str::to_owned), ..PageSeen::default() };
            visitors::service::arrive(app, site, None, page).await?
        }
    };
    let token = people::tokens::issue_visitor(&app.keys, visitor.id, site, app.clock.now())?;
    let (app, id) = (app.clone(), visitor.id);
    let ready = Box::pin(async move {
        let mode = routing::mode::now(&app, site).await?;
        Ok(json!({ "visitor": { "id": id, "token": token, "name": visitor.name }, "mode": mode }))
    });
    Ok(Session { site, who: Who::Visitor(id), role: None, name: String::new(), login: None, ready })
}

/// `tracking:visitor:connect` and `tracking:pageview`.
#[derive(Deserialize)]
pub struct PageData {
    #[serde(alias = "page")]
    url: Option<String>,
    title: Option<String>,
}

/// Notes the page the visitor looks at.
///
/// # Errors
/// 403 for users of the desk.
pub async fn page_view(app: App, client: Arc<Client>, data: PageData) -> Result<Nothing> {
    let visitor = client.visitor()?;
    if let Some(url) = data.url.filter(|it| !it.is_empty()) {
        visitors::service::see_page(&app, client.site, visitor, &url, data.title.as_deref()).await?;
    }
    Ok(Nothing {})
}

/// `tracking:activity`.
#[derive(Deserialize)]
pub struct ActivityData {
    state: Activity,
}

#[derive(Debug, Clone, Copy, Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
enum Activity {
    /// The visitor does something.
    Active,
    /// Nothing for a minute.
    Idle,
}

/// Tells the desk whether the visitor is at the page; never stored.
///
/// # Errors
/// 403 for users of the desk.
pub async fn activity(app: App, client: Arc<Client>, data: ActivityData) -> Result<Nothing> {
    let told = json!({ "visitorId": client.visitor()?, "state": data.state });
    app.hub.tell(Audience::Staff(client.site), "visitor:activity", &told);
    Ok(Nothing {})
}

/// Tells the desk that a visitor came or went.
pub fn presence(app: &App, site: SiteId, visitor: VisitorId, online: bool) {
    let name = if online { "visitor:online" } else { "visitor:offline" };
    app.hub.tell(Audience::Staff(site), name, &json!({ "visitorId": visitor }));
}
