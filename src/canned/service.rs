//! Use cases of canned responses.
use super::rules::{self, Words};
use super::store;
use super::types::{CannedInput, CannedResponse, Scope};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{CannedResponseId, SiteId, UserId};
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Who writes a canned response.
#[derive(Debug, Clone)]
pub struct Writer {
    /// The user.
    pub user: UserId,
    /// For the audit trail.
    pub actor: Actor,
}

/// One that the user may use.
///
/// # Errors
/// 404, also for somebody else's own.
pub async fn find(app: &App, site: SiteId, user: UserId, id: CannedResponseId) -> Result<CannedResponse> {
    let found = app.store.read(move |conn| store::find(conn, site, user, id)).await?;
    found.ok_or(Error::NotFound("canned_response"))
}

/// Writes a new one.
///
/// # Errors
/// 409 `shortcut_taken`, 422 as [`rules::words`].
pub async fn create(app: &App, site: SiteId, by: Writer, input: CannedInput) -> Result<CannedResponse> {
    let words = rules::words(&input, None)?;
    let (id, now, user) = (CannedResponseId::random(), app.clock.now(), by.user);
    let owner = owner(input.scope.unwrap_or(Scope::Site), user);
    app.store
        .decide(move |present| {
            free(present, site, owner, &words.shortcut, id)?;
            let mut write = Write::new();
            store::insert(&mut write, site, id, (owner, &words), now);
            let entry = entry(&by, site, "canned_response.created", id, now);
            audit::record(present, &mut write, entry.new_value(audited(&words, owner)))?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    find(app, site, user, id).await
}

/// Changes one that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 409 `shortcut_taken`, 412 with the present one, 422 as [`rules::words`].
pub async fn update(
    app: &App,
    site: SiteId,
    by: Writer,
    id: CannedResponseId,
    expected: Option<i64>,
    input: CannedInput,
) -> Result<CannedResponse> {
    let (now, user) = (app.clock.now(), by.user);
    app.store
        .decide(move |present| {
            let old = store::find(present, site, user, id)?.ok_or(Error::NotFound("canned_response"))?;
            if expected.is_some_and(|it| it != old.version) {
                return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
            }
            let before = words_of(&old);
            let words = rules::words(&input, Some(&before))?;
            let owner = owner(input.scope.unwrap_or(old.scope), user);
            free(present, site, owner, &words.shortcut, id)?;
            let mut write = Write::new();
            store::update(&mut write, site, id, (owner, &words), now);
            let entry = entry(&by, site, "canned_response.updated", id, now)
                .old(audited(&before, old.owner))
                .new_value(audited(&words, owner));
            audit::record(present, &mut write, entry)?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    find(app, site, user, id).await
}

/// Removes one.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, by: Writer, id: CannedResponseId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old = store::find(present, site, by.user, id)?.ok_or(Error::NotFound("canned_response"))?;
            let mut write = Write::new();
            store::delete(&mut write, site, id);
            let entry = entry(&by, site, "canned_response.deleted", id, now);
            audit::record(present, &mut write, entry.old(audited(&words_of(&old), old.owner)))?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

/// Counts that one was put into a reply. Nobody is told: the order of a list may change with the next load.
///
/// # Errors
/// 404.
pub async fn count_use(app: &App, site: SiteId, user: UserId, id: CannedResponseId) -> Result<()> {
    let mut write = Write::new();
    store::count_use(&mut write, site, user, id, app.clock.now());
    app.store.commit(write).await?;
    Ok(())
}

fn owner(scope: Scope, user: UserId) -> Option<UserId> {
    (scope == Scope::Personal).then_some(user)
}

fn words_of(it: &CannedResponse) -> Words {
    Words { shortcut: it.shortcut.clone(), title: it.title.clone(), body: it.body.clone() }
}

/// One's own may have a shortcut that the site uses too: it then goes before the site's.
fn free(
    present: &Present<'_>,
    site: SiteId,
    owner: Option<UserId>,
    shortcut: &str,
    id: CannedResponseId,
) -> Result<()> {
    match store::by_shortcut(present, site, owner, shortcut)? {
        Some(other) if other != id => Err(Error::Conflict("shortcut_taken")),
        _ => Ok(()),
    }
}

fn event(site: SiteId, id: CannedResponseId, now: Timestamp) -> Event {
    Event::new(site, "canned_response.changed", id.uuid(), now)
}

fn entry(by: &Writer, site: SiteId, action: &'static str, id: CannedResponseId, now: Timestamp) -> Entry {
    Entry::new(&by.actor, Some(site), action, now).to("canned_response", id.uuid())
}

/// What the trail keeps. The words of somebody's own are nobody else's business.
fn audited(words: &Words, owner: Option<UserId>) -> Value {
    match owner {
        Some(_) => json!({ "scope": Scope::Personal }),
        None => json!({
            "scope": Scope::Site, "shortcut": words.shortcut, "title": words.title, "body": words.body,
        }),
    }
}
