//! Writes a tiny language model for tests, which says the sentence that it is given; without a sentence, a tiny
//! embedding model.
//!
//! ```sh
//! cargo run --example tiny_model -- data/models/tiny.gguf "Kayıtlar 1 Eylül'de başlar."
//! cargo run --example tiny_model -- data/models/tiny-embed.gguf
//! cargo run --example tiny_model -- half-billion.gguf --half-billion   # as large as a real small one, for `model_speed`
//! ```
#![expect(clippy::print_stdout, reason = "says where the file is")]
#[expect(dead_code, reason = "tests use more of it")]
mod writer;

mod large;

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    let mut words = std::env::args_os().skip(1);
    let path = PathBuf::from(words.next().unwrap_or_else(|| "tiny.gguf".into()));
    let model = match words.next() {
        Some(flag) if flag == "--half-billion" => large::half_billion(),
        Some(sentence) => writer::speaker(&sentence.to_string_lossy()),
        None => writer::embedder(),
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, &model)?;
    println!("{} ({} bytes)", path.display(), model.len());
    Ok(())
}
