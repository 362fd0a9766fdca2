//! Values of tracking.
use crate::base::At;
use crate::base::ids::{ConversationId, SessionId, UserId};
use crate::live::Device;
use crate::visitors::VisitorView;
use serde::{Deserialize as _, Deserializer, Serialize};
use serde_json::Value;

crate::text_enum! {
    /// What a visitor does.
    Activity {
        /// Something.
        Active = "active",
        /// Nothing for a minute.
        Idle = "idle",
    }
}

impl Activity {
    /// `true` is at rest.
    #[must_use]
    pub fn of(idle: bool) -> Activity {
        if idle { Activity::Idle } else { Activity::Active }
    }
}

/// A page's own name for a visit; one that is no UUID is none.
///
/// # Errors
/// When it is no text at all.
pub fn named<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SessionId>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.and_then(|it| it.parse().ok()))
}

/// What is known of a visitor's machine and way here.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SourceView {
    /// Such as `Firefox`.
    pub browser: Option<String>,
    /// Such as `Windows`.
    pub system: Option<String>,
    /// What kind of machine.
    pub device: Option<Device>,
    /// Width and height of the screen.
    pub screen: Option<String>,
    /// The page of another site that led here.
    pub referrer: Option<String>,
    /// Where the address is: two letters of ISO 3166; known only where a file of places is installed.
    pub country: Option<String>,
    /// The city there.
    pub city: Option<String>,
    /// What the first address said of a campaign, by part: `source`, `medium`, `campaign`, `term`, `content`.
    pub campaign: Option<Value>,
}

/// A visitor who has a page open.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LiveVisitor {
    /// Who.
    #[serde(flatten)]
    pub visitor: VisitorView,
    /// The session.
    pub session_id: SessionId,
    /// When it began.
    pub began_at: At,
    /// Since when the page is open.
    pub page_since: Option<At>,
    /// Pages of the session so far.
    pub page_views: i64,
    /// What the visitor does.
    pub state: Activity,
    /// Since when.
    pub state_since: At,
    /// Whether pages may be kept; else no page is known.
    pub tracked: bool,
    /// Machine and way.
    #[serde(flatten)]
    pub source: SourceView,
    /// The open conversation.
    pub conversation: Option<LiveConversation>,
}

/// An open conversation, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct LiveConversation {
    /// Which.
    pub id: ConversationId,
    /// Its number on the site.
    pub number: i64,
    /// Where it stands: `bot`, `queued` or `active`.
    pub status: String,
    /// Who has it.
    pub assignee: Option<Holder>,
}

/// An agent who has a conversation.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Holder {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// What changed about a visitor who was told of before.
#[derive(Debug, Clone, Serialize)]
pub struct Moved {
    /// Who.
    #[serde(rename = "visitorId")]
    pub visitor: crate::base::ids::VisitorId,
    /// Address of the page.
    pub page: Option<String>,
    /// Title of the page.
    pub title: Option<String>,
    /// Since when the page is open.
    pub page_since: Option<At>,
    /// Pages of the session so far.
    pub page_views: i64,
    /// What the visitor does.
    pub state: Activity,
    /// Since when.
    pub state_since: At,
}

/// A page of a journey.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Look {
    /// The session it belongs to.
    pub session_id: SessionId,
    /// Address.
    pub url: String,
    /// Title.
    pub title: Option<String>,
    /// Since when.
    pub at: At,
    /// How long, in milliseconds; `null` while it is open, or when the end was not heard of.
    pub duration_ms: Option<i64>,
    /// How far down it was seen, in per cent.
    pub scroll: Option<i64>,
}

/// When a visitor rested, and when not.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct StateChange {
    /// Since when.
    pub at: At,
    /// What.
    pub state: Activity,
}

/// A stay on the site's pages.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SessionView {
    /// Its identity.
    pub id: SessionId,
    /// When it began.
    pub began_at: At,
    /// Last sign of life.
    pub last_at: At,
    /// Whether it is over: half an hour of silence ends it.
    pub over: bool,
    /// From the first sign of life to the last one, in milliseconds.
    pub duration_ms: i64,
    /// Machine and way.
    #[serde(flatten)]
    pub source: SourceView,
    /// Language of the browser.
    pub language: Option<String>,
    /// Number of pages.
    pub page_views: i64,
    /// The last 50 pages, newest first.
    pub pages: Vec<Look>,
    /// Activity and rest, oldest first.
    pub states: Vec<StateChange>,
}
