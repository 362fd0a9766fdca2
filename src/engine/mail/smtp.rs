//! The conversation with an SMTP server (RFC 5321), step by step, so that a failure can be named by its step.
use super::line::plain;
use super::message::{Mail, written};
use super::{Proof, Refusal, Security, Server, Trouble, Trust};
use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// Longest conversation; a server may look at a mail for a while.
const WHOLE: Duration = Duration::from_secs(120);
/// Longest conversation while somebody waits for its outcome.
const CHECK: Duration = Duration::from_secs(25);
/// Most of the server's words that are kept, in characters.
const SAID_CHARS: usize = 300;

/// Hands the mail over. When this fails after the mail was taken (the connection broke while the answer came), it is
/// told as a temporary failure: the same mail comes again under the same `Message-ID`.
///
/// # Errors
/// Where it failed, and whether later may be better.
pub async fn send(server: &Server, mail: &Mail) -> Result<(), Refusal> {
    let message = written(mail)?;
    let sender = address(&mail.from.1)?;
    let recipient = address(&mail.to)?;
    in_time(WHOLE, async {
        let mut line = open(server).await?;
        let bytes = message.formatted();
        hand(&mut line, sender, recipient).await?;
        line.command(Data).await.map_err(|error| said(&error, Trouble::Content))?;
        line.message(&bytes).await.map_err(|error| said(&error, Trouble::Content))?;
        let _ = line.quit().await; // it has the mail already
        Ok(())
    })
    .await
}

/// Goes as far as a mail would, from `sender` to `recipient`, and sends none.
///
/// # Errors
/// Where it failed.
pub async fn check(server: &Server, sender: &str, recipient: &str) -> Result<(), Refusal> {
    let (sender, recipient) = (address(sender)?, address(recipient)?);
    in_time(CHECK, async {
        let mut line = open(server).await?;
        hand(&mut line, sender, recipient).await?;
        line.abort().await;
        Ok(())
    })
    .await
}

fn address(text: &str) -> Result<Address, Refusal> {
    text.parse().map_err(|_| Refusal { trouble: Trouble::Address, temporary: false, said: None })
}

async fn in_time(most: Duration, work: impl Future<Output = Result<(), Refusal>>) -> Result<(), Refusal> {
    tokio::time::timeout(most, work).await.unwrap_or(Err(plain(Trouble::Timeout)))
}

/// Sender and recipient.
async fn hand(line: &mut AsyncSmtpConnection, sender: Address, recipient: Address) -> Result<(), Refusal> {
    let mut options = Vec::new();
    let info = line.server_info();
    if info.supports_feature(Extension::EightBitMime) {
        options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
    }
    let is_ascii = |it: &Address| <Address as AsRef<str>>::as_ref(it).is_ascii();
    if !(is_ascii(&sender) && is_ascii(&recipient)) && info.supports_feature(Extension::SmtpUtfEight) {
        options.push(MailParameter::SmtpUtfEight);
    }
    let from = MailFrom::new(Some(sender), options);
    line.command(from).await.map_err(|error| said(&error, Trouble::Sender))?;
    let to = Rcpt::new(recipient, Vec::new());
    line.command(to).await.map_err(|error| said(&error, Trouble::Recipient))?;
    Ok(())
}

/// A connection as safe as it is to be, signed in.
async fn open(server: &Server) -> Result<AsyncSmtpConnection, Refusal> {
    let addresses: &[SocketAddr] = &server.addresses;
    if addresses.is_empty() {
        return Err(plain(Trouble::Host));
    }
    let own_name = ClientId::Domain(server.own_name.clone());
    let from_the_start = match server.security {
        Security::Tls => Some(tls(server).await?),
        Security::StartTls | Security::Plain => None,
    };
    let connecting =
        AsyncSmtpConnection::connect_tokio1(addresses, Some(CONNECT), &own_name, from_the_start, None);
    let mut line = tokio::time::timeout(CONNECT, connecting)
        .await
        .map_err(|_| plain(Trouble::Timeout))?
        .map_err(|error| broken(&error, server.security))?;
    if server.security == Security::StartTls {
        if !line.can_starttls() {
            return Err(plain(Trouble::NoStartTls));
        }
        let upgraded = line.starttls(tls(server).await?, &own_name).await;
        upgraded.map_err(|error| broken(&error, Security::Tls))?;
    }
    if let Some((user, proof)) = &server.sign_in {
        let (mechanisms, secret): (&[Mechanism], &str) = match proof {
            Proof::Password(it) => (&[Mechanism::Plain, Mechanism::Login], it),
            Proof::Token(it) => (&[Mechanism::Xoauth2], it),
        };
        if line.server_info().get_auth_mechanism(mechanisms).is_none() {
            return Err(plain(Trouble::NoSignIn));
        }
        let credentials = Credentials::new(user.clone(), secret.to_owned());
        line.auth(mechanisms, &credentials).await.map_err(|error| said(&error, Trouble::SignIn))?;
    }
    Ok(line)
}

/// Reading the machine's list of authorities takes a while.
async fn tls(server: &Server) -> Result<TlsParameters, Refusal> {
    let unreadable = || plain(Trouble::OwnCertificate);
    let mut builder = TlsParameters::builder(server.host.clone());
    match server.trust {
        Trust::Public => (),
        Trust::Own => {
            let own = Certificate::from_pem(server.authority.as_bytes()).map_err(|_| unreadable())?;
            builder = builder.add_root_certificate(own);
        }
        Trust::Unchecked => builder = builder.dangerous_accept_invalid_certs(true),
    }
    let made = tokio::task::spawn_blocking(move || builder.build_rustls()).await;
    made.ok().and_then(Result::ok).ok_or_else(unreadable)
}

/// The server answered: its words tell more than ours. Without an answer the connection broke.
fn said(error: &Error, trouble: Trouble) -> Refusal {
    match error.status() {
        Some(code) => {
            // A wrong password or sender is mended by people, and then the mail is to go.
            let by_people = matches!(trouble, Trouble::SignIn | Trouble::Sender);
            let temporary = error.is_transient() || by_people;
            let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            let words: String = format!("{code} {words}").chars().take(SAID_CHARS).collect();
            Refusal { trouble, temporary, said: Some(words.trim().to_owned()) }
        }
        None => broken(error, Security::Plain),
    }
}

/// Why there is no connection, or none any more.
fn broken(error: &Error, security: Security) -> Refusal {
    if let Some(code) = error.status() {
        return Refusal { trouble: Trouble::Server, temporary: true, said: Some(format!("{code}")) };
    }
    let (mut causes, mut cause) = (Vec::new(), Some(error as &dyn std::error::Error));
    let mut refused = false;
    while let Some(it) = cause {
        causes.push(it.to_string().to_lowercase());
        let kind = it.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        use std::io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable, TimedOut};
        match kind {
            Some(TimedOut) => return plain(Trouble::Timeout),
            Some(ConnectionRefused | HostUnreachable | NetworkUnreachable) => refused = true,
            _ => (),
        }
        cause = it.source();
    }
    let says = |word: &str| causes.iter().any(|it| it.contains(word));
    let trouble = match security {
        _ if refused => Trouble::Unreachable,
        Security::Tls if says("certificate") => Trouble::Certificate,
        Security::Tls => Trouble::Tls,
        Security::StartTls | Security::Plain => Trouble::Server,
    };
    plain(trouble)
}
