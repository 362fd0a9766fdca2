//! Keeps the parser out of mails within mails. It goes into them without a limit, copies what is around each, and takes
//! them apart one within the other: a mail of many levels would fill the memory or the stack, and end the process. For us
//! a mail within a mail is a file, so the parser is shown another kind in its place; nothing else changes, not even a
//! length.
use std::borrow::Cow;

/// What stands for the last letter of a kind that is hidden.
const HIDDEN: u8 = b'_';

/// The mail without kinds that hold mails: `message/rfc822` and `message/global`, and `multipart/digest`, whose parts are
/// mails by themselves.
pub(super) fn flat(raw: &[u8]) -> Cow<'_, [u8]> {
    let (mut field, mut found) = (Field::default(), Vec::new());
    for (place, byte) in raw.iter().enumerate() {
        let next = raw.get(place + 1);
        if *byte == b'\n' && !matches!(next, Some(b' ' | b'\t')) {
            field.begin();
        } else if !byte.is_ascii_whitespace() {
            field.hear(byte.to_ascii_lowercase());
            let ends = next.is_none_or(|it| !(it.is_ascii_alphanumeric() || b"-_.+".contains(it)));
            if ends && field.names_mails() {
                found.push(place);
            }
        }
    }
    if found.is_empty() {
        return Cow::Borrowed(raw);
    }
    let mut hidden = raw.to_vec();
    for place in found {
        if let Some(byte) = hidden.get_mut(place) {
            *byte = HIDDEN;
        }
    }
    Cow::Owned(hidden)
}

/// Whether a part was a mail before it was hidden.
pub(super) fn was_mail((kind, subtype): (&str, &str)) -> bool {
    kind.eq_ignore_ascii_case("message")
        && ["rfc82_", "globa_"].iter().any(|it| subtype.eq_ignore_ascii_case(it))
}

/// A line with those that continue it, as far as it was read: in small letters, without what is empty, as the parser
/// compares names. Whatever it could take for a kind is found here, and rather too much than too little.
#[derive(Default)]
struct Field {
    seen: Vec<u8>,
    is_kind: bool,
    is_message: bool,
    is_multipart: bool,
}

impl Field {
    fn begin(&mut self) {
        self.seen.clear();
        (self.is_kind, self.is_message, self.is_multipart) = (false, false, false);
    }

    fn hear(&mut self, letter: u8) {
        self.seen.push(letter);
        match letter {
            b'e' => {
                self.is_message |= self.is_kind && self.seen.ends_with(b"message");
                self.is_kind |= self.seen.ends_with(b"content-type");
            }
            b't' => self.is_multipart |= self.is_kind && self.seen.ends_with(b"multipart"),
            _ => (),
        }
    }

    /// Whether what was read last is the second half of such a kind: a word of its own behind a slash or a comment.
    fn names_mails(&self) -> bool {
        let words: &[&[u8]] = match self.seen.last() {
            Some(b'2') if self.is_message => &[b"rfc822"],
            Some(b'l') if self.is_message => &[b"global"],
            Some(b't') if self.is_multipart => &[b"digest"],
            _ => return false,
        };
        let before = words.iter().find_map(|it| self.seen.strip_suffix(*it));
        let mut before = before.unwrap_or_default().iter().rev().filter(|it| !b"\"\\".contains(it));
        matches!(before.next(), Some(b'/' | b')'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        String::from_utf8(flat(text.as_bytes()).into_owned()).unwrap()
    }

    #[test]
    fn only_kinds_that_hold_mails_are_hidden() {
        for (written, kept) in [
            ("Content-Type: message/rfc822\n", "Content-Type: message/rfc82_\n"),
            (
                "content-type:\r\n MESSAGE / (a;b) RFC822; x=y",
                "content-type:\r\n MESSAGE / (a;b) RFC82_; x=y",
            ),
            ("Con tent-Type : message/\"global\"", "Con tent-Type : message/\"globa_\""),
            ("--bContent-Type: message/rfc822", "--bContent-Type: message/rfc82_"),
            (
                "Content-Type: multipart/digest; boundary=\"digest\"",
                "Content-Type: multipart/diges_; boundary=\"digest\"",
            ),
        ] {
            assert_eq!(shown(written), kept);
        }
        for same in [
            "Subject: message/rfc822",
            "Content-Type: text/rfc822-headers",
            "Content-Type: message/global-headers",
            "Content-Type: text/plain\n\nmessage/rfc822",
            "Content-Type: message/delivery-status; name=rfc822",
            "Final-Recipient: rfc822; a@b.tr",
        ] {
            assert_eq!(shown(same), same);
        }
    }
}
