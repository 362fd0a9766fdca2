//! SQL of the search: what the index is made of.
use super::types::{Kind, facts};
use crate::Result;
use crate::base::ids::{ConversationId, SiteId, UserId, VisitorId};
use crate::conversations::types::{AuthorKind, ConversationView};
use crate::engine::threads::Line;
use crate::store::Seq;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

const SELECT: &str =
    "SELECT m.conversation_id, m.seq, m.site_id, m.author_kind, m.author_id, m.note, m.body, m.created_at
    FROM messages m";

/// The order of a message among all lines.
pub(super) fn order_of(seq: Seq) -> i64 {
    seq.saturating_mul(2)
}

/// The message at a place of the order; `None`: it is the conversation's.
pub(super) fn seq_at(order: i64) -> Option<Seq> {
    (order % 2 == 0).then_some(order / 2)
}

/// The line of a message; `None` when it has no words (any more).
///
/// # Errors
/// When the database cannot be read.
pub(super) fn line(conn: &Connection, conversation: ConversationId, seq: Seq) -> Result<Option<Line>> {
    let sql = format!(
        "{SELECT} WHERE m.conversation_id = ?1 AND m.seq = ?2 AND m.deleted_at IS NULL AND m.body <> ''"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![conversation, seq], from_row).optional()?)
}

/// All lines of a conversation up to `until`, and the one of the conversation itself; none when it is gone.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn lines(conn: &Connection, conversation: ConversationId, until: Seq) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = conversation_line(conn, conversation)?.into_iter().collect();
    let sql = format!(
        "{SELECT} WHERE m.conversation_id = ?1 AND m.seq <= ?2 AND m.deleted_at IS NULL AND m.body <> ''"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    for line in statement.query_map(params![conversation, until], from_row)? {
        lines.push(line?);
    }
    Ok(lines)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Line> {
    let (site, author): (SiteId, AuthorKind) = (row.get(2)?, row.get(3)?);
    let kind = if row.get(5)? { Kind::Note } else { Kind::Message };
    let mut known = vec![facts::site(site), facts::kind(kind), facts::author(author)];
    if let (AuthorKind::Agent, Some(user)) = (author, row.get::<_, Option<UserId>>(4)?) {
        known.push(facts::user(user));
    }
    Ok(Line {
        thread: row.get::<_, ConversationId>(0)?.uuid(),
        order: order_of(row.get(1)?),
        at: row.get(7)?,
        facts: known,
        text: row.get(6)?,
    })
}

/// It stands where the conversation began, just before its first message.
fn conversation_line(conn: &Connection, id: ConversationId) -> Result<Option<Line>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.site_id, c.created_at, c.number, v.name, v.email, v.phone, c.subject,
             (SELECT MIN(m.seq) FROM messages m WHERE m.conversation_id = c.id)
         FROM conversations c JOIN visitors v ON v.id = c.visitor_id WHERE c.id = ?1",
    )?;
    let row = |row: &Row<'_>| {
        let names: [Option<String>; 4] = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
        Ok(Line {
            thread: id.uuid(),
            order: order_of(row.get::<_, Option<Seq>>(7)?.unwrap_or(1)) - 1,
            at: row.get(1)?,
            facts: vec![facts::site(row.get(0)?), facts::kind(Kind::Conversation)],
            text: named(row.get(2)?, &names),
        })
    };
    Ok(statement.query_row(params![id], row).optional()?)
}

fn named(number: i64, names: &[Option<String>]) -> String {
    let names = names.iter().flatten().filter(|it| !it.is_empty());
    names.fold(format!("#{number}"), |text, it| format!("{text} · {it}"))
}

/// What a conversation is found by, beside its messages.
pub(super) fn name_of(it: &ConversationView) -> String {
    let visitor = &it.visitor;
    named(
        it.number,
        &[visitor.name.clone(), visitor.email.clone(), visitor.phone.clone(), it.subject.clone()],
    )
}

/// Up to `limit` conversations of every site after `after`.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn conversations_after(
    conn: &Connection,
    after: Option<ConversationId>,
    limit: usize,
) -> Result<Vec<ConversationId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM conversations WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let after = after.unwrap_or(ConversationId::of(Uuid::nil()));
    let rows =
        statement.query_map(params![after, i64::try_from(limit).unwrap_or(i64::MAX)], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Conversations of a visitor.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn of_visitor(conn: &Connection, visitor: VisitorId) -> Result<Vec<ConversationId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM conversations WHERE visitor_id = ?1")?;
    Ok(statement.query_map(params![visitor], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}
