//! Values of files.
use crate::base::ids::FileId;
use serde::Serialize;

/// An image of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ImageView {
    /// Its identity.
    pub id: FileId,
    /// Where to get it; stays the same.
    pub url: String,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A file as clients see it.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct FileView {
    /// Its identity; a message names it to take it along.
    pub id: FileId,
    /// As the uploader named it, without folders.
    pub name: String,
    /// Media type by content, such as `image/png`.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub media_type: String,
    /// Bytes.
    pub size: i64,
    /// Pixels, for images.
    pub width: Option<u32>,
    /// Pixels, for images.
    pub height: Option<u32>,
    /// Where to get it, relative to the server; signed and short-lived.
    pub url: String,
}
