//! One test binary; one module per part of the product. They speak HTTP to the real server on a real port.
#![expect(clippy::unwrap_used, reason = "tests")]
mod assistant;
mod bans;
mod canned;
mod chat;
mod drafts;
mod harness;
mod history;
mod idempotency;
mod knowledge;
mod macros;
mod notifications;
mod ops;
mod people;
mod reactions;
mod rights;
mod settings;
mod sign_in;
mod sites;
mod socket;
mod tags;
mod views;
