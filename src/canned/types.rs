//! Values of canned responses.
use crate::base::At;
use crate::base::ids::{CannedResponseId, UserId};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Who may use a canned response.
    Scope {
        /// Only who wrote it.
        Personal = "personal",
        /// Everybody on the site.
        Site = "site",
    }
}

/// A canned response.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CannedResponse {
    /// Its identity.
    pub id: CannedResponseId,
    /// Whose own it is; never told, for nobody else sees it.
    #[serde(skip)]
    pub owner: Option<UserId>,
    /// Who may use it.
    pub scope: Scope,
    /// What it is called by, without the slash.
    pub shortcut: String,
    /// What it is about.
    pub title: String,
    /// Markdown subset; may name places: `{{ziyaretci.ad}}`, `{{temsilci.ad}}`, `{{site.ad}}`.
    pub body: String,
    /// How often it was used.
    pub uses: i64,
    /// When it was used last.
    pub last_used_at: Option<At>,
    /// Rises with every change of the words.
    pub version: i64,
    /// When it was written.
    pub created_at: At,
    /// When its words were changed last.
    pub updated_at: At,
}

/// What is wanted of a canned response; what is left out stays, or has its default in a new one.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct CannedInput {
    /// Who may use it; `site` when left out.
    pub scope: Option<Scope>,
    /// 1 to 40 letters, digits, `-`, `_` or `.`; a leading slash is taken off.
    pub shortcut: Option<String>,
    /// 1 to 120 characters.
    pub title: Option<String>,
    /// 1 to 8,000 characters.
    pub body: Option<String>,
}
