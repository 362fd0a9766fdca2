//! Who works on a ticket. A lock keeps colleagues from answering and changing it at the same time; notes are always
//! possible, and neither the requester nor the program is kept out.
use super::{Context, Hears, Work};
use crate::app::App;
use crate::base::At;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::tickets::rules::LOCK;
use crate::tickets::store::{self, Happening};
use crate::tickets::types::{Actor, LockView, Person};
use crate::{Error, Result};
use serde::Serialize;
use serde_json::json;

/// What there is to say of a ticket's lock.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketLock)]
pub struct Lock {
    /// Whether somebody works on it: then it is oneself.
    pub locked: bool,
    /// Who.
    pub owner: Option<Person>,
    /// Since when.
    pub since: Option<At>,
    /// Until when, unless it is renewed.
    pub expires_at: Option<At>,
}

impl Lock {
    fn of(view: Option<LockView>) -> Lock {
        match view {
            Some(it) => Lock {
                locked: true,
                owner: Some(it.owner),
                since: Some(it.since),
                expires_at: Some(it.expires_at),
            },
            None => Lock { locked: false, owner: None, since: None, expires_at: None },
        }
    }
}

/// Lets through who has the lock, or anybody where nobody has it.
///
/// # Errors
/// 423 `ticket_locked` with who, since when and until when.
pub(super) fn check(work: &Work<'_>, id: TicketId, by: &Actor) -> Result<()> {
    let Some(user) = by.user() else { return Ok(()) };
    match store::lock_of(work.present, work.context.site, id, work.context.now)? {
        Some(it) if it.owner.id != user => Err(refused(&it)),
        _ => Ok(()),
    }
}

fn refused(it: &LockView) -> Error {
    let who = json!({ "owner": it.owner, "since": it.since, "expires_at": it.expires_at });
    Error::Locked("ticket_locked", Box::new(who))
}

/// Who works on a ticket, for somebody who asks.
///
/// # Errors
/// 404, 423 `ticket_locked` where it is somebody else.
pub async fn lock_for(app: &App, site: SiteId, id: TicketId, user: UserId) -> Result<Lock> {
    let now = app.clock.now();
    let found = app
        .store
        .read(move |conn| {
            store::head(conn, site, id)?.ok_or(Error::NotFound("ticket"))?;
            store::lock_of(conn, site, id, now)
        })
        .await?;
    match found {
        Some(it) if it.owner.id != user => Err(refused(&it)),
        other => Ok(Lock::of(other)),
    }
}

/// Takes the lock for a minute, or holds it a minute longer.
///
/// # Errors
/// 404, 423 `ticket_locked`.
pub async fn lock(app: &App, site: SiteId, id: TicketId, (user, name): (UserId, String)) -> Result<Lock> {
    let context = Context::of(app, site);
    let decide = move |present: &crate::store::Present<'_>| {
        let mut work = Work::begin(present, &context);
        let head = work.head(id)?;
        let now = context.now;
        let before = store::lock_of(present, site, id, now)?;
        if let Some(it) = before.as_ref().filter(|it| it.owner.id != user) {
            return Err(refused(it));
        }
        let since = before.as_ref().map_or(At(now), |it| it.since);
        let until = now.checked_add(LOCK).unwrap_or(now);
        store::put_lock(&mut work.write, site, (id, user), (since, until));
        // Also of one that is held on: colleagues see until when.
        work.tell(&head, "ticket.locked", Hears::Staff);
        let view = LockView { owner: Person { id: user, name }, since, expires_at: At(until) };
        Ok((work.finish()?, Lock::of(Some(view))))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Gives the own lock back; nothing, when it is not one's own.
///
/// # Errors
/// 404.
pub async fn unlock(app: &App, site: SiteId, id: TicketId, user: UserId) -> Result<()> {
    free(app, site, id, move |it, _| if it.owner.id == user { Ok(None) } else { Err(refused(it)) }).await
}

/// Gives the own lock back, or takes that of somebody else off, which is for admins.
///
/// # Errors
/// 404, 423 `ticket_locked` where it is somebody else's and the actor is no admin.
pub async fn break_lock(app: &App, site: SiteId, id: TicketId, by: Actor) -> Result<()> {
    let Actor::Agent { id: user, admin, .. } = &by else { return Err(Error::Forbidden("role_forbids")) };
    let (user, admin) = (*user, *admin);
    free(app, site, id, move |it, _| match it.owner.id == user {
        true => Ok(None),
        false if admin => Ok(Some(by)),
        false => Err(refused(it)),
    })
    .await
}

/// Takes the lock off, where `may` lets it; with an actor it goes to the history.
async fn free(
    app: &App,
    site: SiteId,
    id: TicketId,
    may: impl FnOnce(&LockView, &Work<'_>) -> Result<Option<Actor>> + Send + 'static,
) -> Result<()> {
    let context = Context::of(app, site);
    app.store
        .decide(move |present| {
            let mut work = Work::begin(present, &context);
            let head = work.head(id)?;
            if let Some(it) = store::lock_of(present, site, id, context.now)? {
                let broken_by = may(&it, &work)?;
                store::delete_lock(&mut work.write, site, id);
                work.tell(&head, "ticket.unlocked", Hears::Staff);
                if let Some(by) = broken_by {
                    let what = Happening { what: "lock_broken", old: Some(json!(it.owner)), new: None };
                    work.note(id, &by, "ticket.lock_broken", vec![what]);
                }
            }
            Ok((work.finish()?, ()))
        })
        .await?;
    Ok(())
}

/// Gives everything back that a user works on: the last desk was closed.
///
/// # Errors
/// When the store fails.
pub async fn release_all(app: &App, site: SiteId, user: UserId) -> Result<()> {
    for id in app.store.read(move |conn| store::locks_of(conn, site, user)).await? {
        unlock(app, site, id, user).await?;
    }
    Ok(())
}
