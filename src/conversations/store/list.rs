//! Lists of conversations.
use super::{SELECT, view};
use crate::Result;
use crate::base::ids::{SiteId, UserId, VisitorId};
use crate::base::text;
use crate::conversations::types::{ConversationView, Counts, ListView};
use rusqlite::{Connection, params};

/// What is wanted of a list.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Which list.
    pub view: ListView,
    /// Who asks, for [`ListView::Mine`].
    pub me: UserId,
    /// Only this visitor's.
    pub visitor: Option<VisitorId>,
    /// Only with this tag.
    pub tag: Option<String>,
    /// Only where the visitor, the number or a message matches.
    pub text: Option<String>,
    /// Last message's time and id where the page before ended.
    pub after: Option<(i64, crate::base::ids::ConversationId)>,
    /// Most rows.
    pub limit: usize,
}

/// Newest activity first; one row more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId, query: &ListQuery) -> Result<Vec<ConversationView>> {
    let condition = match query.view {
        ListView::Mine => "c.status <> 'closed' AND c.assignee_id = ?2",
        ListView::Unassigned => "c.status <> 'closed' AND c.assignee_id IS NULL AND ?2 IS NOT NULL",
        ListView::Queued => "c.status = 'queued' AND ?2 IS NOT NULL",
        ListView::Bot => "c.status = 'bot' AND ?2 IS NOT NULL",
        ListView::All => "c.status <> 'closed' AND ?2 IS NOT NULL",
        ListView::Closed => "c.status = 'closed' AND ?2 IS NOT NULL",
    };
    let condition = if query.visitor.is_some() { "?2 IS NOT NULL" } else { condition };
    let sql = format!(
        "{SELECT}
         WHERE c.site_id = ?1 AND {condition}
             AND (?3 IS NULL OR c.visitor_id = ?3)
             AND (?4 IS NULL OR EXISTS (SELECT 1 FROM conversation_tags t WHERE t.conversation_id = c.id AND t.tag = ?4))
             AND (?5 IS NULL OR CAST(c.number AS TEXT) = ?6 OR contains_folded(v.name, ?5) OR contains_folded(v.email, ?5)
                 OR EXISTS (SELECT 1 FROM messages s WHERE s.conversation_id = c.id AND contains_folded(s.body, ?5)))
             AND (?7 IS NULL OR (c.last_message_at, c.id) < (?7, ?8))
         ORDER BY c.last_message_at DESC, c.id DESC LIMIT ?9"
    );
    let folded = query.text.as_deref().map(|it| text::fold(it.trim())).filter(|it| !it.is_empty());
    let number = query.text.as_deref().map(|it| it.trim().trim_start_matches('#'));
    let limit = i64::try_from(query.limit + 1).unwrap_or(i64::MAX);
    let (after_at, after_id) = (query.after.map(|it| it.0), query.after.map(|it| it.1));
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![site, query.me, query.visitor, query.tag, folded, number, after_at, after_id, limit],
        view,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Sizes of the lists of open conversations.
///
/// # Errors
/// When the database cannot be read.
pub fn counts(conn: &Connection, site: SiteId, me: UserId) -> Result<Counts> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(SUM(assignee_id = ?2), 0), COALESCE(SUM(assignee_id IS NULL), 0),
             COALESCE(SUM(status = 'queued'), 0), COALESCE(SUM(status = 'bot'), 0), COUNT(*)
         FROM conversations WHERE site_id = ?1 AND status <> 'closed'",
    )?;
    Ok(statement.query_row(params![site, me], |row| {
        Ok(Counts {
            mine: row.get(0)?,
            unassigned: row.get(1)?,
            queued: row.get(2)?,
            bot: row.get(3)?,
            all: row.get(4)?,
        })
    })?)
}
