//! Stands in for `native` in builds without the feature `llm`: every model says that it cannot be loaded.
use super::Trouble;
use super::embed_line::Texts;
use super::model::{Figures, Job, Plan};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender};

pub(super) fn serve(
    _plan: &Plan,
    _inbox: &Receiver<Job>,
    _figures: &Figures,
    ready: &SyncSender<Result<(), Trouble>>,
) {
    let _ = ready.send(Err(Trouble::NotBuilt)); // nobody waits any more
}

pub(super) fn embed(
    _path: &Path,
    _threads: u32,
    _inbox: &Receiver<Texts>,
    ready: &SyncSender<Result<usize, Trouble>>,
) {
    let _ = ready.send(Err(Trouble::NotBuilt)); // nobody waits any more
}
