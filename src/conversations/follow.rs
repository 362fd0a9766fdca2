//! What clients hear when something happened to a conversation: events of the log, with content, per audience.
use super::types::{ConversationView, MessageView};
use super::{service, store};
use crate::app::App;
use crate::base::At;
use crate::base::ids::{ConversationId, MessageId, SiteId, UserId, VisitorId};
use crate::files::Links;
use crate::realtime::{Audience, Delivery, Hub, Moments};
use crate::store::{Event, Seq};
use crate::{Result, settings};
use rusqlite::Connection;
use serde::Serialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Gives waiting conversations away whenever an agent may have got room, until `stop`. Many reasons at once are one
/// look, so a crowd that comes back after a restart costs no more than one agent does.
pub async fn give_away(app: App, stop: CancellationToken) {
    loop {
        let sites = tokio::select! {
            () = stop.cancelled() => return,
            sites = app.room_notices.take() => sites,
        };
        for site in sites {
            if let Err(error) = service::fill(&app, site).await {
                tracing::error!(%error, %site, "waiting conversations were not given away");
            }
        }
    }
}

/// What rendering needs beside the database.
pub struct Renderer {
    /// Makes the links of files.
    pub links: Links,
    /// Knows who is there.
    pub hub: Hub,
    /// Knows who lost the connection a moment ago.
    pub absent_users: Moments<UserId>,
}

#[derive(Serialize)]
struct WithSeq<'a, T> {
    seq: Seq,
    /// Who gave it away, where a person did.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<Uuid>,
    conversation: &'a T,
}

/// A change of a message that was told before: `seq` stays the message's own, `event_seq` is the news'.
#[derive(Serialize)]
struct Changed {
    event_seq: Seq,
    #[serde(flatten)]
    message: MessageView,
}

impl Renderer {
    /// Adds what `event` means to its audiences, if that can be told without the database; says whether it could.
    /// Events of other features mean nothing here.
    pub fn render_at_once(&self, seq: Seq, event: &Event, out: &mut Vec<Delivery>) -> bool {
        let Some(id) = event.conversation else { return true };
        match (event.kind.as_ref(), &event.content) {
            ("message.created", Some(message)) => {
                to_both(event.site, event.visitor, "chat:message:new", seq, &message.as_ref(), out);
                true
            }
            ("message.deleted", _) => {
                let gone = json!({ "seq": seq, "conversationId": id, "messageId": event.object });
                to_both(event.site, event.visitor, "chat:message:deleted", seq, &gone, out);
                true
            }
            ("conversation.deleted", _) => {
                let gone = json!({ "seq": seq, "conversationId": id });
                to_both(event.site, event.visitor, "chat:deleted", seq, &gone, out);
                true
            }
            (kind, _) => !kind.starts_with("message.") && !kind.starts_with("conversation."),
        }
    }

    /// Adds what `event` means to its audiences. Events of other features are left alone.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn render(&self, conn: &Connection, seq: Seq, event: &Event, out: &mut Vec<Delivery>) -> Result<()> {
        let Some(id) = event.conversation else { return Ok(()) };
        match event.kind.as_ref() {
            _ if self.render_at_once(seq, event, out) => Ok(()),
            "message.created" => self.message_created(conn, seq, (event, id), out),
            "message.updated" | "message.reacted" => self.message_updated(conn, seq, (event, id), out),
            "conversation.started" => self.conversation(conn, seq, (event, id), "chat:new", out),
            "conversation.assigned" => self.conversation(conn, seq, (event, id), "chat:assigned", out),
            "conversation.transferred" => self.conversation(conn, seq, (event, id), "chat:transferred", out),
            "conversation.offered" => self.offered(conn, seq, (event, id), out),
            "conversation.offer_over" => self.conversation(conn, seq, (event, id), "chat:updated", out),
            "conversation.closed" => self.conversation(conn, seq, (event, id), "chat:closed", out),
            "conversation.reopened" => self.conversation(conn, seq, (event, id), "chat:reopened", out),
            "conversation.updated" | "conversation.snooze_over" => {
                self.conversation(conn, seq, (event, id), "chat:updated", out)
            }
            "conversation.seen_by_visitor" => seen(conn, seq, (event, id), "visitor", out),
            "conversation.seen_by_agent" => seen(conn, seq, (event, id), "agent", out),
            _ => Ok(()),
        }
    }

    /// An agent is asked: the agent itself hears of the offer, colleagues see whom it is with.
    fn offered(
        &self,
        conn: &Connection,
        seq: Seq,
        (event, id): (&Event, ConversationId),
        out: &mut Vec<Delivery>,
    ) -> Result<()> {
        self.conversation(conn, seq, (event, id), "chat:updated", out)?;
        if let Some((agent, ends, _)) = store::offer_of(conn, event.site, id)? {
            let told = json!({ "seq": seq, "conversationId": id, "expires_at": At::of_ms(ends) });
            out.push(Delivery::new(Audience::User(event.site, agent), "agent:offer", Some(seq), &told));
        }
        Ok(())
    }

    fn message_created(
        &self,
        conn: &Connection,
        seq: Seq,
        (event, id): (&Event, ConversationId),
        out: &mut Vec<Delivery>,
    ) -> Result<()> {
        // A message may have been removed with its conversation since.
        if let Some(message) = store::message_at(conn, &self.links, event.site, id, seq)? {
            to_each(conn, event, ("chat:message:new", seq), message, MessageView::clone, out)?;
        }
        Ok(())
    }

    fn message_updated(
        &self,
        conn: &Connection,
        seq: Seq,
        (event, id): (&Event, ConversationId),
        out: &mut Vec<Delivery>,
    ) -> Result<()> {
        let found = store::find_message(conn, &self.links, event.site, id, MessageId::of(event.object))?;
        if let Some(message) = found.filter(|it| it.deleted_at.is_none()) {
            let news = |message: &MessageView| Changed { event_seq: seq, message: message.clone() };
            to_each(conn, event, ("chat:message:updated", seq), message, news, out)?;
        }
        Ok(())
    }

    fn conversation(
        &self,
        conn: &Connection,
        seq: Seq,
        (event, id): (&Event, ConversationId),
        name: &'static str,
        out: &mut Vec<Delivery>,
    ) -> Result<()> {
        let Some(mut view) = store::find(conn, event.site, id)? else { return Ok(()) };
        view.visitor.online = self.hub.is_online(event.site, view.visitor.id);
        view.agent_reconnecting =
            view.assignee.as_ref().is_some_and(|it| self.absent_users.knows(event.site, it.id));
        let by = Some(event.object).filter(|it| hands(&event.kind) && *it != id.uuid());
        let staff = WithSeq { seq, by, conversation: &view };
        out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &staff));
        if let Some(visitor) = event.visitor {
            let alias = settings::widget(conn, event.site)?.agent_name;
            let view: ConversationView = view.for_visitor(alias.as_deref());
            let told = WithSeq { seq, by: None, conversation: &view };
            out.push(Delivery::new(Audience::Visitor(event.site, visitor), name, Some(seq), &told));
        }
        Ok(())
    }
}

/// Whether an event's object is who did it.
fn hands(kind: &str) -> bool {
    matches!(kind, "conversation.started" | "conversation.assigned" | "conversation.transferred")
}

fn seen(
    conn: &Connection,
    seq: Seq,
    (event, id): (&Event, ConversationId),
    by: &'static str,
    out: &mut Vec<Delivery>,
) -> Result<()> {
    let Some(view) = store::find(conn, event.site, id)? else { return Ok(()) };
    let (delivered, read) = match by {
        "visitor" => (view.visitor_delivered_up_to, view.visitor_read_up_to),
        _ => (view.agent_delivered_up_to, view.agent_read_up_to),
    };
    let status = json!({
        "seq": seq, "conversationId": id, "delivered_up_to": delivered, "read_up_to": read, "by": by,
        "unread": view.unread,
    });
    to_both(event.site, event.visitor, "chat:status", seq, &status, out);
    Ok(())
}

/// A message for the site's staff and, where one may hear it, for the visitor, who may know agents by another name.
fn to_each<T: Serialize>(
    conn: &Connection,
    event: &Event,
    (name, seq): (&'static str, Seq),
    message: MessageView,
    told: impl Fn(&MessageView) -> T,
    out: &mut Vec<Delivery>,
) -> Result<()> {
    let alias = match event.visitor {
        Some(_) if message.names_agent() => settings::widget(conn, event.site)?.agent_name,
        _ => None,
    };
    let (Some(visitor), Some(alias)) = (event.visitor, alias) else {
        to_both(event.site, event.visitor, name, seq, &told(&message), out);
        return Ok(());
    };
    out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &told(&message)));
    let shown = told(&message.for_visitor(Some(&alias)));
    out.push(Delivery::new(Audience::Visitor(event.site, visitor), name, Some(seq), &shown));
    Ok(())
}

/// The same words for the site's staff and, where one may hear it, the visitor; written once.
fn to_both(
    site: SiteId,
    visitor: Option<VisitorId>,
    name: &'static str,
    seq: Seq,
    payload: &impl Serialize,
    out: &mut Vec<Delivery>,
) {
    let staff = Delivery::new(Audience::Staff(site), name, Some(seq), payload);
    if let Some(visitor) = visitor {
        out.push(staff.also_for(Audience::Visitor(site, visitor)));
    }
    out.push(staff);
}
