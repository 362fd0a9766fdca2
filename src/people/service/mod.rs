//! What can be done with people.
pub(super) mod access;
mod checks;
pub mod command_line;
pub mod members;
pub mod profile;
pub mod setup;
pub mod sign_in;

pub use command_line::create_admin;
