//! Plays the demo's past through the real use cases, each step at its own time.
use super::content::{Content, DemoConversation, DemoMessage, Speaker};
use crate::app::App;
use crate::base::Clock;
use crate::base::ids::{ConversationId, SiteId, UserId, VisitorId};
use crate::conversations::service::{self, Mark, Revision, Start};
use crate::conversations::types::{Actor, Draft, Source, Status};
use crate::knowledge::store::articles as article_store;
use crate::knowledge::types::ArticleInput;
use crate::knowledge::{self};
use crate::live::Seen;
use crate::people::service::members;
use crate::tracking::service::Arrival;
use crate::visitors::types::{Details, PageSeen};
use crate::web::Staff;
use crate::{Error, Result, audit, canned, macros, saved_views, tracking, visitors};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// Articles are older than every conversation.
const ARTICLES_DAYS_AGO: i64 = 45;
/// A conversation is closed so long after its last word, and rated so long after that.
const CLOSE_AFTER_SECONDS: i64 = 45;
const RATE_AFTER_SECONDS: i64 = 20;

/// The application at another time.
pub(super) fn at(app: &App, time: Timestamp) -> App {
    app.at(Clock::fixed(time))
}

pub(super) fn before(app: &App, ago: SignedDuration) -> Timestamp {
    app.clock.now().checked_sub(ago).unwrap_or(Timestamp::UNIX_EPOCH)
}

pub(super) fn after(time: Timestamp, seconds: i64) -> Timestamp {
    time.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(time)
}

/// Writes what helps the agents.
pub(super) async fn helps(app: &App, admin: &Staff, content: &Content) -> Result<()> {
    let (site, helps) = (admin.site()?, &content.helps);
    for it in &helps.canned {
        let by =
            canned::service::Agent { user: admin.user, every_team: true, actor: audit::Actor::staff(admin) };
        canned::service::create(app, site, by, it.clone()).await?;
    }
    for it in &helps.macros {
        macros::service::create(app, site, macros::service::Maker::staff(admin), it.clone()).await?;
    }
    for it in &helps.views {
        saved_views::service::create(app, site, saved_views::service::Maker::staff(admin), it.clone())
            .await?;
    }
    Ok(())
}

/// Writes the articles.
pub(super) async fn articles(app: &App, admin: &Staff, content: &Content) -> Result<()> {
    let site = admin.site()?;
    let start = before(app, SignedDuration::from_hours(24 * ARTICLES_DAYS_AGO));
    for (number, it) in (0_i64..).zip(&content.articles) {
        let input = ArticleInput {
            title: Some(it.title.clone()),
            body: Some(it.body.clone()),
            slug: Some(it.slug.clone()),
            meta_description: it.meta_description.clone(),
            category: it.category.clone(),
            tags: Some(it.tags.clone()),
            language: Some(it.language),
            status: Some(it.status),
            visibility: Some(it.visibility),
            review_by: None,
        };
        let then = at(app, after(start, number * 3_600));
        let editor = knowledge::service::Editor::staff(admin);
        knowledge::service::create(&then, site, editor, it.language, input).await?;
    }
    Ok(())
}

/// Holds the conversations.
pub(super) async fn conversations(app: &App, admin: &Staff, content: &Content) -> Result<()> {
    let people = members::list(app, admin, None, 100).await?;
    let by_email = people.into_iter().map(|it| (it.user.email, (it.user.id, it.user.name))).collect();
    let scene = Scene { site: admin.site()?, people: by_email };
    for it in &content.conversations {
        scene.play(app, it).await?;
    }
    Ok(())
}

struct Scene {
    site: SiteId,
    people: HashMap<String, (UserId, String)>,
}

impl Scene {
    async fn play(&self, app: &App, it: &DemoConversation) -> Result<()> {
        let start = before(app, SignedDuration::from_mins(it.minutes_ago));
        let then = at(app, start);
        let page = PageSeen {
            url: Some(it.visitor.page.clone()),
            title: Some(it.visitor.title.clone()),
            ..PageSeen::default()
        };
        let visitor = visitors::service::arrive(&then, self.site, None, page).await?.0.id;
        if it.visitor.name.is_some() || it.visitor.email.is_some() {
            let details = Details {
                name: it.visitor.name.clone(),
                email: it.visitor.email.clone(),
                phone: None,
                vip: None,
            };
            visitors::service::update(&then, self.site, visitor, details).await?;
        }
        let seen = Seen { url: Some(it.visitor.page.clone()), title: Some(it.visitor.title.clone()) };
        let arrival = Arrival { agrees: Some(true), is_new: true, seen, ..Arrival::default() };
        tracking::service::arrive(&then, self.site, visitor, arrival).await?;
        let id = service::start(&then, self.site, visitor, Start::default()).await?.conversation.id;
        let mut last = start;
        for message in &it.messages {
            last = after(start, message.after_seconds);
            self.say(&at(app, last), id, visitor, message).await?;
        }
        self.end(app, id, visitor, it, last).await
    }

    async fn say(
        &self,
        then: &App,
        id: ConversationId,
        visitor: VisitorId,
        message: &DemoMessage,
    ) -> Result<()> {
        let actor = match message.author {
            Speaker::Visitor => Actor::Visitor(visitor),
            Speaker::Assistant => Actor::Assistant,
            Speaker::Agent | Speaker::Note => self.agent(message.agent.as_deref())?,
        };
        if message.author == Speaker::Agent {
            let newest = *then.store.head().borrow();
            service::mark(then, self.site, id, actor.clone(), Mark::Read(newest)).await?;
        }
        let draft = Draft {
            body: message.body.clone(),
            note: message.author == Speaker::Note,
            sources: self.sources(then, message).await?,
            ..Draft::default()
        };
        service::send(then, self.site, id, actor, draft).await.map(|_| ())
    }

    /// Where the conversation stands in the end.
    async fn end(
        &self,
        app: &App,
        id: ConversationId,
        visitor: VisitorId,
        it: &DemoConversation,
        last: Timestamp,
    ) -> Result<()> {
        let (site, then) = (self.site, at(app, last));
        let someone = match &it.assignee {
            Some(email) => self.agent(Some(email))?,
            None => Actor::Assistant,
        };
        for tag in &it.tags {
            service::tag(&then, site, id, someone.clone(), tag.clone()).await?;
        }
        let known = Revision { subject: it.subject.clone(), priority: it.priority, ..Revision::default() };
        service::revise(&then, site, id, someone.clone(), (None, known)).await?;
        let newest = *app.store.head().borrow();
        match it.status {
            Status::Queued => {
                service::escalate(&then, site, id, Actor::Visitor(visitor)).await?;
            }
            Status::Active | Status::Closed => {
                if let Actor::Agent { id: agent, .. } = &someone {
                    service::assign(&then, site, id, someone.clone(), Some(*agent)).await?;
                }
                service::mark(&then, site, id, Actor::Visitor(visitor), Mark::Read(newest)).await?;
            }
            Status::Bot => (),
        }
        if it.status == Status::Closed {
            let closing = after(last, CLOSE_AFTER_SECONDS);
            let by = if it.assignee.is_some() { someone } else { Actor::Visitor(visitor) };
            service::close(&at(app, closing), site, id, by).await?;
            if let Some(rating) = it.rating {
                let rated = at(app, after(closing, RATE_AFTER_SECONDS));
                let words = (rating, it.rating_comment.clone());
                service::rate(&rated, site, id, Actor::Visitor(visitor), words).await?;
            }
        }
        Ok(())
    }

    fn agent(&self, email: Option<&str>) -> Result<Actor> {
        let found = email.and_then(|it| self.people.get(it));
        found.map(|(id, name)| Actor::Agent { id: *id, name: name.clone() }).ok_or(Error::NotFound("agent"))
    }

    async fn sources(&self, then: &App, message: &DemoMessage) -> Result<Vec<Source>> {
        let (Some(slug), site) = (message.source.clone(), self.site) else { return Ok(Vec::new()) };
        let found = then.store.read(move |conn| article_store::find_by_slug(conn, site, &slug)).await?;
        let source = |it: knowledge::Article| Source {
            article_id: it.head.id,
            title: it.head.title,
            slug: it.head.slug,
            snippet: message.body.clone(),
        };
        Ok(found.map(source).into_iter().collect())
    }
}
