//! Use cases of canned responses.
use super::rules::{self, Words};
use super::store;
use super::types::{CannedInput, CannedResponse, Holder, Scope};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{CannedResponseId, GroupId, SiteId, UserId};
use crate::organisation::{self, Kind};
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use serde_json::{Value, json};

/// Who reads or writes canned responses.
#[derive(Debug, Clone)]
pub struct Agent {
    /// The user.
    pub user: UserId,
    /// Whether every team's are theirs to use and to change: an admin's.
    pub every_team: bool,
    /// For the audit trail.
    pub actor: Actor,
}

impl Agent {
    fn asker(&self) -> store::Asker {
        (self.user, self.every_team)
    }
}

/// One that the user may use.
///
/// # Errors
/// 404, also for somebody else's own.
pub async fn find(app: &App, site: SiteId, by: &Agent, id: CannedResponseId) -> Result<CannedResponse> {
    let asker = by.asker();
    let found = app.store.read(move |conn| store::find(conn, site, asker, id)).await?;
    found.ok_or(Error::NotFound("canned_response"))
}

/// Writes a new one.
///
/// # Errors
/// 409 `shortcut_taken`; 422 as [`rules::words`], and `group_unknown` for a team that is not one's own.
pub async fn create(app: &App, site: SiteId, by: Agent, input: CannedInput) -> Result<CannedResponse> {
    let words = rules::words(&input, None)?;
    let (id, now, agent) = (CannedResponseId::random(), app.clock.now(), by.clone());
    app.store
        .decide(move |present| {
            let holder = holder(present, site, &by, &input, None)?;
            free(present, site, holder, &words.shortcut, id)?;
            let mut write = Write::new();
            store::insert(&mut write, site, id, (holder, &words), now);
            let entry = entry(&by, site, "canned_response.created", id, now);
            audit::record(present, &mut write, entry.new_value(audited(&words, holder)))?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    find(app, site, &agent, id).await
}

/// Changes one that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// As [`create`]; 404, 412 with the present one.
pub async fn update(
    app: &App,
    site: SiteId,
    by: Agent,
    id: CannedResponseId,
    expected: Option<i64>,
    input: CannedInput,
) -> Result<CannedResponse> {
    let (now, agent) = (app.clock.now(), by.clone());
    app.store
        .decide(move |present| {
            let old =
                store::find(present, site, by.asker(), id)?.ok_or(Error::NotFound("canned_response"))?;
            if expected.is_some_and(|it| it != old.version) {
                return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
            }
            let before = words_of(&old);
            let words = rules::words(&input, Some(&before))?;
            let holder = holder(present, site, &by, &input, Some(old.holder))?;
            free(present, site, holder, &words.shortcut, id)?;
            let mut write = Write::new();
            store::update(&mut write, site, id, (holder, &words), now);
            let entry = entry(&by, site, "canned_response.updated", id, now)
                .old(audited(&before, old.holder))
                .new_value(audited(&words, holder));
            audit::record(present, &mut write, entry)?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    find(app, site, &agent, id).await
}

/// Removes one.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, by: Agent, id: CannedResponseId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old =
                store::find(present, site, by.asker(), id)?.ok_or(Error::NotFound("canned_response"))?;
            let mut write = Write::new();
            store::delete(&mut write, site, id);
            let entry = entry(&by, site, "canned_response.deleted", id, now);
            audit::record(present, &mut write, entry.old(audited(&words_of(&old), old.holder)))?;
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
pub async fn count_use(app: &App, site: SiteId, by: Agent, id: CannedResponseId) -> Result<()> {
    find(app, site, &by, id).await?;
    let mut write = Write::new();
    store::count_use(&mut write, site, id, app.clock.now());
    app.store.commit(write).await?;
    Ok(())
}

/// Whose it is to be: what is asked for, else as before, else the site's.
fn holder(
    present: &Present<'_>,
    site: SiteId,
    by: &Agent,
    input: &CannedInput,
    before: Option<Holder>,
) -> Result<Holder> {
    let scope = input.scope.unwrap_or(before.map_or(Scope::Site, Holder::scope));
    let team = match scope {
        Scope::Site => return Ok(Holder::Site),
        Scope::Personal => return Ok(Holder::User(by.user)),
        Scope::Team => input.team_id.or(before.and_then(Holder::team)),
    };
    let team = team.ok_or_else(|| Error::invalid("team_id", "field_missing"))?;
    let known = organisation::of_kind(present, site, Kind::Team, GroupId::of(team.uuid()))?;
    let own = by.every_team || organisation::profile(present, site, by.user)?.team_ids.contains(&team);
    if known && own { Ok(Holder::Team(team)) } else { Err(Error::invalid("team_id", "group_unknown")) }
}

fn words_of(it: &CannedResponse) -> Words {
    Words { shortcut: it.shortcut.clone(), title: it.title.clone(), body: it.body.clone() }
}

/// One's own, a team's and the site's may have the same shortcut: the nearer goes before.
fn free(
    present: &Present<'_>,
    site: SiteId,
    holder: Holder,
    shortcut: &str,
    id: CannedResponseId,
) -> Result<()> {
    match store::by_shortcut(present, site, holder, shortcut)? {
        Some(other) if other != id => Err(Error::Conflict("shortcut_taken")),
        _ => Ok(()),
    }
}

fn event(site: SiteId, id: CannedResponseId, now: Timestamp) -> Event {
    Event::new(site, "canned_response.changed", id.uuid(), now)
}

fn entry(by: &Agent, site: SiteId, action: &'static str, id: CannedResponseId, now: Timestamp) -> Entry {
    Entry::new(&by.actor, Some(site), action, now).to("canned_response", id.uuid())
}

/// What the trail keeps. The words of somebody's own are nobody else's business.
fn audited(words: &Words, holder: Holder) -> Value {
    match holder {
        Holder::User(_) => json!({ "scope": Scope::Personal }),
        Holder::Site | Holder::Team(_) => json!({
            "scope": holder.scope(), "team_id": holder.team(), "shortcut": words.shortcut, "title": words.title,
            "body": words.body,
        }),
    }
}
