//! One visitor's session as memory has it: where they come from, which page is open, what is not stored yet.
use super::SESSION_PAUSE_MS;
use crate::base::ids::SessionId;
use jiff::Timestamp;

crate::text_enum! {
    /// What a visitor holds in the hand or sits at.
    Device {
        /// A computer.
        Desktop = "desktop",
        /// A telephone.
        Phone = "phone",
        /// A tablet.
        Tablet = "tablet",
    }
}

/// Where a visitor comes from and with what, as told when the session began.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// Whether pages may be kept; else the visitor is there, and no more is known.
    pub tracked: bool,
    /// Such as `Firefox`.
    pub browser: Option<String>,
    /// Such as `Windows`.
    pub system: Option<String>,
    /// What kind of machine.
    pub device: Option<Device>,
    /// Width and height of the screen, such as `1440x900`.
    pub screen: Option<String>,
    /// Language of the browser.
    pub language: Option<String>,
    /// The page of another site that led here.
    pub referrer: Option<String>,
    /// What the first address said of a campaign: JSON.
    pub campaign: Option<String>,
    /// Two letters of ISO 3166, where the address is known.
    pub country: Option<String>,
    /// Its name.
    pub city: Option<String>,
}

impl Source {
    /// Takes over what `other` knows more of the browser.
    pub(super) fn add(&mut self, other: Source) {
        self.browser = self.browser.take().or(other.browser);
        self.system = self.system.take().or(other.system);
        self.device = self.device.take().or(other.device);
        self.screen = self.screen.take().or(other.screen);
        self.language = self.language.take().or(other.language);
        if self.country.is_none() {
            (self.country, self.city) = (other.country, other.city);
        }
    }
}

/// A page that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// Since when; no two views of a visitor share a moment.
    pub at: i64,
    /// Its address.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// How long, in milliseconds; `None` while it is open.
    pub duration_ms: Option<i64>,
    /// How far down it was seen, in per cent.
    pub scroll: Option<i64>,
}

/// What a page says of where the visitor is.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    /// Address; nothing of the page is known without one.
    pub url: Option<String>,
    /// Title.
    pub title: Option<String>,
}

/// One visitor's session, as far as it is in memory.
#[derive(Debug, Clone)]
pub struct Visit {
    /// The session.
    pub session: SessionId,
    /// When it began.
    pub began_at: Timestamp,
    /// Last sign of life.
    pub last_at: Timestamp,
    /// With what.
    pub source: Source,
    /// The page that is open.
    pub page: Option<View>,
    /// Pages so far.
    pub page_views: i64,
    /// Whether nothing was done for a minute.
    pub idle: bool,
    /// Since when that is so.
    pub state_at: Timestamp,
    /// Whether a socket is open.
    pub online: bool,
    /// Whether the visitor was there in an earlier session that was counted.
    pub(super) counts: bool,
    newest_view: i64,
    pub(super) left: Vec<View>,
    pub(super) states: Vec<(i64, bool)>,
    pub(super) unsaved: bool,
}

impl Visit {
    /// A session that begins at `now`; `counts` tells whether it is a further visit of somebody known.
    #[must_use]
    pub fn begun(source: Source, counts: bool, now: Timestamp) -> Visit {
        Visit {
            session: SessionId::random(),
            began_at: now,
            last_at: now,
            source,
            page: None,
            page_views: 0,
            idle: false,
            state_at: now,
            online: false,
            counts,
            newest_view: i64::MIN,
            left: Vec::new(),
            states: Vec::new(),
            unsaved: true,
        }
    }

    /// The same, under the name that the page has for it.
    #[must_use]
    pub fn named(self, session: Option<SessionId>) -> Visit {
        Visit { session: session.unwrap_or(self.session), ..self }
    }

    /// A session that the disk knows goes on.
    #[must_use]
    pub fn resumed(
        session: SessionId,
        (began_at, last_at): (Timestamp, Timestamp),
        source: Source,
        (page, page_views): (Option<View>, i64),
    ) -> Visit {
        let newest_view = page.as_ref().map_or(i64::MIN, |it| it.at);
        Visit { session, last_at, page, page_views, newest_view, ..Visit::begun(source, false, began_at) }
    }

    /// Whether the next sign of life belongs to another session.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        now.as_millisecond() - self.last_at.as_millisecond() > SESSION_PAUSE_MS
    }

    /// Somebody stirs on a page that was left alone for longer than a session lasts: another session on the same page.
    pub(super) fn begin_again(&mut self, now: Timestamp) {
        let source = Source { referrer: None, campaign: None, ..self.source.clone() };
        let page = self.page.take().map(|it| Seen { url: Some(it.url), title: it.title });
        let (online, left, states) =
            (self.online, std::mem::take(&mut self.left), std::mem::take(&mut self.states));
        *self = Visit { online, left, states, ..Visit::begun(source, true, now) };
        if let Some(seen) = page {
            self.look(&seen, now);
        }
    }

    pub(super) fn live(&mut self, now: Timestamp) {
        self.last_at = now.max(self.last_at);
        self.unsaved = true;
    }

    /// Another page is open; the same address again is the same view.
    pub(super) fn look(&mut self, seen: &Seen, now: Timestamp) {
        self.live(now);
        let Some(url) = seen.url.as_ref().filter(|_| self.source.tracked) else { return };
        if let Some(page) = self.page.as_mut().filter(|it| it.url == *url) {
            page.title = seen.title.clone().or(page.title.take());
            return;
        }
        self.leave_page(now);
        let at = self.newest_view.saturating_add(1).max(now.as_millisecond());
        self.newest_view = at;
        self.page =
            Some(View { at, url: url.clone(), title: seen.title.clone(), duration_ms: None, scroll: None });
        self.page_views += 1;
        self.rouse(false, now);
    }

    pub(super) fn leave_page(&mut self, now: Timestamp) {
        if let Some(mut page) = self.page.take() {
            page.duration_ms = Some((now.as_millisecond() - page.at).max(0));
            self.left.push(page);
        }
    }

    pub(super) fn rouse(&mut self, idle: bool, now: Timestamp) {
        if self.idle != idle {
            self.idle = idle;
            self.state_at = now;
            if self.source.tracked {
                self.states.push((now.as_millisecond(), idle));
            }
        }
    }
}
