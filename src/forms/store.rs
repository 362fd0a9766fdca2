//! SQL for forms.
use super::types::{Design, Form, Submission, SubmissionTicket};
use crate::base::ids::{FileId, FormId, SiteId, SubmissionId, TicketId, VisitorId};
use crate::base::{At, Lang};
use crate::fields::Field;
use crate::files::{self, Links};
use crate::store::Write;
use crate::{Error, Result};
use anyhow::Context as _;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::{Map, Value};

/// Shortest name of a submission by which somebody without a token finds it again.
const UNGUESSABLE: usize = 16;

const SELECT: &str = "SELECT f.id, f.slug, s.slug, f.body, f.version, f.created_at, f.updated_at,
        (SELECT COUNT(*) FROM form_submissions x WHERE x.form_id = f.id),
        (SELECT MAX(x.created_at) FROM form_submissions x WHERE x.form_id = f.id)
    FROM forms f JOIN sites s ON s.id = f.site_id";

/// Columns as they are read.
type Raw = (FormId, String, String, String, i64, At, At, i64, Option<At>);

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
        row.get(5)?,
        row.get(6)?,
        row.get(7)?,
        row.get(8)?,
    ))
}

fn whole((id, slug, site, body, version, created_at, updated_at, submissions, last): Raw) -> Result<Form> {
    let design: Design = serde_json::from_str(&body).context("stored form")?;
    let path = format!("/form/{site}/{slug}");
    Ok(Form {
        id,
        slug,
        path,
        design,
        submissions,
        last_submission_at: last,
        version,
        created_at,
        updated_at,
    })
}

/// Every form of a site, oldest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId) -> Result<Vec<Form>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE f.site_id = ?1 ORDER BY f.id"))?;
    let rows: Vec<Raw> = statement.query_map(params![site], raw)?.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(whole).collect()
}

/// One form.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: FormId) -> Result<Option<Form>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE f.site_id = ?1 AND f.id = ?2"))?;
    statement.query_row(params![site, id], raw).optional()?.map(whole).transpose()
}

/// The form with a name.
///
/// # Errors
/// When the database cannot be read.
pub fn by_slug(conn: &Connection, site: SiteId, slug: &str) -> Result<Option<Form>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} WHERE f.site_id = ?1 AND f.slug = ?2"))?;
    statement.query_row(params![site, slug], raw).optional()?.map(whole).transpose()
}

/// Adds a form.
///
/// # Errors
/// When it is no JSON, which it is.
pub fn insert(
    write: &mut Write,
    site: SiteId,
    (id, slug): (FormId, &str),
    it: &Design,
    at: Timestamp,
) -> Result<()> {
    let body = serde_json::to_string(it).context("form as JSON")?;
    write.run(
        "INSERT INTO forms (id, site_id, slug, body, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
        &[&id, &site, &slug, &body, &at.as_millisecond()],
    );
    Ok(())
}

/// Changes a form.
///
/// # Errors
/// When it is no JSON, which it is.
pub fn update(write: &mut Write, site: SiteId, id: FormId, it: &Design, at: Timestamp) -> Result<()> {
    let body = serde_json::to_string(it).context("form as JSON")?;
    write.one(
        "UPDATE forms SET body = ?3, version = version + 1, updated_at = ?4 WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &body, &at.as_millisecond()],
        Error::NotFound("form"),
    );
    Ok(())
}

/// The files of what was sent by a form, as far as no ticket has them.
///
/// # Errors
/// When the database cannot be read.
pub fn files_of(conn: &Connection, site: SiteId, form: FormId) -> Result<Vec<FileId>> {
    let mut statement = conn.prepare_cached(
        "SELECT f.id FROM form_submissions s JOIN files f ON f.message_id = s.id
         WHERE s.form_id = ?2 AND s.site_id = ?1 AND f.site_id = ?1 AND f.ticket_id IS NULL",
    )?;
    Ok(statement.query_map(params![site, form], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// Removes a form with what was sent by it; tickets made of that stay.
pub fn delete(write: &mut Write, site: SiteId, id: FormId) {
    write.run("DELETE FROM form_submissions WHERE site_id = ?1 AND form_id = ?2", &[&site, &id]);
    let gone = Error::NotFound("form");
    write.one("DELETE FROM forms WHERE site_id = ?1 AND id = ?2", &[&site, &id], gone);
}

/// What is stored of a submission.
#[derive(Debug, Clone)]
pub struct NewRow<'a> {
    /// Its identity.
    pub id: SubmissionId,
    /// By which form.
    pub form: FormId,
    /// The questions as they are now.
    pub fields: &'a [Field],
    /// The answers.
    pub answers: &'a Map<String, Value>,
    /// In which language.
    pub language: Lang,
    /// On which page.
    pub page: Option<&'a str>,
    /// By whom.
    pub visitor: Option<VisitorId>,
    /// What it became.
    pub ticket: Option<TicketId>,
    /// The sender's own name for it.
    pub client_ref: Option<&'a str>,
}

/// Adds a submission.
///
/// # Errors
/// When it is no JSON, which it is.
pub fn insert_submission(write: &mut Write, site: SiteId, it: &NewRow<'_>, at: Timestamp) -> Result<()> {
    let fields = serde_json::to_string(it.fields).context("fields as JSON")?;
    let answers = serde_json::to_string(it.answers).context("answers as JSON")?;
    write.run(
        "INSERT INTO form_submissions (id, site_id, form_id, fields, answers, language, page, visitor_id, ticket_id,
             client_ref, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        &[
            &it.id,
            &site,
            &it.form,
            &fields,
            &answers,
            &it.language.as_str(),
            &it.page,
            &it.visitor,
            &it.ticket,
            &it.client_ref,
            &at.as_millisecond(),
        ],
    );
    Ok(())
}

/// Notes what a submission became, unless it became something before.
pub fn set_ticket(write: &mut Write, site: SiteId, id: SubmissionId, ticket: TicketId) {
    write.one(
        "UPDATE form_submissions SET ticket_id = ?3 WHERE site_id = ?1 AND id = ?2 AND ticket_id IS NULL",
        &[&site, &id, &ticket],
        Error::Conflict("ticket_made_already"),
    );
}

const SUBMISSION: &str =
    "SELECT s.id, s.form_id, s.fields, s.answers, s.language, s.page, s.visitor_id, t.id, t.number, s.created_at
    FROM form_submissions s LEFT JOIN tickets t ON t.id = s.ticket_id AND t.site_id = s.site_id";

fn submission(row: &Row<'_>) -> rusqlite::Result<(Submission, String, String)> {
    let ticket = match (row.get(7)?, row.get(8)?) {
        (Some(id), Some(number)) => Some(SubmissionTicket { id, number }),
        _ => None,
    };
    let language: String = row.get(4)?;
    let it = Submission {
        id: row.get(0)?,
        form_id: row.get(1)?,
        fields: Vec::new(),
        answers: Map::new(),
        files: Vec::new(),
        language: Lang::of_tag(&language),
        page: row.get(5)?,
        visitor_id: row.get(6)?,
        ticket,
        created_at: row.get(9)?,
    };
    Ok((it, row.get(2)?, row.get(3)?))
}

fn read(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    (mut it, fields, answers): (Submission, String, String),
) -> Result<Submission> {
    it.fields = serde_json::from_str(&fields).context("stored fields")?;
    it.answers = serde_json::from_str(&answers).context("stored answers")?;
    let named = it.answers.values().filter_map(Value::as_array).flatten();
    let ids: Vec<FileId> = named.filter_map(|it| it.as_str()?.parse().ok()).collect();
    it.files = files::store::named(conn, links, site, &ids)?;
    Ok(it)
}

/// What was sent by a form, newest first; one more than `limit` when there are more.
///
/// # Errors
/// When the database cannot be read.
pub fn submissions(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    form: FormId,
    (after, limit): (Option<SubmissionId>, usize),
) -> Result<Vec<Submission>> {
    let mut statement = conn.prepare_cached(&format!(
        "{SUBMISSION} WHERE s.site_id = ?1 AND s.form_id = ?2 AND (?3 IS NULL OR s.id < ?3)
         ORDER BY s.id DESC LIMIT ?4"
    ))?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, form, after, limit], submission)?;
    let rows: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
    rows.into_iter().map(|it| read(conn, links, site, it)).collect()
}

/// One submission.
///
/// # Errors
/// When the database cannot be read.
pub fn find_submission(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    id: SubmissionId,
) -> Result<Option<Submission>> {
    let mut statement = conn.prepare_cached(&format!("{SUBMISSION} WHERE s.site_id = ?1 AND s.id = ?2"))?;
    let found = statement.query_row(params![site, id], submission).optional()?;
    found.map(|it| read(conn, links, site, it)).transpose()
}

/// The submission that its sender called so. Somebody else's is not found by guessing what it was called: a visitor finds the
/// own ones, and who is none has to know a name that cannot be guessed.
///
/// # Errors
/// When the database cannot be read.
pub fn by_client_ref(
    conn: &Connection,
    site: SiteId,
    (form, visitor): (FormId, Option<VisitorId>),
    client_ref: &str,
) -> Result<Option<SubmissionId>> {
    if visitor.is_none() && client_ref.len() < UNGUESSABLE {
        return Ok(None);
    }
    let mut statement = conn.prepare_cached(
        "SELECT id FROM form_submissions
         WHERE site_id = ?1 AND form_id = ?2 AND client_ref = ?3 AND visitor_id IS ?4",
    )?;
    Ok(statement.query_row(params![site, form, client_ref, visitor], |row| row.get(0)).optional()?)
}

/// Submissions of one visitor are another's from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE form_submissions SET visitor_id = ?3 WHERE site_id = ?1 AND visitor_id = ?2",
        &[&site, &from, &into],
    );
}
