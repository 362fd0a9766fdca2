//! Making tickets.
use super::{Hears, Work, letters, link, own_fields, routing};
use crate::base::At;
use crate::base::FieldError;
use crate::base::ids::{GroupId, MessageId, TicketId, UserId};
use crate::files::store::Part;
use crate::organisation::{self, Kind};
use crate::sla::Said;
use crate::tickets::store::{self, Happening};
use crate::tickets::types::{
    Actor, Author, AuthorKind, Head, LinkKey, MessageKind, NewTicket, Priority, Status, TicketMessage,
};
use crate::tickets::{code, rules};
use crate::{Error, Result, files, tags, visitors};
use serde_json::{Value, json};

/// A ticket that was made.
#[derive(Debug, Clone)]
pub struct Created {
    /// Its identity.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// With which the requester asks for it, as people read it.
    pub code: String,
    /// What its links are signed with.
    pub link_key: LinkKey,
    /// Its first message.
    pub message: MessageId,
    /// Who has it.
    pub assignee: Option<UserId>,
}

/// Makes a ticket, inside a decision. One a decision: the next one would get the same number.
///
/// A department, category, team or assignee that the site does not have is refused. Who makes it by hand says who has
/// it; for all others the rules find somebody.
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn create_in(work: &mut Work<'_>, new: NewTicket, by: &Actor) -> Result<Created> {
    let mut new = rules::checked(new)?;
    check_references(work, &new)?;
    settle_defaults(work, &mut new)?;
    own_fields::settle(work, &mut new)?;
    let (site, now) = (work.context.site, work.context.now);
    let uploader = new.uploader.or(by.id()).unwrap_or_default();
    let attachments =
        files::store::waiting(work.present, &work.context.links, site, uploader, &new.attachments)?;
    let number = visitors::store::next_number(work.present, site, "ticket")?;
    visitors::store::take_number(&mut work.write, site, "ticket", number);
    let id = TicketId::random();
    let mut head = Head {
        id,
        site,
        number,
        code: free_code(work)?,
        link_key: link::random_key()?,
        subject: new.subject.clone(),
        status: Status::New,
        priority: new.priority.unwrap_or(Priority::Normal),
        source: new.source,
        category: new.category,
        department: new.department,
        team: new.team,
        assignee: new.assignee,
        requester: new.requester.clone(),
        conversation: new.conversation,
        merged_into: None,
        fields: new.fields.clone(),
        language: new.language,
        version: 1,
        resolved_at: None,
    };
    let routed = routing::place(work, &mut head, &new.tags)?;
    if head.assignee.is_some() {
        head.status = Status::Open;
    }
    store::insert(&mut work.write, &head, &new, routed, now);
    for name in &new.tags {
        let tag =
            tags::service::meant(work.present, &mut work.write, site, tags::rules::name(name, "tags")?, now)?;
        store::put_tag(&mut work.write, site, id, &tag);
    }
    if !new.copies.is_empty() {
        store::put_copies(&mut work.write, site, id, &new.copies);
    }
    own_fields::take_files(work, None, &head, (by, &new.attachments))?;
    let message = describe(work, &head, &new, (by, attachments));
    if new.answers {
        store::note_message(&mut work.write, id, AuthorKind::Agent, true, now);
    }
    work.touch(&head, new.answers.then_some(Said::ByAgent));
    work.tell(&head, "ticket.created", Hears::RequesterToo);
    let said = created_value(&head);
    work.note(id, by, "ticket.created", vec![Happening { what: "created", old: None, new: Some(said) }]);
    if !new.quiet {
        letters::received(work, &head, by)?;
    }
    let code = code::shown(&head.code);
    Ok(Created { id, number, code, link_key: head.link_key, message, assignee: head.assignee })
}

/// The first words, by whoever makes the ticket. They are told by the event of the ticket itself, which comes next.
fn describe(
    work: &mut Work<'_>,
    head: &Head,
    new: &NewTicket,
    (by, attachments): (&Actor, Vec<files::FileView>),
) -> MessageId {
    let name = match by {
        Actor::Requester { name, .. } => name.clone().or_else(|| head.requester.name.clone()),
        Actor::Agent { name, .. } | Actor::Desk { name } => Some(name.clone()),
        Actor::System => None,
    };
    let message = TicketMessage {
        id: MessageId::random(),
        ticket_id: head.id,
        seq: work.next_seq(),
        kind: if new.answers { MessageKind::Reply } else { MessageKind::Description },
        author: Author { kind: by.kind(), id: by.id(), name },
        source: new.source,
        body: new.body.clone(),
        quoted: new.quoted.clone(),
        html: new.html.clone(),
        attachments,
        client_ref: new.client_ref.clone(),
        created_at: At(work.context.now),
    };
    store::append_row(&mut work.write, head.site, &message, new.mail_id.as_deref());
    let uploader = new.uploader.or(by.id()).unwrap_or_default();
    let part = Part::Ticket(head.id, message.id);
    files::store::attach(&mut work.write, head.site, &new.attachments, uploader, part);
    message.id
}

fn created_value(head: &Head) -> Value {
    json!({
        "number": head.number, "subject": head.subject, "status": head.status, "priority": head.priority,
        "source": head.source, "assignee": head.assignee,
    })
}

/// A code that no ticket of the site has.
pub(super) fn free_code(work: &Work<'_>) -> Result<String> {
    for _ in 0..8 {
        let code = code::random()?;
        if store::head_by_code(work.present, work.context.site, &code)?.is_none() {
            return Ok(code);
        }
    }
    Err(Error::Unavailable("overloaded"))
}

/// What the category says of what was left out.
fn settle_defaults(work: &Work<'_>, new: &mut NewTicket) -> Result<()> {
    let Some(category) = new.category else { return Ok(()) };
    if let Some((department, priority)) = store::category_defaults(work.present, work.context.site, category)?
    {
        new.department = new.department.or(department);
        new.priority = new.priority.or(priority);
    }
    Ok(())
}

fn check_references(work: &Work<'_>, new: &NewTicket) -> Result<()> {
    let mut wrong = Vec::new();
    let site = work.context.site;
    if let Some(it) = new.category
        && store::category_defaults(work.present, site, it)?.is_none()
    {
        wrong.push(FieldError::new("category_id", "ticket_category_unknown"));
    }
    if let Some(it) = new.department
        && !organisation::of_kind(work.present, site, Kind::Department, GroupId::of(it.uuid()))?
    {
        wrong.push(FieldError::new("department_id", "group_unknown"));
    }
    if let Some(it) = new.team
        && !organisation::of_kind(work.present, site, Kind::Team, GroupId::of(it.uuid()))?
    {
        wrong.push(FieldError::new("team_id", "group_unknown"));
    }
    if let Some(it) = new.assignee
        && routing::name_of(work, it)?.is_none()
    {
        wrong.push(FieldError::new("assignee_id", "assignee_unknown"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}
