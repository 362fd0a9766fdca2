//! What can be done with settings.
use super::types::{Screen, Versioned};
use super::{rules, store};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::Error;
use crate::base::ids::SiteId;
use crate::store::{Present, Write};
use crate::web::{Staff, input};
use anyhow::{Context as _, anyhow};
use jiff::Timestamp;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The settings of a screen.
///
/// # Errors
/// When the database cannot be read.
pub async fn show<S: Screen>(app: &App, site: SiteId) -> Result<Versioned<S>> {
    app.store.read(move |conn| store::read(conn, site)).await
}

/// Changes settings that still have the version `expected`; any, when that is `None`. What `asked` leaves out stays.
///
/// # Errors
/// 412 with the present settings, 422 with the unacceptable fields.
pub async fn change<S: Screen>(
    app: &App,
    staff: &Staff,
    expected: Option<i64>,
    asked: Map<String, Value>,
) -> Result<Versioned<S>> {
    let (site, now, actor, by) = (staff.site()?, app.clock.now(), Actor::staff(staff), staff.user);
    let decide = move |present: &Present<'_>| {
        let old: Versioned<S> = store::read(present, site)?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).context("settings as JSON")?)));
        }
        let before = fields(&old.settings)?;
        let mut settings: S = changed(&old.settings, before.clone(), asked)?;
        settings.sign(&old.settings, by, now);
        let after = fields(&settings)?;
        let mut write = Write::new();
        if after == before {
            return Ok((write, old));
        }
        let new = Versioned { version: old.version + 1, settings };
        store::put(&mut write, site, &new, now)?;
        audit::record(present, &mut write, entry::<S>(&actor, site, &before, &after, now))?;
        Ok((write, new))
    };
    app.store.decide(decide).await.map(|(_, settings)| settings)
}

/// The settings of a screen as they would be after a change; nothing is stored.
///
/// # Errors
/// 422 with the unacceptable fields.
pub fn tried<S: Screen>(conn: &Connection, site: SiteId, asked: Map<String, Value>) -> Result<S> {
    let old: S = store::read(conn, site)?.settings;
    let before = fields(&old)?;
    changed(&old, before, asked)
}

fn changed<S: Screen>(old: &S, mut fields: Map<String, Value>, asked: Map<String, Value>) -> Result<S> {
    rules::merge(&mut fields, asked);
    let mut settings: S = input::parse(&Value::Object(fields))?;
    settings.normalise(old);
    let mistakes = settings.mistakes();
    if mistakes.is_empty() { Ok(settings) } else { Err(Error::Invalid(mistakes)) }
}

/// Only what changed goes into the trail.
fn entry<S: Screen>(
    actor: &Actor,
    site: SiteId,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    now: Timestamp,
) -> Entry {
    Entry::new(actor, Some(site), "settings.updated", now)
        .to("settings", site.uuid())
        .old(json!({ S::KEY: rules::difference(before, after) }))
        .new_value(json!({ S::KEY: rules::difference(after, before) }))
}

fn fields(settings: &impl Serialize) -> Result<Map<String, Value>> {
    match serde_json::to_value(settings).context("settings as JSON")? {
        Value::Object(fields) => Ok(fields),
        _ => Err(anyhow!("settings are an object").into()),
    }
}
