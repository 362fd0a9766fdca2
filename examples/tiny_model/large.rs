//! A model with as much work in it as a real small one.
use super::writer::{File, NORMAL, Tokens, chat_file, random, usize};

/// Nearly the shape of Qwen3-0.6B.
const WIDTH: u64 = 1024;
const HIDDEN: u64 = 3072;
const LAYERS: u32 = 28;
const HEADS: u32 = 16;
/// Heads of keys and values, and their numbers together.
const GROUPS: u32 = 8;
const GROUPED: u64 = 512;
const WORDS: usize = 151_936;
/// How weights are stored: blocks that share a scale, as GGML numbers and lays them out (`ggml-common.h`).
#[derive(Clone, Copy)]
pub(crate) struct Stored {
    kind: u32,
    /// Weights in a block.
    block: u64,
    /// What a block begins with: its scale (0.001 as f16) and, for `Q4_K`, its least value (0.0001).
    scales: &'static [u8],
    /// Bytes of a block after that, two at a time.
    pairs: usize,
}

/// Four bits in blocks of blocks, as most small models are offered.
const Q4_K: Stored = Stored { kind: 12, block: 256, scales: &[0x19, 0x14, 0x8e, 0x06], pairs: 70 };
const Q4_0: Stored = Stored { kind: 2, block: 32, scales: &[0x19, 0x14], pairs: 8 };
/// Eight bits, as the makers of Qwen3-0.6B offer it.
const Q8_0: Stored = Stored { kind: 8, block: 32, scales: &[0x19, 0x14], pairs: 16 };

impl Stored {
    /// By the name that files give it; four bits in blocks of blocks if it has none.
    pub(crate) fn named(name: Option<&str>) -> Stored {
        match name {
            Some("q4_0") => Q4_0,
            Some("q8_0") => Q8_0,
            _ => Q4_K,
        }
    }
}

/// Half a billion random weights (280 MB in four bits): as much work and memory as a real model, and nonsense.
pub(crate) fn half_billion(stored: Stored) -> Vec<u8> {
    let mut tokens = Tokens::bytes();
    (tokens.all.len()..WORDS).for_each(|it| tokens.add(&format!("t{it}"), NORMAL));
    let mut file = chat_file("Half a billion", &tokens, LAYERS);
    file.number("llama.embedding_length", WIDTH as u32);
    file.number("llama.feed_forward_length", HIDDEN as u32);
    file.number("llama.attention.head_count", HEADS);
    file.number("llama.attention.head_count_kv", GROUPS);
    weights(&mut file, stored, "token_embd.weight", [WIDTH, WORDS as u64]);
    file.tensor("output_norm.weight", &[WIDTH], vec![1.0; usize(WIDTH)]);
    for layer in 0..LAYERS {
        for norm in ["attn_norm", "ffn_norm"] {
            file.tensor(&format!("blk.{layer}.{norm}.weight"), &[WIDTH], vec![1.0; usize(WIDTH)]);
        }
        for (matrix, shape) in [
            ("attn_q", [WIDTH, WIDTH]),
            ("attn_k", [WIDTH, GROUPED]),
            ("attn_v", [WIDTH, GROUPED]),
            ("attn_output", [WIDTH, WIDTH]),
            ("ffn_gate", [WIDTH, HIDDEN]),
            ("ffn_up", [WIDTH, HIDDEN]),
            ("ffn_down", [HIDDEN, WIDTH]),
        ] {
            weights(&mut file, stored, &format!("blk.{layer}.{matrix}.weight"), shape);
        }
    }
    file.bytes()
}

fn weights(file: &mut File, stored: Stored, name: &str, shape: [u64; 2]) {
    let blocks = usize(shape.iter().product::<u64>() / stored.block);
    let mut numbers = random(name.len() as u64, blocks * stored.pairs).map(|it| (it.to_bits() >> 4) as u16);
    let mut bytes = Vec::new();
    for _ in 0..blocks {
        bytes.extend(stored.scales);
        numbers.by_ref().take(stored.pairs).for_each(|it| bytes.extend(it.to_le_bytes()));
    }
    file.packed(name, &shape, stored.kind, bytes);
}
