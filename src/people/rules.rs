//! What a person's fields may be. Pure.
use crate::base::FieldError;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Shortest password, in characters.
pub const PASSWORD_CHARS: usize = 10;
/// Longest password, in bytes: more is an attack on the processor.
const PASSWORD_BYTES: usize = 512;
/// Longest name, in characters.
const NAME_CHARS: usize = 100;
/// Longest e-mail address (RFC 5321), in bytes.
const EMAIL_BYTES: usize = 254;
/// Conversations at once that can be chosen.
const CHATS: std::ops::RangeInclusive<u32> = 1..=100;

/// Passwords that everybody tries first, one a line, in lower case.
static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../assets/passwords.txt").lines().map(str::trim).filter(|it| !it.is_empty()).collect()
});

/// A trimmed name of 1 to 100 characters without control characters.
///
/// # Errors
/// What is wrong with it, under the name `field`.
pub fn name(field: &str, raw: &str) -> Result<String, FieldError> {
    let name: String = raw.trim().chars().filter(|it| !it.is_control()).collect();
    if name.is_empty() {
        return Err(FieldError::new(field, "field_missing"));
    }
    if name.chars().count() > NAME_CHARS {
        return Err(FieldError::beyond(field, "field_too_long", 100));
    }
    Ok(name)
}

/// An e-mail address as stored: trimmed, lower case (the plain one: in an address `I` is `i`, never `ı`).
#[must_use]
pub fn normal_email(raw: &str) -> String {
    raw.trim().to_lowercase()
}

/// An address that looks deliverable. Whether it is, only a mail can tell.
///
/// # Errors
/// `email_invalid`, under the name `field`.
pub fn email(field: &str, raw: &str) -> Result<String, FieldError> {
    let email = normal_email(raw);
    let fits = email.len() <= EMAIL_BYTES
        && !email.chars().any(|c| c.is_whitespace() || c.is_control() || "\"(),:;<>[\\]".contains(c))
        && email.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
    if fits { Ok(email) } else { Err(FieldError::new(field, "email_invalid")) }
}

fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len()) && !local.contains('@')
}

fn is_domain(domain: &str) -> bool {
    let label = |it: &str| {
        !it.is_empty()
            && !it.starts_with('-')
            && !it.ends_with('-')
            && it.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    domain.contains('.') && domain.split('.').all(label)
}

/// A password that is long enough and not one that everybody tries.
///
/// # Errors
/// `password_too_short`, `field_too_long` or `password_common`, under the name `field`.
pub fn password(field: &str, password: &str) -> Result<(), FieldError> {
    if password.chars().count() < PASSWORD_CHARS {
        return Err(FieldError::beyond(field, "password_too_short", 10));
    }
    if password.len() > PASSWORD_BYTES {
        return Err(FieldError::beyond(field, "field_too_long", 512));
    }
    let lower = password.to_lowercase();
    let mut letters = lower.chars();
    let first = letters.next();
    if COMMON.contains(lower.as_str()) || letters.all(|it| Some(it) == first) {
        return Err(FieldError::new(field, "password_common"));
    }
    Ok(())
}

/// Conversations that an agent can have at once.
///
/// # Errors
/// `value_invalid` outside 1 to 100.
pub fn max_chats(field: &str, number: u32) -> Result<u32, FieldError> {
    if CHATS.contains(&number) { Ok(number) } else { Err(FieldError::new(field, "value_invalid")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_in_one_way() {
        assert_eq!(email("email", " Ayse.IRMAK@Ornek.edu.tr ").as_deref(), Ok("ayse.irmak@ornek.edu.tr"));
        for wrong in [
            "",
            "ayse",
            "ayse@",
            "@ornek.tr",
            "a b@ornek.tr",
            "a@ornek",
            "a@-ornek.tr",
            "a@b@c.tr",
            "a@x..tr",
            "<a@b.tr>",
        ] {
            assert!(email("email", wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn passwords_are_long_and_rare() {
        assert!(password("password", "mavi kedi uçtu").is_ok());
        assert_eq!(password("password", "kısa").unwrap_err().code, "password_too_short");
        assert_eq!(password("password", "ışıışıışı").unwrap_err().code, "password_too_short");
        assert_eq!(password("password", "aaaaaaaaaaaa").unwrap_err().code, "password_common");
        assert_eq!(password("password", "1234567890").unwrap_err().code, "password_common");
        assert_eq!(password("password", &"ab".repeat(300)).unwrap_err().code, "field_too_long");
    }
}
