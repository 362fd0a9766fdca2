//! Imports: files and web sites become articles, in the background, with their progress on the desk.
//!
//! An import that is under way when the process stops begins anew at the next start: what it made already is found
//! again by its key and stays as it is. Uploaded files are kept until their import has ended, no longer.
mod crawl;
pub mod follow;
pub mod intake;
pub mod jobs;
mod robots;
pub mod routes;
mod run;
mod service;
mod sitemap;
mod store;
pub mod types;
