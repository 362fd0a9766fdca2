//! Files on their way, by name: who wants to know looks here, and who does not want one any more stops it here.
use super::fetch::{Fault, Progress};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Handle to all of them; cloning copies a pointer.
#[derive(Clone, Default)]
pub struct Downloads(Arc<Mutex<BTreeMap<String, Download>>>);

/// One of them.
#[derive(Debug, Clone)]
pub struct Download {
    /// Where it comes from.
    pub address: String,
    progress: watch::Receiver<Progress>,
    stop: CancellationToken,
    /// Why it did not come.
    pub fault: Option<Fault>,
}

/// What who fetches the file holds.
pub struct Begun {
    /// Tells how far it is.
    pub progress: watch::Sender<Progress>,
    /// Says when nobody wants it any more.
    pub stop: CancellationToken,
}

impl Download {
    /// How far it is.
    #[must_use]
    pub fn progress(&self) -> Progress {
        *self.progress.borrow()
    }
}

impl Downloads {
    /// Notes that a file is on its way; `None` when it is already. `stop` ends it with the process.
    #[must_use]
    pub fn begin(&self, name: &str, address: &str, stop: CancellationToken) -> Option<Begun> {
        let mut all = self.all();
        if all.get(name).is_some_and(|it| it.fault.is_none()) {
            return None;
        }
        let (progress, seen) = watch::channel(Progress::default());
        let download =
            Download { address: address.to_owned(), progress: seen, stop: stop.clone(), fault: None };
        all.insert(name.to_owned(), download);
        Some(Begun { progress, stop })
    }

    /// Notes that it has come, or why it has not. What was stopped is forgotten.
    pub fn end(&self, name: &str, fault: Option<Fault>) {
        let mut all = self.all();
        match (fault, all.get_mut(name)) {
            (None | Some(Fault::Stopped), _) => drop(all.remove(name)),
            (fault, Some(download)) => download.fault = fault,
            _ => (),
        }
    }

    /// Stops one, or forgets that it failed; `true` when it was under way.
    #[must_use]
    pub fn stop(&self, name: &str) -> bool {
        let mut all = self.all();
        match all.get(name) {
            Some(it) if it.fault.is_none() => {
                it.stop.cancel();
                true
            }
            _ => {
                all.remove(name);
                false
            }
        }
    }

    /// All of them, by name.
    #[must_use]
    pub fn list(&self) -> Vec<(String, Download)> {
        self.all().iter().map(|(name, it)| (name.clone(), it.clone())).collect()
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<String, Download>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
