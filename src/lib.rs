//! AsistTR: live support that an institution runs itself, in one binary.
//!
//! Reading order: [`base`] (plain values), [`store`] (how a change becomes durable), [`web`] and [`realtime`]
//! (who is asking, how answers leave), [`app`], then the features, and [`router`], [`sockets`] and
//! [`background`], where all of it meets.
pub mod app;
pub mod assistant;
pub mod audit;
pub mod background;
pub mod bans;
pub mod base;
pub mod canned;
pub mod cli;
pub mod config;
pub mod conversations;
pub mod deadlines;
pub mod demo;
pub mod drafts;
pub mod engine;
pub mod fields;
pub mod files;
pub mod forms;
pub mod help;
pub mod history;
pub mod hours;
pub mod imports;
pub mod knowledge;
pub mod lifecycle;
pub mod live;
pub mod macros;
pub mod mailbox;
pub mod models;
pub mod notify;
pub mod ops;
pub mod organisation;
pub mod outbox;
pub mod people;
pub mod providers;
pub mod realtime;
pub mod router;
pub mod routing;
pub mod saved_views;
pub mod schedule;
pub mod search;
pub mod settings;
pub mod sites;
pub mod sla;
pub mod sockets;
pub mod store;
pub mod tags;
pub mod tickets;
pub mod tracking;
pub mod visitors;
pub mod web;
pub mod widget;

pub use base::{Error, Result};
