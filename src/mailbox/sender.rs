//! Through which server a mail leaves, whom it comes from, and where answers to it go. What is about a ticket comes from
//! the address at which that ticket came, and carries what brings an answer back to it, from any program.
use super::inboxes::{self, Inbox};
use super::incoming::token;
use super::{accounts, store};
use crate::Result;
use crate::app::App;
use crate::base::ids::{SiteId, TicketId};
use crate::engine::mail::{Author, Refusal, Server};
use crate::outbox::{Kind, Letter, NewLetter};
use crate::tickets;
use rusqlite::Connection;

/// A mail's way out.
pub(super) struct Sender {
    pub(super) server: Server,
    /// Name and address.
    pub(super) from: (String, String),
    /// Name and address, where that is somewhere else.
    pub(super) reply_to: Option<(String, String)>,
    /// What the mail says of itself to programs.
    pub(super) thread: Thread,
}

/// What keeps a mail together with those before it.
#[derive(Default)]
pub(super) struct Thread {
    /// In front of the subject, such as `[#12345] `.
    pub(super) mark: String,
    /// In front of the mail's own id.
    pub(super) stem: String,
    /// The mails before it, the oldest first, with their angle brackets.
    pub(super) references: Vec<String>,
    /// The ticket's token.
    pub(super) token: Option<String>,
}

/// Whether a person wrote it, or the program.
pub(super) fn author(kind: Kind) -> Author {
    if kind == Kind::TicketReply { Author::Person } else { Author::Machine }
}

fn is_of_ticket(new: &NewLetter) -> bool {
    matches!(new.kind, Kind::TicketReceived | Kind::TicketReply | Kind::TicketStatus) && !new.example
}

/// The way of a mail; `None` while nobody sends for its site, or a reason why it cannot go now.
pub(super) async fn of(app: &App, letter: &Letter) -> Result<Option<std::result::Result<Sender, Refusal>>> {
    let (site, new) = (letter.new.site, letter.new.clone());
    let (account, inbox, chain) = app
        .store
        .read(move |conn| {
            let inbox = inbox(conn, &new)?;
            Ok((store::account_for(conn, site)?, inbox, chain(conn, &new)?))
        })
        .await?;
    let own = match &inbox {
        Some(inbox) => inboxes::outgoing(app, inbox).await?,
        None => None,
    };
    let server = match (own, &account) {
        (Some(own), _) => own,
        (None, Some((owner, account))) => accounts::server(app, *owner, account).await?,
        (None, None) => return Ok(None),
    };
    let server = match server {
        Ok(server) => server,
        Err(refusal) => return Ok(Some(Err(refusal))),
    };
    let from = match (&inbox, account) {
        (Some(inbox), _) => (inbox.sender_name.clone(), inbox.address.clone()),
        (None, Some((_, it))) => {
            let reply_to = it.reply_to.map(|address| (String::new(), address));
            let from = (it.sender_name, it.sender_address);
            return Ok(Some(Ok(Sender { server, from, reply_to, thread: thread(app, site, chain) })));
        }
        (None, None) => return Ok(None),
    };
    let thread = thread(app, site, chain);
    let reply_to = inbox.as_ref().zip(thread.token.as_deref()).map(|(inbox, token)| answers(inbox, token));
    Ok(Some(Ok(Sender { server, from, reply_to, thread })))
}

/// Where answers go: to an address of the ticket's own, or, where the server knows none such, to the inbox under a name
/// that tells the ticket.
fn answers(inbox: &Inbox, token: &str) -> (String, String) {
    match inbox.address.split_once('@').filter(|_| inbox.plus) {
        Some((name, domain)) => (inbox.sender_name.clone(), format!("{name}+{token}@{domain}")),
        None => (format!("{} [{token}]", inbox.sender_name), inbox.address.clone()),
    }
}

fn thread(app: &App, site: SiteId, chain: Option<(i64, Vec<String>)>) -> Thread {
    let Some((number, references)) = chain else { return Thread::default() };
    let token = token::of(&app.keys, site, number);
    Thread { mark: format!("[#{number}] "), stem: format!("{token}."), references, token: Some(token) }
}

/// Number of the ticket that a mail is about, and the mails before it.
fn chain(conn: &Connection, new: &NewLetter) -> Result<Option<(i64, Vec<String>)>> {
    if !is_of_ticket(new) {
        return Ok(None);
    }
    let Some(head) = tickets::store::head(conn, new.site, TicketId::of(new.about))? else { return Ok(None) };
    Ok(Some((head.number, store::mails_before(conn, new.site, head.id, &new.recipient)?)))
}

/// The inbox that a mail comes from: of a ticket where it came, or that of its department, or any, as far as something
/// leaves by it; of other mails the one that has a server of its own, where the site has no account.
fn inbox(conn: &Connection, new: &NewLetter) -> Result<Option<Inbox>> {
    let all: Vec<Inbox> =
        inboxes::store::of_site(conn, new.site)?.into_iter().filter(|it| it.active).collect();
    if !is_of_ticket(new) {
        let has_account = store::account(conn, new.site)?.is_some();
        return Ok(all.into_iter().find(|it| !has_account && it.smtp.is_some()));
    }
    let id = TicketId::of(new.about);
    let came = store::inbox_of_ticket(conn, new.site, id)?;
    let department = tickets::store::head(conn, new.site, id)?.and_then(|it| it.department);
    let best = |it: &Inbox| (Some(it.id) == came, department.is_some() && it.department == department);
    let any_leaves = store::account_for(conn, new.site)?.is_some();
    let leaving = all.into_iter().filter(|it| any_leaves || it.smtp.is_some());
    Ok(leaving.max_by_key(|it| (best(it), std::cmp::Reverse(it.created_at))))
}
