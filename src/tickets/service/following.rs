//! What requesters do with their tickets: look how one stands, by its tracking code or by a signed link, and answer.
use super::reply::requester_replies_in;
use super::{Context, Work};
use crate::app::App;
use crate::base::ids::{FileId, SiteId, TicketId, VisitorId};
use crate::files::Links;
use crate::store::Present;
use crate::tickets::code;
use crate::tickets::store::{self, Notes};
use crate::tickets::types::{
    Actor, AuthorKind, MessageKind, NewMessage, SiteLook, Source, TicketMessage, VisitorMessage,
    VisitorTicket,
};
use crate::web::keys::Keys;
use crate::{Error, Result, bans, settings, sites};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::Serialize;
use sha2::Sha256;
use uuid::Uuid;

/// Most messages that a requester is shown.
const SHOWN: usize = 200;
/// Wrong codes from one address before it has to wait.
const WRONG_CODES: u32 = 20;

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
            // What was merged may have been merged on.
            for _ in 0..10 {
                let Some(into) = head.merged_into else { break };
                head = store::head_anywhere(conn, into)?.ok_or(Error::NotFound("ticket"))?;
            }
            let (messages, _) =
                store::messages(conn, &links, head.site, head.id, (None, SHOWN), Notes::Without)?;
            let widget = settings::widget(conn, head.site)?;
            let view = store::find(conn, head.site, head.id)?;
            let site = sites::find(conn, head.site)?.map(|it| it.name).unwrap_or_default();
            Ok(view.map(|it| (it, messages, widget, site)))
        })
        .await?;
    let (view, messages, widget, site) = found.ok_or(Error::NotFound("ticket"))?;
    let shown = messages.into_iter().map(|it| seen(it, widget.agent_name.as_deref())).collect();
    let ticket = VisitorTicket {
        id: view.id,
        number: view.number,
        code: view.code,
        subject: view.subject,
        status: view.status,
        priority: view.priority,
        department: view.department.map(|it| it.name),
        site,
        look: SiteLook::of(&widget),
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
        Ok((store::of_visitor(conn, site, visitor)?, name, SiteLook::of(&settings::widget(conn, site)?)))
    };
    let (views, name, look) = app.store.read(read).await?;
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
            look: look.clone(),
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
/// 403 `visitor_banned`, 404.
pub async fn uploader_of(app: &App, token: &str, address: String) -> Result<(SiteId, Uuid)> {
    let (id, now) = (ticket_of_token(&app.keys, token)?, app.clock.now());
    app.store
        .read(move |conn| {
            let head = store::head_anywhere(conn, id)?.ok_or(Error::NotFound("ticket"))?;
            bans::check_address(conn, head.site, &address, now)?;
            if let Some(visitor) = head.visitor() {
                bans::check_in(conn, head.site, visitor, now)?;
            }
            Ok((head.site, head.visitor().map_or(id.uuid(), VisitorId::uuid)))
        })
        .await
}
