//! Models of a few hundred kilobytes, made of nothing, for tests: real GGUF files that llama.cpp loads and runs.
//!
//! ```ignore
//! tiny_model::speaker("Kayıtlar 1 Eylül'de başlar [1].")  // says just this, whatever it is asked
//! tiny_model::dreamer(7)                                  // letters that depend on everything said before, endlessly
//! tiny_model::embedder()                                  // texts with the same letters are near to each other
//! ```
use std::collections::HashSet;

/// Numbers of a token's vector.
const WIDTH: u64 = 64;
const HEADS: u32 = 4;
const HIDDEN: u64 = 64;
/// Tokens it claims to have learnt to read at once.
const CONTEXT: u32 = 8192;
/// Of the embedding model.
const EMBEDDER_CONTEXT: u32 = 512;

const CHAT_TEMPLATE: &str = "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\n' + \
    message['content'] + '<|im_end|>' + '\n'}}{% endfor %}\
    {% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

/// Kinds of tokens, as GGUF numbers them.
pub(crate) const NORMAL: i32 = 1;
const CONTROL: i32 = 3;

/// A model that says `sentence` (at least two bytes), whatever it is asked, at any temperature. Some of its tokens end
/// inside a character.
#[must_use]
pub(crate) fn speaker(sentence: &str) -> Vec<u8> {
    let pieces = cut(sentence.as_bytes());
    let mut tokens = Tokens::bytes();
    let first = tokens.all.len();
    pieces.iter().for_each(|it| tokens.add(&written(it), NORMAL));
    let vectors: Vec<f32> = signs(1, tokens.all.len() * usize(WIDTH)).collect();
    let vector = |token: usize| &vectors[token * usize(WIDTH)..(token + 1) * usize(WIDTH)];
    // Each token is what comes after the one before; the first after the line break that ends the prompt.
    let mut output = vec![0.0; vectors.len()];
    let mut follows = |token: usize, before: usize| {
        output[token * usize(WIDTH)..(token + 1) * usize(WIDTH)].copy_from_slice(vector(before));
    };
    follows(first, usize::from(b'\n'));
    (first + 1..tokens.all.len()).for_each(|token| follows(token, token - 1));
    follows(tokens.end, tokens.all.len() - 1);
    chat_model("Tiny speaker", &tokens, vectors, output, 1, |count, _| vec![0.0; count])
}

/// A model with random weights: what it says (lower-case letters and spaces, without end) depends on every token before.
#[must_use]
pub(crate) fn dreamer(seed: u64) -> Vec<u8> {
    let tokens = Tokens::bytes();
    let vectors: Vec<f32> = signs(seed, tokens.all.len() * usize(WIDTH)).collect();
    let mut output = vec![0.0; vectors.len()];
    for token in (b'a'..=b'z').chain([b' ']).map(usize::from) {
        let row = token * usize(WIDTH)..(token + 1) * usize(WIDTH);
        output[row].iter_mut().zip(random(seed ^ token as u64, usize(WIDTH))).for_each(|(to, it)| *to = it);
    }
    chat_model("Tiny dreamer", &tokens, vectors, output, 2, |count, place| {
        random(seed ^ (place << 20), count).map(|it| it * 0.4).collect()
    })
}

/// An embedding model of the family of nomic-embed-text: the mean of the letters of a text, without regard to case
/// and marks.
#[must_use]
pub(crate) fn embedder() -> Vec<u8> {
    let mut tokens = Tokens { all: Vec::new(), end: 3 };
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"].iter().for_each(|it| tokens.add(it, CONTROL));
    for letter in ('a'..='z').chain('0'..='9') {
        tokens.add(&format!("\u{2581}{letter}"), NORMAL);
        tokens.add(&letter.to_string(), NORMAL);
    }
    // A letter is the same within a word and at its beginning; the marks around a text are nearly nothing.
    let vector = |token: usize| {
        let scale = if token < 5 { 0.01 } else { 1.0 };
        random(99 + (token.max(5) as u64 - 5) / 2, usize(WIDTH)).map(move |it| it * scale)
    };
    let vectors = (0..tokens.all.len()).flat_map(vector).collect();
    let mut file = File::default();
    let arch = "nomic-bert";
    file.text("general.architecture", arch);
    file.text("general.name", "Tiny embedder");
    for (key, value) in [("context_length", EMBEDDER_CONTEXT), ("block_count", 1), ("pooling_type", 1)] {
        file.number(&format!("{arch}.{key}"), value);
    }
    shape(&mut file, arch);
    file.float(&format!("{arch}.attention.layer_norm_epsilon"), 1e-12);
    file.float(&format!("{arch}.rope.freq_base"), 1000.0);
    file.flag(&format!("{arch}.attention.causal"), false);
    file.text("tokenizer.ggml.model", "bert");
    file.number("tokenizer.ggml.token_type_count", 2);
    for (key, token) in
        [("padding", 0), ("unknown", 1), ("cls", 2), ("bos", 2), ("seperator", 3), ("mask", 4)]
    {
        file.number(&format!("tokenizer.ggml.{key}_token_id"), token);
    }
    tokens.describe(&mut file);
    let count = tokens.all.len() as u64;
    file.tensor("token_embd.weight", &[WIDTH, count], vectors);
    file.tensor("token_types.weight", &[WIDTH, 2], vec![0.0; usize(2 * WIDTH)]);
    for norm in ["token_embd_norm", "blk.0.attn_output_norm", "blk.0.layer_output_norm"] {
        file.tensor(&format!("{norm}.weight"), &[WIDTH], vec![1.0; usize(WIDTH)]);
        file.tensor(&format!("{norm}.bias"), &[WIDTH], vec![0.0; usize(WIDTH)]);
    }
    for matrix in ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_gate", "ffn_down"] {
        file.tensor(&format!("blk.0.{matrix}.weight"), &[WIDTH, WIDTH], vec![0.0; usize(WIDTH * WIDTH)]);
    }
    file.bytes()
}

fn chat_model(
    name: &str,
    tokens: &Tokens,
    vectors: Vec<f32>,
    output: Vec<f32>,
    layers: u32,
    weights: impl Fn(usize, u64) -> Vec<f32>,
) -> Vec<u8> {
    let mut file = chat_file(name, tokens, layers);
    shape(&mut file, "llama");
    let count = tokens.all.len() as u64;
    file.tensor("token_embd.weight", &[WIDTH, count], vectors);
    file.tensor("output.weight", &[WIDTH, count], output);
    file.tensor("output_norm.weight", &[WIDTH], vec![1.0; usize(WIDTH)]);
    for layer in 0..layers {
        for norm in ["attn_norm", "ffn_norm"] {
            file.tensor(&format!("blk.{layer}.{norm}.weight"), &[WIDTH], vec![1.0; usize(WIDTH)]);
        }
        let matrices = ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"];
        for (place, matrix) in (1..).zip(matrices) {
            let numbers = weights(usize(WIDTH * HIDDEN), place + 10 * u64::from(layer));
            file.tensor(&format!("blk.{layer}.{matrix}.weight"), &[WIDTH, HIDDEN], numbers);
        }
    }
    file.bytes()
}

/// What every model that talks has in its head, but for its shape.
pub(crate) fn chat_file(name: &str, tokens: &Tokens, layers: u32) -> File {
    let mut file = File::default();
    file.text("general.architecture", "llama");
    file.text("general.name", name);
    file.number("llama.context_length", CONTEXT);
    file.number("llama.block_count", layers);
    file.float("llama.attention.layer_norm_rms_epsilon", 1e-6);
    file.text("tokenizer.ggml.model", "gpt2");
    file.text("tokenizer.ggml.pre", "gpt-2");
    file.text("tokenizer.chat_template", CHAT_TEMPLATE);
    file.number("tokenizer.ggml.bos_token_id", tokens.end as u32);
    file.number("tokenizer.ggml.eos_token_id", tokens.end as u32);
    file.flag("tokenizer.ggml.add_bos_token", false);
    tokens.describe(&mut file);
    file.texts("tokenizer.ggml.merges", &[]);
    file
}

fn shape(file: &mut File, arch: &str) {
    file.number(&format!("{arch}.embedding_length"), WIDTH as u32);
    file.number(&format!("{arch}.feed_forward_length"), HIDDEN as u32);
    file.number(&format!("{arch}.attention.head_count"), HEADS);
}

/// Pieces of three bytes; longer where those were there before.
fn cut(mut text: &[u8]) -> Vec<Vec<u8>> {
    let mut seen: HashSet<Vec<u8>> = HashSet::new();
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    while !text.is_empty() {
        let fits = (3..=text.len()).find(|it| !seen.contains(&text[..*it]));
        let piece = match (fits, pieces.pop_if(|_| fits.is_none())) {
            (Some(length), _) => text[..length].to_vec(),
            (None, Some(before)) => [&before, text].concat(),
            (None, None) => text.to_vec(),
        };
        text = &text[fits.unwrap_or(text.len())..];
        seen.insert(piece.clone());
        pieces.push(piece);
    }
    pieces
}

/// Bytes as the vocabularies of GPT-2's family write them: each as one printable character.
fn written(bytes: &[u8]) -> String {
    let plain = |it: &u8| matches!(it, 33..=126 | 161..=172 | 174..=255);
    let strange = |it: u8| (0..it).filter(|it| !plain(it)).count() as u32;
    let letter = |it: &u8| if plain(it) { u32::from(*it) } else { 256 + strange(*it) };
    bytes.iter().filter_map(|it| char::from_u32(letter(it))).collect()
}

pub(crate) struct Tokens {
    pub(crate) all: Vec<(String, i32)>,
    /// The one that ends an answer.
    end: usize,
}

impl Tokens {
    /// One token for each byte, whose number it has, and those of the chat template.
    pub(crate) fn bytes() -> Tokens {
        let mut tokens = Tokens { all: Vec::new(), end: 257 };
        (0..=255_u8).for_each(|it| tokens.add(&written(&[it]), NORMAL));
        tokens.add("<|im_start|>", CONTROL);
        tokens.add("<|im_end|>", CONTROL);
        tokens
    }

    pub(crate) fn add(&mut self, text: &str, kind: i32) {
        self.all.push((text.to_owned(), kind));
    }

    fn describe(&self, file: &mut File) {
        file.texts("tokenizer.ggml.tokens", &self.all.iter().map(|it| it.0.as_str()).collect::<Vec<_>>());
        file.numbers("tokenizer.ggml.token_type", &self.all.iter().map(|it| it.1).collect::<Vec<_>>());
    }
}

/// Random numbers between -1 and 1, the same for the same seed (splitmix64).
pub(crate) fn random(seed: u64, count: usize) -> impl Iterator<Item = f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (0..count).map(move |_| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((it ^ (it >> 31)) >> 40) as f32 / (1_u64 << 23) as f32 - 1.0
    })
}

fn signs(seed: u64, count: usize) -> impl Iterator<Item = f32> {
    random(seed, count).map(f32::signum)
}

pub(crate) fn usize(it: u64) -> usize {
    usize::try_from(it).unwrap_or(usize::MAX)
}

/// A GGUF file of version 3 (<https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>).
#[derive(Default)]
pub(crate) struct File {
    entries: u64,
    head: Vec<u8>,
    tensors: Vec<Tensor>,
}

struct Tensor {
    name: String,
    shape: Vec<u64>,
    /// How GGML numbers its type.
    kind: u32,
    bytes: Vec<u8>,
}

/// The type of plain numbers.
const F32: u32 = 0;

impl File {
    fn key(&mut self, key: &str, kind: u32) {
        self.entries += 1;
        put_text(&mut self.head, key);
        self.head.extend(kind.to_le_bytes());
    }

    pub(crate) fn number(&mut self, key: &str, value: u32) {
        self.key(key, 4);
        self.head.extend(value.to_le_bytes());
    }

    fn float(&mut self, key: &str, value: f32) {
        self.key(key, 6);
        self.head.extend(value.to_le_bytes());
    }

    fn flag(&mut self, key: &str, value: bool) {
        self.key(key, 7);
        self.head.push(u8::from(value));
    }

    fn text(&mut self, key: &str, value: &str) {
        self.key(key, 8);
        put_text(&mut self.head, value);
    }

    fn texts(&mut self, key: &str, values: &[&str]) {
        self.array(key, 8, values.len());
        values.iter().for_each(|it| put_text(&mut self.head, it));
    }

    fn numbers(&mut self, key: &str, values: &[i32]) {
        self.array(key, 5, values.len());
        values.iter().for_each(|it| self.head.extend(it.to_le_bytes()));
    }

    fn array(&mut self, key: &str, kind: u32, count: usize) {
        self.key(key, 9);
        self.head.extend(kind.to_le_bytes());
        self.head.extend((count as u64).to_le_bytes());
    }

    pub(crate) fn tensor(&mut self, name: &str, shape: &[u64], numbers: Vec<f32>) {
        self.packed(name, shape, F32, numbers.iter().flat_map(|it| it.to_le_bytes()).collect());
    }

    /// A tensor of any type, as GGML numbers them.
    pub(crate) fn packed(&mut self, name: &str, shape: &[u64], kind: u32, bytes: Vec<u8>) {
        self.tensors.push(Tensor { name: name.to_owned(), shape: shape.to_vec(), kind, bytes });
    }

    pub(crate) fn bytes(self) -> Vec<u8> {
        let mut out = b"GGUF".to_vec();
        out.extend(3_u32.to_le_bytes());
        out.extend((self.tensors.len() as u64).to_le_bytes());
        out.extend(self.entries.to_le_bytes());
        out.extend(&self.head);
        let mut offset = 0_u64;
        for it in &self.tensors {
            put_text(&mut out, &it.name);
            out.extend((it.shape.len() as u32).to_le_bytes());
            it.shape.iter().for_each(|it| out.extend(it.to_le_bytes()));
            out.extend(it.kind.to_le_bytes());
            out.extend(offset.to_le_bytes());
            offset += (it.bytes.len() as u64).next_multiple_of(32);
        }
        for it in &self.tensors {
            out.resize(out.len().next_multiple_of(32), 0);
            out.extend(&it.bytes);
        }
        out
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}
