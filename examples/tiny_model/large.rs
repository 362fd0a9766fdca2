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
/// Numbers of four bits as most files have them ("Q4_K"), as GGML numbers its types.
const Q4_K: u32 = 12;
/// So many of them share a scale and a least value (0.001 and 0.0001 as f16, here), which stand before them with what
/// each 32 of them differ by.
const BLOCK: u64 = 256;
const SCALES: [u8; 4] = [0x19, 0x14, 0x8e, 0x06];

/// Half a billion random weights of four bits (280 MB): as much work and memory as a real model, and nonsense.
pub(crate) fn half_billion() -> Vec<u8> {
    let mut tokens = Tokens::bytes();
    (tokens.all.len()..WORDS).for_each(|it| tokens.add(&format!("t{it}"), NORMAL));
    let mut file = chat_file("Half a billion", &tokens, LAYERS);
    file.number("llama.embedding_length", WIDTH as u32);
    file.number("llama.feed_forward_length", HIDDEN as u32);
    file.number("llama.attention.head_count", HEADS);
    file.number("llama.attention.head_count_kv", GROUPS);
    quarters(&mut file, "token_embd.weight", [WIDTH, WORDS as u64]);
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
            quarters(&mut file, &format!("blk.{layer}.{matrix}.weight"), shape);
        }
    }
    file.bytes()
}

fn quarters(file: &mut File, name: &str, shape: [u64; 2]) {
    let blocks = usize(shape.iter().product::<u64>() / BLOCK);
    let mut numbers = random(name.len() as u64, blocks * 70).map(|it| (it.to_bits() >> 4) as u16);
    let mut bytes = Vec::new();
    for _ in 0..blocks {
        bytes.extend(SCALES);
        numbers.by_ref().take(70).for_each(|it| bytes.extend(it.to_le_bytes()));
    }
    file.packed(name, &shape, Q4_K, bytes);
}
