//! What the search knows of tickets: every message and note, and a line of the ticket itself.
use super::code;
use crate::Result;
use crate::base::ids::{SiteId, TicketId, UserId};
use crate::engine::threads::Line;
use crate::store::Seq;
use crate::tickets::types::{AuthorKind, MessageKind, TicketView};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

/// What a line of a ticket can be chosen by. Lines of conversations have other facts, so that neither is found in place of
/// the other.
pub mod facts {
    use super::{AuthorKind, SiteId, UserId};
    use crate::engine::threads::fact;

    /// It is of a ticket of this site.
    #[must_use]
    pub fn site(it: SiteId) -> String {
        fact("tickets", it.uuid())
    }

    /// It is a message, a note, or the ticket itself.
    #[must_use]
    pub fn kind(it: LineKind) -> String {
        format!("ticket:{}", it.as_str())
    }

    /// Somebody of this kind wrote it.
    #[must_use]
    pub fn author(it: AuthorKind) -> String {
        format!("ticket-by:{}", it.as_str())
    }

    /// This user wrote it.
    #[must_use]
    pub fn user(it: UserId) -> String {
        fact("ticket-by", it.uuid())
    }

    crate::text_enum! {
        /// Kinds of lines.
        LineKind {
            /// Words that both sides see.
            Message = "message",
            /// Words of agents among themselves.
            Note = "note",
            /// The ticket itself: subject, requester, number, tracking code and its own fields.
            Ticket = "ticket",
        }
    }
}

/// The order of a message among all lines.
fn order_of(seq: Seq) -> i64 {
    seq.saturating_mul(2)
}

/// The message at a place of the order; `None`: it is the ticket's own line.
#[must_use]
pub fn seq_at(order: i64) -> Option<Seq> {
    (order % 2 == 0).then_some(order / 2)
}

/// All lines of a ticket; none when it is gone.
///
/// # Errors
/// When the database cannot be read.
pub fn lines(conn: &Connection, ticket: TicketId) -> Result<Vec<Line>> {
    let mut lines: Vec<Line> = ticket_line(conn, ticket)?.into_iter().collect();
    let mut statement = conn.prepare_cached(
        "SELECT ticket_id, seq, site_id, kind, author_kind, author_id, body, created_at FROM ticket_messages
         WHERE ticket_id = ?1 AND body <> ''",
    )?;
    for line in statement.query_map(params![ticket], said)? {
        lines.push(line?);
    }
    Ok(lines)
}

fn said(row: &Row<'_>) -> rusqlite::Result<Line> {
    let (site, kind, author): (SiteId, MessageKind, AuthorKind) = (row.get(2)?, row.get(3)?, row.get(4)?);
    let line = if kind == MessageKind::Note { facts::LineKind::Note } else { facts::LineKind::Message };
    let mut known = vec![facts::site(site), facts::kind(line), facts::author(author)];
    if let (AuthorKind::Agent, Some(user)) = (author, row.get::<_, Option<UserId>>(5)?) {
        known.push(facts::user(user));
    }
    Ok(Line {
        thread: row.get::<_, TicketId>(0)?.uuid(),
        order: order_of(row.get(1)?),
        at: row.get(7)?,
        facts: known,
        text: row.get(6)?,
    })
}

/// It stands where the ticket began, just before its first message.
fn ticket_line(conn: &Connection, id: TicketId) -> Result<Option<Line>> {
    let mut statement = conn.prepare_cached(
        "SELECT t.site_id, t.created_at, t.number, t.code, t.subject, t.requester_name, t.requester_email,
             t.requester_phone, (SELECT MIN(m.seq) FROM ticket_messages m WHERE m.ticket_id = t.id),
             (SELECT group_concat(f.value, ' · ') FROM json_each(t.fields) f
                 WHERE f.type IN ('text', 'integer', 'real'))
         FROM tickets t WHERE t.id = ?1",
    )?;
    let row = |row: &Row<'_>| {
        let names: [Option<String>; 4] = [row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?];
        let stored: String = row.get(3)?;
        let text = named(row.get(2)?, &code::shown(&stored), &names);
        Ok(Line {
            thread: id.uuid(),
            order: order_of(row.get::<_, Option<Seq>>(8)?.unwrap_or(1)) - 1,
            at: row.get(1)?,
            facts: vec![facts::site(row.get(0)?), facts::kind(facts::LineKind::Ticket)],
            // The code is also typed in one piece. What its own fields say is looked for, and not shown with what is found.
            text: format!("{text} · {stored} · {}", row.get::<_, Option<String>>(9)?.unwrap_or_default()),
        })
    };
    Ok(statement.query_row(params![id], row).optional()?)
}

fn named(number: i64, code: &str, names: &[Option<String>]) -> String {
    let names = names.iter().flatten().filter(|it| !it.is_empty());
    names.fold(format!("#{number} · {code}"), |text, it| format!("{text} · {it}"))
}

/// What a ticket is found by, beside what was said in it.
#[must_use]
pub fn name_of(it: &TicketView) -> String {
    let who = &it.requester;
    let names = [Some(it.subject.clone()), who.name.clone(), who.email.clone(), who.phone.clone()];
    named(it.number, &it.code, &names)
}

/// Up to `limit` tickets of every site after `after`.
///
/// # Errors
/// When the database cannot be read.
pub fn tickets_after(conn: &Connection, after: Option<TicketId>, limit: usize) -> Result<Vec<TicketId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM tickets WHERE id > ?1 ORDER BY id LIMIT ?2")?;
    let after = after.unwrap_or(TicketId::of(Uuid::nil()));
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    Ok(statement.query_map(params![after, limit], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}
