//! SQL for inboxes, how far they were read, and how it goes with them.
use super::types::{Inbox, InboxState, Smtp};
use crate::base::ids::{InboxId, SiteId};
use crate::store::{Event, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use std::time::Duration;

const COLUMNS: &str = "id, site_id, address, sender_name, active, host, port, security, trust, authority, user, sign_in,
    client_id, token_url, secret, folder, sent_folder, mark_read, since, department_id, category_id, smtp_host,
    smtp_port, smtp_security, plus, vouched, version, created_at, updated_at, move_to, sender_check";

/// The inboxes of a site, by their addresses.
pub(in crate::mailbox) fn of_site(conn: &Connection, site: SiteId) -> Result<Vec<Inbox>> {
    let sql = format!("SELECT {COLUMNS} FROM inboxes WHERE site_id = ?1 ORDER BY address");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![site], of_row)?.collect::<rusqlite::Result<_>>()?)
}

/// Every inbox that is to be looked into.
pub(in crate::mailbox) fn active(conn: &Connection) -> Result<Vec<Inbox>> {
    let sql = format!("SELECT {COLUMNS} FROM inboxes WHERE active = 1 ORDER BY id");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map((), of_row)?.collect::<rusqlite::Result<_>>()?)
}

pub(in crate::mailbox) fn find(conn: &Connection, site: SiteId, id: InboxId) -> Result<Option<Inbox>> {
    let sql = format!("SELECT {COLUMNS} FROM inboxes WHERE id = ?2 AND site_id = ?1");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_row(params![site, id], of_row).optional()?)
}

/// Adds one; fails with 422 where the address is taken.
pub(super) fn insert(write: &mut Write, it: &Inbox) {
    let smtp = it.smtp.as_ref();
    write
        .run(
            "INSERT INTO inboxes (id, site_id, address, sender_name, active, host, port, security, trust, authority, user,
                                  sign_in, client_id, token_url, secret, folder, sent_folder, mark_read, since,
                                  department_id, category_id, smtp_host, smtp_port, smtp_security, plus, vouched,
                                  version, created_at, updated_at, move_to, sender_check)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21,
                     ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31)",
            &[
                &it.id,
                &it.site,
                &it.address,
                &it.sender_name,
                &it.active,
                &it.host,
                &it.port,
                &it.security,
                &it.trust,
                &it.authority,
                &it.user,
                &it.sign_in,
                &it.client_id,
                &it.token_url,
                &it.secret,
                &it.folder,
                &it.sent_folder,
                &it.mark_read,
                &it.since.0.as_millisecond(),
                &it.department,
                &it.category.map(|it| it.as_bytes().to_vec()),
                &smtp.map(|it| it.host.clone()),
                &smtp.map(|it| it.port),
                &smtp.map(|it| it.security),
                &it.plus,
                &it.vouched,
                &it.version,
                &it.created_at.0.as_millisecond(),
                &it.updated_at.0.as_millisecond(),
                &it.move_to,
                &it.sender_check,
            ],
        )
        .tell(Event::new(it.site, "inbox.changed", it.id.uuid(), it.updated_at.0));
}

/// Puts another in its place.
pub(super) fn replace(write: &mut Write, it: &Inbox) {
    write.run("DELETE FROM inboxes WHERE id = ?2 AND site_id = ?1", &[&it.site, &it.id]);
    insert(write, it);
}

/// Takes one away, with where it stood. What came of its mails stays.
pub(super) fn delete(write: &mut Write, site: SiteId, id: InboxId, now: Timestamp) {
    write
        .one("DELETE FROM inboxes WHERE id = ?2 AND site_id = ?1", &[&site, &id], Error::NotFound("inbox"))
        .run("DELETE FROM inbox_states WHERE inbox_id = ?1", &[&id])
        .run("DELETE FROM inbox_folders WHERE inbox_id = ?1", &[&id])
        .run("DELETE FROM inbox_tries WHERE inbox_id = ?1", &[&id])
        .tell(Event::new(site, "inbox.changed", id.uuid(), now));
}

/// Begins to read the folders anew: the same mails may have other numbers now. No folder has the validity 0, so that the
/// next look finds another one than before, and what it meets up to then is known to be perhaps old.
pub(super) fn read_anew(write: &mut Write, id: InboxId) {
    write.run("UPDATE inbox_folders SET validity = 0 WHERE inbox_id = ?1", &[&id]);
}

pub(super) fn state(conn: &Connection, id: InboxId) -> Result<InboxState> {
    let mut statement = conn.prepare_cached(
        "SELECT looked_at, mail_at, trouble, said, failing_since FROM inbox_states WHERE inbox_id = ?1",
    )?;
    let found = statement.query_row(params![id], |row| {
        Ok(InboxState {
            looked_at: row.get(0)?,
            mail_at: row.get(1)?,
            trouble: row.get(2)?,
            reason: None,
            said: row.get(3)?,
            failing_since: row.get(4)?,
            quarantined: 0,
        })
    });
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM incoming_mails WHERE inbox_id = ?1 AND state = 'quarantined'",
    )?;
    let quarantined = statement.query_row(params![id], |row| row.get(0))?;
    Ok(InboxState { quarantined, ..found.optional()?.unwrap_or_default() })
}

/// Notes that all is well.
pub(in crate::mailbox) fn note_look(write: &mut Write, id: InboxId, now: Timestamp) {
    write.run(
        "INSERT INTO inbox_states (inbox_id, looked_at) VALUES (?1, ?2)
         ON CONFLICT (inbox_id) DO UPDATE
         SET looked_at = excluded.looked_at, trouble = NULL, said = NULL, failing_since = NULL",
        &[&id, &now.as_millisecond()],
    );
}

/// Notes why it does not work.
pub(in crate::mailbox) fn note_trouble(
    write: &mut Write,
    id: InboxId,
    (trouble, said): (&str, Option<&str>),
    now: Timestamp,
) {
    write.run(
        "INSERT INTO inbox_states (inbox_id, trouble, said, failing_since) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (inbox_id) DO UPDATE
         SET trouble = excluded.trouble, said = excluded.said,
             failing_since = COALESCE(failing_since, excluded.failing_since)",
        &[&id, &trouble, &said, &now.as_millisecond()],
    );
}

/// Notes that a mail came out of it.
pub(in crate::mailbox) fn note_mail(write: &mut Write, id: InboxId, now: Timestamp) {
    write.run(
        "INSERT INTO inbox_states (inbox_id, mail_at) VALUES (?1, ?2)
         ON CONFLICT (inbox_id) DO UPDATE SET mail_at = excluded.mail_at",
        &[&id, &now.as_millisecond()],
    );
}

/// Keeps another refresh token in place of the one that was used.
pub(super) fn change_secret(write: &mut Write, id: InboxId, before: &[u8], after: &[u8]) {
    write.run("UPDATE inboxes SET secret = ?3 WHERE id = ?1 AND secret = ?2", &[&id, &before, &after]);
}

/// How far a folder was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::mailbox) struct Mark {
    pub(in crate::mailbox) validity: u32,
    pub(in crate::mailbox) uid: u32,
    /// Up to here mails may be old ones under new numbers.
    pub(in crate::mailbox) again: u32,
    /// Up to here mails were moved away; `None` while they stay.
    pub(in crate::mailbox) moved: Option<u32>,
}

pub(in crate::mailbox) fn mark(conn: &Connection, id: InboxId, folder: &str) -> Result<Option<Mark>> {
    let mut statement = conn.prepare_cached(
        "SELECT validity, uid, again, moved FROM inbox_folders WHERE inbox_id = ?1 AND folder = ?2",
    )?;
    let found = statement.query_row(params![id, folder], |row| {
        Ok(Mark { validity: row.get(0)?, uid: row.get(1)?, again: row.get(2)?, moved: row.get(3)? })
    });
    Ok(found.optional()?)
}

/// Begins to read a folder, or to read it anew.
pub(in crate::mailbox) fn begin(write: &mut Write, id: InboxId, folder: &str, mark: Mark) {
    write.run(
        "INSERT INTO inbox_folders (inbox_id, folder, validity, uid, again, moved) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (inbox_id, folder) DO UPDATE
         SET validity = excluded.validity, uid = excluded.uid, again = excluded.again, moved = excluded.moved",
        &[&id, &folder, &mark.validity, &mark.uid, &mark.again, &mark.moved],
    );
}

/// Notes up to where mails were moved away; `None`: they stay from now on.
pub(in crate::mailbox) fn note_moved(
    write: &mut Write,
    id: InboxId,
    folder: &str,
    (validity, moved): (u32, Option<u32>),
) {
    write.run(
        "UPDATE inbox_folders SET moved = ?4 WHERE inbox_id = ?1 AND folder = ?2 AND validity = ?3",
        &[&id, &folder, &validity, &moved],
    );
}

/// Moves the mark; never back, and not when the folder has become another one meanwhile, or the inbox is gone.
pub(in crate::mailbox) fn pass(write: &mut Write, id: InboxId, folder: &str, (validity, uid): (u32, u32)) {
    write.run(
        "UPDATE inbox_folders SET uid = ?4
         WHERE inbox_id = ?1 AND folder = ?2 AND validity = ?3 AND uid < ?4",
        &[&id, &folder, &validity, &uid],
    );
}

/// A mail that the server did not give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mailbox) struct Tried {
    pub(in crate::mailbox) folder: String,
    pub(in crate::mailbox) validity: u32,
    pub(in crate::mailbox) uid: u32,
    pub(in crate::mailbox) times: u32,
    /// Since the first time.
    pub(in crate::mailbox) age: Duration,
}

pub(in crate::mailbox) fn tries(conn: &Connection, id: InboxId, now: Timestamp) -> Result<Vec<Tried>> {
    let mut statement = conn
        .prepare_cached("SELECT folder, validity, uid, times, since FROM inbox_tries WHERE inbox_id = ?1")?;
    let rows = statement.query_map(params![id], |row| {
        let since: i64 = row.get(4)?;
        let age = u64::try_from(now.as_millisecond().saturating_sub(since)).unwrap_or(0);
        Ok(Tried {
            folder: row.get(0)?,
            validity: row.get(1)?,
            uid: row.get(2)?,
            times: row.get(3)?,
            age: Duration::from_millis(age),
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Keeps what failed of a folder, in place of what was kept before.
pub(in crate::mailbox) fn keep_tries(
    write: &mut Write,
    id: InboxId,
    (folder, all): (&str, &[Tried]),
    now: Timestamp,
) {
    write.run("DELETE FROM inbox_tries WHERE inbox_id = ?1 AND folder = ?2", &[&id, &folder]);
    for it in all {
        let age = i64::try_from(it.age.as_millis()).unwrap_or(i64::MAX);
        write.run(
            "INSERT INTO inbox_tries (inbox_id, folder, validity, uid, times, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            &[&id, &folder, &it.validity, &it.uid, &it.times, &now.as_millisecond().saturating_sub(age)],
        );
    }
}

fn of_row(row: &Row<'_>) -> rusqlite::Result<Inbox> {
    let (host, port, security): (Option<String>, Option<u16>, Option<_>) =
        (row.get(21)?, row.get(22)?, row.get(23)?);
    let smtp = match (host, port, security) {
        (Some(host), Some(port), Some(security)) => Some(Smtp { host, port, security }),
        _ => None,
    };
    let category: Option<[u8; 16]> = row.get(20)?;
    Ok(Inbox {
        id: row.get(0)?,
        site: row.get(1)?,
        address: row.get(2)?,
        sender_name: row.get(3)?,
        active: row.get(4)?,
        host: row.get(5)?,
        port: row.get(6)?,
        security: row.get(7)?,
        trust: row.get(8)?,
        authority: row.get(9)?,
        user: row.get(10)?,
        sign_in: row.get(11)?,
        client_id: row.get(12)?,
        token_url: row.get(13)?,
        secret: row.get(14)?,
        folder: row.get(15)?,
        sent_folder: row.get(16)?,
        mark_read: row.get(17)?,
        since: row.get(18)?,
        department: row.get(19)?,
        category: category.map(uuid::Uuid::from_bytes),
        smtp,
        plus: row.get(24)?,
        vouched: row.get(25)?,
        version: row.get(26)?,
        created_at: row.get(27)?,
        updated_at: row.get(28)?,
        move_to: row.get(29)?,
        sender_check: row.get(30)?,
    })
}
