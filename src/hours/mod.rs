//! Opening hours: when people answer on a site, its holidays, and the emergency that an admin may switch on.
//!
//! What holds at a moment is computed from the settings alone ([`rules`]); nothing about it is stored. Who is there
//! is not known here: `routing/mode.rs` puts both together into what the widget shows.
pub mod public_holidays;
pub mod routes;
pub mod rules;
pub mod service;
pub mod types;

pub use rules::{Outlook, Status};
pub use service::{Reception, Situation, chat_off, reception, situation};
pub use types::{BusinessHours, Emergency, Holidays};
