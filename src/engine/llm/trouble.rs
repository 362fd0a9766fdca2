//! Why a model in this process does not do what it is asked to.

/// Why not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The program was built without llama.cpp.
    #[error("this build has no language models in it")]
    NotBuilt,
    /// The kernels need instructions that this processor lacks.
    #[error(
        "this processor lacks {0}, which the model kernels of this build use; build with installer/build.sh --portable"
    )]
    Processor(String),
    /// The file is no model that can be loaded.
    #[error("the model file cannot be used: {0}")]
    File(String),
    /// There is too little memory for it.
    #[error("{needed} bytes of memory are needed, {free} are free")]
    Memory {
        /// At least.
        needed: u64,
        /// At present.
        free: u64,
    },
    /// The request is longer than what the model reads at once.
    #[error("{tokens} tokens are asked for, {most} fit")]
    TooLong {
        /// Of the request.
        tokens: u32,
        /// That fit.
        most: u32,
    },
    /// As many requests wait as may.
    #[error("too many requests wait for the model")]
    Busy,
    /// It broke off.
    #[error("the model failed: {0}")]
    Failed(String),
}
