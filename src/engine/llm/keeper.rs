//! Keeps at most one model in memory: loads it on first use, and puts it away when nobody has used it for a while.
use super::{Embedder, Model, Trouble};
use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Something that is kept in memory.
pub trait Keepable: Clone + Send + Sync + 'static {
    /// Whether it is at work.
    fn is_busy(&self) -> bool;
    /// Whether it can still be asked.
    fn is_alive(&self) -> bool;
    /// Takes it out of memory, and returns when it is gone. Not for async threads.
    fn let_go(self);
}

impl Keepable for Model {
    fn is_busy(&self) -> bool {
        self.count().active > 0
    }

    fn is_alive(&self) -> bool {
        self.is_running()
    }

    fn let_go(self) {
        self.unload();
    }
}

impl Keepable for Embedder {
    fn is_busy(&self) -> bool {
        false
    }

    fn is_alive(&self) -> bool {
        self.is_running()
    }

    fn let_go(self) {} // its thread ends with the last handle
}

/// Handle to the one model that may be in memory; cloning copies a pointer.
#[derive(Clone)]
pub struct Keeper<M>(Arc<Mutex<State<M>>>);

struct State<M> {
    kept: Option<Kept<M>>,
    /// The file that is being loaded: whoever wants it waits for the same one, whoever wants another waits for the end.
    loading: Option<(PathBuf, Loading<M>)>,
}

/// A load on its way; it comes to its end also when nobody waits for it any more.
type Loading<M> = Shared<BoxFuture<'static, Result<M, Trouble>>>;

#[derive(Clone)]
struct Kept<M> {
    path: PathBuf,
    model: M,
    used_at: Duration,
}

impl<M> Default for Keeper<M> {
    fn default() -> Keeper<M> {
        Keeper(Arc::new(Mutex::new(State { kept: None, loading: None })))
    }
}

/// What there is of a model.
enum Found<M, L> {
    Here(M),
    Coming(Loading<M>),
    /// Another one is on its way; what loads this one comes back.
    Later(Loading<M>, L),
}

impl<M: Keepable> Keeper<M> {
    /// The model of a file, loaded by `load` if it is not there; whatever was there before goes first. A load goes on
    /// when the caller gives up waiting, and what it brings is kept. `now` is the steady clock's.
    ///
    /// # Errors
    /// What `load` says; nothing is in memory then.
    pub async fn of(
        &self,
        path: &Path,
        now: Duration,
        mut load: impl FnOnce() -> Result<M, Trouble> + Send + 'static,
    ) -> Result<M, Trouble> {
        loop {
            match self.find(path, now, load) {
                Found::Here(model) => return Ok(model),
                Found::Coming(it) => return it.await,
                Found::Later(it, its) => {
                    load = its;
                    drop(it.await);
                }
            }
        }
    }

    fn find<L>(&self, path: &Path, now: Duration, load: L) -> Found<M, L>
    where
        L: FnOnce() -> Result<M, Trouble> + Send + 'static,
    {
        let mut state = self.state();
        if let Some((its, loading)) = &state.loading {
            let loading = loading.clone();
            return if its == path { Found::Coming(loading) } else { Found::Later(loading, load) };
        }
        if let Some(model) = state.used(path, now) {
            return Found::Here(model);
        }
        let loading = self.begin(path.to_owned(), now, load);
        state.loading = Some((path.to_owned(), loading.clone()));
        Found::Coming(loading)
    }

    /// Loads apart from who asked for it.
    fn begin(
        &self,
        path: PathBuf,
        now: Duration,
        load: impl FnOnce() -> Result<M, Trouble> + Send + 'static,
    ) -> Loading<M> {
        let keeper = self.clone();
        let task = tokio::spawn(async move {
            keeper.put_away().await;
            let loaded = tokio::task::spawn_blocking(load).await;
            let loaded = loaded.unwrap_or_else(|error| Err(Trouble::Failed(error.to_string())));
            let mut state = keeper.state();
            state.loading = None;
            if let Ok(model) = &loaded {
                state.kept = Some(Kept { path, model: model.clone(), used_at: now });
            }
            loaded
        });
        async move { task.await.unwrap_or_else(|error| Err(Trouble::Failed(error.to_string()))) }
            .boxed()
            .shared()
    }

    /// The model that is in memory, and the file it is of.
    #[must_use]
    pub fn present(&self) -> Option<(PathBuf, M)> {
        self.state().kept.as_ref().map(|it| (it.path.clone(), it.model.clone()))
    }

    /// Takes the model out of memory if it was last used before `since` (steady clock); `true` when it went.
    pub async fn put_away_unused(&self, since: Duration, now: Duration) -> bool {
        let kept = self.state().kept.clone();
        let Some(it) = kept else { return false };
        if it.model.is_busy() {
            self.state().used(&it.path, now);
            return false;
        }
        it.used_at < since && self.put_away().await
    }

    /// Takes the model out of memory; `true` when there was one.
    pub async fn put_away(&self) -> bool {
        let kept = self.state().kept.take();
        match kept {
            Some(it) => tokio::task::spawn_blocking(move || it.model.let_go()).await.is_ok(),
            None => false,
        }
    }

    fn state(&self) -> MutexGuard<'_, State<M>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<M: Keepable> State<M> {
    /// The model of a file, unless its thread has ended: such a one is forgotten.
    fn used(&mut self, path: &Path, now: Duration) -> Option<M> {
        self.kept.take_if(|it| !it.model.is_alive());
        let it = self.kept.as_mut().filter(|it| it.path == path)?;
        it.used_at = now;
        Some(it.model.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    #[derive(Clone, Default)]
    struct Fake {
        ended: Arc<AtomicBool>,
        gone: Arc<AtomicUsize>,
    }

    impl Keepable for Fake {
        fn is_busy(&self) -> bool {
            false
        }
        fn is_alive(&self) -> bool {
            !self.ended.load(Ordering::SeqCst)
        }
        fn let_go(self) {
            self.gone.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn seconds(it: u64) -> Duration {
        Duration::from_secs(it)
    }

    #[tokio::test]
    async fn one_model_is_kept_and_goes_when_unused_or_for_another() {
        let keeper = Keeper::default();
        let (one, other) = (Path::new("a.gguf"), Path::new("b.gguf"));
        let first = keeper.of(one, seconds(0), || Ok(Fake::default())).await.unwrap();
        keeper.of(one, seconds(50), || panic!("it is there")).await.unwrap();
        assert!(!keeper.put_away_unused(seconds(50), seconds(60)).await);
        keeper.of(other, seconds(60), || Ok(Fake::default())).await.unwrap();
        assert_eq!((first.gone.load(Ordering::SeqCst), keeper.present().unwrap().0.as_path()), (1, other));
        assert!(keeper.put_away_unused(seconds(61), seconds(70)).await);
        assert!(keeper.present().is_none());
        let failed = keeper.of(one, seconds(80), || Err(Trouble::NotBuilt)).await;
        assert!(failed.is_err() && keeper.present().is_none());
    }

    #[tokio::test]
    async fn a_load_that_nobody_waits_for_any_more_is_kept_and_never_doubled() {
        let keeper = Keeper::default();
        let (path, other) = (Path::new("a.gguf"), Path::new("b.gguf"));
        let (go_on, gate) = std::sync::mpsc::channel::<()>();
        let slow = move || {
            gate.recv().unwrap();
            Ok(Fake::default())
        };
        let waited = tokio::time::timeout(Duration::from_millis(20), keeper.of(path, seconds(0), slow)).await;
        assert!(waited.is_err());
        let again = tokio::spawn({
            let keeper = keeper.clone();
            async move { keeper.of(path, seconds(1), || panic!("a second load")).await }
        });
        let for_other = tokio::spawn({
            let keeper = keeper.clone();
            async move { keeper.of(other, seconds(2), || Ok(Fake::default())).await }
        });
        tokio::task::yield_now().await;
        go_on.send(()).unwrap();
        assert!(again.await.unwrap().is_ok());
        assert!(for_other.await.unwrap().is_ok(), "another comes after it");
        assert_eq!(keeper.present().unwrap().0, other);
    }

    #[tokio::test]
    async fn a_model_whose_thread_has_ended_is_loaded_anew() {
        let (keeper, path) = (Keeper::default(), Path::new("a.gguf"));
        let first = keeper.of(path, seconds(0), || Ok(Fake::default())).await.unwrap();
        first.ended.store(true, Ordering::SeqCst);
        let second = keeper.of(path, seconds(1), || Ok(Fake::default())).await.unwrap();
        assert!(second.is_alive());
    }
}
