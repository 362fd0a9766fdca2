//! What a file is: its content and its ending must agree.
use super::{MOST_BYTES, Reason, package};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Markdown,
    Text,
    Html,
    Pdf,
    Docx,
    Table,
    Zip,
}

/// How far into a file the mark of a PDF may stand (ISO 32000-1, annex H).
const PDF_WITHIN: usize = 1024;

pub(super) fn of(name: &str, bytes: &[u8]) -> Result<Kind, Reason> {
    let ending = name.rsplit_once('.').map(|it| it.1.to_ascii_lowercase()).unwrap_or_default();
    let named = match ending.as_str() {
        "md" | "markdown" | "mdown" => Kind::Markdown,
        "txt" | "text" => Kind::Text,
        "html" | "htm" | "xhtml" => Kind::Html,
        "pdf" => Kind::Pdf,
        "docx" => Kind::Docx,
        "csv" | "tsv" => Kind::Table,
        "zip" => Kind::Zip,
        _ => return Err("import_type_unknown"),
    };
    if bytes.is_empty() {
        return Err("import_empty");
    }
    if bytes.len() > MOST_BYTES {
        return Err("import_too_large");
    }
    let found = inside(bytes);
    let agree = match named {
        Kind::Pdf | Kind::Docx | Kind::Zip => found == Some(named),
        _ => found.is_none(),
    };
    if agree { Ok(named) } else { Err("import_type_mismatch") }
}

/// What the bytes themselves say; text says nothing.
fn inside(bytes: &[u8]) -> Option<Kind> {
    let head = bytes.get(..PDF_WITHIN).unwrap_or(bytes);
    if head.windows(5).any(|it| it == b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return None;
    }
    Some(if package::has(bytes, "word/document.xml") { Kind::Docx } else { Kind::Zip })
}
