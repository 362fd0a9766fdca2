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
    /// Where answers go, where that is somewhere else.
    pub reply_to: Option<String>,
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
    /// When it was written.
    pub at: Timestamp,
}

/// The mail as it goes over the line. Nobody's machine is to answer it.
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
        .message_id(Some(mail.message_id.clone()))
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"));
    if let Some(address) = &mail.reply_to {
        builder = builder.reply_to(mailbox("", address)?);
    }
    let parts = MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone());
    builder.multipart(parts).map_err(|error| Refusal {
        trouble: Trouble::Address,
        temporary: false,
        said: Some(error.to_string()),
    })
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
    fn what_is_no_address_is_named_before_anything_is_sent() {
        let refusal = written(&Mail { to: "ayse".to_owned(), ..mail() }).unwrap_err();
        assert_eq!((refusal.trouble, refusal.temporary), (Trouble::Address, false));
    }
}
