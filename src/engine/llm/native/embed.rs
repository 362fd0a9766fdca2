//! The thread of an embedding model: texts in, vectors out, one text after the other; questions go first.
use super::{backend, failed, load, stand_back};
use crate::engine::llm::Trouble;
use crate::engine::llm::embed_line::{Line, Texts};
use crate::engine::llm::gguf::Header;
use llama_cpp_2::context::LlamaContext;
use llama_cpp_2::context::params::{LlamaContextParams, LlamaPoolingType};
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender};

/// Tokens of a text that are looked at, where the model can look at so many: passages have about 400.
const MOST_TOKENS: u32 = 1024;

/// Runs a model until nobody holds it any more.
pub(in crate::engine::llm) fn embed(
    path: &Path,
    threads: u32,
    inbox: &Receiver<Texts>,
    ready: &SyncSender<Result<usize, Trouble>>,
) {
    stand_back();
    let loaded = backend().and_then(|backend| load(backend, path));
    let model = match loaded {
        Ok(model) => model,
        Err(trouble) => return drop(ready.send(Err(trouble))),
    };
    match Embedding::new(&model, path, threads) {
        Ok(mut embedding) => {
            if ready.send(Ok(embedding.dimensions)).is_err() {
                return;
            }
            Line::default().work(inbox, |text| embedding.of(text));
        }
        Err(trouble) => drop(ready.send(Err(trouble))),
    }
}

struct Embedding<'a> {
    model: &'a LlamaModel,
    context: LlamaContext<'a>,
    batch: LlamaBatch<'static>,
    most: usize,
    dimensions: usize,
}

impl<'a> Embedding<'a> {
    fn new(model: &'a LlamaModel, path: &Path, threads: u32) -> Result<Embedding<'a>, Trouble> {
        let header = Header::read(path).map_err(|fault| Trouble::File(fault.to_string()))?;
        if !header.embeds {
            return Err(Trouble::File("a chat model makes no vectors".to_owned()));
        }
        let most = header.context.clamp(32, MOST_TOKENS);
        let threads = i32::try_from(threads).map_err(failed)?;
        let parameters = LlamaContextParams::default()
            .with_n_ctx(NonZeroU32::new(most))
            .with_n_batch(most)
            .with_n_ubatch(most)
            .with_n_seq_max(1)
            .with_embeddings(true)
            .with_no_perf(true)
            .with_n_threads(threads)
            .with_n_threads_batch(threads);
        // A vector for the whole text: as the model says, else the mean of its tokens'.
        let parameters =
            if header.pooled { parameters } else { parameters.with_pooling_type(LlamaPoolingType::Mean) };
        let context = model.new_context(backend()?, parameters).map_err(failed)?;
        let most = usize::try_from(most).map_err(failed)?;
        let dimensions = usize::try_from(model.n_embd_out()).map_err(failed)?;
        Ok(Embedding { batch: LlamaBatch::new(most, 1), model, context, most, dimensions })
    }

    fn of(&mut self, text: &str) -> Result<Vec<f32>, Trouble> {
        let mut tokens = self.model.vocab().tokenize(text.as_bytes(), true, false);
        // A text too long loses its end, but not the mark that closes it.
        if tokens.len() > self.most
            && let Some(last) = tokens.pop()
        {
            tokens.truncate(self.most - 1);
            tokens.push(last);
        }
        if tokens.is_empty() {
            return Ok(vec![0.0; self.dimensions]);
        }
        self.context.clear_kv_cache();
        self.batch.clear();
        for (position, token) in (0..).zip(tokens) {
            self.batch.add(token, position, &[0], true).map_err(failed)?;
        }
        self.context.decode(&mut self.batch).map_err(failed)?;
        let mut vector = self.context.embeddings_seq_ith(0).map_err(failed)?.to_vec();
        let length = vector.iter().map(|it| it * it).sum::<f32>().sqrt();
        if !length.is_finite() {
            return Err(failed("the vector is no vector"));
        }
        if length > 0.0 {
            vector.iter_mut().for_each(|it| *it /= length);
        }
        Ok(vector)
    }
}
