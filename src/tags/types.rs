//! Values of tags.
use crate::base::At;
use crate::base::ids::TagId;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// The palette. How each looks, and that it can be read in light and dark, is the desk's matter.
    TagColor {
        /// Grey.
        Gray = "gray",
        /// Red.
        Red = "red",
        /// Orange.
        Orange = "orange",
        /// Yellow.
        Yellow = "yellow",
        /// Green.
        Green = "green",
        /// Turquoise.
        Teal = "teal",
        /// Blue.
        Blue = "blue",
        /// Violet.
        Violet = "violet",
        /// Pink.
        Pink = "pink",
        /// Brown.
        Brown = "brown",
    }
}

/// A tag of a site.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Tag {
    /// Its identity.
    pub id: TagId,
    /// What conversations carry.
    pub name: String,
    /// How it looks.
    pub color: TagColor,
    /// How many conversations carry it.
    pub conversations: i64,
    /// Rises with every change.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
}

/// What is wanted of a tag; what is left out stays, or has its default in a new one.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct TagInput {
    /// 1 to 50 characters.
    pub name: Option<String>,
    /// A name of the palette; chosen by the tag's name when left out.
    pub color: Option<TagColor>,
}
