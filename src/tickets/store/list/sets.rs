//! What other tables and the index of what was said know of tickets, as sets of them.
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::engine::threads::{ThreadIndex, Threads};
use crate::tickets::filter::{Due, NEAR, TicketFilter};
use crate::tickets::store::{facts, head_by_number};
use crate::{Result, sla};
use rusqlite::{Connection, params};

/// The tickets that the parts of a filter choose which the index of facts does not know; `None`: there is no such part.
pub(super) fn chosen(
    conn: &Connection,
    index: &ThreadIndex,
    site: SiteId,
    filter: &TicketFilter,
) -> Result<Option<Threads>> {
    let mut sets = Vec::new();
    let numbered = match filter.perhaps {
        Some(number) => head_by_number(conn, site, number)?,
        None => None,
    };
    if let Some(it) = numbered {
        sets.push([it.id.uuid()].into_iter().collect());
    } else if let Some(words) = &filter.words {
        sets.push(index.threads(words, &[vec![facts::site(site)]])?.into_iter().collect());
    }
    if !filter.tags.is_empty() {
        sets.push(tagged(conn, site, &filter.tags)?);
    }
    if let Some(user) = filter.watcher {
        sets.push(watched(conn, site, user)?);
    }
    if let Some((due, now)) = filter.due {
        sets.push(due_by(conn, site, (due, now), usize::MAX)?);
    }
    Ok(sets.into_iter().reduce(|mut all, other| {
        all.keep(&other);
        all
    }))
}

fn tagged(conn: &Connection, site: SiteId, tags: &[String]) -> Result<Threads> {
    let tags = serde_json::to_string(tags).unwrap_or_default();
    let mut statement = conn.prepare_cached(
        "SELECT ticket_id FROM ticket_tags WHERE site_id = ?1 AND tag IN (SELECT value FROM json_each(?2))",
    )?;
    let rows = statement.query_map(params![site, tags], |row| row.get::<_, TicketId>(0))?;
    Ok(rows.map(|it| it.map(|it| it.uuid())).collect::<rusqlite::Result<_>>()?)
}

fn watched(conn: &Connection, site: SiteId, user: UserId) -> Result<Threads> {
    let mut statement =
        conn.prepare_cached("SELECT ticket_id FROM ticket_watchers WHERE user_id = ?2 AND site_id = ?1")?;
    let rows = statement.query_map(params![site, user], |row| row.get::<_, TicketId>(0))?;
    Ok(rows.map(|it| it.map(|it| it.uuid())).collect::<rusqlite::Result<_>>()?)
}

/// Tickets with a promise that is overdue, or near without one that is overdue; at most `most`, the soonest.
pub(super) fn due_by(
    conn: &Connection,
    site: SiteId,
    (due, now): (Due, i64),
    most: usize,
) -> Result<Threads> {
    let mut found = Threads::default();
    if due == Due::Late {
        sla::store::dues(conn, site, (i64::MIN, now), |_, id| {
            found.add(id.uuid());
            found.len() < most
        })?;
        if found.len() < most {
            sla::store::missed_at_rest(conn, site, |id| {
                found.add(id.uuid());
                found.len() < most
            })?;
        }
        return Ok(found);
    }
    let late = due_by(conn, site, (Due::Late, now), usize::MAX)?;
    let soon = now.saturating_add(i64::try_from(NEAR.as_millis()).unwrap_or(i64::MAX));
    sla::store::dues(conn, site, (now, soon), |_, id| {
        if !late.contains(id.uuid()) {
            found.add(id.uuid());
        }
        found.len() < most
    })?;
    Ok(found)
}
