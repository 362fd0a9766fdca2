//! How fast the engine is beside llama.cpp asked directly, in one run with the same file, threads and build; how soon
//! the first word comes when the instructions were read before; and whether a thousand answers take memory.
//!
//! ```sh
//! cargo run --release --example model_speed -- FILE.gguf
//! ```
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a tool for the terminal")]
#![expect(clippy::indexing_slicing, reason = "a tool for the terminal")]
use asisttr::engine::llm::{
    Ask, Count, End, Model, Piece, Plan, Sampling, Speaker, Turn, batch_threads, threads,
};
use llama_cpp_2::context::params::LlamaContextParams;
use llama_cpp_2::llama_backend::LlamaBackend;
use llama_cpp_2::llama_batch::LlamaBatch;
use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::model::params::LlamaModelParams;
use llama_cpp_2::token::LlamaToken;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Instant;

/// Tokens read and written in a measurement.
const READ: usize = 512;
const WRITTEN: usize = 48;
const ANSWERS: usize = 1000;

fn main() {
    let path = PathBuf::from(std::env::args_os().nth(1).unwrap());
    let raw = directly(&path);
    println!("llama.cpp directly: reads {:.1}, writes {:.1} tokens/s", raw.0, raw.1);
    let (threads, batch_threads) = (threads(), batch_threads());
    let plan = Plan { path, context: 4096, parallel: 4, waiting: 16, threads, batch_threads };
    let model = Model::load(&plan).unwrap();
    let one = measured(&model, &[ask("", "Anlat.", WRITTEN)]);
    let one = rate(one.output_tokens, one.output_us);
    println!("the engine writes {one:.1} tokens/s: {:.3} of llama.cpp", one / raw.1);
    let four: Vec<Ask> = (0..4).map(|it| ask("", &format!("Anlat {it}."), WRITTEN)).collect();
    let four = measured(&model, &four);
    let four = rate(four.output_tokens, four.output_us);
    println!("four at once: {four:.1} tokens/s together, {:.2} times one", four / one);
    let long: String = (0..READ).map(|it| format!("{} ", it * 7919 % 1000)).collect();
    let read = measured(&model, &[ask("", &long, 1)]);
    println!("the engine reads {:.1} tokens/s", rate(read.prompt_tokens, read.prompt_us));
    let system = "Yalnızca verilen parçalardan yanıt ver ve kaynağını göster. ".repeat(10);
    measured(&model, &[ask(&system, "Isınma sorusu", 1)]);
    let begun = Instant::now();
    let mut pieces = model.ask(ask(&system, "Kayıtlar ne zaman başlıyor?", 2)).unwrap();
    let first = pieces.wait();
    println!("first piece after {} ms ({first:?})", begun.elapsed().as_millis());
    while let Ok(Some(piece)) = pieces.wait() {
        println!("  {piece:?}");
    }
    let before = resident();
    for number in 0..ANSWERS {
        measured(&model, &[ask("Kısa.", &format!("{number}?"), 2)]);
    }
    println!("{ANSWERS} answers later: {} MB more in memory", (resident() - before) / 1_000_000);
}

/// As llama.cpp's own bench does it: a prompt in batches, then one token after the other, none of them chosen.
fn directly(path: &std::path::Path) -> (f64, f64) {
    let mut backend = LlamaBackend::init().unwrap();
    backend.void_logs();
    let model = LlamaModel::load_from_file(&backend, path, &LlamaModelParams::default()).unwrap();
    let threads = i32::try_from(threads()).unwrap();
    let parameters = LlamaContextParams::default()
        .with_n_ctx(NonZeroU32::new(4096))
        .with_n_batch(128)
        .with_n_ubatch(128)
        .with_n_threads(threads)
        .with_n_threads_batch(threads);
    let mut context = model.new_context(&backend, parameters).unwrap();
    let mut batch = LlamaBatch::new(128, 1);
    let mut position;
    let mut rates = Vec::new();
    let token = |position: usize| LlamaToken(i32::try_from(position * 31 % 250).unwrap());
    // Once to warm up.
    for (count, step) in [(128, 128), (READ, 128), (WRITTEN, 1)] {
        // The engine is measured at the beginning of a context, too: the longer it is, the slower each token.
        context.clear_kv_cache();
        position = 0;
        let begun = Instant::now();
        for _ in 0..count / step {
            batch.clear();
            for place in 0..step {
                let at = i32::try_from(position).unwrap();
                batch.add(token(position), at, &[0], place + 1 == step).unwrap();
                position += 1;
            }
            context.decode(&mut batch).unwrap();
            context.synchronize();
        }
        rates.push(count as f64 / begun.elapsed().as_secs_f64());
    }
    (rates[1], rates[2])
}

fn ask(system: &str, question: &str, max_tokens: usize) -> Ask {
    Ask {
        system: system.to_owned(),
        turns: vec![Turn { speaker: Speaker::User, text: question.to_owned() }],
        sampling: Sampling { temperature: 0.0, max_tokens: u32::try_from(max_tokens).unwrap() },
    }
}

fn measured(model: &Model, asks: &[Ask]) -> Count {
    let before = model.count();
    let asked: Vec<_> = asks.iter().map(|it| model.ask_until(it.clone(), End::AtLimit).unwrap()).collect();
    for mut pieces in asked {
        while !matches!(pieces.wait().unwrap(), Some(Piece::Done(_)) | None) {}
    }
    let after = model.count();
    Count {
        prompt_tokens: after.prompt_tokens - before.prompt_tokens,
        prompt_us: after.prompt_us - before.prompt_us,
        output_tokens: after.output_tokens - before.output_tokens,
        output_us: after.output_us - before.output_us,
        ..after
    }
}

fn rate(tokens: u64, micros: u64) -> f64 {
    tokens as f64 * 1e6 / micros.max(1) as f64
}

/// `VmRSS` of proc(5).
fn resident() -> i64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|it| it.strip_prefix("VmRSS:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<i64>().unwrap() * 1024
}
