//! One look into a folder, once it is known which mails are new: fetches them and takes them. What the server does not
//! give comes last and alone, and the mark stays before it until it came or was given up.
use super::super::inboxes::Inbox;
use super::intake;
use super::tries::Held;
use super::types::{Place, Side};
use super::watch::{self, Failure};
use crate::app::App;
use crate::engine::mail::Refusal;
use crate::engine::mail::imap::{Found, Given, Mailbox};
use jiff::{SignedDuration, Timestamp};

/// Longest mail that is fetched.
const MOST_BYTES: u32 = 25 * 1024 * 1024;
/// Stands for a length that the server does not tell.
const UNKNOWN: u32 = u32::MAX;
/// Mails whose length is asked for at once.
pub(super) const AT_ONCE: usize = 100;
/// Most bytes that are fetched at once, unless one mail has more.
const BYTES_AT_ONCE: u32 = 4 * 1024 * 1024;
/// The server's clock and ours may differ by so much.
const SKEW: SignedDuration = SignedDuration::from_mins(2);
/// After so many mails in a row that it does not give, the server is left alone for now.
const MOST_IN_A_ROW: usize = 5;

/// A look.
pub(super) struct Round<'a> {
    pub(super) app: &'a App,
    pub(super) inbox: &'a Inbox,
    pub(super) mailbox: &'a mut Mailbox,
    pub(super) held: &'a mut Held,
    pub(super) side: Side,
    pub(super) folder: &'a str,
    pub(super) validity: u32,
    /// Up to here mails may be old ones under new numbers.
    pub(super) again: u32,
    /// Earlier mails are nobody's case.
    pub(super) since: Option<Timestamp>,
    pub(super) marking: bool,
    pub(super) moving: bool,
    /// Up to here mails were moved away.
    pub(super) moved: Option<u32>,
    /// Why something did not come.
    pub(super) why: Option<Refusal>,
    /// Why something that was dealt with was not marked or moved.
    pub(super) stays: Option<Refusal>,
}

impl Round<'_> {
    /// Deals with new mails.
    pub(super) async fn run(&mut self, uids: &[u32]) -> Result<(), Failure> {
        self.held.keep(uids);
        let left: Vec<u32> = uids.iter().copied().filter(|it| !self.held.is_settled(*it)).collect();
        let mut late = Vec::new();
        for some in left.chunks(AT_ONCE) {
            let given = self.mailbox.sizes(some).await?;
            let unknown = given.refused.iter().map(|uid| Found { uid: *uid, bytes: UNKNOWN, at: None });
            let all: Vec<Found> = given.found.iter().copied().chain(unknown).collect();
            self.why = given.why.or(self.why.take());
            let wanted: Vec<Found> = all.into_iter().filter(|it| counts(it, self.since)).collect();
            for gone in some.iter().filter(|uid| wanted.iter().all(|it| it.uid != **uid)) {
                self.held.settled(*gone);
            }
            let (slow, fresh): (Vec<Found>, Vec<Found>) =
                wanted.into_iter().partition(|it| it.bytes == UNKNOWN || self.held.times(it.uid) > 0);
            for it in slow.iter().filter(|it| it.bytes == UNKNOWN) {
                self.held.failed(&[it.uid], self.app.clock.steady());
            }
            late.extend(slow);
            for batch in batches(&fresh) {
                self.take(batch).await?;
            }
        }
        // Each has its turn: what failed most often comes last.
        late.sort_by_key(|it| self.held.times(it.uid));
        let mut in_a_row = 0;
        for one in &late {
            self.take(std::slice::from_ref(one)).await?;
            in_a_row = if self.held.is_settled(one.uid) { 0 } else { in_a_row + 1 };
            if in_a_row >= MOST_IN_A_ROW {
                break;
            }
        }
        Ok(())
    }

    /// Fetches and takes neighbours.
    async fn take(&mut self, batch: &[Found]) -> Result<(), Failure> {
        let uids: Vec<u32> = batch.iter().map(|it| it.uid).collect();
        if let [one] = batch {
            let is_last = self.held.is_last(one.uid, self.app.clock.steady());
            match one.bytes {
                _ if is_last => return self.try_last(one).await,
                UNKNOWN => return Ok(()),
                bytes if bytes > MOST_BYTES => return self.take_too_large(one).await,
                _ => (),
            }
        }
        match self.mailbox.mails(&uids).await {
            Ok(given) => self.deal(&uids, given).await,
            Err(broken) => {
                self.held.failed(&uids, self.app.clock.steady());
                Err(broken.into())
            }
        }
    }

    /// Takes what came, and notes what did not.
    async fn deal(&mut self, uids: &[u32], given: Given<(u32, Vec<u8>)>) -> Result<(), Failure> {
        self.held.failed(&given.refused, self.app.clock.steady());
        self.why = given.why.or(self.why.take());
        let mut taken = Vec::new();
        for (uid, raw) in given.found {
            intake::take(self.app, self.inbox, &self.place(uid), raw).await?;
            taken.push(uid);
        }
        for uid in uids.iter().filter(|it| !given.refused.contains(it)) {
            self.held.settled(*uid);
        }
        self.put_away(&taken).await
    }

    /// Only the headers of a mail are looked at.
    async fn take_too_large(&mut self, one: &Found) -> Result<(), Failure> {
        let given = match self.mailbox.headers(one.uid).await {
            Ok(given) => given,
            Err(broken) => {
                self.held.failed(&[one.uid], self.app.clock.steady());
                return Err(broken.into());
            }
        };
        self.why = given.why.or(self.why.take());
        if !given.refused.is_empty() {
            self.held.failed(&given.refused, self.app.clock.steady());
            return Ok(());
        }
        for (uid, headers) in given.found {
            let what = (headers, one.bytes, "mail_too_large");
            intake::take_headers(self.app, self.inbox, &self.place(uid), what).await?;
            self.put_away(&[uid]).await?;
        }
        self.held.settled(one.uid);
        Ok(())
    }

    /// Tries a mail once more that never came; afterwards it is in quarantine, unless the server tells nothing at all.
    async fn try_last(&mut self, one: &Found) -> Result<(), Failure> {
        let uid = one.uid;
        let hopeless = self.held.is_hopeless(uid, self.app.clock.steady());
        self.held.failed(&[uid], self.app.clock.steady());
        let headers = match self.mailbox.headers(uid).await {
            Ok(given) if given.refused.is_empty() && given.found.is_empty() => {
                self.held.settled(uid); // gone
                return Ok(());
            }
            Ok(mut given) => {
                self.why = given.why.or(self.why.take());
                given.found.pop().map(|it| it.1)
            }
            Err(broken) if hopeless => {
                self.give_up(one, Vec::new()).await?;
                return Err(broken.into());
            }
            Err(broken) => return Err(broken.into()),
        };
        let mut broken = None;
        if one.bytes <= MOST_BYTES {
            match self.mailbox.mails(&[uid]).await {
                Ok(given) if given.refused.is_empty() => return self.deal(&[uid], given).await,
                Ok(given) => self.why = given.why.or(self.why.take()),
                Err(it) => broken = Some(it),
            }
        }
        if headers.is_some() || hopeless {
            self.give_up(one, headers.unwrap_or_default()).await?;
        }
        broken.map_or(Ok(()), |it| Err(it.into()))
    }

    /// Leaves a mail where it is, and tells of it in quarantine.
    async fn give_up(&mut self, one: &Found, headers: Vec<u8>) -> Result<(), Failure> {
        let bytes = if one.bytes == UNKNOWN { 0 } else { one.bytes };
        let reason = if bytes > MOST_BYTES { "mail_too_large" } else { "mail_not_given" };
        tracing::warn!(inbox = %self.inbox.id, uid = one.uid, reason, "a mail was given up");
        intake::take_headers(self.app, self.inbox, &self.place(one.uid), (headers, bytes, reason)).await?;
        self.held.settled(one.uid);
        if self.moving {
            self.note_moved(one.uid).await?; // it stays for whoever looks there
        }
        Ok(())
    }

    /// Marks and moves what was taken, where the inbox says so. What the server does not allow is told afterwards, and
    /// keeps no mail from being taken: what was not moved is the next time.
    async fn put_away(&mut self, uids: &[u32]) -> Result<(), Failure> {
        let Some(last) = uids.last() else { return Ok(()) };
        if self.marking {
            let marked = self.mailbox.mark_read(uids).await;
            self.marking = self.allowed(marked)?;
        }
        if self.moving {
            let moved = self.mailbox.move_to(uids, &self.inbox.move_to).await;
            self.moving = self.allowed(moved)?;
        }
        if self.moving {
            self.note_moved(*last).await?;
        }
        Ok(())
    }

    fn allowed(&mut self, outcome: Result<(), Refusal>) -> Result<bool, Failure> {
        match outcome {
            Ok(()) => Ok(true),
            Err(refusal) if watch::is_setting(&refusal) => {
                self.stays = Some(refusal);
                Ok(false)
            }
            Err(broken) => Err(broken.into()),
        }
    }

    async fn note_moved(&mut self, uid: u32) -> Result<(), Failure> {
        self.moved = self.moved.max(Some(uid));
        watch::note_moved(self.app, self.inbox, (self.validity, self.moved)).await
    }

    fn place(&self, uid: u32) -> Place {
        Place {
            side: self.side,
            folder: self.folder.to_owned(),
            validity: self.validity,
            uid,
            up_to: self.held.up_to(uid),
            again: uid <= self.again,
        }
    }
}

/// Whether a mail came after the inbox was entered. Servers tell whole seconds, and their clocks go a little wrong: rather
/// one too many than one lost.
pub(super) fn counts(mail: &Found, since: Option<Timestamp>) -> bool {
    let first = since.and_then(|it| it.checked_sub(SKEW).ok());
    first.is_none_or(|first| mail.at.is_none_or(|at| at >= first))
}

/// Neighbours that are fetched together; what is too long stands alone.
fn batches(found: &[Found]) -> Vec<&[Found]> {
    let mut rest = found;
    let mut all = Vec::new();
    while !rest.is_empty() {
        let mut bytes: u32 = 0;
        let fits = |it: &&Found| {
            bytes = bytes.saturating_add(it.bytes);
            bytes <= BYTES_AT_ONCE
        };
        let count = rest.iter().take_while(fits).count().max(1);
        let (some, others) = rest.split_at(count);
        all.push(some);
        rest = others;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_of_the_same_second_is_a_new_one() {
        let entered: Timestamp = "2026-01-15T09:00:00.900Z".parse().unwrap();
        let at = |text: &str| Found { uid: 1, bytes: 1, at: Some(text.parse().unwrap()) };
        assert!(counts(&at("2026-01-15T09:00:00Z"), Some(entered)));
        assert!(!counts(&at("2026-01-15T08:50:00Z"), Some(entered)));
        assert!(counts(&at("2020-01-01T00:00:00Z"), None));
    }

    #[test]
    fn short_mails_come_together_and_long_ones_alone() {
        let found = |uid, bytes| Found { uid, bytes, at: None };
        let all = [found(1, 10), found(2, BYTES_AT_ONCE), found(3, 30 << 20), found(4, 5), found(5, 5)];
        let uids: Vec<Vec<u32>> =
            batches(&all).iter().map(|it| it.iter().map(|it| it.uid).collect()).collect();
        assert_eq!(uids, [vec![1], vec![2], vec![3], vec![4, 5]]);
    }
}
