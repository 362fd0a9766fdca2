//! The event log of a site, as other programs read it.
use crate::app::App;
use crate::base::At;
use crate::base::ids::{ConversationId, SiteId, VisitorId};
use crate::store::{Event, Seq, event};
use crate::{Error, Result};
use serde::Serialize;
use uuid::Uuid;

/// One thing that happened.
#[derive(Serialize, utoipa::ToSchema)]
pub(super) struct EventView {
    /// Rises with everything that happens; the gaps belong to other sites.
    seq: Seq,
    /// Where it happened.
    site_id: SiteId,
    /// Such as `message.created`.
    kind: String,
    /// When.
    at: At,
    /// What it happened to: ids, and never names or texts.
    data: EventData,
}

/// What an event is about.
#[derive(Serialize, utoipa::ToSchema)]
struct EventData {
    /// The thing itself: a message's id for `message.*`, an article's for `article.*`.
    id: Uuid,
    /// The conversation concerned, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation_id: Option<ConversationId>,
    /// Its visitor, who heard of it too, where one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    visitor_id: Option<VisitorId>,
}

/// What happened on a site after `after`, oldest first, and whether there is more.
///
/// # Errors
/// 409 `events_gone` when what came right after it is not kept any more.
pub(super) async fn read(
    app: &App,
    site: SiteId,
    after: Seq,
    limit: usize,
) -> Result<(Vec<EventView>, bool)> {
    let newest = *app.store.head().borrow();
    let (oldest, mut found) = app
        .store
        .read(move |conn| Ok((event::oldest(conn)?, event::of_site_after(conn, site, after, limit + 1)?)))
        .await?;
    if after > newest || oldest.unwrap_or(newest + 1) > after + 1 {
        return Err(Error::Conflict("events_gone"));
    }
    let more = found.len() > limit;
    found.truncate(limit);
    Ok((found.into_iter().map(view).collect(), more))
}

fn view((seq, it): (Seq, Event)) -> EventView {
    let data = EventData { id: it.object, conversation_id: it.conversation, visitor_id: it.visitor };
    EventView { seq, site_id: it.site, kind: it.kind.into_owned(), at: At(it.at), data }
}

impl EventView {
    pub(super) fn seq(&self) -> Seq {
        self.seq
    }
}
