//! Use cases of the knowledge base.
use super::store::{addresses, articles, passages, versions};
use super::types::{Article, ArticleInput, ArticleStatus, DraftedFrom, PublicArticle, Visibility, Writer};
use super::{passages as cutting, rules};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{ArticleId, SiteId, UserId, VisitorId};
use crate::base::{Lang, text};
use crate::store::{Event, Present, Write};
use crate::web::keys::Keys;
use crate::web::{Client, Staff};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

/// Addresses tried (`-2`, `-3` …) before a made one is refused.
pub(super) const SLUG_TRIES: usize = 200;

/// Who changes an article.
#[derive(Debug, Clone)]
pub struct Editor {
    /// The user, where there is one.
    pub writer: Option<Writer>,
    /// For the audit trail.
    pub actor: Actor,
    /// Whether other people's articles may be changed too.
    pub all: bool,
}

impl Editor {
    /// A user of the desk.
    #[must_use]
    pub fn staff(staff: &Staff) -> Editor {
        let writer = Writer { id: staff.user, name: staff.name.clone() };
        Editor { writer: Some(writer), actor: Actor::staff(staff), all: staff.is_admin() }
    }

    fn user(&self) -> Option<UserId> {
        self.writer.as_ref().map(|it| it.id)
    }

    pub(super) fn may_change(&self, article: &Article) -> Result<()> {
        let own = article.head.author.as_ref().map(|it| it.id) == self.user();
        if self.all || own { Ok(()) } else { Err(Error::Forbidden("article_not_yours")) }
    }
}

/// Makes an article.
///
/// # Errors
/// 409 `slug_taken`; 422 naming every unacceptable field.
pub async fn create(
    app: &App,
    site: SiteId,
    editor: Editor,
    language: Lang,
    input: ArticleInput,
) -> Result<Article> {
    create_from(app, site, editor, (language, input), None).await.map(|it| it.0)
}

/// Makes an article, from a conversation where one is given: of each of them one, and the one that is there already is
/// the answer to the next. Tells whether it is new.
///
/// # Errors
/// As [`create`].
pub async fn create_from(
    app: &App,
    site: SiteId,
    editor: Editor,
    (language, input): (Lang, ArticleInput),
    from: Option<DraftedFrom>,
) -> Result<(Article, bool)> {
    let now = app.clock.now();
    let slug_given = input.slug.as_ref().is_some_and(|it| !it.trim().is_empty());
    let mut article = rules::apply(rules::blank(editor.writer.clone(), language, now), input, now)?;
    let cut = cutting::cut(&article.body);
    let decide = move |present: &Present<'_>| {
        let known = match &from {
            Some(from) => articles::drafted_from(present, site, from.conversation_id)?,
            None => None,
        };
        if let Some(known) = known
            && let Some(known) = articles::find(present, site, known.id)?
        {
            return Ok((Write::new(), (known, false)));
        }
        if slug_given {
            free_slug(present, site, &article)?;
        } else {
            article.head.slug = unused_slug(present, site, &article)?;
        }
        let mut write = Write::new();
        articles::insert(&mut write, site, &article);
        if let Some(from) = from {
            articles::set_drafted(&mut write, site, article.head.id, &from);
            article.drafted_from = Some(from);
        }
        versions::insert(&mut write, site, &article, editor.user());
        passages::replace(present, &mut write, site, &article, &cut)?;
        let entry = entry(&editor.actor, site, "article.created", article.head.id, now);
        audit::record(present, &mut write, entry.new_value(article.audited()))?;
        write.tell(Event::new(site, "article.created", article.head.id.uuid(), now));
        Ok((write, (article, true)))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Changes an article that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 403 `article_not_yours`, 404, 409 `slug_taken`, 412 with the present article, 422.
pub async fn update(
    app: &App,
    site: SiteId,
    editor: Editor,
    id: ArticleId,
    expected: Option<i64>,
    input: ArticleInput,
) -> Result<Article> {
    let now = app.clock.now();
    // A new text is cut before the decision, for which every other write waits.
    let cut = input.body.as_deref().map(cutting::cut);
    let decide = move |present: &Present<'_>| {
        let old = articles::find(present, site, id)?.ok_or(Error::NotFound("article"))?;
        editor.may_change(&old)?;
        if expected.is_some_and(|it| it != old.head.version) {
            return Err(stale(&old));
        }
        let (audited, old_slug) = (old.audited(), old.head.slug.clone());
        let article = rules::apply(old, input, now)?;
        free_slug(present, site, &article)?;
        let mut write = Write::new();
        if article.head.slug != old_slug {
            addresses::remember(&mut write, site, &old_slug, id);
        }
        articles::update(&mut write, site, &article);
        versions::insert(&mut write, site, &article, editor.user());
        let cut = cut.unwrap_or_else(|| cutting::cut(&article.body));
        passages::replace(present, &mut write, site, &article, &cut)?;
        let entry = entry(&editor.actor, site, "article.updated", id, now);
        audit::record(present, &mut write, entry.old(audited).new_value(article.audited()))?;
        write.tell(Event::new(site, "article.updated", id.uuid(), now));
        Ok((write, article))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Removes an article for good, with its versions.
///
/// # Errors
/// 403 `article_not_yours`, 404.
pub async fn delete(app: &App, site: SiteId, editor: Editor, id: ArticleId) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = articles::find(present, site, id)?.ok_or(Error::NotFound("article"))?;
        editor.may_change(&old)?;
        let mut write = Write::new();
        passages::delete(&mut write, site, id);
        articles::delete(&mut write, site, id);
        let entry = entry(&editor.actor, site, "article.deleted", id, now);
        audit::record(present, &mut write, entry.old(old.audited()))?;
        write.tell(Event::new(site, "article.deleted", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

/// Saves an earlier state again, as a new version.
///
/// # Errors
/// As [`update`]; 404 for an unknown version too.
pub async fn restore(
    app: &App,
    site: SiteId,
    editor: Editor,
    id: ArticleId,
    version: i64,
) -> Result<Article> {
    let earlier = app.store.read(move |conn| versions::find(conn, site, id, version)).await?;
    let earlier = earlier.ok_or(Error::NotFound("version"))?;
    let input =
        ArticleInput { title: Some(earlier.head.title), body: Some(earlier.body), ..ArticleInput::default() };
    update(app, site, editor, id, None, input).await
}

/// A published article by its address, also one that it had before, for readers; counts one.
///
/// # Errors
/// 404, also for what is not public.
pub async fn read_public(app: &App, site: SiteId, slug: String) -> Result<PublicArticle> {
    let article = app.store.read(move |conn| match find_public(conn, site, &slug)? {
        Some(article) => Ok(Some(article)),
        None => match addresses::moved_to(conn, site, &slug)? {
            Some(present) => find_public(conn, site, &present),
            None => Ok(None),
        },
    });
    let article = article.await?;
    let article = article.ok_or(Error::NotFound("article"))?;
    app.readings.add(site, article.head.id);
    Ok(article.into())
}

/// A published article by its address, if everybody may read it.
///
/// # Errors
/// When the database cannot be read.
pub fn find_public(conn: &Connection, site: SiteId, slug: &str) -> Result<Option<Article>> {
    Ok(articles::find_by_slug(conn, site, slug)?.filter(is_public))
}

/// What a reader says about an article.
#[derive(Debug, Clone, Default)]
pub struct Opinion {
    /// Whether it helped.
    pub helpful: bool,
    /// What the reader added; an earlier comment stays where there is none.
    pub comment: Option<String>,
}

/// Somebody of whom nothing is known, as the reader of an article: the same again from the same place by the same browser.
#[must_use]
pub fn stranger(keys: &Keys, article: ArticleId, client: &Client) -> VisitorId {
    let mut hash = Sha256::new();
    hash.update(keys.derive("opinion of a stranger"));
    hash.update(article.uuid().as_bytes());
    hash.update(client.address.to_string());
    hash.update(&client.agent);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(byte, hashed)| *byte = hashed);
    VisitorId::of(uuid::Uuid::from_bytes(bytes))
}

/// Counts whether an article helped. A reader may change their mind.
///
/// # Errors
/// 404, also for what is not public.
pub async fn give_feedback(
    app: &App,
    site: SiteId,
    id: ArticleId,
    visitor: VisitorId,
    opinion: Opinion,
) -> Result<()> {
    let now = app.clock.now();
    let Opinion { helpful, comment } = opinion;
    let decide = move |present: &Present<'_>| {
        articles::find(present, site, id)?.filter(is_public).ok_or(Error::NotFound("article"))?;
        let before = articles::feedback(present, id, visitor)?;
        let mut write = Write::new();
        let change = |of: bool| i64::from(helpful == of) - i64::from(before == Some(of));
        articles::count_feedback(&mut write, site, id, change(true), change(false));
        articles::set_feedback(&mut write, site, (id, visitor), helpful, comment.as_deref(), now);
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|_| ())
}

fn is_public(article: &Article) -> bool {
    article.head.status == ArticleStatus::Published && article.head.visibility == Visibility::Public
}

fn stale(present: &Article) -> Error {
    Error::Stale(Box::new(serde_json::to_value(present).unwrap_or(Value::Null)))
}

fn free_slug(present: &Present<'_>, site: SiteId, article: &Article) -> Result<()> {
    match articles::slug_is_taken(present, site, &article.head.slug, article.head.id)? {
        true => Err(Error::Conflict("slug_taken")),
        false => Ok(()),
    }
}

/// The slug made from the title, with a number where it is in use.
fn unused_slug(present: &Present<'_>, site: SiteId, article: &Article) -> Result<String> {
    let short = text::slug(&article.head.title, rules::NUMBERED_SLUG_CHARS);
    for number in 1..SLUG_TRIES {
        let slug = if number == 1 { article.head.slug.clone() } else { format!("{short}-{number}") };
        if !articles::slug_is_taken(present, site, &slug, article.head.id)? {
            return Ok(slug);
        }
    }
    Err(Error::Conflict("slug_taken"))
}

fn entry(actor: &Actor, site: SiteId, action: &'static str, id: ArticleId, now: Timestamp) -> Entry {
    Entry::new(actor, Some(site), action, now).to("article", id.uuid())
}
