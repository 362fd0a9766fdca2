//! Questions that an admin defines: the custom fields of tickets and the fields of forms. One definition says what is
//! asked, what the desk and the widget show, and what the server accepts.
//!
//! Pure but for the site's own fields of tickets, which are a screen of the settings ([`TicketFields`]): definitions and
//! answers in, mistakes or tidy answers out.
mod answers;
mod definition;
pub mod routes;
mod ticket;
mod types;

pub use answers::{Answers, By, MOST_FILES, check, check_one, ids as files_in, said};
pub use definition::{MOST_FIELDS, mistakes, normalise};
pub use ticket::{TicketFields, of_tickets};
pub use types::{Choice, Field, FieldKind, ShownWhen};
