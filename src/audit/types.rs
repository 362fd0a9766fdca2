//! What a row of the trail is made of.
use crate::base::At;
use crate::base::ids::{AuditId, SiteId, UserId, VisitorId};
use crate::web::{Client, Staff};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// What kind of somebody acted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// A user of the desk; or somebody who failed to prove to be one.
    User,
    /// A visitor of a site.
    Visitor,
    /// The program itself.
    System,
    /// Somebody at the command line of the machine.
    CommandLine,
}

impl ActorKind {
    /// As stored and as sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            ActorKind::User => "user",
            ActorKind::Visitor => "visitor",
            ActorKind::System => "system",
            ActorKind::CommandLine => "cli",
        }
    }
}

/// Who acted, and from where.
#[derive(Debug, Clone)]
pub struct Actor {
    /// What kind.
    pub kind: ActorKind,
    /// Which one, when known.
    pub id: Option<Uuid>,
    /// From which address.
    pub address: Option<String>,
    /// With which browser.
    pub agent: Option<String>,
}

impl Actor {
    /// A signed-in user.
    #[must_use]
    pub fn staff(staff: &Staff) -> Actor {
        Actor {
            kind: ActorKind::User,
            id: Some(staff.user.uuid()),
            address: Some(staff.address.clone()),
            agent: Some(staff.agent.clone()),
        }
    }

    /// Somebody on the way to being signed in; `user` when it is known who.
    #[must_use]
    pub fn client(client: &Client, user: Option<UserId>) -> Actor {
        Actor {
            kind: ActorKind::User,
            id: user.map(UserId::uuid),
            address: Some(client.address.to_string()),
            agent: Some(client.agent.clone()),
        }
    }

    /// A user who did it by mail.
    #[must_use]
    pub fn user_by_mail(user: UserId) -> Actor {
        Actor { kind: ActorKind::User, id: Some(user.uuid()), address: None, agent: None }
    }

    /// A visitor.
    #[must_use]
    pub fn visitor(visitor: VisitorId) -> Actor {
        Actor { kind: ActorKind::Visitor, id: Some(visitor.uuid()), address: None, agent: None }
    }

    /// The program itself.
    #[must_use]
    pub fn system() -> Actor {
        Actor { kind: ActorKind::System, id: None, address: None, agent: None }
    }

    /// The command line.
    #[must_use]
    pub fn command_line() -> Actor {
        Actor { kind: ActorKind::CommandLine, id: None, address: None, agent: None }
    }
}

/// A row to be.
#[derive(Debug, Clone)]
pub struct Entry {
    pub(super) id: AuditId,
    pub(super) site: Option<SiteId>,
    pub(super) at: Timestamp,
    pub(super) actor: Actor,
    pub(super) action: &'static str,
    pub(super) target_kind: &'static str,
    pub(super) target_id: Option<Uuid>,
    pub(super) old: Option<Value>,
    pub(super) new: Option<Value>,
}

impl Entry {
    /// `actor` did `action` (`noun.verb_in_the_past`) on `site`; without a site, to the installation.
    #[must_use]
    pub fn new(actor: &Actor, site: Option<SiteId>, action: &'static str, at: Timestamp) -> Entry {
        let target_kind = action.split('.').next().unwrap_or_default();
        Entry {
            id: AuditId::random(),
            site,
            at,
            actor: actor.clone(),
            action,
            target_kind,
            target_id: None,
            old: None,
            new: None,
        }
    }

    /// What it was done to.
    #[must_use]
    pub fn to(mut self, kind: &'static str, id: Uuid) -> Entry {
        self.target_kind = kind;
        self.target_id = Some(id);
        self
    }

    /// How the target was before.
    #[must_use]
    pub fn old(mut self, value: Value) -> Entry {
        self.old = Some(value);
        self
    }

    /// How the target is now.
    #[must_use]
    pub fn new_value(mut self, value: Value) -> Entry {
        self.new = Some(value);
        self
    }
}

/// A row as it is shown.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct AuditRow {
    /// Its place in the chain.
    #[serde(skip)]
    pub number: i64,
    /// Its identity.
    pub id: AuditId,
    /// When.
    pub at: At,
    /// Who.
    pub actor: ActorView,
    /// What, such as `site.updated`.
    pub action: String,
    /// To what.
    pub target: TargetView,
    /// From which address.
    pub address: Option<String>,
    /// With which browser.
    pub agent: Option<String>,
    /// How the target was before.
    #[schema(value_type = Option<Object>)]
    pub old: Option<Value>,
    /// How it was afterwards.
    #[schema(value_type = Option<Object>)]
    pub new: Option<Value>,
}

/// Who acted.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ActorView {
    /// `user`, `visitor`, `system` or `cli`.
    pub kind: String,
    /// Which one.
    pub id: Option<Uuid>,
    /// The user's present name.
    pub name: Option<String>,
}

/// What was acted on.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct TargetView {
    /// `user`, `site`, `settings`, `sign_in` …
    pub kind: String,
    /// Which one.
    pub id: Option<Uuid>,
    /// A user's or site's present name.
    pub name: Option<String>,
}
