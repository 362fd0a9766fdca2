//! Values of the organisation.
use crate::base::At;
use crate::base::ids::{DepartmentId, GroupId, SkillId, TeamId, UserId};
use crate::text_enum;
use serde::{Deserialize, Deserializer, Serialize};

text_enum! {
    /// What a group is.
    Kind {
        /// Where an agent works; one at most.
        Department = "department",
        /// With whom; any number.
        Team = "team",
        /// What an agent knows; any number.
        Skill = "skill",
    }
}

/// A department, a team or a skill.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Group {
    /// Its identity.
    pub id: GroupId,
    /// At most 60 characters; no two of a kind read alike.
    pub name: String,
    /// For departments: who waits for it waits less.
    pub urgent: bool,
    /// The agents in it, by name.
    pub members: Vec<Member>,
    /// For `If-Match`.
    pub version: i64,
    /// When it was added.
    pub created_at: At,
}

/// An agent in a group.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Member {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// A group about to be added.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct NewGroup {
    /// 1 to 60 characters.
    pub name: String,
    /// For departments: who waits for it waits less.
    #[serde(default)]
    pub urgent: bool,
    /// Agents of the site. A member of another department moves.
    #[serde(default)]
    pub members: Vec<UserId>,
}

/// A change of a group; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub(super) struct GroupChange {
    /// 1 to 60 characters.
    pub name: Option<String>,
    /// For departments: who waits for it waits less.
    pub urgent: Option<bool>,
    /// All agents in it from now on.
    pub members: Option<Vec<UserId>>,
}

/// What an agent is on a site, beside the role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Profile {
    /// Where the agent works.
    pub department_id: Option<DepartmentId>,
    /// With whom.
    pub team_ids: Vec<TeamId>,
    /// What the agent knows.
    pub skill_ids: Vec<SkillId>,
    /// What the agent speaks: `tr`, `en` …
    pub languages: Vec<String>,
    /// 1 to 10: VIPs go to the highest.
    pub priority_level: u32,
    /// Whether calls may ring there.
    pub accept_calls: bool,
}

impl Default for Profile {
    fn default() -> Profile {
        Profile {
            department_id: None,
            team_ids: Vec::new(),
            skill_ids: Vec::new(),
            languages: Vec::new(),
            priority_level: 1,
            accept_calls: true,
        }
    }
}

/// A change of a profile; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
pub struct ProfileChange {
    /// Where the agent works; `null` for nowhere in particular.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<DepartmentId>)]
    pub department_id: Option<Option<DepartmentId>>,
    /// All teams from now on.
    pub team_ids: Option<Vec<TeamId>>,
    /// All skills from now on.
    pub skill_ids: Option<Vec<SkillId>>,
    /// Two or three letters each, at most 20.
    pub languages: Option<Vec<String>>,
    /// 1 to 10.
    pub priority_level: Option<u32>,
    /// Whether calls may ring there.
    pub accept_calls: Option<bool>,
}

impl ProfileChange {
    /// Whether nothing is asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == ProfileChange::default()
    }
}

/// Tells `null` from left out.
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(from: D) -> Result<Option<Option<T>>, D::Error> {
    Option::<T>::deserialize(from).map(Some)
}
