//! The widget's handshake: who it is.
use crate::app::App;
use crate::live::Seen;
use crate::realtime::{Handshake, Session, Who};
use crate::tracking::service::Arrival;
use crate::visitors::types::PageSeen;
use crate::web::limit::Limiter;
use crate::{Result, people, routing, tracking, visitors};
use serde_json::{Value, json};

/// Recognises a connecting widget by the site's key and, when it has one, the visitor's token; a widget without a
/// token becomes a new visitor.
///
/// # Errors
/// 401 `site_unknown`, 403 `origin_not_allowed`; 429 `rate_limited` when too many new visitors come from one address.
pub async fn authenticate(app: &App, limiter: &Limiter, handshake: &Handshake) -> Result<Session> {
    let text = |name: &str| handshake.auth.get(name).and_then(Value::as_str);
    let key = text("apiKey").unwrap_or_default();
    let origin = handshake.origin.as_deref();
    let (site, known) = people::authorize::visitor(app, key, origin, text("visitorToken")).await?;
    let visitor = match known {
        Some(it) => visitors::service::find(app, site, it).await.ok(),
        None => None,
    };
    let (visitor, is_new) = match visitor {
        Some(it) => (it, false),
        None => {
            limiter.newcomer(handshake.address)?;
            visitors::service::arrive(app, site, None, PageSeen::default()).await?
        }
    };
    let arrival = Arrival {
        agent: handshake.agent.clone(),
        do_not_track: handshake.do_not_track,
        is_new,
        session: text("sessionId").and_then(|it| it.parse().ok()),
        seen: Seen { url: text("page").map(str::to_owned), title: None },
        language: text("language").map(str::to_owned),
        ..Arrival::default()
    };
    tracking::service::arrive(app, site, visitor.id, arrival).await?;
    let token = people::tokens::issue_visitor(&app.keys, visitor.id, site, app.clock.now())?;
    let (app, id) = (app.clone(), visitor.id);
    let ready = Box::pin(async move {
        let mode = routing::mode::now(&app, site).await?;
        Ok(json!({ "visitor": { "id": id, "token": token, "name": visitor.name }, "mode": mode }))
    });
    Ok(Session { site, who: Who::Visitor(id), role: None, name: String::new(), login: None, ready })
}
