//! Values of visitors.
use crate::base::At;
use crate::base::ids::VisitorId;
use serde::Serialize;

/// A visitor as clients see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct VisitorView {
    /// Its identity.
    pub id: VisitorId,
    /// Rises per site: "Ziyaretçi 4821".
    pub number: i64,
    /// As told by the page or the visitor.
    pub name: Option<String>,
    /// As told by the page or the visitor.
    pub email: Option<String>,
    /// As told by the page or the visitor.
    pub phone: Option<String>,
    /// Whether the institution's own server vouched for the identity.
    pub verified: bool,
    /// Visits so far, this one included.
    pub visit_count: i64,
    /// First visit.
    pub first_seen_at: At,
    /// Last sign of life.
    pub last_seen_at: At,
    /// Whether a page is open now.
    pub online: bool,
    /// Address of the page.
    pub page: Option<String>,
    /// Title of the page.
    pub title: Option<String>,
    /// Language of the browser.
    pub language: Option<String>,
    /// Whether the site treats the visitor as a VIP.
    pub vip: bool,
}

/// What a page tells of where the visitor is.
#[derive(Debug, Clone, Default)]
pub struct PageSeen {
    /// Its address.
    pub url: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// Language of the browser.
    pub language: Option<String>,
    /// Where the request came from, when known.
    pub address: Option<String>,
}

/// A page a visitor looked at.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PageView {
    /// Address.
    pub url: String,
    /// Title.
    pub title: Option<String>,
    /// When.
    pub at: At,
}

/// What may be known of a person; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// At most 120 characters.
    pub name: Option<String>,
    /// A mail address.
    pub email: Option<String>,
    /// At most 40 characters.
    pub phone: Option<String>,
    /// A VIP waits less; said by agents only.
    pub vip: Option<bool>,
}
