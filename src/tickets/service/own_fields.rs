//! The site's own fields of tickets: what is written into them is checked by their definition. What no field asks for (any
//! more) is an agent's or a program's to keep.
use super::Work;
use super::change::fields_mistake;
use crate::base::ids::{FileId, SiteId};
use crate::base::{FieldError, Lang};
use crate::fields::{self, By, Field, FieldKind};
use crate::files::{self, FileView, Links};
use crate::tickets::types::{Actor, Head, NewTicket, TicketView};
use crate::{Error, Result};
use rusqlite::Connection;
use serde_json::{Map, Value};

/// Checks the fields of a new ticket. Whoever fills in the widget's form answers what visitors are asked; nobody else has
/// to answer anything.
pub(super) fn settle(work: &Work<'_>, new: &mut NewTicket) -> Result<()> {
    let asked = fields::of_tickets(work.present, work.context.site)?;
    let given = std::mem::take(&mut new.fields);
    if !new.asked {
        new.fields = checked(&asked, given, new.language).map_err(Error::Invalid)?;
        new.fields.retain(|_, it| !it.is_null());
        return match fields_mistake(&new.fields) {
            Some(wrong) => Err(Error::Invalid(vec![wrong])),
            None => Ok(()),
        };
    }
    let named = |it: FieldError| FieldError { field: it.field.replacen("answers.", "fields.", 1), ..it };
    let answers = fields::check(&asked, &given, (By::Visitor, new.language));
    let answers = answers.map_err(|wrong| Error::Invalid(wrong.into_iter().map(named).collect()))?;
    new.attachments
        .extend(answers.files.iter().filter(|it| !new.attachments.contains(it)).copied().collect::<Vec<_>>());
    new.fields = answers.values;
    Ok(())
}

/// What a ticket that goes on from another begins with: what was answered there, as far as it can still be answered so.
/// Files stay with the ticket that has them.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn carried(work: &Work<'_>, old: &Head) -> Result<Map<String, Value>> {
    let asked = fields::of_tickets(work.present, work.context.site)?;
    let stands = |key: &str, value: &Value| match asked.iter().find(|it| it.key == key) {
        Some(field) => {
            field.kind != FieldKind::File && fields::check_one(field, value, (key, old.language)).is_ok()
        }
        None => true,
    };
    let kept = old.fields.iter().filter(|(key, value)| stands(key, value));
    Ok(kept.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// Values in their normal form; `null`, which takes one away, stays.
///
/// # Errors
/// What is wrong, each as `fields.<key>`.
pub(super) fn checked(
    asked: &[Field],
    given: Map<String, Value>,
    lang: Lang,
) -> std::result::Result<Map<String, Value>, Vec<FieldError>> {
    let (mut kept, mut wrong) = (Map::new(), Vec::new());
    for (key, value) in given {
        match asked.iter().find(|it| it.key == key) {
            Some(field) if !value.is_null() => {
                match fields::check_one(field, &value, (&format!("fields.{key}"), lang)) {
                    Ok(it) => drop(kept.insert(key, it.unwrap_or(Value::Null))),
                    Err(it) => wrong.push(it),
                }
            }
            _ => drop(kept.insert(key, value)),
        }
    }
    if wrong.is_empty() { Ok(kept) } else { Err(wrong) }
}

/// Gives the ticket the files that its fields name and that it does not have yet; `attached` are a message's by the same
/// write.
///
/// # Errors
/// 422 for one that is neither the ticket's nor was uploaded by whoever names it.
pub(super) fn take_files(
    work: &mut Work<'_>,
    old: Option<&Head>,
    new: &Head,
    (by, attached): (&Actor, &[FileId]),
) -> Result<()> {
    let site = work.context.site;
    if old.is_some_and(|it| it.fields == new.fields) || new.fields.is_empty() {
        return Ok(());
    }
    let asked = fields::of_tickets(work.present, site)?;
    for field in asked.iter().filter(|it| it.kind == FieldKind::File) {
        let named = |it: &Head| it.fields.get(&field.key).map(fields::files_in).unwrap_or_default();
        let known = old.map(named).unwrap_or_default();
        for file in named(new) {
            let has = known.contains(&file)
                || attached.contains(&file)
                || files::store::is_of_ticket(work.present, site, new.id, file)?;
            if !has {
                let at = format!("fields.{}", field.key);
                let uploader = by.id().unwrap_or_default();
                files::store::attach_to_field(&mut work.write, site, file, uploader, (new.id, &at));
            }
        }
    }
    Ok(())
}

/// The files that a ticket's own fields name.
///
/// # Errors
/// When the database cannot be read.
pub(super) fn files_of(
    conn: &Connection,
    links: &Links,
    site: SiteId,
    ticket: &TicketView,
) -> Result<Vec<FileView>> {
    let asked = fields::of_tickets(conn, site)?;
    let of = |it: &Field| ticket.fields.get(&it.key).map(fields::files_in).unwrap_or_default();
    let named: Vec<FileId> = asked.iter().filter(|it| it.kind == FieldKind::File).flat_map(of).collect();
    let mut own = Vec::with_capacity(named.len());
    for file in named {
        // A name alone opens no file of another ticket.
        if files::store::is_of_ticket(conn, site, ticket.id, file)? {
            own.push(file);
        }
    }
    files::store::named(conn, links, site, &own)
}
