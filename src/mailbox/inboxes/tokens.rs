//! Access tokens for mailboxes at Google, Microsoft and others (OAuth 2.0, RFC 6749 section 6): got with a refresh
//! token, kept in memory until shortly before they expire.
use super::SEALED_FOR;
use super::store;
use super::types::{Inbox, Secret, SignIn};
use crate::Result;
use crate::app::App;
use crate::base::ids::InboxId;
use crate::engine::mail::{Refusal, Trouble};
use crate::store::Write;
use crate::web::outgoing;
use anyhow::Context as _;
use jiff::SignedDuration;
use reqwest::Url;
use serde::Deserialize;
use std::time::Duration;

const GOOGLE: &str = "https://oauth2.googleapis.com/token";
const MICROSOFT: &str = "https://login.microsoftonline.com/common/oauth2/v2.0/token";
/// What Microsoft is asked for: both ways, and to be able to ask again.
const MICROSOFT_SCOPE: &str =
    "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access";
/// Longest wait for an answer.
const ANSWER: Duration = Duration::from_secs(20);
/// A token is not used any more when it has only so long to live.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);
/// Most of the other side's words that are kept, in characters.
const SAID_CHARS: usize = 300;

#[derive(Deserialize)]
struct Given {
    access_token: String,
    #[serde(default = "hour")]
    expires_in: i64,
    refresh_token: Option<String>,
}

fn hour() -> i64 {
    3_600
}

/// An access token for an inbox. A new refresh token takes the place of the old one where that is stored.
pub(super) async fn access_token(
    app: &App,
    inbox: &Inbox,
    (client_secret, refresh_token): (&str, &str),
) -> Result<std::result::Result<String, Refusal>> {
    let known = key(inbox.id, &inbox.secret);
    let now = app.clock.now();
    if let Some(token) = app.mail_tokens.get(&known, now) {
        return Ok(Ok(token));
    }
    let given = match ask(app, inbox, client_secret, refresh_token).await {
        Ok(given) => given,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let life = SignedDuration::from_secs(given.expires_in.clamp(0, 86_400));
    let until = now.checked_add(life).and_then(|it| it.checked_sub(MARGIN)).unwrap_or(now);
    app.mail_tokens.put(known, (given.access_token.clone(), until), now);
    if let Some(fresh) = given.refresh_token.filter(|it| it != refresh_token) {
        let secret = Secret::Tokens { client_secret: client_secret.to_owned(), refresh_token: fresh };
        let plain = serde_json::to_vec(&secret).context("a secret as JSON")?;
        let sealed = app.keys.seal(SEALED_FOR, inbox.id.uuid().as_bytes(), &plain)?;
        let mut write = Write::new();
        store::change_secret(&mut write, inbox.id, &inbox.secret, &sealed);
        app.store.commit(write).await?;
        app.mail_tokens.put(key(inbox.id, &sealed), (given.access_token.clone(), until), now);
    }
    Ok(Ok(given.access_token))
}

/// Forgets the token that a server refused, so that the next try asks for another one.
pub(super) fn forget(app: &App, inbox: &Inbox) {
    app.mail_tokens.forget(&key(inbox.id, &inbox.secret));
}

fn key(id: InboxId, secret: &[u8]) -> Vec<u8> {
    [id.uuid().as_bytes().as_slice(), secret].concat()
}

async fn ask(app: &App, inbox: &Inbox, client_secret: &str, token: &str) -> Result<Given, Refusal> {
    let refused = |trouble, said| Refusal { trouble, temporary: true, said };
    let address = match inbox.sign_in {
        SignIn::Google => GOOGLE,
        SignIn::Microsoft if inbox.token_url.is_empty() => MICROSOFT,
        SignIn::Microsoft | SignIn::OAuth | SignIn::Password => inbox.token_url.as_str(),
    };
    let url: Url = address.parse().map_err(|_| refused(Trouble::Token, None))?;
    let private = |it| match it {
        outgoing::Refusal::Private => refused(Trouble::Private, None),
        _ => refused(Trouble::Token, None),
    };
    let client = app.outgoing.client(&url).map_err(private)?;
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("client_id", inbox.client_id.as_str()),
        ("refresh_token", token),
    ];
    if !client_secret.is_empty() {
        form.push(("client_secret", client_secret));
    }
    if inbox.sign_in == SignIn::Microsoft {
        form.push(("scope", MICROSOFT_SCOPE));
    }
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let request = client
        .post(url)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("accept", "application/json")
        .timeout(ANSWER)
        .body(body);
    let answer = request.send().await.map_err(|error| match outgoing::refusal(&error) {
        Some(it) => private(it),
        None => refused(Trouble::Token, None),
    })?;
    let status = answer.status();
    let bytes = answer.bytes().await.map_err(|_| refused(Trouble::Token, None))?;
    if status.is_success() {
        return serde_json::from_slice(&bytes).map_err(|_| refused(Trouble::Token, None));
    }
    Err(refused(Trouble::Token, Some(words(status.as_u16(), &bytes))))
}

/// What the other side says is wrong.
fn words(status: u16, body: &[u8]) -> String {
    #[derive(Deserialize, Default)]
    #[serde(default)]
    struct Wrong {
        error: String,
        error_description: String,
    }
    let wrong: Wrong = serde_json::from_slice(body).unwrap_or_default();
    let words = format!("{status} {} {}", wrong.error, wrong.error_description);
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAID_CHARS).collect()
}
