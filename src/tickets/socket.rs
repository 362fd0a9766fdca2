//! What desks say about tickets over the socket: who looks at one, who works on it.
use super::service::{self, Lock};
use super::store;
use crate::app::App;
use crate::base::ids::{SiteId, TicketId};
use crate::live::{Connection, Viewer};
use crate::realtime::{Audience, Client, Nothing};
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// `ticket:lock` and `ticket:unlock`.
#[derive(Deserialize)]
pub struct TicketData {
    #[serde(rename = "ticketId")]
    ticket: TicketId,
}

/// `ticket:lock`: takes the lock for a minute, or holds it a minute longer.
///
/// # Errors
/// As [`service::lock`].
pub async fn lock(app: App, client: Arc<Client>, data: TicketData) -> Result<Lock> {
    let who = (client.user()?, client.name.clone());
    service::lock(&app, client.site, data.ticket, who).await
}

/// `ticket:unlock`: gives the own lock back.
///
/// # Errors
/// As [`service::unlock`].
pub async fn unlock(app: App, client: Arc<Client>, data: TicketData) -> Result<Nothing> {
    service::unlock(&app, client.site, data.ticket, client.user()?).await?;
    Ok(Nothing {})
}

/// `ticket:view`; without a ticket: none any more.
#[derive(Deserialize)]
pub struct ViewData {
    #[serde(rename = "ticketId")]
    ticket: Option<TicketId>,
}

/// Everybody who has a ticket open.
#[derive(Serialize)]
pub struct ViewAnswer {
    open: Vec<Value>,
}

/// Colleagues see who has a ticket open; nothing is stored.
///
/// # Errors
/// 404 for a foreign ticket.
pub async fn view(app: App, client: Arc<Client>, data: ViewData) -> Result<ViewAnswer> {
    let (site, viewer) = (client.site, Viewer { id: client.user()?, name: client.name.clone() });
    if let Some(id) = data.ticket {
        let found = app.store.read(move |conn| store::head(conn, site, id)).await?;
        found.ok_or(Error::NotFound("ticket"))?;
    }
    let connection: Connection = client;
    for id in app.ticket_viewers.show(&connection, site, viewer, data.ticket) {
        tell_viewers(&app, site, id);
    }
    let open = app.ticket_viewers.all(site);
    Ok(ViewAnswer {
        open: open.into_iter().map(|(id, it)| json!({ "ticketId": id, "viewers": it })).collect(),
    })
}

/// A connection has ended: whoever was behind it looks at nothing any more.
pub fn left(app: &App, client: &Arc<Client>) {
    let connection: Connection = Arc::clone(client) as Connection;
    if let Some((site, id)) = app.ticket_viewers.leave(&connection) {
        tell_viewers(app, site, id);
    }
}

fn tell_viewers(app: &App, site: SiteId, id: TicketId) {
    let told = json!({ "ticketId": id, "viewers": app.ticket_viewers.of(site, id) });
    app.hub.tell(Audience::Staff(site), "ticket:viewers", &told);
}
