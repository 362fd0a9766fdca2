//! Links that open a ticket without its code, for its requester and for whoever gets copies: the ticket's id, signed with
//! the ticket's own key. A link does not end by itself, as a letter with it may be read years later; it ends when the key
//! is renewed, and one for copies when the copies do.
use super::create::free_code;
use super::{Context, Hears, Work, find, locks};
use crate::app::App;
use crate::base::ids::{SiteId, TicketId, VisitorId};
use crate::store::Present;
use crate::tickets::store::{self, Happening};
use crate::tickets::types::{Actor, Head, LinkKey, Requester, TicketView};
use crate::web::keys::Keys;
use crate::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use rusqlite::Connection;
use serde_json::json;
use sha2::Sha256;
use uuid::Uuid;

/// Bytes of the id, and as many of the signature.
const HALF: usize = 16;
/// Longest chain of merges that a link leads along.
const MOST_MERGES: usize = 10;

/// For whom a link was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reader {
    /// Whose ticket it is.
    Requester,
    /// Somebody who gets copies, by their address.
    Copy(String),
}

/// A ticket that a link opened.
pub(super) struct Opened {
    /// The ticket that the link names.
    pub(super) head: Head,
    /// For whom.
    pub(super) reader: Reader,
    signature: [u8; HALF],
}

/// What opens a ticket for its requester.
#[must_use]
pub fn token_of(keys: &Keys, (id, key): (TicketId, LinkKey)) -> String {
    token(keys, (id, key), None)
}

/// What opens a ticket for who gets a letter about it; `None` where the address has nothing to do with it any more.
///
/// # Errors
/// When the database cannot be read.
pub fn token_for(keys: &Keys, conn: &Connection, head: &Head, address: &str) -> Result<Option<String>> {
    if head.requester.email.as_deref() == Some(address) {
        return Ok(Some(token_of(keys, head.link())));
    }
    let gets_copies = store::copies(conn, head.site, head.id)?.iter().any(|it| it == address);
    Ok(gets_copies.then(|| token(keys, head.link(), Some(address))))
}

fn token(keys: &Keys, link: (TicketId, LinkKey), copy: Option<&str>) -> String {
    let mut bytes = link.0.uuid().as_bytes().to_vec();
    if let Some(mac) = mac(keys, link, copy) {
        bytes.extend(mac.finalize().into_bytes().iter().take(HALF));
    }
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The requester's has 32 bytes in it, a copy's more: neither can be taken for the other.
fn mac(keys: &Keys, (id, key): (TicketId, LinkKey), copy: Option<&str>) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(&keys.derive("ticket link")).ok()?;
    mac.update(id.uuid().as_bytes());
    mac.update(&key);
    mac.update(copy.unwrap_or_default().as_bytes());
    Some(mac)
}

/// Whether a signature is right; what differs tells nothing that could be used to find the rest.
fn is_signed(keys: &Keys, head: &Head, copy: Option<&str>, signature: &[u8]) -> bool {
    mac(keys, head.link(), copy).is_some_and(|it| it.verify_truncated_left(signature).is_ok())
}

/// What a token opens now.
///
/// # Errors
/// 404 for a token that is not ours, or not any more.
pub(super) fn open(conn: &Connection, keys: &Keys, token: &str) -> Result<Opened> {
    let gone = || Error::NotFound("ticket");
    let bytes = URL_SAFE_NO_PAD.decode(token.trim()).map_err(|_| gone())?;
    let (id, signature) = bytes.split_at_checked(HALF).ok_or_else(gone)?;
    let signature: [u8; HALF] = signature.try_into().map_err(|_| gone())?;
    let id = TicketId::of(Uuid::from_slice(id).map_err(|_| gone())?);
    let head = store::head_anywhere(conn, id)?.ok_or_else(gone)?;
    if is_signed(keys, &head, None, &signature) {
        return Ok(Opened { head, reader: Reader::Requester, signature });
    }
    let copies = store::copies(conn, head.site, id)?;
    let reader = copies.into_iter().find(|it| is_signed(keys, &head, Some(it), &signature));
    let reader = Reader::Copy(reader.ok_or_else(gone)?);
    Ok(Opened { head, reader, signature })
}

impl Opened {
    /// Who acts by it: whoever gets copies does so under their own address.
    pub(super) fn actor(&self) -> Actor {
        match &self.reader {
            Reader::Requester => {
                Actor::Requester { visitor: self.head.visitor(), name: self.head.requester.name.clone() }
            }
            Reader::Copy(address) => Actor::Requester { visitor: None, name: Some(address.clone()) },
        }
    }

    /// Who uploads files by it: the visitor, the ticket where none is known, or who gets copies.
    pub(super) fn uploader(&self) -> Uuid {
        match self.reader {
            Reader::Requester => self.head.visitor().map_or(self.head.id.uuid(), VisitorId::uuid),
            Reader::Copy(_) => Uuid::from_bytes(self.signature),
        }
    }

    /// The visitor whose it is, where the link is theirs.
    pub(super) fn visitor(&self) -> Option<VisitorId> {
        self.head.visitor().filter(|_| self.reader == Reader::Requester)
    }

    /// The ticket that has the messages now, where the reader has to do with that one, too.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn leads_to(&self, conn: &Connection) -> Result<Head> {
        let mut head = self.head.clone();
        for _ in 0..MOST_MERGES {
            let Some(into) = head.merged_into else { break };
            head = store::head_anywhere(conn, into)?.ok_or(Error::NotFound("ticket"))?;
        }
        let concerned =
            head.id == self.head.id || self.is_requester_of(&head) || self.gets_copies_of(conn, &head)?;
        Ok(if concerned { head } else { self.head.clone() })
    }

    /// What opens a ticket that goes on from the one that was opened.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(super) fn next(&self, keys: &Keys, conn: &Connection, next: &Head) -> Result<Option<String>> {
        if self.is_requester_of(next) {
            return Ok(Some(token_of(keys, next.link())));
        }
        let Some(address) = self.address() else { return Ok(None) };
        Ok(self.gets_copies_of(conn, next)?.then(|| token(keys, next.link(), Some(address))))
    }

    fn address(&self) -> Option<&str> {
        match &self.reader {
            Reader::Requester => self.head.requester.email.as_deref(),
            Reader::Copy(address) => Some(address),
        }
    }

    /// Whether the reader is another ticket's requester, as far as is known.
    pub(super) fn is_requester_of(&self, other: &Head) -> bool {
        let (own, theirs) = (&self.head.requester, &other.requester);
        match &self.reader {
            Reader::Requester => match (&own.email, &theirs.email) {
                (Some(own), Some(theirs)) => own == theirs,
                (None, None) => own.visitor == theirs.visitor,
                _ => own.visitor.is_some() && own.visitor == theirs.visitor,
            },
            Reader::Copy(address) => theirs.email.as_ref() == Some(address),
        }
    }

    fn gets_copies_of(&self, conn: &Connection, other: &Head) -> Result<bool> {
        let Some(address) = self.address() else { return Ok(false) };
        Ok(store::copies(conn, other.site, other.id)?.iter().any(|it| it == address))
    }
}

/// What a change of the requester means for the links: another address gets a ticket of its own, and another person is not
/// the visitor that the last one was. Answers whether it is the same person.
///
/// # Errors
/// When there is no randomness, or the database cannot be read.
pub(super) fn follow_requester(work: &Work<'_>, old: &Head, new: &mut Head) -> Result<bool> {
    let same = is_same(&old.requester, &new.requester);
    if !same {
        new.requester.visitor = None;
    }
    let moved = old.requester.email.is_some() && old.requester.email != new.requester.email;
    if moved || !same {
        renew(work, new)?;
    }
    Ok(same)
}

/// Whether it is still the same person, whose details are corrected.
fn is_same(old: &Requester, new: &Requester) -> bool {
    let same = |old: &Option<String>, new: &Option<String>| old.is_some() && old == new;
    // Who was known by a name alone is nobody else because it is spelt in another way.
    let unreached = old.email.is_none() && old.phone.is_none();
    unreached || same(&old.email, &new.email) || same(&old.name, &new.name) || same(&old.phone, &new.phone)
}

fn renew(work: &Work<'_>, head: &mut Head) -> Result<()> {
    head.link_key = random_key()?;
    head.code = free_code(work)?;
    Ok(())
}

/// A key that nobody can guess.
///
/// # Errors
/// When the operating system has no randomness to give.
pub(super) fn random_key() -> Result<LinkKey> {
    let mut key = LinkKey::default();
    getrandom::fill(&mut key).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(key)
}

/// Ends every link of a ticket and its tracking code: it gets new ones.
///
/// # Errors
/// 404, 423 `ticket_locked`.
pub async fn renew_link(app: &App, site: SiteId, id: TicketId, by: Actor) -> Result<TicketView> {
    let context = Context::of(app, site);
    let decide = move |present: &Present<'_>| {
        let mut work = Work::begin(present, &context);
        let old = work.head(id)?;
        locks::check(&work, id, &by)?;
        let mut new = old.clone();
        renew(&work, &mut new)?;
        store::update(&mut work.write, &old, &new, context.now);
        work.tell(&new, "ticket.updated", Hears::RequesterToo);
        work.note(id, &by, "ticket.updated", vec![renewed()]);
        Ok((work.finish()?, ()))
    };
    app.store.decide(decide).await?;
    find(app, site, id).await
}

/// As the history tells of it; what is secret stays out of it.
pub(super) fn renewed() -> Happening {
    Happening { what: "link", old: None, new: Some(json!("renewed")) }
}
