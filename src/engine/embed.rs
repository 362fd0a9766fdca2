//! The built-in embedding: a text as the hashed sum of its subwords, so that hybrid search works from the first
//! second with nothing installed. After the "hashing trick" (Weinberger et al., 2009) over the character n-grams of
//! fastText (Bojanowski et al., 2017), without learnt weights: deterministic and the same on every machine.
use super::turkish;
use std::collections::HashMap;

/// Numbers of a vector.
pub const DIMENSIONS: usize = 512;
/// Name of this embedding, kept with the vectors: another name means they must be made anew.
pub const NAME: &str = "builtin-2";

/// Lengths of the n-grams, in letters, counted with the marks at both ends of a word.
const GRAMS: std::ops::RangeInclusive<usize> = 3..=5;
/// A whole word counts as much as so many n-grams.
const WORD_WEIGHT: f32 = 3.0;
/// So does its root.
const ROOT_WEIGHT: f32 = 3.0;

/// The vector of a text, of length 1; all zeros when it has no words worth embedding.
#[must_use]
pub fn embed(text: &str) -> Vec<f32> {
    let mut features: HashMap<u64, f32> = HashMap::new();
    for word in turkish::words(text) {
        let Some(core) = &word.core else { continue };
        *features.entry(hash(b'w', &core.stem)).or_default() += WORD_WEIGHT;
        *features.entry(hash(b'r', &core.root)).or_default() += ROOT_WEIGHT;
        grams(&word.folded, |gram| *features.entry(hash(b'g', gram)).or_default() += 1.0);
    }
    let mut vector = vec![0.0_f32; DIMENSIONS];
    for (feature, count) in features {
        let place = usize::try_from(feature % DIMENSIONS as u64).unwrap_or_default();
        let sign = if feature >> 63 == 0 { 1.0 } else { -1.0 };
        // Said twice is not twice as much.
        if let Some(it) = vector.get_mut(place) {
            *it += sign * count.sqrt();
        }
    }
    normalise(&mut vector);
    vector
}

/// The subwords of `<word>`.
fn grams(word: &str, mut each: impl FnMut(&str)) {
    let marked = format!("<{word}>");
    let starts: Vec<usize> = marked.char_indices().map(|it| it.0).chain([marked.len()]).collect();
    for letters in GRAMS {
        for pair in starts.windows(letters + 1) {
            if let (Some(from), Some(to)) = (pair.first(), pair.last())
                && let Some(gram) = marked.get(*from..*to)
            {
                each(gram);
            }
        }
    }
}

/// FNV-1a (Fowler, Noll, Vo), finished with a multiply-xor so that low bits are good enough to take a remainder of.
fn hash(kind: u8, text: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in std::iter::once(kind).chain(text.bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash ^= hash >> 32;
    hash = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

fn normalise(vector: &mut [f32]) {
    let length = vector.iter().map(|it| it * it).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|it| *it /= length);
    }
}

/// A vector as bytes for storage, one signed byte a number: a quarter of the room, recall within half a percent.
#[must_use]
pub fn quantise(vector: &[f32]) -> Vec<u8> {
    let most = vector.iter().fold(0.0_f32, |most, it| most.max(it.abs()));
    let scale = if most > 0.0 { 127.0 / most } else { 0.0 };
    #[expect(clippy::cast_possible_truncation, reason = "within ±127 by the scale")]
    vector.iter().map(|it| ((it * scale).round() as i8).cast_unsigned()).collect()
}

/// Cosine between a vector and a quantised one; 0 when either is empty of meaning.
#[must_use]
pub fn cosine(vector: &[f32], quantised: &[u8]) -> f32 {
    let (mut dot, mut length) = (0.0_f32, 0.0_f32);
    for (a, b) in vector.iter().zip(quantised) {
        let b = f32::from(b.cast_signed());
        dot += a * b;
        length += b * b;
    }
    if length > 0.0 { dot / length.sqrt() } else { 0.0 }
}

/// The signs of a vector, eight to a byte, lowest bit first: for a quick first look by Hamming distance.
#[must_use]
pub fn signs(vector: &[f32]) -> Vec<u8> {
    vector
        .chunks(8)
        .map(|eight| eight.iter().enumerate().fold(0, |byte, (bit, it)| byte | (u8::from(*it > 0.0) << bit)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_word_are_near_and_other_words_are_not() {
        let near = cosine(&embed("şifremi unuttum"), &quantise(&embed("Unutulan şifrenin yenilenmesi")));
        let far = cosine(&embed("şifremi unuttum"), &quantise(&embed("Yemekhane ücretleri")));
        assert!(near > far + 0.2, "{near} {far}");
    }

    #[test]
    fn the_same_text_is_the_same_vector() {
        let vector = embed("Yaz okulu kaydı");
        assert_eq!(vector, embed("YAZ OKULU KAYDI"));
        assert!((cosine(&vector, &quantise(&vector)) - 1.0).abs() < 0.01);
        assert_eq!(signs(&vector).len(), DIMENSIONS / 8);
    }

    #[test]
    fn nothing_is_near_to_nothing() {
        assert!(cosine(&embed("ve ile"), &quantise(&embed("kayıt"))).abs() < f32::EPSILON);
    }
}
