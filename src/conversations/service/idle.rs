//! Conversations in which nothing is said any more: the visitor is asked, and without an answer they end.
use super::fate::entry;
use super::{append_notice, event};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::store::{self, Quiet};
use crate::conversations::types::Actor;
use crate::store::{Present, Write};
use crate::{Result, audit, settings};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// So many minutes the visitor has to answer when asked.
const LAST_CALL_MINUTES: i64 = 5;

/// Asks where it has been quiet for as long as the site allows, and ends what stayed quiet. Tells when the next one is
/// due.
///
/// # Errors
/// When the store fails.
pub async fn end_idle(app: &App, site: SiteId) -> Result<Option<Timestamp>> {
    let now = app.clock.now();
    let quiet = app.store.read(move |conn| due(conn, site, None, now)).await?;
    for (it, _) in quiet.iter().filter(|it| it.1 <= now) {
        if let Err(error) = go_on(app, site, it.id, now).await {
            tracing::error!(%error, conversation = %it.id, "a conversation that has gone quiet was not dealt with");
        }
    }
    // Whom we asked just now is due next in five minutes; the next look, in one, finds that.
    Ok(quiet.into_iter().map(|it| it.1).filter(|it| *it > now).min())
}

/// Quiet conversations with the moment at which something is to happen; none where the site does not want it.
fn due(
    conn: &rusqlite::Connection,
    site: SiteId,
    only: Option<ConversationId>,
    now: Timestamp,
) -> Result<Vec<(Quiet, Timestamp)>> {
    let minutes = i64::from(settings::routing(conn, site)?.idle_minutes);
    if minutes == 0 {
        return Ok(Vec::new());
    }
    let at = |it: &Quiet| {
        let patience = SignedDuration::from_mins(if it.asked { LAST_CALL_MINUTES } else { minutes });
        it.since.checked_add(patience).unwrap_or(Timestamp::MAX)
    };
    Ok(store::quiet(conn, site, only, now)?.into_iter().map(|it| (it, at(&it))).collect())
}

/// The next step of one conversation, unless somebody has said something meanwhile.
async fn go_on(app: &App, site: SiteId, id: ConversationId, now: Timestamp) -> Result<()> {
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        let due = due(present, site, Some(id), now)?.into_iter().find(|it| it.1 <= now);
        let head = store::head(present, site, id)?;
        let (Some((quiet, _)), Some(head)) = (due, head) else { return Ok((write, ())) };
        if quiet.asked {
            append_notice(present, &mut write, &head, ("closed_idle", json!({})), now);
            store::close(&mut write, id, now);
            write.tell(event(&head, "conversation.closed", now));
            let entry = entry(&Actor::Assistant, &head, "conversation.closed", now);
            audit::record(present, &mut write, entry.new_value(json!({ "why": "idle" })))?;
        } else {
            append_notice(present, &mut write, &head, ("idle", json!({ "minutes": LAST_CALL_MINUTES })), now);
            store::note_idle(&mut write, id, now);
        }
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}
