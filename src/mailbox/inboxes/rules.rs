//! What an inbox may be. Pure.
use super::super::accounts::{is_host, is_this_machine, too_long};
use super::types::{Inbox, InboxInput, Secret, SignIn, Smtp};
use crate::base::{FieldError, text};
use crate::engine::mail::{Security, Trust};

/// Longest name of the sender, in characters.
const NAME_CHARS: usize = 100;
/// Longest name of a folder, in characters.
const FOLDER_CHARS: usize = 200;
/// Longest user, password and token, in characters.
const SECRET_CHARS: usize = 4_000;
/// Longest certificates, in characters.
const AUTHORITY_CHARS: usize = 20_000;

/// The input, trimmed, with what was left out filled in.
pub(super) fn tidy(mut asked: InboxInput) -> InboxInput {
    asked.address = asked.address.trim().to_lowercase();
    asked.host = asked.host.trim().to_lowercase();
    asked.user = asked.user.trim().to_owned();
    if asked.user.is_empty() {
        asked.user.clone_from(&asked.address);
    }
    for text in [&mut asked.sender_name, &mut asked.client_id, &mut asked.token_url, &mut asked.folder] {
        *text = text.trim().to_owned();
    }
    asked.sent_folder = asked.sent_folder.trim().to_owned();
    asked.move_to = asked.move_to.trim().to_owned();
    if asked.folder.is_empty() {
        "INBOX".clone_into(&mut asked.folder);
    }
    for secret in [&mut asked.password, &mut asked.client_secret, &mut asked.refresh_token] {
        *secret = secret.take().filter(|it| !it.is_empty());
    }
    if let Some(smtp) = &mut asked.smtp {
        smtp.host = smtp.host.trim().to_lowercase();
    }
    asked
}

/// Whether kept secrets go to the same places as before.
pub(super) fn same_places(old: &Inbox, asked: &InboxInput) -> bool {
    let place = |it: &Option<Smtp>| it.as_ref().map(|it| (it.host.clone(), it.port));
    old.host == asked.host
        && old.port == asked.port
        && old.user == asked.user
        && (asked.smtp.is_none() || place(&old.smtp) == place(&asked.smtp))
        && old.sign_in == asked.sign_in.unwrap_or(SignIn::Password)
        && old.client_id == asked.client_id
        && old.token_url == asked.token_url
}

/// The secrets that were typed, with those that are kept in place of what was not.
pub(super) fn secret(asked: &InboxInput, kept: Option<Secret>) -> Result<Secret, Vec<FieldError>> {
    let missing = |field: &str| FieldError::new(field, "mail_password_missing");
    if asked.sign_in.unwrap_or(SignIn::Password) == SignIn::Password {
        let kept = match kept {
            Some(Secret::Password { password }) => Some(password),
            _ => None,
        };
        let password = asked.password.clone().or(kept);
        return password.map(|password| Secret::Password { password }).ok_or(vec![missing("password")]);
    }
    let (old_secret, old_token) = match kept {
        Some(Secret::Tokens { client_secret, refresh_token }) => (Some(client_secret), Some(refresh_token)),
        _ => (None, None),
    };
    let client_secret = asked.client_secret.clone().or(old_secret).unwrap_or_default();
    match asked.refresh_token.clone().or(old_token) {
        Some(refresh_token) => Ok(Secret::Tokens { client_secret, refresh_token }),
        None => Err(vec![FieldError::new("refresh_token", "field_missing")]),
    }
}

/// What is wrong with the rest.
pub(super) fn mistakes(asked: &InboxInput) -> Vec<FieldError> {
    let tokens = asked.sign_in.unwrap_or(SignIn::Password) != SignIn::Password;
    let secrets = [
        ("password", &asked.password),
        ("client_secret", &asked.client_secret),
        ("refresh_token", &asked.refresh_token),
    ];
    let bare = |security: Security, host: &str| security == Security::Plain && !is_this_machine(host);
    let smtp = asked.smtp.as_ref();
    let own_url = asked.sign_in == Some(SignIn::OAuth);
    let wrong = [
        (!text::is_email(&asked.address)).then(|| FieldError::new("address", "email_invalid")),
        asked.address.contains('+').then(|| FieldError::new("address", "mail_address_plus")),
        asked.sender_name.is_empty().then(|| FieldError::new("sender_name", "field_missing")),
        too_long("sender_name", &asked.sender_name, NAME_CHARS),
        (!is_host(&asked.host)).then(|| FieldError::new("host", "mail_host_invalid")),
        (asked.port == 0).then(|| FieldError::new("port", "value_invalid")),
        bare(asked.security, &asked.host).then(|| FieldError::new("security", "mail_plain_password")),
        (asked.trust == Some(Trust::Own) && !asked.authority.contains("BEGIN CERTIFICATE"))
            .then(|| FieldError::new("authority", "mail_own_certificate")),
        too_long("authority", &asked.authority, AUTHORITY_CHARS),
        too_long("user", &asked.user, NAME_CHARS * 3),
        too_long("folder", &asked.folder, FOLDER_CHARS),
        too_long("sent_folder", &asked.sent_folder, FOLDER_CHARS),
        too_long("move_to", &asked.move_to, FOLDER_CHARS),
        has_signs(&asked.move_to).then(|| FieldError::new("move_to", "value_invalid")),
        (!asked.move_to.is_empty() && [&asked.folder, &asked.sent_folder].contains(&&asked.move_to))
            .then(|| FieldError::new("move_to", "mail_folder_same")),
        has_signs(&asked.folder).then(|| FieldError::new("folder", "value_invalid")),
        has_signs(&asked.sent_folder).then(|| FieldError::new("sent_folder", "value_invalid")),
        (asked.sent_folder == asked.folder).then(|| FieldError::new("sent_folder", "mail_folder_same")),
        (tokens && asked.client_id.is_empty()).then(|| FieldError::new("client_id", "field_missing")),
        too_long("client_id", &asked.client_id, NAME_CHARS * 3),
        (own_url && !is_web(&asked.token_url)).then(|| FieldError::new("token_url", "mail_token_url")),
        smtp.filter(|it| !is_host(&it.host)).map(|_| FieldError::new("smtp.host", "mail_host_invalid")),
        smtp.filter(|it| it.port == 0).map(|_| FieldError::new("smtp.port", "value_invalid")),
        smtp.filter(|it| bare(it.security, &it.host))
            .map(|_| FieldError::new("smtp.security", "mail_plain_password")),
    ];
    let long = secrets
        .iter()
        .filter_map(|(field, it)| too_long(field, it.as_deref().unwrap_or_default(), SECRET_CHARS));
    wrong.into_iter().flatten().chain(long).collect()
}

/// Who gives out tokens there, by HTTPS; on this machine also without.
fn is_web(url: &str) -> bool {
    let url = url.parse::<url::Url>().ok();
    url.is_some_and(|it| {
        it.scheme() == "https" || (it.scheme() == "http" && it.host_str().is_some_and(is_this_machine))
    })
}

fn has_signs(text: &str) -> bool {
    text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> InboxInput {
        serde_json::from_value(serde_json::json!({
            "address": " Destek@Ornek.edu.tr ", "sender_name": "Destek", "host": "imap.ornek.edu.tr", "port": 993,
            "security": "tls", "password": "gizli",
        }))
        .unwrap()
    }

    fn wrong(asked: InboxInput) -> Vec<(String, &'static str)> {
        mistakes(&tidy(asked)).into_iter().map(|it| (it.field, it.code)).collect()
    }

    #[test]
    fn what_is_left_out_is_filled_in() {
        let tidy = tidy(asked());
        assert_eq!(
            (tidy.address.as_str(), tidy.user.as_str()),
            ("destek@ornek.edu.tr", "destek@ornek.edu.tr")
        );
        assert_eq!(tidy.folder, "INBOX");
        assert_eq!(wrong(asked()), []);
    }

    #[test]
    fn what_cannot_work_is_named() {
        let open = InboxInput { security: Security::Plain, ..asked() };
        assert_eq!(wrong(open), [("security".to_owned(), "mail_plain_password")]);
        let own = InboxInput { sign_in: Some(SignIn::OAuth), token_url: "http://x.tr".to_owned(), ..asked() };
        assert_eq!(
            wrong(own),
            [("client_id".to_owned(), "field_missing"), ("token_url".to_owned(), "mail_token_url")]
        );
        let same = InboxInput { sent_folder: "INBOX".to_owned(), ..asked() };
        assert_eq!(wrong(same), [("sent_folder".to_owned(), "mail_folder_same")]);
        let moved = InboxInput { move_to: "INBOX".to_owned(), ..asked() };
        assert_eq!(wrong(moved), [("move_to".to_owned(), "mail_folder_same")]);
        let plus = InboxInput { address: "a+b@ornek.edu.tr".to_owned(), ..asked() };
        assert_eq!(wrong(plus), [("address".to_owned(), "mail_address_plus")]);
    }

    #[test]
    fn kept_secrets_stand_in_for_those_that_were_not_typed() {
        let google =
            InboxInput { sign_in: Some(SignIn::Google), refresh_token: Some("yeni".to_owned()), ..asked() };
        let kept = Secret::Tokens { client_secret: "eski".to_owned(), refresh_token: "eski".to_owned() };
        let Ok(Secret::Tokens { client_secret, refresh_token }) = secret(&google, Some(kept)) else {
            panic!()
        };
        assert_eq!((client_secret.as_str(), refresh_token.as_str()), ("eski", "yeni"));
        let none = InboxInput { password: None, ..asked() };
        assert!(secret(&none, None).is_err());
    }
}
