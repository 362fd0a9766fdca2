//! The data folder, for commands that are no server. They work while the server runs: SQLite keeps the writers
//! apart, and the server's writer looks for events that came from elsewhere.
use crate::config::Config;
use crate::store::Store;
use crate::{Error, Result};
use anyhow::Context as _;
use std::future::Future;

/// Opens the data that is there.
pub(super) fn open(config: &Config) -> Result<Store> {
    let path = config.data_dir.join("asisttr.db");
    if path.exists() { Store::open(&path) } else { Err(Error::Unavailable("no_data")) }
}

/// Opens the data, making the folder on the first use.
pub(super) fn open_or_make(config: &Config) -> Result<Store> {
    let folder = &config.data_dir;
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    Store::open(&folder.join("asisttr.db"))
}

/// Runs `work` to its end.
pub(super) fn wait<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("start the runtime")?;
    runtime.block_on(work)
}
