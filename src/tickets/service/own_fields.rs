//! The site's own fields of tickets: what is written into them is checked by their definition. What no field asks for (any
//! more) is an agent's or a program's to keep.
use super::Work;
use crate::base::FieldError;
use crate::fields::{self, By, Field, FieldKind};
use crate::tickets::types::{Actor, NewTicket, Source};
use crate::{Error, Result};
use serde_json::{Map, Value};

/// Checks the fields of a new ticket. Whoever fills in the widget's form answers what visitors are asked; nobody else has
/// to answer anything.
pub(super) fn settle(work: &Work<'_>, new: &mut NewTicket, by: &Actor) -> Result<()> {
    let asked = fields::of_tickets(work.present, work.context.site)?;
    let given = std::mem::take(&mut new.fields);
    let by_visitor = matches!(by, Actor::Requester { .. }) && new.source == Source::Widget;
    if !by_visitor {
        new.fields = checked(&asked, given).map_err(Error::Invalid)?;
        new.fields.retain(|_, it| !it.is_null());
        return Ok(());
    }
    let named = |it: FieldError| FieldError { field: it.field.replacen("answers.", "fields.", 1), ..it };
    let answers = fields::check(&asked, &given, By::Visitor);
    let answers = answers.map_err(|wrong| Error::Invalid(wrong.into_iter().map(named).collect()))?;
    new.attachments
        .extend(answers.files.iter().filter(|it| !new.attachments.contains(it)).copied().collect::<Vec<_>>());
    new.fields = answers.values;
    Ok(())
}

/// Values in their normal form; `null`, which takes one away, stays.
///
/// # Errors
/// What is wrong, each as `fields.<key>`.
pub(super) fn checked(
    asked: &[Field],
    given: Map<String, Value>,
) -> std::result::Result<Map<String, Value>, Vec<FieldError>> {
    let (mut kept, mut wrong) = (Map::new(), Vec::new());
    for (key, value) in given {
        match asked.iter().find(|it| it.key == key && it.kind != FieldKind::File) {
            Some(field) if !value.is_null() => {
                match fields::check_one(field, &value, &format!("fields.{key}")) {
                    Ok(it) => drop(kept.insert(key, it.unwrap_or(Value::Null))),
                    Err(it) => wrong.push(it),
                }
            }
            _ => drop(kept.insert(key, value)),
        }
    }
    if wrong.is_empty() { Ok(kept) } else { Err(wrong) }
}
