//! What agents do with tickets, one decision each.
use super::change::change_in;
use super::create::create_in;
use super::reply::{agent_replies_in, note_in, requester_replies_in};
use super::routing::first_here;
use super::{Context, Said, Work, find};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, TicketId, VisitorId};
use crate::conversations::types::AuthorKind as Speaker;
use crate::conversations::{self, MessageView};
use crate::store::Present;
use crate::tickets::store;
use crate::tickets::types::{
    Actor, NewMessage, NewTicket, Requester, Source, TicketChange, TicketMessage, TicketView,
};
use crate::tickets::{code, rules};
use crate::{Error, Result, base::Lang, sites, visitors};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Most messages of a conversation that its ticket begins with.
const TOLD: usize = 200;

/// Makes a ticket by hand. Where a visitor is named, what is known of them fills in what is left out; who is not known to
/// speak another language is written to in the site's.
///
/// # Errors
/// 422 as [`create_in`].
pub async fn create(
    app: &App,
    site: SiteId,
    (mut new, language): (NewTicket, Option<Lang>),
    by: Actor,
) -> Result<TicketView> {
    let context = Context::of(app, site);
    let decide = move |present: &Present<'_>| {
        if let Some(visitor) = new.requester.visitor {
            new.requester = known(present, site, visitor, new.requester)?;
        }
        new.language = match language {
            Some(it) => it,
            None => spoken(present, site, new.requester.visitor)?,
        };
        let mut work = Work::begin(present, &context);
        let made = create_in(&mut work, new, &by)?;
        Ok((work.finish()?, made.id))
    };
    let (_, id) = app.store.decide(decide).await?;
    find(app, site, id).await
}

/// The language of a visitor, or else of the site.
fn spoken(present: &Present<'_>, site: SiteId, visitor: Option<VisitorId>) -> Result<Lang> {
    let visitor = match visitor {
        Some(id) => visitors::store::find(present, site, id)?,
        None => None,
    };
    match visitor.and_then(|it| it.language).as_deref().and_then(Lang::known) {
        Some(it) => Ok(it),
        None => Ok(sites::find(present, site)?.map_or(Lang::Tr, |it| it.language)),
    }
}

/// What is known of a visitor, under what was said.
pub(super) fn known(
    present: &Present<'_>,
    site: SiteId,
    visitor: VisitorId,
    said: Requester,
) -> Result<Requester> {
    let it = visitors::store::find(present, site, visitor)?;
    let it = it.ok_or_else(|| Error::invalid("requester.visitor_id", "visitor_unknown"))?;
    let known = Requester { visitor: Some(visitor), name: it.name, email: it.email, phone: it.phone };
    let (known, said) = (rules::usable(known), rules::tidy(said));
    Ok(Requester {
        visitor: Some(visitor),
        name: said.name.or(known.name),
        email: said.email.or(known.email),
        phone: said.phone.or(known.phone),
    })
}

/// Changes a ticket.
///
/// # Errors
/// As [`change_in`].
pub async fn update(
    app: &App,
    site: SiteId,
    (id, expected): (TicketId, Option<i64>),
    change: TicketChange,
    by: Actor,
) -> Result<TicketView> {
    let context = Context::of(app, site);
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        change_in(&mut work, id, expected, change, &by)?;
        Ok((work.finish()?, ()))
    };
    app.store.decide(decide).await?;
    find(app, site, id).await
}

/// Says something in a ticket, to the requester or as a note; tells the ticket it stands in, and the message.
///
/// # Errors
/// As [`agent_replies_in`].
pub async fn reply(
    app: &App,
    site: SiteId,
    id: TicketId,
    new: NewMessage,
    by: Actor,
) -> Result<(TicketView, TicketMessage)> {
    let context = Context::of(app, site);
    let links = context.links;
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        let said: Said = match new.note {
            true => note_in(&mut work, id, new, &by)?,
            false => agent_replies_in(&mut work, id, new, &by)?,
        };
        Ok((work.finish()?, said))
    };
    let (_, said) = app.store.decide(decide).await?;
    let message = app.store.read(move |conn| store::find_message(conn, &links, site, said.message)).await?;
    Ok((find(app, site, said.ticket).await?, message.ok_or(Error::NotFound("message"))?))
}

/// The requester says something, by another way than their page.
///
/// # Errors
/// As [`requester_replies_in`].
pub async fn requester_replies(
    app: &App,
    site: SiteId,
    id: TicketId,
    new: NewMessage,
    by: Actor,
) -> Result<Said> {
    let context = Context::of(app, site);
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        let said = requester_replies_in(&mut work, id, new, &by)?;
        Ok((work.finish()?, said))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Removes a ticket with all that was said in it.
///
/// # Errors
/// 404.
pub async fn remove(app: &App, site: SiteId, id: TicketId, by: Actor) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let head = store::head(present, site, id)?.ok_or(Error::NotFound("ticket"))?;
        let files = store::files_of(present, site, id)?;
        let mut write = crate::store::Write::new();
        store::delete(&mut write, site, id);
        crate::sla::store::forget(&mut write, site, id);
        crate::outbox::cancel(&mut write, id.uuid());
        let mut event = crate::store::Event::new(site, "ticket.deleted", id.uuid(), now);
        event.visitor = head.visitor();
        write.tell(event);
        let entry = crate::audit::Entry::new(&by.audited(), Some(site), "ticket.deleted", now)
            .to("ticket", id.uuid())
            .old(json!({ "number": head.number, "subject": head.subject, "status": head.status }));
        crate::audit::record(present, &mut write, entry)?;
        Ok((write, files))
    };
    let (_, files) = app.store.decide(decide).await?;
    crate::files::service::remove_bytes(app, files).await;
    Ok(())
}

/// What is to be done to several tickets.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct Bulk {
    /// Which, at most 200.
    pub ids: Vec<TicketId>,
    /// What changes of each; tags that it names take the place of all others.
    #[serde(default)]
    pub change: TicketChange,
    /// Tags that each gets beside its own.
    #[serde(default)]
    pub add_tags: Vec<String>,
    /// Tags that each loses.
    #[serde(default)]
    pub remove_tags: Vec<String>,
}

/// What became of one of several tickets.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketDone)]
pub struct Done {
    /// Which.
    pub id: TicketId,
    /// Why it was left as it is; nothing, when it was changed.
    pub code: Option<&'static str>,
    /// The same as a sentence.
    pub detail: Option<String>,
}

/// Changes several tickets, each by itself: one that cannot be changed holds up no other.
///
/// # Errors
/// 422 for too many.
pub async fn bulk(app: &App, site: SiteId, bulk: Bulk, by: Actor, lang: Lang) -> Result<Vec<Done>> {
    if bulk.ids.len() > 200 {
        return Err(Error::beyond("ids", "too_many", 200));
    }
    let mut done = Vec::with_capacity(bulk.ids.len());
    for id in bulk.ids {
        let context = Context::of(app, site);
        let (mut change, by) = (bulk.change.clone(), by.clone());
        let (add, remove) = (bulk.add_tags.clone(), bulk.remove_tags.clone());
        let decide = move |present: &Present<'_>| {
            let mut work = Work::begin(present, &context);
            if !add.is_empty() || !remove.is_empty() {
                let mut tags = store::tags(present, site, id)?;
                tags.retain(|it| !remove.contains(it));
                tags.extend(add);
                change.tags = Some(tags);
            }
            change_in(&mut work, id, None, change, &by)?;
            Ok((work.finish()?, ()))
        };
        done.push(match app.store.decide(decide).await {
            Ok(_) => Done { id, code: None, detail: None },
            Err(error @ Error::Internal(_)) => return Err(error),
            Err(error) => Done {
                id,
                code: Some(error.code()),
                detail: Some(crate::base::words::of_error(&error, lang)),
            },
        });
    }
    Ok(done)
}

/// Makes a ticket of a conversation: its visitor is the requester, what was said is what it begins with, and both know
/// of each other.
///
/// # Errors
/// 404, 422 for the subject.
pub async fn from_conversation(
    app: &App,
    site: SiteId,
    conversation: ConversationId,
    wanted: TicketChange,
    by: Actor,
) -> Result<TicketView> {
    let context = Context::of(app, site);
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        let id = convert_in(&mut work, conversation, wanted, &by)?;
        Ok((work.finish()?, id))
    };
    let (_, id) = app.store.decide(decide).await?;
    find(app, site, id).await
}

/// The same inside a decision.
///
/// # Errors
/// 404, 422 for the subject.
pub fn convert_in(
    work: &mut Work<'_>,
    conversation: ConversationId,
    wanted: TicketChange,
    by: &Actor,
) -> Result<TicketId> {
    let (present, site, links) = (work.present, work.context.site, work.context.links);
    let head = conversations::store::head(present, site, conversation)?;
    let head = head.ok_or(Error::NotFound("conversation"))?;
    let view = conversations::store::find(present, site, conversation)?;
    let view = view.ok_or(Error::NotFound("conversation"))?;
    let lang = Lang::of_tag(&head.language);
    let (said, _) =
        conversations::store::messages_before(present, &links, site, conversation, None, TOLD, false)?;
    let first = said.iter().find(|it| it.author.kind == Speaker::Visitor && !it.body.trim().is_empty());
    let subject = wanted
        .subject
        .or_else(|| view.subject.clone())
        .or_else(|| first.map(|it| rules::subject_of(&it.body)))
        .unwrap_or_else(|| format!("{} #{}", lang.pick("Sohbet", "Conversation"), head.number));
    let requester = rules::usable(Requester {
        visitor: Some(head.visitor),
        name: view.visitor.name.clone(),
        email: view.visitor.email.clone(),
        phone: view.visitor.phone.clone(),
    });
    let has_it = match wanted.team_id.flatten() {
        Some(_) => None, // whoever's turn it is there
        None => first_here(work, [head.assignee, by.user()])?,
    };
    let new = NewTicket {
        priority: wanted.priority,
        category: wanted.category_id.flatten(),
        department: wanted.department_id.unwrap_or_else(|| view.department.as_ref().map(|it| it.id)),
        team: wanted.team_id.flatten(),
        assignee: wanted.assignee_id.unwrap_or(has_it),
        tags: wanted.tags.unwrap_or(view.tags),
        conversation: Some(conversation),
        language: lang,
        ..NewTicket::of(Source::Chat, subject, told(&said, head.number, lang), requester)
    };
    let made = create_in(work, new, by)?;
    let params = json!({ "number": made.number, "code": made.code, "ticket_id": made.id });
    let now = work.context.now;
    conversations::service::tell_notice(present, &mut work.write, &head, ("ticket_created", params), now);
    Ok(made.id)
}

/// What was said, as the first words of a ticket: a paragraph for every message.
fn told(said: &[MessageView], number: i64, lang: Lang) -> String {
    let line = |it: &MessageView| {
        let who = it.author.name.clone().unwrap_or_else(|| match it.author.kind {
            Speaker::Assistant => lang.pick("Yapay zekâ asistanı", "AI assistant").to_owned(),
            _ => lang.pick("Ziyaretçi", "Visitor").to_owned(),
        });
        let files: Vec<String> = it.attachments.iter().map(|it| format!("[{}]", it.name)).collect();
        format!("**{who}:** {} {}", it.body.trim(), files.join(" ")).trim_end().to_owned()
    };
    let all: Vec<String> = said
        .iter()
        .filter(|it| it.system.is_none() && it.deleted_at.is_none())
        .filter(|it| !it.body.trim().is_empty() || !it.attachments.is_empty())
        .map(line)
        .collect();
    if all.is_empty() {
        return format!("#{number}");
    }
    // The last words matter most where there are too many.
    let mut text = String::new();
    for line in all.iter().rev() {
        if text.chars().count() + line.chars().count() + 2 > rules::MAX_BODY {
            break;
        }
        text = if text.is_empty() { line.clone() } else { format!("{line}\n\n{text}") };
    }
    text
}

/// A ticket by what somebody types for it: a number or a tracking code.
///
/// # Errors
/// When the database cannot be read.
pub async fn by_number_or_code(app: &App, site: SiteId, typed: &str) -> Result<Option<TicketId>> {
    let typed = typed.trim().to_owned();
    app.store
        .read(move |conn| {
            let found = match typed.trim_start_matches('#').parse() {
                Ok(number) => store::head_by_number(conn, site, number)?,
                Err(_) => match code::read(&typed) {
                    Some(code) => store::head_by_code(conn, site, &code)?,
                    None => None,
                },
            };
            Ok(found.map(|it| it.id))
        })
        .await
}
