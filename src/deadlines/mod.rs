//! What happens when a promise of service levels comes due: a warning to the agent a quarter of an hour before, a breach at
//! the minute that the agent and the admins hear of, and the steps of the policy.
//!
//! `sla` reckons and stores; here is what it does to tickets and whom it tells, in one write with the clock's own change.
pub mod jobs;
mod service;
