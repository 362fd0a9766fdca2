//! Plain text, in whichever of the usual encodings it is written.
use super::{Draft, Reason, stem};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1254};

/// A first line of at most so many characters, with an empty one below it, is a title.
const TITLE_CHARS: usize = 120;
/// Bytes of a page in which its encoding must be named (HTML, 13.2.3.2).
const PAGE_HEAD: usize = 1024;

/// The text of a file: as its mark says, else UTF-8, else Windows-1254, as Turkish spreadsheets write it.
pub(super) fn decode(bytes: &[u8]) -> Result<String, Reason> {
    decode_as(bytes, None)
}

/// The text of a page, which may name its encoding itself.
pub(super) fn decode_page(bytes: &[u8]) -> Result<String, Reason> {
    let head: Vec<u8> = bytes.iter().take(PAGE_HEAD).map(u8::to_ascii_lowercase).collect();
    let head = String::from_utf8_lossy(&head);
    let named = head.split_once("charset=").map(|it| it.1.trim_start_matches(['"', '\'', ' ']));
    let label = named.and_then(|it| it.split(['"', '\'', ' ', ';', '>', '/']).next());
    decode_as(bytes, label.and_then(|it| Encoding::for_label(it.as_bytes())))
}

fn decode_as(bytes: &[u8], named: Option<&'static Encoding>) -> Result<String, Reason> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None if std::str::from_utf8(bytes).is_ok() => UTF_8,
        // A page that claims to be UTF-8 and is not was written as everything else on that machine is.
        None => named.filter(|it| *it != UTF_8).unwrap_or(WINDOWS_1254),
    };
    let wide = encoding == UTF_16LE || encoding == UTF_16BE;
    if !wide && bytes.contains(&0) {
        return Err("import_text_unreadable");
    }
    let (text, _, _) = encoding.decode(bytes);
    let odd = text.chars().filter(|it| it.is_control() && !it.is_whitespace()).count();
    if odd * 20 > text.chars().count() {
        return Err("import_text_unreadable");
    }
    Ok(text.replace("\r\n", "\n").replace('\r', "\n"))
}

pub(super) fn read(name: &str, text: &str) -> Draft {
    let text = text.trim_start();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let titled = first.chars().count() <= TITLE_CHARS && rest.starts_with('\n') && !rest.trim().is_empty();
    let (title, body) = if titled { (first.to_owned(), rest) } else { (stem(name), text) };
    let (tags, images) = (Vec::new(), Vec::new());
    Draft { title, body: body.to_owned(), tags, category: None, key: name.to_owned(), images }
}
