//! What users are told of tickets: that one is theirs now, that its requester wrote, that a note names them.
use super::super::service::{self, TicketNews};
use super::super::types::Kind;
use super::super::{rules, store};
use crate::Result;
use crate::base::ids::{MessageId, TicketId, UserId};
use crate::files::Links;
use crate::routing;
use crate::store::{Event, Seq, Write};
use crate::tickets::store as tickets;
use crate::tickets::types::AuthorKind;
use rusqlite::Connection;
use std::collections::HashSet;

/// What an event of a ticket has to be told of; that it is about a message is noted in `seq`.
pub(super) fn news(conn: &Connection, links: &Links, seq: Seq, event: &Event) -> Result<Write> {
    let (site, id) = (event.site, TicketId::of(event.object));
    let mut write = Write::new();
    if event.kind == "ticket.deleted" {
        store::forget_ticket(&mut write, id);
        return Ok(write);
    }
    let Some(ticket) = tickets::head(conn, site, id)? else { return Ok(write) };
    let mut tell = |user: UserId, kind: Kind, about: MessageId, actor: Option<UserId>| {
        let news = TicketNews { kind, ticket: id, about: Some(about), actor };
        service::tell_of_ticket(conn, &mut write, site, (news, [user]), event.at).map(|_| ())
    };
    match event.kind.as_ref() {
        "ticket.created" | "ticket.updated" => {
            if let (Some(user), Some((change, actor))) =
                (ticket.assignee, tickets::assigned_at(conn, site, id, event.at)?)
            {
                tell(user, Kind::TicketAssigned, MessageId::of(change.uuid()), actor)?;
            }
        }
        "ticket.replied" | "ticket.noted" => {
            let Some(said) = tickets::message_at(conn, links, site, seq, id)? else { return Ok(write) };
            let author = said.author.id.map(UserId::of).filter(|_| said.author.kind == AuthorKind::Agent);
            let mut meant = HashSet::new();
            if event.kind == "ticket.noted" && said.body.contains('@') {
                let people = routing::store::agents(conn, site, &HashSet::new(), event.at)?;
                let people: Vec<(UserId, String)> = people.into_iter().map(|it| (it.user, it.name)).collect();
                for user in rules::mentioned(&said.body, &people) {
                    meant.insert(user);
                    tell(user, Kind::TicketMention, said.id, author)?;
                }
            }
            let mut hear: HashSet<UserId> =
                tickets::watchers(conn, site, id)?.into_iter().map(|it| it.id).collect();
            if said.author.kind != AuthorKind::Agent {
                hear.extend(ticket.assignee);
            }
            for user in hear.difference(&meant) {
                // Of mails that did not arrive, or that nothing proves, was told with the note itself.
                if !store::is_told(conn, *user, said.id, Kind::TicketBounced)?
                    && !store::is_told(conn, *user, said.id, Kind::TicketUnproven)?
                {
                    tell(*user, Kind::TicketReplied, said.id, author)?;
                }
            }
        }
        _ => (),
    }
    Ok(write)
}
