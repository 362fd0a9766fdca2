//! What is known of a conversation beside what was said in it: how urgent it is, what it is about, what it needs.
use super::fate::{change, tell_staff};
use super::{append_quiet_notice, head_for};
use crate::app::App;
use crate::base::ids::{ConversationId, DepartmentId, GroupId, SiteId, SkillId};
use crate::base::{FieldError, Priority};
use crate::conversations::store::Details;
use crate::conversations::types::{Actor, ConversationView, Head, Status};
use crate::conversations::{rules, store};
use crate::organisation::{self, Kind};
use crate::store::{Event, Present, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::json;

/// Longest subject, in characters.
const MAX_SUBJECT: usize = 200;
/// Most skills a conversation may need.
const MAX_SKILLS: usize = 20;

/// What is to be different; what is `None` stays.
#[derive(Debug, Clone, Default)]
pub struct Revision {
    /// How urgent it is.
    pub priority: Option<Priority>,
    /// What it is about; empty: nothing.
    pub subject: Option<String>,
    /// Language of the visitor.
    pub language: Option<String>,
    /// Where it belongs; `Some(None)`: nowhere.
    pub department: Option<Option<DepartmentId>>,
    /// What it needs.
    pub skills: Option<Vec<SkillId>>,
}

/// Changes what is known of a conversation that still has the version `expected`; of any, when that is `None`. One
/// that is over can be put in order, too.
///
/// # Errors
/// 404, 412 with the present one, 422 naming every field that cannot be.
pub async fn revise(
    app: &App,
    site: SiteId,
    id: ConversationId,
    by: Actor,
    (expected, revision): (Option<i64>, Revision),
) -> Result<ConversationView> {
    change(app, site, id, move |present, write, now| {
        let head = head_for(present, site, id, &by)?;
        let view = store::find(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
        if expected.is_some_and(|it| it != view.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&view).unwrap_or_default())));
        }
        let old = Details {
            priority: view.priority,
            subject: view.subject,
            language: view.language,
            department: view.department.map(|it| it.id),
            skills: view.skills.into_iter().map(|it| it.id).collect(),
        };
        let new = checked(present, site, &old, revision)?;
        if new == old {
            return Ok(());
        }
        store::set_details(write, id, &new);
        if new.priority != old.priority {
            note_priority(present, write, &head, (&by, new.priority), now);
        }
        if new.subject != old.subject {
            // The search finds it by that.
            let renamed = Event::new(site, "conversation.renamed", id.uuid(), now);
            write.tell(renamed.within(id, None));
        }
        tell_staff(write, &head, now);
        Ok(())
    })
    .await
}

/// Says how urgent it is, within a write; nothing, when it is so already.
pub(super) fn set_priority(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    (by, to): (&Actor, Priority),
    now: Timestamp,
) {
    if head.priority != to {
        store::set_priority(write, head.id, to);
        note_priority(present, write, head, (by, to), now);
        tell_staff(write, head, now);
    }
}

/// Keeps in the thread of an open one, for agents, who said how urgent it is.
fn note_priority(
    present: &Present<'_>,
    write: &mut Write,
    head: &Head,
    (by, to): (&Actor, Priority),
    now: Timestamp,
) {
    if head.status == Status::Closed {
        return;
    }
    let name = match by {
        Actor::Agent { name, .. } => Some(name),
        Actor::Visitor(_) | Actor::Assistant => None,
    };
    let notice = json!({ "name": name, "priority": to });
    append_quiet_notice(present, write, head, ("priority_changed", notice), now);
}

/// What it is to be like, over what it is.
fn checked(conn: &Connection, site: SiteId, old: &Details, revision: Revision) -> Result<Details> {
    let mut wrong = Vec::new();
    let mut new = old.clone();
    new.priority = revision.priority.unwrap_or(old.priority);
    if let Some(subject) = revision.subject {
        let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
        if subject.chars().count() > MAX_SUBJECT {
            wrong.push(FieldError::beyond("subject", "field_too_long", 200));
        }
        new.subject = Some(subject).filter(|it| !it.is_empty());
    }
    if let Some(language) = revision.language {
        match rules::language(&language) {
            Some(it) => new.language = it,
            None => wrong.push(FieldError::new("language", "value_invalid")),
        }
    }
    if let Some(department) = revision.department {
        if let Some(it) = department
            && !organisation::of_kind(conn, site, Kind::Department, GroupId::of(it.uuid()))?
        {
            wrong.push(FieldError::new("department", "group_unknown"));
        }
        new.department = department;
    }
    if let Some(mut skills) = revision.skills {
        skills.sort_unstable();
        skills.dedup();
        if skills.len() > MAX_SKILLS {
            wrong.push(FieldError::beyond("skills", "too_many", 20));
        } else {
            for it in &skills {
                if !organisation::of_kind(conn, site, Kind::Skill, GroupId::of(it.uuid()))? {
                    wrong.push(FieldError::new("skills", "group_unknown"));
                }
            }
        }
        let same = skills.len() == old.skills.len() && skills.iter().all(|it| old.skills.contains(it));
        if !same {
            new.skills = skills;
        }
    }
    if wrong.is_empty() { Ok(new) } else { Err(Error::Invalid(wrong)) }
}
