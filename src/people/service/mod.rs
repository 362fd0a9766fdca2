//! What can be done with people.
pub(super) mod access;
pub mod members;
pub mod profile;
pub mod setup;
pub mod sign_in;

pub use members::create_admin;
