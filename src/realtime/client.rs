//! What the server knows of one socket.
use super::Who;
use crate::base::ids::{LoginId, SiteId, UserId, VisitorId};
use crate::base::{Lang, Role};
use crate::config::Limits;
use crate::{Error, Result};
use governor::clock::DefaultClock;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::num::NonZeroU32;
use std::sync::Arc;

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
    pub(super) floods: Arc<Floods>,
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

/// The flood limits, by visitor: however many tabs and connections one has, they share.
pub(super) struct Floods {
    messages: Rate,
    typing: Rate,
    page_views: Rate,
}

type Rate = Option<RateLimiter<VisitorId, DashMapStateStore<VisitorId>, DefaultClock>>;

/// Visitors remembered at once; those whose bucket is full again are then forgotten.
const MOST_VISITORS: usize = 100_000;

impl Floods {
    /// Full buckets.
    pub(super) fn new(limits: &Limits) -> Floods {
        // A second's worth may come at once, and as much again after a pause: people paste two lines.
        let rate = |per_second: u32| {
            let it = NonZeroU32::new(per_second)?;
            let burst = it.saturating_mul(NonZeroU32::MIN.saturating_add(1));
            Some(RateLimiter::dashmap(Quota::per_second(it).allow_burst(burst)))
        };
        Floods {
            messages: rate(limits.messages),
            typing: rate(limits.typing),
            page_views: rate(limits.page_views),
        }
    }

    /// Takes one from the bucket of `flood`; users of the desk have none.
    pub(super) fn take(&self, who: Who, flood: Flood) -> Result<()> {
        let rate = match flood {
            Flood::Messages => &self.messages,
            Flood::Typing => &self.typing,
            Flood::PageViews => &self.page_views,
        };
        let (Who::Visitor(visitor), Some(rate)) = (who, rate) else { return Ok(()) };
        if rate.len() > MOST_VISITORS {
            rate.retain_recent();
        }
        match rate.check_key(&visitor) {
            Ok(()) => Ok(()),
            Err(_) => Err(Error::RateLimited { code: "rate_limited", retry_after_seconds: 1 }),
        }
    }
}
