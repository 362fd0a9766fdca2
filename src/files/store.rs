//! SQL for files.
use super::links::Links;
use super::types::FileView;
use crate::base::ids::{ConversationId, FileId, MessageId, SiteId, SubmissionId, TicketId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use uuid::Uuid;

/// A file as stored.
#[derive(Debug, Clone)]
pub struct Stored {
    /// Its identity and the name of its bytes on disk.
    pub id: FileId,
    /// As shown.
    pub name: String,
    /// By content.
    pub media_type: String,
    /// Length.
    pub bytes: i64,
    /// Pixels across and down.
    pub dimensions: Option<(u32, u32)>,
    /// `visitor` or `agent`.
    pub uploader_kind: &'static str,
    /// Who.
    pub uploader: Uuid,
}

/// Adds an uploaded file that no message has taken yet.
pub fn insert(write: &mut Write, site: SiteId, file: &Stored, at: Timestamp) {
    write.run(
        "INSERT INTO files (id, site_id, uploader_kind, uploader_id, name, media_type, bytes, width, height, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        &[
            &file.id,
            &site,
            &file.uploader_kind,
            &file.uploader.as_bytes(),
            &file.name,
            &file.media_type,
            &file.bytes,
            &file.dimensions.map(|it| it.0),
            &file.dimensions.map(|it| it.1),
            &at.as_millisecond(),
        ],
    );
}

/// The same for a file that may be there already, not taken by a message: it belongs to this uploader now.
pub fn insert_again(write: &mut Write, site: SiteId, file: &Stored, at: Timestamp) {
    write.run("DELETE FROM files WHERE id = ?2 AND site_id = ?1 AND message_id IS NULL", &[&site, &file.id]);
    insert(write, site, file, at);
}

/// Makes a file an image of the site's articles.
pub fn insert_image(write: &mut Write, site: SiteId, file: FileId, hash: &[u8]) {
    write.run(
        "INSERT INTO article_images (site_id, hash, file_id) VALUES (?1, ?2, ?3)
         ON CONFLICT (site_id, hash) DO NOTHING",
        &[&site, &hash, &file],
    );
}

/// The site's image with these bytes, if there is one.
///
/// # Errors
/// When the database cannot be read.
pub fn image_with(conn: &Connection, site: SiteId, hash: &[u8]) -> Result<Option<FileId>> {
    let mut statement =
        conn.prepare_cached("SELECT file_id FROM article_images WHERE site_id = ?1 AND hash = ?2")?;
    Ok(statement.query_row(params![site, hash], |row| row.get(0)).optional()?)
}

/// Name and media type of an article's image. Takes no site: readers know only its address.
///
/// # Errors
/// When the database cannot be read.
pub fn image(conn: &Connection, file: FileId) -> Result<Option<(String, String)>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.name, f.media_type FROM article_images i JOIN files f ON f.id = i.file_id WHERE i.file_id = ?1",
    )?;
    Ok(statement.query_row(params![file], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Gives an uploaded file to a field of a ticket; fails with 422 at `field` when it is not there to be taken.
pub fn attach_to_field(
    write: &mut Write,
    site: SiteId,
    file: FileId,
    uploader: Uuid,
    (ticket, field): (TicketId, &str),
) {
    write.one(
        "UPDATE files SET ticket_id = ?4
         WHERE id = ?1 AND site_id = ?2 AND uploader_id = ?3 AND uploader_id <> zeroblob(16)
             AND message_id IS NULL AND ticket_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM article_images i WHERE i.file_id = files.id)",
        &[&file, &site, &uploader.as_bytes(), &ticket],
        Error::invalid(field, "attachment_unknown"),
    );
}

/// Whether a file is a ticket's: one of a message, or of a field.
///
/// # Errors
/// When the database cannot be read.
pub fn is_of_ticket(conn: &Connection, site: SiteId, ticket: TicketId, file: FileId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM files WHERE id = ?3 AND site_id = ?1 AND ticket_id = ?2)",
    )?;
    Ok(statement.query_row(params![site, ticket, file], |row| row.get(0))?)
}

/// Files that were uploaded before a moment and that nothing has taken, at most `limit`.
///
/// # Errors
/// When the database cannot be read.
pub fn left_behind(conn: &Connection, before: Timestamp, limit: usize) -> Result<Vec<FileId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM files INDEXED BY files_waiting
         WHERE message_id IS NULL AND ticket_id IS NULL AND conversation_id IS NULL AND created_at < ?1
             AND NOT EXISTS (SELECT 1 FROM article_images i WHERE i.file_id = files.id)
         ORDER BY created_at LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![before.as_millisecond(), limit], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How much was uploaded that nothing has taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// By one uploader: files.
    pub own: i64,
    /// Their bytes.
    pub own_bytes: i64,
    /// By all of the same kind on the site: files.
    pub all: i64,
    /// Their bytes.
    pub all_bytes: i64,
}

/// What waits of an uploader, and of all of that kind. Images of articles wait for nothing.
///
/// # Errors
/// When the database cannot be read.
pub fn waiting_of(conn: &Connection, site: SiteId, kind: &str, uploader: Uuid) -> Result<Waiting> {
    let mut statement = conn.prepare_cached(
        "SELECT COUNT(*) FILTER (WHERE uploader_id = ?3), COALESCE(SUM(bytes) FILTER (WHERE uploader_id = ?3), 0),
                COUNT(*), COALESCE(SUM(bytes), 0)
         FROM files INDEXED BY files_waiting_by
         WHERE site_id = ?1 AND uploader_kind = ?2
             AND message_id IS NULL AND ticket_id IS NULL AND conversation_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM article_images i WHERE i.file_id = files.id)",
    )?;
    let found = statement.query_row(params![site, kind, uploader.as_bytes()], |row| {
        Ok(Waiting { own: row.get(0)?, own_bytes: row.get(1)?, all: row.get(2)?, all_bytes: row.get(3)? })
    });
    Ok(found?)
}

/// Forgets a file that nothing has taken, unless something took it a moment ago.
pub fn forget_left_behind(write: &mut Write, file: FileId) {
    write.run(
        "DELETE FROM files WHERE id = ?1 AND message_id IS NULL AND ticket_id IS NULL AND conversation_id IS NULL",
        &[&file],
    );
}

/// Whether a file is known.
///
/// # Errors
/// When the database cannot be read.
pub fn exists(conn: &Connection, file: FileId) -> Result<bool> {
    let mut statement = conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM files WHERE id = ?1)")?;
    Ok(statement.query_row(params![file], |row| row.get(0))?)
}

/// Those of some files that are not known.
///
/// # Errors
/// When the database cannot be read.
pub fn unknown(conn: &Connection, files: &[FileId]) -> Result<Vec<FileId>> {
    let mut unknown = Vec::new();
    for file in files {
        if !exists(conn, *file)? {
            unknown.push(*file);
        }
    }
    Ok(unknown)
}

/// Forgets files of what was sent by a form, which is removed.
pub fn forget(write: &mut Write, site: SiteId, files: &[FileId]) {
    for file in files {
        write.run("DELETE FROM files WHERE id = ?2 AND site_id = ?1 AND ticket_id IS NULL", &[&site, file]);
    }
}

/// What an uploaded file becomes part of.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// A message of a conversation.
    Conversation(ConversationId, MessageId),
    /// A message of a ticket.
    Ticket(TicketId, MessageId),
    /// What was sent by a form.
    Submission(SubmissionId),
}

/// Gives uploaded files to what their uploader sends, in this order; fails with 422 when one is not there to be taken: what
/// nobody in particular uploaded is nobody's to send, and images of articles stay theirs.
pub fn attach(write: &mut Write, site: SiteId, files: &[FileId], uploader: Uuid, to: Part) {
    let (conversation, ticket, message) = match to {
        Part::Conversation(conversation, message) => (Some(conversation), None, message.uuid()),
        Part::Ticket(ticket, message) => (None, Some(ticket), message.uuid()),
        Part::Submission(submission) => (None, None, submission.uuid()),
    };
    for (position, file) in (0_i64..).zip(files) {
        write.one(
            "UPDATE files SET conversation_id = ?4, ticket_id = ?5, message_id = ?6, position = ?7
             WHERE id = ?1 AND site_id = ?2 AND uploader_id = ?3 AND uploader_id <> zeroblob(16)
                 AND message_id IS NULL AND ticket_id IS NULL
                 AND NOT EXISTS (SELECT 1 FROM article_images i WHERE i.file_id = files.id)",
            &[file, &site, &uploader.as_bytes(), &conversation, &ticket, &message.as_bytes(), &position],
            Error::invalid("attachments", "attachment_unknown"),
        );
    }
}

/// The files of what was sent by a form are those of a ticket's message from now on.
pub fn move_to_ticket(
    write: &mut Write,
    site: SiteId,
    submission: SubmissionId,
    (ticket, message): (TicketId, MessageId),
) {
    write.run(
        "UPDATE files SET ticket_id = ?3, message_id = ?4 WHERE site_id = ?1 AND message_id = ?2",
        &[&site, &submission, &ticket, &message],
    );
}

/// Files by name, whoever has them, in the order asked for; those that are gone are left out.
///
/// # Errors
/// When the database cannot be read.
pub fn named(conn: &Connection, links: &Links, site: SiteId, ids: &[FileId]) -> Result<Vec<FileView>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, media_type, bytes, width, height FROM files WHERE id = ?1 AND site_id = ?2",
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for id in ids {
        found.extend(statement.query_row(params![id, site], |row| view(row, links)).optional()?);
    }
    Ok(found)
}

/// Files waiting to be taken, in the order asked for, for the view of the message that takes them.
///
/// # Errors
/// 422 when one of them is not there or not the uploader's.
pub fn waiting(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    uploader: Uuid,
    ids: &[FileId],
) -> Result<Vec<FileView>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, media_type, bytes, width, height FROM files
         WHERE id = ?1 AND site_id = ?2 AND uploader_id = ?3 AND uploader_id <> zeroblob(16)
             AND message_id IS NULL AND ticket_id IS NULL
             AND NOT EXISTS (SELECT 1 FROM article_images i WHERE i.file_id = files.id)",
    )?;
    let mut files = Vec::with_capacity(ids.len());
    for id in ids {
        let found =
            statement.query_row(params![id, site, uploader.as_bytes()], |row| view(row, links)).optional()?;
        files.push(found.ok_or_else(|| Error::invalid("attachments", "attachment_unknown"))?);
    }
    Ok(files)
}

/// The files of a message, in its order.
///
/// # Errors
/// When the database cannot be read.
pub fn of_message(conn: &Connection, links: &Links, message: MessageId) -> Result<Vec<FileView>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, name, media_type, bytes, width, height FROM files WHERE message_id = ?1 ORDER BY position",
    )?;
    Ok(statement.query_map(params![message], |row| view(row, links))?.collect::<rusqlite::Result<_>>()?)
}

/// The files of a conversation, so that their bytes can be removed with it.
///
/// # Errors
/// When the database cannot be read.
pub fn of_conversation(conn: &Connection, site: SiteId, conversation: ConversationId) -> Result<Vec<FileId>> {
    let mut statement =
        conn.prepare_cached("SELECT id FROM files WHERE conversation_id = ?2 AND site_id = ?1")?;
    Ok(statement
        .query_map(params![site, conversation], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Name and media type of a file. Takes no site: the signed link is the permission.
///
/// # Errors
/// When the database cannot be read.
pub fn name_and_type(conn: &Connection, file: FileId) -> Result<Option<(String, String)>> {
    let mut statement = conn.prepare_cached("SELECT name, media_type FROM files WHERE id = ?1")?;
    Ok(statement.query_row(params![file], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

fn view(row: &Row<'_>, links: &Links) -> rusqlite::Result<FileView> {
    let id = row.get(0)?;
    Ok(FileView {
        id,
        name: row.get(1)?,
        media_type: row.get(2)?,
        size: row.get(3)?,
        width: row.get(4)?,
        height: row.get(5)?,
        url: links.url(id),
    })
}
