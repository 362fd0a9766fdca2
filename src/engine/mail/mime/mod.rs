//! What a mail says (RFC 5322, MIME): who wrote it, in answer to what, in which words and with which files, and whether
//! a machine wrote it. Foreign bytes: whatever they are, nothing here panics, and nothing is believed.
mod automatic;
mod fold;
mod html;
mod safe;
mod words;

pub use automatic::Bounce;
pub use fold::{Folded, fold};

use jiff::Timestamp;
use mail_parser::{Address, HeaderName, HeaderValue, Message, MessageParser, MimeHeaders as _, PartType};

/// Most ids that are looked at of those that a mail answers.
const MOST_REFERENCES: usize = 50;
/// Most files that are taken out of one mail.
const MOST_FILES: usize = 50;
/// Most text that is kept of one mail, in bytes.
const MOST_TEXT: usize = 400_000;
/// Most HTML that is kept of one mail, in bytes.
const MOST_HTML: usize = 200_000;
/// Most HTML that is looked at, in bytes: a tree of it takes many times as much memory, and of hostile pages very long.
const MOST_READ: usize = 500_000;

/// A name and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As it was written; may be empty.
    pub name: String,
    /// Trimmed, lower case.
    pub address: String,
}

/// A file within a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// As it was called; made up where it had no name.
    pub name: String,
    /// Whether it is shown within the text (a logo, a picture of the screen).
    pub inline: bool,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A mail, read.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// Without angle brackets, as all ids here.
    pub message_id: Option<String>,
    /// What it answers.
    pub in_reply_to: Vec<String>,
    /// The mails before it, the oldest first.
    pub references: Vec<String>,
    /// Who wrote it.
    pub from: Option<Person>,
    /// Where answers are wanted.
    pub reply_to: Option<Person>,
    /// To whom, copies included, and to which address the server delivered it.
    pub to: Vec<Person>,
    /// Who got a copy.
    pub copied: Vec<Person>,
    /// What it is about, on one line.
    pub subject: String,
    /// When it was written, as the sender says.
    pub date: Option<Timestamp>,
    /// The whole text; from HTML where there is no other.
    pub text: String,
    /// The same as it may be shown, where the mail has no text but HTML: without anything that runs, loads or sends.
    pub html: Option<String>,
    /// Its files.
    pub files: Vec<Part>,
    /// Why nothing is to be answered, where a machine wrote it.
    pub automatic: Option<&'static str>,
    /// Whether that machine answers for somebody (out of office).
    pub is_auto_reply: bool,
    /// What it says was not delivered.
    pub bounce: Option<Bounce>,
    /// Whether the sender calls it important.
    pub important: bool,
    /// Headers that the product itself writes: name in lower case, and value.
    pub own: Vec<(String, String)>,
    /// Who vouches for the sender's address, and whether they do: `Authentication-Results` of the last server.
    pub vouched: Option<(String, bool)>,
}

/// Reads a mail; `None` when it is none.
#[must_use]
pub fn read(raw: &[u8]) -> Option<Received> {
    let mail = MessageParser::default().parse(raw)?;
    if mail.headers().is_empty() {
        return None;
    }
    let mut to: Vec<Person> = people(mail.to()).chain(people(mail.cc())).collect();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        let address = mail.header_raw(name).map(tidy_address).filter(|it| it.contains('@'));
        to.extend(address.map(|address| Person { name: String::new(), address }));
    }
    let bounce = automatic::bounce(&mail);
    let automatic = automatic::reason(&mail, bounce.is_some());
    let subject = words::header(&mail, raw, HeaderName::Subject).unwrap_or_default();
    let mut text = words::of(&mail, raw);
    cut(&mut text, MOST_TEXT);
    Some(Received {
        message_id: ids(mail.header(HeaderName::MessageId)).into_iter().next(),
        in_reply_to: ids(Some(mail.in_reply_to())),
        references: ids(Some(mail.references())),
        from: people(mail.from()).chain(people(mail.sender())).find(|it| it.address.contains('@')),
        reply_to: people(mail.reply_to()).find(|it| it.address.contains('@')),
        to,
        copied: people(mail.cc()).collect(),
        subject: one_line(&subject),
        date: mail.date().and_then(|it| Timestamp::from_second(it.to_timestamp()).ok()),
        text,
        html: words::html_of(&mail, raw),
        files: files(&mail),
        is_auto_reply: automatic::is_auto_reply(&mail),
        automatic,
        bounce,
        important: automatic::is_important(&mail),
        own: automatic::own_headers(&mail),
        vouched: automatic::vouched(&mail),
    })
}

/// Shortens a text to at most so many bytes, at a letter's border.
fn cut(text: &mut String, most: usize) {
    if text.len() > most {
        let end = (0..=most).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0);
        text.truncate(end);
    }
}

/// Without line breaks and other signs that are not seen.
fn one_line(text: &str) -> String {
    let seen: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tidy_address(text: &str) -> String {
    text.trim().trim_matches(['<', '>']).trim().to_lowercase()
}

fn people<'m>(header: Option<&'m Address<'m>>) -> impl Iterator<Item = Person> + 'm {
    header.into_iter().flat_map(|it| it.iter()).filter_map(|it| {
        let address = tidy_address(it.address.as_deref()?);
        let name = one_line(it.name.as_deref().unwrap_or_default());
        Some(Person { name: name.trim_matches(['"', '\'']).to_owned(), address })
    })
}

/// The ids of a header that holds one or several.
fn ids(header: Option<&HeaderValue<'_>>) -> Vec<String> {
    let all: Vec<&str> = match header {
        Some(HeaderValue::Text(it)) => vec![it.as_ref()],
        Some(HeaderValue::TextList(all)) => all.iter().map(AsRef::as_ref).collect(),
        _ => Vec::new(),
    };
    let tidy = |it: &&str| it.trim().trim_matches(['<', '>']).to_owned();
    let fits = |it: &String| !it.is_empty() && it.len() <= 998;
    let kept: Vec<String> = all.iter().map(tidy).filter(fits).collect();
    let skipped = kept.len().saturating_sub(MOST_REFERENCES);
    kept.into_iter().skip(skipped).collect()
}

/// Everything that is not the text itself.
fn files(mail: &Message<'_>) -> Vec<Part> {
    let mut found = Vec::new();
    for (place, part) in mail.attachments().enumerate().take(MOST_FILES) {
        let kind = part.content_type().map(|it| (it.ctype(), it.subtype().unwrap_or_default()));
        // What a report says is read by itself; keys of signed mails are for programs.
        let unwanted = [
            ("message", "delivery-status"),
            ("text", "rfc822-headers"),
            ("application", "pgp-signature"),
            ("application", "pkcs7-signature"),
            ("application", "x-pkcs7-signature"),
        ];
        if kind.is_some_and(|it| {
            unwanted.iter().any(|(a, b)| it.0.eq_ignore_ascii_case(a) && it.1.eq_ignore_ascii_case(b))
        }) {
            continue;
        }
        let bytes = part.contents();
        if bytes.is_empty() {
            continue;
        }
        let message =
            || part.message().map(|it| format!("{}.eml", one_line(it.subject().unwrap_or("ileti"))));
        let ending = kind.map_or("bin", |it| ending(it.1));
        let name = part.attachment_name().map(one_line).filter(|it| !it.is_empty());
        let name = name.or_else(message).unwrap_or_else(|| format!("dosya-{}.{ending}", place + 1));
        let inline = matches!(part.body, PartType::InlineBinary(_)) || part.content_id().is_some();
        found.push(Part { name, inline, bytes: bytes.to_vec() });
    }
    found
}

/// The usual ending of a subtype.
fn ending(subtype: &str) -> &str {
    match subtype {
        "jpeg" | "pjpeg" => "jpg",
        "plain" => "txt",
        "png" | "gif" | "webp" | "pdf" | "csv" | "html" | "zip" => subtype,
        "calendar" => "ics",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests;
