//! What clients hear when something happened to a ticket: the desks everything, its requester what is said to them.
use super::store;
use crate::Result;
use crate::base::ids::TicketId;
use crate::files::Links;
use crate::realtime::{Audience, Delivery};
use crate::store::{Event, Seq};
use rusqlite::Connection;
use serde_json::json;

/// Whether clients hear of it, and what they hear has to be read first.
#[must_use]
pub fn tells(event: &Event) -> bool {
    event.kind.starts_with("ticket.") || event.kind == "ticket_settings.changed"
}

/// Adds what `event` means to its audiences. Events of other features are left alone.
///
/// # Errors
/// When the database cannot be read.
pub fn render(
    conn: &Connection,
    links: &Links,
    seq: Seq,
    event: &Event,
    out: &mut Vec<Delivery>,
) -> Result<()> {
    if event.kind == "ticket_settings.changed" {
        let told = json!({ "seq": seq, "id": event.object });
        out.push(Delivery::new(Audience::Staff(event.site), "ticket:settings", Some(seq), &told));
        return Ok(());
    }
    if !tells(event) {
        return Ok(());
    }
    let id = TicketId::of(event.object);
    match event.kind.as_ref() {
        "ticket.created" => ticket(conn, seq, (event, id), "ticket:new", out),
        "ticket.updated" | "ticket.sla_near" | "ticket.sla_breached" | "ticket.sla_escalated" => {
            ticket(conn, seq, (event, id), "ticket:updated", out)
        }
        "ticket.locked" => ticket(conn, seq, (event, id), "ticket:locked", out),
        "ticket.unlocked" => ticket(conn, seq, (event, id), "ticket:unlocked", out),
        "ticket.replied" | "ticket.noted" => said(conn, links, seq, (event, id), out),
        "ticket.mailed" => {
            let told = json!({ "seq": seq, "ticketId": id });
            out.push(Delivery::new(Audience::Staff(event.site), "ticket:mailed", Some(seq), &told));
            Ok(())
        }
        "ticket.deleted" => {
            let told = json!({ "seq": seq, "ticketId": id });
            out.push(Delivery::new(Audience::Staff(event.site), "ticket:deleted", Some(seq), &told));
            Ok(())
        }
        _ => Ok(()),
    }
}

fn ticket(
    conn: &Connection,
    seq: Seq,
    (event, id): (&Event, TicketId),
    name: &'static str,
    out: &mut Vec<Delivery>,
) -> Result<()> {
    let Some(view) = store::find(conn, event.site, id)? else { return Ok(()) };
    let told = json!({ "seq": seq, "ticket": view });
    out.push(Delivery::new(Audience::Staff(event.site), name, Some(seq), &told));
    if let (Some(visitor), "ticket:new" | "ticket:updated") = (event.visitor, name) {
        let told = json!({
            "seq": seq, "ticketId": id, "number": view.number, "subject": view.subject, "status": view.status,
        });
        out.push(Delivery::new(Audience::Visitor(event.site, visitor), name, Some(seq), &told));
    }
    Ok(())
}

/// A message may have been moved to another ticket since: then that one's events tell of it.
fn said(
    conn: &Connection,
    links: &Links,
    seq: Seq,
    (event, id): (&Event, TicketId),
    out: &mut Vec<Delivery>,
) -> Result<()> {
    let Some(message) = store::message_at(conn, links, event.site, seq, id)? else { return Ok(()) };
    let Some(view) = store::find(conn, event.site, id)? else { return Ok(()) };
    let told = json!({ "seq": seq, "ticket": view, "message": message });
    out.push(Delivery::new(Audience::Staff(event.site), "ticket:reply", Some(seq), &told));
    if let (Some(visitor), "ticket.replied") = (event.visitor, event.kind.as_ref()) {
        let told = json!({ "seq": seq, "ticketId": id, "number": view.number });
        out.push(Delivery::new(Audience::Visitor(event.site, visitor), "ticket:reply", Some(seq), &told));
    }
    Ok(())
}
