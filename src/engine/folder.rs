//! Where an index lies: opened, or made anew where it cannot be read.
use crate::Result;
use anyhow::Context as _;
use std::path::Path;
use tantivy::directory::MmapDirectory;
use tantivy::schema::Schema;
use tantivy::{Index, IndexReader, ReloadPolicy};

/// Opens the index in `folder`, or makes it, and does `more` with it. What cannot be read goes, and an empty one takes its
/// place; `what` says in the log which one that was.
///
/// # Errors
/// When the folder cannot be written.
pub(super) fn open<T>(
    folder: &Path,
    what: &'static str,
    schema: &Schema,
    more: impl Fn(Index) -> anyhow::Result<T>,
) -> Result<T> {
    let attempt = || {
        std::fs::create_dir_all(folder)?;
        more(Index::open_or_create(MmapDirectory::open(folder)?, schema.clone())?)
    };
    match attempt() {
        Ok(it) => Ok(it),
        Err(error) => {
            tracing::warn!(
                error = format!("{error:#}"),
                index = what,
                "an index is unreadable and is built anew"
            );
            std::fs::remove_dir_all(folder).context("empty the index folder")?;
            Ok(attempt().with_context(|| format!("make the index of {what}"))?)
        }
    }
}

/// The position kept with the last commit; `None` for an index that has none.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn position(index: &Index) -> anyhow::Result<Option<i64>> {
    Ok(index.load_metas()?.payload.and_then(|it| it.parse().ok()))
}

/// What looks things up; it shows what was committed when the writer says so.
///
/// # Errors
/// When the index cannot be read.
pub(super) fn reader(index: &Index) -> Result<IndexReader> {
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
    Ok(reader.context("open the index for reading")?)
}
