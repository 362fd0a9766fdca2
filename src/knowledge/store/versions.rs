//! SQL for the states that articles were saved in.
use super::articles::writer;
use crate::Result;
use crate::base::ids::{ArticleId, SiteId, UserId};
use crate::knowledge::types::{Article, Version, VersionHead};
use crate::store::Write;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const SELECT: &str = "SELECT v.version, v.title, v.author_id, u.name, v.created_at, v.body
    FROM article_versions v LEFT JOIN users u ON u.id = v.author_id WHERE v.site_id = ?1 AND v.article_id = ?2";

/// All of an article, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn list(conn: &Connection, site: SiteId, id: ArticleId) -> Result<Vec<VersionHead>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} ORDER BY v.version DESC LIMIT 200"))?;
    let rows = statement.query_map(params![site, id], |row| from_row(row).map(|it| it.head))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One of an article, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: ArticleId, version: i64) -> Result<Option<Version>> {
    let mut statement = conn.prepare_cached(&format!("{SELECT} AND v.version = ?3"))?;
    Ok(statement.query_row(params![site, id, version], from_row).optional()?)
}

/// Keeps what the article says now, saved by `user`.
pub fn insert(write: &mut Write, site: SiteId, article: &Article, user: Option<UserId>) {
    let head = &article.head;
    write.run(
        "INSERT INTO article_versions (article_id, version, site_id, title, body, author_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        &[
            &head.id,
            &head.version,
            &site,
            &head.title,
            &article.body,
            &user,
            &head.updated_at.0.as_millisecond(),
        ],
    );
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Version> {
    let head = VersionHead {
        version: row.get(0)?,
        title: row.get(1)?,
        author: writer(row.get(2)?, row.get(3)?),
        created_at: row.get(4)?,
    };
    Ok(Version { head, body: row.get(5)? })
}
