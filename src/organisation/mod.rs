//! How the agents of a site are grouped and matched: departments, teams and skills, and what each agent is on the
//! site beside the role. Who takes a conversation because of it is decided in `routing`.
pub mod follow;
pub mod routes;
mod rules;
mod service;
mod store;
mod types;

pub use service::{change_profile, create, of_kind};
pub use store::{Belonging, Named, departments, leave, named, profile, refuse_promised, remove_member};
pub use types::{Group, Kind, Member, NewGroup, Profile, ProfileChange};
