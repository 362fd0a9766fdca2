//! Use cases of forms: what they ask, and in [`submissions`] what is sent by them.
mod submissions;

pub use submissions::{Received, received, submissions, submit, to_ticket};

use super::rules;
use super::store;
use super::types::{Design, Form};
use crate::app::App;
use crate::audit::{self, Actor as Audited, Entry};
use crate::base::ids::{FormId, GroupId, SiteId};
use crate::base::{FieldError, text};
use crate::organisation::{self, Kind as GroupKind};
use crate::store::{Event, Present, Write};
use crate::{Error, Result, files, tickets};
use jiff::Timestamp;
use serde_json::Value;

/// Most forms of a site.
const MOST: usize = 100;

/// Every form of a site.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, site: SiteId) -> Result<Vec<Form>> {
    app.store.read(move |conn| store::list(conn, site)).await
}

/// One form.
///
/// # Errors
/// 404.
pub async fn find(app: &App, site: SiteId, id: FormId) -> Result<Form> {
    app.store.read(move |conn| store::find(conn, site, id)).await?.ok_or(Error::NotFound("form"))
}

/// Makes a form.
///
/// # Errors
/// 422 as [`rules::checked`]; 409 `too_many_forms`.
pub async fn create(app: &App, site: SiteId, actor: Audited, design: Design) -> Result<Form> {
    let design = rules::checked(design)?;
    let (id, now) = (FormId::random(), app.clock.now());
    let decide = move |present: &Present<'_>| {
        known(present, site, &design)?;
        let taken: Vec<String> = store::list(present, site)?.into_iter().map(|it| it.slug).collect();
        if taken.len() >= MOST {
            return Err(Error::Conflict("too_many_forms"));
        }
        let name =
            text::slug(if design.title.tr.is_empty() { &design.title.en } else { &design.title.tr }, 50);
        let numbered = (2..).map(|it| format!("{name}-{it}"));
        let free = std::iter::once(name.clone()).chain(numbered).find(|it| !taken.contains(it));
        let mut write = Write::new();
        store::insert(&mut write, site, (id, &free.unwrap_or(name)), &design, now)?;
        let entry = entry(&actor, (site, id), "form.created", now).new_value(audited(&design));
        audit::record(present, &mut write, entry)?;
        write.tell(Event::new(site, "form.changed", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    find(app, site, id).await
}

/// Changes a form that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 412 with the present one, 422 as [`rules::checked`].
pub async fn update(
    app: &App,
    site: SiteId,
    actor: Audited,
    (id, expected): (FormId, Option<i64>),
    design: Design,
) -> Result<Form> {
    let design = rules::checked(design)?;
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, id)?.ok_or(Error::NotFound("form"))?;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
        }
        known(present, site, &design)?;
        let mut write = Write::new();
        store::update(&mut write, site, id, &design, now)?;
        let entry = entry(&actor, (site, id), "form.updated", now)
            .old(audited(&old.design))
            .new_value(audited(&design));
        audit::record(present, &mut write, entry)?;
        write.tell(Event::new(site, "form.changed", id.uuid(), now));
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    find(app, site, id).await
}

/// Removes a form with what was sent by it and its files; tickets made of that stay, with theirs.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, actor: Audited, id: FormId) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, id)?.ok_or(Error::NotFound("form"))?;
        let files = store::files_of(present, site, id)?;
        let mut write = Write::new();
        files::store::forget(&mut write, site, &files);
        store::delete(&mut write, site, id);
        let entry = entry(&actor, (site, id), "form.deleted", now).old(audited(&old.design));
        audit::record(present, &mut write, entry)?;
        write.tell(Event::new(site, "form.changed", id.uuid(), now));
        Ok((write, files))
    };
    let (_, files) = app.store.decide(decide).await?;
    files::service::remove_bytes(app, files).await;
    Ok(())
}

/// Refuses a category or department that the site does not have.
fn known(present: &Present<'_>, site: SiteId, design: &Design) -> Result<()> {
    let mut wrong = Vec::new();
    if let Some(it) = design.ticket.category_id
        && tickets::store::category_defaults(present, site, it)?.is_none()
    {
        wrong.push(FieldError::new("ticket.category_id", "ticket_category_unknown"));
    }
    if let Some(it) = design.ticket.department_id
        && !organisation::of_kind(present, site, GroupKind::Department, GroupId::of(it.uuid()))?
    {
        wrong.push(FieldError::new("ticket.department_id", "group_unknown"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn entry(actor: &Audited, (site, id): (SiteId, FormId), action: &'static str, now: Timestamp) -> Entry {
    Entry::new(actor, Some(site), action, now).to("form", id.uuid())
}

fn audited(it: &Design) -> Value {
    serde_json::to_value(it).unwrap_or_default()
}
