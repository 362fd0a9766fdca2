//! SQL for articles.
use crate::Result;
use crate::base::ids::{ArticleId, ConversationId, SiteId, UserId, VisitorId};
use crate::base::{At, Error, Lang};
use crate::knowledge::types::{
    Article, ArticleHead, ArticleStatus, Category, Comment, DraftedFrom, Visibility, Writer,
};
use crate::store::Write;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

const HEAD: &str = "a.id, a.title, a.slug, a.meta_description, a.category, a.tags, a.language, a.status, a.visibility,
    a.author_id, u.name, a.views, a.helpful, a.not_helpful, a.version, a.review_by, a.published_at, a.created_at,
    a.updated_at, a.source_key";
const FROM: &str = "FROM articles a LEFT JOIN users u ON u.id = a.author_id";
const WHOLE: &str = "a.body, c.id, c.number, d.drafted_by";
const DRAFTED: &str = "LEFT JOIN article_conversations d ON d.article_id = a.id
    LEFT JOIN conversations c ON c.id = d.conversation_id AND c.site_id = a.site_id";

/// Which articles a list shows; `None` is any.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Of this status.
    pub status: Option<ArticleStatus>,
    /// For these readers.
    pub visibility: Option<Visibility>,
    /// On this shelf.
    pub category: Option<String>,
    /// With this tag.
    pub tag: Option<String>,
    /// In this language.
    pub language: Option<Lang>,
    /// Title or text contains this, folded.
    pub contains: Option<String>,
}

/// Last saved first, `limit + 1` rows.
///
/// # Errors
/// When the database cannot be read.
pub fn list(
    conn: &Connection,
    site: SiteId,
    filter: &Filter,
    after: Option<(i64, ArticleId)>,
    limit: usize,
) -> Result<Vec<ArticleHead>> {
    let sql = format!(
        "SELECT {HEAD} {FROM} WHERE a.site_id = ?1
             AND (?2 IS NULL OR a.status = ?2) AND (?3 IS NULL OR a.visibility = ?3)
             AND (?4 IS NULL OR a.category = ?4)
             AND (?5 IS NULL OR EXISTS (SELECT 1 FROM json_each(a.tags) WHERE value = ?5))
             AND (?6 IS NULL OR a.language = ?6)
             AND (?7 IS NULL OR contains_folded(a.title, ?7) OR contains_folded(a.body, ?7))
             AND (?8 IS NULL OR (a.updated_at, a.id) < (?8, ?9))
         ORDER BY a.updated_at DESC, a.id DESC LIMIT ?10"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(
        params![
            site,
            filter.status,
            filter.visibility,
            filter.category,
            filter.tag,
            filter.language.map(Lang::as_str),
            filter.contains,
            after.map(|it| it.0),
            after.map(|it| it.1),
            i64::try_from(limit + 1).unwrap_or(i64::MAX),
        ],
        head_from_row,
    )?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// One article, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, site: SiteId, id: ArticleId) -> Result<Option<Article>> {
    let sql = format!("SELECT {HEAD}, {WHOLE} {FROM} {DRAFTED} WHERE a.site_id = ?1 AND a.id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, id], article_from_row).optional()?)
}

/// The article at an address, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find_by_slug(conn: &Connection, site: SiteId, slug: &str) -> Result<Option<Article>> {
    let sql = format!("SELECT {HEAD}, {WHOLE} {FROM} {DRAFTED} WHERE a.site_id = ?1 AND a.slug = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, slug], article_from_row).optional()?)
}

/// The article that a sender calls `key`, or `None`.
///
/// # Errors
/// When the database cannot be read.
pub fn find_by_source(conn: &Connection, site: SiteId, key: &str) -> Result<Option<Article>> {
    let sql = format!("SELECT {HEAD}, {WHOLE} {FROM} {DRAFTED} WHERE a.site_id = ?1 AND a.source_key = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, key], article_from_row).optional()?)
}

/// The hash of what an import read when it made or last changed the article.
///
/// # Errors
/// When the database cannot be read.
pub fn imported(conn: &Connection, site: SiteId, id: ArticleId) -> Result<Option<Vec<u8>>> {
    let mut statement =
        conn.prepare_cached("SELECT imported FROM articles WHERE site_id = ?1 AND id = ?2")?;
    Ok(statement.query_row(params![site, id], |row| row.get(0)).optional()?.flatten())
}

/// Remembers where an article came from.
pub fn set_source(write: &mut Write, site: SiteId, id: ArticleId, key: &str, imported: Option<&[u8]>) {
    write.run(
        "UPDATE articles SET source_key = ?3, imported = COALESCE(?4, imported)
         WHERE site_id = ?1 AND id = ?2 AND (source_key IS NOT ?3 OR imported IS NOT COALESCE(?4, imported))",
        &[&site, &id, &key, &imported],
    );
}

/// Articles that are not archived and that readers have an opinion of, those that helped least first.
///
/// # Errors
/// When the database cannot be read.
pub fn voted(conn: &Connection, site: SiteId, limit: usize) -> Result<Vec<ArticleHead>> {
    let sql = format!(
        "SELECT {HEAD} {FROM} WHERE a.site_id = ?1 AND a.status <> 'archived' AND a.helpful + a.not_helpful > 0
         ORDER BY a.not_helpful - a.helpful DESC, a.not_helpful DESC, a.id LIMIT ?2"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(&sql)?;
    Ok(statement.query_map(params![site, limit], head_from_row)?.collect::<rusqlite::Result<_>>()?)
}

/// Articles that are not archived and whose day of review has come in the site's time zone, longest ago first.
///
/// # Errors
/// When the database cannot be read.
pub fn due(conn: &Connection, site: SiteId, now: Timestamp, limit: usize) -> Result<Vec<ArticleHead>> {
    let mut zone = conn.prepare_cached("SELECT time_zone FROM sites WHERE id = ?1")?;
    let zone: String = zone.query_row([site], |row| row.get(0))?;
    let today = now.in_tz(&zone).unwrap_or_else(|_| now.to_zoned(jiff::tz::TimeZone::UTC)).date();
    let sql = format!(
        "SELECT {HEAD} {FROM} WHERE a.site_id = ?1 AND a.status <> 'archived' AND a.review_by <= ?2
         ORDER BY a.review_by, a.id LIMIT ?3"
    );
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![site, today.to_string(), limit], head_from_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Whether another article of the site has the address.
///
/// # Errors
/// When the database cannot be read.
pub fn slug_is_taken(conn: &Connection, site: SiteId, slug: &str, by_other_than: ArticleId) -> Result<bool> {
    let mut statement =
        conn.prepare_cached("SELECT COUNT(*) FROM articles WHERE site_id = ?1 AND slug = ?2 AND id <> ?3")?;
    Ok(statement.query_row(params![site, slug, by_other_than], |row| row.get::<_, i64>(0))? > 0)
}

/// Categories with their articles, by name.
///
/// # Errors
/// When the database cannot be read.
pub fn categories(conn: &Connection, site: SiteId) -> Result<Vec<Category>> {
    let mut statement = conn.prepare_cached(
        "SELECT category, COUNT(*) FROM articles
         WHERE site_id = ?1 AND category IS NOT NULL AND status <> 'archived' GROUP BY category ORDER BY category",
    )?;
    let rows = statement.query_map([site], |row| Ok(Category { name: row.get(0)?, count: row.get(1)? }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The visitor's opinion of an article, if there is one.
///
/// # Errors
/// When the database cannot be read.
pub fn feedback(conn: &Connection, article: ArticleId, visitor: VisitorId) -> Result<Option<bool>> {
    let mut statement = conn
        .prepare_cached("SELECT helpful FROM article_feedback WHERE article_id = ?1 AND visitor_id = ?2")?;
    Ok(statement.query_row(params![article, visitor], |row| row.get(0)).optional()?)
}

/// Adds an article.
pub fn insert(write: &mut Write, site: SiteId, article: &Article) {
    let head = &article.head;
    write.run(
        "INSERT INTO articles (id, site_id, slug, title, body, meta_description, category, tags, language, status,
             visibility, author_id, review_by, version, published_at, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
        &[
            &head.id,
            &site,
            &head.slug,
            &head.title,
            &article.body,
            &head.meta_description,
            &head.category,
            &tags_json(&head.tags),
            &head.language.as_str(),
            &head.status,
            &head.visibility,
            &head.author.as_ref().map(|it| it.id),
            &head.review_by,
            &head.version,
            &head.published_at.map(ms),
            &ms(head.created_at),
            &ms(head.updated_at),
        ],
    );
}

/// Stores what can be changed of an article.
pub fn update(write: &mut Write, site: SiteId, article: &Article) {
    let head = &article.head;
    write.one(
        "UPDATE articles SET slug = ?3, title = ?4, body = ?5, meta_description = ?6, category = ?7, tags = ?8,
             language = ?9, status = ?10, visibility = ?11, review_by = ?12, version = ?13, published_at = ?14,
             updated_at = ?15
         WHERE site_id = ?1 AND id = ?2",
        &[
            &site,
            &head.id,
            &head.slug,
            &head.title,
            &article.body,
            &head.meta_description,
            &head.category,
            &tags_json(&head.tags),
            &head.language.as_str(),
            &head.status,
            &head.visibility,
            &head.review_by,
            &head.version,
            &head.published_at.map(ms),
            &ms(head.updated_at),
        ],
        Error::NotFound("article"),
    );
}

/// Remembers which conversation an article was drafted from.
pub fn set_drafted(write: &mut Write, site: SiteId, id: ArticleId, from: &DraftedFrom) {
    write.run(
        "INSERT INTO article_conversations (article_id, site_id, conversation_id, drafted_by) VALUES (?1, ?2, ?3, ?4)",
        &[&id, &site, &from.conversation_id, &from.by],
    );
}

/// The article that was drafted from a conversation, the newest of them.
///
/// # Errors
/// When the database cannot be read.
pub fn drafted_from(conn: &Connection, site: SiteId, from: ConversationId) -> Result<Option<ArticleHead>> {
    let sql = format!(
        "SELECT {HEAD} {FROM} JOIN article_conversations d ON d.article_id = a.id
         WHERE a.site_id = ?1 AND d.conversation_id = ?2 ORDER BY a.created_at DESC LIMIT 1"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![site, from], head_from_row).optional()?)
}

/// Forgets that articles were drafted from a conversation.
pub fn forget_conversation(write: &mut Write, site: SiteId, from: ConversationId) {
    write.run(
        "DELETE FROM article_conversations WHERE site_id = ?1 AND conversation_id = ?2",
        &[&site, &from],
    );
}

/// Removes an article with its versions and opinions. Its passages are `passages::replace`'s.
pub fn delete(write: &mut Write, site: SiteId, id: ArticleId) {
    write.run("DELETE FROM article_versions WHERE site_id = ?1 AND article_id = ?2", &[&site, &id]);
    write.run("DELETE FROM article_feedback WHERE site_id = ?1 AND article_id = ?2", &[&site, &id]);
    write.run("DELETE FROM article_slugs WHERE site_id = ?1 AND article_id = ?2", &[&site, &id]);
    write.run("DELETE FROM article_conversations WHERE site_id = ?1 AND article_id = ?2", &[&site, &id]);
    write.one(
        "DELETE FROM articles WHERE site_id = ?1 AND id = ?2",
        &[&site, &id],
        Error::NotFound("article"),
    );
}

/// Counts so many readers.
pub fn count_views(write: &mut Write, site: SiteId, id: ArticleId, times: u32) {
    write.run("UPDATE articles SET views = views + ?3 WHERE site_id = ?1 AND id = ?2", &[&site, &id, &times]);
}

/// Counts an opinion: `helpful` and `not_helpful` move by so much.
pub fn count_feedback(write: &mut Write, site: SiteId, id: ArticleId, helpful: i64, not_helpful: i64) {
    write.one(
        "UPDATE articles SET helpful = helpful + ?3, not_helpful = not_helpful + ?4 WHERE site_id = ?1 AND id = ?2",
        &[&site, &id, &helpful, &not_helpful],
        Error::NotFound("article"),
    );
}

/// Remembers a reader's opinion in place of an earlier one; an earlier comment stays where there is none.
pub fn set_feedback(
    write: &mut Write,
    site: SiteId,
    (id, visitor): (ArticleId, VisitorId),
    helpful: bool,
    comment: Option<&str>,
    at: Timestamp,
) {
    write.run(
        "INSERT INTO article_feedback (article_id, visitor_id, site_id, helpful, at, comment)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (article_id, visitor_id) DO UPDATE
         SET helpful = excluded.helpful, at = excluded.at, comment = COALESCE(excluded.comment, comment)",
        &[&id, &visitor, &site, &helpful, &at.as_millisecond(), &comment],
    );
}

/// What readers added to their opinions, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn comments(conn: &Connection, site: SiteId, id: ArticleId, limit: i64) -> Result<Vec<Comment>> {
    let mut statement = conn.prepare_cached(
        "SELECT helpful, comment, at FROM article_feedback
         WHERE site_id = ?1 AND article_id = ?2 AND comment IS NOT NULL ORDER BY at DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![site, id, limit], |row| {
        Ok(Comment { helpful: row.get(0)?, comment: row.get(1)?, at: row.get(2)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Opinions of one visitor are another's from now on; where both had one, the other's own stays.
pub fn move_opinions(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE OR IGNORE article_feedback SET visitor_id = ?3 WHERE site_id = ?1 AND visitor_id = ?2",
        &[&site, &from, &into],
    );
    write.run("DELETE FROM article_feedback WHERE site_id = ?1 AND visitor_id = ?2", &[&site, &from]);
}

fn ms(at: At) -> i64 {
    at.0.as_millisecond()
}

fn tags_json(tags: &[String]) -> String {
    serde_json::to_string(tags).unwrap_or_else(|_| "[]".to_owned())
}

/// A person of two columns, an id and a name.
pub(super) fn writer(id: Option<UserId>, name: Option<String>) -> Option<Writer> {
    Some(Writer { id: id?, name: name? })
}

fn head_from_row(row: &Row<'_>) -> rusqlite::Result<ArticleHead> {
    let tags: String = row.get(5)?;
    let language: String = row.get(6)?;
    Ok(ArticleHead {
        id: row.get(0)?,
        title: row.get(1)?,
        slug: row.get(2)?,
        meta_description: row.get(3)?,
        category: row.get(4)?,
        tags: serde_json::from_str(&tags).unwrap_or_default(),
        language: Lang::of_tag(&language),
        status: row.get(7)?,
        visibility: row.get(8)?,
        author: writer(row.get(9)?, row.get(10)?),
        views: row.get(11)?,
        helpful: row.get(12)?,
        not_helpful: row.get(13)?,
        version: row.get(14)?,
        review_by: row.get(15)?,
        published_at: row.get(16)?,
        created_at: row.get(17)?,
        updated_at: row.get(18)?,
        source_key: row.get(19)?,
    })
}

fn article_from_row(row: &Row<'_>) -> rusqlite::Result<Article> {
    let drafted_from = match (row.get(21)?, row.get(22)?, row.get(23)?) {
        (Some(conversation_id), Some(number), Some(by)) => Some(DraftedFrom { conversation_id, number, by }),
        _ => None,
    };
    Ok(Article { head: head_from_row(row)?, body: row.get(20)?, drafted_from })
}
