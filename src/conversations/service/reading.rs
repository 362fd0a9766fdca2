//! Looking at conversations, and noting how far somebody has read.
use super::{alias_for, all_for_visitor, event, head_for, shown_to_visitor};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, UserId, VisitorId};
use crate::conversations::said;
use crate::conversations::store::{self, ListQuery};
use crate::conversations::types::{Actor, AgentMarks, AuthorKind, ConversationView, Counts, MessageView};
use crate::engine::threads::Query;
use crate::files::Links;
use crate::store::{Seq, Write};
use crate::{Error, Result};

/// A list, only of conversations that have `words` where some are given; one row more than asked for when there are more.
///
/// # Errors
/// When the index or the database cannot be read.
pub async fn list(
    app: &App,
    site: SiteId,
    mut query: ListQuery,
    words: Option<Query>,
) -> Result<Vec<ConversationView>> {
    let index = app.said.clone();
    let mut found = app
        .store
        .read(move |conn| {
            query.among = words.map(|it| said::having(&index, site, &it)).transpose()?;
            store::list(conn, site, &query)
        })
        .await?;
    for it in &mut found {
        it.visitor.online = app.hub.is_online(site, it.visitor.id);
    }
    Ok(found)
}

/// Sizes of the lists.
///
/// # Errors
/// When the database cannot be read.
pub async fn counts(app: &App, site: SiteId, me: UserId) -> Result<Counts> {
    let now = app.clock.now().as_millisecond();
    app.store.read(move |conn| store::counts(conn, site, me, now)).await
}

/// A run of messages of a conversation.
#[derive(Debug)]
pub struct Messages {
    /// Oldest first.
    pub items: Vec<MessageView>,
    /// Whether there are earlier ones.
    pub earlier: bool,
    /// Whether there are later ones.
    pub later: bool,
}

/// Messages shown of a conversation when it is opened.
const SHOWN: usize = 50;

/// One conversation with its last 50 messages, notes included, or with those around a place.
///
/// # Errors
/// 404.
pub async fn show(
    app: &App,
    site: SiteId,
    id: ConversationId,
    around: Option<Seq>,
) -> Result<(ConversationView, Messages)> {
    let view = super::find(app, site, id).await?;
    let links = Links::new(&app.keys, app.clock.now());
    let messages = app
        .store
        .read(move |conn| {
            let Some(seq) = around else {
                let (items, earlier) = store::messages_before(conn, &links, site, id, None, SHOWN, true)?;
                return Ok(Messages { items, earlier, later: false });
            };
            let next = Some(seq.saturating_add(1));
            let (mut items, earlier) = store::messages_before(conn, &links, site, id, next, SHOWN / 2, true)?;
            let (after, later) = store::messages_after(conn, &links, site, id, seq, SHOWN / 2, true)?;
            items.extend(after);
            Ok(Messages { items, earlier, later })
        })
        .await?;
    Ok((view, messages))
}

/// Messages after `after`, oldest first, as `by` may see them.
///
/// # Errors
/// 404.
pub async fn later(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    after: Seq,
    limit: usize,
) -> Result<Messages> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            head_for(conn, site, id, &by)?;
            let with_notes = !matches!(by, Actor::Visitor(_));
            let (items, later) = store::messages_after(conn, &links, site, id, after, limit, with_notes)?;
            let alias = alias_for(conn, site, &by)?;
            Ok(Messages { items: all_for_visitor(items, alias.as_deref()), earlier: true, later })
        })
        .await
}

/// Messages before `before`, oldest first, as `by` may see them.
///
/// # Errors
/// 404.
pub async fn earlier(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    before: Option<Seq>,
    limit: usize,
) -> Result<(Vec<MessageView>, bool)> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            head_for(conn, site, id, &by)?;
            let with_notes = !matches!(by, Actor::Visitor(_));
            let (items, earlier) = store::messages_before(conn, &links, site, id, before, limit, with_notes)?;
            let alias = alias_for(conn, site, &by)?;
            Ok((all_for_visitor(items, alias.as_deref()), earlier))
        })
        .await
}

/// The visitor's open conversation, as the visitor may see it.
///
/// # Errors
/// When the database cannot be read.
pub async fn open(app: &App, site: SiteId, visitor: VisitorId) -> Result<Option<ConversationView>> {
    let id = app.store.read(move |conn| store::open_of_visitor(conn, site, visitor)).await?;
    match id {
        None => Ok(None),
        Some(id) => {
            let view = super::find(app, site, id).await?;
            Ok(Some(shown_to_visitor(app, site, view).await?))
        }
    }
}

/// A run of a visitor's messages over all conversations.
#[derive(Debug)]
pub struct Thread {
    /// Oldest first.
    pub messages: Vec<MessageView>,
    /// Whether there are earlier ones.
    pub earlier: bool,
    /// How far agents have come in the conversations they stand in.
    pub marks: Vec<AgentMarks>,
}

/// All conversations of a visitor as one thread, as the visitor may see it: messages before `before`, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub async fn thread_of_visitor(
    app: &App,
    site: SiteId,
    visitor: VisitorId,
    before: Option<Seq>,
    limit: usize,
) -> Result<Thread> {
    let links = Links::new(&app.keys, app.clock.now());
    app.store
        .read(move |conn| {
            let (messages, earlier) =
                store::of_visitor_before(conn, &links, site, visitor, before, limit, false)?;
            let marks = store::agent_marks(conn, site, visitor, &messages)?;
            let alias = alias_for(conn, site, &Actor::Visitor(visitor))?;
            Ok(Thread { messages: all_for_visitor(messages, alias.as_deref()), earlier, marks })
        })
        .await
}

/// How far somebody has come.
#[derive(Debug, Clone, Copy)]
pub enum Mark {
    /// Received up to here.
    Delivered(Seq),
    /// Read up to here; received too, of course.
    Read(Seq),
}

/// Notes how far one side has received or read. Says nothing when that was known.
///
/// # Errors
/// 404; 422 when there is no such message yet.
pub async fn mark(app: &App, site: SiteId, id: ConversationId, by: Actor, mark: Mark) -> Result<()> {
    let now = app.clock.now();
    let newest = *app.store.head().borrow();
    let (delivered, read) = match mark {
        Mark::Delivered(seq) => (seq, 0),
        Mark::Read(seq) => (seq, seq),
    };
    if delivered > newest || delivered < 0 {
        return Err(Error::invalid("up_to", "value_invalid"));
    }
    app.store
        .decide(move |present| {
            let head = head_for(present, site, id, &by)?;
            let view = store::find(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
            let known = match by.kind() {
                AuthorKind::Visitor => (view.visitor_delivered_up_to, view.visitor_read_up_to),
                _ => (view.agent_delivered_up_to, view.agent_read_up_to),
            };
            let mut write = Write::new();
            if known.0 >= delivered && known.1 >= read {
                return Ok((write, ()));
            }
            store::mark(&mut write, id, by.kind(), delivered, read);
            if by.kind() == AuthorKind::Agent && read > 0 {
                let unread = store::visitor_messages_between(present, id, read, Seq::MAX)?;
                store::set_unread(&mut write, id, unread);
            }
            let kind = if by.kind() == AuthorKind::Visitor {
                "conversation.seen_by_visitor"
            } else {
                "conversation.seen_by_agent"
            };
            write.tell(event(&head, kind, now));
            Ok((write, ()))
        })
        .await?;
    Ok(())
}
