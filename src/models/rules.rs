//! What memory a model takes, and what a file may be called.
use super::types::Curated;
use crate::engine::llm::gguf::Header;

/// Tokens that all answers being made share, best first: long conversations beside each other, down to one question
/// with its passages.
const CONTEXTS: [u32; 3] = [8192, 4096, 2048];
/// Beyond the weights and the cache: what is computed with, and what the rest of the program may come to need.
const HEADROOM_BYTES: u64 = 160 << 20;
/// Tokens computed in one step; each has a number for every word of the vocabulary.
const STEP: u64 = 128;
/// Vocabulary of models whose file is not here.
const USUAL_VOCABULARY: u64 = 152_000;

/// Memory that a file's model takes with so much context.
#[must_use]
pub fn need(file_bytes: u64, header: &Header, context: u32) -> u64 {
    let cache =
        if header.embeds { 0 } else { header.cache_bytes_per_token.saturating_mul(u64::from(context)) };
    let computing =
        header.vocabulary.saturating_mul(4 * STEP).saturating_add(header.width.saturating_mul(64 * STEP));
    file_bytes.saturating_add(cache).saturating_add(computing).saturating_add(HEADROOM_BYTES)
}

/// The least that a file's model takes.
#[must_use]
pub fn least_need(file_bytes: u64, header: &Header) -> u64 {
    need(file_bytes, header, least_context(header))
}

/// The least that a model of the curated list takes.
#[must_use]
pub fn need_of(it: &Curated) -> u64 {
    let cache = it.cache.saturating_mul(u64::from(CONTEXTS[2]));
    it.bytes.saturating_add(cache).saturating_add(USUAL_VOCABULARY * 4 * STEP).saturating_add(HEADROOM_BYTES)
}

fn least_context(header: &Header) -> u32 {
    CONTEXTS[2].min(header.context.max(1))
}

/// The largest context that fits; `None` when not even the least does.
#[must_use]
pub fn context(file_bytes: u64, header: &Header, free_bytes: u64) -> Option<u32> {
    let learnt = header.context.max(512);
    let candidates = CONTEXTS.iter().map(|it| (*it).min(learnt));
    candidates.into_iter().find(|it| need(file_bytes, header, *it) <= free_bytes)
}

/// A name that a model's file may have: it stays within its folder.
#[must_use]
pub fn is_file_name(name: &str) -> bool {
    let plain = |it: char| it.is_ascii_alphanumeric() || "._-+".contains(it);
    name.len() <= 120 && name.ends_with(".gguf") && !name.starts_with('.') && name.chars().all(plain)
}

/// An address to fetch from.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let long = text.len() > 1000 || text.chars().any(|it| it.is_whitespace() || it.is_control());
    !long
        && reqwest::Url::parse(text).is_ok()
        && host.is_some_and(|it| !it.is_empty() && !it.starts_with('/'))
}

/// A SHA-256 in hexadecimal digits.
#[must_use]
pub fn is_checksum(text: &str) -> bool {
    text.len() == 64 && text.chars().all(|it| it.is_ascii_hexdigit())
}

/// The name of the file at the end of an address.
#[must_use]
pub fn file_of(address: &str) -> Option<&str> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.rsplit('/').next().filter(|it| is_file_name(it))
}

/// Where a file of the curated list comes from: the mirror, if there is one.
#[must_use]
pub fn source(it: &Curated, mirror: Option<&str>) -> String {
    match mirror {
        Some(mirror) => format!("{}/{}", mirror.trim_end_matches('/'), it.file),
        None => it.address.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIGABYTE: u64 = 1 << 30;

    /// As Qwen 2.5 0.5B.
    fn header() -> Header {
        Header {
            context: 32_768,
            vocabulary: 151_936,
            width: 896,
            cache_bytes_per_token: 12_288,
            ..Header::default()
        }
    }

    #[test]
    fn the_context_is_as_large_as_fits() {
        let file = 491_000_000;
        assert_eq!(context(file, &header(), 2 * GIGABYTE), Some(8192));
        assert_eq!(context(file, &header(), 800_000_000), Some(4096));
        assert_eq!(context(file, &header(), 600_000_000), None);
        let short = Header { context: 1024, ..header() };
        assert_eq!(context(file, &short, 2 * GIGABYTE), Some(1024));
        assert!(least_need(file, &header()) < 800_000_000);
        assert_eq!(need(u64::MAX, &header(), 1), u64::MAX);
    }

    #[test]
    fn a_file_name_stays_within_its_folder() {
        assert!(is_file_name("qwen2.5-0.5b-instruct-q4_k_m.gguf"));
        for bad in ["../x.gguf", ".gguf", "a/b.gguf", "x.bin", "çay.gguf", "a b.gguf", ""] {
            assert!(!is_file_name(bad), "{bad}");
        }
        assert_eq!(file_of("https://x.org/a/b.gguf?download=true"), Some("b.gguf"));
        assert_eq!(file_of("https://x.org/a/"), None);
    }

    #[test]
    fn an_address_is_one_to_fetch_from() {
        assert!(is_address("https://modeller.ornek.edu.tr/gguf") && is_address("http://10.0.0.5:8000"));
        for bad in ["ftp://x", "https://", "modeller", "file:///etc", "https:// x", "https:///x"] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
