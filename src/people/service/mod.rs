//! What can be done with people.
pub(super) mod access;
mod checks;
pub mod command_line;
pub mod links;
pub mod members;
pub mod profile;
pub mod second_factor;
pub mod setup;
pub mod sign_in;
