//! What is asked about the mails of a folder. A server may refuse (`NO`) in the middle of an answer, or leave a mail out
//! and say that all is well: what came is compared with what was asked for, and nothing counts as gone before a search
//! has said so.
use super::super::{Refusal, Trouble, line};
use super::{ANSWER, Found, MAILS, Mailbox, in_time, refusal, set};
use async_imap::error::{Error, Result as Answer};
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response, Status};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What came of what was asked for. What is in neither list is not in the folder any more.
#[derive(Debug)]
pub struct Given<T> {
    /// In the order of their UIDs.
    pub found: Vec<T>,
    /// Mails that are there, and were not given.
    pub refused: Vec<u32>,
    /// Why, as far as the server says so; there whenever something was refused.
    pub why: Option<Refusal>,
}

impl Mailbox {
    /// UIDs of mails from `first` on, in their order; none of mails that are gone. With `since`, only those that the
    /// server took on that day or later.
    ///
    /// # Errors
    /// When the connection breaks, or the server does not want to say.
    pub async fn uids(&mut self, first: u32, since: Option<Timestamp>) -> Result<Vec<u32>, Refusal> {
        let since = since.map(|it| format!(" SINCE {}", it.strftime("%-d-%b-%Y"))).unwrap_or_default();
        let mut uids = self.search(&format!("{first}:*{since}")).await?;
        // `*` is the last mail, also where that is before the first one asked for.
        uids.retain(|it| *it >= first);
        Ok(uids)
    }

    /// Length and time of mails.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn sizes(&mut self, uids: &[u32]) -> Result<Given<Found>, Refusal> {
        self.given(uids, "(UID RFC822.SIZE INTERNALDATE)", |uid, all| {
            let bytes = all.iter().find_map(|it| match it {
                AttributeValue::Rfc822Size(bytes) => Some(*bytes),
                _ => None,
            });
            let at = all.iter().find_map(|it| match it {
                AttributeValue::InternalDate(at) => moment(at),
                _ => None,
            });
            bytes.map(|bytes| Found { uid, bytes, at })
        })
        .await
    }

    /// Whole mails with their UIDs.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn mails(&mut self, uids: &[u32]) -> Result<Given<(u32, Vec<u8>)>, Refusal> {
        self.given(uids, "(UID BODY.PEEK[])", bytes).await
    }

    /// Only the headers of a mail.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn headers(&mut self, uid: u32) -> Result<Given<(u32, Vec<u8>)>, Refusal> {
        self.given(&[uid], "(UID BODY.PEEK[HEADER])", bytes).await
    }

    /// What the server gives of mails: of several at once, then one by one of those that it left out.
    async fn given<T>(
        &mut self,
        uids: &[u32],
        what: &str,
        read: impl Fn(u32, &[AttributeValue<'_>]) -> Option<T>,
    ) -> Result<Given<T>, Refusal> {
        let mut found = BTreeMap::new();
        let mut why = self.fetch(uids, what, &read, &mut found).await?;
        let without = |found: &BTreeMap<u32, T>| -> Vec<u32> {
            uids.iter().copied().filter(|it| !found.contains_key(it)).collect()
        };
        if uids.len() > 1 {
            for (tried, uid) in without(&found).into_iter().enumerate() {
                if tried > 0 && found.is_empty() {
                    break; // it gives nothing at all now
                }
                why = self.fetch(&[uid], what, &read, &mut found).await?.or(why);
            }
        }
        let mut refused = without(&found);
        if !refused.is_empty() {
            let there = self.search(&set(&refused)).await?;
            refused.retain(|it| there.contains(it));
        }
        let why = (!refused.is_empty()).then(|| why.unwrap_or(line::plain(Trouble::Server)));
        Ok(Given { found: found.into_values().collect(), refused, why })
    }

    /// Adds what comes; says what the server had against the rest.
    async fn fetch<T>(
        &mut self,
        uids: &[u32],
        what: &str,
        read: &impl Fn(u32, &[AttributeValue<'_>]) -> Option<T>,
        found: &mut BTreeMap<u32, T>,
    ) -> Result<Option<Refusal>, Refusal> {
        let command = format!("UID FETCH {} {what}", set(uids));
        let asked = self.ask(&command, |it| {
            let Response::Fetch(_, all) = it else { return };
            let uid = all.iter().find_map(|it| match it {
                AttributeValue::Uid(uid) => Some(*uid),
                _ => None,
            });
            if let Some(uid) = uid.filter(|it| uids.contains(it))
                && let Some(it) = read(uid, all)
            {
                found.insert(uid, it);
            }
        });
        match in_time(MAILS, asked).await {
            Ok(()) => Ok(None),
            Err(error @ (Error::No(_) | Error::Bad(_))) => Ok(Some(refusal(&error, Trouble::Server))),
            Err(error) => Err(refusal(&error, Trouble::Server)),
        }
    }

    /// Which of some mails are there, in the order of their UIDs.
    async fn search(&mut self, which: &str) -> Result<Vec<u32>, Refusal> {
        let mut found = Vec::new();
        let command = format!("UID SEARCH UID {which}");
        let asked = self.ask(&command, |it| {
            if let Response::MailboxData(MailboxDatum::Search(some)) = it {
                found.extend_from_slice(some);
            }
        });
        in_time(ANSWER, asked).await.map_err(|error| refusal(&error, Trouble::Server))?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// Says a command and hears its whole answer. The library's own functions end with the last line of an answer
    /// without reading it: a refusal would look like an answer that found nothing.
    pub(super) async fn ask(&mut self, command: &str, mut hear: impl FnMut(&Response<'_>)) -> Answer<()> {
        let id = self.session.run_command(command).await?;
        loop {
            let answer = self.session.read_response().await?.ok_or(Error::ConnectionLost)?;
            match answer.parsed() {
                Response::Done { tag, status, outcome } if *tag == id => {
                    let said = format!("info: {:?}", outcome.information);
                    return match status {
                        Status::Ok => Ok(()),
                        Status::No => Err(Error::No(said)),
                        _ => Err(Error::Bad(said)),
                    };
                }
                Response::MailboxData(MailboxDatum::Exists(_)) => self.news = true,
                other => hear(other),
            }
        }
    }
}

fn bytes(uid: u32, all: &[AttributeValue<'_>]) -> Option<(u32, Vec<u8>)> {
    let data = all.iter().find_map(|it| match it {
        AttributeValue::BodySection { data: Some(data), .. } => Some(data.to_vec()),
        _ => None,
    });
    data.map(|it| (uid, it))
}

/// ` 1-Jan-2026 12:00:00 +0300`.
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::strptime("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_servers_write_them() {
        let noon: Timestamp = "2026-01-01T09:00:00Z".parse().unwrap();
        for text in [" 1-Jan-2026 12:00:00 +0300", "01-Jan-2026 09:00:00 +0000", "1-Jan-2026 12:00:00 +0300"]
        {
            assert_eq!(moment(text), Some(noon), "{text}");
        }
        assert_eq!(moment("yesterday"), None);
    }
}
