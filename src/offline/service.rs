//! Use cases of offline messages.
use super::store;
use super::types::{NewRequest, OfflineMessage, RequestKind};
use crate::app::App;
use crate::base::ids::{OfflineMessageId, SiteId, UserId};
use crate::base::{FieldError, text};
use crate::conversations::service::Leaving;
use crate::conversations::{self, Actor};
use crate::store::{Event, Write};
use crate::visitors::{self, Details, VisitorView};
use crate::{Error, Result, bans, hours};

/// Stores a request and tells the desk.
///
/// # Errors
/// 403 `visitor_banned`, 422 naming every field that is missing or wrong; 409 `requests_off` while an emergency
/// forbids it.
pub async fn leave(app: &App, site: SiteId, new: NewRequest) -> Result<OfflineMessageId> {
    let mut new = tidy(new);
    check(&new)?;
    let (id, now) = (OfflineMessageId::random(), app.clock.now());
    let (_, waits) = app
        .store
        .decide(move |present| {
            if hours::chat_off(present, site)?.is_some_and(|it| !it.form) {
                return Err(Error::Conflict("requests_off"));
            }
            bans::check_address(present, site, &new.address, now)?;
            if let Some(visitor) = new.visitor {
                bans::check_in(present, site, visitor, now)?;
            }
            // A conversation that is not the visitor's own is not worth refusing the request for.
            if let Some(it) = new.conversation
                && !store::is_of_visitor(present, site, it, new.visitor)?
            {
                new.conversation = None;
            }
            let mut write = Write::new();
            store::insert(&mut write, site, id, &new, now);
            if let Some(visitor) = new.visitor
                && let Some(known) = visitors::store::find(present, site, visitor)?
                && let Some(told) = news(&known, &new)
            {
                visitors::store::update(&mut write, site, visitor, &told);
                write.tell(Event::new(site, "visitor.updated", visitor.uuid(), now));
            }
            write.tell(Event::new(site, "offline_message.created", id.uuid(), now));
            Ok((write, new.conversation.zip(new.visitor)))
        })
        .await?;
    // Whoever left the form in place of more waiting gives up the place; a conversation that is over has none.
    if let Some((conversation, visitor)) = waits {
        let by = Actor::Visitor(visitor);
        match conversations::service::leave_queue(app, site, conversation, by, Leaving::FormLeft).await {
            Ok(_) | Err(Error::Conflict(_)) => (),
            Err(error) => return Err(error),
        }
    }
    Ok(id)
}

/// Notes that somebody dealt with it, or takes that back.
///
/// # Errors
/// 404.
pub async fn set_handled(
    app: &App,
    site: SiteId,
    id: OfflineMessageId,
    by: Option<UserId>,
) -> Result<OfflineMessage> {
    let now = app.clock.now();
    let mut write = Write::new();
    store::set_handled(&mut write, site, id, by.map(|it| (it, now)));
    write.tell(Event::new(site, "offline_message.updated", id.uuid(), now));
    app.store.commit(write).await?;
    app.store.read(move |conn| store::find(conn, site, id)).await?.ok_or(Error::NotFound("offline_message"))
}

/// What the form says of a visitor of whom that is not known yet. Nothing that is known is replaced: the form proves
/// nothing.
fn news(known: &VisitorView, new: &NewRequest) -> Option<Details> {
    let fresh =
        |known: &Option<String>, told: &str| (known.is_none() && !told.is_empty()).then(|| told.to_owned());
    let details = Details {
        name: fresh(&known.name, &new.name),
        email: fresh(&known.email, &new.email),
        phone: fresh(&known.phone, new.phone.as_deref().unwrap_or_default()),
        vip: None,
    };
    (details.name.is_some() || details.email.is_some() || details.phone.is_some()).then_some(details)
}

fn tidy(new: NewRequest) -> NewRequest {
    let trim = |it: &str| it.trim().to_owned();
    // What is asked for a call only is not kept with a request for a letter.
    let of_call = |it: Option<String>| {
        it.map(|it| trim(&it)).filter(|it| new.kind == RequestKind::Callback && !it.is_empty())
    };
    NewRequest {
        name: trim(&new.name),
        email: trim(&new.email),
        body: trim(&new.body),
        phone: of_call(new.phone),
        call_at: of_call(new.call_at),
        page: new.page.map(|it| text::shorten(&it, 500)),
        ..new
    }
}

fn check(new: &NewRequest) -> Result<()> {
    let mut wrong = Vec::new();
    for (field, value, max) in [("name", &new.name, 120), ("message", &new.body, 8_000)] {
        if value.is_empty() {
            wrong.push(FieldError::new(field, "field_missing"));
        } else if value.chars().count() > max {
            wrong.push(FieldError::beyond(field, "field_too_long", u64::try_from(max).unwrap_or(u64::MAX)));
        }
    }
    let by_call = new.kind == RequestKind::Callback;
    if by_call && let Some(it) = phone(new.phone.as_deref().unwrap_or_default()) {
        wrong.push(it);
    }
    if new.call_at.as_ref().is_some_and(|it| it.chars().count() > 200) {
        wrong.push(FieldError::beyond("call_at", "field_too_long", 200));
    }
    if !(text::is_email(&new.email) || by_call && new.email.is_empty()) {
        wrong.push(FieldError::new(
            "email",
            if new.email.is_empty() { "field_missing" } else { "email_invalid" },
        ));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What is wrong with a number to call: people write it with spaces, brackets and a plus.
fn phone(number: &str) -> Option<FieldError> {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let other = number.chars().any(|it| !it.is_ascii_digit() && !" +-()./".contains(it));
    if number.is_empty() {
        Some(FieldError::new("phone", "field_missing"))
    } else if other || !(5..=15).contains(&digits) || number.len() > 40 {
        Some(FieldError::new("phone", "phone_invalid"))
    } else {
        None
    }
}
