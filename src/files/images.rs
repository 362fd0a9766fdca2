//! Images of articles: kept once for each content, and handed to whoever reads, under an address that stays.
use super::rules::{self, Archives};
use super::store::{self, Stored};
use super::types::ImageView;
use crate::base::ids::{FileId, SiteId, UserId};
use crate::store::{Store, Write};
use crate::{Error, Result};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use std::path::Path;

/// Where an image is.
#[must_use]
pub fn url(file: FileId) -> String {
    format!("/api/knowledge/images/{file}")
}

/// Where images are kept.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// The database.
    pub store: &'a Store,
    /// The folder of everything that lasts.
    pub data_dir: &'a Path,
}

/// Keeps an image of `site`; the same bytes are kept once.
///
/// # Errors
/// 415 when it is no image, 413 when it is too large.
pub async fn keep(
    place: Place<'_>,
    site: SiteId,
    uploader: Option<UserId>,
    name: &str,
    bytes: Vec<u8>,
    now: Timestamp,
) -> Result<ImageView> {
    if bytes.len() > rules::MAX_BYTES {
        return Err(Error::TooLarge("file_too_large"));
    }
    let kind = rules::examine(name, &bytes, Archives::Refused)?;
    let Some((width, height)) = kind.dimensions.filter(|_| kind.media_type.starts_with("image/")) else {
        return Err(Error::WrongType("image_needed"));
    };
    let hash = Sha256::digest(&bytes).to_vec();
    let wanted = hash.clone();
    let known = place.store.read(move |conn| store::image_with(conn, site, &wanted)).await?;
    let view = |id| ImageView { url: url(id), id, width, height };
    if let Some(id) = known {
        return Ok(view(id));
    }
    let file = Stored {
        id: FileId::random(),
        name: rules::tidy_name(name),
        media_type: kind.media_type.to_owned(),
        bytes: i64::try_from(bytes.len()).map_err(|_| Error::TooLarge("file_too_large"))?,
        dimensions: kind.dimensions,
        uploader_kind: "agent",
        uploader: uploader.map(UserId::uuid).unwrap_or_default(),
    };
    super::service::write_synced(place.data_dir.join("files").join(file.id.to_string()), bytes).await?;
    let mut write = Write::new();
    store::insert(&mut write, site, &file, now);
    store::insert_image(&mut write, site, file.id, &hash);
    place.store.commit(write).await?;
    Ok(view(file.id))
}
