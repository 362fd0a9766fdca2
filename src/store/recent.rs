//! The newest events in memory: followers that keep up never read the file, and need no thread that may wait for it.
use super::{Event, Seq};
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

/// Events kept; a follower that is further behind reads the file.
const KEPT: usize = 1024;

/// An unbroken run of events up to the newest; cloning copies a pointer.
#[derive(Clone, Default)]
pub(super) struct Recent(Arc<RwLock<VecDeque<(Seq, Event)>>>);

impl Recent {
    /// Adds what was just committed. After a gap (the command line wrote some too) the run begins anew.
    pub(super) fn add(&self, events: impl IntoIterator<Item = (Seq, Event)>) {
        let mut run = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (seq, event) in events {
            if run.back().is_some_and(|it| it.0 + 1 != seq) {
                run.clear();
            }
            if run.len() == KEPT {
                run.pop_front();
            }
            run.push_back((seq, event));
        }
    }

    /// Up to `limit` events after `seq`, oldest first; `None` when the run does not reach back so far.
    pub(super) fn after(&self, seq: Seq, limit: usize) -> Option<Vec<(Seq, Event)>> {
        let run = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let oldest = run.front()?.0;
        let skipped = usize::try_from((seq + 1).checked_sub(oldest)?).ok()?;
        Some(run.iter().skip(skipped).take(limit).cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::SiteId;
    use jiff::Timestamp;
    use uuid::Uuid;

    fn events(from: Seq, until: Seq) -> impl Iterator<Item = (Seq, Event)> {
        let event = Event::new(SiteId::random(), "it.happened", Uuid::nil(), Timestamp::UNIX_EPOCH);
        (from..=until).map(move |seq| (seq, event.clone()))
    }

    fn after(recent: &Recent, seq: Seq, limit: usize) -> Option<Vec<Seq>> {
        recent.after(seq, limit).map(|it| it.into_iter().map(|it| it.0).collect())
    }

    #[test]
    fn the_newest_are_there_and_older_ones_are_not() {
        let recent = Recent::default();
        assert_eq!(after(&recent, 0, 9), None);
        recent.add(events(5, 8));
        assert_eq!(after(&recent, 3, 9), None);
        assert_eq!(after(&recent, 4, 3), Some(vec![5, 6, 7]));
        assert_eq!(after(&recent, 7, 9), Some(vec![8]));
        assert_eq!(after(&recent, 8, 9), Some(vec![]));
        recent.add(events(9, 9 + KEPT as Seq));
        assert_eq!(after(&recent, 8, 1), None);
        assert_eq!(after(&recent, 9, 1), Some(vec![10]));
    }

    #[test]
    fn there_is_never_a_gap_in_between() {
        let recent = Recent::default();
        recent.add(events(1, 3));
        recent.add(events(6, 7));
        assert_eq!(after(&recent, 2, 9), None);
        assert_eq!(after(&recent, 5, 9), Some(vec![6, 7]));
    }
}
