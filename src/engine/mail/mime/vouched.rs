//! What a server says about who wrote a mail: `Authentication-Results` (RFC 8601). It repeats what strangers say of
//! themselves, so a word counts only where the format has its place.
use mail_parser::{HeaderName, Message};

/// What the newest of these lines says. Servers put theirs in front; those below came with the mail, and anybody can
/// write them. Whether anybody else wrote the first one, too, knows only who knows the server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vouched {
    /// Who says so, in lower case; `None` where the server does not name itself.
    pub by: Option<String>,
    /// The domain of `From` that is proven (DMARC), in lower case; `None` where none is.
    pub domain: Option<String>,
}

pub(super) fn of(mail: &Message<'_>, raw: &[u8]) -> Option<Vouched> {
    let line =
        mail.headers().iter().find(|it| it.name.as_str().eq_ignore_ascii_case("Authentication-Results"))?;
    let place = |it: u32| usize::try_from(it).unwrap_or(usize::MAX);
    // A line with bytes that are no letters must not give way to the next one.
    let bytes = raw.get(place(line.offset_start)..place(line.offset_end))?;
    let mut found = read(&String::from_utf8_lossy(bytes));
    // Of several writers the server may have looked at another one.
    let lines = mail.headers().iter().filter(|it| it.name == HeaderName::From).count();
    let writers = mail.from().map_or(0, |it| it.iter().count());
    if (lines, writers) != (1, 1) {
        found.domain = None;
    }
    Some(found)
}

/// A line's value. One that is broken proves nothing.
fn read(value: &str) -> Vouched {
    let mut all = statements(value).unwrap_or_default();
    let named = all.first().is_some_and(|it| it.first().is_some_and(|it| it.value.is_none()));
    let by = match named {
        true => all.remove(0).into_iter().next().map(|it| it.name),
        false => None,
    };
    Vouched { by, domain: proven(&all) }
}

/// The domain for which the one statement about DMARC says that all is well.
fn proven(all: &[Vec<Item>]) -> Option<String> {
    let about =
        |it: &&Vec<Item>| it.first().is_some_and(|it| it.value.is_some() && method(&it.name) == "dmarc");
    let mut found = all.iter().filter(about);
    let (Some(statement), None) = (found.next(), found.next()) else { return None };
    let (result, more) = statement.split_first()?;
    if result.is_quoted || !result.value.as_deref()?.eq_ignore_ascii_case("pass") {
        return None;
    }
    let mut domains = more.iter().filter(|it| it.name == "header.from").filter_map(|it| it.value.as_deref());
    let (Some(domain), None) = (domains.next(), domains.next()) else { return None };
    let domain = domain.trim_end_matches('.').to_lowercase();
    Some(domain).filter(|it| !it.is_empty())
}

/// Without its version.
fn method(name: &str) -> &str {
    name.split('/').next().unwrap_or_default()
}

/// A word, or a word and what it is said to be.
struct Item {
    /// In lower case.
    name: String,
    value: Option<String>,
    is_quoted: bool,
}

/// A piece of a line.
#[derive(PartialEq)]
enum Piece {
    Letter(char),
    /// What stood between quotation marks.
    Quoted(String),
    /// Space, or a comment.
    Gap,
}

/// What stands between semicolons; `None` where a comment or a quotation does not end.
fn statements(value: &str) -> Option<Vec<Vec<Item>>> {
    let (mut all, mut pieces) = (Vec::new(), Vec::new());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' => all.push(items(&std::mem::take(&mut pieces))),
            '"' => pieces.push(Piece::Quoted(quotation(&mut letters)?)),
            '(' => {
                skip_comment(&mut letters)?;
                pieces.push(Piece::Gap);
            }
            it if it.is_whitespace() || it.is_control() => pieces.push(Piece::Gap),
            it => pieces.push(Piece::Letter(it)),
        }
    }
    all.push(items(&pieces));
    Some(all)
}

fn quotation(letters: &mut std::str::Chars<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(text),
            '\\' => text.push(letters.next()?),
            it => text.push(it),
        }
    }
}

fn skip_comment(letters: &mut std::str::Chars<'_>) -> Option<()> {
    let mut depth = 1_usize;
    while depth > 0 {
        match letters.next()? {
            '(' => depth += 1,
            ')' => depth -= 1,
            '\\' => _ = letters.next()?,
            _ => (),
        }
    }
    Some(())
}

fn items(pieces: &[Piece]) -> Vec<Item> {
    let mut found = Vec::new();
    let mut rest = after_gap(pieces);
    while !rest.is_empty() {
        let is_name = |it: &Piece| !matches!(it, Piece::Gap | Piece::Letter('='));
        let (name, behind) = split(rest, is_name);
        let Some((Piece::Letter('='), value)) = after_gap(behind).split_first() else {
            found.push(Item { name: text(name), value: None, is_quoted: false });
            rest = after_gap(behind);
            continue;
        };
        let (value, behind) = split(after_gap(value), |it| *it != Piece::Gap);
        let is_quoted = value.iter().any(|it| matches!(it, Piece::Quoted(_)));
        found.push(Item { name: text(name), value: Some(text(value)), is_quoted });
        rest = after_gap(behind);
    }
    found
}

fn split(pieces: &[Piece], belongs: impl Fn(&Piece) -> bool) -> (&[Piece], &[Piece]) {
    pieces.split_at(pieces.iter().position(|it| !belongs(it)).unwrap_or(pieces.len()))
}

fn after_gap(pieces: &[Piece]) -> &[Piece] {
    split(pieces, |it| *it == Piece::Gap).1
}

/// In lower case; what was quoted keeps its marks, so that it is no name.
fn text(pieces: &[Piece]) -> String {
    let all = pieces.iter().map(|it| match it {
        Piece::Letter(it) => it.to_string(),
        Piece::Quoted(it) => format!("\"{it}\""),
        Piece::Gap => String::new(),
    });
    all.collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn said(value: &str) -> (Option<String>, Option<String>) {
        let it = read(value);
        (it.by, it.domain)
    }

    fn both(by: &str, domain: &str) -> (Option<String>, Option<String>) {
        (Some(by.to_owned()), Some(domain.to_owned()))
    }

    #[test]
    fn servers_are_understood_as_they_write() {
        let google = " mx.google.com;\r\n       dkim=pass header.i=@ornek.edu.tr header.s=s1 header.b=Iax3c7==;\r\n       \
            spf=pass (google.com: domain of elif@ornek.edu.tr designates 192.0.2.1 as permitted sender) \
            smtp.mailfrom=elif@ornek.edu.tr;\r\n       dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=Ornek.edu.tr";
        assert_eq!(said(google), both("mx.google.com", "ornek.edu.tr"));
        let microsoft = "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=ornek.edu.tr; dkim=pass (signature was \
            verified) header.d=ornek.edu.tr;dmarc=pass action=none header.from=ornek.edu.tr;compauth=pass reason=100";
        assert_eq!(said(microsoft), (None, Some("ornek.edu.tr".to_owned())));
        let postfix = "mx.ornek.edu.tr 1; dmarc/1 = Pass (p=reject) reason=\"all; well\" policy.x=1 header.from = a.tr.";
        assert_eq!(said(postfix), both("mx.ornek.edu.tr", "a.tr"));
        assert_eq!(said("mx.ornek.edu.tr; none"), (Some("mx.ornek.edu.tr".to_owned()), None));
    }

    #[test]
    fn what_strangers_say_of_themselves_proves_nothing() {
        for hostile in [
            "mx.a.tr; spf=none smtp.mailfrom=dmarc=pass@evil.tr; dmarc=fail header.from=ornek.edu.tr",
            "mx.a.tr; spf=none smtp.mailfrom=dmarc=pass@evil.tr header.from=ornek.edu.tr",
            "mx.a.tr; spf=none smtp.mailfrom=\"x; dmarc=pass header.from=ornek.edu.tr\"@evil.tr",
            "mx.a.tr; spf=none smtp.mailfrom=\"\\\"; dmarc=pass header.from=ornek.edu.tr\"@evil.tr",
            "mx.a.tr; spf=none (helo x; dmarc=pass header.from=ornek.edu.tr)",
            "mx.a.tr; spf=none (helo (x\\); dmarc=pass header.from=ornek.edu.tr))",
            "mx.a.tr; spf=none (helo x; dmarc=pass header.from=ornek.edu.tr",
            "mx.a.tr; spf=none smtp.helo=\"x; dmarc=pass header.from=ornek.edu.tr",
            "mx.a.tr; dmarc=fail header.from=ornek.edu.tr; dmarc=pass header.from=ornek.edu.tr",
            "mx.a.tr; dmarc=pass header.from=evil.tr header.from=ornek.edu.tr",
            "mx.a.tr; dmarc=passed header.from=ornek.edu.tr",
            "mx.a.tr; dmarc=\"pass\" header.from=ornek.edu.tr",
            "mx.a.tr; x-dmarc=pass header.from=ornek.edu.tr",
            "mx.a.tr; spf=pass dmarc=pass header.from=ornek.edu.tr",
            "mx.a.tr; dmarc=pass smtp.mailfrom=x=header.from=ornek.edu.tr",
            "mx.a.tr; dmarc=pass",
            "mx.a.tr dmarc=pass header.from=ornek.edu.tr",
        ] {
            assert_eq!(said(hostile).1, None, "{hostile}");
        }
    }

    proptest! {
        #[test]
        fn no_line_is_too_strange(value in "([a-z.=;()\"\\\\ \r\n]|dmarc=pass|header.from=a.tr|[^a]){0,60}") {
            let _ = read(&value);
        }

        #[test]
        fn nothing_within_a_quotation_or_a_comment_counts(inside in "[a-z;= .@]{0,40}") {
            let quoted = format!("mx.a.tr; spf=none smtp.mailfrom=\"{inside}; dmarc=pass header.from=b.tr\"@e.tr");
            prop_assert_eq!(read(&quoted).domain, None);
            let comment = format!("mx.a.tr; spf=none ({inside}; dmarc=pass header.from=b.tr) smtp.mailfrom=e.tr");
            prop_assert_eq!(read(&comment).domain, None);
        }
    }
}
