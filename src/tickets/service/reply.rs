//! What is said in tickets, from both sides.
use super::change::apply;
use super::create::{Created, create_in};
use super::routing::{first_here, is_routed};
use super::{Hears, Work, letters, locks, own_fields};
use crate::base::At;
use crate::base::ids::{MessageId, TicketId};
use crate::files;
use crate::files::store::Part;
use crate::tickets::rules::{self, Answered};
use crate::tickets::store;
use crate::tickets::types::{
    Actor, Author, Head, LinkKind, NewMessage, NewTicket, Source, Status, TicketMessage,
};
use crate::{Error, Result};

/// Something that was said.
#[derive(Debug, Clone)]
pub struct Said {
    /// Where it stands: another ticket than it was said to, where that one is over.
    pub ticket: TicketId,
    /// The message.
    pub message: MessageId,
    /// The ticket that goes on from one that is over.
    pub followed_up: Option<Created>,
}

/// An agent answers, inside a decision: a new ticket is theirs and open then. A closed one stays closed; another goes on
/// from it. The same `client_ref` sent again gets the first message back.
///
/// # Errors
/// 404, 409 `transition_not_allowed`, 422 as [`rules::check_message`], 423 `ticket_locked`.
pub fn agent_replies_in(work: &mut Work<'_>, id: TicketId, new: NewMessage, by: &Actor) -> Result<Said> {
    rules::check_message(&new)?;
    let old = living(work, id)?;
    if let Some(said) = said_before(work, &old, &new, by)? {
        return Ok(said);
    }
    // What came by mail was said already, whoever works on the ticket.
    if new.source != Source::Email {
        locks::check(work, old.id, by)?;
    }
    if old.status == Status::Closed {
        return follow_up(work, &old, new, by);
    }
    let mut head = old.clone();
    if head.status == Status::New {
        head.status = Status::Open;
    }
    // A superadmin may answer where they are no agent: what nobody of the site has is not theirs by that.
    head.assignee = head.assignee.or(first_here(work, [by.user()])?);
    if let Some(to) = new.status {
        rules::check_transition(head.status, to)?;
        head.status = to;
    }
    let has_it = new.has_it.clone();
    let message = say(work, &head, new, by)?;
    apply(work, &old, &head, (by, Vec::new()))?;
    let copies = store::copies(work.present, head.site, head.id)?;
    letters::replied(work, &head, message, (copies, &has_it))?;
    Ok(Said { ticket: old.id, message, followed_up: None })
}

/// The requester answers, inside a decision: what waited is opened again; from what is over another ticket goes on, which is
/// the newest one where some do so already.
///
/// # Errors
/// 404, 422 as [`rules::check_message`].
pub fn requester_replies_in(work: &mut Work<'_>, id: TicketId, new: NewMessage, by: &Actor) -> Result<Said> {
    rules::check_message(&new)?;
    let mut old = living(work, id)?;
    if let Some(said) = said_before(work, &old, &new, by)? {
        return Ok(said);
    }
    if rules::answered(old.status, old.resolved_at, work.context.now) == Answered::FollowedUp
        && let Some(next) = store::going_on(work.present, &old)?
    {
        old = next;
        if let Some(said) = said_before(work, &old, &new, by)? {
            return Ok(said);
        }
    }
    let mut head = old.clone();
    match rules::answered(old.status, old.resolved_at, work.context.now) {
        Answered::Stays => (),
        Answered::Opens => {
            head.status = Status::Open;
            head.assignee = first_here(work, [old.assignee])?;
        }
        Answered::FollowedUp => return follow_up(work, &old, new, by),
    }
    let message = say(work, &head, NewMessage { status: None, ..new }, by)?;
    apply(work, &old, &head, (by, Vec::new()))?;
    let looked_for = old.assignee.is_some() || (old.status == Status::Resolved && is_routed(&head));
    if head.status == Status::Open && head.assignee.is_none() && looked_for {
        store::route_later(&mut work.write, old.id); // whoever had it is gone, or nobody ever had
    }
    Ok(Said { ticket: old.id, message, followed_up: None })
}

/// Leaves a note that only agents see, inside a decision; also in a ticket that is closed or that somebody works on.
///
/// # Errors
/// 404, 422 as [`rules::check_message`].
pub fn note_in(work: &mut Work<'_>, id: TicketId, new: NewMessage, by: &Actor) -> Result<Said> {
    let new = NewMessage { note: true, status: None, ..new };
    rules::check_message(&new)?;
    let head = work.head(id)?;
    if let Some(said) = said_before(work, &head, &new, by)? {
        return Ok(said);
    }
    let message = say(work, &head, new, by)?;
    Ok(Said { ticket: id, message, followed_up: None })
}

/// The ticket that has the messages of this one.
///
/// # Errors
/// 404.
pub fn living(work: &Work<'_>, id: TicketId) -> Result<Head> {
    store::living(work.present, work.context.site, id)?.ok_or(Error::NotFound("ticket"))
}

fn said_before(work: &Work<'_>, head: &Head, new: &NewMessage, by: &Actor) -> Result<Option<Said>> {
    let Some(name) = &new.client_ref else { return Ok(None) };
    let (conn, links) = (work.present, &work.context.links);
    let found = store::message_by_client_ref(conn, links, head.site, head.id, (by.kind(), name))?;
    let own = found.filter(|it| it.author.id == by.id());
    Ok(own.map(|it| Said { ticket: it.ticket_id, message: it.id, followed_up: None }))
}

/// Adds the message with its files and its event.
fn say(work: &mut Work<'_>, head: &Head, new: NewMessage, by: &Actor) -> Result<MessageId> {
    let (site, now) = (work.context.site, work.context.now);
    let uploader = new.uploader.or(by.id()).unwrap_or_default();
    let attachments =
        files::store::waiting(work.present, &work.context.links, site, uploader, &new.attachments)?;
    let name = by.name().map(str::to_owned);
    let own_name = if by.user().is_none() { head.requester.name.clone() } else { None };
    let message = TicketMessage {
        id: MessageId::random(),
        ticket_id: head.id,
        seq: work.next_seq(),
        kind: rules::kind_of(&new),
        author: Author { kind: by.kind(), id: by.id(), name: name.or(own_name) },
        source: new.source,
        body: new.body,
        quoted: new.quoted,
        html: new.html,
        attachments,
        client_ref: new.client_ref,
        created_at: At(now),
    };
    store::append_row(&mut work.write, site, &message, new.mail_id.as_deref());
    let part = Part::Ticket(head.id, message.id);
    files::store::attach(&mut work.write, site, &new.attachments, uploader, part);
    if new.note {
        work.tell(head, "ticket.noted", Hears::Staff);
    } else {
        work.touch(head, by.says());
        work.tell(head, "ticket.replied", Hears::RequesterToo);
    }
    let noted = (head.id, by.kind());
    store::note_message(&mut work.write, noted.0, noted.1, !new.note, now);
    Ok(message.id)
}

/// Makes the ticket that goes on from one that is over. A resolved one whose time has passed is closed by it. What an
/// agent says in it is an answer, as it would have been in the old one.
fn follow_up(work: &mut Work<'_>, old: &Head, new: NewMessage, by: &Actor) -> Result<Said> {
    if old.status == Status::Resolved {
        let closed = Head { status: Status::Closed, ..old.clone() };
        apply(work, old, &closed, (&Actor::System, Vec::new()))?;
    }
    let copies = store::copies(work.present, old.site, old.id)?;
    let answers = matches!(by, Actor::Agent { .. } | Actor::Desk { .. });
    // Who is answered, or has these words already, needs no letter that they came.
    let has_it = old.requester.email.as_ref().is_some_and(|it| new.has_it.contains(it));
    let next = NewTicket {
        quiet: answers || has_it,
        machine: store::is_of_machine(work.present, old.site, old.id)?,
        priority: Some(old.priority),
        category: old.category,
        department: old.department,
        team: old.team,
        assignee: first_here(work, [old.assignee, by.user()])?,
        answers,
        attachments: new.attachments,
        uploader: new.uploader,
        quoted: new.quoted,
        html: new.html,
        mail_id: new.mail_id,
        client_ref: new.client_ref,
        language: old.language,
        copies: copies.clone(),
        fields: own_fields::carried(work, old)?,
        ..NewTicket::of(new.source, old.subject.clone(), new.body, old.requester.clone())
    };
    let made = create_in(work, next, by)?;
    if answers {
        let head = Head { id: made.id, number: made.number, ..old.clone() };
        letters::replied(work, &head, made.message, (copies, &new.has_it))?;
    }
    store::put_link(&mut work.write, old.site, made.id, old.id, LinkKind::FollowUp);
    Ok(Said { ticket: made.id, message: made.message, followed_up: Some(made) })
}
