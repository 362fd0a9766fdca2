//! Mail that comes in: fetched from the site's inboxes, read, and made a ticket or a part of one.
//!
//! * [`background`] looks into every inbox, [`watch`] into one of them; [`round`] fetches what is new there, [`tries`]
//!   counts what does not come.
//! * [`intake`] takes one mail: keeps it as it came, reads it, and decides in one write what becomes of it and up to
//!   where the folder is dealt with. Killed at any point, it finds the same mail again and does it once.
//! * [`rules`] and [`token`] tell which ticket a mail belongs to, [`case`] what is to happen to that ticket; [`deed`] does
//!   it.
//!
//! A mail that cannot be dealt with waits in quarantine for an admin; those after it go on.
pub mod background;
mod case;
mod deed;
mod intake;
mod round;
pub(super) mod routes;
mod rules;
mod service;
mod store;
pub(super) mod token;
mod tries;
pub mod types;
mod watch;
