//! The text of a mail. Old programs write Turkish letters without saying in which alphabet: what is no UTF-8 is read as
//! windows-1254 then, of which iso-8859-9 is a part.
use super::{MOST_HTML, MOST_READ, fields, html, safe};
use encoding_rs::WINDOWS_1254;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, HeaderName, Message, MessagePart, MimeHeaders as _, PartType};
use std::borrow::Cow;

/// What stands where letters could not be read.
pub(super) const UNREADABLE: char = '\u{fffd}';

/// A header in words.
pub(super) fn header(mail: &Message<'_>, raw: &[u8], name: HeaderName<'static>) -> Option<String> {
    let field = mail.headers().iter().find(|it| it.name == name)?;
    fields::read(field, raw, |it| it.as_text().map(str::to_owned), Clone::clone)
}

/// The text that a person is to read: the plain one, or made from HTML where there is no other.
pub(super) fn of(mail: &Message<'_>, raw: &[u8]) -> String {
    let part = |id: &u32| usize::try_from(*id).ok().and_then(|it| mail.parts.get(it));
    let said = |all: &[u32]| {
        let texts: Vec<String> = all.iter().filter_map(part).filter_map(|it| text(it, raw)).collect();
        texts.join("\n\n")
    };
    let plain = said(&mail.text_body);
    let plain = if plain.trim().is_empty() { said(&mail.html_body) } else { plain };
    tidy(&plain)
}

/// The HTML that may be shown, where there is no other text.
pub(super) fn html_of(mail: &Message<'_>, raw: &[u8]) -> Option<String> {
    let part = |id: &u32| usize::try_from(*id).ok().and_then(|it| mail.parts.get(it));
    let parts: Vec<&MessagePart<'_>> =
        mail.text_body.iter().chain(&mail.html_body).filter_map(part).collect();
    let is_said = |it: &&MessagePart<'_>| matches!(&it.body, PartType::Text(text) if !text.trim().is_empty());
    if parts.iter().any(is_said) {
        return None;
    }
    let mut pages = mail.html_body.iter().filter_map(part).filter_map(|it| match &it.body {
        PartType::Html(page) => Some(safe::page(first(&readable(it, page, raw)), MOST_HTML)),
        _ => None,
    });
    // Whoever sends several pages as one mail shows the first.
    pages.next().filter(|it| !it.trim().is_empty())
}

/// As much of a page as is looked at.
fn first(page: &str) -> &str {
    let end = (0..=MOST_READ.min(page.len())).rev().find(|it| page.is_char_boundary(*it)).unwrap_or(0);
    page.get(..end).unwrap_or_default()
}

fn text(part: &MessagePart<'_>, raw: &[u8]) -> Option<String> {
    match &part.body {
        PartType::Text(it) => {
            let it = readable(part, it, raw);
            let kind = part.content_type();
            let flowed = kind
                .and_then(|it| it.attribute("format"))
                .is_some_and(|it| it.eq_ignore_ascii_case("flowed"));
            let glued =
                kind.and_then(|it| it.attribute("delsp")).is_some_and(|it| it.eq_ignore_ascii_case("yes"));
            Some(if flowed { unflow(&it, glued) } else { it.into_owned() })
        }
        PartType::Html(it) => Some(html::text(first(&readable(part, it, raw)))),
        _ => None,
    }
}

/// The part's text, read anew where its letters were not what it said they were, or where it said nothing.
fn readable<'t>(part: &MessagePart<'_>, text: &'t str, raw: &[u8]) -> Cow<'t, str> {
    let named = part.content_type().and_then(|it| it.attribute("charset")).unwrap_or("us-ascii");
    let undecided = ["us-ascii", "ascii", "utf-8", "utf8", "unknown-8bit", "x-unknown"];
    if !text.contains(UNREADABLE) || !undecided.iter().any(|it| named.eq_ignore_ascii_case(it)) {
        return Cow::Borrowed(text);
    }
    let place = |it: u32| usize::try_from(it).ok();
    let (Some(from), Some(to)) = (place(part.offset_body), place(part.offset_end)) else {
        return Cow::Borrowed(text);
    };
    let Some(bytes) = raw.get(from..to) else { return Cow::Borrowed(text) };
    let decoded = match part.encoding {
        Encoding::None => Some(bytes.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
        Encoding::Base64 => base64_decode(bytes),
    };
    match decoded.map(|it| WINDOWS_1254.decode_without_bom_handling(&it).0.into_owned()) {
        // What is UTF-8 for the most part has a broken letter, and no other alphabet.
        Some(it)
            if text.chars().filter(|it| *it == UNREADABLE).count() * 20
                > text.chars().filter(|it| !it.is_ascii()).count() =>
        {
            Cow::Owned(it)
        }
        _ => Cow::Borrowed(text),
    }
}

/// Joins the lines that a program broke only to send them (RFC 3676). Quoted lines stay as they are.
fn unflow(text: &str, glued: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open = false;
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if line.starts_with('>') || line == "-- " {
            if open {
                out.push('\n');
            }
            out.push_str(line);
            out.push('\n');
            open = false;
            continue;
        }
        open = line.ends_with(' ') && !line.trim().is_empty();
        out.push_str(if open && glued { line.trim_end() } else { line });
        if !open {
            out.push('\n');
        }
    }
    out
}

/// Line ends of one kind, no signs that are not seen, no more than one empty line after another.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.replace("\r\n", "\n").replace('\r', "\n").lines() {
        let kept: String = line
            .chars()
            .map(|it| if it == '\u{a0}' { ' ' } else { it })
            .filter(|it| {
                *it == '\t' || !(it.is_control() || matches!(it, '\u{200b}' | '\u{feff}' | '\u{2060}'))
            })
            .collect();
        let kept = if kept == "-- " { kept } else { kept.trim_end().to_owned() };
        empty = if kept.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(&kept);
            out.push('\n');
        }
    }
    out.trim_matches('\n').to_owned()
}
