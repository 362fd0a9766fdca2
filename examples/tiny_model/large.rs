//! A model with as much work in it as a real small one.
use super::writer::{File, NORMAL, Tokens, chat_file, random, usize};

/// The shape of Qwen2.5-0.5B.
const WIDTH: u64 = 896;
const HIDDEN: u64 = 4864;
const LAYERS: u32 = 24;
const HEADS: u32 = 14;
/// Heads of keys and values, and their numbers together.
const GROUPS: u32 = 2;
const GROUPED: u64 = 128;
const WORDS: usize = 151_936;
/// Numbers of four bits, as GGML numbers its types.
const Q4_0: u32 = 2;
/// So many of them share a scale (0.01 as f16, here), which stands before them.
const BLOCK: u64 = 32;
const SCALE: [u8; 2] = 0x211f_u16.to_le_bytes();

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
    let mut numbers = random(name.len() as u64, blocks * 8).map(|it| (it.to_bits() >> 4) as u16);
    let mut bytes = Vec::new();
    for _ in 0..blocks {
        bytes.extend(SCALE);
        numbers.by_ref().take(8).for_each(|it| bytes.extend(it.to_le_bytes()));
    }
    file.packed(name, &shape, Q4_0, bytes);
}
