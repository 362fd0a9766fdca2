//! The search itself: what the index finds, narrowed down by what the database knows, shown as it is now.
use super::snippet;
use super::store;
use super::types::{Hit, Kind, Results, Said, Wanted, Writer, facts};
use crate::Result;
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::filter::{Filter, StatusFilter};
use crate::conversations::store as conversations;
use crate::conversations::types::{ConversationView, MessageView};
use crate::engine::threads::{self, Found, Search, ThreadIndex, Threads, Within};
use crate::files::Links;
use rusqlite::Connection;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

/// One page of what is wanted.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn search(app: &App, site: SiteId, wanted: Wanted) -> Result<Results<Hit>> {
    let (index, links) = (app.said.clone(), Links::new(&app.keys, app.clock.now()));
    let mut results = app.store.read(move |conn| find(conn, &index, &links, site, &wanted)).await?;
    for hit in &mut results.hits {
        hit.conversation.visitor.online = app.hub.is_online(site, hit.conversation.visitor.id);
    }
    Ok(results)
}

fn find(
    conn: &Connection,
    index: &ThreadIndex,
    links: &Links,
    site: SiteId,
    wanted: &Wanted,
) -> Result<Results<Hit>> {
    let found = index.search(&Search {
        query: &wanted.words,
        facts: &facts_of(site, wanted),
        within: threads_of(conn, site, &wanted.filter, wanted.now)?,
        from: wanted.filter.from,
        to: wanted.filter.to,
        sort: wanted.sort,
        after: wanted.after,
        limit: wanted.limit + 1,
    })?;
    let (total, (lines, next)) = (found.total, page_of(found, wanted.limit));
    let (mut hits, mut seen) = (Vec::with_capacity(lines.len()), HashMap::new());
    for hit in lines {
        let id = ConversationId::of(hit.thread);
        let conversation = match seen.entry(id) {
            Entry::Occupied(it) => it.into_mut(),
            Entry::Vacant(it) => it.insert(conversations::find(conn, site, id)?),
        };
        // What was removed a moment ago may still be in the index.
        let Some(conversation) = conversation else { continue };
        let message = match store::seq_at(hit.order) {
            None => None,
            Some(seq) => match conversations::message_at(conn, links, site, id, seq)? {
                Some(it) if it.deleted_at.is_none() => Some(it),
                _ => continue,
            },
        };
        hits.push(shown(conversation.clone(), message, &wanted.words));
    }
    Ok(Results { total, hits, next })
}

/// What was found without the one line too many, and where the page ended if there was one.
pub(super) fn page_of(mut found: Found, limit: usize) -> (Vec<threads::Hit>, Option<(f32, i64)>) {
    let more = found.hits.len() > limit;
    found.hits.truncate(limit);
    let next = found.hits.last().filter(|_| more).map(|it| (it.score, it.order));
    (found.hits, next)
}

/// Of each group, a line must have one.
fn facts_of(site: SiteId, wanted: &Wanted) -> Vec<Vec<String>> {
    let mut all = vec![vec![facts::site(site)]];
    all.extend(wanted.kind.map(|it| vec![facts::kind(it)]));
    all.extend(wanted.writer.map(|it| match it {
        Writer::Any(kind) => vec![facts::author(kind)],
        Writer::User(user) => vec![facts::user(user)],
    }));
    all
}

/// The conversations that a filter takes in as it is now.
fn threads_of(conn: &Connection, site: SiteId, filter: &Filter, now: i64) -> Result<Within> {
    let whole = |ids: Vec<ConversationId>| ids.into_iter().map(|it| it.uuid()).collect::<Threads>();
    let lasting = Filter { tags: Vec::new(), from: None, to: None, ..filter.clone() };
    let tagged = match filter.tags.as_slice() {
        [] => None,
        tags => Some(whole(conversations::tagged(conn, site, tags)?)),
    };
    if lasting == Filter::default() {
        return Ok(tagged.map_or(Within::All, |it| Within::Only(Arc::new(it))));
    }
    let status = |status| Filter { status: Some(status), ..Filter::default() };
    if tagged.is_none() && lasting == status(StatusFilter::Closed) {
        let open = conversations::filtered(conn, site, &status(StatusFilter::Open), now)?;
        return Ok(Within::Not(Arc::new(whole(open))));
    }
    let mut chosen = whole(conversations::filtered(conn, site, &lasting, now)?);
    if let Some(tagged) = tagged {
        chosen.keep(&tagged);
    }
    Ok(Within::Only(Arc::new(chosen)))
}

fn shown(conversation: ConversationView, message: Option<MessageView>, words: &threads::Query) -> Hit {
    let (kind, text) = match &message {
        None => (Kind::Conversation, store::name_of(&conversation)),
        Some(it) => (if it.note { Kind::Note } else { Kind::Message }, it.body.clone()),
    };
    let (snippet, highlights) = snippet::cut(&text, &words.marks(&text));
    let said =
        |it: MessageView| Said { id: it.id, seq: it.seq, author: it.author, created_at: it.created_at };
    Hit { kind, conversation, message: message.map(said), snippet, highlights }
}
