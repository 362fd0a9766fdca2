//! Who hears of a ticket, which others belong to it, and what was begun to be written.
use super::{Context, Hears, Work};
use crate::app::App;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::tickets::store::{self, Happening};
use crate::tickets::types::{Actor, LinkKind};
use crate::{Error, Result};
use serde_json::json;

/// Longest draft, in characters.
const MAX_DRAFT: usize = 40_000;

/// Somebody wants to hear of a ticket.
///
/// # Errors
/// 404, 422 `assignee_unknown` for who does not work on the site.
pub async fn watch(app: &App, site: SiteId, id: TicketId, user: UserId, by: Actor) -> Result<()> {
    change(app, site, id, move |work| {
        let name = super::routing::name_of(work, user)?;
        let name = name.ok_or_else(|| Error::invalid("user_id", "assignee_unknown"))?;
        if store::watchers(work.present, site, id)?.iter().any(|it| it.id == user) {
            return Ok(());
        }
        store::put_watcher(&mut work.write, site, id, user);
        let new = Some(json!({ "id": user, "name": name }));
        work.note(id, &by, "ticket.watched", vec![Happening { what: "watcher", old: None, new }]);
        Ok(())
    })
    .await
}

/// Somebody does not want to hear of it any more.
///
/// # Errors
/// 404.
pub async fn unwatch(app: &App, site: SiteId, id: TicketId, user: UserId, by: Actor) -> Result<()> {
    change(app, site, id, move |work| {
        let watchers = store::watchers(work.present, site, id)?;
        let Some(it) = watchers.into_iter().find(|it| it.id == user) else { return Ok(()) };
        store::take_watcher(&mut work.write, site, id, user);
        let old = Some(json!(it));
        work.note(id, &by, "ticket.unwatched", vec![Happening { what: "watcher", old, new: None }]);
        Ok(())
    })
    .await
}

/// Two tickets have to do with each other.
///
/// # Errors
/// 404, 409 `ticket_same`.
pub async fn link(app: &App, site: SiteId, id: TicketId, number: i64, by: Actor) -> Result<()> {
    change(app, site, id, move |work| {
        let head = work.head(id)?;
        let other = store::head_by_number(work.present, site, number)?;
        let other = other.ok_or_else(|| Error::invalid("number", "ticket_unknown"))?;
        if other.id == id {
            return Err(Error::Conflict("ticket_same"));
        }
        if store::links(work.present, site, id)?.iter().any(|it| it.id == other.id) {
            return Ok(());
        }
        store::put_link(&mut work.write, site, id, other.id, LinkKind::Related);
        let named = |number: i64| Some(json!({ "number": number }));
        let what = |new| vec![Happening { what: "linked", old: None, new }];
        work.note(id, &by, "ticket.linked", what(named(other.number)));
        work.note(other.id, &by, "ticket.linked", what(named(head.number)));
        work.tell(&other, "ticket.updated", Hears::Staff);
        Ok(())
    })
    .await
}

/// They have nothing to do with each other any more.
///
/// # Errors
/// 404.
pub async fn unlink(app: &App, site: SiteId, id: TicketId, other: TicketId, by: Actor) -> Result<()> {
    change(app, site, id, move |work| {
        let head = work.head(id)?;
        let other = work.head(other)?;
        if !store::links(work.present, site, id)?.iter().any(|it| it.id == other.id) {
            return Ok(());
        }
        store::take_link(&mut work.write, site, id, other.id);
        let what = |number: i64| {
            vec![Happening { what: "linked", old: Some(json!({ "number": number })), new: None }]
        };
        work.note(id, &by, "ticket.unlinked", what(other.number));
        work.note(other.id, &by, "ticket.unlinked", what(head.number));
        work.tell(&other, "ticket.updated", Hears::Staff);
        Ok(())
    })
    .await
}

async fn change(
    app: &App,
    site: SiteId,
    id: TicketId,
    decide: impl FnOnce(&mut Work<'_>) -> Result<()> + Send + 'static,
) -> Result<()> {
    let context = Context::of(app, site);
    app.store
        .decide(move |present| {
            let mut work = Work::begin(present, &context);
            let head = work.head(id)?;
            decide(&mut work)?;
            if !work.entries.is_empty() {
                work.tell(&head, "ticket.updated", Hears::Staff);
            }
            Ok((work.finish()?, ()))
        })
        .await?;
    Ok(())
}

/// Keeps what somebody has begun to write.
///
/// # Errors
/// 404, 422 for too long a text.
pub async fn keep_draft(
    app: &App,
    site: SiteId,
    (user, id): (UserId, TicketId),
    (body, note): (String, bool),
) -> Result<()> {
    if body.chars().count() > MAX_DRAFT {
        return Err(Error::beyond("body", "field_too_long", 40_000));
    }
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            store::head(present, site, id)?.ok_or(Error::NotFound("ticket"))?;
            let mut write = crate::store::Write::new();
            store::keep_draft(&mut write, site, (user, id), (&body, note), now);
            Ok((write, ()))
        })
        .await?;
    Ok(())
}
