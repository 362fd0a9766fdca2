//! What a mail means to a ticket: which one it belongs to, who speaks in it, and with what authority.
use super::super::inboxes::{Inbox, store as inboxes};
use super::rules;
use super::token;
use super::types::{Outcome, Side};
use crate::app::App;
use crate::assistant::language;
use crate::audit;
use crate::base::ids::{FileId, IncomingMailId, SiteId, TicketId, UserId};
use crate::base::{Lang, text};
use crate::engine::mail::mime::{self, Part, Person, Received};
use crate::tickets::Actor;
use crate::tickets::types::Head;
use crate::web::keys::Keys;
use crate::{Error, Result, files, people, sites, tickets};
use rusqlite::Connection;

/// Most letters of a mail in a message; the rest comes along as a file. There is room for what is said about the mail.
const MOST_CHARS: usize = 18_500;
/// Most letters of the names of files that were not taken.
const REFUSED_CHARS: usize = 800;
/// A picture within the text that is smaller is decoration.
const DECORATION_BYTES: usize = 4 * 1024;
/// Most people who get copies because the mail named them.
const MOST_COPIES: usize = 10;

/// What is to be done with a mail.
pub(super) enum Plan {
    /// Nothing, and why.
    Nothing(&'static str),
    /// Something.
    Do(Box<Task>),
}

/// What becomes of a mail.
pub(super) struct Task {
    pub(super) outcome: Outcome,
    /// Which ticket; none for a new one.
    pub(super) ticket: Option<TicketId>,
    pub(super) by: Actor,
    /// The agent whom it says to be from, where nothing proves it.
    pub(super) meant: Option<UserId>,
    /// Whose the new ticket is.
    pub(super) requester: Person,
    pub(super) language: Lang,
    /// Whether a machine or a list wrote it.
    pub(super) machine: bool,
    /// Everybody who has the agent's answer already.
    pub(super) has_it: Vec<String>,
    pub(super) copies: Vec<String>,
}

/// The words and files of a mail, as a ticket takes them.
pub(super) struct Paper {
    pub(super) subject: String,
    pub(super) body: String,
    pub(super) quoted: Option<String>,
    pub(super) html: Option<String>,
    pub(super) files: Vec<FileId>,
    /// Under which id the files were kept.
    pub(super) uploader: uuid::Uuid,
    pub(super) message_id: Option<String>,
    pub(super) priority: Option<tickets::types::Priority>,
    /// Whether one of our mails will not arrive any more.
    pub(super) is_lost: bool,
}

/// Finds out what a mail is.
///
/// # Errors
/// 409 with why it cannot be dealt with.
pub(super) async fn plan(app: &App, inbox: &Inbox, side: Side, mail: &Received) -> Result<Plan> {
    let (inbox, mail, keys) = (inbox.clone(), mail.clone(), app.keys.clone());
    app.store.read(move |conn| decide(conn, &keys, &inbox, (side, &mail))).await
}

fn decide(conn: &Connection, keys: &Keys, inbox: &Inbox, (side, mail): (Side, &Received)) -> Result<Plan> {
    let site = inbox.site;
    // Our own, come back or found among what was sent.
    let own = mail.message_id.as_deref().is_some_and(|it| token::find(keys, site, it).is_some());
    if own {
        return Ok(Plan::Nothing("mail_own"));
    }
    let writer = mail.from.clone().ok_or(Error::Conflict("mail_no_sender"))?;
    let meant = ticket_of(conn, keys, site, (mail, &writer))?;
    // Its words are in another one, where it was merged.
    let ticket = match &meant {
        Some(it) => tickets::store::living(conn, site, it.id)?,
        None => None,
    };
    let asked: Vec<&str> =
        meant.iter().chain(&ticket).filter_map(|it| it.requester.email.as_deref()).collect();
    // What agents read is in the site's language; a new ticket is in its requester's.
    let own = sites::find(conn, site)?.map_or(Lang::Tr, |it| it.language);
    let written = language::of(&mail.text).filter(|_| ticket.is_none());
    let language = written.unwrap_or(own);
    let requester = rules::requester(mail, &writer);
    let name = Some(&writer.name).filter(|it| !it.is_empty()).cloned();
    let mut task = Task {
        outcome: Outcome::Reply,
        ticket: ticket.as_ref().map(|it| it.id),
        by: Actor::Requester { visitor: None, name: name.or_else(|| Some(writer.address.clone())) },
        meant: None,
        language,
        machine: mail.automatic.is_some(),
        has_it: Vec::new(),
        copies: Vec::new(),
        requester,
    };
    let Some(ticket) = &ticket else {
        if let Some(reason) = rules::nobodys(mail, side) {
            return Ok(Plan::Nothing(reason));
        }
        task.outcome = Outcome::Ticket;
        task.copies = copies(conn, site, (mail, &task.requester))?;
        return Ok(Plan::Do(Box::new(task)));
    };
    if mail.bounce.is_some() || mail.automatic.is_some() {
        task.outcome = if mail.bounce.is_some() { Outcome::Bounce } else { Outcome::Automatic };
        task.by = Actor::System;
        return Ok(Plan::Do(Box::new(task)));
    }
    if ticket.requester.email.as_deref() != Some(writer.address.as_str()) {
        // A name is whatever somebody writes there: who is not the requester is told by the address.
        task.by = Actor::Requester { visitor: None, name: Some(named(&writer)) };
    }
    if let Some(agent) = agent(conn, inbox, (side, &writer), (ticket, &asked))? {
        speak_for(agent, (inbox, side), (mail, &writer), &asked, &mut task);
    }
    Ok(Plan::Do(Box::new(task)))
}

/// Somebody's name with the address behind it.
fn named(it: &Person) -> String {
    match it.name.as_str() {
        "" => it.address.clone(),
        name => format!("{} ({})", text::shorten(name, 80), it.address),
    }
}

/// Lets an agent answer in the ticket, as far as that is proven. What is kept as sent was sent; but only what went to the
/// requester is an answer: the rest is between colleagues.
fn speak_for(
    agent: Actor,
    (inbox, side): (&Inbox, Side),
    (mail, writer): (&Received, &Person),
    asked: &[&str],
    task: &mut Task,
) {
    let reached: Vec<String> = mail.to.iter().map(|it| it.address.clone()).collect();
    let went = |reached: &[String]| asked.iter().any(|it| reached.iter().any(|other| other == it));
    task.outcome = match side {
        Side::Sent if went(&reached) => Outcome::AgentReply,
        Side::Sent => Outcome::Note,
        // That the requester is said to have it proves nothing: whoever knows the ticket's address can write that.
        Side::Incoming if !rules::is_proven(mail, writer, inbox) => Outcome::Unproven,
        // To colleagues, with a copy for us.
        Side::Incoming if !went(&reached) && rules::is_copy(mail, &inbox.address) => Outcome::Note,
        Side::Incoming => Outcome::AgentReply,
    };
    if task.outcome == Outcome::Unproven {
        task.meant = if let Actor::Agent { id, .. } = agent { Some(id) } else { None };
        task.by = Actor::System;
    } else {
        task.by = agent;
    }
    task.has_it = reached;
}

/// Who of the desk wrote it. In the folder of what was sent, under the site's own address, whoever has the ticket, and
/// while nobody has it, somebody.
fn agent(
    conn: &Connection,
    inbox: &Inbox,
    (side, writer): (Side, &Person),
    (ticket, asked): (&Head, &[&str]),
) -> Result<Option<Actor>> {
    // An agent who asked for something is its requester.
    if asked.contains(&writer.address.as_str()) {
        return Ok(None);
    }
    let mut found = people::member_with(conn, inbox.site, &writer.address)?;
    if let (None, Side::Sent, Some(id)) = (&found, side, ticket.assignee) {
        found = people::name_of(conn, id)?.map(|name| (id, name, false));
    }
    let known = found.map(|(id, name, admin)| {
        let audited = audit::Actor::user_by_mail(id);
        Actor::Agent { id, name, audited, admin }
    });
    let somebody = (side == Side::Sent).then(|| {
        let name = if inbox.sender_name.is_empty() { &inbox.address } else { &inbox.sender_name };
        Actor::Desk { name: name.clone() }
    });
    Ok(known.or(somebody))
}

/// The ticket that a mail belongs to: by a token, by what it answers, by our header, or by a number that somebody names
/// who has to do with that ticket.
fn ticket_of(
    conn: &Connection,
    keys: &Keys,
    site: SiteId,
    (mail, writer): (&Received, &Person),
) -> Result<Option<Head>> {
    let by_number = |number: i64| tickets::store::head_by_number(conn, site, number);
    for it in mail.to.iter().flat_map(|it| [&it.address, &it.name]) {
        if let Some(number) = token::find(keys, site, it) {
            return by_number(number);
        }
    }
    let reported = mail.bounce.iter().flat_map(|it| it.mails.iter());
    let answered = mail.in_reply_to.iter().chain(mail.references.iter().rev()).chain(reported);
    for id in answered {
        if let Some(number) = token::find(keys, site, id) {
            return by_number(number);
        }
        if let Some(ticket) = tickets::store::ticket_of_mail(conn, site, id)? {
            return tickets::store::head(conn, site, ticket);
        }
    }
    let header = mail.own.iter().find(|it| it.0 == "x-asisttr-ticket");
    if let Some(number) = header.and_then(|it| token::find(keys, site, &it.1)) {
        return by_number(number);
    }
    for number in rules::numbers(&mail.subject) {
        if let Some(ticket) = by_number(number)?
            && knows(conn, &ticket, &writer.address)?
        {
            return Ok(Some(ticket));
        }
    }
    Ok(None)
}

/// Whether somebody has to do with a ticket.
fn knows(conn: &Connection, ticket: &Head, address: &str) -> Result<bool> {
    Ok(ticket.requester.email.as_deref() == Some(address)
        || tickets::store::copies(conn, ticket.site, ticket.id)?.iter().any(|it| it == address)
        || people::member_with(conn, ticket.site, address)?.is_some())
}

/// Who gets copies of answers: whoever the mail named, but for ourselves and machines.
fn copies(conn: &Connection, site: SiteId, (mail, requester): (&Received, &Person)) -> Result<Vec<String>> {
    if mail.automatic.is_some() {
        return Ok(Vec::new());
    }
    let own: Vec<String> = inboxes::of_site(conn, site)?.into_iter().map(|it| it.address).collect();
    let others = mail.copied.iter().map(|it| it.address.clone()).filter(|it| text::is_email(it));
    let fits = |it: &String| !own.contains(&rules::bare(it)) && *it != requester.address;
    Ok(others.filter(fits).take(MOST_COPIES).collect())
}

/// Puts a mail into the shape of a ticket: its words without what it repeats, and its files as far as they are allowed.
///
/// # Errors
/// When a file cannot be kept.
pub(super) async fn paper(
    app: &App,
    inbox: &Inbox,
    (id, mail): (IncomingMailId, &Received),
    task: &Task,
) -> Result<Paper> {
    let lang = task.language;
    let folded = match task.ticket {
        Some(_) => mime::fold(&mail.text),
        // Nobody has seen yet what a first mail repeats.
        None => mime::Folded { said: mail.text.clone(), rest: None },
    };
    let mut said = folded.said;
    if said.is_empty() && folded.rest.is_none() {
        lang.pick("(boş ileti)", "(empty message)").clone_into(&mut said);
    }
    let mut parts: Vec<&Part> =
        mail.files.iter().filter(|it| !(it.inline && it.bytes.len() < DECORATION_BYTES)).collect();
    let (said_whole, mut quoted) = (whole(&said, lang.pick("ileti.txt", "message.txt")), folded.rest);
    let quoted_whole = quoted.as_deref().and_then(|it| whole(it, lang.pick("alinti.txt", "quoted.txt")));
    parts.extend(said_whole.iter().chain(&quoted_whole));
    said = text::shorten(&said, MOST_CHARS);
    quoted = quoted.map(|it| text::shorten(&it, MOST_CHARS));
    let (kept, mut refused) = keep(app, inbox.site, id, &parts).await?;
    refused.extend(mail.left_out.iter().map(|it| files::rules::tidy_name(it)));
    if !refused.is_empty() {
        let words = lang.pick("Alınamayan dosyalar", "Files that could not be taken");
        said = format!("{said}\n\n[{words}: {}]", text::shorten(&refused.join(", "), REFUSED_CHARS));
    }
    let subject = rules::tidy_subject(&mail.subject);
    let subject =
        if subject.is_empty() { lang.pick("(konusuz)", "(no subject)").to_owned() } else { subject };
    let body = match (task.outcome, &mail.bounce) {
        (Outcome::Bounce, Some(bounce)) => undelivered(bounce, lang),
        (Outcome::Automatic, _) => {
            format!("{}\n\n{said}", lang.pick("Otomatik ileti:", "Automatic message:"))
        }
        (Outcome::Unproven, _) => {
            let who = mail.from.as_ref().map_or("", |it| it.address.as_str());
            let words = lang.pick(
                "adresinden geldi, ama bu kanıtlanamadı; yanıt sayılmadı, kimseye iletilmedi:",
                "is what it says to be from, but nothing proves it; it is no answer and was sent on to nobody:",
            );
            format!("{who} {words}\n\n{said}")
        }
        (Outcome::Note, _) => {
            let to: Vec<&str> = mail.to.iter().take(MOST_COPIES).map(|it| it.address.as_str()).collect();
            let words =
                lang.pick("Talep sahibine değil, şuraya yazıldı", "Written, not to the requester, to");
            format!("{words}: {}\n\n{said}", text::shorten(&to.join(", "), 500))
        }
        _ => said,
    };
    Ok(Paper {
        subject,
        body,
        quoted,
        html: mail.html.clone(),
        files: kept,
        uploader: id.uuid(),
        message_id: mail.message_id.clone(),
        priority: rules::priority(mail),
        is_lost: mail.bounce.as_ref().is_some_and(|it| !it.is_delay),
    })
}

/// A text that is too long for a message, as a file.
fn whole(text: &str, name: &str) -> Option<Part> {
    let bytes = || text.replace('\u{7f}', "").into_bytes();
    (text.chars().count() > MOST_CHARS).then(|| Part { name: name.to_owned(), inline: false, bytes: bytes() })
}

fn undelivered(it: &mime::Bounce, lang: Lang) -> String {
    let words = match it.is_delay {
        true => lang
            .pick("Posta henüz ulaşmadı, yeniden deneniyor", "A mail has not arrived yet and is tried again"),
        false => lang.pick("Posta ulaşmadı", "A mail did not arrive"),
    };
    let parts = [it.recipient.as_str(), it.status.as_str(), it.said.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    format!("{words}: {}", parts.join(" · "))
}

/// Keeps files that are allowed, under ids made of the mail; names the others.
async fn keep(
    app: &App,
    site: SiteId,
    mail: IncomingMailId,
    parts: &[&Part],
) -> Result<(Vec<FileId>, Vec<String>)> {
    let uploader = ("visitor", mail.uuid());
    let (mut kept, mut refused) = (Vec::new(), Vec::new());
    for (place, part) in parts.iter().enumerate() {
        let id = FileId::of(rules::part_of(mail, place));
        match files::service::keep_as(app, site, uploader, (&part.name, part.bytes.clone()), id).await {
            Ok(()) => kept.push(id),
            Err(Error::TooLarge(_) | Error::WrongType(_)) => {
                refused.push(files::rules::tidy_name(&part.name))
            }
            Err(error) => return Err(error),
        }
    }
    Ok((kept, refused))
}
