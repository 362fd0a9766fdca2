//! A mail as bytes: plain text and HTML beside each other, with the headers that every mail of ours carries.
use super::{Refusal, Trouble};
use jiff::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};
use std::time::{Duration, SystemTime};

/// A mail to one person.
#[derive(Debug, Clone)]
pub struct Mail {
    /// Name and address that it comes from.
    pub from: (String, String),
    /// Name and address where answers go, where that is somewhere else.
    pub reply_to: Option<(String, String)>,
    /// Address that it goes to.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// For programs that show no HTML.
    pub text: String,
    /// A whole HTML document.
    pub html: String,
    /// With its angle brackets. The same one again: the same mail.
    pub message_id: String,
    /// The mail that it answers, with its angle brackets.
    pub in_reply_to: Option<String>,
    /// The mails before it, the oldest first, with their angle brackets.
    pub references: Vec<String>,
    /// Who wrote it.
    pub author: Author,
    /// What tells which ticket it belongs to.
    pub ticket: Option<String>,
    /// When it was written.
    pub at: Timestamp,
}

/// Who wrote a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// A person: it may be answered by whatever.
    Person,
    /// A machine, which no machine is to answer (RFC 3834).
    Machine,
}

/// The mail as it goes over the line.
pub(super) fn written(mail: &Mail) -> Result<Message, Refusal> {
    let wrong = |_| Refusal { trouble: Trouble::Address, temporary: false, said: None };
    let mailbox = |name: &str, address: &str| {
        let address: Address = address.parse().map_err(wrong)?;
        let name: String = name.chars().filter(|it| !it.is_control()).collect();
        Ok(Mailbox::new(Some(name).filter(|it| !it.is_empty()), address))
    };
    let seconds = u64::try_from(mail.at.as_second()).unwrap_or(0);
    // One line, whatever was put into it: a header must not begin another one.
    let subject: String = mail.subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut builder = Message::builder()
        .from(mailbox(&mail.from.0, &mail.from.1)?)
        .to(mailbox("", &mail.to)?)
        .subject(subject)
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .message_id(Some(mail.message_id.clone()));
    if mail.author == Author::Machine {
        builder = builder
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("X-Auto-Response-Suppress", "All"))
            .raw_header(header("X-AsistTR-Loop", "1"));
    }
    if let Some((name, address)) = &mail.reply_to {
        builder = builder.reply_to(mailbox(name, address)?);
    }
    if let Some(id) = mail.in_reply_to.clone().filter(|it| is_id(it)) {
        builder = builder.in_reply_to(id);
    }
    let references: Vec<String> = mail.references.iter().filter(|it| is_id(it)).cloned().collect();
    if !references.is_empty() {
        builder = builder.references(references.join(" "));
    }
    if let Some(token) = &mail.ticket {
        builder = builder.raw_header(header("X-AsistTR-Ticket", token));
    }
    let parts = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    builder.multipart(parts).map_err(|error| Refusal {
        trouble: Trouble::Address,
        temporary: false,
        said: Some(error.to_string()),
    })
}

/// What others wrote as the id of a mail goes into our headers only when it cannot begin another one.
fn is_id(id: &str) -> bool {
    id.starts_with('<') && id.ends_with('>') && id.chars().all(|it| it.is_ascii_graphic())
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            from: ("Örnek Üniversitesi".to_owned(), "destek@ornek.edu.tr".to_owned()),
            reply_to: None,
            to: "ayse@posta.tr".to_owned(),
            subject: "Şifre\r\nBcc: herkes@ornek.edu.tr".to_owned(),
            text: "Merhaba".to_owned(),
            html: "<p>Merhaba</p>".to_owned(),
            message_id: "<1@ornek.edu.tr>".to_owned(),
            in_reply_to: None,
            references: Vec::new(),
            author: Author::Machine,
            ticket: None,
            at: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_subject_cannot_begin_another_header() {
        let bytes = String::from_utf8(written(&mail()).unwrap().formatted()).unwrap();
        assert!(!bytes.lines().any(|it| it.starts_with("Bcc")), "{bytes}");
        assert!(
            bytes.contains("Message-ID: <1@ornek.edu.tr>")
                && bytes.contains("Auto-Submitted: auto-generated")
        );
        assert!(bytes.contains("Date: Thu, 01 Jan 1970"));
    }

    #[test]
    fn an_answer_says_what_it_answers_and_a_persons_is_not_called_a_machines() {
        let answer = Mail {
            reply_to: Some(("Destek".to_owned(), "destek+t1-x@ornek.edu.tr".to_owned())),
            in_reply_to: Some("<2@posta.tr>".to_owned()),
            references: vec!["<1@a>".to_owned(), "<kötü\r\nBcc: x>".to_owned(), "<2@posta.tr>".to_owned()],
            author: Author::Person,
            ticket: Some("t1-x".to_owned()),
            ..mail()
        };
        let bytes = String::from_utf8(written(&answer).unwrap().formatted()).unwrap();
        for line in [
            "In-Reply-To: <2@posta.tr>",
            "References: <1@a> <2@posta.tr>",
            "Reply-To: Destek <destek+t1-x@ornek.edu.tr>",
            "X-AsistTR-Ticket: t1-x",
        ] {
            assert!(bytes.lines().any(|it| it == line), "{line}\n{bytes}");
        }
        assert!(
            !bytes.lines().any(|it| it.starts_with("Auto-Submitted") || it.starts_with("Bcc")),
            "{bytes}"
        );
    }

    #[test]
    fn what_is_no_address_is_named_before_anything_is_sent() {
        let refusal = written(&Mail { to: "ayse".to_owned(), ..mail() }).unwrap_err();
        assert_eq!((refusal.trouble, refusal.temporary), (Trouble::Address, false));
    }
}
