//! The assistant: answers from articles, says so when it cannot, and hands over to a person.
//!
//! [`pipeline`] makes an answer: search, passages within the budget ([`prompt`]), a model's words under the eyes of
//! [`check`], and one step down the ladder for each thing that is missing: quoted sentences ([`extract`]), a list of
//! articles, the plain word that there is nothing. [`attend`] deals with one question of a visitor, [`follow`] with all
//! of them, [`handover`] with what an agent should know then.
pub mod attend;
pub mod check;
mod cut;
pub mod drafting;
pub mod evaluate;
pub mod extract;
pub mod figures;
pub mod follow;
pub mod handover;
pub mod language;
pub mod mask;
pub mod opinion;
pub mod person;
pub mod pipeline;
pub mod polarity;
pub mod prompt;
pub mod question;
pub mod routes;
pub mod rules;
pub mod screen;
pub mod service;
pub mod similar;
pub mod socket;
pub mod store;
pub mod stream;
pub mod types;
pub mod urgency;
pub mod watch;
pub mod words;
