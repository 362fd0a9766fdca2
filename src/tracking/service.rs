//! Use cases of tracking.
use super::types::{Activity, LiveVisitor, Look, Moved, SessionView, SourceView};
use super::{rules, store};
use crate::app::App;
use crate::base::At;
use crate::base::ids::{SessionId, SiteId, VisitorId};
use crate::base::text;
use crate::live::{Seen, Source, Visit};
use crate::store::Write;
use crate::{Error, Result, settings, visitors};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use std::net::IpAddr;
use tokio::sync::MutexGuard;

/// Longest kept address of a page, in characters.
const MAX_URL: usize = 500;
/// Visits stored in one write, so that nobody waits long behind it.
const SAVED_AT_ONCE: usize = 500;
/// How long sessions are kept.
const KEPT: SignedDuration = SignedDuration::from_hours(400 * 24);
/// Sessions removed in one write.
const REMOVED_AT_ONCE: i64 = 500;

/// What a page and its browser say when a visitor comes.
#[derive(Debug, Clone, Default)]
pub struct Arrival {
    /// The browser's name of itself.
    pub agent: String,
    /// Where the request came from, when known.
    pub address: Option<IpAddr>,
    /// Whether the browser asks not to be tracked.
    pub do_not_track: bool,
    /// Whether the visitor agrees to be tracked, where that was asked; else it stays as it was said before.
    pub agrees: Option<bool>,
    /// Whether the visitor was just made.
    pub is_new: bool,
    /// The page's own name for the visit, for a session that begins.
    pub session: Option<SessionId>,
    /// The page that is open.
    pub seen: Seen,
    /// Where it was linked from.
    pub referrer: Option<String>,
    /// Width and height of the screen.
    pub screen: Option<String>,
    /// Language of the browser.
    pub language: Option<String>,
}

/// A visitor came: the session that goes on is taken up, or another one begins. Machines are left out.
///
/// # Errors
/// When the store cannot be read.
pub async fn arrive(app: &App, site: SiteId, visitor: VisitorId, arrival: Arrival) -> Result<()> {
    let Some(browser) = rules::browser(&arrival.agent) else { return Ok(()) };
    let now = app.clock.now();
    let cut = |it: Option<String>, max| it.filter(|it| !it.is_empty()).map(|it| text::shorten(&it, max));
    let tracked = !arrival.do_not_track && agrees(app, site, visitor, arrival.agrees).await?;
    let url = arrival.seen.url.as_deref().filter(|_| tracked);
    let referrer = arrival.referrer.as_deref().filter(|_| tracked);
    let place = arrival.address.filter(|_| tracked).map(|it| app.places.find(it)).unwrap_or_default();
    let source = Source {
        tracked,
        country: place.country,
        city: place.city,
        screen: cut(arrival.screen, 20),
        language: cut(arrival.language, 20),
        referrer: referrer.and_then(|it| rules::referrer(it, url)),
        campaign: url.and_then(rules::campaign),
        ..if tracked { browser } else { Source::default() }
    };
    let seen = if tracked { tidy(arrival.seen) } else { Seen::default() };
    if app.visits.knows(site, visitor, now) {
        app.visits.tell_source(site, visitor, source.clone());
        app.visits.see(site, visitor, &seen, || Visit::begun(source, false, now), now);
        return Ok(());
    }
    let named = arrival.session;
    let (going_on, named) = app
        .store
        .read(move |conn| {
            let named = match named {
                Some(it) if store::is_free(conn, it)? => named,
                _ => None,
            };
            Ok((store::going_on(conn, site, visitor, now)?, named))
        })
        .await?;
    let fresh = || match going_on {
        Some(mut visit) => {
            visit.source.tracked = tracked;
            visit
        }
        None => Visit::begun(source, !arrival.is_new, now).named(named),
    };
    app.visits.see(site, visitor, &seen, fresh, now);
    Ok(())
}

/// Whether pages of a visitor may be kept: as they say now, else as they said before, else wherever nobody is asked.
async fn agrees(app: &App, site: SiteId, visitor: VisitorId, said: Option<bool>) -> Result<bool> {
    match said.or_else(|| app.visits.of(site, visitor).map(|it| it.source.tracked)) {
        Some(it) => Ok(it),
        None => app.store.read(move |conn| Ok(!settings::widget(conn, site)?.consent.enabled)).await,
    }
}

/// Another page is open.
///
/// # Errors
/// When the store cannot be read.
pub async fn see_page(app: &App, site: SiteId, visitor: VisitorId, arrival: Arrival) -> Result<()> {
    if arrival.seen.url.as_ref().is_none_or(String::is_empty) {
        return Ok(());
    }
    arrive(app, site, visitor, arrival).await
}

fn tidy(seen: Seen) -> Seen {
    let cut = |it: Option<String>, max| it.filter(|it| !it.is_empty()).map(|it| text::shorten(&it, max));
    Seen { url: cut(seen.url, MAX_URL), title: cut(seen.title, 200) }
}

/// Stores what happened since the last time.
///
/// # Errors
/// When the store cannot be written; then it waits for the next time.
pub async fn save(app: &App) -> Result<()> {
    while_stored(app).await.map(drop)
}

/// The same; and nothing more is stored as long as what it answers is held.
///
/// # Errors
/// When the store cannot be written.
pub async fn while_stored(app: &App) -> Result<MutexGuard<'_, ()>> {
    let turn = app.visits.storing().await;
    let mut unsaved = app.visits.take_unsaved();
    while !unsaved.is_empty() {
        let rest = unsaved.split_off(unsaved.len().min(SAVED_AT_ONCE));
        let mut write = Write::new();
        unsaved.iter().for_each(|it| store::save(&mut write, it));
        if let Err(error) = app.store.commit(write).await {
            unsaved.extend(rest);
            app.visits.give_back(unsaved);
            return Err(error);
        }
        unsaved = rest;
    }
    Ok(turn)
}

/// Up to `limit` visitors with a page open, by id.
///
/// # Errors
/// When the store cannot be read.
pub async fn live(
    app: &App,
    site: SiteId,
    after: Option<VisitorId>,
    limit: usize,
) -> Result<Vec<LiveVisitor>> {
    let visits = app.visits.online(site, after, limit);
    app.store
        .read(move |conn| {
            let mut found = Vec::with_capacity(visits.len());
            for (id, visit) in visits {
                found.extend(live_one(conn, site, id, visit)?);
            }
            Ok(found)
        })
        .await
}

/// One visitor as the live list shows it; `None` when the site has none of this id.
///
/// # Errors
/// When the database cannot be read.
pub fn live_one(conn: &Connection, site: SiteId, id: VisitorId, visit: Visit) -> Result<Option<LiveVisitor>> {
    let Some((mut visitor, conversation)) = store::visitor_with_conversation(conn, site, id)? else {
        return Ok(None);
    };
    visitor.online = visit.online;
    visitor.page = visit.page.as_ref().map(|it| it.url.clone());
    visitor.title = visit.page.as_ref().and_then(|it| it.title.clone());
    visitor.language = visit.source.language.clone().or(visitor.language);
    Ok(Some(LiveVisitor {
        visitor,
        session_id: visit.session,
        began_at: At(visit.began_at),
        page_since: visit.page.as_ref().map(|it| At::of_ms(it.at)),
        page_views: visit.page_views,
        state: Activity::of(visit.idle),
        state_since: At(visit.state_at),
        tracked: visit.source.tracked,
        source: SourceView {
            browser: visit.source.browser,
            system: visit.source.system,
            device: visit.source.device,
            screen: visit.source.screen,
            referrer: visit.source.referrer,
            country: visit.source.country,
            city: visit.source.city,
            campaign: visit.source.campaign.and_then(|it| serde_json::from_str(&it).ok()),
        },
        conversation,
    }))
}

/// What changed about somebody who is on a page.
#[must_use]
pub fn moved(visitor: VisitorId, visit: Visit) -> Moved {
    Moved {
        visitor,
        page_since: visit.page.as_ref().map(|it| At::of_ms(it.at)),
        title: visit.page.as_ref().and_then(|it| it.title.clone()),
        page: visit.page.map(|it| it.url),
        page_views: visit.page_views,
        state: Activity::of(visit.idle),
        state_since: At(visit.state_at),
    }
}

/// One visitor, whether a page is open or not.
///
/// # Errors
/// 404 when the site has no such visitor.
pub async fn find(app: &App, site: SiteId, id: VisitorId) -> Result<LiveVisitor> {
    let id = visitors::service::find(app, site, id).await?.id;
    let (visit, now) = (app.visits.of(site, id), app.clock.now());
    let found =
        app.store.read(move |conn| live_one(conn, site, id, visit.unwrap_or_else(|| absent(now)))).await?;
    let mut found = found.ok_or(Error::NotFound("visitor"))?;
    found.visitor.online = app.hub.is_online(site, id);
    Ok(found)
}

/// What stands for the visit of somebody who is not there.
fn absent(now: Timestamp) -> Visit {
    Visit::begun(Source::default(), false, now)
}

/// Sessions of a visitor, newest first; one more than `limit` when there are more.
///
/// # Errors
/// 404 when the site has no such visitor.
pub async fn sessions(
    app: &App,
    site: SiteId,
    id: VisitorId,
    after: Option<(i64, SessionId)>,
    limit: usize,
) -> Result<Vec<SessionView>> {
    let id = known(app, site, id).await?;
    let now = app.clock.now();
    app.store.read(move |conn| store::sessions(conn, (site, id), after, limit, now)).await
}

/// Pages of a visitor, newest first; one more than `limit` when there are more.
///
/// # Errors
/// 404 when the site has no such visitor.
pub async fn journey(
    app: &App,
    site: SiteId,
    id: VisitorId,
    after: Option<i64>,
    limit: usize,
) -> Result<Vec<Look>> {
    let id = known(app, site, id).await?;
    app.store.read(move |conn| store::journey(conn, (site, id), after, limit)).await
}

/// Who the visitor is, one of the site's; what it did a moment ago is stored from here on.
async fn known(app: &App, site: SiteId, id: VisitorId) -> Result<VisitorId> {
    let id = visitors::service::find(app, site, id).await?.id;
    save(app).await?;
    Ok(id)
}

/// Removes sessions that are too old to matter; says how many.
///
/// # Errors
/// When the store fails.
pub async fn forget_old(app: &App) -> Result<usize> {
    let before = app.clock.now().checked_sub(KEPT).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut removed = 0;
    loop {
        let old = app.store.read(move |conn| store::old(conn, before, REMOVED_AT_ONCE)).await?;
        if old.is_empty() {
            return Ok(removed);
        }
        removed += old.len();
        let mut write = Write::new();
        old.into_iter().for_each(|(session, visitor)| store::remove(&mut write, session, visitor));
        app.store.commit(write).await?;
    }
}
