//! The search in tickets: what was said in them, and what they are called.
use super::service::page_of;
use super::snippet;
use super::types::Results;
use crate::Result;
use crate::app::App;
use crate::base::At;
use crate::base::ids::{MessageId, SiteId, TicketId, UserId};
use crate::engine::threads::{self, Search, Sort, ThreadIndex, Within};
use crate::files::Links;
use crate::tickets::filter::TicketFilter;
use crate::tickets::store::{self as tickets, facts};
use crate::tickets::types::{Author, AuthorKind, MessageKind, TicketMessage, TicketView};
use facts::LineKind;
use rusqlite::Connection;
use serde::Serialize;
use std::sync::Arc;

/// Whose words are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// Any of a kind.
    Any(AuthorKind),
    /// One user.
    User(UserId),
}

/// A search that was checked.
#[derive(Debug)]
pub struct Wanted {
    /// The words.
    pub words: threads::Query,
    /// Which tickets.
    pub filter: TicketFilter,
    /// What kind of line.
    pub kind: Option<LineKind>,
    /// Who said it.
    pub writer: Option<Writer>,
    /// Which come first.
    pub sort: Sort,
    /// Where the page before ended.
    pub after: Option<(f32, i64)>,
    /// Most hits.
    pub limit: usize,
}

/// The message that was found.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketSaid)]
pub struct Said {
    /// Its identity.
    pub id: MessageId,
    /// Its place in the ticket: the desk opens the ticket there with `?m=` and this.
    pub seq: i64,
    /// Who wrote it.
    pub author: Author,
    /// When.
    pub created_at: At,
}

/// One thing that was found.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketHit)]
pub struct Hit {
    /// What it is.
    pub kind: LineKind,
    /// Where it stands.
    pub ticket: TicketView,
    /// The message; none where the ticket itself was found.
    pub message: Option<Said>,
    /// A piece of its words, plain.
    pub snippet: String,
    /// Where the words searched for stand in the snippet: start and end, in UTF-16 code units.
    #[schema(value_type = Vec<Vec<usize>>)]
    pub highlights: Vec<[usize; 2]>,
}

/// One page of what is wanted.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn search(app: &App, site: SiteId, wanted: Wanted) -> Result<Results<Hit>> {
    let (index, links) = (app.said.clone(), Links::new(&app.keys, app.clock.now()));
    app.store.read(move |conn| find(conn, &index, &links, site, &wanted)).await
}

fn find(
    conn: &Connection,
    index: &ThreadIndex,
    links: &Links,
    site: SiteId,
    wanted: &Wanted,
) -> Result<Results<Hit>> {
    let mut known = vec![vec![facts::site(site)]];
    known.extend(wanted.kind.map(|it| vec![facts::kind(it)]));
    known.extend(wanted.writer.map(|it| match it {
        Writer::Any(kind) => vec![facts::author(kind)],
        Writer::User(user) => vec![facts::user(user)],
    }));
    let found = index.search(&Search {
        query: &wanted.words,
        facts: &known,
        within: tickets::taken_in(conn, index, site, &wanted.filter)?
            .map_or(Within::All, |it| Within::Only(Arc::new(it))),
        from: None,
        to: None,
        sort: wanted.sort,
        after: wanted.after,
        limit: wanted.limit + 1,
    })?;
    let (total, (lines, next)) = (found.total, page_of(found, wanted.limit));
    let mut hits = Vec::with_capacity(lines.len());
    for line in lines {
        let id = TicketId::of(line.thread);
        // What was removed or moved a moment ago may still be in the index as it was.
        let Some(ticket) = tickets::find(conn, site, id)? else { continue };
        let message = match tickets::seq_at(line.order) {
            None => None,
            Some(seq) => match tickets::message_at(conn, links, site, seq, id)? {
                Some(it) => Some(it),
                None => continue,
            },
        };
        hits.push(shown(ticket, message, &wanted.words));
    }
    Ok(Results { total, hits, next })
}

fn shown(ticket: TicketView, message: Option<TicketMessage>, words: &threads::Query) -> Hit {
    let (kind, text) = match &message {
        None => (LineKind::Ticket, tickets::name_of(&ticket)),
        Some(it) if it.kind == MessageKind::Note => (LineKind::Note, it.body.clone()),
        Some(it) => (LineKind::Message, it.body.clone()),
    };
    let (snippet, highlights) = snippet::cut(&text, &words.marks(&text));
    let said =
        |it: TicketMessage| Said { id: it.id, seq: it.seq, author: it.author, created_at: it.created_at };
    Hit { kind, ticket, message: message.map(said), snippet, highlights }
}
