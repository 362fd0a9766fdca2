//! Transcripts by mail: asked for by the visitor, now or for the end, or sent by an agent.
use super::store;
use super::types::MailSettings;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use crate::base::{Error, Lang, text};
use crate::conversations::store::head;
use crate::conversations::types::{Head, Status};
use crate::outbox::{self, Kind, NewLetter};
use crate::store::{Present, Write};
use crate::visitors::types::Details;
use crate::web::{Client, Staff, Visitor};
use crate::{Result, bans, settings, visitors};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::net::IpAddr;

/// Over which limits count.
const HOUR: SignedDuration = SignedDuration::from_hours(1);
/// Transcripts of a conversation in that time.
const PER_CONVERSATION: u32 = 3;
/// Transcripts to an address in that time.
const PER_RECIPIENT: u32 = 5;
/// Transcripts that somebody at one network address may ask for in that time.
const PER_CLIENT: u32 = 10;

/// When a visitor wants the transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum When {
    /// As it is now.
    #[default]
    Now,
    /// When the conversation ends.
    Close,
}

/// What a visitor asks for.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub(super) struct Wanted {
    /// One of the visitor's own conversations.
    pub conversation_id: ConversationId,
    /// Where it goes; the address that is known when left out.
    pub email: Option<String>,
    /// `now` when left out.
    #[serde(default)]
    pub when: When,
}

/// What was promised.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct Promised {
    /// Where it goes.
    pub email: String,
    /// When.
    pub when: When,
}

/// A visitor wants the transcript of an own conversation. An address that was not known is noted, but
/// for who is vouched for.
///
/// # Errors
/// 404, 409 `mail_not_configured`, 422 `email_invalid`, 429 `too_many_mails`; 403 for a banned one.
pub(super) async fn ask(
    app: &App,
    visitor: &Visitor,
    client: &Client,
    lang: Lang,
    wanted: Wanted,
) -> Result<Promised> {
    let (site, who, now) = (visitor.site, visitor.visitor, app.clock.now());
    let counted = counted(client.address);
    refuse_when_too_many(app, &counted)?;
    let decide = move |present: &Present<'_>| {
        let head = own(present, site, who, wanted.conversation_id)?;
        bans::check_in(present, site, who, now)?;
        let known = visitors::store::find(present, site, who)?.and_then(|it| it.email);
        let asked = wanted.email.as_deref().map(str::trim).filter(|it| !it.is_empty());
        let email = asked.or(known.as_deref()).unwrap_or_default().to_owned();
        if !text::is_email(&email) {
            return Err(Error::invalid("email", "email_invalid"));
        }
        let chosen = settings::read::<MailSettings>(present, site)?.settings;
        if !chosen.transcripts || !outbox::can_send(present, site)? {
            return Err(Error::Conflict("mail_not_configured"));
        }
        let mut write = Write::new();
        if known.is_none() {
            let details = Details { email: Some(email.clone()), ..Details::default() };
            let details = visitors::service::unvouched(present, site, who, details)?;
            visitors::store::update(&mut write, site, who, &details);
        }
        let later = wanted.when == When::Close && chosen.at_close && head.status != Status::Closed;
        if later {
            store::put_wish(&mut write, site, head.id, &email, lang);
            return Ok((write, Promised { email, when: When::Close }));
        }
        refuse_repeats(present, site, &head, &email, now)?;
        outbox::queue(&mut write, &letter(site, head.id, &email, lang), now);
        Ok((write, Promised { email, when: When::Now }))
    };
    let (_, promised) = app.store.decide(decide).await?;
    app.attempts.wrong(&[&counted], PER_CLIENT, now);
    Ok(promised)
}

fn counted(address: IpAddr) -> String {
    format!("transcripts to {address}")
}

fn refuse_when_too_many(app: &App, counted: &str) -> Result<()> {
    match app.attempts.locked_seconds(&[counted], app.clock.now()) {
        Some(retry_after_seconds) => Err(Error::RateLimited { code: "too_many_mails", retry_after_seconds }),
        None => Ok(()),
    }
}

fn refuse_repeats(conn: &Connection, site: SiteId, head: &Head, email: &str, now: Timestamp) -> Result<()> {
    let since = now.checked_sub(HOUR).unwrap_or(now);
    let often = outbox::count_since(conn, head.id.uuid(), Kind::Transcript, since)? >= PER_CONVERSATION
        || store::count_to(conn, site, email, since)? >= PER_RECIPIENT;
    let retry_after_seconds = u64::try_from(HOUR.as_secs()).unwrap_or(3_600);
    if often { Err(Error::RateLimited { code: "too_many_mails", retry_after_seconds }) } else { Ok(()) }
}

fn own(conn: &Connection, site: SiteId, visitor: VisitorId, id: ConversationId) -> Result<Head> {
    let found = head(conn, site, id)?.filter(|it| it.visitor == visitor);
    found.ok_or(Error::NotFound("conversation"))
}

pub(super) fn letter(site: SiteId, id: ConversationId, email: &str, language: Lang) -> NewLetter {
    NewLetter {
        site,
        kind: Kind::Transcript,
        about: id.uuid(),
        recipient: email.to_owned(),
        language,
        details: json!({}),
        example: false,
    }
}

/// An agent sends it to the visitor, in the visitor's language; never with internal notes.
///
/// # Errors
/// 404, 409 `mail_not_configured`, 422 `email_invalid`, 429 `too_many_mails`.
pub(super) async fn send(
    app: &App,
    staff: &Staff,
    id: ConversationId,
    email: Option<String>,
) -> Result<Promised> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        let head = head(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
        let known = visitors::store::find(present, site, head.visitor)?.and_then(|it| it.email);
        let email = email.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).or(known);
        let email = email.filter(|it| text::is_email(it)).ok_or(Error::invalid("email", "email_invalid"))?;
        if !outbox::can_send(present, site)? {
            return Err(Error::Conflict("mail_not_configured"));
        }
        refuse_repeats(present, site, &head, &email, now)?;
        let mut write = Write::new();
        outbox::queue(&mut write, &letter(site, id, &email, Lang::of_tag(&head.language)), now);
        let entry = Entry::new(&actor, Some(site), "conversation.transcript_sent", now);
        audit::record(present, &mut write, entry.to("conversation", id.uuid()))?;
        Ok((write, Promised { email, when: When::Now }))
    };
    app.store.decide(decide).await.map(|(_, promised)| promised)
}
