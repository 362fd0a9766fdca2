//! Plain values that everything stands on: ids, time, errors, languages, text. No I/O.
pub mod clock;
pub mod error;
mod form_words;
pub mod ids;
mod knowledge_words;
pub mod lang;
mod mail_words;
mod model_words;
pub mod numbers;
pub mod page;
mod people_words;
pub mod places;
mod priority;
pub mod role;
pub mod secret;
pub mod text;
pub mod text_enum;
mod ticket_words;
pub mod time;
pub mod words;

pub use clock::Clock;
pub use error::{Error, FieldError, Result};
pub use lang::Lang;
pub use priority::Priority;
pub use role::Role;
pub use time::At;
