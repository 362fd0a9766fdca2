//! The whole socket surface on one screen: who may connect, what may be said, what is heard.
use crate::app::App;
use crate::base::ids::{SiteId, VisitorId};
use crate::conversations::follow::Renderer;
use crate::conversations::socket as chat;
use crate::files::Links;
use crate::people::permissions::{self, Party};
use crate::realtime::{Client, Delivery, Events, Flood, Handshake, Render, Session, Surface, Who};
use crate::routing::service as routing;
use crate::store::{Event, Seq};
use crate::tracking::socket as tracking;
use crate::web::limit::Limiter;
use crate::widget::socket as widget;
use crate::{
    Result, assistant, bans, canned, conversations, forms, imports, knowledge, macros, notify, organisation,
    people, saved_views, sla, tags, tickets, visitors,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::future::Future;
use std::sync::Arc;

/// What the realtime edge needs to know of the product.
#[must_use]
pub fn surface(app: &App, limiter: &Limiter) -> Surface {
    let (recognise, present, left) = (app.clone(), app.clone(), app.clone());
    let limiter = limiter.clone();
    Surface {
        authenticate: Box::new(move |handshake| {
            let (app, limiter) = (recognise.clone(), limiter.clone());
            Box::pin(async move { authenticate(&app, &limiter, handshake).await })
        }),
        events: Arc::new(events(app)),
        render: render(app),
        presence: Box::new(move |site, who, online| presence(&present, site, who, online)),
        left: Box::new(move |client| {
            chat::left(&left, client);
            tickets::socket::left(&left, client);
        }),
    }
}

fn events(app: &App) -> Events {
    use Flood::{Messages, PageViews, Typing};
    Events::allowed_by(may)
        .on("tracking:visitor:connect", PageViews, with(app, tracking::page_view))
        .on("tracking:pageview", PageViews, with(app, tracking::page_view))
        .on("tracking:activity", PageViews, with(app, tracking::activity))
        .on("chat:start", Messages, with(app, chat::start))
        .on("chat:message", Messages, with(app, assistant::socket::message))
        .on("chat:edit", Messages, with(app, chat::edit))
        .on("chat:delete", Messages, with(app, chat::delete))
        .on("chat:react", Messages, with(app, chat::react))
        .on("chat:close", Messages, with(app, chat::close))
        .on("chat:escalate", Messages, with(app, chat::escalate))
        .on("chat:typing", Typing, with(app, chat::typing))
        .on("chat:view", PageViews, with(app, chat::view))
        .on("desk:look", PageViews, with(app, notify::socket::look))
        .on("ticket:lock", PageViews, with(app, tickets::socket::lock))
        .on("ticket:unlock", PageViews, with(app, tickets::socket::unlock))
        .on("ticket:view", PageViews, with(app, tickets::socket::view))
        .on("chat:delivered", Typing, with(app, chat::delivered))
        .on("chat:read", Typing, with(app, chat::read))
        .on("agent:state", Messages, with(app, crate::routing::socket::set_state))
        .on("agent:offer:accept", Messages, with(app, chat::accept_offer))
        .on("agent:offer:decline", Messages, with(app, chat::decline_offer))
        .on("agent:activity", PageViews, with(app, crate::routing::socket::activity))
        .on("queue:leave", Messages, with(app, chat::leave_queue))
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

async fn authenticate(app: &App, limiter: &Limiter, handshake: Handshake) -> Result<Session> {
    let Some(token) = handshake.auth.get("token").and_then(Value::as_str) else {
        return widget::authenticate(app, limiter, &handshake).await;
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
        ready: Box::pin(async move { Ok(ready) }),
    })
}

/// Every event of the log, in the words of its audiences.
pub(crate) fn render(app: &App) -> Render {
    let app = app.clone();
    Arc::new(move |conn: Option<&Connection>, events: &[(Seq, Event)], out: &mut Vec<Delivery>| {
        let renderer = Renderer {
            links: Links::new(&app.keys, app.clock.now()),
            hub: app.hub.clone(),
            absent_users: app.absent_users.clone(),
        };
        for (done, (seq, event)) in events.iter().enumerate() {
            match conn {
                Some(conn) => {
                    renderer.render(conn, *seq, event, out)?;
                    notify::follow::render(conn, *seq, event, out)?;
                    visitors::follow::render(conn, *seq, event, out)?;
                    tickets::follow::render(conn, &renderer.links, *seq, event, out)?;
                }
                None if !notify::follow::tells(event)
                    && !visitors::follow::tells(event)
                    && !tickets::follow::tells(event)
                    && renderer.render_at_once(*seq, event, out) => {}
                None => return Ok(done),
            }
            knowledge::follow::render(*seq, event, out);
            imports::follow::render(*seq, event, out);
            organisation::follow::render(*seq, event, out);
            tags::follow::render(*seq, event, out);
            canned::follow::render(*seq, event, out);
            saved_views::follow::render(*seq, event, out);
            macros::follow::render(*seq, event, out);
            bans::follow::render(*seq, event, out);
            sla::follow::render(*seq, event, out);
            forms::follow::render(*seq, event, out);
            match (event.kind.as_ref(), event.visitor) {
                ("visitor.updated", _) => app.visits.renew(event.site, VisitorId::of(event.object)),
                (kind, Some(it)) if kind.starts_with("conversation.") && !kind.contains(".seen_") => {
                    app.visits.renew(event.site, it);
                }
                _ => (),
            }
            if event.kind.starts_with("ticket.") {
                app.sla_notices.give(event.site);
            }
            if ["conversation.", "settings.", "site."].iter().any(|it| event.kind.starts_with(it)) {
                app.mode_notices.give(event.site);
                if !event.kind.starts_with("conversation.seen") {
                    app.queue_notices.give(event.site);
                }
            }
            if event.kind == "agent.changed" || event.kind == "settings.changed" {
                app.queue_notices.give(event.site);
                app.state_notices.give(event.site);
            }
            if gives_room(&event.kind) {
                app.room_notices.give(event.site);
            }
        }
        Ok(events.len())
    })
}

/// Whether an agent may have got room for what waits, or other rules may have found one: who was away is back, has
/// handed something on or got a higher limit.
fn gives_room(kind: &str) -> bool {
    matches!(
        kind,
        "agent.changed"
            | "user.updated"
            | "conversation.closed"
            | "conversation.deleted"
            | "conversation.assigned"
            | "conversation.transferred"
            | "conversation.updated"
            | "conversation.offer_over"
            | "settings.changed"
            | "organisation.changed"
    )
}

/// Somebody came or went: colleagues and widgets hear of it, and whoever waits may have found an agent.
fn presence(app: &App, site: SiteId, who: Who, online: bool) {
    let user = match who {
        Who::Visitor(visitor) => {
            conversations::jobs::visitor_presence(app, site, visitor, online);
            return app.visits.set_online(site, visitor, online, app.clock.now());
        }
        Who::User(user) => user,
    };
    // First: whoever is missed counts as there for a while, and what follows looks at that.
    conversations::jobs::user_presence(app, site, user, online);
    app.mode_notices.give(site);
    app.queue_notices.give(site);
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
