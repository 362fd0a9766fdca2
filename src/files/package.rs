//! What a zip file is for: its list of names tells an office document from an archive. Nothing is unpacked.

/// Ends the file, before a comment of at most 64 KB: "end of central directory" (APPNOTE 4.3.16).
const END: [u8; 4] = *b"PK\x05\x06";
/// Begins the entry of one file in the list (APPNOTE 4.3.12).
const ENTRY: [u8; 4] = *b"PK\x01\x02";
/// Bytes of an entry before its name.
const ENTRY_BYTES: usize = 46;
/// Longest end: its 22 bytes and a comment.
const END_BYTES: usize = 22 + 0xffff;
/// What every document of Microsoft's formats contains.
const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Folders of Microsoft's formats with their media types.
const FOLDERS: [(&str, &str); 3] = [
    ("word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// Media types of open documents; the first file of one holds nothing else.
const OPEN_DOCUMENTS: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

/// What the zip file is: an office document without macros, or `application/zip`; `None` when it cannot be read or a
/// document carries macros.
pub(super) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let names = names(bytes)?;
    let is_macro = |it: &&str| {
        it.to_ascii_lowercase().ends_with("vbaproject.bin")
            || it.starts_with("Basic/")
            || it.starts_with("Scripts/")
    };
    if names.iter().any(is_macro) {
        return None;
    }
    if names.first() == Some(&"mimetype") {
        // Stored as it is, right after the first header of 30 bytes and its name (ODF 1.3, part 2, 3.3).
        let said = bytes.get(30 + "mimetype".len()..)?;
        let found = OPEN_DOCUMENTS.iter().find(|it| is_exactly(said, it));
        return found.copied().or(Some("application/zip"));
    }
    let document = FOLDERS.iter().find(|it| names.iter().any(|name| name.starts_with(it.0)));
    match document {
        Some((_, media_type)) if names.contains(&CONTENT_TYPES) => Some(media_type),
        _ => Some("application/zip"),
    }
}

/// `said` begins with the media type, and the next file's header follows.
fn is_exactly(said: &[u8], media_type: &str) -> bool {
    said.strip_prefix(media_type.as_bytes()).is_some_and(|rest| rest.starts_with(b"PK"))
}

/// The names of the files inside, in order.
fn names(bytes: &[u8]) -> Option<Vec<&str>> {
    let tail = bytes.len().saturating_sub(END_BYTES);
    let end = bytes.get(tail..)?.windows(END.len()).rposition(|it| it == END)? + tail;
    let count = number(bytes, end + 10, 2)?;
    let mut at = number(bytes, end + 16, 4)?;
    let mut names = Vec::new();
    for _ in 0..count {
        if bytes.get(at..at + ENTRY.len())? != ENTRY {
            return None;
        }
        let length = number(bytes, at + 28, 2)?;
        let name = bytes.get(at + ENTRY_BYTES..at + ENTRY_BYTES + length)?;
        names.push(std::str::from_utf8(name).unwrap_or_default());
        at += ENTRY_BYTES + length + number(bytes, at + 30, 2)? + number(bytes, at + 32, 2)?;
    }
    Some(names)
}

/// A number of `length` bytes, the lowest first.
fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    Some(bytes.get(at..at + length)?.iter().rev().fold(0, |sum, it| (sum << 8) | usize::from(*it)))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A zip file of empty or stored files, without checksums: nobody unpacks it.
    pub(in crate::files) fn zip(files: &[(&str, &str)]) -> Vec<u8> {
        let (mut out, mut list) = (Vec::new(), Vec::new());
        let short = |it: usize| u16::try_from(it).unwrap().to_le_bytes();
        for (name, content) in files {
            let offset = u32::try_from(out.len()).unwrap().to_le_bytes();
            out.extend_from_slice(b"PK\x03\x04");
            out.extend_from_slice(&[0; 22]);
            out.extend_from_slice(&short(name.len()));
            out.extend_from_slice(&[0; 2]);
            out.extend_from_slice(name.as_bytes());
            out.extend_from_slice(content.as_bytes());
            list.extend_from_slice(&ENTRY);
            list.extend_from_slice(&[0; 24]);
            list.extend_from_slice(&short(name.len()));
            list.extend_from_slice(&[0; 12]);
            list.extend_from_slice(&offset);
            list.extend_from_slice(name.as_bytes());
        }
        let begin = u32::try_from(out.len()).unwrap().to_le_bytes();
        out.append(&mut list);
        out.extend_from_slice(&END);
        out.extend_from_slice(&[0; 6]);
        out.extend_from_slice(&short(files.len()));
        out.extend_from_slice(&[0; 4]);
        out.extend_from_slice(&begin);
        out.extend_from_slice(&[0; 2]);
        out
    }

    #[test]
    fn documents_are_told_from_archives() {
        let of = |files: &[(&str, &str)]| media_type(&zip(files));
        assert_eq!(of(&[(CONTENT_TYPES, ""), ("word/document.xml", "")]), Some(FOLDERS[0].1));
        assert_eq!(of(&[("xl/workbook.xml", ""), (CONTENT_TYPES, "")]), Some(FOLDERS[1].1));
        assert_eq!(of(&[("mimetype", OPEN_DOCUMENTS[1]), ("content.xml", "")]), Some(OPEN_DOCUMENTS[1]));
        assert_eq!(of(&[("mimetype", "application/epub+zip"), ("a", "")]), Some("application/zip"));
        assert_eq!(of(&[("word/notes.txt", "")]), Some("application/zip"), "a folder's name is not enough");
    }

    #[test]
    fn macros_and_what_cannot_be_read_are_nothing() {
        let macros = [(CONTENT_TYPES, ""), ("word/document.xml", ""), ("word/vbaProject.bin", "")];
        assert_eq!(media_type(&zip(&macros)), None);
        for program in ["Basic/Standard/Module1.xml", "Scripts/python/run.py"] {
            let open_document = [("mimetype", OPEN_DOCUMENTS[0]), ("content.xml", ""), (program, "")];
            assert_eq!(media_type(&zip(&open_document)), None, "{program}");
        }
        assert_eq!(media_type(b"PK\x03\x04 and no list"), None);
        let mut broken = zip(&[("a", "b")]);
        let end = broken.len() - 6;
        broken.splice(end..end + 4, [255; 4]);
        assert_eq!(media_type(&broken), None);
    }
}
