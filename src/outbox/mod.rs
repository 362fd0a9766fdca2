//! Mails to be sent, as rows: put there in the same write as the change that causes them, so that neither is there
//! without the other. What a mail says and how it leaves is the business of `mailbox`, which knows everything that a
//! mail may tell of; whoever wants one sent only says what it is about.
mod store;
mod types;

pub use store::{
    answers, can_send, cancel, count_of_day, count_since, due, find, free_at, has_enough, list, next_due,
    readdress, recover, retry, wake_site,
};
pub use store::{drop_it, fail, forget_old, postpone, queue, queue_at, queue_in_turn, sent, take};
pub use types::{Answer, Entry, INSTALLATION, Kind, Letter, NewLetter, State};
