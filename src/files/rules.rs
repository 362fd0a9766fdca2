//! Which files are accepted: by what they contain, never by what they are called.
use super::package;
use super::store::Waiting;
use crate::{Error, Result};

/// Largest accepted file.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;
/// Left free on the disk whatever is uploaded: the database must be able to grow.
const SPARE_BYTES: u64 = 512 << 20;
/// What one visitor may have waiting to be sent: files, and their bytes.
const MOST_OF_VISITOR: (i64, i64) = (30, 100 << 20);
/// What all visitors of a site may.
const MOST_OF_VISITORS: (i64, i64) = (20_000, 3 << 30);
/// What one agent may.
const MOST_OF_AGENT: (i64, i64) = (500, 2 << 30);
/// More pixels than this are a bomb rather than a picture.
const MAX_PIXELS: usize = 50_000_000;
/// What a visitor or an agent may send, with the endings such a file may have.
const ALLOWED: &[(&str, &[&str])] = &[
    ("image/png", &["png"]),
    ("image/jpeg", &["jpg", "jpeg", "jpe", "jfif"]),
    ("image/gif", &["gif"]),
    ("image/webp", &["webp"]),
    ("application/pdf", &["pdf"]),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", &["docx"]),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", &["xlsx"]),
    ("application/vnd.openxmlformats-officedocument.presentationml.presentation", &["pptx"]),
    ("application/vnd.oasis.opendocument.text", &["odt"]),
    ("application/vnd.oasis.opendocument.spreadsheet", &["ods"]),
    ("application/vnd.oasis.opendocument.presentation", &["odp"]),
];
/// What may be sent besides where the site allows archives.
const ARCHIVES: &[(&str, &[&str])] = &[
    ("application/zip", &["zip"]),
    ("application/x-7z-compressed", &["7z"]),
    ("application/vnd.rar", &["rar"]),
    ("application/gzip", &["gz", "tgz"]),
];
/// Text has no signs of its own: the ending says which it is. Served for saving only, never as a page.
const TEXTS: &[(&str, &[&str])] = &[("text/plain", &["txt", "log"]), ("text/csv", &["csv"])];

/// Whether archives may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Archives {
    /// The site wants none.
    Refused,
    /// The site allows them.
    Accepted,
}

/// What was found inside an accepted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub media_type: &'static str,
    /// Pixels across and down, for images.
    pub dimensions: Option<(u32, u32)>,
}

/// Whether so many bytes still go onto a disk that has `free` left; where the system does not say, they do.
#[must_use]
pub fn has_room(free: Option<u64>, bytes: usize) -> bool {
    let needed = u64::try_from(bytes).unwrap_or(u64::MAX).saturating_add(SPARE_BYTES);
    free.is_none_or(|it| it >= needed)
}

/// Refuses a file of so many bytes where too much waits already: uploads that nothing takes would fill the disk.
///
/// # Errors
/// 409 `files_waiting` when it is the uploader's, 503 `files_full` when it is all visitors'.
pub fn check_waiting(is_visitor: bool, waiting: &Waiting, bytes: i64) -> Result<()> {
    let beyond = |(files, held): (i64, i64), (most, most_bytes): (i64, i64)| {
        files >= most || held.saturating_add(bytes) > most_bytes
    };
    let own = (waiting.own, waiting.own_bytes);
    if beyond(own, if is_visitor { MOST_OF_VISITOR } else { MOST_OF_AGENT }) {
        return Err(Error::Conflict("files_waiting"));
    }
    if is_visitor && beyond((waiting.all, waiting.all_bytes), MOST_OF_VISITORS) {
        return Err(Error::Unavailable("files_full"));
    }
    Ok(())
}

/// Looks inside `bytes`, the whole file, which was called `name`.
///
/// # Errors
/// 415 when the content is not accepted, or the name claims to be something else; 413 for an image bomb.
pub fn examine(name: &str, bytes: &[u8], archives: Archives) -> Result<Kind> {
    let ending = name.rsplit_once('.').map(|it| it.1.to_lowercase());
    let found = match infer::get(bytes).map(|it| it.mime_type()) {
        _ if bytes.starts_with(b"PK\x03\x04") => package::media_type(bytes),
        None => text(ending.as_deref().unwrap_or_default(), bytes),
        found => found,
    };
    let extra = if archives == Archives::Accepted { ARCHIVES } else { &[] };
    let mut kinds = ALLOWED.iter().chain(TEXTS).chain(extra);
    let kind = kinds.find(|it| Some(it.0) == found);
    let (media_type, endings) = kind.ok_or(Error::WrongType("file_type_not_allowed"))?;
    if ending.is_some_and(|it| !endings.contains(&it.as_str())) {
        return Err(Error::WrongType("file_type_not_allowed"));
    }
    let dimensions = if media_type.starts_with("image/") { Some(measure(bytes)?) } else { None };
    Ok(Kind { media_type, dimensions })
}

/// Text is what has no control characters, in whatever encoding a spreadsheet wrote it.
fn text(ending: &str, bytes: &[u8]) -> Option<&'static str> {
    let plain = bytes.iter().all(|it| *it >= b' ' && *it != 0x7f || b"\t\n\r\x0c".contains(it));
    let kind = TEXTS.iter().find(|it| it.1.contains(&ending));
    kind.filter(|_| plain && !bytes.is_empty()).map(|it| it.0)
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
    use super::super::package::tests::zip;
    use super::*;

    const PNG: &[u8] = &[
        0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0, 2, 0,
        0, 0, 3, 8, 6, 0, 0, 0,
    ];

    #[test]
    fn a_disk_keeps_some_room_and_nobody_heaps_up_files() {
        assert!(has_room(None, MAX_BYTES) && has_room(Some(1 << 30), MAX_BYTES));
        assert!(!has_room(Some(SPARE_BYTES), 1));
        let of = |own, own_bytes, all, all_bytes| Waiting { own, own_bytes, all, all_bytes };
        let code = |is_visitor, it| check_waiting(is_visitor, &it, 1).map_err(|it| it.code());
        assert_eq!(code(true, of(29, 0, 29, 0)), Ok(()));
        assert_eq!(code(true, of(30, 0, 30, 0)), Err("files_waiting"));
        assert_eq!(code(true, of(1, 100 << 20, 1, 100 << 20)), Err("files_waiting"));
        assert_eq!(code(true, of(0, 0, 20_000, 0)), Err("files_full"));
        assert_eq!(code(true, of(0, 0, 9, 3 << 30)), Err("files_full"));
        assert_eq!(code(false, of(30, 0, 9000, 9 << 30)), Ok(()), "agents are known");
        assert_eq!(code(false, of(500, 0, 500, 0)), Err("files_waiting"));
    }

    #[test]
    fn the_content_decides_and_the_name_must_agree() {
        assert_eq!(
            examine("resim.PNG", PNG, Archives::Refused).ok().and_then(|it| it.dimensions),
            Some((2, 3))
        );
        assert!(matches!(examine("resim.pdf", PNG, Archives::Refused), Err(Error::WrongType(_))));
        assert!(matches!(
            examine("sayfa.png", b"<html><script>", Archives::Refused),
            Err(Error::WrongType(_))
        ));
        assert!(matches!(
            examine("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", Archives::Accepted),
            Err(Error::WrongType(_))
        ));
    }

    #[test]
    fn documents_and_text_are_accepted_and_archives_where_they_are_wanted() {
        let of =
            |name: &str, bytes: &[u8]| examine(name, bytes, Archives::Refused).ok().map(|it| it.media_type);
        let document = zip(&[("[Content_Types].xml", ""), ("word/document.xml", "")]);
        assert!(of("dilekçe.docx", &document).is_some_and(|it| it.ends_with("wordprocessingml.document")));
        assert_eq!(of("dilekçe.xlsx", &document), None);
        assert_eq!(
            of("liste.csv", b"ad;not\n\xc7a\xf0la;90"),
            Some("text/csv"),
            "as a spreadsheet writes it"
        );
        assert_eq!(of("not.TXT", "çalışma\n".as_bytes()), Some("text/plain"));
        assert_eq!(of("not.txt", b"a\0b"), None);
        assert_eq!(of("not.txt", b"<!DOCTYPE html><script>"), None);
        assert_eq!(of("not", b"abc"), None, "text is what its name says");
        let archive = zip(&[("a.txt", "a")]);
        assert_eq!(of("a.zip", &archive), None);
        assert!(examine("a.zip", &archive, Archives::Accepted).is_ok());
        assert!(examine("a.docx", &archive, Archives::Accepted).is_err());
    }

    #[test]
    fn a_picture_of_absurd_size_is_refused() {
        let mut bomb = PNG.to_vec();
        bomb.splice(16..24, [0, 1, 0, 0, 0, 1, 0, 0]);
        assert!(matches!(examine("a.png", &bomb, Archives::Refused), Err(Error::TooLarge(_))));
    }

    #[test]
    fn names_lose_folders_and_quotes() {
        assert_eq!(tidy_name("C:\\gizli\\a\"b.png"), "ab.png");
        assert_eq!(tidy_name("../../"), "dosya");
    }
}
