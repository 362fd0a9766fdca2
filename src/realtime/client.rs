//! What the server knows of one socket.
use super::Who;
use crate::base::ids::{LoginId, SiteId, UserId, VisitorId};
use crate::base::{Lang, Role};
use crate::config::Limits;
use crate::{Error, Result};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use std::num::NonZeroU32;

/// One connected socket, recognised.
pub struct Client {
    /// The site it belongs to.
    pub site: SiteId,
    /// The user or visitor behind it.
    pub who: Who,
    /// A user's role on the site; `None` for visitors.
    pub role: Option<Role>,
    /// A user's name; empty for visitors.
    pub name: String,
    /// The sign-in behind a user's socket.
    pub login: Option<LoginId>,
    /// In which language it is answered.
    pub lang: Lang,
    /// A visitor's browser's name of itself; empty for users.
    pub agent: String,
    /// Whether the browser asks not to be tracked.
    pub do_not_track: bool,
    pub(super) buckets: Buckets,
}

impl Client {
    /// The visitor behind it.
    ///
    /// # Errors
    /// 403 for a user.
    pub fn visitor(&self) -> Result<VisitorId> {
        match self.who {
            Who::Visitor(it) => Ok(it),
            Who::User(_) => Err(Error::Forbidden("role_forbids")),
        }
    }

    /// The user behind it.
    ///
    /// # Errors
    /// 403 for a visitor.
    pub fn user(&self) -> Result<UserId> {
        match self.who {
            Who::User(it) => Ok(it),
            Who::Visitor(_) => Err(Error::Forbidden("role_forbids")),
        }
    }
}

/// Which flood limit an event counts against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flood {
    /// Chat messages and everything that is stored.
    Messages,
    /// Typing notices.
    Typing,
    /// Page views and other signs of life.
    PageViews,
}

/// The flood limits of one socket.
pub(super) struct Buckets {
    messages: Option<DefaultDirectRateLimiter>,
    typing: Option<DefaultDirectRateLimiter>,
    page_views: Option<DefaultDirectRateLimiter>,
}

impl Buckets {
    /// Full buckets; users of the desk have none.
    pub(super) fn new(limits: &Limits, who: Who) -> Buckets {
        let bucket = |per_second: u32| match who {
            Who::User(_) => None,
            // A second's worth may come at once, and as much again after a pause: people paste two lines.
            Who::Visitor(_) => NonZeroU32::new(per_second).map(|it| {
                RateLimiter::direct(
                    Quota::per_second(it).allow_burst(it.saturating_mul(NonZeroU32::MIN.saturating_add(1))),
                )
            }),
        };
        Buckets {
            messages: bucket(limits.messages),
            typing: bucket(limits.typing),
            page_views: bucket(limits.page_views),
        }
    }

    /// Takes one from the bucket of `flood`.
    pub(super) fn take(&self, flood: Flood) -> Result<()> {
        let bucket = match flood {
            Flood::Messages => &self.messages,
            Flood::Typing => &self.typing,
            Flood::PageViews => &self.page_views,
        };
        match bucket {
            Some(it) if it.check().is_err() => {
                Err(Error::RateLimited { code: "rate_limited", retry_after_seconds: 1 })
            }
            _ => Ok(()),
        }
    }
}
