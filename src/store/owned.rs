//! Reading rows that are a user's own or, without an owner, the whole site's: tables with `id`, `site_id` and `owner_id`,
//! called `w` in the query.
use crate::Result;
use crate::base::ids::{SiteId, UserId};
use rusqlite::{Connection, OptionalExtension as _, Row, ToSql, params};

/// Those that `user` sees, in the order they were made, as `select` names the columns; one row more than `limit` when there
/// are more.
///
/// # Errors
/// When the database cannot be read.
pub fn list<T>(
    conn: &Connection,
    select: &str,
    (site, user): (SiteId, UserId),
    (after, limit): (Option<impl ToSql>, usize),
    from_row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let sql = format!(
        "{select} WHERE w.site_id = ?1 AND (w.owner_id IS NULL OR w.owner_id = ?2) AND (?3 IS NULL OR w.id > ?3)
         ORDER BY w.id LIMIT ?4"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let limit = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = statement.query_map(params![site, user, after, limit], from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One that `user` sees.
///
/// # Errors
/// When the database cannot be read.
pub fn find<T>(
    conn: &Connection,
    select: &str,
    (site, user): (SiteId, UserId),
    id: impl ToSql,
    from_row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>> {
    let sql =
        format!("{select} WHERE w.site_id = ?1 AND w.id = ?3 AND (w.owner_id IS NULL OR w.owner_id = ?2)");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, user, id], from_row).optional()?)
}
