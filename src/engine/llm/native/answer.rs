//! An answer while it is made: what was asked, what is known of it, and what it tells who waits.
use super::sampler::Sampler;
use crate::engine::llm::model::{End, Figures};
use crate::engine::llm::text::Text;
use crate::engine::llm::{Piece, Told, Usage};
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use std::sync::atomic::Ordering;

/// An answer being made.
pub(super) struct Answer {
    pub(super) told: Told,
    pub(super) prompt: Vec<LlamaToken>,
    /// The last token written; none while the prompt is being read.
    pub(super) last: Option<LlamaToken>,
    pub(super) sampler: Sampler,
    pub(super) text: Text,
    pub(super) most: usize,
    pub(super) end: End,
    pub(super) usage: Usage,
    /// The place of its output in the present batch.
    pub(super) output: Option<i32>,
    /// Tokens it has in the present batch.
    pub(super) sent: usize,
}

impl Answer {
    /// Says what `token` adds; `false` at the end, or when nobody wants to hear it.
    pub(super) fn go_on(&mut self, model: &LlamaModel, token: LlamaToken, figures: &Figures) -> bool {
        let vocabulary = model.vocab();
        let natural = self.end == End::Natural;
        if natural && vocabulary.is_eog(token) {
            return self.finish(figures);
        }
        self.usage.output_tokens += 1;
        self.last = Some(token);
        let words = self.text.push(&vocabulary.token_to_piece(token, false, None));
        let wanted = self.say(words);
        let written = usize::try_from(self.usage.output_tokens).unwrap_or(usize::MAX);
        if written >= self.most || (natural && self.text.is_over()) {
            return self.finish(figures);
        }
        wanted
    }

    fn finish(&mut self, figures: &Figures) -> bool {
        let rest = self.text.finish();
        self.say(rest);
        // Before who asked hears of the end: this thread stands behind all others, and may come on only later.
        figures.active.fetch_sub(1, Ordering::Relaxed);
        self.told.tell(Ok(Piece::Done(self.usage)));
        false
    }

    fn say(&self, words: String) -> bool {
        if words.is_empty() { !self.told.is_unwanted() } else { self.told.tell(Ok(Piece::Text(words))) }
    }
}
