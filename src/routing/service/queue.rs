//! Where those who wait stand, and how long it may take.
use crate::Result;
use crate::base::ids::{ConversationId, DepartmentId, SiteId, UserId, VisitorId};
use crate::routing::types::{Candidate, Waiting};
use crate::routing::{rules, store};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use serde::Serialize;
use std::collections::{HashMap, HashSet};

/// How far back the mean handling time looks.
const HANDLING_WINDOW: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The place of a conversation in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Place {
    /// Which.
    #[serde(rename = "conversationId")]
    pub conversation: ConversationId,
    /// Whose.
    #[serde(skip)]
    pub visitor: VisitorId,
    /// Counted from 1.
    pub position: usize,
    /// In steps of half a minute.
    pub estimated_wait_seconds: i64,
}

/// Everybody who waits on the site, first the one who is next.
///
/// # Errors
/// When the database cannot be read.
pub fn ordered(conn: &Connection, site: SiteId, now: Timestamp) -> Result<Vec<Waiting>> {
    let mut waiting = store::waiting(conn, site)?;
    rules::order(&mut waiting, now);
    Ok(waiting)
}

/// The places of those who wait, in the order given.
///
/// # Errors
/// When the database cannot be read.
pub fn places(
    conn: &Connection,
    site: SiteId,
    waiting: &[Waiting],
    (online, now): (&HashSet<UserId>, Timestamp),
) -> Result<Vec<Place>> {
    if waiting.is_empty() {
        return Ok(Vec::new());
    }
    let agents = store::agents(conn, site, online, now)?;
    let since = now.checked_sub(HANDLING_WINDOW).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut handling: HashMap<Option<DepartmentId>, f64> = HashMap::new();
    let mut places = Vec::with_capacity(waiting.len());
    for (before, it) in waiting.iter().enumerate() {
        let mean = match handling.get(&it.department) {
            Some(mean) => *mean,
            None => {
                let mean = mean(conn, site, it.department, since)?;
                handling.insert(it.department, mean);
                mean
            }
        };
        let position = before + 1;
        places.push(Place {
            conversation: it.id,
            visitor: it.visitor,
            position,
            estimated_wait_seconds: rules::estimate_seconds(position, mean, working(&agents, it.department)),
        });
    }
    Ok(places)
}

/// Of the department; of the whole site where the department has no past.
fn mean(conn: &Connection, site: SiteId, department: Option<DepartmentId>, since: Timestamp) -> Result<f64> {
    let mut past = store::handling(conn, site, department, since)?;
    if past.is_empty() && department.is_some() {
        past = store::handling(conn, site, None, since)?;
    }
    Ok(rules::handling_seconds(&past))
}

/// Agents who take conversations now or will when they have room: of the department, or of the site where nobody of
/// the department works.
fn working(agents: &[Candidate], department: Option<DepartmentId>) -> usize {
    let works = |it: &&Candidate| it.online && it.state.takes_new() && it.until.is_none();
    let there = agents.iter().filter(works).filter(|it| it.profile.department_id == department).count();
    if department.is_some() && there > 0 { there } else { agents.iter().filter(works).count() }
}
