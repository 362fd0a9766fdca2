//! Values of canned responses.
use crate::base::At;
use crate::base::ids::{CannedResponseId, TeamId, UserId};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Who may use a canned response.
    Scope {
        /// Only who wrote it.
        Personal = "personal",
        /// The members of a team, and admins.
        Team = "team",
        /// Everybody on the site.
        Site = "site",
    }
}

/// Whose a canned response is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holder {
    /// The whole site's.
    Site,
    /// A team's.
    Team(TeamId),
    /// Somebody's own.
    User(UserId),
}

impl Holder {
    /// The owner, when it is somebody's own.
    #[must_use]
    pub fn user(self) -> Option<UserId> {
        if let Holder::User(it) = self { Some(it) } else { None }
    }

    /// The team, when it is one's.
    #[must_use]
    pub fn team(self) -> Option<TeamId> {
        if let Holder::Team(it) = self { Some(it) } else { None }
    }

    /// Who may use it.
    #[must_use]
    pub fn scope(self) -> Scope {
        match self {
            Holder::Site => Scope::Site,
            Holder::Team(_) => Scope::Team,
            Holder::User(_) => Scope::Personal,
        }
    }
}

/// A team by its name.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Team {
    /// Its identity.
    pub id: TeamId,
    /// What it is called; `null` once it was removed, when only admins still see its responses.
    pub name: Option<String>,
}

/// A canned response.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct CannedResponse {
    /// Its identity.
    pub id: CannedResponseId,
    /// Whose it is.
    #[serde(skip)]
    pub holder: Holder,
    /// Who may use it.
    pub scope: Scope,
    /// The team, where the scope is one.
    pub team: Option<Team>,
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
    /// The team, where the scope is one.
    pub team_id: Option<TeamId>,
    /// 1 to 40 letters, digits, `-`, `_` or `.`; a leading slash is taken off.
    pub shortcut: Option<String>,
    /// 1 to 120 characters.
    pub title: Option<String>,
    /// 1 to 8,000 characters.
    pub body: Option<String>,
}
