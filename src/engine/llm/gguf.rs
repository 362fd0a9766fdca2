//! What the head of a GGUF file says about the model in it, read without loading it
//! (<https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>). Own code, because the library's reader ends the
//! process on files that are damaged in certain ways, and because builds without the library list models, too.
use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _};
use std::path::Path;

/// Longest text and list taken from a head; what is longer is a damaged file.
const MOST_BYTES: i64 = 64 << 20;
const MOST_ITEMS: u64 = 1 << 24;

/// A model, as its file describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Header {
    /// The family, such as `qwen2` or `nomic-bert`.
    pub architecture: String,
    /// What its makers call it.
    pub name: Option<String>,
    /// Numbers it has learnt.
    pub parameters: u64,
    /// How most of them are stored, such as `Q4_K`.
    pub kind: String,
    /// Tokens it has learnt to read at once.
    pub context: u32,
    /// Tokens it knows.
    pub vocabulary: u64,
    /// Length of a token's vector.
    pub width: u64,
    /// Bytes that one token takes in the cache of what was read.
    pub cache_bytes_per_token: u64,
    /// Whether it makes vectors of texts instead of words.
    pub embeds: bool,
    /// Whether it says how the vectors of a text's tokens become one.
    pub pooled: bool,
    /// The least length of the file.
    pub end: u64,
}

/// Why a file is no model.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(#[from] io::Error),
    /// It is something else.
    #[error("not a GGUF file")]
    NotGguf,
    /// A version that is not known.
    #[error("GGUF version {0} is not supported")]
    Version(u32),
    /// Something in it cannot be.
    #[error("damaged: {0}")]
    Damaged(&'static str),
    /// The file ends before its last tensor does.
    #[error("incomplete: {there} of at least {least} bytes")]
    Incomplete {
        /// Of the file.
        there: u64,
        /// That its head speaks of.
        least: u64,
    },
}

impl Header {
    /// Reads the head of a file and looks whether the file is long enough for what it names.
    ///
    /// # Errors
    /// Why the file is no whole model.
    pub fn read(path: &Path) -> Result<Header, Fault> {
        let file = File::open(path)?;
        let there = file.metadata()?.len();
        let header = Reader { from: BufReader::with_capacity(1 << 16, file) }.header()?;
        match header.end {
            least if least > there => Err(Fault::Incomplete { there, least }),
            _ => Ok(header),
        }
    }
}

/// What is picked from the keys and values of a head.
#[derive(Default)]
struct Facts {
    architecture: String,
    name: Option<String>,
    alignment: u64,
    vocabulary: u64,
    layers: u64,
    context: u64,
    width: u64,
    heads: u64,
    cached_heads: Option<u64>,
    key_length: Option<u64>,
    value_length: Option<u64>,
    pooling: u64,
}

/// A value of a head, as far as it matters.
enum Value {
    Number(u64),
    Text(String),
    /// How many items; of numbers, the greatest.
    List(u64, u64),
    Other,
}

struct Reader {
    from: BufReader<File>,
}

impl Reader {
    fn header(mut self) -> Result<Header, Fault> {
        if &self.bytes::<4>().map_err(|_| Fault::NotGguf)? != b"GGUF" {
            return Err(Fault::NotGguf);
        }
        match self.u32()? {
            2 | 3 => (),
            version => return Err(Fault::Version(version)),
        }
        let (tensors, entries) = (self.u64()?, self.u64()?);
        if tensors > MOST_ITEMS || entries > MOST_ITEMS {
            return Err(Fault::Damaged("too many entries"));
        }
        let mut facts = Facts { alignment: 32, ..Facts::default() };
        for _ in 0..entries {
            let key = self.text()?;
            let kind = self.u32()?;
            let value = self.value(kind, 0)?;
            facts.take(&key, value);
        }
        let (mut parameters, mut end, mut by_kind) = (0_u64, 0_u64, std::collections::HashMap::new());
        for _ in 0..tensors {
            let it = self.tensor()?;
            parameters = parameters.saturating_add(it.items);
            end = end.max(it.offset.saturating_add(it.bytes));
            let of_kind = by_kind.entry(it.kind).or_insert(0_u64);
            *of_kind = of_kind.saturating_add(it.items);
        }
        let data = self.from.stream_position()?.next_multiple_of(facts.alignment.max(1));
        let most = by_kind.into_iter().max_by_key(|it| it.1);
        if facts.architecture.is_empty() {
            return Err(Fault::Damaged("no architecture"));
        }
        Ok(facts.header(parameters, data.saturating_add(end), most.map_or("", |it| it.0)))
    }

    fn tensor(&mut self) -> Result<Tensor, Fault> {
        self.text()?;
        let dimensions = self.u32()?;
        if dimensions > 8 {
            return Err(Fault::Damaged("a tensor of too many dimensions"));
        }
        let mut items = 1_u64;
        for _ in 0..dimensions {
            items = items.checked_mul(self.u64()?).ok_or(Fault::Damaged("a tensor too large"))?;
        }
        let kind = self.u32()?;
        let offset = self.u64()?;
        // A kind that is newer than this program counts nothing: the library will say whether it knows it.
        let (kind, block, bytes) =
            KINDS.iter().find(|it| it.0 == kind).map_or(("?", 1, 0), |it| (it.1, it.2, it.3));
        Ok(Tensor { items, kind, offset, bytes: (items / block).saturating_mul(bytes) })
    }

    /// Values are skipped unless they are numbers, texts or lists that say something.
    fn value(&mut self, kind: u32, depth: u32) -> Result<Value, Fault> {
        Ok(match kind {
            0 | 7 => Value::Number(u64::from(u8::from_le_bytes(self.bytes()?))),
            1 => self.skip::<1>()?,
            2 => Value::Number(u64::from(u16::from_le_bytes(self.bytes()?))),
            3 => self.skip::<2>()?,
            4 => Value::Number(u64::from(self.u32()?)),
            5 => Value::Number(u64::try_from(i32::from_le_bytes(self.bytes()?)).unwrap_or(0)),
            6 => self.skip::<4>()?,
            8 => Value::Text(self.text()?),
            9 if depth < 4 => {
                let (kind, count) = (self.u32()?, self.u64()?);
                if count > MOST_ITEMS {
                    return Err(Fault::Damaged("a list too long"));
                }
                let mut greatest = 0;
                for _ in 0..count {
                    if kind == 8 {
                        self.skip_text()?; // hundreds of thousands of words of the vocabulary
                    } else if let Value::Number(it) = self.value(kind, depth + 1)? {
                        greatest = greatest.max(it);
                    }
                }
                Value::List(count, greatest)
            }
            10 => Value::Number(self.u64()?),
            11 => Value::Number(u64::try_from(i64::from_le_bytes(self.bytes()?)).unwrap_or(0)),
            12 => self.skip::<8>()?,
            _ => return Err(Fault::Damaged("a value of an unknown kind")),
        })
    }

    fn skip<const COUNT: usize>(&mut self) -> Result<Value, Fault> {
        self.bytes::<COUNT>().map(|_| Value::Other)
    }

    fn skip_text(&mut self) -> Result<(), Fault> {
        match i64::try_from(self.u64()?) {
            Ok(length) if length <= MOST_BYTES => Ok(self.from.seek_relative(length)?),
            _ => Err(Fault::Damaged("a text too long")),
        }
    }

    fn text(&mut self) -> Result<String, Fault> {
        let length = self.u64()?;
        if i64::try_from(length).map_or(true, |it| it > MOST_BYTES) {
            return Err(Fault::Damaged("a text too long"));
        }
        let mut bytes = Vec::new();
        Read::by_ref(&mut self.from).take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == length {
            Ok(String::from_utf8_lossy(&bytes).into_owned())
        } else {
            Err(Fault::Damaged("it ends within its head"))
        }
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, Fault> {
        self.bytes().map(u64::from_le_bytes)
    }

    fn bytes<const COUNT: usize>(&mut self) -> Result<[u8; COUNT], Fault> {
        let mut bytes = [0; COUNT];
        match self.from.read_exact(&mut bytes) {
            Ok(()) => Ok(bytes),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Err(Fault::Damaged("it ends within its head"))
            }
            Err(error) => Err(Fault::Unreadable(error)),
        }
    }
}

struct Tensor {
    items: u64,
    kind: &'static str,
    offset: u64,
    bytes: u64,
}

impl Facts {
    fn take(&mut self, key: &str, value: Value) {
        match (key, value) {
            ("general.architecture", Value::Text(it)) => self.architecture = it,
            ("general.name", Value::Text(it)) => self.name = Some(it).filter(|it| !it.trim().is_empty()),
            ("general.alignment", Value::Number(it)) => self.alignment = it,
            ("tokenizer.ggml.tokens", Value::List(count, _)) => self.vocabulary = count,
            (key, Value::Number(it) | Value::List(_, it)) => {
                // The architecture comes before its keys; where it does not, its length does not matter.
                let Some((_, rest)) = key.split_once('.') else { return };
                match rest {
                    "block_count" => self.layers = it,
                    "context_length" => self.context = it,
                    "embedding_length" => self.width = it,
                    "attention.head_count" => self.heads = it,
                    "attention.head_count_kv" => self.cached_heads = Some(it),
                    "attention.key_length" => self.key_length = Some(it),
                    "attention.value_length" => self.value_length = Some(it),
                    "pooling_type" => self.pooling = it,
                    _ => (),
                }
            }
            _ => (),
        }
    }

    fn header(self, parameters: u64, end: u64, kind: &str) -> Header {
        let heads = self.heads.max(1);
        let length = self.width / heads;
        let cached = self.cached_heads.filter(|it| *it > 0).unwrap_or(heads);
        let per_layer = self.key_length.unwrap_or(length).saturating_add(self.value_length.unwrap_or(length));
        let embeds = self.architecture.contains("bert") || self.pooling > 0;
        Header {
            embeds,
            pooled: self.pooling > 0,
            parameters,
            end,
            kind: kind.to_owned(),
            name: self.name,
            context: u32::try_from(self.context).unwrap_or(u32::MAX),
            vocabulary: self.vocabulary,
            width: self.width,
            // Two bytes a number (f16).
            cache_bytes_per_token: per_layer
                .saturating_mul(cached)
                .saturating_mul(self.layers)
                .saturating_mul(2),
            architecture: self.architecture,
        }
    }
}

/// Number of a kind of tensor, its name, the items of a block and their bytes (`ggml.h`, `ggml-common.h`).
const KINDS: &[(u32, &str, u64, u64)] = &[
    (0, "F32", 1, 4),
    (1, "F16", 1, 2),
    (2, "Q4_0", 32, 18),
    (3, "Q4_1", 32, 20),
    (6, "Q5_0", 32, 22),
    (7, "Q5_1", 32, 24),
    (8, "Q8_0", 32, 34),
    (10, "Q2_K", 256, 84),
    (11, "Q3_K", 256, 110),
    (12, "Q4_K", 256, 144),
    (13, "Q5_K", 256, 176),
    (14, "Q6_K", 256, 210),
    (16, "IQ2_XXS", 256, 66),
    (17, "IQ2_XS", 256, 74),
    (18, "IQ3_XXS", 256, 98),
    (19, "IQ1_S", 256, 50),
    (20, "IQ4_NL", 32, 18),
    (21, "IQ3_S", 256, 110),
    (22, "IQ2_S", 256, 82),
    (23, "IQ4_XS", 256, 136),
    (29, "IQ1_M", 256, 56),
    (30, "BF16", 1, 2),
    (39, "MXFP4", 32, 17),
];

#[cfg(test)]
mod tests {
    use super::super::tiny_model;
    use super::*;
    use proptest::prelude::*;

    /// A head with tensors of these sizes.
    fn with_tensors(sizes: &[u64]) -> Vec<u8> {
        let number = |it: usize| u64::try_from(it).unwrap().to_le_bytes();
        let text = |it: &str| [number(it.len()).as_slice(), it.as_bytes()].concat();
        let mut bytes = [b"GGUF".as_slice(), &3_u32.to_le_bytes(), &number(sizes.len()), &number(1)].concat();
        bytes.extend([text("general.architecture"), 8_u32.to_le_bytes().to_vec(), text("x")].concat());
        for size in sizes {
            bytes.extend([text("t"), 1_u32.to_le_bytes().to_vec(), size.to_le_bytes().to_vec()].concat());
            bytes.extend([0_u32.to_le_bytes().as_slice(), &0_u64.to_le_bytes()].concat());
        }
        bytes
    }

    #[test]
    fn sizes_that_cannot_be_do_not_add_up_to_small_ones() {
        let fault = read(&with_tensors(&[u64::MAX, u64::MAX, 2])).unwrap_err();
        assert!(matches!(fault, Fault::Incomplete { least: u64::MAX, .. }), "{fault}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn whatever_the_bytes_are_there_is_an_answer(
            sizes in prop::collection::vec(any::<u64>(), 0..4),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            cut in any::<prop::sample::Index>(),
        ) {
            let mut bytes = with_tensors(&sizes);
            for (at, byte) in changes {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(cut.index(bytes.len() + 1));
            let _ = read(&bytes); // any answer is right that is one
        }
    }

    fn read(bytes: &[u8]) -> Result<Header, Fault> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        Header::read(file.path())
    }

    #[test]
    fn a_head_tells_what_the_model_is() {
        let bytes = tiny_model::speaker("Merhaba!");
        let header = read(&bytes).unwrap();
        assert_eq!((header.architecture.as_str(), header.kind.as_str()), ("llama", "F32"));
        assert_eq!(header.name.as_deref(), Some("Tiny speaker"));
        assert_eq!((header.context, header.width, header.embeds), (8192, 64, false));
        assert_eq!(header.end, bytes.len() as u64);
        // One layer, four heads of 16 numbers, keys and values, two bytes each.
        assert_eq!(header.cache_bytes_per_token, 4 * 16 * 2 * 2);
        assert!(read(&tiny_model::embedder()).unwrap().embeds);
    }

    #[test]
    fn a_file_that_ends_too_early_is_incomplete_wherever_it_ends() {
        let bytes = tiny_model::embedder();
        assert!(matches!(read(&bytes[..bytes.len() - 1]), Err(Fault::Incomplete { .. })));
        assert!(matches!(read(b"<!doctype html>"), Err(Fault::NotGguf)));
        assert!(matches!(read(b""), Err(Fault::NotGguf)));
        for length in (5..bytes.len()).step_by(997) {
            assert!(read(&bytes[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn nonsense_after_the_mark_is_damage_and_takes_no_memory() {
        let mut bytes = b"GGUF\x03\0\0\0".to_vec();
        bytes.extend([0xff; 64]);
        assert!(matches!(read(&bytes), Err(Fault::Damaged(_))));
        assert!(matches!(read(b"GGUF\x09\0\0\0"), Err(Fault::Version(9))));
    }
}
