//! Values of saved views.
use crate::base::At;
use crate::base::ids::{SavedViewId, UserId};
use crate::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::Value;

text_enum! {
    /// Who sees a saved view.
    ViewScope {
        /// Only who made it.
        Personal = "personal",
        /// Everybody on the site.
        Site = "site",
    }
}

text_enum! {
    /// Of what a saved view is a list.
    ViewOf {
        /// Of conversations.
        Inbox = "inbox",
        /// Of tickets.
        Tickets = "tickets",
    }
}

/// A saved view.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SavedView {
    /// Its identity.
    pub id: SavedViewId,
    /// Whose own it is.
    #[serde(skip)]
    pub owner: Option<UserId>,
    /// Who sees it.
    pub scope: ViewScope,
    /// Of what it is a list.
    pub of: ViewOf,
    /// What it is called.
    pub name: String,
    /// What the list is narrowed down to: the query parameters of conversations or of tickets.
    #[schema(value_type = Object)]
    pub filter: Value,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
}

/// How many conversations a saved view has.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ViewCount {
    /// Which.
    pub id: SavedViewId,
    /// At most 1,000, which stands for "1,000 or more".
    pub count: i64,
}

/// What is wanted of a saved view; what is left out stays, or has its default in a new one.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct ViewInput {
    /// 1 to 60 characters.
    pub name: Option<String>,
    /// Who sees it; `personal` when left out.
    pub scope: Option<ViewScope>,
    /// What the list is narrowed down to.
    #[schema(value_type = Option<Object>)]
    pub filter: Option<Value>,
    /// Of what it is a list; `inbox` when left out. It stays what it is.
    pub of: Option<ViewOf>,
}
