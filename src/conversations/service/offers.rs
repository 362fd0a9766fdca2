//! Offers: an agent is asked to take a conversation, and takes it, lets it pass, or lets the time run out.
use super::fate::change;
use super::{append_notice, handed, open_head_for};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::conversations::store;
use crate::conversations::types::{Actor, ConversationView};
use crate::routing::types::Waiting;
use crate::store::{Event, Present, Write};
use crate::{Error, Result, routing};
use jiff::Timestamp;
use serde_json::json;

/// When everybody has let it pass, they are asked again after so long, in milliseconds.
pub const AGAIN_MS: i64 = 60_000;

/// Whether those who let it pass are asked again.
#[must_use]
pub(super) fn begin_again(it: &Waiting, now: Timestamp) -> bool {
    it.offered_to.is_none() && it.offer_ends_at.is_some_and(|at| at + AGAIN_MS <= now.as_millisecond())
}

/// The agent takes what was offered.
///
/// # Errors
/// 404, 409 `conversation_closed`, or `offer_over` when it is offered to somebody else or nobody now.
pub async fn accept(
    app: &App,
    site: SiteId,
    id: ConversationId,
    (agent, name): (UserId, String),
) -> Result<ConversationView> {
    let by = Actor::Agent { id: agent, name: name.clone() };
    change(app, site, id, move |present, write, now| {
        let head = open_head_for(present, site, id, &by, now)?;
        let offer = store::offer_of(present, site, id)?;
        let Some((_, _, reason)) = offer.filter(|it| it.0 == agent && it.1 > now.as_millisecond()) else {
            return Err(Error::Conflict("offer_over"));
        };
        store::assign(write, id, agent, reason.as_deref(), now);
        append_notice(present, write, &head, ("agent_joined", json!({ "name": name })), now);
        write.tell(handed(&head, "conversation.assigned", Some(agent), now));
        Ok(())
    })
    .await
}

/// The agent lets it pass; the next one is asked.
///
/// # Errors
/// 404, 409 `conversation_closed` or `offer_over`.
pub async fn decline(app: &App, site: SiteId, id: ConversationId, agent: UserId) -> Result<()> {
    let by = Actor::Agent { id: agent, name: String::new() };
    change(app, site, id, move |present, write, now| {
        open_head_for(present, site, id, &by, now)?;
        if store::offer_of(present, site, id)?.is_none_or(|it| it.0 != agent) {
            return Err(Error::Conflict("offer_over"));
        }
        pass(present, write, (site, id), agent, now)
    })
    .await?;
    super::fill(app, site).await
}

/// Ends the offers whose time has run out; the next ones are asked.
///
/// # Errors
/// When the store fails.
pub async fn end_offers(app: &App, site: SiteId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let mut write = Write::new();
            for it in routing::store::waiting(present, site)? {
                let over = it.offer_ends_at.is_some_and(|at| at <= now.as_millisecond());
                if let Some(agent) = it.offered_to.filter(|_| over) {
                    pass(present, &mut write, (site, it.id), agent, now)?;
                }
            }
            Ok((write, ()))
        })
        .await?;
    super::fill(app, site).await
}

fn pass(
    present: &Present<'_>,
    write: &mut Write,
    (site, id): (SiteId, ConversationId),
    agent: UserId,
    now: Timestamp,
) -> Result<()> {
    let mut declined = routing::store::request(present, site, id, now)?.unwrap_or_default().declined;
    declined.push(agent);
    store::end_offer(write, id, &declined, now);
    write.tell(Event::new(site, "conversation.offer_over", agent.uuid(), now).within(id, None));
    Ok(())
}
