//! SQL for mails that came.
use super::types::{IncomingMail, Noted, State};
use crate::base::ids::{InboxId, IncomingMailId, SiteId};
use crate::store::{Event, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// What became of a mail before.
pub(super) fn state(conn: &Connection, site: SiteId, id: IncomingMailId) -> Result<Option<State>> {
    let mut statement =
        conn.prepare_cached("SELECT state FROM incoming_mails WHERE id = ?2 AND site_id = ?1")?;
    Ok(statement.query_row(params![site, id], |row| row.get(0)).optional()?)
}

/// The inbox and folder of a mail in quarantine.
pub(super) fn quarantined(
    conn: &Connection,
    site: SiteId,
    id: IncomingMailId,
) -> Result<Option<(InboxId, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT inbox_id, folder FROM incoming_mails WHERE id = ?2 AND site_id = ?1 AND state = 'quarantined'",
    )?;
    Ok(statement.query_row(params![site, id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Notes what became of a mail. One that came before, and was in quarantine, is noted anew.
pub(super) fn note(write: &mut Write, site: SiteId, it: &Noted, now: Timestamp) {
    write
        .one(
            "INSERT INTO incoming_mails (id, site_id, inbox_id, folder, state, outcome, reason, ticket_id, sender,
                                         subject, bytes, raw, at)
             VALUES (?2, ?1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
             ON CONFLICT (id) DO UPDATE
             SET state = excluded.state, outcome = excluded.outcome, reason = excluded.reason,
                 ticket_id = excluded.ticket_id, sender = excluded.sender, subject = excluded.subject
             WHERE incoming_mails.state = 'quarantined'",
            &[
                &site,
                &it.id,
                &it.inbox,
                &it.folder,
                &it.state,
                &it.outcome,
                &it.reason,
                &it.ticket.map(|it| it.as_bytes().to_vec()),
                &it.sender,
                &it.subject,
                &it.bytes,
                &it.raw,
                &now.as_millisecond(),
            ],
            Error::Conflict("mail_known"),
        )
        .tell(Event::new(site, "mail.received", it.id.uuid(), now));
}

/// An admin does not want it.
pub(super) fn discard(write: &mut Write, site: SiteId, id: IncomingMailId) {
    write.one(
        "UPDATE incoming_mails SET state = 'discarded', raw = 0, sender = NULL, subject = NULL
         WHERE id = ?2 AND site_id = ?1 AND state = 'quarantined'",
        &[&site, &id],
        Error::Conflict("mail_not_quarantined"),
    );
}

/// Mails of `site`, newest first, one more than `limit`.
pub(super) fn list(
    conn: &Connection,
    site: SiteId,
    state: Option<State>,
    after: Option<(i64, IncomingMailId)>,
    limit: usize,
) -> Result<Vec<IncomingMail>> {
    let mut statement = conn.prepare_cached(
        "SELECT m.id, i.address, m.state, m.outcome, m.reason, m.ticket_id, t.number, m.sender, m.subject, m.bytes,
                m.raw, m.at
         FROM incoming_mails AS m
         LEFT JOIN inboxes AS i ON i.id = m.inbox_id
         LEFT JOIN tickets AS t ON t.id = m.ticket_id
         WHERE m.site_id = ?1 AND (?2 IS NULL OR m.state = ?2) AND (?3 IS NULL OR (m.at, m.id) < (?3, ?4))
         ORDER BY m.at DESC, m.id DESC LIMIT ?5",
    )?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (at, id) = (after.map(|it| it.0), after.map(|it| it.1));
    let rows = statement.query_map(params![site, state, at, id, limit], |row| {
        let ticket: Option<[u8; 16]> = row.get(5)?;
        Ok(IncomingMail {
            id: row.get(0)?,
            inbox: row.get(1)?,
            state: row.get(2)?,
            outcome: row.get(3)?,
            reason: row.get(4)?,
            detail: None,
            ticket_id: ticket.map(uuid::Uuid::from_bytes),
            ticket_number: row.get(6)?,
            sender: row.get(7)?,
            subject: row.get(8)?,
            bytes: row.get(9)?,
            raw: row.get(10)?,
            at: row.get(11)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether the mail is still kept as it came.
pub(super) fn has_raw(conn: &Connection, site: SiteId, id: IncomingMailId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT raw FROM incoming_mails WHERE id = ?2 AND site_id = ?1")?;
    Ok(statement.query_row(params![site, id], |row| row.get(0)).optional()?.unwrap_or(false))
}

/// Mails kept since before then, but for those that still wait for an admin.
pub(super) fn old_raws(conn: &Connection, before: Timestamp) -> Result<Vec<IncomingMailId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM incoming_mails WHERE raw = 1 AND at < ?1 AND state <> 'quarantined' ORDER BY at LIMIT 1000",
    )?;
    let rows = statement.query_map(params![before.as_millisecond()], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Forgets who sent a mail, and that it is kept. That it came stays known, or it could come again.
pub(super) fn forget_raw(write: &mut Write, id: IncomingMailId) {
    write.run("UPDATE incoming_mails SET raw = 0, sender = NULL, subject = NULL WHERE id = ?1", &[&id]);
}
