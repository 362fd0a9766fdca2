//! Use cases of tickets: one function each, one write each.
//!
//! What happens inside one decision goes through a [`Work`]: it gathers the statements, the history and the rows of
//! the audit trail, of which a change has one call only.
mod around;
mod catalogue;
mod change;
mod create;
mod desk;
mod following;
mod letters;
mod link;
mod locks;
mod merging;
mod own_fields;
mod promises;
mod reply;
mod routing;
mod timed;
mod visitor;

pub use around::{keep_draft, link, unlink, unwatch, watch};
pub use catalogue::{
    create_category, create_template, delete_category, delete_template, update_category, update_template,
};
pub use change::{assign_in, change_in};
pub use create::{Created, create_in};
pub use desk::{
    Bulk, Done, bulk, by_number_or_code, convert_in, create, from_conversation, remove, reply,
    requester_replies, update,
};
pub use following::{Follow, follow, follow_code, of_visitor, reply_as_requester, uploader_of};
pub use link::{renew_link, token_for, token_of};
pub use locks::{Lock, break_lock, lock, lock_for, release_all, unlock};
pub use merging::{merge, split};
pub use reply::{Said, agent_replies_in, living, note_in, requester_replies_in};
pub use timed::{Looked, close_resolved, expire_locks, give_away, take_back};
pub use visitor::{Form, Left, leave};

use super::store::{self, Happening};
use super::types::{Actor, Head, HistoryEntry, LinkedTicket, Person, TicketMessage, TicketView};
use crate::app::App;
use crate::audit::{self, Entry};
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::files::{FileView, Links};
use crate::sla::types::Clock;
use crate::store::{Event, Present, Seq, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashSet;

/// Most messages that come with a ticket.
const SHOWN: usize = 100;

/// Around a decision about tickets of a site: what must not be asked for inside it.
#[derive(Clone)]
pub struct Context {
    /// The tenant.
    pub site: SiteId,
    /// Makes the links of files.
    pub links: Links,
    /// Who has a desk open.
    pub online: HashSet<UserId>,
    /// When it happens.
    pub now: Timestamp,
}

impl Context {
    /// As it is now.
    #[must_use]
    pub fn of(app: &App, site: SiteId) -> Context {
        let now = app.clock.now();
        let online = crate::routing::service::online(app, site);
        Context { site, links: Links::new(&app.keys, now), online, now }
    }
}

/// One change of tickets, inside a decision.
pub struct Work<'a> {
    /// What was there before.
    pub present: &'a Present<'a>,
    /// Around it.
    pub context: &'a Context,
    /// What is added to it; others may add more.
    pub write: Write,
    /// Rows for the audit trail; others may add more, in place of a call of their own.
    pub entries: Vec<Entry>,
    /// Clocks of service levels that this change has changed already, which what is stored does not show yet.
    pub clocks: Vec<(TicketId, Clock)>,
    /// Tickets whose promises have to be looked at when the change is whole.
    touched: Vec<promises::Touched>,
}

impl<'a> Work<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn begin(present: &'a Present<'a>, context: &'a Context) -> Work<'a> {
        let (entries, clocks, touched) = (Vec::new(), Vec::new(), Vec::new());
        Work { present, context, write: Write::new(), entries, clocks, touched }
    }

    /// Everything that was gathered, with what it means for promises and with its rows of the audit trail.
    ///
    /// # Errors
    /// When the end of the trail cannot be read.
    pub fn finish(mut self) -> Result<Write> {
        self.keep_promises()?;
        let mut write = self.write;
        if !self.entries.is_empty() {
            audit::record_all(self.present, &mut write, self.entries)?;
        }
        Ok(write)
    }

    /// The ticket as decisions see it.
    ///
    /// # Errors
    /// 404.
    pub fn head(&self, id: TicketId) -> Result<Head> {
        store::head(self.present, self.context.site, id)?.ok_or(Error::NotFound("ticket"))
    }

    /// The sequence number that the next event gets.
    fn next_seq(&self) -> Seq {
        self.present.next_seq() + self.write.events_told()
    }

    /// Tells something about a ticket; its requester's browser hears of it where `visitor` is given.
    fn tell(&mut self, head: &Head, kind: &'static str, audience: Hears) {
        let mut event = Event::new(head.site, kind, head.id.uuid(), self.context.now);
        if audience == Hears::RequesterToo {
            event.visitor = head.visitor();
        }
        self.write.tell(event);
    }

    /// Adds to the history, and to the audit trail.
    fn note(&mut self, id: TicketId, by: &Actor, action: &'static str, happened: Vec<Happening>) {
        if happened.is_empty() {
            return;
        }
        let (site, now) = (self.context.site, self.context.now);
        let side = |pick: fn(&Happening) -> &Option<serde_json::Value>| {
            let fields: serde_json::Map<_, _> =
                happened.iter().filter_map(|it| Some((it.what.to_owned(), pick(it).clone()?))).collect();
            (!fields.is_empty()).then_some(serde_json::Value::Object(fields))
        };
        let mut entry = Entry::new(&by.audited(), Some(site), action, now).to("ticket", id.uuid());
        if let Some(old) = side(|it| &it.old) {
            entry = entry.old(old);
        }
        if let Some(new) = side(|it| &it.new) {
            entry = entry.new_value(new);
        }
        for it in &happened {
            store::note_history(&mut self.write, (site, id), by, it, now);
        }
        self.entries.push(entry);
    }
}

/// Who hears of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hears {
    /// The site's staff only.
    Staff,
    /// Whose ticket it is, too.
    RequesterToo,
}

/// A ticket with what was said in it and what stands around it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Shown {
    /// The ticket.
    #[serde(flatten)]
    pub ticket: TicketView,
    /// The last 100 messages and notes, oldest first.
    pub messages: Vec<TicketMessage>,
    /// Whether there are earlier ones.
    pub earlier: bool,
    /// Tickets that belong to it.
    pub links: Vec<LinkedTicket>,
    /// Colleagues who want to hear of it.
    pub watchers: Vec<Person>,
    /// Who gets a copy of answers by mail.
    pub copies: Vec<String>,
    /// The files that its own fields name.
    pub field_files: Vec<FileView>,
    /// Where it may go from here.
    pub next: Vec<super::types::Status>,
}

/// One ticket.
///
/// # Errors
/// 404 when the site has no such ticket.
pub async fn find(app: &App, site: SiteId, id: TicketId) -> Result<TicketView> {
    app.store.read(move |conn| store::find(conn, site, id)).await?.ok_or(Error::NotFound("ticket"))
}

/// One ticket with all that its page shows.
///
/// # Errors
/// 404 when the site has no such ticket.
pub async fn show(app: &App, site: SiteId, id: TicketId) -> Result<Shown> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            let ticket = store::find(conn, site, id)?.ok_or(Error::NotFound("ticket"))?;
            let (messages, earlier) =
                store::messages(conn, &links, site, id, (None, SHOWN), store::Notes::With)?;
            Ok(Shown {
                links: store::links(conn, site, id)?,
                watchers: store::watchers(conn, site, id)?,
                copies: store::copies(conn, site, id)?,
                field_files: own_fields::files_of(conn, &links, site, &ticket)?,
                next: super::rules::next_of(ticket.status).to_vec(),
                ticket,
                messages,
                earlier,
            })
        })
        .await
}

/// What became of a ticket, newest first.
///
/// # Errors
/// 404 when the site has no such ticket.
pub async fn history(
    app: &App,
    site: SiteId,
    id: TicketId,
    (after, limit): (Option<crate::base::ids::TicketChangeId>, usize),
) -> Result<Vec<HistoryEntry>> {
    app.store
        .read(move |conn| {
            store::head(conn, site, id)?.ok_or(Error::NotFound("ticket"))?;
            store::history(conn, site, id, after, limit)
        })
        .await
}
