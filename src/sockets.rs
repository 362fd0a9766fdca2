//! The whole socket surface on one screen: who may connect, what may be said, what is heard.
use crate::app::App;
use crate::base::ids::SiteId;
use crate::conversations::follow::Renderer;
use crate::conversations::socket as chat;
use crate::files::Links;
use crate::people::permissions::{self, Party};
use crate::realtime::{Client, Delivery, Events, Flood, Handshake, Render, Session, Surface, Who};
use crate::routing::service as routing;
use crate::store::{Event, Seq};
use crate::widget::socket as widget;
use crate::{Result, assistant, bans, canned, knowledge, macros, notify, offline, people, saved_views, tags};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::future::Future;
use std::sync::Arc;

/// What the realtime edge needs to know of the product.
#[must_use]
pub fn surface(app: &App) -> Surface {
    let (recognise, present) = (app.clone(), app.clone());
    Surface {
        authenticate: Box::new(move |handshake| {
            let app = recognise.clone();
            Box::pin(async move { authenticate(&app, handshake).await })
        }),
        events: Arc::new(events(app)),
        render: render(app),
        presence: Box::new(move |site, who, online| presence(&present, site, who, online)),
    }
}

fn events(app: &App) -> Events {
    use Flood::{Messages, PageViews, Typing};
    Events::allowed_by(may)
        .on("tracking:visitor:connect", PageViews, with(app, widget::page_view))
        .on("tracking:pageview", PageViews, with(app, widget::page_view))
        .on("tracking:activity", PageViews, with(app, widget::activity))
        .on("chat:start", Messages, with(app, chat::start))
        .on("chat:message", Messages, with(app, chat::message))
        .on("chat:edit", Messages, with(app, chat::edit))
        .on("chat:delete", Messages, with(app, chat::delete))
        .on("chat:react", Messages, with(app, chat::react))
        .on("chat:close", Messages, with(app, chat::close))
        .on("chat:escalate", Messages, with(app, chat::escalate))
        .on("chat:typing", Typing, with(app, chat::typing))
        .on("chat:delivered", Typing, with(app, chat::delivered))
        .on("chat:read", Typing, with(app, chat::read))
        .on("agent:state", Messages, with(app, crate::routing::socket::set_state))
        .on("ai:stop", Messages, with(app, chat::stop_assistant))
        .on("ai:resume", Messages, with(app, chat::resume_assistant))
        .on("ai:suggest", Messages, with(app, assistant::socket::suggest))
        .on("kb:suggest", Typing, with(app, assistant::socket::articles))
}

/// Applies the table of rights to what a client says.
fn may(event: &str, client: &Client) -> bool {
    match permissions::of_event(event) {
        Some(Party::Visitor) => matches!(client.who, Who::Visitor(_)),
        Some(Party::User) => matches!(client.who, Who::User(_)),
        Some(Party::Both) => true,
        None => false,
    }
}

/// Gives a handler the application.
fn with<T, R, F, Fut>(app: &App, handler: F) -> impl Fn(Arc<Client>, T) -> Fut + Send + Sync + 'static
where
    F: Fn(App, Arc<Client>, T) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<R>> + Send + 'static,
{
    let app = app.clone();
    move |client, data| handler(app.clone(), client, data)
}

async fn authenticate(app: &App, handshake: Handshake) -> Result<Session> {
    let Some(token) = handshake.auth.get("token").and_then(Value::as_str) else {
        return widget::authenticate(app, &handshake).await;
    };
    let site = handshake.auth.get("siteId").and_then(Value::as_str).and_then(|it| it.parse::<SiteId>().ok());
    let staff = people::authorize::user(app, token, site).await?;
    let ready = json!({ "user": { "id": staff.user, "name": staff.name, "role": staff.role } });
    Ok(Session {
        site: staff.site()?,
        who: Who::User(staff.user),
        role: Some(staff.role),
        name: staff.name,
        login: Some(staff.login),
        ready,
    })
}

/// Every event of the log, in the words of its audiences.
pub(crate) fn render(app: &App) -> Render {
    let app = app.clone();
    Arc::new(move |conn: &Connection, events: &[(Seq, Event)]| {
        let renderer = Renderer { links: Links::new(&app.keys, app.clock.now()), hub: app.hub.clone() };
        let mut out: Vec<Delivery> = Vec::with_capacity(events.len() * 2);
        for (seq, event) in events {
            renderer.render(conn, *seq, event, &mut out)?;
            offline::follow::render(*seq, event, &mut out);
            knowledge::follow::render(*seq, event, &mut out);
            tags::follow::render(*seq, event, &mut out);
            canned::follow::render(*seq, event, &mut out);
            saved_views::follow::render(*seq, event, &mut out);
            macros::follow::render(*seq, event, &mut out);
            bans::follow::render(*seq, event, &mut out);
            notify::follow::render(conn, *seq, event, &mut out)?;
            if event.kind.starts_with("conversation.") || event.kind.starts_with("settings.") {
                app.mode_notices.give(event.site);
            }
            if event.kind == "agent.changed" {
                app.room_notices.give(event.site); // who was away may take now what waits
            }
        }
        Ok(out)
    })
}

/// Somebody came or went: colleagues and widgets hear of it, and whoever waits may have found an agent.
fn presence(app: &App, site: SiteId, who: Who, online: bool) {
    let user = match who {
        Who::Visitor(visitor) => return widget::presence(app, site, visitor, online),
        Who::User(user) => user,
    };
    app.mode_notices.give(site);
    if online {
        app.room_notices.give(site);
    }
    let app = app.clone();
    app.lifecycle.clone().run("presence", async move {
        if let Err(error) = routing::announce(&app, site, user).await {
            tracing::debug!(%error, "a user without a desk of this site came or went");
        }
    });
}
