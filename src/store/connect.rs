//! Opening the file: pragmas and the pool of read-only connections.
use crate::Result;
use crate::base::text;
use anyhow::Context;
use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Connections for reading; more than the cores only fight for the page cache.
const READERS: usize = 4;

/// Opens the file for writing. `FULL` syncs every commit: an acknowledged write survives a power cut.
pub(super) fn open(path: &Path) -> Result<Connection> {
    let conn = Connection::open(path)?;
    conn.execute_batch(
        "PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA foreign_keys = ON;
         PRAGMA temp_store = MEMORY;            -- what is sorted or may have to be undone is not spilled to files
         PRAGMA busy_timeout = 5000;            -- a backup may hold the file for a moment
         PRAGMA wal_autocheckpoint = 4000;      -- pages: 16 MiB are written back at once instead of 4
         PRAGMA journal_size_limit = 67108864;  -- 64 MiB",
    )?;
    conn.set_prepared_statement_cache_capacity(256);
    Ok(conn)
}

/// `contains_folded(text, folded)`: whether `text` contains it, whatever the case and the diacritics.
fn add_text_functions(conn: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    conn.create_scalar_function("contains_folded", 2, flags, |context| {
        let text = context.get_raw(0).as_str_or_null()?.unwrap_or_default();
        let wanted = context.get_raw(1).as_str_or_null()?.unwrap_or_default();
        Ok(text::fold(text).contains(wanted))
    })?;
    Ok(())
}

/// A small stack of read-only connections; the warmest is lent first.
#[derive(Clone)]
pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(path: &Path) -> Result<Readers> {
        let mut idle = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let conn = open(path)?;
            conn.pragma_update(None, "query_only", true)?;
            add_text_functions(&conn)?;
            idle.push(conn);
        }
        Ok(Readers { idle: Arc::new(Mutex::new(idle)), permits: Arc::new(Semaphore::new(READERS)) })
    }

    /// Waits for a free connection.
    pub(super) async fn take(&self) -> Result<Reader> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.context("store is closed")?;
        let conn = lock(&self.idle).pop().context("a permit without a connection")?;
        Ok(Reader { conn: Some(conn), idle: Arc::clone(&self.idle), _permit: permit })
    }
}

/// A lent connection. It travels with its permit, so a dropped request can neither lose nor double-lend it.
pub(super) struct Reader {
    conn: Option<Connection>,
    idle: Arc<Mutex<Vec<Connection>>>,
    _permit: OwnedSemaphorePermit,
}

impl Deref for Reader {
    type Target = Connection;
    #[expect(clippy::expect_used, reason = "only drop takes the connection")]
    fn deref(&self) -> &Connection {
        self.conn.as_ref().expect("reader in use")
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            lock(&self.idle).push(conn);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
