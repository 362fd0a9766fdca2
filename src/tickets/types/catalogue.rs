//! What tickets are about, and what they are made from.
use super::Priority;
use crate::base::At;
use crate::base::ids::{DepartmentId, TeamId, TicketCategoryId, TicketTemplateId, UserId};
use serde::{Deserialize, Serialize};

/// What tickets are about. There are two levels.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketCategory)]
pub struct Category {
    /// Its identity.
    pub id: TicketCategoryId,
    /// The one above it.
    pub parent_id: Option<TicketCategoryId>,
    /// What it is called.
    pub name: String,
    /// Where its tickets belong, unless something else is said.
    pub department_id: Option<DepartmentId>,
    /// How much its tickets press, unless something else is said.
    pub priority: Option<Priority>,
    /// How many tickets it has.
    pub tickets: i64,
    /// For `If-Match`.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
}

/// What is wanted of a category, all of it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct CategoryInput {
    /// 1 to 80 characters.
    #[serde(default)]
    pub name: String,
    /// The one above it; that one has none above itself.
    pub parent_id: Option<TicketCategoryId>,
    /// Where its tickets belong.
    pub department_id: Option<DepartmentId>,
    /// How much its tickets press.
    pub priority: Option<Priority>,
}

/// A ticket that is often made, ready to be filled in.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = TicketTemplate)]
pub struct Template {
    /// Its identity.
    pub id: TicketTemplateId,
    /// What it is called.
    pub name: String,
    /// May name places, as canned responses do.
    pub subject: String,
    /// The same.
    pub body: String,
    /// What else the ticket begins with.
    pub defaults: TemplateDefaults,
    /// For `If-Match`.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
}

/// What a template fills in beside the words. What the site does not have any more is left out when it is used.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TemplateDefaults {
    /// How much it presses.
    pub priority: Option<Priority>,
    /// What it is about.
    pub category_id: Option<TicketCategoryId>,
    /// Where it belongs.
    pub department_id: Option<DepartmentId>,
    /// Which team has it.
    pub team_id: Option<TeamId>,
    /// Who has it.
    pub assignee_id: Option<UserId>,
    /// Names of tags.
    pub tags: Vec<String>,
}

/// What is wanted of a template, all of it.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct TemplateInput {
    /// 1 to 80 characters.
    #[serde(default)]
    pub name: String,
    /// At most 200 characters.
    #[serde(default)]
    pub subject: String,
    /// At most 20,000 characters.
    #[serde(default)]
    pub body: String,
    /// What else the ticket begins with.
    #[serde(default)]
    pub defaults: TemplateDefaults,
}
