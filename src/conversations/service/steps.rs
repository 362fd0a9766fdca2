//! Several changes of one conversation at once, all or none: what a macro does.
use super::absence::note_life;
use super::handing::assign_to;
use super::{fate, find, open_head_for, post, revising};
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId, UserId};
use crate::base::{At, Priority};
use crate::conversations::store;
use crate::conversations::types::{Actor, AssistantState, ConversationView, Draft, Head, Status};
use crate::files::Links;
use crate::store::{Present, Write};
use crate::{Error, Result, routing, tags};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashSet;

/// One change.
#[derive(Debug, Clone)]
pub enum Step {
    /// Say something to the visitor.
    Reply(String),
    /// Put a tag on; its name was checked.
    Tag(String),
    /// Give it to an agent, or to nobody.
    Assign(Option<UserId>),
    /// Say how urgent it is.
    Priority(Priority),
    /// Put it off.
    Snooze(Timestamp),
    /// End it.
    Close,
}

/// How a conversation was before its steps, for who wants that back. What was said stays said.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Before {
    /// Where it stood.
    pub status: Status,
    /// Who had it.
    pub assignee: Option<UserId>,
    /// What the assistant did.
    pub assistant: AssistantState,
    /// How urgent it was.
    pub priority: Priority,
    /// Until when it was put off.
    pub snoozed_until: Option<At>,
    /// Tags that it did not carry yet.
    pub tags_added: Vec<String>,
    /// Whether something was said.
    pub replied: bool,
}

/// What a step sees beside the conversation.
struct Scene<'a> {
    present: &'a Present<'a>,
    actor: &'a Actor,
    links: &'a Links,
    online: &'a HashSet<UserId>,
    carried: &'a [String],
    now: Timestamp,
}

/// Takes the steps in their order, made of how the conversation stands, in one write.
///
/// # Errors
/// 404, 409 `conversation_closed`, 422 `assignee_unknown`, and what `plan` returns.
pub async fn take_steps(
    app: &App,
    site: SiteId,
    id: ConversationId,
    actor: Actor,
    plan: impl FnOnce(&Present<'_>, &Head) -> Result<Vec<Step>> + Send + 'static,
) -> Result<(ConversationView, Before)> {
    let (now, online) = (app.clock.now(), routing::service::online(app, site));
    let (links, speaker) = (Links::new(&app.keys, now), actor.user());
    let (_, before) = app
        .store
        .decide(move |present| {
            let mut head = open_head_for(present, site, id, &actor, now)?;
            let view = store::find(present, site, id)?.ok_or(Error::NotFound("conversation"))?;
            let mut before = Before {
                status: head.status,
                assignee: head.assignee,
                assistant: head.assistant,
                priority: head.priority,
                snoozed_until: view.snoozed_until,
                tags_added: Vec::new(),
                replied: false,
            };
            let scene =
                Scene { present, actor: &actor, links: &links, online: &online, carried: &view.tags, now };
            let mut write = Write::new();
            let steps = plan(present, &head)?;
            for step in steps {
                scene.take(&mut write, &mut head, &mut before, step)?;
            }
            Ok((write, before))
        })
        .await?;
    note_life(app, site, speaker).await;
    Ok((find(app, site, id).await?, before))
}

impl Scene<'_> {
    fn take(&self, write: &mut Write, head: &mut Head, before: &mut Before, step: Step) -> Result<()> {
        match step {
            Step::Reply(body) => {
                let draft = Draft { body, ..Draft::default() };
                post(self.present, write, head, self.actor, draft, (self.links, self.now))?;
                if let Actor::Agent { id, .. } = self.actor
                    && (head.status != Status::Active || head.assignee.is_none())
                {
                    (head.status, head.assignee) = (Status::Active, Some(*id));
                }
                before.replied = true;
                Ok(())
            }
            Step::Tag(name) => self.tag(write, head, before, name),
            Step::Assign(to) => {
                assign_to(self.present, write, head, (to, self.actor.user()), (self.online, self.now))?;
                head.assignee = to;
                head.status = if to.is_some() { Status::Active } else { Status::Queued };
                Ok(())
            }
            Step::Priority(to) => {
                revising::set_priority(self.present, write, head, (self.actor, to), self.now);
                head.priority = to;
                Ok(())
            }
            Step::Snooze(until) => {
                store::snooze(write, head.id, Some(until));
                fate::tell_staff(write, head, self.now);
                Ok(())
            }
            Step::Close => {
                fate::end(self.present, write, head, self.actor, self.now)?;
                head.status = Status::Closed;
                Ok(())
            }
        }
    }

    fn tag(&self, write: &mut Write, head: &Head, before: &mut Before, name: String) -> Result<()> {
        let tag = tags::service::meant(self.present, write, head.site, name, self.now)?;
        if self.carried.contains(&tag) || before.tags_added.contains(&tag) {
            return Ok(());
        }
        fate::put_on(write, head, &tag, self.now);
        before.tags_added.push(tag);
        Ok(())
    }
}
