//! What requesters do: leave a ticket by the widget's form, look how it stands by its tracking code or by a signed link,
//! and answer.
use super::create::create_in;
use super::reply::requester_replies_in;
use super::{Context, Work};
use crate::app::App;
use crate::base::ids::{ConversationId, DepartmentId, FileId, SiteId, TicketId, VisitorId};
use crate::base::{At, FieldError, Lang};
use crate::conversations::service::Leaving;
use crate::files::Links;
use crate::store::{Event, Present};
use crate::tickets::code;
use crate::tickets::expectation::{self, HasAgent};
use crate::tickets::rules;
use crate::tickets::store::{self, Notes};
use crate::tickets::types::{
    Actor, AuthorKind, MessageKind, NewMessage, NewTicket, Priority, Requester, Source, TicketMessage,
    VisitorMessage, VisitorTicket,
};
use crate::visitors::{self, Details, VisitorView};
use crate::web::keys::Keys;
use crate::{Error, Result, bans, conversations, hours, settings, sites};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use serde_json::{Map, Value};
use sha2::Sha256;
use uuid::Uuid;

/// Most messages that a requester is shown.
const SHOWN: usize = 200;
/// Wrong codes from one address before it has to wait.
const WRONG_CODES: u32 = 20;

/// What somebody left by form.
#[derive(Debug, Clone)]
pub struct Form {
    /// 1 to 120 characters.
    pub name: String,
    /// Needed, but where a call is wanted.
    pub email: String,
    /// Needed where a call is wanted.
    pub phone: Option<String>,
    /// A call is wanted: when, in the requester's words; may be empty.
    pub call_at: Option<String>,
    /// What it is about; made of the message when left out.
    pub subject: Option<String>,
    /// 1 to 20,000 characters.
    pub message: String,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// How much it presses.
    pub priority: Option<Priority>,
    /// Uploaded before, by the visitor.
    pub attachments: Vec<FileId>,
    /// Answers to the site's own fields.
    pub fields: Map<String, Value>,
    /// The page it was written on.
    pub page: Option<String>,
    /// The conversation it follows; one of the visitor's.
    pub conversation: Option<ConversationId>,
    /// The visitor, when known.
    pub visitor: Option<VisitorId>,
    /// Language of the widget.
    pub language: Lang,
    /// The sender's own name for it.
    pub client_ref: Option<String>,
    /// Where it is sent from; not kept.
    pub address: String,
}

/// What whoever left a ticket is told.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketLeft)]
pub struct Left {
    /// Its identity.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
    /// With which one asks for it later.
    pub code: String,
    /// Opens it without the code.
    pub token: String,
    /// When to expect an agent, as a sentence in the language of the form.
    pub expected: String,
    /// When the site opens, where it is closed and that is known.
    pub next_open: Option<At>,
}

/// A ticket that is followed, with what opens it again.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = FollowedTicket)]
pub struct Follow {
    /// Opens it without the code.
    pub token: String,
    /// How it stands.
    #[serde(flatten)]
    pub ticket: VisitorTicket,
}

/// Makes a ticket of a form and tells the requester when to expect an agent. Who left it in place of more waiting gives
/// up the place.
///
/// # Errors
/// 403 `visitor_banned`, 409 `requests_off` while an emergency forbids it, 422 naming every field that is missing or wrong.
pub async fn leave(app: &App, site: SiteId, form: Form) -> Result<Left> {
    check(&form)?;
    let context = Context::of(app, site);
    let (visitor, lang, keys) = (form.visitor, form.language, app.keys.clone());
    let decide = move |present: &Present<'_>| {
        let now = context.now;
        let situation = hours::situation(present, site, now)?;
        if !situation.reception().form {
            return Err(Error::Conflict("requests_off"));
        }
        bans::check_address(present, site, &form.address, now)?;
        if let Some(visitor) = form.visitor {
            bans::check_in(present, site, visitor, now)?;
        }
        let (by, new) = ticket_of(present, site, form)?;
        let conversation = new.conversation;
        let mut work = Work::begin(present, &context);
        let told = new.requester.clone();
        let made = create_in(&mut work, new, &by)?;
        if let Some(visitor) = told.visitor
            && let Some(known) = visitors::store::find(present, site, visitor)?
            && let Some(details) = news(&known, &rules::tidy(told))
        {
            visitors::store::update(&mut work.write, site, visitor, &details);
            work.write.tell(Event::new(site, "visitor.updated", visitor.uuid(), now));
        }
        let has_agent = if made.assignee.is_some() { HasAgent::Already } else { HasAgent::NotYet };
        let left = Left {
            id: made.id,
            number: made.number,
            code: made.code,
            token: token_of(&keys, made.id),
            expected: expectation::sentence(&situation, has_agent, lang, now),
            next_open: situation.next_open().filter(|_| !situation.is_open()).map(At),
        };
        Ok((work.finish()?, (left, conversation)))
    };
    let (_, (left, conversation)) = app.store.decide(decide).await?;
    // Whoever left the form in place of more waiting gives up the place; a conversation that is over has none.
    if let Some((conversation, visitor)) = conversation.zip(visitor) {
        let by = conversations::Actor::Visitor(visitor);
        match conversations::service::leave_queue(app, site, conversation, by, Leaving::FormLeft).await {
            Ok(_) | Err(Error::Conflict(_)) => (),
            Err(error) => return Err(error),
        }
    }
    Ok(left)
}

/// What the form says of a visitor of whom that is not known yet. Nothing that is known is replaced: the form proves
/// nothing.
fn news(known: &VisitorView, told: &Requester) -> Option<Details> {
    let fresh = |known: &Option<String>, told: &Option<String>| told.clone().filter(|_| known.is_none());
    let details = Details {
        name: fresh(&known.name, &told.name),
        email: fresh(&known.email, &told.email),
        phone: fresh(&known.phone, &told.phone),
        vip: None,
    };
    (details.name.is_some() || details.email.is_some() || details.phone.is_some()).then_some(details)
}

fn ticket_of(present: &Present<'_>, site: SiteId, form: Form) -> Result<(Actor, NewTicket)> {
    // A conversation that is not the visitor's own is not worth refusing the form for; nor a department that is gone.
    let own = |it: &ConversationId| -> Result<bool> {
        let head = conversations::store::head(present, site, *it)?;
        Ok(head.is_some_and(|it| Some(it.visitor) == form.visitor))
    };
    let conversation = match form.conversation {
        Some(it) if own(&it)? => Some(it),
        _ => None,
    };
    let departments = crate::organisation::departments(present, site)?;
    let department = form.department.filter(|wanted| departments.iter().any(|it| it.0 == *wanted));
    let name = Some(form.name.trim().to_owned());
    let requester = Requester {
        visitor: form.visitor,
        name: name.clone(),
        email: Some(form.email).filter(|it| !it.trim().is_empty()),
        phone: form.phone,
    };
    let subject = form.subject.filter(|it| !it.trim().is_empty());
    let subject = subject.unwrap_or_else(|| rules::subject_of(&form.message));
    let new = NewTicket {
        priority: form.priority,
        department,
        attachments: form.attachments,
        fields: form.fields,
        conversation,
        call_at: form.call_at,
        page: form.page,
        language: form.language,
        client_ref: form.client_ref,
        ..NewTicket::of(Source::Widget, subject, form.message, requester)
    };
    Ok((Actor::Requester { visitor: form.visitor, name }, new))
}

/// What the form has to have beside what every ticket has.
fn check(form: &Form) -> Result<()> {
    let mut wrong = Vec::new();
    let by_call = form.call_at.is_some();
    if form.name.trim().is_empty() {
        wrong.push(FieldError::new("name", "field_missing"));
    }
    if form.message.trim().is_empty() {
        wrong.push(FieldError::new("message", "field_missing"));
    } else if form.message.chars().count() > rules::MAX_BODY {
        wrong.push(FieldError::beyond("message", "field_too_long", 20_000));
    }
    let email = form.email.trim();
    if email.is_empty() && !by_call {
        wrong.push(FieldError::new("email", "field_missing"));
    }
    let phone = form.phone.as_deref().unwrap_or_default().trim();
    if phone.is_empty() && by_call {
        wrong.push(FieldError::new("phone", "field_missing"));
    }
    let requester = Requester {
        visitor: None,
        name: Some(form.name.trim().to_owned()),
        email: Some(email.to_owned()).filter(|it| !it.is_empty()),
        phone: Some(phone.to_owned()).filter(|it| !it.is_empty()),
    };
    wrong.extend(rules::requester(&requester));
    if form.call_at.as_ref().is_some_and(|it| it.chars().count() > 200) {
        wrong.push(FieldError::beyond("call_at", "field_too_long", 200));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What opens a ticket without its code: the ticket's id, signed. It does not end: a letter with it may be read years later.
#[must_use]
pub fn token_of(keys: &Keys, id: TicketId) -> String {
    let mut bytes = id.uuid().as_bytes().to_vec();
    bytes.extend(mac(keys, id).iter().take(16));
    URL_SAFE_NO_PAD.encode(bytes)
}

fn mac(keys: &Keys, id: TicketId) -> Vec<u8> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&keys.derive("ticket link")) else { return Vec::new() };
    mac.update(id.uuid().as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The ticket that a token opens.
///
/// # Errors
/// 404 for a token that is not ours.
pub fn ticket_of_token(keys: &Keys, token: &str) -> Result<TicketId> {
    let gone = || Error::NotFound("ticket");
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).map_err(|_| gone())?;
    let (id, _) = bytes.split_at_checked(16).ok_or_else(gone)?;
    let id = TicketId::of(Uuid::from_slice(id).map_err(|_| gone())?);
    // Compared as wholes of equal length; what differs tells nothing that could be used to find the rest.
    let expected = token_of(keys, id);
    let same = expected.len() == token.trim().len()
        && expected.bytes().zip(token.trim().bytes()).fold(0_u8, |all, (a, b)| all | (a ^ b)) == 0;
    if same { Ok(id) } else { Err(gone()) }
}

/// How a ticket stands, for who has its token.
///
/// # Errors
/// 404.
pub async fn follow(app: &App, token: &str) -> Result<Follow> {
    let id = ticket_of_token(&app.keys, token)?;
    let links = Links::new(&app.keys, app.clock.now());
    let found = app
        .store
        .read(move |conn| {
            let Some(mut head) = store::head_anywhere(conn, id)? else { return Ok(None) };
            if let Some(into) = head.merged_into {
                head = store::head_anywhere(conn, into)?.unwrap_or(head);
            }
            let (messages, _) =
                store::messages(conn, &links, head.site, head.id, (None, SHOWN), Notes::Without)?;
            let alias = settings::widget(conn, head.site)?.agent_name;
            let view = store::find(conn, head.site, head.id)?;
            let site = sites::find(conn, head.site)?.map(|it| it.name).unwrap_or_default();
            Ok(view.map(|it| (it, messages, alias, site)))
        })
        .await?;
    let (view, messages, alias, site) = found.ok_or(Error::NotFound("ticket"))?;
    let shown = messages.into_iter().map(|it| seen(it, alias.as_deref())).collect();
    let ticket = VisitorTicket {
        id: view.id,
        number: view.number,
        code: view.code,
        subject: view.subject,
        status: view.status,
        priority: view.priority,
        department: view.department.map(|it| it.name),
        site,
        created_at: view.created_at,
        last_message_at: view.last_message_at,
        messages: shown,
    };
    Ok(Follow { token: token_of(&app.keys, ticket.id), ticket })
}

/// A message as the requester sees it: agents as the site shows them.
fn seen(it: TicketMessage, alias: Option<&str>) -> VisitorMessage {
    let own = it.author.kind == AuthorKind::Requester
        || (it.kind == MessageKind::Description && it.author.kind == AuthorKind::Agent);
    let name = match it.author.kind {
        AuthorKind::Agent if !own => alias.map(str::to_owned).or(it.author.name),
        AuthorKind::Requester => it.author.name,
        AuthorKind::Agent | AuthorKind::Assistant | AuthorKind::System => None,
    };
    VisitorMessage {
        id: it.id,
        own,
        name,
        body: it.body,
        attachments: it.attachments,
        created_at: it.created_at,
    }
}

/// How a ticket stands, for who types its tracking code. Whoever guesses has to wait after some tries.
///
/// # Errors
/// 404, 422 `ticket_code_invalid` for a slip, 429 `rate_limited`.
pub async fn follow_code(app: &App, site: SiteId, typed: &str, address: &str) -> Result<Follow> {
    let (now, name) = (app.clock.now(), format!("ticket code {address}"));
    if let Some(seconds) = app.attempts.locked_seconds(&[&name], now) {
        return Err(Error::RateLimited { code: "rate_limited", retry_after_seconds: seconds });
    }
    let code = code::read(typed).ok_or_else(|| Error::invalid("code", "ticket_code_invalid"))?;
    let found = app.store.read(move |conn| store::head_by_code(conn, site, &code)).await?;
    let Some(head) = found else {
        app.attempts.wrong(&[&name], WRONG_CODES, now);
        return Err(Error::NotFound("ticket"));
    };
    follow(app, &token_of(&app.keys, head.id)).await
}

/// A visitor's own tickets, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_visitor(app: &App, site: SiteId, visitor: VisitorId) -> Result<Vec<Follow>> {
    let read = move |conn: &rusqlite::Connection| {
        let name = sites::find(conn, site)?.map(|it| it.name).unwrap_or_default();
        Ok((store::of_visitor(conn, site, visitor)?, name))
    };
    let (views, name) = app.store.read(read).await?;
    let own = |it: crate::tickets::TicketView| Follow {
        token: token_of(&app.keys, it.id),
        ticket: VisitorTicket {
            id: it.id,
            number: it.number,
            code: it.code,
            subject: it.subject,
            status: it.status,
            priority: it.priority,
            department: it.department.map(|it| it.name),
            site: name.clone(),
            created_at: it.created_at,
            last_message_at: it.last_message_at,
            messages: Vec::new(),
        },
    };
    Ok(views.into_iter().map(own).collect())
}

/// The requester answers, by the token; answers how the ticket stands then, or the one that goes on from it.
///
/// # Errors
/// 403 `visitor_banned`, 404, 422.
pub async fn reply_as_requester(
    app: &App,
    token: &str,
    (body, attachments, client_ref): (String, Vec<FileId>, Option<String>),
    address: String,
) -> Result<Follow> {
    let id = ticket_of_token(&app.keys, token)?;
    let head = app.store.read(move |conn| store::head_anywhere(conn, id)).await?;
    let site = head.ok_or(Error::NotFound("ticket"))?.site;
    let context = Context::of(app, site);
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        let head = work.head(id)?;
        bans::check_address(present, site, &address, context.now)?;
        if let Some(visitor) = head.visitor() {
            bans::check_in(present, site, visitor, context.now)?;
        }
        let by = Actor::Requester { visitor: head.visitor(), name: head.requester.name.clone() };
        let uploader = Some(head.visitor().map_or(id.uuid(), VisitorId::uuid));
        let new = NewMessage { attachments, client_ref, uploader, ..NewMessage::reply(Source::Widget, body) };
        let said = requester_replies_in(&mut work, id, new, &by)?;
        Ok((work.finish()?, said.ticket))
    };
    let (_, id) = app.store.decide(decide).await?;
    follow(app, &token_of(&app.keys, id)).await
}

/// Who uploads files for a ticket's page: whose it is, or the ticket itself where no visitor is known.
///
/// # Errors
/// 404.
pub async fn uploader_of(app: &App, token: &str) -> Result<(SiteId, Uuid)> {
    let id = ticket_of_token(&app.keys, token)?;
    let head = app.store.read(move |conn| store::head_anywhere(conn, id)).await?;
    let head = head.ok_or(Error::NotFound("ticket"))?;
    Ok((head.site, head.visitor().map_or(id.uuid(), VisitorId::uuid)))
}
