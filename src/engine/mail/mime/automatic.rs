//! Who must not be answered: mails that a machine wrote (RFC 3834), and reports that a mail did not arrive (RFC 3464).
use super::{flat, ids};
use mail_parser::{HeaderName, Message, MessageParser, MimeHeaders as _};

/// Most ids that are looked for in the words of a report.
const MOST_MENTIONED: usize = 40;

/// A report that a mail could not be delivered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounce {
    /// To whom; empty where it does not say so.
    pub recipient: String,
    /// Such as `5.1.1`; empty where it does not say so.
    pub status: String,
    /// In the words of the other server.
    pub said: String,
    /// Whether it is only late, and still tried.
    pub is_delay: bool,
    /// What names mails that it speaks of: their ids, where answers to them go, the tickets they are about.
    pub mails: Vec<String>,
}

/// The first value of a header, as it is written.
fn raw<'m>(mail: &'m Message<'_>, name: &'static str) -> Option<&'m str> {
    mail.header_raw(name).map(str::trim)
}

fn is(mail: &Message<'_>, name: &'static str, words: &[&str]) -> bool {
    let value = raw(mail, name).unwrap_or_default().to_ascii_lowercase();
    words.iter().any(|it| value.starts_with(it))
}

/// Why nobody answers this mail; `None` when a person wrote it.
pub(super) fn reason(mail: &Message<'_>, bounce: bool) -> Option<&'static str> {
    let submitted = raw(mail, "Auto-Submitted").map(str::to_ascii_lowercase);
    let empty = mail.header_raw(HeaderName::ReturnPath).is_some_and(|it| it.trim() == "<>");
    let listed = [HeaderName::ListId, HeaderName::ListUnsubscribe, HeaderName::ListPost];
    let daemon = mail.from().and_then(|it| it.first()).and_then(|it| it.address.as_deref());
    let daemon = daemon.is_some_and(|it| it.to_ascii_lowercase().starts_with("mailer-daemon@"));
    match () {
        () if bounce || daemon => Some("bounce"),
        () if raw(mail, "X-AsistTR-Loop").is_some() => Some("own_loop"),
        () if submitted.is_some_and(|it| !it.starts_with("no")) => Some("auto_submitted"),
        () if empty => Some("null_return_path"),
        () if is(mail, "Precedence", &["bulk", "junk", "list", "auto_reply"]) => Some("bulk"),
        () if listed.into_iter().any(|it| mail.header(it).is_some()) => Some("list"),
        () if raw(mail, "X-Autoreply").is_some() || raw(mail, "X-Autorespond").is_some() => {
            Some("auto_submitted")
        }
        () if is(mail, "X-Auto-Response-Suppress", &["all", "oof", "autoreply", "dr, oof"]) => {
            Some("suppressed")
        }
        () => None,
    }
}

/// Whether a machine answers in a person's place: somebody is away.
pub(super) fn is_auto_reply(mail: &Message<'_>) -> bool {
    is(mail, "Auto-Submitted", &["auto-replied"])
        || is(mail, "Precedence", &["auto_reply"])
        || raw(mail, "X-Autoreply").is_some()
        || raw(mail, "X-Autorespond").is_some()
}

pub(super) fn is_important(mail: &Message<'_>) -> bool {
    is(mail, "Importance", &["high"])
        || is(mail, "X-Priority", &["1", "2"])
        || is(mail, "Priority", &["urgent"])
}

/// Headers that begin with the product's name.
pub(super) fn own_headers(mail: &Message<'_>) -> Vec<(String, String)> {
    let all = mail.headers_raw().map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()));
    all.filter(|it| it.0.starts_with("x-asisttr-")).take(8).collect()
}

/// What a report says, when this is one.
pub(super) fn bounce(mail: &Message<'_>) -> Option<Bounce> {
    let report = mail.content_type().is_some_and(|it| {
        it.subtype().is_some_and(|it| it.eq_ignore_ascii_case("report"))
            && it.attribute("report-type").is_some_and(|it| it.eq_ignore_ascii_case("delivery-status"))
    });
    if !report && !looks_like_one(mail) {
        return None;
    }
    let mut found = Bounce::default();
    for part in &mail.parts {
        let kind = part.content_type().map(|it| {
            (it.ctype().to_ascii_lowercase(), it.subtype().unwrap_or_default().to_ascii_lowercase())
        });
        let kind = kind.as_ref().map(|it| (it.0.as_str(), it.1.as_str()));
        match kind {
            Some(("message", "delivery-status" | "global-delivery-status")) => {
                fields(&String::from_utf8_lossy(part.contents()), &mut found);
            }
            Some(("text", "rfc822-headers") | ("message", "rfc822-headers" | "global-headers")) => {
                found.mails.extend(spoken_of(part.contents()));
            }
            Some(kind) if flat::was_mail(kind) => found.mails.extend(spoken_of(part.contents())),
            _ => (),
        }
    }
    if found.mails.is_empty() || found.recipient.is_empty() {
        let words: String = (0..mail.text_body.len()).filter_map(|it| mail.body_text(it)).collect();
        found.mails.extend(mentioned(&words));
    }
    Some(found)
}

/// What names the mail that a report brings along, or those before it: some servers call mails anew that pass them, and
/// then its own id is nobody's.
fn spoken_of(headers: &[u8]) -> Vec<String> {
    let Some(mail) = MessageParser::default().parse_headers(headers) else { return Vec::new() };
    let token = raw(&mail, "X-AsistTR-Ticket").map(str::to_owned);
    let answers =
        mail.reply_to().and_then(|it| it.first()).and_then(|it| it.address.as_deref()).map(str::to_owned);
    let own = ids(mail.header(HeaderName::MessageId)).into_iter().next();
    let before = ids(Some(mail.references())).into_iter().rev();
    own.into_iter().chain(token).chain(answers).chain(ids(Some(mail.in_reply_to()))).chain(before).collect()
}

/// A report of the old kind: words without form, from the machine that delivers.
fn looks_like_one(mail: &Message<'_>) -> bool {
    let from = mail.from().and_then(|it| it.first()).and_then(|it| it.address.as_deref());
    let from = from.unwrap_or_default().to_ascii_lowercase();
    let daemon = from.starts_with("mailer-daemon@") || from.starts_with("postmaster@");
    let subject = mail.subject().unwrap_or_default().to_lowercase();
    let failed = [
        "undeliver",
        "delivery status notification",
        "failure notice",
        "returned mail",
        "delivery failure",
        "mail delivery failed",
        "teslim edilemedi",
        "iletilemedi",
    ];
    daemon && failed.iter().any(|it| subject.contains(it))
}

/// The fields of a report, as far as they matter. Those of the first recipient count.
fn fields(text: &str, into: &mut Bounce) {
    let unfolded = text.replace("\r\n", "\n").replace("\n ", " ").replace("\n\t", " ");
    for line in unfolded.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let after = |it: &str| it.split_once(';').map_or(it, |it| it.1).trim().to_owned();
        match name.trim().to_ascii_lowercase().as_str() {
            "final-recipient" | "original-recipient" if into.recipient.is_empty() => {
                into.recipient = after(value).trim_matches(['<', '>']).to_lowercase();
            }
            "status" if into.status.is_empty() => {
                into.status = value.split_whitespace().next().unwrap_or_default().to_owned()
            }
            "action" => into.is_delay |= value.trim().eq_ignore_ascii_case("delayed"),
            "diagnostic-code" if into.said.is_empty() => into.said = after(value).chars().take(300).collect(),
            _ => (),
        }
    }
}

/// Everything between angle brackets that could be the id of a mail.
fn mentioned(text: &str) -> Vec<String> {
    let inside = text.split('<').skip(1).filter_map(|it| it.split_once('>')).map(|it| it.0);
    let ids = inside.filter(|it| it.contains('@') && it.len() < 300 && !it.contains(char::is_whitespace));
    ids.take(MOST_MENTIONED).map(str::to_owned).collect()
}
