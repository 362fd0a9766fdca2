//! What a mail is, and what it belongs to, as far as that can be told without a database. Pure.
use super::super::inboxes::{Inbox, SenderCheck};
use super::types::Side;
use crate::base::ids::{IncomingMailId, SiteId};
use crate::base::text;
use crate::engine::mail::mime::{self, Person, Received};
use crate::tickets::types::Priority;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// Names before the `@` of which no answer is read.
const NO_REPLY: &[&str] =
    &["noreply", "no-reply", "no_reply", "donotreply", "do-not-reply", "cevaplamayin", "yanitlamayin"];
/// Folded words in a subject, or at the beginning, of what cannot wait.
const URGENT: &[&str] = &["acil", "acilen", "ivedi", "ivedilikle", "urgent", "asap", "emergency"];
/// Beginnings of folded words after `acil` that make it a name.
const NAMES: &[&str] = &["servis", "tip", "tibb", "durum", "eylem", "cagri", "yardim", "klinig", "klinik"];
/// So many letters of a mail are its beginning.
const BEGINNING: usize = 200;

/// What a mail is known by: the same mail has the same id, whenever and wherever it is found in the site's inboxes. What
/// servers add in front of it on the way does not count, as long as it has an id of its own.
pub(super) fn identity(site: SiteId, raw: &[u8], message_id: Option<&str>) -> IncomingMailId {
    let mut hash = Sha256::new();
    hash.update(site.uuid().as_bytes());
    match message_id {
        Some(id) => {
            hash.update(id.as_bytes());
            hash.update([0]);
            hash.update(body(raw));
        }
        None => hash.update(raw),
    }
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    IncomingMailId::of(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

/// What comes after the headers.
fn body(raw: &[u8]) -> &[u8] {
    let ends = [b"\r\n\r\n".as_slice(), b"\n\n".as_slice()];
    let end = ends.iter().filter_map(|it| raw.windows(it.len()).position(|part| part == *it)).min();
    end.and_then(|it| raw.get(it..)).unwrap_or_default()
}

/// An id for what belongs to a mail, always the same one.
pub(super) fn part_of(mail: IncomingMailId, place: usize) -> Uuid {
    let mut hash = Sha256::new();
    hash.update(mail.uuid().as_bytes());
    hash.update(place.to_be_bytes());
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(to, from)| *to = from);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// Whose case it is: who wants the answer, where that is said, else who wrote.
pub(super) fn requester(mail: &Received, writer: &Person) -> Person {
    let list = mail.automatic == Some("list");
    let elsewhere = mail.reply_to.as_ref().filter(|it| !list && bare(&it.address) != bare(&writer.address));
    match elsewhere {
        Some(it) if !is_no_reply(&it.address) => {
            let name = if it.name.is_empty() { &writer.name } else { &it.name };
            Person { name: name.clone(), address: it.address.clone() }
        }
        _ => writer.clone(),
    }
}

/// An address without what stands between `+` and `@`.
pub(super) fn bare(address: &str) -> String {
    match address.split_once('@') {
        Some((name, domain)) => format!("{}@{domain}", name.split('+').next().unwrap_or_default()),
        None => address.to_owned(),
    }
}

/// Whether an inbox got a mail only as a copy.
pub(super) fn is_copy(mail: &Received, inbox: &str) -> bool {
    mail.copied.iter().any(|it| bare(&it.address) == inbox)
}

fn is_no_reply(address: &str) -> bool {
    let name = address.split('@').next().unwrap_or_default();
    NO_REPLY.contains(&name)
}

/// Numbers in the subject that may be a ticket's: `#12345`.
pub(super) fn numbers(subject: &str) -> Vec<i64> {
    let after = subject.split('#').skip(1);
    let digits = after.map(|it| it.chars().take_while(char::is_ascii_digit).collect::<String>());
    digits.filter(|it| it.len() <= 12).filter_map(|it| it.parse().ok()).filter(|it| *it > 0).take(5).collect()
}

/// The subject without the marks of answers and of ours, which say nothing.
pub(super) fn tidy_subject(subject: &str) -> String {
    let mut rest = subject.trim();
    loop {
        let lower = text::lower(rest);
        let mark = ["re:", "fwd:", "fw:", "ynt:", "yan:", "ilt:", "i̇lt:", "aw:", "wg:", "sv:"]
            .iter()
            .find(|it| lower.starts_with(*it));
        let Some(mark) = mark else { break };
        rest = rest
            .char_indices()
            .nth(mark.chars().count())
            .map_or("", |it| rest.get(it.0..).unwrap_or_default())
            .trim_start();
    }
    text::shorten(rest, 200)
}

/// How much it presses, by what it says itself in its subject and its first words.
pub(super) fn priority(mail: &Received) -> Option<Priority> {
    let beginning: String = mime::fold(&mail.text).said.chars().take(BEGINNING).collect();
    let folded = text::fold(&format!("{} {beginning}", mail.subject));
    let words: Vec<&str> =
        folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    let presses = words.iter().enumerate().any(|(at, word)| {
        let named = words.get(at + 1).is_some_and(|next| NAMES.iter().any(|it| next.starts_with(it)));
        URGENT.contains(word) && !(*word == "acil" && named)
    });
    match (presses, mail.important) {
        (true, _) => Some(Priority::Urgent),
        (false, true) => Some(Priority::High),
        (false, false) => None,
    }
}

/// Whether the inbox's own server proved that a mail comes from its writer's domain, as far as somebody said that it looks.
pub(super) fn is_proven(mail: &Received, writer: &Person, inbox: &Inbox) -> bool {
    let Some(vouched) = &mail.vouched else { return false };
    let is_own = match (inbox.sender_check, &vouched.by) {
        (SenderCheck::Off, _) => false,
        (SenderCheck::Named, Some(by)) => {
            let domain = inbox.address.rsplit_once('@').map_or("", |it| it.1);
            let own = [&inbox.host, domain].iter().any(|it| registrable(it) == registrable(by));
            own || (by == "mx.google.com" && inbox.host == "imap.gmail.com")
        }
        (SenderCheck::Microsoft, None) => true,
        (SenderCheck::Named, None) | (SenderCheck::Microsoft, Some(_)) => false,
    };
    let domain = writer.address.rsplit_once('@').map(|it| it.1);
    is_own && domain.is_some() && vouched.domain.as_deref() == domain
}

/// The last parts of a name, roughly what one buys.
fn registrable(host: &str) -> String {
    let parts: Vec<&str> = host.trim_end_matches('.').rsplit('.').collect();
    let country = parts.first().is_some_and(|it| it.len() == 2);
    let second = parts
        .get(1)
        .is_some_and(|it| ["edu", "gov", "com", "org", "net", "bel", "k12", "ac", "co"].contains(it));
    let count = if country && second { 3 } else { 2 };
    let mut kept: Vec<&str> = parts.into_iter().take(count).collect();
    kept.reverse();
    kept.join(".")
}

/// Why a mail that belongs to no ticket becomes none.
pub(super) fn nobodys(mail: &Received, side: Side) -> Option<&'static str> {
    match mail.automatic {
        _ if side == Side::Sent => Some("mail_not_ours"),
        Some("bounce") => Some("mail_bounce_unknown"),
        Some("own_loop") => Some("mail_own_loop"),
        _ if mail.is_auto_reply => Some("mail_auto_reply"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::mail::mime::Vouched;

    fn mail(subject: &str) -> Received {
        Received { subject: subject.to_owned(), ..Received::default() }
    }

    #[test]
    fn a_mail_is_the_same_whatever_servers_put_in_front_of_it() {
        let site = SiteId::random();
        let (one, other) =
            (b"Received: a\r\nMessage-ID: <1@a>\r\n\r\nx", b"Received: b\r\nMessage-ID: <1@a>\r\n\r\nx");
        assert_eq!(identity(site, one, Some("1@a")), identity(site, other, Some("1@a")));
        assert_ne!(identity(site, one, None), identity(site, other, None));
        assert_ne!(identity(site, one, Some("1@a")), identity(SiteId::random(), one, Some("1@a")));
        let reused = b"Message-ID: <1@a>\r\n\r\nsomething else";
        assert_ne!(
            identity(site, one, Some("1@a")),
            identity(site, reused, Some("1@a")),
            "a broken program's id"
        );
    }

    #[test]
    fn what_presses_says_so() {
        assert_eq!(priority(&mail("ACİL: giriş yapamıyorum")), Some(Priority::Urgent));
        assert_eq!(priority(&mail("Acil servis randevusu")), None);
        assert_eq!(priority(&mail("Acil servisten çıkış belgesi")), None);
        let says = |text: &str| Received { text: text.to_owned(), ..mail("Giriş") };
        assert_eq!(priority(&says("Merhaba, acilen yardımınız gerekiyor.")), Some(Priority::Urgent));
        let late = format!("{}acil", "Uzun uzun anlatıyorum. ".repeat(20));
        assert_eq!(priority(&says(&late)), None, "only at the beginning");
        assert_eq!(priority(&says("Tamam.\n\nElif yazdı:\n> acil mi?")), None, "somebody else's words");
        assert_eq!(priority(&mail("Facility")), None);
        assert_eq!(priority(&Received { important: true, ..mail("Konu") }), Some(Priority::High));
    }

    #[test]
    fn numbers_and_subjects_are_read() {
        assert_eq!(numbers("Ynt: [#12345] Kayıt #0 #x #7."), [12_345, 7]);
        assert_eq!(tidy_subject("Re: YNT: İlt: Fwd: Kayıt"), "Kayıt");
        assert_eq!(tidy_subject("Reçete"), "Reçete");
    }

    #[test]
    fn the_answer_goes_where_it_is_wanted() {
        let writer = Person { name: "Form".to_owned(), address: "web@ornek.tr".to_owned() };
        let to = |address: &str| Received {
            reply_to: Some(Person { name: String::new(), address: address.to_owned() }),
            ..Received::default()
        };
        assert_eq!(requester(&to("ayse@posta.tr"), &writer).address, "ayse@posta.tr");
        assert_eq!(requester(&to("web+t1-x@ornek.tr"), &writer).address, "web@ornek.tr");
        assert_eq!(requester(&to("noreply@posta.tr"), &writer).address, "web@ornek.tr");
        let list = Received { automatic: Some("list"), ..to("liste@ornek.tr") };
        assert_eq!(requester(&list, &writer).address, "web@ornek.tr");
    }

    /// A mail of Elif about which somebody says something.
    fn proven(check: SenderCheck, by: Option<&str>, domain: Option<&str>) -> bool {
        let inbox = Inbox::example("imap.ornek.edu.tr", "destek@ornek.edu.tr", check);
        let vouched = Vouched { by: by.map(str::to_owned), domain: domain.map(str::to_owned) };
        let elif = Person { name: "Elif".to_owned(), address: "elif@ornek.edu.tr".to_owned() };
        is_proven(&Received { vouched: Some(vouched), ..Received::default() }, &elif, &inbox)
    }

    #[test]
    fn only_the_own_server_can_vouch_and_only_where_somebody_said_that_it_does() {
        let own = Some("mx1.ornek.edu.tr");
        let domain = Some("ornek.edu.tr");
        use SenderCheck::{Microsoft, Named, Off};
        assert!(proven(Named, own, domain));
        assert!(!proven(Off, own, domain) && !proven(Off, None, domain) && !proven(Microsoft, own, domain));
        assert!(!proven(Named, own, None) && !proven(Named, own, Some("kotu.edu.tr")));
        assert!(!proven(Named, Some("mx.kotu.edu.tr"), domain) && !proven(Named, None, domain));
        assert!(proven(Microsoft, None, domain) && !proven(Microsoft, None, Some("kotu.edu.tr")));
    }
}
