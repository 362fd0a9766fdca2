//! AsistTR: live support that an institution runs itself, in one binary.
//!
//! Reading order: [`base`] (plain values), [`store`] (how a change becomes durable), [`web`] and [`realtime`]
//! (who is asking, how answers leave), [`app`], then the features, and [`router`] where all of it meets.
pub mod app;
pub mod audit;
pub mod base;
pub mod cli;
pub mod config;
pub mod engine;
pub mod lifecycle;
pub mod people;
pub mod realtime;
pub mod router;
pub mod settings;
pub mod sites;
pub mod store;
pub mod web;

pub use base::{Error, Result};
