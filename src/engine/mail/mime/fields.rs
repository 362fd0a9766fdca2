//! Fields whose letters the parser could not read: words in bytes of an old alphabet that nobody named, and letters that a
//! program cut in two between encoded words (RFC 2047). Such a field is written as it should have been, and read again.
use super::words::UNREADABLE;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::{Encoding, WINDOWS_1254};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::{Header, HeaderValue, MessageParser};

/// What `take` finds in a field; where that cannot be read, what it finds once the field is mended.
pub(super) fn read<T>(
    field: &Header<'_>,
    raw: &[u8],
    take: impl Fn(&HeaderValue<'_>) -> Option<T>,
    words: impl Fn(&T) -> String,
) -> Option<T> {
    let found = take(&field.value)?;
    if !words(&found).contains(UNREADABLE) {
        return Some(found);
    }
    let mended = mended(field, raw).and_then(|it| {
        let mail = MessageParser::default().parse_headers(it.as_bytes())?;
        take(&mail.headers().first()?.value)
    });
    mended.filter(|it| !words(it).contains(UNREADABLE)).or(Some(found))
}

fn mended(field: &Header<'_>, raw: &[u8]) -> Option<String> {
    let place = |it: u32| usize::try_from(it).ok();
    let bytes = raw.get(place(field.offset_start)?..place(field.offset_end)?)?;
    let text = match std::str::from_utf8(bytes) {
        Ok(it) => it.to_owned(),
        Err(_) => WINDOWS_1254.decode_without_bom_handling(bytes).0.into_owned(),
    };
    Some(format!("{}: {}\r\n\r\n", field.name.as_str(), joined(&text).trim()))
}

/// The text with encoded words that follow each other as one.
fn joined(text: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, behind)) = rest.split_once("=?") {
        out.push_str(before);
        let Some(first) = Word::at(behind) else {
            out.push_str("=?");
            rest = behind;
            continue;
        };
        let (mut bytes, mut after) = (first.bytes, first.behind);
        while let Some(next) = after.trim_start().strip_prefix("=?").and_then(Word::at)
            && next.alphabet == first.alphabet
        {
            bytes.extend(next.bytes);
            after = next.behind;
        }
        let words = first.alphabet.decode_without_bom_handling(&bytes).0;
        out.push_str(&format!("=?utf-8?B?{}?=", STANDARD.encode(words.as_bytes())));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// An encoded word.
struct Word<'t> {
    alphabet: &'static Encoding,
    bytes: Vec<u8>,
    behind: &'t str,
}

impl<'t> Word<'t> {
    /// The one whose beginning, `=?`, stood before.
    fn at(text: &'t str) -> Option<Word<'t>> {
        let (named, text) = text.split_once('?')?;
        let (encoding, text) = text.split_once('?')?;
        // Only as far as a word can reach: a field of very many beginnings is read once.
        let (data, behind) = text.split_at(text.find(['?', '\n'])?);
        let behind = behind.strip_prefix("?=")?;
        let alphabet = Encoding::for_label(named.split('*').next()?.as_bytes())?;
        let bytes = match encoding {
            "b" | "B" => base64_decode(data.as_bytes())?,
            "q" | "Q" => unquoted(data),
            _ => return None,
        };
        Some(Word { alphabet, bytes, behind })
    }
}

/// The encoding of words, in which `_` is a space.
fn unquoted(data: &str) -> Vec<u8> {
    let (mut out, mut rest) = (Vec::with_capacity(data.len()), data.as_bytes());
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        let hex =
            (*first == b'=').then(|| behind.split_at_checked(2)).flatten().and_then(|(digits, behind)| {
                let digits = std::str::from_utf8(digits).ok()?;
                Some((u8::from_str_radix(digits, 16).ok()?, behind))
            });
        match (hex, first) {
            (Some((byte, behind)), _) => {
                out.push(byte);
                rest = behind;
            }
            (None, b'_') => out.push(b' '),
            (None, other) => out.push(*other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn letters_between_two_words_are_whole_again() {
        let words = |text: &str| {
            let field = format!("Subject: {}\r\n\r\n", joined(text));
            let mail = MessageParser::default().parse_headers(field.as_bytes()).unwrap();
            mail.subject().unwrap().to_owned()
        };
        assert_eq!(words("=?utf-8?Q?=C5?= =?UTF-8?q?=9Eifre_ne=3F?="), "Şifre ne?");
        assert_eq!(words("=?utf-8?B?xQ==?=\r\n =?utf-8?B?nmlmcmU=?= sonra"), "Şifre sonra");
        assert_eq!(words("=?utf-8?Q?=C5=9E?= =?iso-8859-9?Q?=DD?="), "Şİ");
        assert_eq!(words("2 =? 3"), "2 =? 3");
        assert_eq!(joined("=?yok?Q?x?="), "=?yok?Q?x?=");
    }

    #[test]
    fn beginnings_without_an_end_are_read_once() {
        let many = "=?utf-8?q?a ".repeat(200_000);
        assert_eq!(joined(&many), many);
    }

    proptest! {
        #[test]
        fn no_words_are_too_strange(text in "(=\\?|\\?=|utf-8|\\?[qb]\\?|[a-zş=_ \r\n]){0,30}") {
            let _ = joined(&text);
        }
    }
}
