//! Who is asking. The authorisation layer (`people/authorize.rs`) resolves credentials once per request and
//! leaves a [`Caller`]; a handler names the kind of caller it needs and gets the site with it.
use crate::base::ids::{LoginId, SiteId, UserId, VisitorId};
use crate::base::{Lang, Role};
use crate::{Error, Result};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;

/// The credentials of a request, checked.
#[derive(Debug, Clone)]
pub enum Caller {
    /// A user who signed in.
    Staff(Staff),
    /// A visitor of a site, known by its token.
    Visitor(Visitor),
    /// Somebody who only named a site by its public key.
    Public(Public),
    /// Nobody in particular.
    Nobody,
}

/// A user acting on a site.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Who.
    pub user: UserId,
    /// By which sign-in.
    pub login: LoginId,
    /// The site acted on; `None` when the user has several and named none, or none at all.
    pub site: Option<SiteId>,
    /// What the user is on that site; without a site, what the user is anywhere at least.
    pub role: Role,
    /// Shown to others.
    pub name: String,
    /// The address the request came from.
    pub address: String,
    /// The browser's name of itself.
    pub agent: String,
}

impl Staff {
    /// The site acted on.
    ///
    /// # Errors
    /// 400 `site_required` when none was named.
    pub fn site(&self) -> Result<SiteId> {
        self.site.ok_or(Error::Unreadable("site_required"))
    }

    /// Whether the user is at least an admin of the site acted on.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.role >= Role::Admin
    }
}

/// A visitor on a page that carries the widget.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Whose widget it is.
    pub site: SiteId,
    /// Who.
    pub visitor: VisitorId,
}

/// A page that carries the widget.
#[derive(Debug, Clone, Copy)]
pub struct Public {
    /// Whose widget it is.
    pub site: SiteId,
}

impl Caller {
    /// The site the caller may act on, if any.
    #[must_use]
    pub fn site(&self) -> Option<SiteId> {
        match self {
            Caller::Staff(it) => it.site,
            Caller::Visitor(it) => Some(it.site),
            Caller::Public(it) => Some(it.site),
            Caller::Nobody => None,
        }
    }
}

fn caller(parts: &Parts) -> Caller {
    parts.extensions.get::<Caller>().cloned().unwrap_or(Caller::Nobody)
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        Ok(caller(parts))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Staff {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        match caller(parts) {
            Caller::Staff(it) => Ok(it),
            _ => Err(Error::Unauthorized("token_missing")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        match caller(parts) {
            Caller::Visitor(it) => Ok(it),
            _ => Err(Error::Unauthorized("token_missing")),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Public {
    type Rejection = Error;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self> {
        caller(parts).site().map(|site| Public { site }).ok_or(Error::Unauthorized("site_unknown"))
    }
}

/// The language a request asks for, for texts that the server words itself.
impl<S: Send + Sync> FromRequestParts<S> for Lang {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, _state: &S) -> std::result::Result<Self, Self::Rejection> {
        Ok(super::problem::language(&parts.headers))
    }
}
