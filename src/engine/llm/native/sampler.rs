//! Chooses the next token.
use crate::engine::llm::Sampling;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::sampling::LlamaSampler;
use llama_cpp_2::token::LlamaToken;

/// Of the whole vocabulary, only so many of the likeliest are looked at.
const LIKELIEST: i32 = 40;
/// Of these, those that make up so much of the likelihood.
const SHARE: f32 = 0.95;
/// And are at least so likely as a part of the likeliest.
const LEAST: f32 = 0.05;

/// One answer's way of choosing.
pub(super) enum Sampler {
    /// Always the likeliest.
    Likeliest,
    /// By chance, as likely as the model finds them.
    Chance(LlamaSampler),
}

impl Sampler {
    pub(super) fn of(sampling: Sampling) -> Sampler {
        if !sampling.temperature.is_finite() || sampling.temperature <= 0.0 {
            return Sampler::Likeliest;
        }
        let steps = [
            LlamaSampler::top_k(LIKELIEST),
            LlamaSampler::top_p(SHARE, 1),
            LlamaSampler::min_p(LEAST, 1),
            LlamaSampler::temp(sampling.temperature.min(2.0)),
            LlamaSampler::dist(getrandom::u32().unwrap_or(1)),
        ];
        Sampler::Chance(LlamaSampler::chain(steps, true))
    }

    /// The token after the one at `place` of the last batch.
    pub(super) fn choose(&mut self, context: &LlamaContext<'_>, place: i32) -> LlamaToken {
        match self {
            Sampler::Chance(sampler) => sampler.sample(context, place),
            Sampler::Likeliest => {
                let mut best = (0, f32::NEG_INFINITY);
                for (token, score) in (0..).zip(context.get_logits_ith(place)) {
                    if *score > best.1 {
                        best = (token, *score);
                    }
                }
                LlamaToken(best.0)
            }
        }
    }
}
