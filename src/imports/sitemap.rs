//! Sitemaps (sitemaps.org, 0.9): lists of pages, and lists of such lists.
use quick_xml::Reader;
use quick_xml::events::Event;

/// Addresses taken from one file: as many as the protocol allows.
const MOST: usize = 50_000;

/// What a sitemap lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Sitemap {
    /// Pages.
    Pages(Vec<String>),
    /// Other sitemaps.
    Others(Vec<String>),
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
