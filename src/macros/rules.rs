//! Pure decisions about macros.
use super::types::{Action, MacroInput};
use crate::base::FieldError;
use crate::base::ids::UserId;
use crate::canned::rules::{filled, unknown_place};
use crate::conversations::service::Step;
use crate::{Error, Result, conversations, tags};
use jiff::{SignedDuration, Timestamp};

const MAX_NAME: usize = 80;
const MAX_ACTIONS: usize = 10;
const MAX_HOURS: u16 = 8_760;

/// A macro's name and actions, checked, over what was there before.
///
/// # Errors
/// 422 naming every field that is missing or wrong; `actions.2` is the third.
pub fn checked(input: &MacroInput, before: Option<(&str, &[Action])>) -> Result<(String, Vec<Action>)> {
    let old_name = before.map(|it| it.0.to_owned()).unwrap_or_default();
    let name = input.name.as_ref().map_or(old_name, |it| it.split_whitespace().collect::<Vec<_>>().join(" "));
    let actions = input.actions.clone().unwrap_or_else(|| before.map(|it| it.1.to_vec()).unwrap_or_default());
    let mut wrong = Vec::new();
    if name.is_empty() {
        wrong.push(FieldError::new("name", "field_missing"));
    } else if name.chars().count() > MAX_NAME {
        wrong.push(FieldError::beyond("name", "field_too_long", 80));
    }
    if actions.is_empty() {
        wrong.push(FieldError::new("actions", "field_missing"));
    } else if actions.len() > MAX_ACTIONS {
        wrong.push(FieldError::beyond("actions", "too_many", 10));
    }
    let last = actions.len().saturating_sub(1);
    for (place, action) in actions.iter().enumerate() {
        let code = match action {
            Action::Close if place != last => Some("macro_close_last"),
            other => mistake(other),
        };
        wrong.extend(code.map(|it| FieldError::new(format!("actions.{place}"), it)));
    }
    if wrong.is_empty() { Ok((name, actions)) } else { Err(Error::Invalid(wrong)) }
}

/// What is wrong with an action by itself.
fn mistake(action: &Action) -> Option<&'static str> {
    let code = |it: Result<()>| it.err().map(|it| it.code());
    match action {
        Action::Reply { body } if unknown_place(body).is_some() => Some("place_unknown"),
        Action::Reply { body } => code(conversations::rules::check_body(body)),
        Action::Tag { tag } => code(tags::rules::name(tag, "tag").map(|_| ())),
        Action::Assign { assignee } => match assignee.as_str() {
            "me" | "none" => None,
            other => other.parse::<UserId>().err().map(|_| "assignee_unknown"),
        },
        Action::Snooze { hours } => (*hours == 0 || *hours > MAX_HOURS).then_some("snooze_invalid"),
        Action::Priority { .. } | Action::Ticket { .. } | Action::Close => None,
    }
}

/// Who and what the places of a reply stand for.
pub struct Names<'a> {
    /// The visitor's name.
    pub visitor: Option<&'a str>,
    /// The agent's name.
    pub agent: &'a str,
    /// The site's name.
    pub site: &'a str,
}

/// The steps of a macro that `me` runs at `now`, but for the ticket, which is made afterwards.
///
/// # Errors
/// 422 when a tag or an agent cannot be.
pub fn steps(actions: &[Action], me: UserId, names: &Names<'_>, now: Timestamp) -> Result<Vec<Step>> {
    let step = |action: &Action| {
        Ok(Some(match action {
            Action::Reply { body } => Step::Reply(filled(body, names.visitor, names.agent, names.site)),
            Action::Tag { tag } => Step::Tag(tags::rules::name(tag, "tag")?),
            Action::Assign { assignee } => Step::Assign(match assignee.as_str() {
                "none" => None,
                "me" => Some(me),
                other => Some(other.parse().map_err(|_| Error::invalid("assignee", "assignee_unknown"))?),
            }),
            Action::Priority { priority } => Step::Priority(*priority),
            Action::Snooze { hours } => Step::Snooze(now + SignedDuration::from_hours(i64::from(*hours))),
            Action::Close => Step::Close,
            Action::Ticket { .. } => return Ok(None),
        }))
    };
    actions.iter().filter_map(|it| step(it).transpose()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(actions: Vec<Action>) -> Vec<(String, &'static str)> {
        let input = MacroInput { name: Some("İade".to_owned()), scope: None, actions: Some(actions) };
        match checked(&input, None) {
            Err(Error::Invalid(fields)) => fields.into_iter().map(|it| (it.field, it.code)).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn mistakes_are_named_by_their_place() {
        let reply = |body: &str| Action::Reply { body: body.to_owned() };
        let assign = |to: &str| Action::Assign { assignee: to.to_owned() };
        let found =
            wrong(vec![Action::Close, reply(" "), reply("{{x}}"), assign("x"), Action::Snooze { hours: 0 }]);
        let codes: Vec<_> = found.iter().map(|it| it.1).collect();
        assert_eq!(
            codes,
            ["macro_close_last", "message_empty", "place_unknown", "assignee_unknown", "snooze_invalid"]
        );
        assert_eq!(found[0].0, "actions.0");
        assert_eq!(wrong(Vec::new()), [("actions".to_owned(), "field_missing")]);
        assert!(wrong(vec![reply("Merhaba"), assign("me"), Action::Close]).is_empty());
    }
}
