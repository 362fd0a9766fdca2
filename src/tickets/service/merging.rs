//! Tickets that turn out to be one, and one that turns out to be two.
use super::create::create_in;
use super::routing::first_here;
use super::{Context, Created, Hears, Work, locks};
use crate::app::App;
use crate::base::ids::{MessageId, SiteId, TicketId};
use crate::sla::{self, Said};
use crate::tickets::rules::{self, Answered};
use crate::tickets::store::{self, Happening};
use crate::tickets::types::{
    Actor, AuthorKind, Head, LinkKind, MessageKind, NewTicket, Source, Status, TicketView,
};
use crate::{Error, Result};
use serde_json::json;

/// Merges a ticket into another: its messages, files, copies, watchers and links go there, and it is closed.
///
/// # Errors
/// 404, 409 `ticket_same`, `ticket_merged` or `ticket_closed`, 423 `ticket_locked`.
pub async fn merge(app: &App, site: SiteId, from: TicketId, into: i64, by: Actor) -> Result<TicketView> {
    let context = Context::of(app, site);
    let decide = move |present: &crate::store::Present<'_>| {
        let mut work = Work::begin(present, &context);
        let old = work.head(from)?;
        let target = store::head_by_number(present, site, into)?;
        let target = target.ok_or_else(|| Error::invalid("into", "ticket_unknown"))?;
        check(&work, &old, &target, &by)?;
        store::move_messages(&mut work.write, site, old.id, target.id);
        store::move_links(&mut work.write, site, old.id, target.id);
        store::put_link(&mut work.write, site, target.id, old.id, LinkKind::Merged);
        for it in store::watchers(present, site, old.id)? {
            store::put_watcher(&mut work.write, site, target.id, it.id);
        }
        let mut copies = store::copies(present, site, target.id)?;
        copies.extend(store::copies(present, site, old.id)?);
        // Who asked the same under another address goes on hearing of it.
        copies.extend(old.requester.email.clone().filter(|it| Some(it) != target.requester.email.as_ref()));
        store::put_copies(&mut work.write, site, target.id, &rules::first_addresses(copies));
        store::recount(&mut work.write, target.id);
        let closed = Head { status: Status::Closed, merged_into: Some(target.id), ..old.clone() };
        let named = |it: &Head| Some(json!({ "number": it.number, "subject": it.subject }));
        let merged = Happening { what: "merged_into", old: None, new: named(&target) };
        store::update(&mut work.write, &old, &closed, context.now);
        let status =
            Happening { what: "status", old: Some(json!(old.status)), new: Some(json!(Status::Closed)) };
        work.note(old.id, &by, "ticket.merged", vec![status, merged]);
        work.touch(&closed, None);
        work.tell(&closed, "ticket.updated", Hears::RequesterToo);
        let got = Happening { what: "merged_from", old: None, new: named(&old) };
        take_in(&mut work, &old, &target, (got, &by))?;
        Ok((work.finish()?, target.id))
    };
    let (_, id) = app.store.decide(decide).await?;
    super::find(app, site, id).await
}

/// The target with what came to it. Where an answer was owed to what was merged, it is owed there from now on, as if its
/// requester had written there.
fn take_in(work: &mut Work<'_>, old: &Head, target: &Head, (got, by): (Happening, &Actor)) -> Result<()> {
    let (site, now) = (work.context.site, work.context.now);
    let since = store::waiting_since(work.present, site, old.id)?;
    let since = since.filter(|_| matches!(old.status, Status::New | Status::Open));
    let mut head = target.clone();
    let mut happened = vec![got];
    // Who has no address gets no copies: as the target's visitor they go on reading and answering.
    if target.requester.visitor.is_none() && old.requester.email.is_none() {
        head.requester.visitor = old.requester.visitor;
    }
    if let Some(since) = since {
        if rules::answered(target.status, target.resolved_at, now) != Answered::Stays {
            head.status = Status::Open;
            let (old, new) = (Some(json!(target.status)), Some(json!(head.status)));
            happened.push(Happening { what: "status", old, new });
        }
        store::update(&mut work.write, target, &head, now);
        store::waits_since(&mut work.write, target.id, since);
    } else if head.requester != target.requester {
        store::update(&mut work.write, target, &head, now);
    } else {
        store::change_around(&mut work.write, target.id, now);
    }
    work.note(target.id, by, "ticket.merged", happened);
    work.touch(&head, since.map(|_| Said::ByRequester));
    work.tell(&head, "ticket.updated", Hears::RequesterToo);
    Ok(())
}

fn check(work: &Work<'_>, old: &Head, target: &Head, by: &Actor) -> Result<()> {
    if old.id == target.id {
        return Err(Error::Conflict("ticket_same"));
    }
    if old.merged_into.is_some() || target.merged_into.is_some() {
        return Err(Error::Conflict("ticket_merged"));
    }
    if target.status == Status::Closed {
        return Err(Error::Conflict("ticket_closed"));
    }
    locks::check(work, old.id, by)?;
    locks::check(work, target.id, by)
}

/// Cuts a message out of a ticket: it becomes the first one of another, which belongs to the same requester. What it asked
/// is owed an answer there, and no more where it was.
///
/// # Errors
/// 404, 409 `ticket_split_first` or `ticket_split_note`, 422 for the subject, 423 `ticket_locked`.
pub async fn split(
    app: &App,
    site: SiteId,
    from: TicketId,
    (message, subject): (MessageId, String),
    by: Actor,
) -> Result<TicketView> {
    let context = Context::of(app, site);
    let decide = move |present: &crate::store::Present<'_>| {
        let mut work = Work::begin(present, &context);
        let old = work.head(from)?;
        locks::check(&work, from, &by)?;
        let found = store::find_message(present, &context.links, site, message)?;
        let found = found.filter(|it| it.ticket_id == from).ok_or(Error::NotFound("message"))?;
        match found.kind {
            MessageKind::Description => return Err(Error::Conflict("ticket_split_first")),
            // The other ticket is the requester's, too: it would begin with what only agents may see.
            MessageKind::Note => return Err(Error::Conflict("ticket_split_note")),
            MessageKind::Reply if !store::says_more(present, site, from, message)? => {
                return Err(Error::Conflict("ticket_split_first"));
            }
            MessageKind::Reply => (),
        }
        let subject = if subject.trim().is_empty() { old.subject.clone() } else { subject };
        let made = made_of(&mut work, &old, (subject, found.author.kind), &by)?;
        store::move_message(&mut work.write, site, message, made.id);
        store::recount(&mut work.write, from);
        store::recount(&mut work.write, made.id);
        store::put_link(&mut work.write, site, made.id, from, LinkKind::Split);
        let asks = found.author.kind == AuthorKind::Requester;
        if asks && store::is_answered_without(present, site, from, message)? {
            store::waits_no_more(&mut work.write, from);
            sla::service::withdraw_question(present, &mut work.write, (site, from), context.now)?;
        }
        let what = |number: i64| {
            vec![Happening { what: "split", old: None, new: Some(json!({ "number": number })) }]
        };
        store::touch(&mut work.write, from, context.now);
        work.note(from, &by, "ticket.split", what(made.number));
        work.tell(&old, "ticket.updated", Hears::Staff);
        Ok((work.finish()?, made.id))
    };
    let (_, id) = app.store.decide(decide).await?;
    super::find(app, site, id).await
}

/// The ticket that the message of such an author goes to, still without words of its own. An agent's words answer in it.
fn made_of(
    work: &mut Work<'_>,
    old: &Head,
    (subject, author): (String, AuthorKind),
    by: &Actor,
) -> Result<Created> {
    let new = NewTicket {
        priority: Some(old.priority),
        category: old.category,
        department: old.department,
        team: None,
        assignee: first_here(work, [old.assignee])?,
        answers: author == AuthorKind::Agent,
        conversation: old.conversation,
        language: old.language,
        tags: store::tags(work.present, old.site, old.id)?,
        quiet: true,
        machine: store::is_of_machine(work.present, old.site, old.id)?,
        ..NewTicket::of(Source::Desk, subject, "…".to_owned(), old.requester.clone())
    };
    let made = create_in(work, new, by)?;
    store::delete_message(&mut work.write, old.site, made.message);
    Ok(made)
}
