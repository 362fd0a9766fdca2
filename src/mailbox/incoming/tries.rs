//! Mails that a server did not give: how often they were asked for, so that one of them neither is lost nor keeps all
//! others waiting. A restart forgets nothing of it. Pure.
use super::super::inboxes::store::Tried;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// So often a mail is asked for before it is given up …
const ENOUGH: u32 = 3;
/// … and for at least so long: most troubles of a server are over by then.
const PATIENCE: Duration = Duration::from_mins(10);
/// After so long also one of which not even the headers come.
const LONGEST: Duration = Duration::from_hours(6);

/// So many of a folder are kept: where a server gives nothing at all, the first ones stand for all.
const MOST_KEPT: usize = 200;

/// The same for every folder of an inbox.
#[derive(Debug, Default)]
pub(super) struct Tries {
    folders: BTreeMap<String, Held>,
}

/// What is held up in a folder.
#[derive(Debug, Default)]
pub(super) struct Held {
    validity: u32,
    failed: BTreeMap<u32, Failed>,
    /// Mails beyond the first one that failed that were dealt with: the mark has not passed them yet.
    dealt: BTreeSet<u32>,
    /// Whether what failed is not what is kept.
    changed: bool,
}

#[derive(Debug, Clone, Copy)]
struct Failed {
    times: u32,
    since: Duration,
    /// How old it was when this process began.
    before: Duration,
}

impl Failed {
    fn age(&self, now: Duration) -> Duration {
        now.saturating_sub(self.since).saturating_add(self.before)
    }
}

impl Tries {
    /// What was kept.
    pub(super) fn kept(all: Vec<Tried>, now: Duration) -> Tries {
        let mut tries = Tries::default();
        for it in all {
            let failed = Failed { times: it.times, since: now, before: it.age };
            tries.of(&it.folder, it.validity).failed.insert(it.uid, failed);
        }
        tries
    }

    /// Of a folder; nothing, when its numbers mean other mails now.
    pub(super) fn of(&mut self, folder: &str, validity: u32) -> &mut Held {
        let held = self.folders.entry(folder.to_owned()).or_default();
        if held.validity != validity {
            *held = Held { validity, ..Held::default() };
        }
        held
    }

    /// Whether something is held up in a folder.
    pub(super) fn is_held_up(&self, folder: &str) -> bool {
        self.folders.get(folder).is_some_and(|it| !it.failed.is_empty())
    }
}

impl Held {
    /// Forgets mails that are not among those that are to be dealt with.
    pub(super) fn keep(&mut self, uids: &[u32]) {
        let before = self.failed.len();
        self.failed.retain(|uid, _| uids.binary_search(uid).is_ok());
        self.changed |= self.failed.len() != before;
        self.dealt.retain(|uid| uids.binary_search(uid).is_ok());
    }

    /// What failed, for whoever keeps it, where that has changed since it was asked for.
    pub(super) fn news(&mut self, folder: &str, now: Duration) -> Option<Vec<Tried>> {
        let validity = self.validity;
        let tried = |(uid, it): (&u32, &Failed)| Tried {
            folder: folder.to_owned(),
            validity,
            uid: *uid,
            times: it.times,
            age: it.age(now),
        };
        let changed = std::mem::take(&mut self.changed);
        changed.then(|| self.failed.iter().take(MOST_KEPT).map(tried).collect())
    }

    /// Notes that mails did not come.
    pub(super) fn failed(&mut self, uids: &[u32], now: Duration) {
        self.changed |= !uids.is_empty();
        for uid in uids {
            let first = Failed { times: 0, since: now, before: Duration::ZERO };
            self.failed.entry(*uid).or_insert(first).times += 1;
        }
    }

    /// How often a mail did not come.
    pub(super) fn times(&self, uid: u32) -> u32 {
        self.failed.get(&uid).map_or(0, |it| it.times)
    }

    /// Notes that a mail is dealt with, or gone.
    pub(super) fn settled(&mut self, uid: u32) {
        self.changed |= self.failed.remove(&uid).is_some();
        self.dealt.insert(uid);
    }

    pub(super) fn is_settled(&self, uid: u32) -> bool {
        self.dealt.contains(&uid)
    }

    /// Whether the next failure is the last one, as long as the server tells who wrote the mail.
    pub(super) fn is_last(&self, uid: u32, now: Duration) -> bool {
        self.failed.get(&uid).is_some_and(|it| it.times + 1 >= ENOUGH && it.age(now) >= PATIENCE)
    }

    /// Whether it has been tried for so long that nothing more is expected.
    pub(super) fn is_hopeless(&self, uid: u32, now: Duration) -> bool {
        self.failed.get(&uid).is_some_and(|it| it.age(now) >= LONGEST)
    }

    /// Up to where a folder is dealt with once this mail is: no further than to the first one that is held up.
    pub(super) fn up_to(&self, uid: u32) -> u32 {
        let first = self.failed.keys().find(|it| **it != uid);
        first.map_or(uid, |it| uid.min(it.saturating_sub(1)))
    }

    pub(super) fn is_free(&self) -> bool {
        self.failed.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn the_mark_stops_before_what_is_held_up() {
        let mut tries = Tries::default();
        let held = tries.of("INBOX", 1);
        held.failed(&[5], MINUTE);
        assert_eq!((held.up_to(4), held.up_to(5), held.up_to(9)), (4, 5, 4));
        held.settled(9);
        assert!(held.is_settled(9) && tries.is_held_up("INBOX") && !tries.is_held_up("Sent"));
        let held = tries.of("INBOX", 1);
        held.keep(&[6, 7]);
        assert!(held.is_free(), "it is gone");
        held.failed(&[7], MINUTE);
        assert!(tries.of("INBOX", 2).is_free(), "other mails");
    }

    #[test]
    fn a_restart_forgets_neither_how_often_nor_for_how_long() {
        let mut tries = Tries::default();
        let held = tries.of("INBOX", 1);
        assert_eq!(held.news("INBOX", MINUTE), None);
        held.failed(&[5], MINUTE);
        held.failed(&[5], 2 * MINUTE);
        let kept = held.news("INBOX", 8 * MINUTE).unwrap();
        assert_eq!((kept[0].times, kept[0].age), (2, 7 * MINUTE));
        assert_eq!(held.news("INBOX", 9 * MINUTE), None, "nothing else");
        let mut again = Tries::kept(kept, Duration::ZERO);
        assert!(again.is_held_up("INBOX"));
        let held = again.of("INBOX", 1);
        assert!(!held.is_last(5, 2 * MINUTE) && held.is_last(5, 3 * MINUTE));
        held.settled(5);
        assert_eq!(held.news("INBOX", 3 * MINUTE), Some(Vec::new()));
    }

    #[test]
    fn a_mail_is_given_up_after_some_tries_and_some_time() {
        let mut held = Held::default();
        held.failed(&[5], MINUTE);
        assert!(!held.is_last(5, 30 * MINUTE), "one try");
        held.failed(&[5], 2 * MINUTE);
        assert!(!held.is_last(5, 10 * MINUTE) && held.is_last(5, 11 * MINUTE));
        assert!(!held.is_hopeless(5, 360 * MINUTE) && held.is_hopeless(5, 361 * MINUTE));
        held.settled(5);
        assert_eq!(held.times(5), 0);
    }
}
