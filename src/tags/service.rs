//! Use cases of tags.
use super::rules;
use super::store::{self, NewTag};
use super::types::{Tag, TagColor, TagInput};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{SiteId, TagId, VisitorId};
use crate::base::text;
use crate::store::{Event, Present, Write};
use crate::{Error, Result, visitors};
use jiff::Timestamp;
use serde_json::{Value, json};

/// One tag.
///
/// # Errors
/// 404.
pub async fn find(app: &App, site: SiteId, id: TagId) -> Result<Tag> {
    app.store.read(move |conn| store::find(conn, site, id)).await?.ok_or(Error::NotFound("tag"))
}

/// Makes a tag.
///
/// # Errors
/// 409 `tag_taken`, 422 for its name.
pub async fn create(app: &App, site: SiteId, by: Actor, input: TagInput) -> Result<Tag> {
    let name = rules::name(input.name.as_deref().unwrap_or_default(), "name")?;
    let (id, now) = (TagId::random(), app.clock.now());
    app.store
        .decide(move |present| {
            let folded = text::fold(&name);
            free(present, site, &folded, id)?;
            let color = input.color.unwrap_or_else(|| rules::color_of(&folded));
            let mut write = Write::new();
            store::insert(&mut write, site, id, &NewTag { name: &name, folded: &folded, color }, now);
            let entry = entry(&by, site, "tag.created", id, now).new_value(audited(&name, color));
            audit::record(present, &mut write, entry)?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    find(app, site, id).await
}

/// Changes a tag that still has the version `expected`; any, when that is `None`. Its conversations follow.
///
/// # Errors
/// 404, 409 `tag_taken`, 412 with the present one, 422 for its name.
pub async fn update(
    app: &App,
    site: SiteId,
    by: Actor,
    id: TagId,
    expected: Option<i64>,
    input: TagInput,
) -> Result<Tag> {
    let name = input.name.as_deref().map(|it| rules::name(it, "name")).transpose()?;
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old = store::find(present, site, id)?.ok_or(Error::NotFound("tag"))?;
            if expected.is_some_and(|it| it != old.version) {
                return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
            }
            let name = name.unwrap_or_else(|| old.name.clone());
            let (folded, color) = (text::fold(&name), input.color.unwrap_or(old.color));
            free(present, site, &folded, id)?;
            let mut write = Write::new();
            let tag = NewTag { name: &name, folded: &folded, color };
            store::update(&mut write, site, id, &old.name, &tag);
            let entry = entry(&by, site, "tag.updated", id, now)
                .old(audited(&old.name, old.color))
                .new_value(audited(&name, color));
            audit::record(present, &mut write, entry)?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    find(app, site, id).await
}

/// Removes a tag, from its conversations too.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, by: Actor, id: TagId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old = store::find(present, site, id)?.ok_or(Error::NotFound("tag"))?;
            let mut write = Write::new();
            store::delete(&mut write, site, id, &old.name);
            let entry = entry(&by, site, "tag.deleted", id, now).old(audited(&old.name, old.color));
            audit::record(present, &mut write, entry)?;
            write.tell(event(site, id, now));
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

/// The name of the site's tag that a checked name means, whatever its case and marks; a tag that is not there yet is
/// made in `write`.
///
/// # Errors
/// When the database cannot be read.
pub fn meant(
    present: &Present<'_>,
    write: &mut Write,
    site: SiteId,
    name: String,
    now: Timestamp,
) -> Result<String> {
    let folded = text::fold(&name);
    if let Some((_, known)) = store::by_name(present, site, &folded)? {
        return Ok(known);
    }
    let id = TagId::random();
    let color = rules::color_of(&folded);
    store::insert(write, site, id, &NewTag { name: &name, folded: &folded, color }, now);
    write.tell(event(site, id, now));
    Ok(name)
}

/// Puts a tag on a visitor; answers all of theirs.
///
/// # Errors
/// 404, 422 for its name.
pub async fn put_on_visitor(app: &App, site: SiteId, id: VisitorId, raw: String) -> Result<Vec<String>> {
    let name = rules::name(&raw, "tag")?;
    change_visitor(app, site, id, move |present, write, now| {
        let tag = meant(present, write, site, name, now)?;
        store::put_on_visitor(write, site, id, &tag);
        Ok(())
    })
    .await
}

/// Takes a tag off a visitor; answers those that are left.
///
/// # Errors
/// 404.
pub async fn take_off_visitor(app: &App, site: SiteId, id: VisitorId, tag: String) -> Result<Vec<String>> {
    change_visitor(app, site, id, move |_, write, _| {
        store::take_off_visitor(write, site, id, &tag);
        Ok(())
    })
    .await
}

async fn change_visitor(
    app: &App,
    site: SiteId,
    id: VisitorId,
    change: impl FnOnce(&Present<'_>, &mut Write, Timestamp) -> Result<()> + Send + 'static,
) -> Result<Vec<String>> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            visitors::store::find(present, site, id)?.ok_or(Error::NotFound("visitor"))?;
            let mut write = Write::new();
            change(present, &mut write, now)?;
            write.tell(Event::new(site, "visitor.updated", id.uuid(), now));
            Ok((write, ()))
        })
        .await?;
    app.store.read(move |conn| visitors::store::tags(conn, site, id)).await
}

fn free(present: &Present<'_>, site: SiteId, folded: &str, id: TagId) -> Result<()> {
    match store::by_name(present, site, folded)? {
        Some((other, _)) if other != id => Err(Error::Conflict("tag_taken")),
        _ => Ok(()),
    }
}

fn event(site: SiteId, id: TagId, now: Timestamp) -> Event {
    Event::new(site, "tag.changed", id.uuid(), now)
}

fn entry(by: &Actor, site: SiteId, action: &'static str, id: TagId, now: Timestamp) -> Entry {
    Entry::new(by, Some(site), action, now).to("tag", id.uuid())
}

fn audited(name: &str, color: TagColor) -> Value {
    json!({ "name": name, "color": color })
}
