//! Which files are accepted: by what they contain, never by what they are called.
use crate::{Error, Result};

/// Largest accepted file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// More pixels than this are a bomb rather than a picture.
const MAX_PIXELS: usize = 50_000_000;
/// What a visitor or an agent may send, with the endings such a file may have.
const ALLOWED: &[(&str, &[&str])] = &[
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("application/pdf", &["pdf"]),
];

/// What was found inside an accepted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub media_type: &'static str,
    /// Pixels across and down, for images.
    pub dimensions: Option<(u32, u32)>,
}

/// Looks inside `bytes`, the whole file, which was called `name`.
///
/// # Errors
/// 415 when the content is not accepted, or the name claims to be something else; 413 for an image bomb.
pub fn examine(name: &str, bytes: &[u8]) -> Result<Kind> {
    let found = infer::get(bytes).map(|it| it.mime_type());
    let (media_type, endings) =
        ALLOWED.iter().find(|it| Some(it.0) == found).ok_or(Error::WrongType("file_type_not_allowed"))?;
    if let Some((_, ending)) = name.rsplit_once('.')
        && !endings.contains(&ending.to_lowercase().as_str())
    {
        return Err(Error::WrongType("file_type_not_allowed"));
    }
    let dimensions = if media_type.starts_with("image/") { Some(measure(bytes)?) } else { None };
    Ok(Kind { media_type, dimensions })
}

fn measure(bytes: &[u8]) -> Result<(u32, u32)> {
    let size = imagesize::blob_size(bytes).map_err(|_| Error::WrongType("file_type_not_allowed"))?;
    if size.width.saturating_mul(size.height) > MAX_PIXELS {
        return Err(Error::TooLarge("image_too_large"));
    }
    let side = |it: usize| u32::try_from(it).map_err(|_| Error::TooLarge("image_too_large"));
    Ok((side(size.width)?, side(size.height)?))
}

/// A name fit for showing and for a header: the last path part, no control characters, at most 120 characters.
#[must_use]
pub fn tidy_name(raw: &str) -> String {
    let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|it| !it.is_control() && *it != '"').take(120).collect();
    if name.trim().is_empty() { "dosya".to_owned() } else { name.trim().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 2, 0,
        0, 0, 3, 8, 6, 0, 0, 0,
    ];

    #[test]
    fn the_content_decides_and_the_name_must_agree() {
        assert_eq!(examine("resim.PNG", PNG).ok().and_then(|it| it.dimensions), Some((2, 3)));
        assert!(matches!(examine("resim.pdf", PNG), Err(Error::WrongType(_))));
        assert!(matches!(examine("sayfa.png", b"<html><script>"), Err(Error::WrongType(_))));
        assert!(matches!(
            examine("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
            Err(Error::WrongType(_))
        ));
    }

    #[test]
    fn a_picture_of_absurd_size_is_refused() {
        let mut bomb = PNG.to_vec();
        bomb.splice(16..24, [0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(matches!(examine("a.png", &bomb), Err(Error::TooLarge(_))));
    }

    #[test]
    fn names_lose_folders_and_quotes() {
        assert_eq!(tidy_name("C:\\gizli\\a\"b.png"), "ab.png");
        assert_eq!(tidy_name("../../"), "dosya");
    }
}
