//! Pure decisions about conversations and messages.
use super::types::{Draft, Status};
use crate::hours::Reception;
use crate::settings::AssistantMode;
use crate::{Error, Result};
use jiff::Timestamp;

/// Longest message, in characters.
pub const MAX_BODY: usize = 8_000;
/// Most files of a message.
pub const MAX_FILES: usize = 10;
/// How long an author may change a message, in milliseconds.
const EDIT_WINDOW_MS: i64 = 5 * 60 * 1000;
/// How long a closed conversation may be opened again, in milliseconds.
const REOPEN_WINDOW_MS: i64 = 24 * 3600 * 1000;

/// Checks a message before it is sent.
///
/// # Errors
/// 422 when it is empty, too long, or has too many files.
pub fn check(draft: &Draft) -> Result<()> {
    if draft.attachments.is_empty() {
        check_body(&draft.body)?;
    } else if draft.body.chars().count() > MAX_BODY {
        return Err(too_long());
    }
    if draft.attachments.len() > MAX_FILES {
        return Err(Error::beyond("attachments", "too_many_attachments", 10));
    }
    match &draft.client_ref {
        Some(it) if it.is_empty() || it.len() > 100 => {
            Err(Error::beyond("client_ref", "field_too_long", 100))
        }
        _ => Ok(()),
    }
}

/// Checks the words of a message.
///
/// # Errors
/// 422 when nothing is left after trimming or it is too long.
pub fn check_body(body: &str) -> Result<()> {
    if body.trim().is_empty() {
        return Err(Error::invalid("body", "message_empty"));
    }
    if body.chars().count() > MAX_BODY {
        return Err(too_long());
    }
    Ok(())
}

/// Whether a conversation may be put off until then: later than now, at most a year.
#[must_use]
pub fn may_snooze(until: Timestamp, now: Timestamp) -> bool {
    let ms = until.as_millisecond() - now.as_millisecond();
    (1..=366 * 24 * 3600 * 1000).contains(&ms)
}

/// A language as it is kept: `en-GB` is `en`; `None` when it is none.
#[must_use]
pub fn language(tag: &str) -> Option<String> {
    let base = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let fits = (2..=3).contains(&base.len()) && base.bytes().all(|it| it.is_ascii_lowercase());
    fits.then_some(base)
}

/// Checks that a reaction is one emoji: a few signs beyond letters, digits and punctuation.
///
/// # Errors
/// 422 `emoji_invalid`.
pub fn check_emoji(emoji: &str) -> Result<()> {
    // Parts of an emoji: pictures from U+203C on, what joins them, what chooses their look and skin.
    let part =
        |it: char| (it >= '\u{203c}' || it == '\u{200d}') && !it.is_alphanumeric() && !it.is_whitespace();
    let fits = (1..=10).contains(&emoji.chars().count()) && emoji.chars().all(part);
    if fits { Ok(()) } else { Err(Error::invalid("emoji", "emoji_invalid")) }
}

fn too_long() -> Error {
    Error::beyond("body", "message_too_long", 8_000)
}

/// Whether a message of `created_ms` may still be changed by its author.
#[must_use]
pub fn may_edit(created_ms: i64, now: Timestamp) -> bool {
    now.as_millisecond() - created_ms <= EDIT_WINDOW_MS
}

/// Whether a conversation closed at `closed_ms` may be opened again.
#[must_use]
pub fn may_reopen(closed_ms: i64, now: Timestamp) -> bool {
    now.as_millisecond() - closed_ms <= REOPEN_WINDOW_MS
}

/// Whether the assistant may take a conversation that nobody has.
#[must_use]
pub fn assistant_speaks(reception: Reception, mode: AssistantMode) -> bool {
    match reception.refusal {
        Some(_) => reception.assistant && mode.speaks(),
        None => mode.speaks_open(),
    }
}

/// While no person can be asked for, only the assistant takes a new conversation.
///
/// # Errors
/// 409 `chat_closed` or `chat_off` when it may not answer.
pub fn assistant_alone(reception: Reception, mode: AssistantMode) -> Result<()> {
    if reception.assistant && mode.speaks() { Ok(()) } else { reception.ask_for_person() }
}

/// Whether a visitor may write in a conversation. What an agent has goes on after closing time; in an emergency
/// only the assistant is spoken to, if it may answer.
///
/// # Errors
/// 409 `chat_off`.
pub fn may_say(reception: Reception, status: Status) -> Result<()> {
    let to_assistant = status == Status::Bot && reception.assistant;
    match reception.refusal {
        Some(code @ "chat_off") if !to_assistant => Err(Error::Conflict(code)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::FileId;

    fn draft(body: &str, files: usize) -> Draft {
        let attachments = (0..files).map(|_| FileId::random()).collect();
        Draft { body: body.to_owned(), attachments, ..Draft::default() }
    }

    #[test]
    fn a_message_has_words_or_files_within_limits() {
        assert!(check(&draft("Merhaba", 0)).is_ok());
        assert!(check(&draft(" ", 1)).is_ok());
        assert!(check(&draft(" \n ", 0)).is_err());
        assert!(check(&draft(&"ş".repeat(8_000), 0)).is_ok(), "characters count, not bytes");
        assert!(check(&draft(&"ş".repeat(8_001), 0)).is_err());
        assert!(check(&draft("", 11)).is_err());
    }

    #[test]
    fn closing_ends_nothing_but_an_emergency_does() {
        let closed = Reception { refusal: Some("chat_closed"), assistant: false, form: true };
        assert!(may_say(closed, Status::Active).is_ok() && may_say(closed, Status::Bot).is_ok());
        let off = Reception { refusal: Some("chat_off"), ..closed };
        assert!(may_say(off, Status::Active).is_err() && may_say(off, Status::Bot).is_err());
        let with_assistant = Reception { assistant: true, ..off };
        assert!(
            may_say(with_assistant, Status::Queued).is_err() && may_say(with_assistant, Status::Bot).is_ok()
        );
        assert!(assistant_alone(with_assistant, AssistantMode::Busy).is_ok());
        assert!(assistant_alone(with_assistant, AssistantMode::Off).is_err());
        assert!(assistant_alone(closed, AssistantMode::Always).is_err());
    }

    #[test]
    fn a_reaction_is_an_emoji_and_nothing_else() {
        assert!(["👍", "❤️", "👩‍🎓", "🇹🇷", "👍🏽"].iter().all(|it| check_emoji(it).is_ok()));
        for wrong in ["", "a", "ok", "👍 ", "<b>", "日", "👍👍👍👍👍👍👍👍👍👍👍", "5"]
        {
            assert!(check_emoji(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn languages_are_kept_without_their_countries() {
        assert_eq!(language("en-GB").as_deref(), Some("en"));
        assert_eq!(language("TR").as_deref(), Some("tr"));
        assert!(["", "t", "türkçe", "12", "english"].iter().all(|it| language(it).is_none()));
    }

    #[test]
    fn the_windows_end_at_the_minute_and_the_day() {
        let at = |ms| Timestamp::from_millisecond(ms).unwrap_or_default();
        assert!(may_edit(0, at(300_000)) && !may_edit(0, at(300_001)));
        assert!(may_reopen(0, at(86_400_000)) && !may_reopen(0, at(86_400_001)));
    }
}
