//! One test binary; one module per part of the product. They speak HTTP to the real server on a real port.
#![expect(clippy::unwrap_used, reason = "tests")]
mod agents;
mod assistant;
mod assistant_ladder;
mod assistant_model;
mod bans;
mod bulk;
mod canned;
mod chat;
mod choice;
mod details;
mod drafting;
mod drafts;
mod golden;
mod harness;
mod help;
mod history;
mod hours;
mod idempotency;
mod idle;
mod import;
mod knowledge;
mod macros;
mod mail;
mod mail_server;
mod merging;
mod models;
mod notifications;
mod ops;
mod organisation;
mod outbox;
mod people;
mod presence;
mod providers;
mod push;
mod queue;
mod reactions;
mod rights;
mod routing;
mod search;
mod second_factor;
mod settings;
mod sign_in;
mod site;
mod sites;
mod size;
mod socket;
mod tags;
mod tracking;
mod unanswered;
mod urgency;
mod views;

#[expect(dead_code, reason = "others use more of it")]
#[path = "../../examples/tiny_model/writer.rs"]
mod tiny_model;
