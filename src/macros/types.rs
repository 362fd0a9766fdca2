//! Values of macros.
use crate::base::ids::{MacroId, TicketCategoryId, UserId};
use crate::base::{At, Priority};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Who may run a macro.
    MacroScope {
        /// Only who made it.
        Personal = "personal",
        /// Everybody on the site.
        Site = "site",
    }
}

/// One thing that a macro does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Action {
    /// Says something to the visitor.
    Reply {
        /// 1 to 8,000 characters; may name places, as canned responses do.
        body: String,
    },
    /// Puts a tag on.
    Tag {
        /// 1 to 50 characters.
        tag: String,
    },
    /// Gives it to somebody.
    Assign {
        /// A user's id, `me`, or `none`.
        assignee: String,
    },
    /// Says how urgent it is.
    Priority {
        /// So urgent.
        priority: Priority,
    },
    /// Puts it off.
    Snooze {
        /// For so long, 1 to 8,760.
        hours: u16,
    },
    /// Makes a ticket of it, when all else is done.
    Ticket {
        /// How much it presses; what its category says when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        priority: Option<Priority>,
        /// What it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category_id: Option<TicketCategoryId>,
    },
    /// Ends it; nothing can follow.
    Close,
}

/// A macro.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Macro {
    /// Its identity.
    pub id: MacroId,
    /// Whose own it is.
    #[serde(skip)]
    pub owner: Option<UserId>,
    /// Who may run it.
    pub scope: MacroScope,
    /// What it is called.
    pub name: String,
    /// What it does, in this order.
    pub actions: Vec<Action>,
    /// How often it was run.
    pub uses: i64,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
}

/// What is wanted of a macro; what is left out stays, or has its default in a new one.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct MacroInput {
    /// 1 to 80 characters.
    pub name: Option<String>,
    /// Who may run it; `site` when left out.
    pub scope: Option<MacroScope>,
    /// 1 to 10.
    pub actions: Option<Vec<Action>>,
}
