//! A ticket that somebody leaves by the widget's form.
use super::create::create_in;
use super::{Context, Work, token_of};
use crate::app::App;
use crate::base::ids::{ConversationId, DepartmentId, FileId, SiteId, TicketId, VisitorId};
use crate::base::{At, FieldError, Lang};
use crate::conversations::service::Leaving;
use crate::store::{Event, Present, Write};
use crate::tickets::code;
use crate::tickets::expectation::{self, HasAgent};
use crate::tickets::rules;
use crate::tickets::store;
use crate::tickets::types::{Actor, LinkKey, NewTicket, Priority, Requester, Source};
use crate::visitors::{self, Details, VisitorView};
use crate::web::allowance::Deed;
use crate::{Error, Result, bans, conversations, hours};
use serde::Serialize;
use serde_json::{Map, Value};
use std::net::IpAddr;

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
    pub address: IpAddr,
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

/// Makes a ticket of a form and tells the requester when to expect an agent. Who left it in place of more waiting gives
/// up the place.
///
/// # Errors
/// 403 `visitor_banned`, 409 `requests_off` while an emergency forbids it, 422 naming every field that is missing or wrong,
/// 429 when too many come from one visitor or one network.
pub async fn leave(app: &App, site: SiteId, form: Form) -> Result<Left> {
    check(&form)?;
    app.allowances.take(Deed::Form, site, (form.address, form.visitor))?;
    let context = Context::of(app, site);
    let (visitor, lang, keys) = (form.visitor, form.language, app.keys.clone());
    let decide = move |present: &Present<'_>| {
        let now = context.now;
        let situation = hours::situation(present, site, now)?;
        if !situation.reception().form {
            return Err(Error::Conflict("requests_off"));
        }
        let told_of = |(id, number, code, key): (TicketId, i64, String, LinkKey), has_agent| Left {
            id,
            number,
            code,
            token: token_of(&keys, (id, key)),
            expected: expectation::sentence(&situation, has_agent, lang, now),
            next_open: situation.next_open().filter(|_| !situation.is_open()).map(At),
        };
        bans::check_address(present, site, &form.address.to_string(), now)?;
        if let Some(visitor) = form.visitor {
            bans::check_in(present, site, visitor, now)?;
        }
        if let (Some(visitor), Some(name)) = (form.visitor, &form.client_ref)
            && let Some(known) = store::left_before(present, site, visitor, name)?
            && let Some(head) = store::head(present, site, known)?
        {
            // Sent again, as the answer was lost: it is the same ticket.
            let has_agent = if head.assignee.is_some() { HasAgent::Already } else { HasAgent::NotYet };
            let made = (head.id, head.number, code::shown(&head.code), head.link_key);
            return Ok((Write::new(), (told_of(made, has_agent), None)));
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
            let details = visitors::service::unvouched(present, site, visitor, details)?;
            visitors::store::update(&mut work.write, site, visitor, &details);
            work.write.tell(Event::new(site, "visitor.updated", visitor.uuid(), now));
        }
        let has_agent = if made.assignee.is_some() { HasAgent::Already } else { HasAgent::NotYet };
        let left = told_of((made.id, made.number, made.code, made.link_key), has_agent);
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
        asked: true,
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
