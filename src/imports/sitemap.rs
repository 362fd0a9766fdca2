//! Sitemaps (sitemaps.org, 0.9): lists of pages, and lists of such lists.
use flate2::read::MultiGzDecoder;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::Read as _;

/// Addresses taken from one file: as many as the protocol allows.
const MOST: usize = 50_000;

/// What a packed file begins with (RFC 1952).
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// What a sitemap lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sitemap {
    /// Pages.
    Pages(Vec<String>),
    /// Other sitemaps.
    Others(Vec<String>),
}

/// A sitemap as it was before it was packed (`sitemap.xml.gz`); any other file as it is. At most `most` bytes.
///
/// # Errors
/// When it is larger, or damaged.
pub(super) fn unpacked(bytes: Vec<u8>, most: usize) -> Result<Vec<u8>, &'static str> {
    if !bytes.starts_with(&GZIP) {
        return Ok(bytes);
    }
    let limit = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut out = Vec::new();
    let read = MultiGzDecoder::new(bytes.as_slice()).take(limit).read_to_end(&mut out);
    read.map_err(|_| "import_no_sitemap")?;
    if out.len() > most { Err("import_too_large") } else { Ok(out) }
}

/// Reads a sitemap; `None` when it is none.
pub(super) fn read(xml: &str) -> Option<Sitemap> {
    let mut reader = Reader::from_str(xml);
    let (mut root, mut path, mut found, mut text): (Option<bool>, Vec<String>, Vec<String>, String) =
        (None, Vec::new(), Vec::new(), String::new());
    loop {
        match reader.read_event().ok()? {
            Event::Start(it) => {
                let name = it.local_name().into_inner().to_owned();
                if path.is_empty() && root.is_none() {
                    root = match name.as_str() {
                        "urlset" => Some(true),
                        "sitemapindex" => Some(false),
                        _ => return None,
                    };
                }
                text.clear();
                path.push(name);
            }
            Event::Text(it) => text.push_str(&it.xml10_content()),
            Event::CData(it) => text.push_str(&it.xml10_content()),
            // Addresses may have `&amp;` in them.
            Event::GeneralRef(it) if &*it == "amp" => text.push('&'),
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                let within = path.last().is_some_and(|it| it == "url" || it == "sitemap");
                if name == "loc" && within && found.len() < MOST {
                    found.push(text.trim().to_owned());
                }
            }
            Event::Eof => break,
            _ => (),
        }
    }
    root.map(|pages| if pages { Sitemap::Pages(found) } else { Sitemap::Others(found) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_packed_one_is_unpacked_within_its_limit() {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut packed, &[b'a'; 1000]).unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(unpacked(packed.clone(), 1000), Ok(vec![b'a'; 1000]));
        assert_eq!(unpacked(packed, 999), Err("import_too_large"));
        assert_eq!(unpacked(vec![0x1f, 0x8b, 0], 999), Err("import_no_sitemap"));
        assert_eq!(unpacked(b"<urlset/>".to_vec(), 999), Ok(b"<urlset/>".to_vec()));
    }

    #[test]
    fn both_kinds_are_read_and_other_things_are_not() {
        let pages = "<?xml version='1.0'?><urlset xmlns='x'><url><loc> https://a.b/?c=1&amp;d=2 </loc></url>\
            <url><image:image><image:loc>https://a.b/x.png</image:loc></image:image></url></urlset>";
        assert_eq!(read(pages), Some(Sitemap::Pages(vec!["https://a.b/?c=1&d=2".to_owned()])));
        let others = "<sitemapindex><sitemap><loc>https://a.b/s.xml</loc></sitemap></sitemapindex>";
        assert_eq!(read(others), Some(Sitemap::Others(vec!["https://a.b/s.xml".to_owned()])));
        assert_eq!(read("<rss><channel/></rss>"), None);
        assert_eq!(read("kötü <"), None);
    }
}
