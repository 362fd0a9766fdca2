//! Does what a mail means, inside the decision that stores it: says it in its ticket, or makes one.
use super::super::inboxes::Inbox;
use super::case::{Paper, Task};
use super::types::Outcome;
use crate::base::ids::{GroupId, MessageId, TicketCategoryId, TicketId, UserId};
use crate::base::text;
use crate::notify::service::TicketNews;
use crate::notify::types::Kind;
use crate::tickets::service::{
    agent_replies_in, change_in, create_in, living, note_in, requester_replies_in,
};
use crate::tickets::types::{Source, Status, TicketChange};
use crate::tickets::{Actor, NewMessage, NewTicket, Requester, Work};
use crate::{Result, notify, organisation, tickets};

/// Does it, inside a decision.
pub(super) fn carry_out(
    work: &mut Work<'_>,
    inbox: &Inbox,
    task: Task,
    paper: Paper,
) -> Result<(Outcome, TicketId)> {
    let Some(ticket) = task.ticket else { return open(work, inbox, task, paper) };
    // It may have been merged since the mail was read.
    let ticket = living(work, ticket)?.id;
    let message = NewMessage {
        attachments: paper.files,
        uploader: Some(paper.uploader),
        quoted: paper.quoted,
        html: paper.html,
        mail_id: paper.message_id,
        has_it: task.has_it,
        ..NewMessage::reply(Source::Email, paper.body)
    };
    if paper.is_lost {
        open_again(work, ticket)?;
    }
    let said = match task.outcome {
        Outcome::AgentReply => agent_replies_in(work, ticket, message, &task.by)?,
        Outcome::Ticket | Outcome::Reply => requester_replies_in(work, ticket, message, &task.by)?,
        Outcome::Automatic | Outcome::Bounce | Outcome::Note | Outcome::Unproven => {
            note_in(work, ticket, message, &task.by)?
        }
    };
    if paper.is_lost {
        warn(work, ticket, said.message)?;
    }
    if let Some(agent) = task.meant {
        tell(work, ticket, Kind::TicketUnproven, (said.message, vec![agent]))?;
    }
    Ok((task.outcome, said.ticket))
}

/// Tells whose ticket it is that a mail did not arrive; the admins, where it is nobody's.
fn warn(work: &mut Work<'_>, ticket: TicketId, about: MessageId) -> Result<()> {
    let users = match work.head(ticket)?.assignee {
        Some(owner) => vec![owner],
        None => notify::store::admins(work.present, work.context.site)?,
    };
    tell(work, ticket, Kind::TicketBounced, (about, users))
}

fn tell(
    work: &mut Work<'_>,
    ticket: TicketId,
    kind: Kind,
    (about, users): (MessageId, Vec<UserId>),
) -> Result<()> {
    let (site, now) = (work.context.site, work.context.now);
    let news = TicketNews { kind, ticket, about: Some(about), actor: None };
    notify::service::tell_of_ticket(work.present, &mut work.write, site, (news, users), now)?;
    Ok(())
}

/// Nobody waits any more for an answer to what did not arrive: the ticket is back among those to be looked at.
fn open_again(work: &mut Work<'_>, ticket: TicketId) -> Result<()> {
    if matches!(work.head(ticket)?.status, Status::WaitingReply | Status::Pending) {
        let change = TicketChange { status: Some(Status::Open), ..TicketChange::default() };
        change_in(work, ticket, None, change, &Actor::System)?;
    }
    Ok(())
}

/// Makes the ticket of a mail that belongs to none.
fn open(work: &mut Work<'_>, inbox: &Inbox, task: Task, paper: Paper) -> Result<(Outcome, TicketId)> {
    let (conn, site) = (work.present, inbox.site);
    let name = Some(task.requester.name).filter(|it| !it.is_empty()).map(|it| text::shorten(&it, 120));
    let requester = Requester { name, email: Some(task.requester.address), ..Requester::default() };
    let mut new = NewTicket {
        quoted: paper.quoted,
        html: paper.html,
        mail_id: paper.message_id,
        attachments: paper.files,
        uploader: Some(paper.uploader),
        priority: paper.priority,
        language: task.language,
        copies: task.copies,
        quiet: task.machine,
        machine: task.machine,
        ..NewTicket::of(Source::Email, paper.subject, paper.body, requester)
    };
    // What was taken away since the inbox was entered is no reason to lose a mail.
    if let Some(it) = inbox.department
        && organisation::of_kind(conn, site, organisation::Kind::Department, GroupId::of(it.uuid()))?
    {
        new.department = Some(it);
    }
    if let Some(it) = inbox.category.map(TicketCategoryId::of)
        && tickets::store::category_defaults(conn, site, it)?.is_some()
    {
        new.category = Some(it);
    }
    let made = create_in(work, new, &task.by)?;
    Ok((Outcome::Ticket, made.id))
}
