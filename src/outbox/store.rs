//! SQL for mails to be sent.
use super::types::{Answer, Entry, INSTALLATION, Kind, Letter, NewLetter, State};
use crate::base::ids::{MailId, SiteId};
use crate::base::{At, Lang};
use crate::store::{Event, Write};
use crate::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

/// Automatic mails of a kind that one address gets of a site within an hour, where anybody could have typed it into a
/// form. Who writes mails gets one an hour of all kinds together ([`free_at`]).
const MOST_AN_HOUR: u32 = 5;
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Mails that were asked for so long ago have left, or will not leave any more.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// How long a mail is tried.
const PATIENCE: SignedDuration = SignedDuration::from_hours(48);

/// Confirmations that a site sends within an hour to addresses that no agent has ever answered: whoever fills in a form may
/// type anybody's, and mails are not to be had by that without end.
const MOST_TO_STRANGERS: i64 = 120;
/// Why one was given up.
const TOO_MANY: &str = "mail_too_many";
/// So long such a confirmation waits for its turn at most.
const LONGEST_TURN: SignedDuration = SignedDuration::from_hours(6);

/// Mails of one site that are looked at for the next one to go.
const DUE_OF_A_SITE: i64 = 16;

/// Mails of one ticket that are told of.
const MOST_ANSWERS: i64 = 500;

/// Days for which a mail that was settled stays in the list.
const KEPT_DAYS: i64 = 90;

/// Whether a mail of `site` could be sent: it or the installation has an account, or it has an inbox with a server that
/// answers leave by.
///
/// # Errors
/// When the database cannot be read.
pub fn can_send(conn: &Connection, site: SiteId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM mail_accounts WHERE site_id IN (?1, ?2))
                 OR EXISTS (SELECT 1 FROM inboxes WHERE site_id = ?1 AND active = 1 AND smtp_host IS NOT NULL)",
        )?;
    Ok(statement.query_row(params![site, INSTALLATION], |row| row.get(0))?)
}

/// Adds a mail to be sent at once.
pub fn queue(write: &mut Write, new: &NewLetter, now: Timestamp) -> MailId {
    queue_at(write, new, (now, now))
}

/// Adds a mail to be sent at the second of two times; the first one is now.
pub fn queue_at(write: &mut Write, new: &NewLetter, (now, at): (Timestamp, Timestamp)) -> MailId {
    let id = MailId::random();
    write
        .run(
            "INSERT INTO outbox (id, site_id, kind, about, recipient, language, details, example, state, next_at,
                                 give_up_at, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', ?9, ?10, ?11)",
            &[
                &id,
                &new.site,
                &new.kind,
                &new.about.as_bytes().as_slice(),
                &new.recipient,
                &new.language.as_str(),
                &new.details.to_string(),
                &new.example,
                &at.as_millisecond(),
                &later(at, PATIENCE),
                &now.as_millisecond(),
            ],
        )
        .tell(Event::new(new.site, "mail.queued", id.uuid(), now));
    id
}

/// Answers in a ticket that have not left, or could not, of the last week: they go to the address that was put right.
pub fn readdress(
    write: &mut Write,
    (site, ticket): (SiteId, Uuid),
    (from, to): (&str, &str),
    now: Timestamp,
) {
    let since = now.checked_sub(HOUR * 24 * 7).unwrap_or(Timestamp::UNIX_EPOCH);
    write
        .run(
            "UPDATE outbox SET recipient = ?4, state = 'queued', attempts = 0, next_at = ?5, give_up_at = ?6,
                               trouble = NULL, said = NULL
             WHERE about = ?2 AND kind = 'ticket_reply' AND created_at > ?7 AND site_id = ?1 AND example = 0
                 AND state IN ('queued', 'failed') AND recipient = ?3",
            &[
                &site,
                &ticket.as_bytes().as_slice(),
                &from,
                &to,
                &now.as_millisecond(),
                &later(now, PATIENCE),
                &since.as_millisecond(),
            ],
        )
        .tell(Event::new(site, "mail.queued", ticket, now));
}

fn later(now: Timestamp, after: SignedDuration) -> i64 {
    now.as_millisecond().saturating_add(i64::try_from(after.as_millis()).unwrap_or(i64::MAX))
}

/// Up to `limit` mails whose turn has come, the longest due first; of one site so few that many of them, which a slow
/// server keeps, hide nobody else's.
///
/// # Errors
/// When the database cannot be read.
pub fn due(conn: &Connection, now: Timestamp, limit: usize) -> Result<Vec<Letter>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, site_id, kind, about, recipient, language, details, example, attempts, give_up_at, message_id
         FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY site_id ORDER BY next_at, id) AS place
               FROM outbox WHERE next_at <= ?1)
         WHERE place <= ?3 ORDER BY next_at, id LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![now.as_millisecond(), limit, DUE_OF_A_SITE], letter_of_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When the next mail is due after `now`.
///
/// # Errors
/// When the database cannot be read.
pub fn next_due(conn: &Connection, now: Timestamp) -> Result<Option<Timestamp>> {
    let mut statement = conn.prepare_cached("SELECT MIN(next_at) FROM outbox WHERE next_at > ?1")?;
    let next: Option<At> = statement.query_row(params![now.as_millisecond()], |row| row.get(0))?;
    Ok(next.map(|it| it.0))
}

/// One mail.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, id: MailId) -> Result<Option<Letter>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, site_id, kind, about, recipient, language, details, example, attempts, give_up_at, message_id
         FROM outbox WHERE id = ?1",
    )?;
    Ok(statement.query_row(params![id], letter_of_row).optional()?)
}

/// Adds a confirmation that somebody who filled in a form asked for, to be sent at the second of two times or when its
/// turn comes, where nobody knows whether the address is theirs. What would have to wait too long is kept among the sent
/// mails as given up, so that an admin may send it after all.
///
/// # Errors
/// When the database cannot be read.
pub fn queue_in_turn(
    conn: &Connection,
    write: &mut Write,
    new: &NewLetter,
    (now, at): (Timestamp, Timestamp),
) -> Result<()> {
    let turn = turn_of(conn, new.site, &new.recipient, at)?;
    let patient = at.checked_add(LONGEST_TURN).unwrap_or(Timestamp::MAX);
    let mut late = new.clone();
    if turn > at
        && let Some(details) = late.details.as_object_mut()
    {
        details.insert("waits".to_owned(), true.into()); // an answer that comes before it says the same
    }
    let id = queue_at(write, &late, (now, turn.min(patient)));
    if turn > patient {
        fail(write, id, (TOO_MANY, None));
    }
    Ok(())
}

/// When a confirmation may go to an address, `at` at the earliest: so that of those to strangers at most
/// [`MOST_TO_STRANGERS`] go within an hour.
fn turn_of(conn: &Connection, site: SiteId, recipient: &str, at: Timestamp) -> Result<Timestamp> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM tickets
             WHERE site_id = ?1 AND requester_email = ?2 AND first_reply_at IS NOT NULL)",
    )?;
    if statement.query_row(params![site, recipient], |row| row.get(0))? {
        return Ok(at);
    }
    let mut statement = conn.prepare_cached(
        "SELECT MAX(created_at, COALESCE(next_at, 0), COALESCE(sent_at, 0)) AS moment FROM outbox o
         WHERE site_id = ?1 AND created_at > ?2 AND kind IN ('ticket_received', 'form_received') AND example = 0
             AND state <> 'dropped' AND trouble IS NOT ?3
             AND NOT EXISTS (SELECT 1 FROM tickets t WHERE t.site_id = ?1 AND t.requester_email = o.recipient
                                 AND t.first_reply_at IS NOT NULL)
         ORDER BY moment DESC LIMIT 1 OFFSET ?4",
    )?;
    let since = at.checked_sub(LONGEST_TURN + HOUR).unwrap_or(Timestamp::UNIX_EPOCH);
    let before: Option<At> = statement
        .query_row(params![site, since.as_millisecond(), TOO_MANY, MOST_TO_STRANGERS - 1], |row| row.get(0))
        .optional()?;
    Ok(before.and_then(|it| it.0.checked_add(HOUR).ok()).map_or(at, |it| it.max(at)))
}

/// How many mails about something were asked for since then.
///
/// # Errors
/// When the database cannot be read.
pub fn count_since(conn: &Connection, about: Uuid, kind: Kind, since: Timestamp) -> Result<u32> {
    let mut statement = conn
        .prepare_cached("SELECT COUNT(*) FROM outbox WHERE about = ?1 AND kind = ?2 AND created_at > ?3")?;
    let about = about.as_bytes().as_slice();
    Ok(statement.query_row(params![about, kind, since.as_millisecond()], |row| row.get(0))?)
}

/// Whether somebody whom nothing proves to be there got enough automatic mails of a kind for now: whoever fills in a form
/// may type anybody's address.
///
/// # Errors
/// When the database cannot be read.
pub fn has_enough(conn: &Connection, site: SiteId, to: (&str, Kind), now: Timestamp) -> Result<bool> {
    Ok(count_to(conn, site, to, now.checked_sub(HOUR).unwrap_or(Timestamp::UNIX_EPOCH))? >= MOST_AN_HOUR)
}

/// How many mails of a kind somebody was to get within the last day.
///
/// # Errors
/// When the database cannot be read.
pub fn count_of_day(conn: &Connection, site: SiteId, to: (&str, Kind), now: Timestamp) -> Result<u32> {
    count_to(conn, site, to, now.checked_sub(HOUR * 24).unwrap_or(Timestamp::UNIX_EPOCH))
}

fn count_to(
    conn: &Connection,
    site: SiteId,
    (recipient, kind): (&str, Kind),
    since: Timestamp,
) -> Result<u32> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FROM outbox WHERE site_id = ?1 AND created_at > ?4 AND recipient = ?2 AND kind = ?3",
    )?;
    Ok(statement.query_row(params![site, recipient, kind, since.as_millisecond()], |row| row.get(0))?)
}

/// When somebody who writes mails may get the next one that no person wrote: an hour after the last one, or now. Two
/// programs that answer each other then do so once an hour.
///
/// # Errors
/// When the database cannot be read.
pub fn free_at(conn: &Connection, site: SiteId, recipient: &str, now: Timestamp) -> Result<Timestamp> {
    let mut statement = conn.prepare_cached(
        "SELECT MAX(MAX(created_at, COALESCE(next_at, 0), COALESCE(sent_at, 0))) FROM outbox
         WHERE site_id = ?1 AND created_at > ?3 AND recipient = ?2 AND example = 0 AND state <> 'dropped'
             AND kind IN ('ticket_received', 'ticket_status', 'form_received')",
    )?;
    let since = now.checked_sub(LOOK_BACK).unwrap_or(Timestamp::UNIX_EPOCH);
    let last: Option<At> =
        statement.query_row(params![site, recipient, since.as_millisecond()], |row| row.get(0))?;
    Ok(last.and_then(|it| it.0.checked_add(HOUR).ok()).map_or(now, |it| it.max(now)))
}

/// Notes that a mail is on its way under `message_id`, and what it is about; fails with 409 when somebody else took it.
pub fn take(write: &mut Write, id: MailId, message_id: &str, subject: &str) {
    write.one(
        "UPDATE outbox SET state = 'sending', next_at = NULL, attempts = attempts + 1,
                           message_id = COALESCE(message_id, ?2), subject = ?3
         WHERE id = ?1 AND state = 'queued'",
        &[&id, &message_id, &subject],
        Error::Conflict("mail_not_waiting"),
    );
}

/// Notes that the server has it.
pub fn sent(write: &mut Write, id: MailId, at: Timestamp) {
    write.run(
        "UPDATE outbox SET state = 'sent', sent_at = ?2, trouble = NULL, said = NULL
         WHERE id = ?1 AND state = 'sending'",
        &[&id, &at.as_millisecond()],
    );
}

/// Notes why it was not sent in so many attempts, and when it is tried again.
pub fn postpone(
    write: &mut Write,
    (id, attempts): (MailId, u32),
    why: (&str, Option<&str>),
    until: Timestamp,
) {
    write.run(
        "UPDATE outbox SET state = 'queued', next_at = ?4, trouble = ?2, said = ?3, attempts = ?5
         WHERE id = ?1 AND state IN ('queued', 'sending')",
        &[&id, &why.0, &why.1, &until.as_millisecond(), &attempts],
    );
}

/// Notes why it will not be sent.
pub fn fail(write: &mut Write, id: MailId, why: (&str, Option<&str>)) {
    write.run(
        "UPDATE outbox SET state = 'failed', next_at = NULL, trouble = ?2, said = ?3
         WHERE id = ?1 AND state IN ('queued', 'sending')",
        &[&id, &why.0, &why.1],
    );
}

/// Notes that nobody needs it any more.
pub fn drop_it(write: &mut Write, id: MailId) {
    write.run(
        "UPDATE outbox SET state = 'dropped', next_at = NULL WHERE id = ?1 AND state IN ('queued', 'sending')",
        &[&id],
    );
}

/// Drops what still waits to tell of something that is gone.
pub fn cancel(write: &mut Write, about: Uuid) {
    write.run(
        "UPDATE outbox SET state = 'dropped', next_at = NULL WHERE about = ?1 AND state = 'queued'",
        &[&about.as_bytes().as_slice()],
    );
}

/// Tries one again that was given up.
pub fn retry(write: &mut Write, site: SiteId, id: MailId, now: Timestamp) {
    write
        .one(
            "UPDATE outbox SET state = 'queued', next_at = ?3, give_up_at = ?4, attempts = 0
             WHERE id = ?2 AND site_id = ?1 AND state = 'failed'",
            &[&site, &id, &now.as_millisecond(), &later(now, PATIENCE)],
            Error::Conflict("mail_not_failed"),
        )
        .tell(Event::new(site, "mail.queued", id.uuid(), now));
}

/// Tries everything at once that waits for a better time: the account was changed. What was given up lately because of how
/// it was is tried anew. What waits for its hour goes on doing so.
pub fn wake_site(write: &mut Write, site: SiteId, now: Timestamp) {
    let lately = now.checked_sub(LOOK_BACK).unwrap_or(Timestamp::UNIX_EPOCH).as_millisecond();
    write
        .run(
            "UPDATE outbox SET next_at = ?2
             WHERE next_at > ?2 AND state = 'queued' AND trouble IS NOT NULL
                 AND (site_id = ?1 OR (?1 = ?3 AND site_id NOT IN (SELECT site_id FROM mail_accounts)))",
            &[&site, &now.as_millisecond(), &INSTALLATION],
        )
        .run(
            "UPDATE outbox SET state = 'queued', next_at = ?2, give_up_at = ?4, attempts = 0
             WHERE state = 'failed' AND created_at > ?5
                 AND trouble IN ('mail_not_configured', 'mail_host_unknown', 'mail_unreachable', 'mail_timeout',
                                 'mail_certificate', 'mail_own_certificate', 'mail_tls', 'mail_no_starttls',
                                 'mail_sign_in', 'mail_no_sign_in', 'mail_sender', 'mail_private', 'mail_token',
                                 'mail_server')
                 AND (site_id = ?1 OR (?1 = ?3 AND site_id NOT IN (SELECT site_id FROM mail_accounts)))",
            &[&site, &now.as_millisecond(), &INSTALLATION, &later(now, PATIENCE), &lately],
        )
        .tell(Event::new(site, "mail.queued", site.uuid(), now));
}

/// After a crash: what was on its way is tried again, under the same name.
pub fn recover(write: &mut Write, now: Timestamp) {
    write.run(
        "UPDATE outbox SET state = 'queued', next_at = ?1 WHERE state = 'sending'",
        &[&now.as_millisecond()],
    );
}

/// Forgets what was settled long ago: who got a mail is nobody's business for ever.
pub fn forget_old(write: &mut Write, now: Timestamp) {
    let kept = SignedDuration::from_hours(KEPT_DAYS * 24);
    let oldest = now.checked_sub(kept).unwrap_or(Timestamp::UNIX_EPOCH);
    write.run(
        "DELETE FROM outbox WHERE created_at < ?1 AND state IN ('sent', 'failed', 'dropped')",
        &[&oldest.as_millisecond()],
    );
}

/// Mails of `site`, newest first, one more than `limit`; with `installation` also those without a site.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    installation: bool,
    state: Option<State>,
    after: Option<(i64, MailId)>,
    limit: usize,
) -> Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(
        "SELECT o.id, o.kind, o.example, o.recipient, o.state, o.attempts, o.next_at, o.trouble, o.said, o.created_at,
                o.sent_at, COALESCE(o.subject, t.subject), t.id, t.number
         FROM outbox o
         LEFT JOIN tickets t ON t.id = o.about AND t.site_id = o.site_id
         WHERE (o.site_id = ?1 OR (?2 AND o.site_id = ?3)) AND (?4 IS NULL OR o.state = ?4)
             AND (?5 IS NULL OR (o.created_at, o.id) < (?5, ?6))
         ORDER BY o.created_at DESC, o.id DESC LIMIT ?7",
    )?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let (at, id) = (after.map(|it| it.0), after.map(|it| it.1));
    let rows =
        statement.query_map(params![site, installation, INSTALLATION, state, at, id, limit], |row| {
            let ticket: Option<[u8; 16]> = row.get(12)?;
            Ok(Entry {
                id: row.get(0)?,
                kind: row.get(1)?,
                example: row.get(2)?,
                recipient: row.get(3)?,
                state: row.get(4)?,
                attempts: row.get(5)?,
                next_at: row.get(6)?,
                trouble: row.get(7)?,
                reason: None,
                said: row.get(8)?,
                created_at: row.get(9)?,
                sent_at: row.get(10)?,
                subject: row.get(11)?,
                ticket_id: ticket.map(Uuid::from_bytes),
                ticket_number: row.get(13)?,
            })
        })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The mails of what was answered in a ticket, the newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn answers(conn: &Connection, site: SiteId, ticket: Uuid) -> Result<Vec<Answer>> {
    let mut statement = conn.prepare_cached(
        "SELECT json_extract(details, '$.message'), recipient, state, next_at, trouble, said FROM outbox
         WHERE about = ?2 AND kind = 'ticket_reply' AND site_id = ?1 AND example = 0 AND state <> 'dropped'
         ORDER BY created_at DESC, id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![site, ticket.as_bytes(), MOST_ANSWERS], |row| {
        let message: Option<String> = row.get(0)?;
        let (recipient, state, next_at) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let (trouble, said) = (row.get(4)?, row.get(5)?);
        let message = message.and_then(|it| it.parse().ok());
        Ok(message.map(|message_id| Answer {
            message_id,
            recipient,
            state,
            next_at,
            trouble,
            reason: None,
            said,
        }))
    })?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>()?.into_iter().flatten().collect())
}

fn letter_of_row(row: &Row<'_>) -> rusqlite::Result<Letter> {
    let (about, language, details): ([u8; 16], String, String) = (row.get(3)?, row.get(5)?, row.get(6)?);
    Ok(Letter {
        id: row.get(0)?,
        new: NewLetter {
            site: row.get(1)?,
            kind: row.get(2)?,
            about: Uuid::from_bytes(about),
            recipient: row.get(4)?,
            language: Lang::of_tag(&language),
            details: serde_json::from_str(&details).unwrap_or_default(),
            example: row.get(7)?,
        },
        attempts: row.get(8)?,
        give_up_at: row.get(9)?,
        message_id: row.get(10)?,
    })
}
