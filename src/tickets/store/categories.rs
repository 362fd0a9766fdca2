//! Categories and templates of tickets.
use crate::base::ids::{DepartmentId, SiteId, TicketCategoryId, TicketTemplateId};
use crate::base::text;
use crate::store::Write;
use crate::tickets::types::{Category, Priority, Template};
use crate::{Error, Result};
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const CATEGORY: &str =
    "SELECT c.id, c.parent_id, c.name, c.department_id, c.priority, c.version, c.created_at,
        (SELECT COUNT(*) FROM tickets t WHERE t.category_id = c.id)
    FROM ticket_categories c";

/// Every category of the site, by name, those of the second level after their own.
///
/// # Errors
/// When the database cannot be read.
pub fn categories(conn: &Connection, site: SiteId) -> Result<Vec<Category>> {
    let sql = format!(
        "{CATEGORY} LEFT JOIN ticket_categories p ON p.id = c.parent_id WHERE c.site_id = ?1
         ORDER BY COALESCE(p.name_key, c.name_key), c.parent_id IS NOT NULL, c.name_key"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![site], category_of_row)?.collect::<rusqlite::Result<_>>()?)
}

/// One category.
///
/// # Errors
/// When the database cannot be read.
pub fn category(conn: &Connection, site: SiteId, id: TicketCategoryId) -> Result<Option<Category>> {
    let sql = format!("{CATEGORY} WHERE c.site_id = ?1 AND c.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], category_of_row).optional()?)
}

/// What follows from a category: where its tickets belong and how much they press.
///
/// # Errors
/// When the database cannot be read.
pub fn category_defaults(
    conn: &Connection,
    site: SiteId,
    id: TicketCategoryId,
) -> Result<Option<(Option<DepartmentId>, Option<Priority>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT COALESCE(c.department_id, p.department_id), COALESCE(c.priority, p.priority)
         FROM ticket_categories c LEFT JOIN ticket_categories p ON p.id = c.parent_id
         WHERE c.site_id = ?1 AND c.id = ?2",
    )?;
    Ok(statement.query_row(params![site, id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Whether another category beside it reads alike.
///
/// # Errors
/// When the database cannot be read.
pub fn category_is_taken(conn: &Connection, site: SiteId, it: &Category) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ticket_categories
             WHERE site_id = ?1 AND COALESCE(parent_id, x'') = COALESCE(?2, x'') AND name_key = ?3 AND id <> ?4)",
    )?;
    Ok(statement.query_row(params![site, it.parent_id, text::fold(&it.name), it.id], |row| row.get(0))?)
}

/// Whether there are categories below it.
///
/// # Errors
/// When the database cannot be read.
pub fn has_children(conn: &Connection, site: SiteId, id: TicketCategoryId) -> Result<bool> {
    let mut statement = conn.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM ticket_categories WHERE site_id = ?1 AND parent_id = ?2)",
    )?;
    Ok(statement.query_row(params![site, id], |row| row.get(0))?)
}

/// Adds or changes a category.
pub fn put_category(write: &mut Write, site: SiteId, it: &Category) {
    write.run(
        "INSERT INTO ticket_categories (id, site_id, parent_id, name, name_key, department_id, priority, version, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET parent_id = excluded.parent_id, name = excluded.name,
             name_key = excluded.name_key, department_id = excluded.department_id, priority = excluded.priority,
             version = excluded.version",
        &[
            &it.id,
            &site,
            &it.parent_id,
            &it.name,
            &text::fold(&it.name),
            &it.department_id,
            &it.priority,
            &it.version,
            &it.created_at.0.as_millisecond(),
        ],
    );
}

/// Removes a category.
pub fn delete_category(write: &mut Write, site: SiteId, id: TicketCategoryId) {
    write.one(
        "DELETE FROM ticket_categories WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("ticket_category"),
    );
}

fn category_of_row(row: &Row<'_>) -> rusqlite::Result<Category> {
    Ok(Category {
        id: row.get(0)?,
        parent_id: row.get(1)?,
        name: row.get(2)?,
        department_id: row.get(3)?,
        priority: row.get(4)?,
        version: row.get(5)?,
        created_at: row.get(6)?,
        tickets: row.get(7)?,
    })
}

const TEMPLATE: &str =
    "SELECT id, name, subject, body, defaults, version, created_at FROM ticket_templates WHERE site_id = ?1";

/// Every template of the site, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn templates(conn: &Connection, site: SiteId) -> Result<Vec<Template>> {
    let sql = format!("{TEMPLATE} ORDER BY name, id");
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![site], template_of_row)?.collect::<rusqlite::Result<_>>()?)
}

/// One template.
///
/// # Errors
/// When the database cannot be read.
pub fn template(conn: &Connection, site: SiteId, id: TicketTemplateId) -> Result<Option<Template>> {
    let sql = format!("{TEMPLATE} AND id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], template_of_row).optional()?)
}

/// Adds or changes a template.
pub fn put_template(write: &mut Write, site: SiteId, it: &Template) {
    write.run(
        "INSERT INTO ticket_templates (id, site_id, name, subject, body, defaults, version, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, subject = excluded.subject, body = excluded.body,
             defaults = excluded.defaults, version = excluded.version",
        &[
            &it.id,
            &site,
            &it.name,
            &it.subject,
            &it.body,
            &serde_json::to_string(&it.defaults).unwrap_or_default(),
            &it.version,
            &it.created_at.0.as_millisecond(),
        ],
    );
}

/// Removes a template.
pub fn delete_template(write: &mut Write, site: SiteId, id: TicketTemplateId) {
    write.one(
        "DELETE FROM ticket_templates WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("ticket_template"),
    );
}

fn template_of_row(row: &Row<'_>) -> rusqlite::Result<Template> {
    Ok(Template {
        id: row.get(0)?,
        name: row.get(1)?,
        subject: row.get(2)?,
        body: row.get(3)?,
        defaults: row.get::<_, String>(4).map(|it| serde_json::from_str(&it).unwrap_or_default())?,
        version: row.get(5)?,
        created_at: row.get(6)?,
    })
}
