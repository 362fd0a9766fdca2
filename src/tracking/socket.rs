//! What the widget says over its socket of where the visitor is.
use super::service::{self, Arrival};
use super::types::Activity;
use crate::Result;
use crate::app::App;
use crate::base::ids::SessionId;
use crate::live::Seen;
use crate::realtime::{Client, Nothing};
use serde::Deserialize;
use std::sync::Arc;

/// `tracking:visitor:connect` and `tracking:pageview`.
#[derive(Deserialize)]
pub struct PageData {
    #[serde(alias = "page")]
    url: Option<String>,
    #[serde(default, rename = "sessionId", deserialize_with = "super::types::named")]
    session: Option<SessionId>,
    title: Option<String>,
    referrer: Option<String>,
    screen: Option<String>,
    language: Option<String>,
}

/// Notes the page the visitor looks at, unless the browser asks not to be tracked.
///
/// # Errors
/// 403 for users of the desk.
pub async fn page_view(app: App, client: Arc<Client>, data: PageData) -> Result<Nothing> {
    let arrival = Arrival {
        agent: client.agent.clone(),
        do_not_track: client.do_not_track,
        session: data.session,
        seen: Seen { url: data.url, title: data.title },
        referrer: data.referrer,
        screen: data.screen,
        language: data.language,
        ..Arrival::default()
    };
    service::see_page(&app, client.site, client.visitor()?, arrival).await?;
    Ok(Nothing {})
}

/// `tracking:activity`.
#[derive(Deserialize)]
pub struct ActivityData {
    state: Activity,
    scroll_depth: Option<f64>,
}

/// Notes whether the visitor is at the page, and how far down it was seen.
///
/// # Errors
/// 403 for users of the desk.
pub async fn activity(app: App, client: Arc<Client>, data: ActivityData) -> Result<Nothing> {
    let visitor = client.visitor()?;
    let scroll = data.scroll_depth.map(|it| (0..=100).rfind(|step| f64::from(*step) <= it).unwrap_or(0));
    let idle = data.state == Activity::Idle;
    app.visits.stir(client.site, visitor, idle, scroll.map(i64::from), app.clock.now());
    Ok(Nothing {})
}
