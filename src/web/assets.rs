//! The files that browsers load: embedded in the binary, served below `/a/<hash of all of them>/` for ever.
//!
//! Each file is stripped and compressed once, when it is first asked for. In debug builds `ASISTTR_ASSETS=<folder>` serves
//! from the disk instead, so that work on the pages needs no build.
use super::strip::strip;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets");

/// Kept for ever: the address changes with the content.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Asked about each time, answered with 304 while nothing changed.
pub const NO_CACHE: &str = "no-cache";

/// One file, with the forms in which it is served once somebody wanted them.
pub struct Asset {
    source: Bytes,
    media_type: &'static str,
    /// Whether comments and indentation are for its readers only: scripts of ours.
    strip: bool,
    stripped: OnceLock<Bytes>,
    brotli: OnceLock<Option<Bytes>>,
    gzip: OnceLock<Option<Bytes>>,
}

/// All files; cloning copies a pointer.
#[derive(Clone)]
pub struct Assets {
    files: Arc<HashMap<String, Arc<Asset>>>,
    hash: Arc<str>,
    folder: Option<PathBuf>,
    loader: Arc<OnceLock<Option<Arc<Asset>>>>,
}

impl Assets {
    /// What is in the binary; in debug builds the folder `$ASISTTR_ASSETS` if it is set.
    #[must_use]
    pub fn load() -> Assets {
        let folder = std::env::var_os("ASISTTR_ASSETS").map(PathBuf::from).filter(|_| cfg!(debug_assertions));
        let mut files = HashMap::new();
        EMBEDDED.dirs().for_each(|it| collect(it, &mut files)); // files at the top are the program's own
        Assets { hash: hash(&files), files: Arc::new(files), folder, loader: Arc::default() }
    }

    /// The hash of all files, part of their addresses.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The file at `path` below `assets/`.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Arc<Asset>> {
        match &self.folder {
            Some(folder) => read(folder, path),
            None => self.files.get(path).cloned(),
        }
    }

    /// The widget's loader, which names the other files by the hash.
    #[must_use]
    pub fn loader(&self) -> Option<Arc<Asset>> {
        const PATH: &str = "widget/widget.js";
        let made = || {
            let text = self.text(PATH, &[("__V__", &self.hash)])?;
            Some(Arc::new(Asset::new(Path::new(PATH), Bytes::from(text))))
        };
        if self.folder.is_some() { made() } else { self.loader.get_or_init(made).clone() }
    }

    /// Paths of the files in the binary below `folder`, sorted.
    #[must_use]
    pub fn below(&self, folder: &str) -> Vec<String> {
        let mut paths: Vec<String> = self.files.keys().filter(|it| it.starts_with(folder)).cloned().collect();
        paths.sort();
        paths
    }

    /// The file at `path` as text, with each `(placeholder, value)` replaced.
    #[must_use]
    pub fn text(&self, path: &str, replace: &[(&str, &str)]) -> Option<String> {
        let asset = self.find(path)?;
        let mut text = std::str::from_utf8(asset.bytes()).ok()?.to_owned();
        for (placeholder, value) in replace {
            text = text.replace(placeholder, value);
        }
        Some(text)
    }

    /// How long what stands at `/a/<hash>/…` may be kept: a page opened before an upgrade asks with the hash of
    /// then and gets the file of now, which must not stick to the old address.
    #[must_use]
    pub fn caching(&self, hash: &str) -> &'static str {
        if self.folder.is_none() && hash == self.hash() { IMMUTABLE } else { NO_CACHE }
    }
}

impl Asset {
    /// The file at `path` below `assets/`. Scripts of others stay as they came.
    fn new(path: &Path, source: Bytes) -> Asset {
        let script = path.extension().is_some_and(|it| it == "js");
        Asset {
            source,
            media_type: media_type(path),
            strip: script && !path.starts_with("vendor"),
            stripped: OnceLock::new(),
            brotli: OnceLock::new(),
            gzip: OnceLock::new(),
        }
    }

    /// The answer to a request with these `headers`.
    pub fn respond(&self, headers: &HeaderMap, caching: &'static str) -> Response {
        let (body, encoding) = self.encoded(headers);
        let mut response = body.into_response();
        let out = response.headers_mut();
        out.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        out.insert(header::CACHE_CONTROL, HeaderValue::from_static(caching));
        out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(encoding) = encoding {
            out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }

    /// What is served, before it is compressed.
    pub(super) fn bytes(&self) -> &Bytes {
        self.stripped.get_or_init(|| {
            let script = std::str::from_utf8(&self.source).ok().filter(|_| self.strip);
            script.and_then(strip).map_or_else(|| self.source.clone(), Bytes::from)
        })
    }

    fn encoded(&self, headers: &HeaderMap) -> (Bytes, Option<&'static str>) {
        let accepted =
            headers.get(header::ACCEPT_ENCODING).and_then(|it| it.to_str().ok()).unwrap_or_default();
        if accepts(accepted, "br")
            && let Some(bytes) = self.brotli.get_or_init(|| self.smaller(brotli))
        {
            return (bytes.clone(), Some("br"));
        }
        if accepts(accepted, "gzip")
            && let Some(bytes) = self.gzip.get_or_init(|| self.smaller(gzip))
        {
            return (bytes.clone(), Some("gzip"));
        }
        (self.bytes().clone(), None)
    }

    /// The compressed form, where compressing helps.
    fn smaller(&self, compress: fn(&[u8]) -> std::io::Result<Vec<u8>>) -> Option<Bytes> {
        let text = !self.media_type.starts_with("image/") || self.media_type.contains("svg");
        if !text || self.media_type.starts_with("font/") || self.bytes().len() < 256 {
            return None;
        }
        compress(self.bytes()).ok().filter(|it| it.len() < self.bytes().len()).map(Bytes::from)
    }
}

/// Whether `Accept-Encoding` names `coding` without forbidding it (RFC 9110, 12.5.3).
fn accepts(header: &str, coding: &str) -> bool {
    header.split(',').any(|it| {
        let (name, weight) = it.split_once(";q=").unwrap_or((it, "1"));
        name.trim().eq_ignore_ascii_case(coding) && weight.trim().parse::<f32>().is_ok_and(|it| it > 0.0)
    })
}

fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    // Quality 9 is within a few per cent of 11 at a tenth of the time; the window fits our largest file.
    let mut writer = ::brotli::CompressorWriter::new(Vec::with_capacity(bytes.len() / 3), 16 * 1024, 9, 18);
    writer.write_all(bytes)?;
    Ok(writer.into_inner())
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer =
        flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 3), flate2::Compression::best());
    writer.write_all(bytes)?;
    writer.finish()
}

fn collect(dir: &'static Dir<'static>, files: &mut HashMap<String, Arc<Asset>>) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().into_owned();
        files.insert(path, Arc::new(Asset::new(file.path(), Bytes::from_static(file.contents()))));
    }
    dir.dirs().for_each(|it| collect(it, files));
}

/// A file of the folder that a debug build serves from; nothing outside of it.
fn read(folder: &Path, path: &str) -> Option<Arc<Asset>> {
    if path.split('/').any(|it| it.is_empty() || it.starts_with('.')) {
        return None;
    }
    let bytes = std::fs::read(folder.join(path)).ok()?;
    Some(Arc::new(Asset::new(Path::new(path), Bytes::from(bytes))))
}

fn hash(files: &HashMap<String, Arc<Asset>>) -> Arc<str> {
    let mut paths: Vec<_> = files.keys().collect();
    paths.sort();
    let mut all = Sha256::new();
    for path in paths {
        all.update(path.as_bytes());
        if let Some(file) = files.get(path) {
            all.update(file.source.len().to_le_bytes());
            all.update(&file.source);
        }
    }
    all.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect::<String>().into()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|it| it.to_str()).unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "ogg" => "audio/ogg",
        "txt" | "md" | "toml" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_with_weight_zero_is_refused() {
        assert!(accepts("gzip, deflate, br", "br"));
        assert!(!accepts("gzip, br;q=0", "br"));
        assert!(!accepts("", "gzip"));
    }

    #[test]
    fn only_the_present_hash_is_kept_for_ever() {
        let assets = Assets::load();
        assert_eq!(assets.caching(assets.hash()), IMMUTABLE);
        assert_eq!(assets.caching("0123456789ab"), NO_CACHE);
        assert!(assets.find("img/icon.svg").is_some());
        assert!(assets.find("../Cargo.toml").is_none());
        assert!(read(Path::new("assets"), "../Cargo.toml").is_none());
    }
}
