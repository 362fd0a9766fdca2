//! Where visitors are and were: sessions, pages, the live list. A page view changes memory (`live`); what is to last is
//! stored in batches, so that no page view costs a sync of its own, and the desk is told in batches too.
pub mod background;
pub mod routes;
pub mod rules;
pub mod service;
pub mod socket;
pub mod store;
pub mod types;
