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

/// How weights are stored: blocks that share scales, as GGML numbers and lays them out (`ggml-common.h`).
#[derive(Clone, Copy)]
struct Stored {
    kind: u32,
    /// Weights in a block.
    block: u64,
    /// What a block begins and ends with: its scale (0.001 as f16), and what else would make wild numbers by chance.
    begins: &'static [u8],
    ends: &'static [u8],
    /// Bytes between them, two at a time.
    pairs: usize,
}

const Q5_0: Stored = Stored { kind: 6, block: 32, begins: &[0x19, 0x14], ends: &[], pairs: 10 };
const Q8_0: Stored = Stored { kind: 8, block: 32, begins: &[0x19, 0x14], ends: &[], pairs: 16 };
/// After the scale, the least value (0.0001).
const Q4_K: Stored = Stored { kind: 12, block: 256, begins: &[0x19, 0x14, 0x8e, 0x06], ends: &[], pairs: 70 };
/// Sixteen scales within the block's (0.0001), all 1.
const Q6_K: Stored = Stored {
    kind: 14,
    block: 256,
    begins: &[],
    ends: &[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0x8e, 0x06],
    pairs: 96,
};

/// Half a billion random weights (390 MB), stored as `qwen2.5-0.5b-instruct-q4_k_m.gguf` stores its own: a row of 896
/// does not divide into blocks of 256, so that most are of five and eight bits. As much work and memory as a real
/// model, and nonsense.
pub(crate) fn half_billion() -> Vec<u8> {
    let mut tokens = Tokens::bytes();
    (tokens.all.len()..WORDS).for_each(|it| tokens.add(&format!("t{it}"), NORMAL));
    let mut file = chat_file("Half a billion", &tokens, LAYERS);
    file.number("llama.embedding_length", WIDTH as u32);
    file.number("llama.feed_forward_length", HIDDEN as u32);
    file.number("llama.attention.head_count", HEADS);
    file.number("llama.attention.head_count_kv", GROUPS);
    weights(&mut file, "token_embd.weight", [WIDTH, WORDS as u64], Q8_0);
    file.tensor("output_norm.weight", &[WIDTH], vec![1.0; usize(WIDTH)]);
    for layer in 0..LAYERS {
        for norm in ["attn_norm", "ffn_norm"] {
            file.tensor(&format!("blk.{layer}.{norm}.weight"), &[WIDTH], vec![1.0; usize(WIDTH)]);
        }
        let finer = layer % 2 == 0;
        for (matrix, shape, stored) in [
            ("attn_q", [WIDTH, WIDTH], Q5_0),
            ("attn_k", [WIDTH, GROUPED], Q5_0),
            ("attn_v", [WIDTH, GROUPED], if finer { Q8_0 } else { Q5_0 }),
            ("attn_output", [WIDTH, WIDTH], Q5_0),
            ("ffn_gate", [WIDTH, HIDDEN], Q5_0),
            ("ffn_up", [WIDTH, HIDDEN], Q5_0),
            ("ffn_down", [HIDDEN, WIDTH], if finer { Q6_K } else { Q4_K }),
        ] {
            weights(&mut file, &format!("blk.{layer}.{matrix}.weight"), shape, stored);
        }
    }
    file.bytes()
}

fn weights(file: &mut File, name: &str, shape: [u64; 2], stored: Stored) {
    let blocks = usize(shape.iter().product::<u64>() / stored.block);
    let mut numbers = random(name.len() as u64, blocks * stored.pairs).map(|it| (it.to_bits() >> 4) as u16);
    let mut bytes = Vec::new();
    for _ in 0..blocks {
        bytes.extend(stored.begins);
        numbers.by_ref().take(stored.pairs).for_each(|it| bytes.extend(it.to_le_bytes()));
        bytes.extend(stored.ends);
    }
    file.packed(name, &shape, stored.kind, bytes);
}
