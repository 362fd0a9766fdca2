//! Categories and templates, which admins make.
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{GroupId, SiteId, TicketCategoryId, TicketTemplateId};
use crate::base::{At, FieldError};
use crate::canned::rules::unknown_place;
use crate::organisation::{self, Belonging, Kind};
use crate::store::{Event, Present, Write};
use crate::tickets::rules::{MAX_BODY, MAX_SUBJECT, one_line};
use crate::tickets::store;
use crate::tickets::types::{Category, CategoryInput, Template, TemplateInput};
use crate::{Error, Result};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// Most categories of a site.
const MOST_CATEGORIES: usize = 300;
/// Most templates of a site.
const MOST_TEMPLATES: usize = 200;

/// Makes a category.
///
/// # Errors
/// 422 naming every field that is wrong.
pub async fn create_category(app: &App, site: SiteId, by: Actor, input: CategoryInput) -> Result<Category> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        if store::categories(present, site)?.len() >= MOST_CATEGORIES {
            return Err(Error::beyond("name", "too_many", 300));
        }
        let it = Category {
            id: TicketCategoryId::random(),
            parent_id: input.parent_id,
            name: one_line(&input.name),
            department_id: input.department_id,
            priority: input.priority,
            tickets: 0,
            version: 1,
            created_at: At(now),
        };
        check_category(present, site, &it)?;
        let mut write = Write::new();
        store::put_category(&mut write, site, &it);
        note(
            present,
            &mut write,
            (site, &by),
            ("ticket_category.created", it.id.uuid()),
            (None, Some(&it)),
            now,
        )?;
        Ok((write, it))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Changes a category that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 412 with the present one, 422 naming every field that is wrong.
pub async fn update_category(
    app: &App,
    site: SiteId,
    by: Actor,
    (id, expected): (TicketCategoryId, Option<i64>),
    input: CategoryInput,
) -> Result<Category> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::category(present, site, id)?.ok_or(Error::NotFound("ticket_category"))?;
        fresh(expected, old.version, &old)?;
        let it = Category {
            parent_id: input.parent_id,
            name: one_line(&input.name),
            department_id: input.department_id,
            priority: input.priority,
            version: old.version + 1,
            ..old.clone()
        };
        check_category(present, site, &it)?;
        let mut write = Write::new();
        store::put_category(&mut write, site, &it);
        let what = ("ticket_category.updated", id.uuid());
        note(present, &mut write, (site, &by), what, (Some(&old), Some(&it)), now)?;
        Ok((write, it))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Removes a category; its tickets go to the one above it, or to none.
///
/// # Errors
/// 404, 409 `ticket_category_has_children` or `policies_use_it`.
pub async fn delete_category(app: &App, site: SiteId, by: Actor, id: TicketCategoryId) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::category(present, site, id)?.ok_or(Error::NotFound("ticket_category"))?;
        if store::has_children(present, site, id)? {
            return Err(Error::Conflict("ticket_category_has_children"));
        }
        organisation::refuse_promised(present, site, (Belonging::Category, id.uuid()))?;
        let above = match old.parent_id {
            Some(parent) => store::category(present, site, parent)?,
            None => None,
        };
        let mut write = Write::new();
        let into = above.as_ref().map(|it| (it.id.uuid(), it.name.as_str()));
        let from = (id.uuid(), old.name.as_str());
        organisation::leave(&mut write, (site, Belonging::Category), (from, into), (&by, now));
        store::delete_category(&mut write, site, id);
        let what = ("ticket_category.deleted", id.uuid());
        note(present, &mut write, (site, &by), what, (Some(&old), None), now)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

fn check_category(present: &Present<'_>, site: SiteId, it: &Category) -> Result<()> {
    let mut wrong: Vec<FieldError> = name_mistake(&it.name).into_iter().collect();
    if wrong.is_empty() && store::category_is_taken(present, site, it)? {
        wrong.push(FieldError::new("name", "name_taken"));
    }
    if let Some(parent) = it.parent_id {
        let above = store::category(present, site, parent)?;
        let deep = above.as_ref().is_none_or(|it| it.parent_id.is_some());
        if deep || parent == it.id || store::has_children(present, site, it.id)? {
            wrong.push(FieldError::new("parent_id", "ticket_category_depth"));
        }
    }
    if let Some(department) = it.department_id
        && !organisation::of_kind(present, site, Kind::Department, GroupId::of(department.uuid()))?
    {
        wrong.push(FieldError::new("department_id", "group_unknown"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn name_mistake(name: &str) -> Option<FieldError> {
    if name.is_empty() {
        return Some(FieldError::new("name", "field_missing"));
    }
    (name.chars().count() > 80).then(|| FieldError::beyond("name", "field_too_long", 80))
}

/// Makes a template.
///
/// # Errors
/// 422 naming every field that is wrong.
pub async fn create_template(app: &App, site: SiteId, by: Actor, input: TemplateInput) -> Result<Template> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        if store::templates(present, site)?.len() >= MOST_TEMPLATES {
            return Err(Error::beyond("name", "too_many", 200));
        }
        let it = Template {
            id: TicketTemplateId::random(),
            name: one_line(&input.name),
            subject: one_line(&input.subject),
            body: input.body,
            defaults: input.defaults,
            version: 1,
            created_at: At(now),
        };
        check_template(&it)?;
        let mut write = Write::new();
        store::put_template(&mut write, site, &it);
        note(
            present,
            &mut write,
            (site, &by),
            ("ticket_template.created", it.id.uuid()),
            (None, Some(&it)),
            now,
        )?;
        Ok((write, it))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Changes a template that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 412 with the present one, 422 naming every field that is wrong.
pub async fn update_template(
    app: &App,
    site: SiteId,
    by: Actor,
    (id, expected): (TicketTemplateId, Option<i64>),
    input: TemplateInput,
) -> Result<Template> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::template(present, site, id)?.ok_or(Error::NotFound("ticket_template"))?;
        fresh(expected, old.version, &old)?;
        let it = Template {
            name: one_line(&input.name),
            subject: one_line(&input.subject),
            body: input.body,
            defaults: input.defaults,
            version: old.version + 1,
            ..old.clone()
        };
        check_template(&it)?;
        let mut write = Write::new();
        store::put_template(&mut write, site, &it);
        let what = ("ticket_template.updated", id.uuid());
        note(present, &mut write, (site, &by), what, (Some(&old), Some(&it)), now)?;
        Ok((write, it))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Removes a template.
///
/// # Errors
/// 404.
pub async fn delete_template(app: &App, site: SiteId, by: Actor, id: TicketTemplateId) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::template(present, site, id)?.ok_or(Error::NotFound("ticket_template"))?;
        let mut write = Write::new();
        store::delete_template(&mut write, site, id);
        let what = ("ticket_template.deleted", id.uuid());
        note(present, &mut write, (site, &by), what, (Some(&old), None), now)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

fn check_template(it: &Template) -> Result<()> {
    let mut wrong: Vec<FieldError> = name_mistake(&it.name).into_iter().collect();
    for (field, text, most) in [("subject", &it.subject, MAX_SUBJECT), ("body", &it.body, MAX_BODY)] {
        if text.chars().count() > most {
            wrong.push(FieldError::beyond(field, "field_too_long", u64::try_from(most).unwrap_or(u64::MAX)));
        }
        if unknown_place(text).is_some() {
            wrong.push(FieldError::new(field, "place_unknown"));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn fresh(expected: Option<i64>, version: i64, present: &impl Serialize) -> Result<()> {
    if expected.is_some_and(|it| it != version) {
        return Err(Error::Stale(Box::new(serde_json::to_value(present).unwrap_or_default())));
    }
    Ok(())
}

fn note<T: Serialize>(
    present: &Present<'_>,
    write: &mut Write,
    (site, by): (SiteId, &Actor),
    (action, id): (&'static str, Uuid),
    (old, new): (Option<&T>, Option<&T>),
    now: Timestamp,
) -> Result<()> {
    write.tell(Event::new(site, "ticket_settings.changed", id, now));
    let value = |it: &T| -> Value {
        let mut value = json!(it);
        if let Some(fields) = value.as_object_mut() {
            fields.retain(|name, _| !["id", "version", "created_at", "tickets"].contains(&name.as_str()));
        }
        value
    };
    let kind = action.split('.').next().unwrap_or_default();
    let mut entry = Entry::new(by, Some(site), action, now).to(kind, id);
    if let Some(it) = old {
        entry = entry.old(value(it));
    }
    if let Some(it) = new {
        entry = entry.new_value(value(it));
    }
    audit::record(present, write, entry)
}
