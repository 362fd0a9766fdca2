//! Use cases of bans.
use super::store::{self, NewBan};
use super::types::{Ban, BanInput, BannedBy};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{BanId, SiteId, UserId, VisitorId};
use crate::store::{Event, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;

const MAX_REASON: usize = 500;

/// Whether a visitor may send, seen from inside a decision.
///
/// # Errors
/// 403 `visitor_banned`.
pub fn check_in(conn: &Connection, site: SiteId, visitor: VisitorId, now: Timestamp) -> Result<()> {
    match store::of_visitor(conn, site, visitor, now)? {
        Some(_) => Err(Error::Forbidden("visitor_banned")),
        None => Ok(()),
    }
}

/// Whether anybody may send from an address, seen from inside a decision.
///
/// # Errors
/// 403 `visitor_banned`.
pub fn check_address(conn: &Connection, site: SiteId, address: &str, now: Timestamp) -> Result<()> {
    if store::holds_address(conn, site, address, now)? {
        return Err(Error::Forbidden("visitor_banned"));
    }
    Ok(())
}

/// Whether a visitor may send.
///
/// # Errors
/// 403 `visitor_banned`.
pub async fn check(app: &App, site: SiteId, visitor: VisitorId) -> Result<()> {
    let now = app.clock.now();
    app.store.read(move |conn| check_in(conn, site, visitor, now)).await
}

/// Bans a visitor.
///
/// # Errors
/// 404 unknown visitor, 409 `banned_already`, 422 for the reason, an end that is over, or no known address.
pub async fn ban(app: &App, site: SiteId, (user, actor): (UserId, Actor), input: BanInput) -> Result<Ban> {
    let now = app.clock.now();
    let reason = input.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(Error::invalid("reason", "field_missing"));
    }
    if reason.chars().count() > MAX_REASON {
        return Err(Error::beyond("reason", "field_too_long", 500));
    }
    if input.until.is_some_and(|it| it <= now) {
        return Err(Error::invalid("until", "time_over"));
    }
    let (id, visitor) = (BanId::random(), input.visitor_id);
    app.store
        .decide(move |present| {
            let address = store::address_of(present, site, visitor)?.ok_or(Error::NotFound("visitor"))?;
            if store::of_visitor(present, site, visitor, now)?.is_some() {
                return Err(Error::Conflict("banned_already"));
            }
            let by = input.by.unwrap_or(BannedBy::Visitor);
            let address = match by {
                BannedBy::Visitor => None,
                BannedBy::Address => Some(address.ok_or(Error::invalid("by", "address_unknown"))?),
            };
            let mut write = Write::new();
            let new = NewBan {
                id,
                visitor,
                address: address.as_deref(),
                reason: &reason,
                until: input.until,
                by: user,
            };
            store::insert(&mut write, site, &new, now);
            let value = json!({ "by": by, "reason": reason, "until": input.until.map(crate::base::At) });
            let entry = Entry::new(&actor, Some(site), "ban.created", now).to("visitor", visitor.uuid());
            audit::record(present, &mut write, entry.new_value(value))?;
            write.tell(Event::new(site, "ban.changed", id.uuid(), now));
            Ok((write, ()))
        })
        .await?;
    app.store.read(move |conn| store::find(conn, site, id)).await?.ok_or(Error::NotFound("ban"))
}

/// Ends a ban before its time.
///
/// # Errors
/// 404, also when it was lifted before.
pub async fn lift(app: &App, site: SiteId, (user, actor): (UserId, Actor), id: BanId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old = store::find(present, site, id)?.ok_or(Error::NotFound("ban"))?;
            let mut write = Write::new();
            store::lift(&mut write, site, id, user, now);
            let entry =
                Entry::new(&actor, Some(site), "ban.lifted", now).to("visitor", old.visitor.id.uuid());
            let value = json!({ "by": old.by, "reason": old.reason, "until": old.until });
            audit::record(present, &mut write, entry.old(value))?;
            write.tell(Event::new(site, "ban.changed", id.uuid(), now));
            Ok((write, ()))
        })
        .await?;
    Ok(())
}
