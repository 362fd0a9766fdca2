//! Taking in a file.
use super::links::Links;
use super::rules::{self, Archives};
use super::store::{self, Stored};
use super::types::FileView;
use crate::app::App;
use crate::base::ids::{FileId, SiteId, UserId, VisitorId};
use crate::engine::machine;
use crate::store::Write;
use crate::web::allowance::Deed;
use crate::{Error, Result, settings};
use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// So long an uploaded file waits for something to take it. A message may lie in a browser that is offline.
const WAITS: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So old are bytes that no row names before they are taken for left behind: a row comes after its bytes.
const UNNAMED: SignedDuration = SignedDuration::from_hours(24);
/// Files looked at in one go.
const BATCH: usize = 100;

/// Where the bytes of a file lie.
#[must_use]
pub fn path(app: &App, file: FileId) -> PathBuf {
    app.config.data_dir.join("files").join(file.to_string())
}

/// Who uploads.
#[derive(Debug, Clone, Copy)]
pub enum Uploader {
    /// A user of the desk.
    Agent(UserId),
    /// Somebody from outside.
    Public {
        /// The visitor; a ticket, where its page is open and no visitor is known.
        id: Uuid,
        /// Where it comes from; not kept.
        address: IpAddr,
    },
}

/// Checks the file and keeps it; it belongs to its uploader until a message takes it.
///
/// # Errors
/// 409 `files_waiting` when the uploader has too much that nothing has taken, 413 and 415 as [`rules::examine`], 429 when
/// too much comes from outside, 503 `files_full` when all from outside have too much waiting and `disk_full` when the disk
/// is nearly full; 500 when the disk refuses.
pub async fn keep(
    app: &App,
    site: SiteId,
    uploader: Uploader,
    name: &str,
    bytes: Vec<u8>,
) -> Result<FileView> {
    let free = machine::free_on_disk(&app.config.data_dir);
    if !rules::has_room(free, bytes.len()) {
        tracing::error!(?free, "the disk is nearly full: no file is taken in");
        return Err(Error::Unavailable("disk_full"));
    }
    let (kind, id) = match uploader {
        Uploader::Agent(id) => ("agent", id.uuid()),
        Uploader::Public { id, address } => {
            let who = (address, Some(VisitorId::of(id)));
            app.allowances.take(Deed::Upload(bytes.len()), site, who)?;
            ("visitor", id)
        }
    };
    let file = checked(app, site, (kind, id), (name, &bytes), FileId::random()).await?;
    // Several at once may get past it together; how many that can be, the hourly budget says.
    let waiting = app.store.read(move |conn| store::waiting_of(conn, site, kind, id)).await?;
    rules::check_waiting(kind == "visitor", &waiting, file.bytes)?;
    write_synced(path(app, file.id), bytes).await?;
    let now = app.clock.now();
    let mut write = Write::new();
    store::insert(&mut write, site, &file, now);
    app.store.commit(write).await?;
    let links = Links::new(&app.keys, now);
    Ok(FileView {
        url: links.url(file.id),
        id: file.id,
        name: file.name,
        media_type: file.media_type,
        size: file.bytes,
        width: file.dimensions.map(|it| it.0),
        height: file.dimensions.map(|it| it.1),
    })
}

/// The same under an id that was chosen for these bytes: kept again, they are the same file.
///
/// # Errors
/// As [`keep`].
pub async fn keep_as(
    app: &App,
    site: SiteId,
    uploader: (&'static str, Uuid),
    (name, bytes): (&str, Vec<u8>),
    id: FileId,
) -> Result<()> {
    if bytes.len() > rules::MAX_BYTES {
        return Err(Error::TooLarge("file_too_large"));
    }
    let file = checked(app, site, uploader, (name, &bytes), id).await?;
    write_synced(path(app, file.id), bytes).await?;
    let mut write = Write::new();
    store::insert_again(&mut write, site, &file, app.clock.now());
    app.store.commit(write).await?;
    Ok(())
}

/// Removes files that were uploaded and that nothing has taken since: of a form that was never sent, a message that was
/// never finished.
///
/// # Errors
/// When the database or the disk refuses.
pub async fn forget_left_behind(app: &App) -> Result<usize> {
    let before = app.clock.now().checked_sub(WAITS).unwrap_or(Timestamp::UNIX_EPOCH);
    let mut count = 0;
    loop {
        let old = app.store.read(move |conn| store::left_behind(conn, before, BATCH)).await?;
        if old.is_empty() {
            return Ok(count);
        }
        for file in old {
            let mut write = Write::new();
            store::forget_left_behind(&mut write, file);
            app.store.commit(write).await?;
            // First the row: what is taken meanwhile keeps its bytes.
            if !app.store.read(move |conn| store::exists(conn, file)).await? {
                match tokio::fs::remove_file(path(app, file)).await {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        tracing::warn!(%file, %error, "could not remove a file's bytes");
                    }
                    _ => count += 1,
                }
            }
        }
    }
}

/// Removes the bytes of files whose rows are gone. What the disk refuses is found again by [`sweep`].
pub async fn remove_bytes(app: &App, files: Vec<FileId>) {
    for file in files {
        if let Err(error) = tokio::fs::remove_file(path(app, file)).await {
            tracing::warn!(%file, %error, "could not remove a file's bytes");
        }
    }
}

/// Removes bytes that no row names: of what was deleted just before the program was ended, of an upload that never came
/// to its row. Answers how many files they were.
///
/// # Errors
/// When the database or the folder cannot be read.
pub async fn sweep(app: &App) -> Result<usize> {
    let (folder, now) = (app.config.data_dir.join("files"), app.clock.now());
    let before = now.checked_sub(UNNAMED).unwrap_or(Timestamp::UNIX_EPOCH);
    let read = tokio::task::spawn_blocking(move || older_than(&folder, before));
    let old =
        read.await.context("the look for files panicked")?.context("cannot read the folder of files")?;
    let mut count = 0;
    for some in old.chunks(BATCH) {
        let some = some.to_vec();
        let unnamed = app.store.read(move |conn| store::unknown(conn, &some)).await?;
        count += unnamed.len();
        remove_bytes(app, unnamed).await;
    }
    Ok(count)
}

/// The files of a folder that were written before a moment.
fn older_than(folder: &Path, before: Timestamp) -> std::io::Result<Vec<FileId>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // Whatever else somebody put there is theirs.
        let Some(file) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else { continue };
        let written = entry.metadata().and_then(|it| it.modified());
        let written = written.ok().and_then(|it| Timestamp::try_from(it).ok());
        if written.is_some_and(|it| it < before) {
            found.push(file);
        }
    }
    Ok(found)
}

async fn checked(
    app: &App,
    site: SiteId,
    uploader: (&'static str, Uuid),
    (name, bytes): (&str, &[u8]),
    id: FileId,
) -> Result<Stored> {
    let allowed = app.store.read(move |conn| Ok(settings::widget(conn, site)?.features.archives)).await?;
    let archives = if allowed { Archives::Accepted } else { Archives::Refused };
    let kind = rules::examine(name, bytes, archives)?;
    Ok(Stored {
        id,
        name: rules::tidy_name(name),
        media_type: kind.media_type.to_owned(),
        bytes: i64::try_from(bytes.len()).map_err(|_| Error::TooLarge("file_too_large"))?,
        dimensions: kind.dimensions,
        uploader_kind: uploader.0,
        uploader: uploader.1,
    })
}

/// The bytes reach the disk before the row that names them.
pub(super) async fn write_synced(path: PathBuf, bytes: Vec<u8>) -> Result<()> {
    let written = tokio::task::spawn_blocking(move || {
        use std::io::Write as _;
        let mut file = std::fs::File::create(&path)?;
        file.write_all(&bytes)?;
        file.sync_all()
    });
    written.await.context("upload panicked")?.context("cannot keep the file")?;
    Ok(())
}
