//! llama.cpp: the only files that know the library. It ends the process where it finds its own invariants broken, so
//! everything that comes from outside (files, lengths, numbers of sequences) is checked before it gets there.
mod answer;
mod cores;
mod embed;
mod pace;
mod prompt;
mod sampler;
mod sequences;
mod serve;

pub(super) use embed::embed;
pub(super) use serve::serve;

use super::Trouble;
use super::gguf::Header;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use std::path::Path;
use std::sync::OnceLock;

/// How far behind the rest of the program a model's threads stand when cores are short (nice(2)).
const NICENESS: i32 = 10;

/// The library, started once for the whole process, silent.
fn backend() -> Result<&'static LlamaBackend, Trouble> {
    static BACKEND: OnceLock<Option<LlamaBackend>> = OnceLock::new();
    let started = BACKEND.get_or_init(|| {
        let mut backend = LlamaBackend::init().ok()?;
        backend.void_logs();
        Some(backend)
    });
    started.as_ref().ok_or_else(|| Trouble::Failed("llama.cpp does not start".to_owned()))
}

/// Maps a file into memory.
fn load(backend: &LlamaBackend, path: &Path) -> Result<LlamaModel, Trouble> {
    Header::read(path).map_err(|fault| Trouble::File(fault.to_string()))?;
    let file = |error: llama_cpp_2::LlamaModelLoadError| Trouble::File(error.to_string());
    LlamaModel::load_from_file(backend, path, &LlamaModelParams::default().with_n_gpu_layers(0)).map_err(file)
}

/// Puts this thread, and those that it will start, behind everything else.
fn stand_back() {
    if let Err(error) = rustix::process::setpriority_process(None, NICENESS) {
        tracing::warn!(%error, "the model's thread keeps its priority");
    }
}

fn failed(error: impl std::fmt::Display) -> Trouble {
    Trouble::Failed(error.to_string())
}
