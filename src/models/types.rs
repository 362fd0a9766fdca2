//! Values of the models.
use crate::text_enum;

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
