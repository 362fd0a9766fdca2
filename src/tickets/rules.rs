//! Pure decisions about tickets.
use super::types::{MessageKind, NewMessage, NewTicket, Requester, Source, Status};
use crate::base::{FieldError, text};
use crate::{Error, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Longest subject, in characters.
pub const MAX_SUBJECT: usize = 200;
/// Longest message, in characters: mails are longer than what is said in a chat.
pub const MAX_BODY: usize = 20_000;
/// Most files of a message that somebody writes here.
const MAX_FILES: usize = 10;
/// Most files of a mail: what cannot be taken of it was left out when it was read.
const MAX_MAIL_FILES: usize = 60;
/// Most files of a form: as many as its fields take together.
const MAX_FORM_FILES: usize = crate::fields::MOST_FIELDS * crate::fields::MOST_FILES;
/// Most tags of a ticket.
const MAX_TAGS: usize = 30;
/// Most who get copies.
const MAX_COPIES: usize = 20;
/// For how long after it was resolved a ticket is opened again by its requester.
pub const REOPENING: SignedDuration = SignedDuration::from_hours(48);
/// How long a lock holds unless it is renewed.
pub const LOCK: SignedDuration = SignedDuration::from_secs(60);

/// Where a ticket may go from a status.
#[must_use]
pub fn next_of(from: Status) -> &'static [Status] {
    use Status::{Closed, New, Open, Pending, Resolved, WaitingReply};
    match from {
        New => &[Open, Pending, Closed],
        Open => &[WaitingReply, Pending, Resolved, Closed],
        WaitingReply | Pending => &[Open, Resolved],
        Resolved => &[Open, Closed],
        Closed => &[],
    }
}

/// Checks that a ticket may go from one status to another; to where it stands it may always.
///
/// # Errors
/// 409 `transition_not_allowed` with both.
pub fn check_transition(from: Status, to: Status) -> Result<()> {
    if from == to || next_of(from).contains(&to) {
        return Ok(());
    }
    let both = json!({ "from": from, "to": to, "allowed": next_of(from) });
    Err(Error::ConflictOver("transition_not_allowed", Box::new(both)))
}

/// Where a ticket goes by itself when its requester says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// It stays where it is.
    Stays,
    /// It is opened again.
    Opens,
    /// It is over: another one goes on from it.
    FollowedUp,
}

/// What words of the requester do to a ticket. One that was resolved too long ago is over, closed or not yet.
#[must_use]
pub fn answered(status: Status, resolved_at: Option<i64>, now: Timestamp) -> Answered {
    match status {
        Status::New | Status::Open => Answered::Stays,
        Status::WaitingReply | Status::Pending => Answered::Opens,
        Status::Resolved if resolved_at.is_none_or(|it| !is_over(it, now)) => Answered::Opens,
        Status::Resolved | Status::Closed => Answered::FollowedUp,
    }
}

/// Whether a ticket resolved then is to be closed.
#[must_use]
pub fn is_over(resolved_at: i64, now: Timestamp) -> bool {
    let limit = i64::try_from(REOPENING.as_millis()).unwrap_or(i64::MAX);
    now.as_millisecond() - resolved_at >= limit
}

/// A new ticket, tidied up.
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn checked(new: NewTicket) -> Result<NewTicket> {
    let mut wrong = Vec::new();
    let new = NewTicket {
        subject: one_line(&new.subject),
        requester: tidy(new.requester),
        call_at: new.call_at.map(|it| it.trim().to_owned()),
        page: new.page.map(|it| text::shorten(&it, 500)),
        copies: addresses(new.copies),
        ..new
    };
    wrong.extend(subject(&new.subject));
    wrong.extend(body("body", &new.body, (new.attachments.len(), new.source)));
    wrong.extend(requester(&new.requester));
    wrong.extend(copies(&new.copies));
    if new.tags.len() > MAX_TAGS {
        wrong.push(FieldError::beyond("tags", "too_many", 30));
    }
    if new.call_at.as_ref().is_some_and(|it| it.chars().count() > 200) {
        wrong.push(FieldError::beyond("call_at", "field_too_long", 200));
    }
    wrong.extend(client_ref(new.client_ref.as_deref()));
    if wrong.is_empty() { Ok(new) } else { Err(Error::Invalid(wrong)) }
}

/// Checks something about to be said.
///
/// # Errors
/// 422 naming every field that is missing or wrong.
pub fn check_message(new: &NewMessage) -> Result<()> {
    let mut wrong: Vec<FieldError> =
        body("body", &new.body, (new.attachments.len(), new.source)).into_iter().collect();
    wrong.extend(client_ref(new.client_ref.as_deref()));
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// What a message is.
#[must_use]
pub fn kind_of(new: &NewMessage) -> MessageKind {
    if new.note { MessageKind::Note } else { MessageKind::Reply }
}

/// What is wrong with a subject.
#[must_use]
pub fn subject(it: &str) -> Option<FieldError> {
    if it.is_empty() {
        return Some(FieldError::new("subject", "field_missing"));
    }
    (it.chars().count() > MAX_SUBJECT).then(|| FieldError::beyond("subject", "field_too_long", 200))
}

fn body(field: &str, it: &str, (files, source): (usize, Source)) -> Option<FieldError> {
    let most = match source {
        Source::Email => MAX_MAIL_FILES,
        Source::Form => MAX_FORM_FILES,
        _ => MAX_FILES,
    };
    if files > most {
        let most = u64::try_from(most).unwrap_or(u64::MAX);
        return Some(FieldError::beyond("attachments", "too_many_attachments", most));
    }
    if it.trim().is_empty() && files == 0 {
        return Some(FieldError::new(field, "message_empty"));
    }
    (it.chars().count() > MAX_BODY).then(|| FieldError::beyond(field, "message_too_long", 20_000))
}

fn client_ref(it: Option<&str>) -> Option<FieldError> {
    it.filter(|it| it.is_empty() || it.len() > 100)
        .map(|_| FieldError::beyond("client_ref", "field_too_long", 100))
}

/// What is wrong with whose a ticket is.
#[must_use]
pub fn requester(it: &Requester) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    if it.name.as_ref().is_some_and(|it| it.chars().count() > 120) {
        wrong.push(FieldError::beyond("name", "field_too_long", 120));
    }
    if it.email.as_ref().is_some_and(|it| !text::is_email(it)) {
        wrong.push(FieldError::new("email", "email_invalid"));
    }
    wrong.extend(it.phone.as_deref().and_then(phone));
    wrong
}

/// What is wrong with a number to call: people write it with spaces, brackets and a plus.
#[must_use]
pub fn phone(number: &str) -> Option<FieldError> {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let other = number.chars().any(|it| !it.is_ascii_digit() && !" +-()./".contains(it));
    let wrong = other || !(5..=15).contains(&digits) || number.len() > 40;
    wrong.then(|| FieldError::new("phone", "phone_invalid"))
}

/// What is wrong with who gets copies.
#[must_use]
pub fn copies(all: &[String]) -> Option<FieldError> {
    if all.len() > MAX_COPIES {
        return Some(FieldError::beyond("copies", "too_many", 20));
    }
    all.iter().any(|it| !text::is_email(it)).then(|| FieldError::new("copies", "email_invalid"))
}

/// Mail addresses as they are kept: trimmed, in lower case, each once.
#[must_use]
pub fn addresses(all: Vec<String>) -> Vec<String> {
    let mut all: Vec<String> = all.into_iter().map(|it| it.trim().to_ascii_lowercase()).collect();
    all.retain(|it| !it.is_empty());
    all.sort();
    all.dedup();
    all
}

/// The first of them that may get copies, each once: where lists come together, nobody is there to shorten them.
#[must_use]
pub fn first_addresses(all: Vec<String>) -> Vec<String> {
    let mut seen = std::collections::HashSet::new();
    let mut first: Vec<String> = all.into_iter().flat_map(|it| addresses(vec![it])).collect();
    first.retain(|it| seen.insert(it.clone()));
    first.truncate(MAX_COPIES);
    addresses(first)
}

/// What is known of somebody, without what a ticket cannot have: it was told elsewhere, by other rules.
#[must_use]
pub fn usable(it: Requester) -> Requester {
    let it = tidy(it);
    Requester {
        visitor: it.visitor,
        name: it.name.map(|it| text::shorten(&it, 120)),
        email: it.email.filter(|it| text::is_email(it)),
        phone: it.phone.filter(|it| phone(it).is_none()),
    }
}

/// Whose a ticket is, trimmed; what is empty is not there.
#[must_use]
pub fn tidy(it: Requester) -> Requester {
    let some = |it: Option<String>| it.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    Requester {
        visitor: it.visitor,
        name: some(it.name),
        email: some(it.email).map(|it| it.to_ascii_lowercase()),
        phone: some(it.phone),
    }
}

/// A text on one line.
#[must_use]
pub fn one_line(it: &str) -> String {
    it.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A subject for what came without one: its first words.
#[must_use]
pub fn subject_of(body: &str) -> String {
    let first = body.lines().map(str::trim).find(|it| !it.is_empty()).unwrap_or_default();
    text::shorten(&one_line(first), 80)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_goes_only_where_the_table_says() {
        use Status::{Closed, New, Open, Pending, Resolved, WaitingReply};
        let table = [
            (New, vec![Open, Pending, Closed]),
            (Open, vec![WaitingReply, Pending, Resolved, Closed]),
            (WaitingReply, vec![Open, Resolved]),
            (Pending, vec![Open, Resolved]),
            (Resolved, vec![Open, Closed]),
            (Closed, vec![]),
        ];
        for (from, may) in table {
            for to in Status::ALL {
                let allowed = check_transition(from, to).is_ok();
                assert_eq!(allowed, from == to || may.contains(&to), "{from:?} to {to:?}");
            }
        }
        let Err(Error::ConflictOver(code, both)) = check_transition(New, Resolved) else { panic!() };
        assert_eq!(
            (code, &both["from"], &both["to"]),
            ("transition_not_allowed", &json!("new"), &json!("resolved"))
        );
    }

    #[test]
    fn a_resolved_ticket_is_opened_again_for_48_hours() {
        let at = |hours: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
        assert_eq!(answered(Status::Resolved, Some(0), at(47)), Answered::Opens);
        assert_eq!(answered(Status::Resolved, Some(0), at(48)), Answered::FollowedUp);
        assert_eq!(answered(Status::WaitingReply, None, at(99)), Answered::Opens);
        assert_eq!(answered(Status::Pending, None, at(99)), Answered::Opens);
        assert_eq!(answered(Status::New, None, at(0)), Answered::Stays);
        assert_eq!(answered(Status::Closed, Some(0), at(0)), Answered::FollowedUp);
    }

    #[test]
    fn everything_wrong_with_a_new_ticket_is_named() {
        let new = NewTicket {
            copies: vec!["x".to_owned()],
            ..NewTicket::of(
                super::super::types::Source::Widget,
                "  ".to_owned(),
                String::new(),
                Requester {
                    email: Some("yok".to_owned()),
                    phone: Some("12".to_owned()),
                    ..Requester::default()
                },
            )
        };
        let Err(Error::Invalid(wrong)) = checked(new) else { panic!() };
        let fields: Vec<_> = wrong.into_iter().map(|it| it.field).collect();
        assert_eq!(fields, ["subject", "body", "email", "phone", "copies"]);
    }

    #[test]
    fn the_first_twenty_addresses_are_kept_each_once() {
        let all = (0..30).map(|it| format!("Z{}@b.de", 40 - it % 25)).collect();
        let kept = first_addresses(all);
        assert_eq!((kept.len(), kept.contains(&"z40@b.de".to_owned())), (MAX_COPIES, true));
        assert!(!kept.contains(&"z20@b.de".to_owned()), "{kept:?}");
    }

    #[test]
    fn what_a_ticket_cannot_have_of_somebody_is_left_out() {
        let some = |it: &str| Some(it.to_owned());
        let told = Requester { visitor: None, name: some(" Ayşe "), email: some("x"), phone: some("yok") };
        let used = usable(told);
        assert_eq!((used.name.as_deref(), used.email, used.phone), (Some("Ayşe"), None, None));
    }

    #[test]
    fn a_subject_is_made_of_the_first_words() {
        assert_eq!(subject_of("\n  Kayıt   yaptıramıyorum\nYardım eder misiniz?"), "Kayıt yaptıramıyorum");
    }
}
