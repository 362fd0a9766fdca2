//! Visits that go on. What happens changes memory only; what changed is taken out in batches, to be stored and told.
use super::visit::{Seen, Source, View, Visit};
use crate::base::ids::{SiteId, VisitorId};
use jiff::Timestamp;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// What of a visit is not stored yet.
#[derive(Debug)]
pub struct Unsaved {
    /// Whose site.
    pub site: SiteId,
    /// Whose.
    pub visitor: VisitorId,
    /// The visit as it was.
    pub visit: Visit,
    /// Whether it is one visit more of the visitor.
    pub counts: bool,
    /// Pages that are left or open, oldest first.
    pub pages: Vec<View>,
    /// When the visitor rested (`true`) and when not.
    pub states: Vec<(i64, bool)>,
}

/// What became of a visitor since it was last told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Another page, at rest, active again.
    Moved,
    /// Came, or is known by other words.
    Came,
    /// Went.
    Went,
}

#[derive(Default)]
struct Inner {
    visits: HashMap<(SiteId, VisitorId), Visit>,
    unsaved: BTreeSet<(SiteId, VisitorId)>,
    changes: BTreeMap<SiteId, HashMap<VisitorId, Change>>,
}

impl Inner {
    fn note(&mut self, site: SiteId, visitor: VisitorId, change: Change) {
        let noted = self.changes.entry(site).or_default().entry(visitor).or_insert(change);
        *noted = match (*noted, change) {
            (Change::Came, Change::Moved) => Change::Came,
            (_, newer) => newer,
        };
    }
}

/// The visits of all sites; cloning copies pointers.
#[derive(Clone, Default)]
pub struct Visits(Arc<(Mutex<Inner>, Notify, tokio::sync::Mutex<()>)>);

impl Visits {
    /// Whether a visit of theirs goes on, so that its next sign needs nothing from the disk.
    #[must_use]
    pub fn knows(&self, site: SiteId, visitor: VisitorId, now: Timestamp) -> bool {
        self.lock().visits.get(&(site, visitor)).is_some_and(|it| !it.is_over(now))
    }

    /// A sign of life with the page. `fresh` is the visit when there is none that goes on.
    pub fn see(
        &self,
        site: SiteId,
        visitor: VisitorId,
        seen: &Seen,
        fresh: impl FnOnce() -> Visit,
        now: Timestamp,
    ) {
        self.change(site, visitor, fresh, now, |it| it.look(seen, now));
    }

    /// Says more of where a visitor comes from; whether pages may be kept is as said last.
    pub fn tell_source(&self, site: SiteId, visitor: VisitorId, source: Source) {
        if let Some(it) = self.lock().visits.get_mut(&(site, visitor)) {
            if !source.tracked {
                it.source = source;
                return;
            }
            let mut known = std::mem::replace(&mut it.source, Source { tracked: true, ..Source::default() });
            it.source.referrer = known.referrer.take().or_else(|| source.referrer.clone());
            it.source.campaign = known.campaign.take().or_else(|| source.campaign.clone());
            it.source.add(known);
            it.source.add(source);
        }
    }

    /// Did something, or nothing for a minute; how far down the page was seen, in per cent.
    pub fn stir(&self, site: SiteId, visitor: VisitorId, idle: bool, scroll: Option<i64>, now: Timestamp) {
        let mut inner = self.lock();
        let Some(it) = inner.visits.get_mut(&(site, visitor)) else { return };
        if it.is_over(now) {
            if idle {
                return;
            }
            it.begin_again(now);
        }
        let changed = it.idle != idle;
        if !idle {
            it.live(now);
        }
        it.rouse(idle, now);
        if let (Some(page), Some(scroll)) = (&mut it.page, scroll) {
            page.scroll = page.scroll.max(Some(scroll.clamp(0, 100)));
        }
        it.unsaved = true;
        inner.unsaved.insert((site, visitor));
        if changed {
            inner.note(site, visitor, Change::Moved);
        }
        drop(inner);
        self.0.1.notify_one();
    }

    /// The first page was opened or the last one left.
    pub fn set_online(&self, site: SiteId, visitor: VisitorId, online: bool, now: Timestamp) {
        let mut inner = self.lock();
        if let Some(it) = inner.visits.get_mut(&(site, visitor)) {
            it.online = online;
            if !it.is_over(now) {
                it.live(now);
            }
            if !online {
                it.leave_page(now);
            }
            inner.unsaved.insert((site, visitor));
        }
        inner.note(site, visitor, if online { Change::Came } else { Change::Went });
        drop(inner);
        self.0.1.notify_one();
    }

    /// Something about the visitor changed that the list shows.
    pub fn renew(&self, site: SiteId, visitor: VisitorId) {
        let mut inner = self.lock();
        if inner.visits.get(&(site, visitor)).is_some_and(|it| it.online) {
            inner.note(site, visitor, Change::Came);
            drop(inner);
            self.0.1.notify_one();
        }
    }

    /// One visitor turned out to be another: the visit that goes on is theirs, unless one of their own does. By who holds
    /// [`Visits::storing`], after the disk was told.
    pub fn rename(&self, site: SiteId, from: VisitorId, into: VisitorId) {
        let mut inner = self.lock();
        let unsaved = inner.unsaved.remove(&(site, from));
        if let Some(mut visit) = inner.visits.remove(&(site, from)) {
            if visit.online {
                inner.note(site, from, Change::Went);
            }
            // The sockets come again under the other name.
            visit.online = false;
            if let Entry::Vacant(place) = inner.visits.entry((site, into)) {
                place.insert(visit);
                if unsaved {
                    inner.unsaved.insert((site, into));
                }
            }
        }
        drop(inner);
        self.renew(site, into);
        self.0.1.notify_one();
    }

    /// The visit of one visitor, if any is in memory.
    #[must_use]
    pub fn of(&self, site: SiteId, visitor: VisitorId) -> Option<Visit> {
        self.lock().visits.get(&(site, visitor)).cloned()
    }

    /// Up to `limit` visitors with a page open, after `after`, by id.
    #[must_use]
    pub fn online(&self, site: SiteId, after: Option<VisitorId>, limit: usize) -> Vec<(VisitorId, Visit)> {
        let inner = self.lock();
        let mut ids: Vec<VisitorId> = inner
            .visits
            .iter()
            .filter(|(key, it)| key.0 == site && it.online && after.is_none_or(|after| key.1 > after))
            .map(|(key, _)| key.1)
            .collect();
        ids.sort_unstable();
        ids.truncate(limit);
        ids.into_iter().filter_map(|id| Some((id, inner.visits.get(&(site, id))?.clone()))).collect()
    }

    /// Waits until nobody else is storing what was taken out: batches must reach the disk in their order, and who reads
    /// there has to find what was seen before.
    pub async fn storing(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.2.lock().await
    }

    /// Takes out what is not stored, by who holds [`Visits::storing`]; give it back when that fails.
    #[must_use]
    pub fn take_unsaved(&self) -> Vec<Unsaved> {
        let mut inner = self.lock();
        let keys = std::mem::take(&mut inner.unsaved);
        let mut taken = Vec::with_capacity(keys.len());
        for (site, visitor) in keys {
            let Some(it) = inner.visits.get_mut(&(site, visitor)) else { continue };
            it.unsaved = false;
            let mut pages = std::mem::take(&mut it.left);
            pages.extend(it.page.clone());
            let states = std::mem::take(&mut it.states);
            let counts = std::mem::take(&mut it.counts);
            taken.push(Unsaved { site, visitor, visit: it.clone(), counts, pages, states });
        }
        taken
    }

    /// What could not be stored waits for the next time.
    pub fn give_back(&self, all: Vec<Unsaved>) {
        let mut inner = self.lock();
        for Unsaved { site, visitor, visit, counts, pages, states } in all {
            let Some(it) = inner.visits.get_mut(&(site, visitor)) else { continue };
            if it.session != visit.session {
                continue; // over for half an hour: the disk has been full or broken for that long
            }
            it.counts |= counts;
            it.unsaved = true;
            let open = it.page.as_ref().map(|it| it.at);
            let known: BTreeSet<i64> = it.left.iter().map(|it| it.at).chain(open).collect();
            it.left.splice(0..0, pages.into_iter().filter(|page| !known.contains(&page.at)));
            it.states.splice(0..0, states);
            inner.unsaved.insert((site, visitor));
        }
    }

    /// Takes out what is to be told, by site.
    #[must_use]
    pub fn take_changes(&self) -> BTreeMap<SiteId, HashMap<VisitorId, Change>> {
        std::mem::take(&mut self.lock().changes)
    }

    /// Forgets visits that are over and stored.
    pub fn sweep(&self, now: Timestamp) {
        self.lock().visits.retain(|_, it| it.online || it.unsaved || !it.is_over(now));
    }

    /// Waits until something changed. Cancel-safe.
    pub async fn changed(&self) {
        self.0.1.notified().await;
    }

    fn change(
        &self,
        site: SiteId,
        visitor: VisitorId,
        fresh: impl FnOnce() -> Visit,
        now: Timestamp,
        work: impl FnOnce(&mut Visit),
    ) {
        let mut inner = self.lock();
        let key = (site, visitor);
        let over = inner.visits.get(&key).filter(|it| it.is_over(now)).map(|it| it.online);
        if over.is_some() || !inner.visits.contains_key(&key) {
            let mut visit = fresh();
            if let Some(old) = inner.visits.remove(&key) {
                // The same browser, which need not say again what it is.
                visit.online = old.online;
                visit.source.add(old.source);
            }
            inner.visits.insert(key, visit);
        }
        if let Some(it) = inner.visits.get_mut(&key) {
            work(it);
            let online = it.online;
            inner.unsaved.insert(key);
            if online {
                inner.note(site, visitor, if over.is_some() { Change::Came } else { Change::Moved });
            }
        }
        drop(inner);
        self.0.1.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::SESSION_PAUSE_MS;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(ms).unwrap_or_default()
    }

    fn page(url: &str) -> Seen {
        Seen { url: Some(url.to_owned()), title: None }
    }

    fn tracked() -> Visit {
        Visit::begun(Source { tracked: true, ..Source::default() }, false, at(0))
    }

    #[test]
    fn pages_of_one_moment_keep_apart_and_the_same_address_is_one_view() {
        let (visits, site, visitor) = (Visits::default(), SiteId::random(), VisitorId::random());
        for url in ["/a", "/a", "/b", "/a"] {
            visits.see(site, visitor, &page(url), tracked, at(5));
        }
        let [unsaved] = &visits.take_unsaved()[..] else { panic!("one visit") };
        let seen: Vec<_> = unsaved.pages.iter().map(|it| (it.url.as_str(), it.at, it.duration_ms)).collect();
        assert_eq!(seen, [("/a", 5, Some(0)), ("/b", 6, Some(0)), ("/a", 7, None)]);
        assert_eq!(unsaved.visit.page_views, 3);
    }

    #[test]
    fn who_stirs_after_half_an_hour_begins_another_session_on_the_same_page() {
        let (visits, site, visitor) = (Visits::default(), SiteId::random(), VisitorId::random());
        visits.see(site, visitor, &page("/a"), tracked, at(0));
        let first = visits.take_unsaved().remove(0).visit.session;
        let later = at(SESSION_PAUSE_MS + 1);
        visits.stir(site, visitor, true, None, later);
        assert!(visits.take_unsaved().is_empty(), "a page that is left alone is no sign of life");
        visits.stir(site, visitor, false, None, later);
        let again = visits.take_unsaved().remove(0);
        assert_ne!(again.visit.session, first);
        assert_eq!((again.counts, again.pages.len(), again.pages[0].url.as_str()), (true, 1, "/a"));
    }

    #[test]
    fn what_was_given_back_comes_again_in_order_and_once() {
        let (visits, site, visitor) = (Visits::default(), SiteId::random(), VisitorId::random());
        visits.see(site, visitor, &page("/a"), tracked, at(1));
        let first = visits.take_unsaved();
        visits.see(site, visitor, &page("/b"), tracked, at(2));
        visits.give_back(first);
        let again = visits.take_unsaved();
        let seen: Vec<_> = again[0].pages.iter().map(|it| (it.url.as_str(), it.duration_ms)).collect();
        assert_eq!(seen, [("/a", Some(1)), ("/b", None)], "with what is known of it by now");
        assert!(visits.take_unsaved().is_empty());
    }

    #[test]
    fn half_an_hour_of_silence_ends_a_session() {
        let (visits, site, visitor) = (Visits::default(), SiteId::random(), VisitorId::random());
        visits.see(site, visitor, &page("/a"), tracked, at(0));
        let first = visits.of(site, visitor).map(|it| it.session);
        visits.see(site, visitor, &page("/b"), tracked, at(SESSION_PAUSE_MS));
        assert_eq!(visits.of(site, visitor).map(|it| it.session), first);
        visits.see(site, visitor, &page("/c"), tracked, at(2 * SESSION_PAUSE_MS + 1));
        assert_ne!(visits.of(site, visitor).map(|it| it.session), first);
    }

    #[test]
    fn who_may_not_be_tracked_is_there_and_no_more() {
        let (visits, site, visitor) = (Visits::default(), SiteId::random(), VisitorId::random());
        visits.see(site, visitor, &page("/a"), || Visit::begun(Source::default(), false, at(0)), at(0));
        visits.set_online(site, visitor, true, at(0));
        assert!(visits.online(site, None, 10)[0].1.page.is_none());
    }

    #[test]
    fn a_visit_goes_over_to_who_the_visitor_turned_out_to_be() {
        let (visits, site) = (Visits::default(), SiteId::random());
        let (phone, home) = (VisitorId::random(), VisitorId::random());
        visits.see(site, phone, &page("/a"), tracked, at(0));
        visits.set_online(site, phone, true, at(0));
        let session = visits.of(site, phone).map(|it| it.session);
        let _ = (visits.take_unsaved(), visits.take_changes());
        visits.see(site, phone, &page("/b"), tracked, at(1));
        visits.rename(site, phone, home);
        assert!(visits.of(site, phone).is_none());
        assert_eq!(visits.of(site, home).map(|it| (Some(it.session), it.online)), Some((session, false)));
        let [unsaved] = &visits.take_unsaved()[..] else { panic!("one visit") };
        assert_eq!(unsaved.visitor, home);
        assert_eq!(visits.take_changes()[&site].get(&phone), Some(&Change::Went));

        let other = VisitorId::random();
        visits.see(site, other, &page("/c"), tracked, at(2));
        visits.rename(site, other, home);
        assert_eq!(visits.of(site, home).map(|it| Some(it.session)), Some(session), "their own goes on");
    }
}
