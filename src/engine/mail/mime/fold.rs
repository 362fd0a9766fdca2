//! Tells what is new in an answer from what it repeats: quotations and signatures. Nothing is thrown away; what is not
//! new is only folded. When in doubt it counts as new.

/// The two parts of a text. Together they are all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folded {
    /// What the writer says.
    pub said: String,
    /// What is repeated, and who signed it; `None` when there is nothing to fold.
    pub rest: Option<String>,
}

/// Words that begin a repeated mail where its lines have no `>`; whole lines, in lower case.
const BORDERS: &[&str] = &[
    "original message",
    "forwarded message",
    "özgün ileti",
    "orijinal ileti",
    "orijinal mesaj",
    "özgün mesaj",
    "iletilmiş mesaj",
    "yönlendirilmiş ileti",
    "reply message",
    "ursprüngliche nachricht",
];
/// How phones and programs sign.
const SIGNED: &[&str] = &[
    "sent from my ",
    "sent from outlook",
    "get outlook for ",
    "sent from yahoo mail",
    "sent from mail for windows",
    "android için outlook",
    "ios için outlook",
    "outlook for android",
    "outlook for ios",
    "samsung cihazımdan gönderildi",
    "samsung mobile'dan",
    "galaxy'mden gönderildi",
    "iphone'umdan gönderildi",
    "iphone’umdan gönderildi",
    "ipad'imden gönderildi",
    "ipad’imden gönderildi",
    "android'den yahoo",
    "huawei telefonumdan gönderildi",
    "xiaomi telefonumdan gönderildi",
    "telefonumdan gönderildi",
    "windows için posta'dan gönderildi",
    "windows 10 için posta",
];
/// The first line of the headers that Outlook repeats.
const FROM: &[&str] =
    &["from:", "kimden:", "gönderen:", "von:", "*from:*", "*kimden:*", "**from:**", "**kimden:**"];
/// One of these follows it within a few lines.
const SENT: &[&str] = &[
    "sent:",
    "date:",
    "to:",
    "subject:",
    "gönderildi:",
    "gönderme tarihi:",
    "gönderilme tarihi:",
    "tarih:",
    "kime:",
    "konu:",
    "*sent:*",
    "*gönderildi:*",
    "*date:*",
    "*tarih:*",
    "**sent:**",
    "**gönderildi:**",
];

/// Splits the text of an answer.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let lines: Vec<&str> = text.lines().collect();
    let whole = || Folded { said: text.trim().to_owned(), rest: None };
    let Some(border) = (0..lines.len()).find(|at| is_border(&lines, *at)) else { return whole() };
    let (before, after) = lines.split_at(border);
    if before.iter().all(|it| it.trim().is_empty()) {
        return below(after).unwrap_or_else(whole);
    }
    // Answers between the quotations: nothing is folded, or they would be torn apart.
    if answers_between(after) {
        return whole();
    }
    Folded { said: joined(before), rest: Some(joined(after)) }
}

/// Small letters in both languages: İ is i, whatever else stands around it.
fn lower(line: &str) -> String {
    line.trim().to_lowercase().replace("i\u{307}", "i")
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// The quotation stands first, and the answer below it.
fn below(lines: &[&str]) -> Option<Folded> {
    let start = lines.iter().position(|it| it.starts_with('>'))?;
    let intro_is_short = start <= 3;
    let end =
        start + lines.iter().skip(start).position(|it| !it.starts_with('>') && !it.trim().is_empty())?;
    let (quoted, answer) = lines.split_at_checked(end).filter(|_| intro_is_short)?;
    if answer.iter().any(|it| it.starts_with('>')) || is_border(answer, 0) {
        return None;
    }
    let signed = (0..answer.len()).find(|at| is_border(answer, *at)).unwrap_or(answer.len());
    let (said, signature) = answer.split_at(signed);
    let rest = [joined(quoted), joined(signature)];
    let rest: Vec<&str> = rest.iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
    Some(Folded { said: joined(said), rest: Some(rest.join("\n\n")) })
}

/// Whether somebody wrote between lines that begin with `>`.
fn answers_between(lines: &[&str]) -> bool {
    let signature = lines.iter().position(|it| it.trim_end() == "--").unwrap_or(lines.len());
    let mut seen_quote = false;
    let mut own = false;
    for line in lines.iter().take(signature) {
        if line.starts_with('>') {
            if own {
                return true;
            }
            seen_quote = true;
        } else if seen_quote && !line.trim().is_empty() && !is_intro(line) {
            own = true;
        }
    }
    // What stands below the last quotation is an answer, too, unless it is a signature.
    own && seen_quote && !lines.iter().any(|it| is_phone(it))
}

/// Whether what is repeated begins at this line.
fn is_border(lines: &[&str], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    let (bare, low) = (line.trim(), lower(line));
    let words = low.trim_matches(['-', '_', '*', '=', ' ', '>']);
    line.starts_with('>')
        || *line == "-- "
        || bare == "--"
        || is_phone(line)
        || BORDERS.contains(&words) && low.starts_with(['-', '_', '=', '*'])
        || is_intro(line)
        || is_split_intro(lines, at)
        || is_outlook(lines, at)
}

fn is_phone(line: &str) -> bool {
    let low = lower(line);
    low.chars().count() < 80 && SIGNED.iter().any(|it| low.starts_with(it))
}

/// `On …, Ayşe wrote:` and how it is said in Turkish.
fn is_intro(line: &str) -> bool {
    let low = lower(line);
    let has_time = low.chars().any(|it| it.is_ascii_digit());
    let ends = ["wrote:", "yazdı:", "şunları yazdı:", "şunu yazdı:", "yazmış:", "schrieb:"];
    has_time && low.len() < 300 && ends.iter().any(|it| low.ends_with(it))
}

/// The same over two or three lines.
fn is_split_intro(lines: &[&str], at: usize) -> bool {
    let Some(first) = lines.get(at).map(|it| lower(it)) else { return false };
    let begins = first.starts_with("on ") || first.contains(" tarihinde") || first.contains('<');
    let has_time = first.chars().any(|it| it.is_ascii_digit());
    begins
        && has_time
        && !first.ends_with(['.', '?', '!'])
        && (2..=3).any(|count| {
            let joined = lines.get(at..at + count).map(|it| it.join(" "));
            joined.is_some_and(|it| it.len() < 300 && is_intro(&it))
        })
}

/// The block of headers that Outlook puts above what it repeats, with a line of underscores or without.
fn is_outlook(lines: &[&str], at: usize) -> bool {
    let low = |it: usize| lines.get(it).map(|it| lower(it)).unwrap_or_default();
    let here = low(at);
    let rule = here.len() >= 5 && here.chars().all(|it| it == '_' || it == '-');
    let from = if rule { (at + 1..at + 3).find(|it| !low(*it).is_empty()).unwrap_or(at + 1) } else { at };
    let begins = |it: &str, all: &[&str]| all.iter().any(|word| it.starts_with(word));
    begins(&low(from), FROM) && (from + 1..from + 6).filter(|it| begins(&low(*it), SENT)).count() >= 2
}
