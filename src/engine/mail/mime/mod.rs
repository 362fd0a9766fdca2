//! What a mail says (RFC 5322, MIME): who wrote it, in answer to what, in which words and with which files, and whether
//! a machine wrote it. Foreign bytes: whatever they are, nothing here panics, and nothing is believed.
mod automatic;
mod fields;
mod flat;
mod fold;
mod html;
mod safe;
mod vouched;
mod words;

pub use automatic::Bounce;
pub use fold::{Folded, fold};
pub use vouched::Vouched;

use jiff::Timestamp;
use mail_parser::{
    Encoding, HeaderName, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders as _, PartType,
};

/// Most ids that are looked at of those that a mail answers.
const MOST_REFERENCES: usize = 50;
/// Most files that are taken out of one mail.
const MOST_FILES: usize = 50;
/// Most names that are kept of files that are not.
const MOST_LEFT_OUT: usize = 200;
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
    /// Names of those that were too many.
    pub left_out: Vec<String>,
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
    /// What the last server says about the sender.
    pub vouched: Option<Vouched>,
}

/// Reads a mail; `None` when it is none.
#[must_use]
pub fn read(raw: &[u8]) -> Option<Received> {
    let flat = flat::flat(raw);
    let mail = MessageParser::default().parse(flat.as_ref())?;
    if mail.headers().is_empty() {
        return None;
    }
    let people = |name| people(&mail, raw, &name);
    let mut to: Vec<Person> = [people(HeaderName::To), people(HeaderName::Cc)].concat();
    for name in ["Delivered-To", "X-Original-To", "Envelope-To"] {
        let address = mail.header_raw(name).map(tidy_address).filter(|it| it.contains('@'));
        to.extend(address.map(|address| Person { name: String::new(), address }));
    }
    let bounce = automatic::bounce(&mail);
    let automatic = automatic::reason(&mail, bounce.is_some());
    let subject = words::header(&mail, raw, HeaderName::Subject).unwrap_or_default();
    let mut text = words::of(&mail, raw);
    cut(&mut text, MOST_TEXT);
    let writers = [people(HeaderName::From), people(HeaderName::Sender)].concat();
    let (files, left_out) = files(&mail, raw);
    Some(Received {
        message_id: ids(mail.header(HeaderName::MessageId)).into_iter().next(),
        in_reply_to: ids(Some(mail.in_reply_to())),
        references: ids(Some(mail.references())),
        from: writers.into_iter().find(|it| it.address.contains('@')),
        reply_to: people(HeaderName::ReplyTo).into_iter().find(|it| it.address.contains('@')),
        to,
        copied: people(HeaderName::Cc),
        subject: one_line(&subject),
        date: mail.date().and_then(|it| Timestamp::from_second(it.to_timestamp()).ok()),
        text,
        html: words::html_of(&mail, raw),
        files,
        left_out,
        is_auto_reply: automatic::is_auto_reply(&mail),
        automatic,
        bounce,
        important: automatic::is_important(&mail),
        own: automatic::own_headers(&mail),
        vouched: vouched::of(&mail, raw),
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

/// Who is named in a field, in its last line of that name, as the parser has it.
fn people(mail: &Message<'_>, raw: &[u8], name: &HeaderName<'_>) -> Vec<Person> {
    let Some(field) = mail.headers().iter().rev().find(|it| it.name == *name) else { return Vec::new() };
    let named = |it: &HeaderValue<'_>| {
        let all = it.as_address().into_iter().flat_map(|it| it.iter());
        let person = |it: &mail_parser::Addr<'_>| {
            let address = tidy_address(it.address.as_deref()?);
            let name = one_line(it.name.as_deref().unwrap_or_default());
            Some(Person { name: name.trim_matches(['"', '\'']).to_owned(), address })
        };
        Some(all.filter_map(person).collect::<Vec<_>>())
    };
    let names = |all: &Vec<Person>| all.iter().map(|it| it.name.as_str()).collect::<String>();
    fields::read(field, raw, named, names).unwrap_or_default()
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

/// Everything that is not the text itself, and the names of what is too much.
fn files(mail: &Message<'_>, raw: &[u8]) -> (Vec<Part>, Vec<String>) {
    let (mut found, mut left_out) = (Vec::new(), Vec::new());
    for (place, part) in mail.attachments().enumerate() {
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
        let is_mail = kind.is_some_and(flat::was_mail);
        let bytes = bytes(part, is_mail, raw);
        if bytes.is_empty() {
            continue;
        }
        let ending = kind.map_or("bin", |it| ending(it.1));
        let name = name(part, raw).or_else(|| is_mail.then(|| name_of_mail(bytes)));
        let name = name.unwrap_or_else(|| format!("dosya-{}.{ending}", place + 1));
        if found.len() < MOST_FILES {
            let inline = is_inline(part, kind);
            found.push(Part { name, inline, bytes: bytes.to_vec() });
        } else if left_out.len() < MOST_LEFT_OUT {
            left_out.push(name);
        }
    }
    (found, left_out)
}

/// Whether a part belongs to the text: a picture that nobody attached as a file. A document never does, however small it
/// is and whatever the program says.
fn is_inline(part: &MessagePart<'_>, kind: Option<(&str, &str)>) -> bool {
    let picture = kind.is_some_and(|it| it.0.eq_ignore_ascii_case("image"));
    let attached = part.content_disposition().is_some_and(|it| it.is_attachment());
    picture && !attached && (matches!(part.body, PartType::InlineBinary(_)) || part.content_id().is_some())
}

/// What is in a part; of a mail as it came, where it is not encoded.
fn bytes<'m>(part: &'m MessagePart<'_>, is_mail: bool, raw: &'m [u8]) -> &'m [u8] {
    let place = |it: u32| usize::try_from(it).unwrap_or(usize::MAX);
    match is_mail && part.encoding == Encoding::None {
        true => raw.get(place(part.offset_body)..place(part.offset_end)).unwrap_or_default(),
        false => part.contents(),
    }
}

/// What a part is called, where it says so.
fn name(part: &MessagePart<'_>, raw: &[u8]) -> Option<String> {
    let of = |header: HeaderName<'_>, attribute: &str| {
        let field = part.headers.iter().rev().find(|it| it.name == header)?;
        let named = |it: &HeaderValue<'_>| it.as_content_type()?.attribute(attribute).map(one_line);
        fields::read(field, raw, named, Clone::clone).filter(|it| !it.is_empty())
    };
    of(HeaderName::ContentDisposition, "filename").or_else(|| of(HeaderName::ContentType, "name"))
}

/// What a mail is called as a file.
fn name_of_mail(bytes: &[u8]) -> String {
    let headers = MessageParser::default().parse_headers(bytes);
    let subject = headers.as_ref().and_then(|it| words::header(it, bytes, HeaderName::Subject));
    let subject = subject.map(|it| one_line(&it)).filter(|it| !it.is_empty());
    format!("{}.eml", subject.as_deref().unwrap_or("ileti"))
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
