//! One test binary; one module per part of the product. They speak HTTP to the real server on a real port.
#![expect(clippy::unwrap_used, reason = "tests")]
mod agents;
mod assistant;
mod bans;
mod canned;
mod chat;
mod drafts;
mod harness;
mod history;
mod hours;
mod idempotency;
mod knowledge;
mod macros;
mod notifications;
mod ops;
mod organisation;
mod people;
mod queue;
mod reactions;
mod rights;
mod routing;
mod settings;
mod sign_in;
mod sites;
mod socket;
mod tags;
mod views;
