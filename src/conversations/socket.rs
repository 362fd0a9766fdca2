//! What clients say about conversations over the socket.
use super::service::{self, Leaving, Mark, Start};
use super::types::{Actor, AssistantState, ConversationView, Draft, MessageView, Status};
use crate::app::App;
use crate::base::ids::{ConversationId, DepartmentId, FileId, MessageId, SiteId, SkillId};
use crate::base::text;
use crate::live::{Connection, Viewer};
use crate::realtime::{Audience, Client, Nothing, Who};
use crate::{Error, Result, settings};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// As much of what is being typed is shown, in characters.
const PREVIEW_CHARS: usize = 500;

fn actor(client: &Client) -> Actor {
    match client.who {
        Who::Visitor(it) => Actor::Visitor(it),
        Who::User(id) => Actor::Agent { id, name: client.name.clone() },
    }
}

/// `chat:start`.
#[derive(Deserialize)]
pub struct StartData {
    message: Option<String>,
    client_ref: Option<String>,
    #[serde(default)]
    attachments: Vec<FileId>,
    language: Option<String>,
    #[serde(rename = "departmentId")]
    department: Option<DepartmentId>,
    #[serde(default)]
    skills: Vec<SkillId>,
    #[serde(rename = "preChat")]
    pre_chat: Option<PreChat>,
}

#[derive(Deserialize)]
struct PreChat {
    name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

/// The acknowledgement of `chat:start`.
#[derive(Serialize)]
pub struct StartAnswer {
    conversation: ConversationView,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<MessageView>,
}

/// Begins a conversation.
///
/// # Errors
/// As [`service::start`].
pub async fn start(app: App, client: Arc<Client>, data: StartData) -> Result<StartAnswer> {
    let visitor = client.visitor()?;
    if let Some(it) = data.pre_chat {
        let details =
            crate::visitors::types::Details { name: it.name, email: it.email, phone: it.phone, vip: None };
        crate::visitors::service::introduce(&app, client.site, visitor, details).await?;
    }
    let wants_to_say = data.message.is_some() || !data.attachments.is_empty();
    let message = wants_to_say.then(|| Draft {
        body: data.message.unwrap_or_default(),
        client_ref: data.client_ref,
        attachments: data.attachments,
        ..Draft::default()
    });
    let start = Start { message, language: data.language, department: data.department, skills: data.skills };
    let begun = service::start(&app, client.site, visitor, start).await?;
    let conversation = service::shown_to_visitor(&app, client.site, begun.conversation).await?;
    Ok(StartAnswer { conversation, message: begun.message })
}

/// `chat:message`.
#[derive(Deserialize)]
pub struct MessageData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
    #[serde(default)]
    body: String,
    #[serde(default)]
    attachments: Vec<FileId>,
    client_ref: Option<String>,
    reply_to: Option<MessageId>,
}

/// An acknowledgement that carries a message.
#[derive(Serialize)]
pub struct MessageAnswer {
    message: MessageView,
    #[serde(skip)]
    stood: Option<Status>,
}

impl MessageAnswer {
    /// What was stored.
    #[must_use]
    pub fn message(&self) -> &MessageView {
        &self.message
    }

    /// Whether it was said, for the first time, in a conversation that waits for an agent.
    #[must_use]
    pub fn waits(&self) -> bool {
        self.stood == Some(Status::Queued)
    }
}

/// Sends a message; acknowledged when it is on disk.
///
/// # Errors
/// As [`service::send`].
pub async fn message(app: App, client: Arc<Client>, data: MessageData) -> Result<MessageAnswer> {
    let draft = Draft {
        body: data.body,
        attachments: data.attachments,
        client_ref: data.client_ref,
        reply_to: data.reply_to,
        ..Draft::default()
    };
    let (message, stood) = service::say(&app, client.site, data.conversation, actor(&client), draft).await?;
    Ok(MessageAnswer { message, stood })
}

/// `chat:edit` and `chat:delete`.
#[derive(Deserialize)]
pub struct EditData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
    #[serde(rename = "messageId")]
    message: MessageId,
    #[serde(default)]
    body: String,
}

/// Changes one's own message.
///
/// # Errors
/// As [`service::edit`].
pub async fn edit(app: App, client: Arc<Client>, data: EditData) -> Result<MessageAnswer> {
    let by = actor(&client);
    let message = service::edit(&app, client.site, data.conversation, data.message, by, data.body).await?;
    Ok(MessageAnswer { message, stood: None })
}

/// Takes one's own message back.
///
/// # Errors
/// As [`service::delete`].
pub async fn delete(app: App, client: Arc<Client>, data: EditData) -> Result<Nothing> {
    service::delete(&app, client.site, data.conversation, data.message, actor(&client)).await?;
    Ok(Nothing {})
}

/// `chat:react`.
#[derive(Deserialize)]
pub struct ReactData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
    #[serde(rename = "messageId")]
    message: MessageId,
    emoji: String,
}

/// Puts one's emoji on a message or takes it away.
///
/// # Errors
/// As [`service::react`].
pub async fn react(app: App, client: Arc<Client>, data: ReactData) -> Result<MessageAnswer> {
    let by = actor(&client);
    let message = service::react(&app, client.site, data.conversation, data.message, by, data.emoji).await?;
    Ok(MessageAnswer { message, stood: None })
}

/// `chat:typing`.
#[derive(Deserialize)]
pub struct TypingData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
    #[serde(rename = "isTyping")]
    is_typing: bool,
    preview: Option<String>,
}

/// Tells the other side that somebody is typing, and colleagues that an agent is; where the site shows what visitors
/// type, their words too. Never stored.
///
/// # Errors
/// 404 for a foreign conversation.
pub async fn typing(app: App, client: Arc<Client>, data: TypingData) -> Result<Nothing> {
    let (site, id) = (client.site, data.conversation);
    let found = app.store.read(move |conn| {
        let widget = settings::widget(conn, site)?;
        Ok((super::store::head(conn, site, id)?, widget.features.typing_preview, widget.agent_name))
    });
    let (head, may_preview, alias) = found.await?;
    let head = head.ok_or(Error::NotFound("conversation"))?;
    match client.who {
        Who::Visitor(it) if it != head.visitor => return Err(Error::NotFound("conversation")),
        Who::Visitor(_) => {
            let mut told = json!({ "conversationId": id, "who": "visitor", "isTyping": data.is_typing });
            if let Some(preview) = data.preview.filter(|_| may_preview) {
                told["preview"] = json!(text::shorten(&preview, PREVIEW_CHARS));
            }
            app.hub.tell(Audience::Staff(site), "chat:typing", &told);
        }
        Who::User(user) => {
            let mut told = json!({
                "conversationId": id, "who": "agent", "isTyping": data.is_typing,
                "agentName": alias.as_ref().unwrap_or(&client.name),
            });
            app.hub.tell(Audience::Visitor(site, head.visitor), "chat:typing", &told);
            (told["agentId"], told["agentName"]) = (json!(user), json!(client.name));
            app.hub.tell(Audience::Staff(site), "chat:typing", &told);
        }
    }
    Ok(Nothing {})
}

/// `chat:view`.
#[derive(Deserialize)]
pub struct ViewData {
    /// None: the desk shows no conversation, or is not to be seen at it.
    #[serde(rename = "conversationId")]
    conversation: Option<ConversationId>,
}

/// Everybody who has a conversation open.
#[derive(Serialize)]
pub struct ViewAnswer {
    open: Vec<Value>,
}

/// Colleagues see who has a conversation open; visitors never do, and nothing is stored.
///
/// # Errors
/// 404 for a foreign conversation.
pub async fn view(app: App, client: Arc<Client>, data: ViewData) -> Result<ViewAnswer> {
    let (site, viewer) = (client.site, Viewer { id: client.user()?, name: client.name.clone() });
    if let Some(id) = data.conversation {
        let found = app.store.read(move |conn| super::store::head(conn, site, id)).await?;
        found.ok_or(Error::NotFound("conversation"))?;
    }
    let connection: Connection = client;
    for id in app.viewers.show(&connection, site, viewer, data.conversation) {
        tell_viewers(&app, site, id);
    }
    let open = app.viewers.all(site);
    Ok(ViewAnswer {
        open: open.into_iter().map(|(id, it)| json!({ "conversationId": id, "viewers": it })).collect(),
    })
}

/// A connection has ended: whoever was behind it looks at nothing any more.
pub fn left(app: &App, client: &Arc<Client>) {
    let connection: Connection = Arc::clone(client) as Connection;
    if let Some((site, id)) = app.viewers.leave(&connection) {
        tell_viewers(app, site, id);
    }
}

fn tell_viewers(app: &App, site: SiteId, id: ConversationId) {
    let told = json!({ "conversationId": id, "viewers": app.viewers.of(site, id) });
    app.hub.tell(Audience::Staff(site), "chat:viewers", &told);
}

/// `chat:delivered` and `chat:read`.
#[derive(Deserialize)]
pub struct MarkData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
    #[serde(rename = "upTo")]
    up_to: i64,
}

/// Notes what was received.
///
/// # Errors
/// As [`service::mark`].
pub async fn delivered(app: App, client: Arc<Client>, data: MarkData) -> Result<Nothing> {
    let mark = Mark::Delivered(data.up_to);
    service::mark(&app, client.site, data.conversation, actor(&client), mark).await?;
    Ok(Nothing {})
}

/// Notes what was read.
///
/// # Errors
/// As [`service::mark`].
pub async fn read(app: App, client: Arc<Client>, data: MarkData) -> Result<Nothing> {
    service::mark(&app, client.site, data.conversation, actor(&client), Mark::Read(data.up_to)).await?;
    Ok(Nothing {})
}

/// Events that name nothing but a conversation.
#[derive(Deserialize)]
pub struct ConversationData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
}

/// An acknowledgement that carries a conversation.
#[derive(Serialize)]
pub struct ConversationAnswer {
    conversation: ConversationView,
}

/// `chat:close`.
///
/// # Errors
/// As [`service::close`].
pub async fn close(app: App, client: Arc<Client>, data: ConversationData) -> Result<ConversationAnswer> {
    let view = service::close(&app, client.site, data.conversation, actor(&client)).await?;
    answer(&app, &client, view).await
}

async fn answer(app: &App, client: &Client, view: ConversationView) -> Result<ConversationAnswer> {
    let conversation = match client.who {
        Who::Visitor(_) => service::shown_to_visitor(app, client.site, view).await?,
        Who::User(_) => view,
    };
    Ok(ConversationAnswer { conversation })
}

/// `ai:stop`.
///
/// # Errors
/// As [`service::set_assistant`].
pub async fn stop_assistant(
    app: App,
    client: Arc<Client>,
    data: ConversationData,
) -> Result<ConversationAnswer> {
    client.user()?;
    let by = actor(&client);
    let view =
        service::set_assistant(&app, client.site, data.conversation, by, AssistantState::Stopped).await?;
    answer(&app, &client, view).await
}

/// `ai:resume`.
///
/// # Errors
/// As [`service::set_assistant`].
pub async fn resume_assistant(
    app: App,
    client: Arc<Client>,
    data: ConversationData,
) -> Result<ConversationAnswer> {
    client.user()?;
    let by = actor(&client);
    let view = service::set_assistant(&app, client.site, data.conversation, by, AssistantState::On).await?;
    answer(&app, &client, view).await
}

/// `chat:escalate`.
#[derive(Deserialize)]
pub struct EscalateData {
    #[serde(rename = "conversationId")]
    conversation: ConversationId,
    choice: Choice,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Choice {
    /// Wait for a person.
    Wait,
    /// Leave a request by form instead; the assistant stays.
    Ticket,
}

/// The visitor asks for a person.
///
/// # Errors
/// As [`service::escalate`].
pub async fn escalate(app: App, client: Arc<Client>, data: EscalateData) -> Result<Value> {
    let visitor = client.visitor()?;
    if data.choice == Choice::Ticket {
        let view = service::find(&app, client.site, data.conversation).await?;
        let own = Some(view).filter(|it| it.visitor.id == visitor);
        return Ok(json!({ "status": own.ok_or(Error::NotFound("conversation"))?.status }));
    }
    let (view, place) = service::escalate(&app, client.site, data.conversation, actor(&client)).await?;
    let status = view.status;
    let conversation = service::shown_to_visitor(&app, client.site, view).await?;
    Ok(json!({
        "status": status, "position": place.map(|it| it.position),
        "estimated_wait_seconds": place.map(|it| it.estimated_wait_seconds), "conversation": conversation,
    }))
}

/// `queue:leave`: the visitor waits no longer.
///
/// # Errors
/// As [`service::leave_queue`].
pub async fn leave_queue(
    app: App,
    client: Arc<Client>,
    data: ConversationData,
) -> Result<ConversationAnswer> {
    client.visitor()?;
    let by = actor(&client);
    let view = service::leave_queue(&app, client.site, data.conversation, by, Leaving::Asked).await?;
    answer(&app, &client, view).await
}

/// `agent:offer:accept`.
///
/// # Errors
/// As [`service::accept`].
pub async fn accept_offer(
    app: App,
    client: Arc<Client>,
    data: ConversationData,
) -> Result<ConversationAnswer> {
    let who = (client.user()?, client.name.clone());
    let view = service::accept(&app, client.site, data.conversation, who).await?;
    answer(&app, &client, view).await
}

/// `agent:offer:decline`.
///
/// # Errors
/// As [`service::decline`].
pub async fn decline_offer(app: App, client: Arc<Client>, data: ConversationData) -> Result<Nothing> {
    service::decline(&app, client.site, data.conversation, client.user()?).await?;
    Ok(Nothing {})
}
