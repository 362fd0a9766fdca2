//! Keeps at most one model in memory: loads it on first use, and puts it away when nobody has used it for a while.
use super::{Embedder, Model, Trouble};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// Something that is kept in memory.
pub trait Keepable: Clone + Send + Sync + 'static {
    /// Whether it is at work.
    fn is_busy(&self) -> bool;
    /// Takes it out of memory, and returns when it is gone. Not for async threads.
    fn let_go(self);
}

impl Keepable for Model {
    fn is_busy(&self) -> bool {
        self.count().active > 0
    }

    fn let_go(self) {
        self.unload();
    }
}

impl Keepable for Embedder {
    fn is_busy(&self) -> bool {
        false
    }

    fn let_go(self) {} // its thread ends with the last handle
}

/// Handle to the one model that may be in memory; cloning copies a pointer.
#[derive(Clone)]
pub struct Keeper<M> {
    kept: Arc<RwLock<Option<Kept<M>>>>,
    /// Held while a model is loaded: the others wait for the same one.
    loading: Arc<tokio::sync::Mutex<()>>,
}

#[derive(Clone)]
struct Kept<M> {
    path: PathBuf,
    model: M,
    used_at: Duration,
}

impl<M> Default for Keeper<M> {
    fn default() -> Keeper<M> {
        Keeper { kept: Arc::default(), loading: Arc::default() }
    }
}

impl<M: Keepable> Keeper<M> {
    /// The model of a file, loaded by `load` if it is not there; whatever was there before goes first. `now` is the
    /// steady clock's.
    ///
    /// # Errors
    /// What `load` says; nothing is in memory then.
    pub async fn of(
        &self,
        path: &Path,
        now: Duration,
        load: impl FnOnce() -> Result<M, Trouble> + Send + 'static,
    ) -> Result<M, Trouble> {
        if let Some(model) = self.used(path, now) {
            return Ok(model);
        }
        let _loading = self.loading.lock().await;
        if let Some(model) = self.used(path, now) {
            return Ok(model);
        }
        self.put_away().await;
        let loaded = tokio::task::spawn_blocking(load).await;
        let model = loaded.map_err(|error| Trouble::Failed(error.to_string()))??;
        let kept = Kept { path: path.to_owned(), model: model.clone(), used_at: now };
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(model)
    }

    /// The model that is in memory, and the file it is of.
    #[must_use]
    pub fn present(&self) -> Option<(PathBuf, M)> {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.as_ref().map(|it| (it.path.clone(), it.model.clone()))
    }

    /// Takes the model out of memory if it was last used before `since` (steady clock); `true` when it went.
    pub async fn put_away_unused(&self, since: Duration, now: Duration) -> bool {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(it) = kept else { return false };
        if it.model.is_busy() {
            self.used(&it.path, now);
            return false;
        }
        it.used_at < since && self.put_away().await
    }

    /// Takes the model out of memory; `true` when there was one.
    pub async fn put_away(&self) -> bool {
        let kept = self.kept.write().unwrap_or_else(PoisonError::into_inner).take();
        match kept {
            Some(it) => tokio::task::spawn_blocking(move || it.model.let_go()).await.is_ok(),
            None => false,
        }
    }

    fn used(&self, path: &Path, now: Duration) -> Option<M> {
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        let it = kept.as_mut().filter(|it| it.path == path)?;
        it.used_at = now;
        Some(it.model.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    static GONE: AtomicUsize = AtomicUsize::new(0);

    #[derive(Clone)]
    struct Fake;

    impl Keepable for Fake {
        fn is_busy(&self) -> bool {
            false
        }
        fn let_go(self) {
            GONE.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn seconds(it: u64) -> Duration {
        Duration::from_secs(it)
    }

    #[tokio::test]
    async fn one_model_is_kept_and_goes_when_unused_or_for_another() {
        let keeper = Keeper::default();
        let (one, other) = (Path::new("a.gguf"), Path::new("b.gguf"));
        keeper.of(one, seconds(0), || Ok(Fake)).await.unwrap();
        keeper.of(one, seconds(50), || panic!("it is there")).await.unwrap();
        assert!(!keeper.put_away_unused(seconds(50), seconds(60)).await);
        keeper.of(other, seconds(60), || Ok(Fake)).await.unwrap();
        assert_eq!((GONE.load(Ordering::SeqCst), keeper.present().unwrap().0.as_path()), (1, other));
        assert!(keeper.put_away_unused(seconds(61), seconds(70)).await);
        assert!(keeper.present().is_none());
        let failed = keeper.of(one, seconds(80), || Err(Trouble::NotBuilt)).await;
        assert!(failed.is_err() && keeper.present().is_none());
    }
}
