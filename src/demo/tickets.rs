//! What people asked for in writing, played through the real use cases.
use super::content::Content;
use super::play::{after, at, before};
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{SiteId, TicketCategoryId, UserId};
use crate::people::service::members;
use crate::tickets::service;
use crate::tickets::types::{
    Actor, CategoryInput, NewMessage, NewTicket, Priority, Requester, Source, Status, TemplateInput,
    TicketChange,
};
use crate::web::Staff;
use crate::{Error, Result, audit};
use jiff::SignedDuration;
use serde::Deserialize;
use std::collections::HashMap;

/// Somebody sees to what was asked so long after the last word.
const SETTLE_AFTER_SECONDS: i64 = 90;

/// All of it.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Tickets {
    pub(super) categories: Vec<DemoCategory>,
    pub(super) templates: Vec<TemplateInput>,
    pub(super) tickets: Vec<DemoTicket>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoCategory {
    name: String,
    below: Option<String>,
    priority: Option<Priority>,
}

/// A ticket, and how far it has come.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoTicket {
    subject: String,
    body: String,
    name: String,
    email: String,
    source: Source,
    category: Option<String>,
    priority: Option<Priority>,
    status: Status,
    pub(super) assignee: Option<String>,
    #[serde(default)]
    tags: Vec<String>,
    language: Option<Lang>,
    minutes_ago: i64,
    #[serde(default)]
    pub(super) messages: Vec<DemoMessage>,
}

/// Who says something in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Speaker {
    Requester,
    Agent,
    Note,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoMessage {
    author: Speaker,
    pub(super) agent: Option<String>,
    after_minutes: i64,
    body: String,
}

/// Makes the categories, the templates and the tickets.
pub(super) async fn play(app: &App, admin: &Staff, content: &Content) -> Result<()> {
    let people = members::list(app, admin, None, 100).await?;
    let people = people.into_iter().map(|it| (it.user.email, (it.user.id, it.user.name))).collect();
    let mut scene = Scene { site: admin.site()?, people, categories: HashMap::new() };
    let (site, by) = (scene.site, audit::Actor::staff(admin));
    for it in &content.tickets.categories {
        let parent_id = it.below.as_ref().and_then(|name| scene.categories.get(name)).copied();
        let input =
            CategoryInput { name: it.name.clone(), parent_id, department_id: None, priority: it.priority };
        let made = service::create_category(app, site, by.clone(), input).await?;
        scene.categories.insert(it.name.clone(), made.id);
    }
    for it in &content.tickets.templates {
        service::create_template(app, site, by.clone(), it.clone()).await?;
    }
    let mut oldest_first: Vec<_> = content.tickets.tickets.iter().collect();
    oldest_first.sort_by_key(|it| std::cmp::Reverse(it.minutes_ago));
    for it in oldest_first {
        scene.play(app, it).await?;
    }
    Ok(())
}

struct Scene {
    site: SiteId,
    people: HashMap<String, (UserId, String)>,
    categories: HashMap<String, TicketCategoryId>,
}

impl Scene {
    async fn play(&self, app: &App, it: &DemoTicket) -> Result<()> {
        let start = before(app, SignedDuration::from_mins(it.minutes_ago));
        let asks = Actor::Requester { visitor: None, name: Some(it.name.clone()) };
        let requester =
            Requester { name: Some(it.name.clone()), email: Some(it.email.clone()), ..Requester::default() };
        let assignee = it.assignee.as_deref().map(|email| self.agent(Some(email))).transpose()?;
        let new = NewTicket {
            priority: it.priority,
            category: it.category.as_ref().and_then(|name| self.categories.get(name)).copied(),
            assignee: assignee.as_ref().and_then(Actor::user),
            tags: it.tags.clone(),
            ..NewTicket::of(it.source, it.subject.clone(), it.body.clone(), requester)
        };
        let new = (new, Some(it.language.unwrap_or(Lang::Tr)));
        let made = service::create(&at(app, start), self.site, new, asks.clone()).await?;
        let mut last = start;
        for message in &it.messages {
            last = after(start, message.after_minutes * 60);
            let then = at(app, last);
            let new = NewMessage::reply(it.source, message.body.clone());
            let new = NewMessage { note: message.author == Speaker::Note, ..new };
            match message.author {
                Speaker::Requester => {
                    service::requester_replies(&then, self.site, made.id, new, asks.clone()).await?;
                }
                Speaker::Agent | Speaker::Note => {
                    let by = self.agent(message.agent.as_deref())?;
                    let new = NewMessage { source: Source::Desk, ..new };
                    service::reply(&then, self.site, made.id, new, by).await?;
                }
            }
        }
        let now = service::find(app, self.site, made.id).await?.status;
        if let (true, Some(by)) = (now != it.status, assignee) {
            let then = at(app, after(last, SETTLE_AFTER_SECONDS));
            let change = TicketChange { status: Some(it.status), ..TicketChange::default() };
            service::update(&then, self.site, (made.id, None), change, by).await?;
        }
        Ok(())
    }

    fn agent(&self, email: Option<&str>) -> Result<Actor> {
        let (id, name) = email.and_then(|it| self.people.get(it)).cloned().ok_or(Error::NotFound("agent"))?;
        Ok(Actor::Agent { id, name, audited: audit::Actor::system(), admin: false })
    }
}
