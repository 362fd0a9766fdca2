//! SQL for tags, and for which conversations and visitors carry them.
use super::types::{Tag, TagColor};
use crate::base::ids::{ConversationId, SiteId, TagId, VisitorId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str = "SELECT g.id, g.name, g.color,
        (SELECT COUNT(*) FROM conversation_tags t WHERE t.site_id = g.site_id AND t.tag = g.name),
        g.version, g.created_at
    FROM tags g";

/// By name; one row more than `limit` when there are more. `after` is the folded name that the page before ended with.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId, after: Option<&str>, limit: usize) -> Result<Vec<Tag>> {
    let sql =
        format!("{SELECT} WHERE g.site_id = ?1 AND g.folded > COALESCE(?2, '') ORDER BY g.folded LIMIT ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, after, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One tag, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: TagId) -> Result<Option<Tag>> {
    let sql = format!("{SELECT} WHERE g.site_id = ?1 AND g.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], from_row).optional()?)
}

/// The tag whose folded name is `folded`.
///
/// # Errors
/// When the database cannot be read.
pub fn by_name(conn: &Connection, site: SiteId, folded: &str) -> Result<Option<(TagId, String)>> {
    let mut statement =
        conn.prepare_cached("SELECT id, name FROM tags WHERE site_id = ?1 AND folded = ?2")?;
    let found = statement.query_row(params![site, folded], |row| Ok((row.get(0)?, row.get(1)?)));
    Ok(found.optional()?)
}

/// A tag about to be written.
pub struct NewTag<'a> {
    /// What conversations carry.
    pub name: &'a str,
    /// The name without case and marks.
    pub folded: &'a str,
    /// How it looks.
    pub color: TagColor,
}

/// Adds a tag.
pub fn insert(write: &mut Write, site: SiteId, id: TagId, tag: &NewTag<'_>, at: Timestamp) {
    write.run(
        "INSERT INTO tags (id, site_id, name, folded, color, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        &[&id, &site, &tag.name, &tag.folded, &tag.color, &at.as_millisecond()],
    );
}

/// Changes a tag; conversations, visitors and tickets that carry `before` carry the new name afterwards.
pub fn update(write: &mut Write, site: SiteId, id: TagId, before: &str, tag: &NewTag<'_>) {
    write.one(
        "UPDATE tags SET name = ?3, folded = ?4, color = ?5, version = version + 1 WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &tag.name, &tag.folded, &tag.color],
        Error::NotFound("tag"),
    );
    if before != tag.name {
        raise_versions(write, site, before);
        write.run(
            "UPDATE conversation_tags SET tag = ?3 WHERE site_id = ?1 AND tag = ?2",
            &[&site, &before, &tag.name],
        );
        write.run(
            "UPDATE visitor_tags SET tag = ?3 WHERE site_id = ?1 AND tag = ?2",
            &[&site, &before, &tag.name],
        );
        write.run(
            "UPDATE ticket_tags SET tag = ?3 WHERE site_id = ?1 AND tag = ?2",
            &[&site, &before, &tag.name],
        );
    }
}

/// Removes a tag, from all conversations too.
pub fn delete(write: &mut Write, site: SiteId, id: TagId, name: &str) {
    write.one("DELETE FROM tags WHERE site_id = ?1 AND id = ?2", &[&site, &id], Error::NotFound("tag"));
    raise_versions(write, site, name);
    write.run("DELETE FROM conversation_tags WHERE site_id = ?1 AND tag = ?2", &[&site, &name]);
    write.run("DELETE FROM visitor_tags WHERE site_id = ?1 AND tag = ?2", &[&site, &name]);
    write.run("DELETE FROM ticket_tags WHERE site_id = ?1 AND tag = ?2", &[&site, &name]);
}

fn raise_versions(write: &mut Write, site: SiteId, name: &str) {
    write.run(
        "UPDATE conversations SET version = version + 1
         WHERE id IN (SELECT conversation_id FROM conversation_tags WHERE site_id = ?1 AND tag = ?2)",
        &[&site, &name],
    );
}

/// Puts a tag on a conversation; once more changes nothing.
pub fn put_on(write: &mut Write, site: SiteId, conversation: ConversationId, name: &str) {
    write.run(
        "INSERT INTO conversation_tags (conversation_id, tag, site_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (conversation_id, tag) DO NOTHING",
        &[&conversation, &name, &site],
    );
}

/// Takes a tag off a conversation.
pub fn take_off(write: &mut Write, conversation: ConversationId, name: &str) {
    write.run(
        "DELETE FROM conversation_tags WHERE conversation_id = ?1 AND tag = ?2",
        &[&conversation, &name],
    );
}

/// Puts a tag on a visitor; once more changes nothing.
pub fn put_on_visitor(write: &mut Write, site: SiteId, visitor: VisitorId, name: &str) {
    write.run(
        "INSERT INTO visitor_tags (visitor_id, tag, site_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (visitor_id, tag) DO NOTHING",
        &[&visitor, &name, &site],
    );
}

/// Takes a tag off a visitor.
pub fn take_off_visitor(write: &mut Write, site: SiteId, visitor: VisitorId, name: &str) {
    write.run(
        "DELETE FROM visitor_tags WHERE visitor_id = ?2 AND tag = ?3 AND site_id = ?1",
        &[&site, &visitor, &name],
    );
}

/// Tags of one visitor are another's, too, from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE OR IGNORE visitor_tags SET visitor_id = ?3 WHERE visitor_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
    write.run("DELETE FROM visitor_tags WHERE visitor_id = ?2 AND site_id = ?1", &[&site, &from]);
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Tag> {
    Ok(Tag {
        id: row.get(0)?,
        name: row.get(1)?,
        color: row.get(2)?,
        conversations: row.get(3)?,
        version: row.get(4)?,
        created_at: row.get(5)?,
    })
}
