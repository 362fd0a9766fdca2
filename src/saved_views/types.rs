//! Values of saved views.
use crate::base::At;
use crate::base::ids::{SavedViewId, UserId};
use crate::conversations::filter::FilterInput;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Who sees a saved view.
    ViewScope {
        /// Only who made it.
        Personal = "personal",
        /// Everybody on the site.
        Site = "site",
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
    /// What it is called.
    pub name: String,
    /// What the list is narrowed down to.
    pub filter: FilterInput,
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
    pub filter: Option<FilterInput>,
}
