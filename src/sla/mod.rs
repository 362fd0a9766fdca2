//! Service levels: by when a ticket is to be answered and solved, what is left of that, and what was kept.
//!
//! Tickets are above: they say what changed ([`service::keep`]) within the write of the change, and never how time is
//! reckoned. [`calendar`] and [`rules`] are pure; what has passed of a promise is stored with it, when it is due is worked
//! out anew whenever hours, holidays, policies or the ticket change.
pub mod calendar;
pub mod follow;
pub mod routes;
pub mod rules;
pub mod service;
pub mod store;
mod timeline;
pub mod types;

pub use calendar::{Calendar, Reckoner, SiteHours};
pub use timeline::Timeline;
pub use types::{Case, ClockView, Phase, Said};
