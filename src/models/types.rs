//! Values of the models.
use crate::base::FieldError;
use crate::engine::llm::Trouble;
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Why no model in this process answers.
    Refusal {
        /// None is chosen, or its file is gone.
        NoModel = "no_model",
        /// This build has no models in it, or the processor lacks what their kernels need.
        NotHere = "not_here",
        /// The chosen one does not fit into the free memory.
        NoMemory = "no_memory",
        /// As many requests wait as may.
        Busy = "busy",
        /// The request is longer than what the model reads at once.
        TooLong = "too_long",
        /// It broke off.
        Failed = "failed",
    }
}

impl Refusal {
    /// What the trouble of a model comes to.
    #[must_use]
    pub fn of(trouble: &Trouble) -> Refusal {
        match trouble {
            Trouble::NotBuilt | Trouble::Processor(_) => Refusal::NotHere,
            Trouble::Memory { .. } => Refusal::NoMemory,
            Trouble::TooLong { .. } => Refusal::TooLong,
            Trouble::Busy => Refusal::Busy,
            Trouble::File(_) | Trouble::Failed(_) => Refusal::Failed,
        }
    }
}

text_enum! {
    /// What a model is for.
    Use {
        /// Makes words.
        Answers = "answers",
        /// Makes vectors of texts, for the search by meaning.
        Embeddings = "embeddings",
    }
}

text_enum! {
    /// How good a model's Turkish is.
    Turkish {
        /// For institutions.
        Good = "good",
        /// Understandable, with mistakes.
        Fair = "fair",
        /// Hardly usable.
        Weak = "weak",
    }
}

/// What the installation chooses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct ModelSettings {
    /// File of the model that answers; `null`: none.
    pub answer_model: Option<String>,
    /// File of the model that embeds; `null`: the built-in embedding.
    pub embedding_model: Option<String>,
    /// Address below which the files of the catalogue lie, in place of where they come from.
    pub mirror: Option<String>,
    /// Minutes without a request after which a model goes out of memory; 0: it stays.
    #[schema(minimum = 0, maximum = 1440)]
    pub idle_minutes: u32,
    /// Answers made at once; more wait.
    #[schema(minimum = 1, maximum = 16)]
    pub parallel: u32,
}

impl Default for ModelSettings {
    fn default() -> ModelSettings {
        ModelSettings {
            answer_model: None,
            embedding_model: None,
            mirror: None,
            idle_minutes: 10,
            parallel: 4,
        }
    }
}

impl ModelSettings {
    /// What is wrong with them, apart from whether the models are there.
    #[must_use]
    pub fn mistakes(&self) -> Vec<FieldError> {
        let mut mistakes = Vec::new();
        if self.idle_minutes > 1440 {
            mistakes.push(FieldError::new("idle_minutes", "value_invalid"));
        }
        if !(1..=16).contains(&self.parallel) {
            mistakes.push(FieldError::new("parallel", "value_invalid"));
        }
        if self.mirror.as_deref().is_some_and(|it| !super::rules::is_address(it)) {
            mistakes.push(FieldError::new("mirror", "address_invalid"));
        }
        mistakes
    }
}

/// A model of the curated list.
#[derive(Debug, Clone, Deserialize, Serialize, PartialEq, Eq, utoipa::ToSchema)]
pub struct Curated {
    /// Its short name.
    pub id: String,
    /// What its makers call it.
    pub name: String,
    /// Whose it is.
    pub family: String,
    /// What it is for.
    pub r#use: Use,
    /// Name of its file.
    pub file: String,
    /// Where it comes from.
    pub address: String,
    /// About how long the file is.
    pub bytes: u64,
    /// SHA-256, where it is known.
    pub sha256: Option<String>,
    /// Memory that a token takes while it is known.
    #[serde(rename(serialize = "cache_bytes_per_token"))]
    pub cache: u64,
    /// Such as `1.5B`.
    pub parameters: String,
    /// Under which it may be used.
    pub licence: String,
    /// How good its Turkish is.
    pub turkish: Turkish,
}

/// A model of the curated list, as it is shown.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Offer {
    /// The model.
    #[serde(flatten)]
    pub model: Curated,
    /// Memory it needs.
    pub ram_bytes: u64,
    /// Whether that is free now.
    pub fits: bool,
    /// Whether its file is here.
    pub installed: bool,
}

/// A model whose file is here.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Installed {
    /// Name of the file; also what it is chosen by.
    pub file: String,
    /// What its makers call it; else the file's name.
    pub name: String,
    /// What it is for.
    pub r#use: Use,
    /// Length of the file.
    pub bytes: u64,
    /// The family, such as `qwen2`.
    pub architecture: String,
    /// Numbers it has learnt.
    pub parameters: u64,
    /// How most of them are stored, such as `Q4_K`.
    pub quantisation: String,
    /// Tokens it has learnt to read at once.
    pub context: u32,
    /// Memory it needs.
    pub ram_bytes: u64,
    /// Whether that is free now, or it is in memory already.
    pub fits: bool,
    /// Whether it lies elsewhere and only a link is here.
    pub linked: bool,
    /// Whether it is the one that answers, or embeds.
    pub chosen: bool,
    /// Whether it is in memory.
    pub loaded: bool,
    /// Its row of the curated list, if it has one.
    pub catalogue_id: Option<String>,
    /// Under which it may be used, where that is known.
    pub licence: Option<String>,
    /// How good its Turkish is, where that is known.
    pub turkish: Option<Turkish>,
    /// Why it cannot be used.
    pub fault: Option<String>,
}

text_enum! {
    /// How a download is.
    DownloadState {
        /// It comes.
        Running = "running",
        /// Everything is there and is being checked.
        Checking = "checking",
        /// It broke off and can be gone on with.
        Paused = "paused",
        /// It did not come.
        Failed = "failed",
    }
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Download {
    /// Name of the file.
    pub file: String,
    /// Where it comes from.
    pub address: String,
    /// How it is.
    pub state: DownloadState,
    /// Bytes that are here.
    pub done_bytes: u64,
    /// Bytes in all, once it is known.
    pub total_bytes: Option<u64>,
    /// Why it did not come: `download_gone`, `download_connection`, `download_checksum`, `not_a_model` …
    pub problem: Option<String>,
    /// The same in words, in the language of the request, with what to do.
    pub detail: Option<String>,
}

/// Everything about the models of this installation.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Overview {
    /// Whether this build has models in it.
    pub built: bool,
    /// Instructions that the kernels of this build use beyond the least.
    pub kernels: String,
    /// What of these the processor lacks; then no model can be loaded.
    pub kernels_lacking: String,
    /// Threads that a model computes with.
    pub threads: u32,
    /// Memory, as far as this process may use it.
    pub memory_total_bytes: Option<u64>,
    /// What of it is free.
    pub memory_free_bytes: Option<u64>,
    /// Room where the models lie.
    pub disk_free_bytes: Option<u64>,
    /// `model` when the chosen one can answer, else `extractive`: the assistant quotes articles.
    pub rung: &'static str,
    /// Why the chosen embedding model is not used at present: the built-in embedding stands in for it until it can be,
    /// or the search goes by words alone.
    pub embedding_refused: Option<Refusal>,
    /// What the installation chooses.
    pub settings: ModelSettings,
    /// Whose files are here.
    pub installed: Vec<Installed>,
    /// Those that are known to work.
    pub catalogue: Vec<Offer>,
    /// On their way.
    pub downloads: Vec<Download>,
}

text_enum! {
    /// How the model that answers is.
    Standing {
        /// None is chosen.
        None = "none",
        /// It will be loaded when it is asked.
        Ready = "ready",
        /// It is in memory.
        Loaded = "loaded",
        /// It cannot be used: it is gone, does not fit, or this build or processor cannot run it.
        Unusable = "unusable",
    }
}

/// The model that answers, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct State {
    /// `model` when it can answer, else `extractive`: the assistant quotes articles.
    pub rung: &'static str,
    /// How it is.
    pub model: Standing,
    /// Its file.
    pub file: Option<String>,
}
