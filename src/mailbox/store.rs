//! SQL for accounts, templates, and what visitors wait for.
use super::types::{Account, Words};
use crate::Result;
use crate::base::Lang;
use crate::base::ids::{ConversationId, InboxId, SiteId, TicketId, VisitorId};
use crate::engine::mail::{Security, Trust};
use crate::outbox::{INSTALLATION, Kind};
use crate::store::{Seq, Write};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};

/// The account of exactly this site, or of the installation.
pub(super) fn account(conn: &Connection, site: SiteId) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(
        "SELECT host, port, security, trust, authority, user, password, sender_name, sender_address, reply_to,
                vouched, version, updated_at
         FROM mail_accounts WHERE site_id = ?1",
    )?;
    let row = statement.query_row(params![site], |row| {
        let (security, trust): (Security, Trust) = (row.get(2)?, row.get(3)?);
        Ok(Account {
            host: row.get(0)?,
            port: row.get(1)?,
            security,
            trust,
            authority: row.get(4)?,
            user: row.get(5)?,
            password: row.get(6)?,
            sender_name: row.get(7)?,
            sender_address: row.get(8)?,
            reply_to: row.get(9)?,
            vouched: row.get(10)?,
            version: row.get(11)?,
            updated_at: row.get(12)?,
        })
    });
    Ok(row.optional()?)
}

/// The account that mails of `site` use, and whose it is: its own, or else the installation's.
pub(super) fn account_for(conn: &Connection, site: SiteId) -> Result<Option<(SiteId, Account)>> {
    for owner in [site, INSTALLATION] {
        if let Some(found) = account(conn, owner)? {
            return Ok(Some((owner, found)));
        }
    }
    Ok(None)
}

pub(super) fn put_account(write: &mut Write, site: SiteId, it: &Account, now: Timestamp) {
    write.run(
        "INSERT INTO mail_accounts (site_id, host, port, security, trust, authority, user, password, sender_name,
                                    sender_address, reply_to, vouched, version, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         ON CONFLICT (site_id) DO UPDATE
         SET host = excluded.host, port = excluded.port, security = excluded.security, trust = excluded.trust,
             authority = excluded.authority, user = excluded.user, password = excluded.password,
             sender_name = excluded.sender_name, sender_address = excluded.sender_address,
             reply_to = excluded.reply_to, vouched = excluded.vouched, version = excluded.version,
             updated_at = excluded.updated_at",
        &[
            &site,
            &it.host,
            &it.port,
            &it.security,
            &it.trust,
            &it.authority,
            &it.user,
            &it.password,
            &it.sender_name,
            &it.sender_address,
            &it.reply_to,
            &it.vouched,
            &it.version,
            &now.as_millisecond(),
        ],
    );
}

pub(super) fn delete_account(write: &mut Write, site: SiteId) {
    write.run("DELETE FROM mail_accounts WHERE site_id = ?1", &[&site]);
}

/// Most mails that a mail names as those before it.
const REFERENCES: i64 = 20;

/// Ids of the mails in a ticket, those that came and those to this recipient, the oldest first, with their brackets.
pub(super) fn mails_before(
    conn: &Connection,
    site: SiteId,
    ticket: TicketId,
    recipient: &str,
) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM (
             SELECT '<' || mail_id || '>' AS id, created_at AS at, 0 AS ours FROM ticket_messages
             WHERE ticket_id = ?2 AND site_id = ?1 AND mail_id IS NOT NULL
             UNION ALL
             SELECT message_id, created_at, 1 FROM outbox
             WHERE about = ?2 AND site_id = ?1 AND recipient = ?3 AND message_id IS NOT NULL)
         ORDER BY at DESC, ours DESC, id DESC LIMIT ?4",
    )?;
    let rows = statement.query_map(params![site, ticket, recipient, REFERENCES], |row| row.get(0))?;
    let mut ids: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    ids.reverse();
    Ok(ids)
}

/// The inbox that brought a ticket, or something in it.
pub(super) fn inbox_of_ticket(conn: &Connection, site: SiteId, ticket: TicketId) -> Result<Option<InboxId>> {
    let mut statement = conn.prepare_cached(
        "SELECT inbox_id FROM incoming_mails WHERE ticket_id = ?2 AND site_id = ?1 ORDER BY at LIMIT 1",
    )?;
    Ok(statement.query_row(params![site, ticket], |row| row.get(0)).optional()?)
}

/// What somebody wrote in place of the program's own words.
pub(super) fn template(conn: &Connection, site: SiteId, kind: Kind, lang: Lang) -> Result<Option<Words>> {
    let mut statement = conn.prepare_cached(
        "SELECT subject, body FROM mail_templates WHERE site_id = ?1 AND kind = ?2 AND language = ?3",
    )?;
    let row = statement.query_row(params![site, kind, lang.as_str()], |row| {
        Ok(Words { subject: row.get(0)?, body: row.get(1)? })
    });
    Ok(row.optional()?)
}

pub(super) fn put_template(
    write: &mut Write,
    site: SiteId,
    (kind, lang): (Kind, Lang),
    words: &Words,
    now: Timestamp,
) {
    write.run(
        "INSERT INTO mail_templates (site_id, kind, language, subject, body, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (site_id, kind, language) DO UPDATE
         SET subject = excluded.subject, body = excluded.body, updated_at = excluded.updated_at",
        &[&site, &kind, &lang.as_str(), &words.subject, &words.body, &now.as_millisecond()],
    );
}

pub(super) fn delete_template(write: &mut Write, site: SiteId, kind: Kind, lang: Lang) {
    write.run(
        "DELETE FROM mail_templates WHERE site_id = ?1 AND kind = ?2 AND language = ?3",
        &[&site, &kind, &lang.as_str()],
    );
}

/// Mails that went to an address of the site since then.
pub(super) fn count_to(conn: &Connection, site: SiteId, recipient: &str, since: Timestamp) -> Result<u32> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM outbox WHERE site_id = ?1 AND created_at > ?2 AND recipient = ?3 AND kind = 'transcript'",
    )?;
    Ok(statement.query_row(params![site, since.as_millisecond(), recipient], |row| row.get(0))?)
}

/// To which address, and in which language, the transcript is to go when the conversation ends.
pub(super) fn wish(
    conn: &Connection,
    site: SiteId,
    conversation: ConversationId,
) -> Result<Option<(String, Lang)>> {
    let mut statement = conn.prepare_cached(
        "SELECT email, language FROM transcript_wishes WHERE conversation_id = ?2 AND site_id = ?1",
    )?;
    let row = statement.query_row(params![site, conversation], |row| {
        let language: String = row.get(1)?;
        Ok((row.get(0)?, Lang::of_tag(&language)))
    });
    Ok(row.optional()?)
}

pub(super) fn put_wish(
    write: &mut Write,
    site: SiteId,
    conversation: ConversationId,
    email: &str,
    lang: Lang,
) {
    write.run(
        "INSERT INTO transcript_wishes (conversation_id, site_id, email, language) VALUES (?2, ?1, ?3, ?4)
         ON CONFLICT (conversation_id) DO UPDATE SET email = excluded.email, language = excluded.language",
        &[&site, &conversation, &email, &lang.as_str()],
    );
}

pub(super) fn delete_wish(write: &mut Write, conversation: ConversationId) {
    write.run("DELETE FROM transcript_wishes WHERE conversation_id = ?1", &[&conversation]);
}

/// Forgets a conversation that is gone.
pub(super) fn forget(write: &mut Write, conversation: ConversationId) {
    delete_wish(write, conversation);
    write.run("DELETE FROM mail_digests WHERE conversation_id = ?1", &[&conversation]);
}

/// A conversation with answers that its visitor has not read.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    pub(super) conversation: ConversationId,
    pub(super) visitor: VisitorId,
    pub(super) email: String,
    pub(super) language: Lang,
    /// What was read, or told by mail.
    pub(super) after: Seq,
    /// The newest unread answer.
    pub(super) upto: Seq,
}

/// Conversations of `site` in which an agent's answer has been unread since `before`, whose visitor left an address,
/// was not seen since then either, and was not told by mail since `last_told`. Older ones than `oldest` are over.
pub(super) fn unread(
    conn: &Connection,
    site: SiteId,
    before: Timestamp,
    last_told: Timestamp,
    oldest: Timestamp,
) -> Result<Vec<Unread>> {
    let mut statement = conn.prepare_cached(
        "SELECT c.id, c.visitor_id, v.email, c.language, MAX(c.visitor_read_seq, COALESCE(d.seq, 0)), MAX(m.seq)
         FROM conversations AS c
         JOIN visitors AS v ON v.id = c.visitor_id AND v.email IS NOT NULL AND v.last_seen_at <= ?2
         LEFT JOIN mail_digests AS d ON d.conversation_id = c.id
         JOIN messages AS m ON m.conversation_id = c.id AND m.seq > MAX(c.visitor_read_seq, COALESCE(d.seq, 0))
              AND m.author_kind = 'agent' AND m.note = 0 AND m.deleted_at IS NULL
         WHERE c.site_id = ?1 AND c.last_message_at >= ?4 AND COALESCE(d.at, 0) <= ?3
         GROUP BY c.id HAVING MIN(m.created_at) <= ?2
         LIMIT 500",
    )?;
    let times = [before, last_told, oldest].map(Timestamp::as_millisecond);
    let rows = statement.query_map(params![site, times[0], times[1], times[2]], |row| {
        let language: String = row.get(3)?;
        Ok(Unread {
            conversation: row.get(0)?,
            visitor: row.get(1)?,
            email: row.get(2)?,
            language: Lang::of_tag(&language),
            after: row.get(4)?,
            upto: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Notes up to where a visitor was told by mail.
pub(super) fn note_digest(write: &mut Write, site: SiteId, it: &Unread, at: Timestamp) {
    write.run(
        "INSERT INTO mail_digests (conversation_id, site_id, seq, at) VALUES (?2, ?1, ?3, ?4)
         ON CONFLICT (conversation_id) DO UPDATE SET seq = excluded.seq, at = excluded.at",
        &[&site, &it.conversation, &it.upto, &at.as_millisecond()],
    );
}
