//! Connected clients over Socket.IO: who is there, what they may say, and how events reach them without a gap.
//!
//! Knows no product: the router hands in how a client is recognised, what its events do, and how an event of
//! the log becomes words for an audience ([`Surface`]).
mod client;
mod connect;
mod events;
mod follow;
mod hub;
mod moments;
mod notices;
mod replay;

pub use client::{Client, Flood};
pub(crate) use connect::Render;
pub use connect::{Handshake, Session, Surface, layer};
pub use events::{Events, Nothing, Said};
pub use follow::follow;
pub use hub::{Audience, Delivery, Hub, Member, Who};
pub use moments::Moments;
pub use notices::Notices;
