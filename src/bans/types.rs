//! Values of bans.
use crate::base::At;
use crate::base::ids::{BanId, UserId, VisitorId};
use crate::text_enum;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

text_enum! {
    /// What a ban goes by.
    BannedBy {
        /// The visitor.
        Visitor = "visitor",
        /// The address the visitor wrote from last; whoever else writes from there is meant too.
        Address = "address",
    }
}

/// A ban as agents see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Ban {
    /// Its identity.
    pub id: BanId,
    /// What it goes by.
    pub by: BannedBy,
    /// The visitor that it began with.
    pub visitor: BannedVisitor,
    /// The address, where it goes by that.
    pub address: Option<String>,
    /// Why.
    pub reason: String,
    /// When it ends by itself; `null`: never.
    pub until: Option<At>,
    /// Who banned.
    pub created_by: Option<Banner>,
    /// When.
    pub created_at: At,
    /// When it was lifted.
    pub lifted_at: Option<At>,
}

/// A visitor, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct BannedVisitor {
    /// Who.
    pub id: VisitorId,
    /// Name.
    pub name: Option<String>,
    /// Number on the site.
    pub number: i64,
}

/// A user, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Banner {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// A ban about to be made.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct BanInput {
    /// Whom.
    pub visitor_id: VisitorId,
    /// By what; `visitor` when left out.
    pub by: Option<BannedBy>,
    /// Why, 1 to 500 characters; the visitor is not told.
    #[serde(default)]
    pub reason: String,
    /// When it ends by itself; left out: never.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub until: Option<Timestamp>,
}
