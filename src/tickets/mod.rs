//! Tickets: cases with a number, a status and somebody who answers for them, and what is said in them.
//!
//! Every change goes through a function of [`service`]. What other features do to tickets within a change of their own
//! (a mail that becomes one, a form) they do with a [`Work`] inside one decision. What was changed reaches clients
//! through [`follow`], from the event log.
pub mod code;
pub mod expectation;
pub mod filter;
pub mod follow;
pub mod jobs;
pub mod routes;
pub mod rules;
pub mod service;
pub mod socket;
pub mod store;
pub mod types;

pub use service::{Context, Work};
pub use types::{Actor, NewMessage, NewTicket, Requester, TicketMessage, TicketView};
