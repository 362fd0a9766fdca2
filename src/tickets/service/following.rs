//! What requesters do with their tickets: look how one stands, by its tracking code or by a signed link, and answer.
use super::link::{self, Opened, Reader, token_of};
use super::reply::requester_replies_in;
use super::{Context, Work};
use crate::app::App;
use crate::base::ids::{FileId, SiteId, VisitorId};
use crate::files::Links;
use crate::store::Present;
use crate::tickets::code;
use crate::tickets::store::{self, Notes};
use crate::tickets::types::{
    AuthorKind, MessageKind, NewMessage, SiteLook, Source, TicketMessage, TicketView, VisitorMessage,
    VisitorTicket,
};
use crate::web::keys::Keys;
use crate::{Error, Result, bans, settings, sites};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;
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

/// How a ticket stands, for who has its token.
///
/// # Errors
/// 404.
pub async fn follow(app: &App, token: &str) -> Result<Follow> {
    let (keys, token) = (app.keys.clone(), token.trim().to_owned());
    let links = Links::new(&app.keys, app.clock.now());
    app.store.read(move |conn| shown(conn, &keys, &links, token)).await
}

fn shown(conn: &Connection, keys: &Keys, links: &Links, token: String) -> Result<Follow> {
    let opened = link::open(conn, keys, &token)?;
    let head = opened.leads_to(conn)?;
    let (messages, _) = store::messages(conn, links, head.site, head.id, (None, SHOWN), Notes::Without)?;
    let view = store::find(conn, head.site, head.id)?.ok_or(Error::NotFound("ticket"))?;
    let is_requester = opened.reader == Reader::Requester && opened.is_requester_of(&head);
    let widget = settings::widget(conn, head.site)?;
    let look = SiteLook::of(&widget);
    let eyes = Eyes {
        alias: widget.agent_name,
        copies: store::copies(conn, head.site, head.id)?,
        reader: match opened.reader {
            Reader::Requester if is_requester => None,
            Reader::Requester => Some(opened.head.requester.name),
            Reader::Copy(address) => Some(Some(address)),
        },
    };
    let site = sites::find(conn, head.site)?.map(|it| it.name).unwrap_or_default();
    let ticket = VisitorTicket {
        messages: messages.into_iter().map(|it| eyes.see(it)).collect(),
        code: Some(view.code.clone()).filter(|_| is_requester),
        ..of_view(view, (site, look))
    };
    Ok(Follow { token, ticket })
}

/// A ticket without what was said in it.
fn of_view(it: TicketView, (site, look): (String, SiteLook)) -> VisitorTicket {
    VisitorTicket {
        id: it.id,
        number: it.number,
        code: Some(it.code),
        subject: it.subject,
        status: it.status,
        priority: it.priority,
        department: it.department.map(|it| it.name),
        site,
        look,
        created_at: it.created_at,
        last_message_at: it.last_message_at,
        messages: Vec::new(),
    }
}

/// Who looks at a ticket, and what they are shown of others.
struct Eyes {
    /// What the site calls its agents.
    alias: Option<String>,
    /// Who gets copies: what they say is not the requester's.
    copies: Vec<String>,
    /// The name of a reader who is not the requester, as far as it is known.
    reader: Option<Option<String>>,
}

impl Eyes {
    /// A message as the reader sees it: agents as the site shows them.
    fn see(&self, it: TicketMessage) -> VisitorMessage {
        let by_requester = it.author.kind == AuthorKind::Requester;
        let of_copy = it.author.name.as_ref().filter(|it| by_requester && self.copies.contains(it));
        let own = match &self.reader {
            Some(name) => by_requester && name.is_some() && *name == it.author.name,
            None => {
                (by_requester && of_copy.is_none())
                    || (it.kind == MessageKind::Description && it.author.kind == AuthorKind::Agent)
            }
        };
        let name = match it.author.kind {
            AuthorKind::Agent if !own => self.alias.clone().or(it.author.name),
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
    follow(app, &token_of(&app.keys, head.link())).await
}

/// A visitor's own tickets, newest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn of_visitor(app: &App, site: SiteId, visitor: VisitorId) -> Result<Vec<Follow>> {
    let keys = app.keys.clone();
    let read = move |conn: &Connection| {
        let name = sites::find(conn, site)?.map(|it| it.name).unwrap_or_default();
        let look = SiteLook::of(&settings::widget(conn, site)?);
        let mut own = Vec::new();
        for view in store::of_visitor(conn, site, visitor)? {
            let Some(head) = store::head(conn, site, view.id)? else { continue };
            let ticket = of_view(view, (name.clone(), look.clone()));
            own.push(Follow { token: token_of(&keys, head.link()), ticket });
        }
        Ok(own)
    };
    app.store.read(read).await
}

/// Whoever has a link answers; tells how the ticket stands then, or the one that goes on from it.
///
/// # Errors
/// 403 `visitor_banned`, 404, 422.
pub async fn reply_as_requester(
    app: &App,
    token: &str,
    (body, attachments, client_ref): (String, Vec<FileId>, Option<String>),
    address: String,
) -> Result<Follow> {
    let (keys, given) = (app.keys.clone(), token.trim().to_owned());
    let site = app.store.read(move |conn| Ok(link::open(conn, &keys, &given)?.head.site)).await?;
    let context = Context::of(app, site);
    let (keys, given) = (app.keys.clone(), token.trim().to_owned());
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        let opened = link::open(present, &keys, &given)?;
        let living = opened.leads_to(present)?;
        if living.merged_into.is_some() {
            return Err(Error::NotFound("ticket")); // what has its messages now is others'
        }
        check_bans(present, &opened, &address, context.now)?;
        let uploader = Some(opened.uploader());
        let new = NewMessage { attachments, client_ref, uploader, ..NewMessage::reply(Source::Widget, body) };
        let said = requester_replies_in(&mut work, living.id, new, &opened.actor())?;
        Ok((work.finish()?, said.ticket))
    };
    let (_, id) = app.store.decide(decide).await?;
    let (keys, token) = (app.keys.clone(), token.trim().to_owned());
    let links = Links::new(&app.keys, app.clock.now());
    let read = move |conn: &Connection| {
        let opened = link::open(conn, &keys, &token)?;
        let next = match store::head_anywhere(conn, id)? {
            Some(next) if opened.leads_to(conn)?.id != id => opened.next(&keys, conn, &next)?,
            _ => None,
        };
        shown(conn, &keys, &links, next.unwrap_or(token))
    };
    app.store.read(read).await
}

/// Who uploads files for a ticket's page.
///
/// # Errors
/// 403 `visitor_banned`, 404.
pub async fn uploader_of(app: &App, token: &str, address: String) -> Result<(SiteId, Uuid)> {
    let (keys, token, now) = (app.keys.clone(), token.to_owned(), app.clock.now());
    app.store
        .read(move |conn| {
            let opened = link::open(conn, &keys, &token)?;
            check_bans(conn, &opened, &address, now)?;
            Ok((opened.head.site, opened.uploader()))
        })
        .await
}

fn check_bans(conn: &Connection, opened: &Opened, address: &str, now: Timestamp) -> Result<()> {
    let site = opened.head.site;
    bans::check_address(conn, site, address, now)?;
    match opened.visitor() {
        Some(visitor) => bans::check_in(conn, site, visitor, now),
        None => Ok(()),
    }
}
