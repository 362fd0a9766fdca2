//! Connected clients over Socket.IO: who is there, what they may say, and how events reach them without a gap.
//!
//! Knows no product: the router hands in how a client is recognised, what its events do, and how an event of
//! the log becomes words for an audience ([`Surface`]).
mod client;
mod connection;
mod events;
mod follow;
mod handshake;
mod heart;
mod hub;
mod moments;
mod notices;
mod packet;
mod polling;
mod replay;
mod routes;
mod websocket;

pub use client::{Client, Flood};
pub use events::{Events, Nothing};
pub use follow::follow;
pub(crate) use handshake::Render;
pub use handshake::{Handshake, Session, Surface};
pub use hub::{Audience, Delivery, Hub, Who};
pub use moments::Moments;
pub use notices::Notices;
pub use routes::routes;
