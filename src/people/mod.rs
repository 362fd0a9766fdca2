//! People: users of the desk, their roles and sign-ins, and who may do what.
//!
//! [`permissions`] is the one table of rights, [`authorize`] the one place that applies it, [`tokens`] the proofs
//! that clients carry. Passwords and tokens are stored as hashes only.
pub mod authorize;
mod departures;
pub mod permissions;
pub mod routes;
pub mod rules;
pub mod service;
mod store;
pub mod tokens;
mod types;

pub use departures::{Gone, follow_departures};
pub use service::links::{LinkLetter, letter_of as password_link};
pub use store::installation::institution;
pub use store::{email_of, member_with, name_of, reader};
pub use types::{Density, Me, Person, Preferences, Theme, User, UserSite};
