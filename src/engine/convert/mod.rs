//! Reads files of others into drafts of articles: Markdown, text, HTML, PDF, DOCX, tables of questions and answers, and
//! zip files of these. Pure: bytes in, drafts and the reasons for what could not be read out.
//!
//! Whatever the bytes are, a reader returns: sizes, depths and numbers have limits. What its libraries do in spite of
//! that (a panic, a loop, a stack that ends) stays in the process of its own that `apart.rs` gives it.
pub mod apart;
mod archive;
mod docx;
mod docx_parts;
mod html;
mod kind;
mod markdown;
mod package;
mod pdf;
mod pdf_lines;
mod split;
mod table;
mod text;

use crate::base;
use crate::text_enum;
use kind::Kind;
use serde::{Deserialize, Serialize};

/// Largest file that is read, in bytes.
pub const MOST_BYTES: usize = 25 * 1024 * 1024;
/// Longest title, in characters.
const TITLE_CHARS: usize = 200;
/// Images taken out of one file.
const MOST_IMAGES: usize = 100;
/// What an image's address begins with in a draft, before its number.
pub const IMAGE_MARK: &str = "import-image:";

text_enum! {
    /// Whether a document becomes one article or several.
    Split {
        /// One article a document.
        Whole = "whole",
        /// One article for each heading of the highest level.
        Headings = "headings",
    }
}

/// How a file is to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct How {
    /// One article or several.
    pub split: Split,
    /// The address a page came from: its links are completed with it.
    pub address: Option<String>,
}

/// An article to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// 1 to 200 characters.
    pub title: String,
    /// Markdown; the images in it are named by [`IMAGE_MARK`] and their number.
    pub body: String,
    /// What the file itself says.
    pub tags: Vec<String>,
    /// The shelf, where the file itself says one.
    pub category: Option<String>,
    /// Names it among everything of its source: the same draft of the file's next version has the same key.
    pub key: String,
    /// Images of the body, in order.
    pub images: Vec<Image>,
}

/// An image of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// What the document calls it.
    pub source: String,
    /// The file itself; empty when it is not in what was read.
    #[serde(with = "base64_bytes")]
    pub bytes: Vec<u8>,
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The file, with the place in it where there is one.
    pub source: String,
    /// Why; worded in `base/words.rs`.
    pub code: String,
}

/// What a file was made into.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Converted {
    /// In the file's order.
    pub drafts: Vec<Draft>,
    /// What could not be read.
    pub failures: Vec<Failure>,
    /// Where a page leads, complete addresses.
    pub links: Vec<String>,
    /// What a page says is its real address.
    pub canonical: Option<String>,
    /// Whether a page asks not to be kept.
    pub unwanted: bool,
}

impl Converted {
    fn one(draft: Draft) -> Converted {
        Converted { drafts: vec![draft], ..Converted::default() }
    }

    /// Nothing, for the reason `code`.
    #[must_use]
    pub fn failed(source: &str, code: &str) -> Converted {
        let failure = Failure { source: source.to_owned(), code: code.to_owned() };
        Converted { failures: vec![failure], ..Converted::default() }
    }
}

/// Why a reader gave up.
type Reason = &'static str;

/// Reads the file `name`.
#[must_use]
pub fn read(name: &str, bytes: &[u8], how: &How) -> Converted {
    let read = kind::of(name, bytes).and_then(|kind| match kind {
        Kind::Zip => archive::read(name, bytes, how),
        other => read_one(name, bytes, other, how),
    });
    let mut converted = read.unwrap_or_else(|code| Converted::failed(name, code));
    converted.drafts = converted.drafts.into_iter().flat_map(|it| split::split(it, how.split)).collect();
    converted
}

/// Reads a file that holds no other files.
fn read_one(name: &str, bytes: &[u8], kind: Kind, how: &How) -> Result<Converted, Reason> {
    let mut converted = match kind {
        Kind::Markdown => Converted::one(markdown::read(name, &text::decode(bytes)?)),
        Kind::Text => Converted::one(text::read(name, &text::decode(bytes)?)),
        Kind::Html => html::read(name, &text::decode_page(bytes)?, how.address.as_deref())?,
        Kind::Pdf => pdf::read(name, bytes)?,
        Kind::Docx => Converted::one(docx::read(name, bytes)?),
        Kind::Table => table::read(name, &text::decode(bytes)?)?,
        Kind::Zip => return Err("import_archive_nested"),
    };
    for draft in &mut converted.drafts {
        draft.title = title(&draft.title, name);
        draft.body = draft.body.trim().to_owned();
    }
    let (whole, empty): (Vec<Draft>, Vec<Draft>) =
        converted.drafts.into_iter().partition(|it| !it.body.is_empty());
    let code = if kind == Kind::Pdf { "import_pdf_without_text" } else { "import_document_empty" };
    converted.failures.extend(empty.into_iter().map(|it| Failure { source: it.key, code: code.to_owned() }));
    converted.drafts = whole;
    Ok(converted)
}

/// The title on one line and short; the file's name where there is none.
fn title(found: &str, name: &str) -> String {
    let plain: String = found.chars().filter(|it| !it.is_control() || it.is_whitespace()).collect();
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_matches(['*', '#', '_', ' ']);
    let title = if line.is_empty() { stem(name) } else { line.to_owned() };
    base::text::shorten(&title, TITLE_CHARS)
}

/// What a file is called, without folders and ending.
fn stem(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = last.rsplit_once('.').map_or(last, |it| it.0).replace(['_', '-'], " ");
    let stem = stem.trim();
    if stem.is_empty() { name.to_owned() } else { stem.to_owned() }
}

mod base64_bytes {
    //! Bytes as base64 text, for the way between two processes.
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&STANDARD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        STANDARD.decode(text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
