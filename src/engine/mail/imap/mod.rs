//! The conversation with an IMAP server (RFC 3501, IDLE by RFC 2177): looks into one folder without changing anything
//! there, and names what fails by its step. What it brings are bytes; it reads none of them.
use super::line::{self, Line};
use super::{Proof, Refusal, Security, Trouble, Trust};
use async_imap::extensions::idle::IdleResponse;
use async_imap::types::UnsolicitedResponse;
use async_imap::{Authenticator, Client, Session, error::Error};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use jiff::Timestamp;
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

mod fetch;

pub use fetch::Given;

/// Longest wait for an answer to a short question.
const ANSWER: Duration = Duration::from_secs(30);
/// Longest wait for mails on their way.
const MAILS: Duration = Duration::from_secs(300);
/// Most of the server's words that are kept, in characters.
const SAID_CHARS: usize = 300;

/// A folder and how to get there.
#[derive(Debug, Clone)]
pub struct Source {
    /// Name of the server.
    pub host: String,
    /// Where it is; looked up, and allowed to be asked.
    pub addresses: Vec<SocketAddr>,
    /// How the connection is protected.
    pub security: Security,
    /// Which certificates are believed.
    pub trust: Trust,
    /// Certificates (PEM) of an authority of one's own, for [`Trust::Own`].
    pub authority: String,
    /// Whom to sign in as.
    pub user: String,
    /// What proves it.
    pub proof: Proof,
}

/// What a folder says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Folder {
    /// As long as it is the same, UIDs mean the same mails.
    pub validity: u32,
    /// Mails in it.
    pub mails: u32,
    /// Later mails have this UID or a greater one, where the server says so.
    pub next: Option<u32>,
}

/// A mail in the folder, not fetched yet.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    /// Its number in the folder.
    pub uid: u32,
    /// Its length.
    pub bytes: u32,
    /// When the server took it.
    pub at: Option<Timestamp>,
}

/// A signed-in connection.
#[derive(Debug)]
pub struct Mailbox {
    session: Session<Line>,
    idles: bool,
    moves: bool,
    /// The server said in passing that there are new mails, and nobody has looked since.
    news: bool,
}

impl Mailbox {
    /// Connects and signs in.
    ///
    /// # Errors
    /// Where it failed.
    pub async fn open(source: &Source) -> Result<Mailbox, Refusal> {
        let bare: Line = Box::new(line::connect(&source.addresses).await?);
        let encrypt = |it| line::encrypt(it, &source.host, source.trust, &source.authority);
        let first = match source.security {
            Security::Tls => encrypt(bare).await?,
            Security::StartTls | Security::Plain => bare,
        };
        let mut client = Client::new(first);
        let greeting = in_time(ANSWER, async { Ok(client.read_response().await?) }).await;
        greeting.map_err(|error| refusal(&error, Trouble::Server))?.ok_or(line::plain(Trouble::Server))?;
        if source.security == Security::StartTls {
            let asked = in_time(ANSWER, client.run_command_and_check_ok("STARTTLS", None)).await;
            asked.map_err(|error| refusal(&error, Trouble::NoStartTls))?;
            client = Client::new(encrypt(client.into_inner()).await?);
        }
        let signed_in = in_time(ANSWER, sign_in(client, source)).await;
        let mut session = signed_in.map_err(|error| refusal(&error, Trouble::SignIn))?;
        let capabilities = in_time(ANSWER, session.capabilities()).await;
        let has = |name| capabilities.as_ref().is_ok_and(|it| it.has_str(name));
        let (idles, moves) = (has("IDLE"), has("MOVE"));
        Ok(Mailbox { session, idles, moves, news: false })
    }

    /// Opens a folder for reading only: nothing becomes read, nothing moves.
    ///
    /// # Errors
    /// [`Trouble::Folder`] when it is not there.
    pub async fn look_into(&mut self, folder: &str) -> Result<Folder, Refusal> {
        self.heard(); // is seen by what follows
        let opened = in_time(ANSWER, self.session.examine(encoded(folder))).await;
        described(&opened.map_err(|error| refusal(&error, Trouble::Folder))?)
    }

    /// Opens a folder so that [`Mailbox::mark_read`] and [`Mailbox::move_to`] work; nothing else changes there.
    ///
    /// # Errors
    /// [`Trouble::Folder`] when it is not there.
    pub async fn open_to_mark(&mut self, folder: &str) -> Result<Folder, Refusal> {
        self.heard(); // is seen by what follows
        let opened = in_time(ANSWER, self.session.select(encoded(folder))).await;
        described(&opened.map_err(|error| refusal(&error, Trouble::Folder))?)
    }

    /// Whether the server can move mails.
    #[must_use]
    pub fn moves(&self) -> bool {
        self.moves
    }

    /// Moves mails of the folder that was opened by [`Mailbox::open_to_mark`] to another one.
    ///
    /// # Errors
    /// [`Trouble::NoMove`] where the server cannot, [`Trouble::Folder`] when the other folder is not there.
    pub async fn move_to(&mut self, uids: &[u32], folder: &str) -> Result<(), Refusal> {
        if !self.moves {
            return Err(line::plain(Trouble::NoMove));
        }
        let moved = in_time(MAILS, self.session.uid_mv(set(uids), encoded(folder))).await;
        moved.map_err(|error| refusal(&error, Trouble::Folder))
    }

    /// Marks mails as read.
    ///
    /// # Errors
    /// When the connection breaks, or [`Trouble::NoMark`] where the server allows no changes.
    pub async fn mark_read(&mut self, uids: &[u32]) -> Result<(), Refusal> {
        let command = format!("UID STORE {} +FLAGS.SILENT (\\Seen)", set(uids));
        let marked = in_time(ANSWER, self.ask(&command, |_| ())).await;
        marked.map_err(|error| refusal(&error, Trouble::NoMark))
    }

    /// Waits until the server says that something changed, at most `most`; where it cannot say so, all of that time.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn wait(mut self, most: Duration) -> Result<Mailbox, Refusal> {
        let broken = |error: &Error| refusal(error, Trouble::Server);
        // What came while the folder was looked into is told beside other answers, and only once; a server that has not
        // noticed it yet is asked to, for while it waits it hears only of what comes later.
        in_time(ANSWER, self.session.noop()).await.map_err(|error| broken(&error))?;
        if self.heard() {
            return Ok(self);
        }
        if !self.idles {
            tokio::time::sleep(most).await;
            return Ok(self);
        }
        let (passing, moves) = (self.session.unsolicited_responses.clone(), self.moves);
        let mut idle = self.session.idle();
        in_time(ANSWER, idle.init()).await.map_err(|error| broken(&error))?;
        let most = if passing.is_empty() { most } else { Duration::ZERO };
        let (news, _interrupt) = idle.wait_with_timeout(most);
        let heard = tokio::time::timeout(most, news).await.unwrap_or(Ok(IdleResponse::Timeout));
        // Says also that the stream has ended.
        let ended = matches!(heard.map_err(|error| broken(&error))?, IdleResponse::ManualInterrupt);
        if ended {
            return Err(line::plain(Trouble::Server));
        }
        let session = in_time(ANSWER, idle.done()).await.map_err(|error| broken(&error))?;
        Ok(Mailbox { session, idles: true, moves, news: false })
    }

    /// Whether the server said in passing that there are new mails.
    fn heard(&mut self) -> bool {
        let mut news = std::mem::take(&mut self.news);
        while let Ok(it) = self.session.unsolicited_responses.try_recv() {
            news |= matches!(it, UnsolicitedResponse::Exists(_));
        }
        news
    }

    /// Says goodbye; whether it is heard does not matter.
    pub async fn close(mut self) {
        let _ = in_time(Duration::from_secs(2), self.session.logout()).await;
    }
}

fn described(it: &async_imap::types::Mailbox) -> Result<Folder, Refusal> {
    let validity = it.uid_validity.ok_or(line::plain(Trouble::Folder))?;
    Ok(Folder { validity, mails: it.exists, next: it.uid_next })
}

async fn sign_in(client: Client<Line>, source: &Source) -> Result<Session<Line>, Error> {
    let user = &source.user;
    let signed_in = match &source.proof {
        Proof::Token(token) => {
            let first = format!("user={user}\x01auth=Bearer {token}\x01\x01");
            client.authenticate("XOAUTH2", Once(Some(first))).await
        }
        // A quoted string of IMAP is seven bits wide; what is base64 may hold any letter.
        Proof::Password(password) if !(user.is_ascii() && password.is_ascii()) => {
            client.authenticate("PLAIN", Once(Some(format!("\0{user}\0{password}")))).await
        }
        Proof::Password(password) => client.login(user, password).await,
    };
    signed_in.map_err(|(error, _)| error)
}

/// Says one thing, and then nothing: a server that refuses a token asks once more, to say why.
struct Once(Option<String>);

impl Authenticator for Once {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        self.0.take().unwrap_or_default()
    }
}

async fn in_time<T>(most: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    let late = || Error::Io(std::io::ErrorKind::TimedOut.into());
    tokio::time::timeout(most, work).await.unwrap_or_else(|_| Err(late()))
}

/// The server answered: its words tell more than ours. Without an answer the connection broke.
fn refusal(error: &Error, trouble: Trouble) -> Refusal {
    let (Error::No(words) | Error::Bad(words)) = error else {
        let late = matches!(error, Error::Io(it) if it.kind() == std::io::ErrorKind::TimedOut);
        return line::plain(if late { Trouble::Timeout } else { Trouble::Server });
    };
    let open = ["PRIVACYREQUIRED", "Plaintext authentication", "LOGINDISABLED"];
    let trouble = match trouble {
        Trouble::SignIn if open.iter().any(|it| words.contains(it)) => Trouble::NoSignIn,
        _ => trouble,
    };
    let said: String = information(words).chars().take(SAID_CHARS).collect();
    Refusal { trouble, temporary: true, said: Some(said).filter(|it| !it.is_empty()) }
}

/// The server's own words within what the library makes of them: `… info: Some("…")`, `… information: Some("…") }`.
fn information(words: &str) -> &str {
    let found = ["info: Some(\"", "information: Some(\""].iter().find_map(|it| words.split_once(it));
    found.map_or(words, |it| it.1.rsplit_once("\")").map_or(it.1, |it| it.0))
}

/// `3:5,9`.
fn set(uids: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in uids {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*uid) => *last = *uid,
            _ => ranges.push((*uid, *uid)),
        }
    }
    let range = |(first, last): &(u32, u32)| match first == last {
        true => first.to_string(),
        false => format!("{first}:{last}"),
    };
    ranges.iter().map(range).collect::<Vec<_>>().join(",")
}

/// A folder's name as it goes over the line (modified UTF-7, RFC 3501 section 5.1.3).
fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut wide: Vec<u16> = Vec::new();
    let close = |out: &mut String, wide: &mut Vec<u16>| {
        if !wide.is_empty() {
            let bytes: Vec<u8> = wide.drain(..).flat_map(u16::to_be_bytes).collect();
            out.push('&');
            out.push_str(&STANDARD_NO_PAD.encode(bytes).replace('/', ","));
            out.push('-');
        }
    };
    for letter in name.chars() {
        if (' '..='~').contains(&letter) {
            close(&mut out, &mut wide);
            out.push(letter);
            if letter == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            wide.extend_from_slice(letter.encode_utf16(&mut units));
        }
    }
    close(&mut out, &mut wide);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_refusal_only_the_servers_words_are_told() {
        let select = "code: None, info: Some(\"Mailbox doesn't exist: Olmayan (0.001 secs).\")";
        assert_eq!(information(select), "Mailbox doesn't exist: Olmayan (0.001 secs).");
        let outcome = "outcome: Outcome { code: None, information: Some(\"No such \\\"folder\\\"\") }";
        assert_eq!(information(outcome), "No such \\\"folder\\\"");
        assert_eq!(information("NO"), "NO");
    }

    #[test]
    fn folders_are_named_as_the_protocol_wants_it() {
        assert_eq!(encoded("INBOX"), "INBOX");
        assert_eq!(encoded("Gelen & Giden"), "Gelen &- Giden");
        assert_eq!(encoded("Gönderilmiş Öğeler"), "G&APY-nderilmi&AV8- &ANYBHw-eler");
        assert_eq!(encoded("台北"), "&U,BTFw-");
    }

    #[test]
    fn neighbours_are_asked_for_together() {
        assert_eq!(set(&[3, 4, 5, 9, u32::MAX]), "3:5,9,4294967295");
    }

    #[test]
    fn a_servers_words_are_kept_without_the_librarys() {
        let error = Error::No("code: None, info: Some(\"Mailbox doesn't exist: Yok\")".to_owned());
        let found = refusal(&error, Trouble::Folder);
        assert_eq!(
            (found.trouble, found.said.as_deref()),
            (Trouble::Folder, Some("Mailbox doesn't exist: Yok"))
        );
    }
}
