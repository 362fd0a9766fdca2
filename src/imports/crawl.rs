//! Visits the pages of one web site, one after the other: allowed ones only, of the same host, with pauses, within
//! limits, and never an address inside the network that the process does not allow.
use super::robots::Rules;
use super::sitemap::{self, Sitemap};
use super::types::Reach;
use crate::web::outgoing::{Outgoing, Refusal, refusal};
use encoding_rs::Encoding;
use futures_util::StreamExt as _;
use reqwest::{Response, StatusCode, header};
use std::collections::{HashSet, VecDeque};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};
use url::Url;

/// Longest time for one page.
const LONGEST: Duration = Duration::from_secs(20);
/// Largest page.
const PAGE_BYTES: usize = 5 * 1024 * 1024;
/// Largest document.
const DOCUMENT_BYTES: usize = 25 * 1024 * 1024;
/// Largest image.
const IMAGE_BYTES: usize = 5 * 1024 * 1024;
/// Most images of one import.
const IMAGES: usize = 500;
/// Redirections of one address.
const HOPS: usize = 5;
/// Clicks from where it begins.
const DEPTH: usize = 10;
/// Longest address; longer ones come from pages that lead to themselves.
const URL_CHARS: usize = 400;
/// Sitemaps read for one import.
const SITEMAPS: usize = 20;
/// Parts of an address that are the same are a trap.
const SAME_PARTS: usize = 3;
/// Endings of what is no text.
const NO_TEXT: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "svg", "ico", "css", "js", "json", "xml", "rss", "zip", "rar", "7z",
    "gz", "mp3", "mp4", "avi", "mov", "webm", "woff", "woff2", "ttf", "exe", "msi", "apk", "doc", "xls",
    "xlsx", "ppt", "pptx", "ics",
];

/// A page that came.
pub(super) struct Page {
    /// Where it came from in the end.
    pub(super) url: Url,
    /// A name whose ending says what it is.
    pub(super) name: &'static str,
    pub(super) bytes: Vec<u8>,
    depth: usize,
}

/// The next thing on the way.
pub(super) enum Step {
    Page(Page),
    /// An address that gave nothing, and why.
    Failed(String, &'static str),
    End,
}

pub(super) struct Crawler {
    outgoing: Outgoing,
    start: Url,
    folder: String,
    most: usize,
    rules: Rules,
    waiting: VecDeque<(Url, usize)>,
    /// Sitemaps that could not be read, to be told of, and how many were told of.
    failed: VecDeque<(String, &'static str)>,
    told: usize,
    seen: HashSet<String>,
    visited: usize,
    images: usize,
    not_before: Instant,
    follows_links: bool,
}

impl Crawler {
    /// Reads the rules of the site and, where the address is a sitemap, its list.
    pub(super) async fn begin(
        outgoing: Outgoing,
        address: &str,
        reach: Reach,
        most: usize,
    ) -> Result<Crawler, &'static str> {
        let start = parse(address).ok_or("import_address_invalid")?;
        let folder = match reach {
            Reach::Host => "/".to_owned(),
            Reach::Folder => start.path().rsplit_once('/').map_or("/".to_owned(), |it| format!("{}/", it.0)),
        };
        let mut crawler = Crawler {
            outgoing,
            start: start.clone(),
            folder,
            most,
            rules: Rules::None,
            waiting: VecDeque::new(),
            failed: VecDeque::new(),
            told: 0,
            seen: HashSet::new(),
            visited: 0,
            images: 0,
            not_before: Instant::now(),
            follows_links: true,
        };
        crawler.rules = crawler.read_rules().await?;
        if start.path().ends_with(".xml") || start.path().ends_with(".xml.gz") {
            crawler.follows_links = false;
            crawler.read_sitemaps(start).await?;
        } else {
            crawler.add(start, 0);
        }
        Ok(crawler)
    }

    /// Pages that are known of, as far as they will be visited, and sitemaps that could not be read.
    pub(super) fn known(&self) -> usize {
        (self.visited + self.waiting.len()).min(self.most) + self.told + self.failed.len()
    }

    /// The next page, after the pause that the site asks for.
    pub(super) async fn next(&mut self) -> Step {
        if let Some((source, code)) = self.failed.pop_front() {
            self.told += 1;
            return Step::Failed(source, code);
        }
        if self.visited >= self.most {
            return Step::End;
        }
        let Some((url, depth)) = self.waiting.pop_front() else { return Step::End };
        self.visited += 1;
        if !self.rules.allow(url.as_str()) {
            return Step::Failed(url.into(), "import_robots");
        }
        sleep_until(self.not_before).await;
        let fetched = timeout(LONGEST, self.page(url.clone(), depth)).await;
        self.not_before = Instant::now() + self.rules.pause();
        match fetched {
            Ok(Ok(page)) => Step::Page(page),
            Ok(Err(code)) => Step::Failed(url.into(), code),
            Err(_) => Step::Failed(url.into(), "import_page_slow"),
        }
    }

    /// An image of a page: of the same site, allowed and not too large; `None` where it cannot be had.
    pub(super) async fn image(&mut self, address: &str) -> Option<Vec<u8>> {
        let url = parse(address).filter(|it| same_site(&self.start, it) && self.rules.allow(it.as_str()))?;
        if self.images >= IMAGES {
            return None;
        }
        self.images += 1;
        let fetched = timeout(LONGEST, async {
            let (url, response) = self.fetch(url).await.ok()?;
            let kind = response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
            let is_image = response.status().is_success() && kind.is_some_and(|it| it.starts_with("image/"));
            let wanted = is_image && self.rules.allow(url.as_str());
            if wanted { read_body(response, IMAGE_BYTES).await.ok() } else { None }
        });
        fetched.await.ok().flatten()
    }

    /// Adds where a page leads.
    pub(super) fn follow(&mut self, page: &Page, links: &[String]) {
        if !self.follows_links || page.depth >= DEPTH {
            return;
        }
        for link in links.iter().filter_map(|it| parse(it)) {
            if link.path().starts_with(&self.folder) {
                self.add(link, page.depth + 1);
            }
        }
    }

    /// Whether a page of this address was taken already.
    pub(super) fn is_new(&mut self, url: &str) -> bool {
        self.seen.insert(format!("taken {url}"))
    }

    fn add(&mut self, url: Url, depth: usize) {
        let ending =
            url.path().rsplit('/').next().and_then(|it| it.rsplit_once('.')).map(|it| it.1.to_lowercase());
        let no_text = ending.is_some_and(|it| NO_TEXT.contains(&it.as_str()));
        if self.waiting.len() > self.most * 20 || no_text || is_trap(&url) || !same_site(&self.start, &url) {
            return;
        }
        if self.seen.insert(url.as_str().trim_end_matches('/').to_owned()) {
            self.waiting.push_back((url, depth));
        }
    }

    async fn read_rules(&self) -> Result<Rules, &'static str> {
        let url = self.start.join("/robots.txt").map_err(|_| "import_address_invalid")?;
        let fetched = timeout(LONGEST, self.fetch(url)).await;
        match fetched {
            Ok(Ok((_, response))) if response.status().is_success() => {
                Ok(read_body(response, PAGE_BYTES).await.map_or(Rules::Unknown, |it| Rules::of(&it)))
            }
            Ok(Ok((_, response))) if response.status().is_client_error() => Ok(Rules::None),
            Ok(Ok(_)) => Ok(Rules::Unknown),
            // Its rules may lie elsewhere; whoever sends visitors in circles has none.
            Ok(Err("import_redirect_elsewhere" | "import_redirect_loop")) => Ok(Rules::None),
            Ok(Err(code)) => Err(code),
            Err(_) => Err("import_page_slow"),
        }
    }

    async fn read_sitemaps(&mut self, first: Url) -> Result<(), &'static str> {
        let mut waiting = VecDeque::from([first]);
        let mut read = 0;
        while let Some(url) = waiting.pop_front().filter(|_| read < SITEMAPS) {
            read += 1;
            match self.sitemap(url.clone()).await {
                Ok(Sitemap::Pages(pages)) => {
                    pages.iter().filter_map(|it| parse(it)).for_each(|it| self.add(it, 0));
                }
                Ok(Sitemap::Others(others)) => {
                    waiting.extend(
                        others.iter().filter_map(|it| parse(it)).filter(|it| same_site(&self.start, it)),
                    );
                }
                Err(code) if read == 1 => return Err(code),
                // The others of a list are there all the same.
                Err(code) => self.failed.push_back((url.into(), code)),
            }
        }
        let nothing = self.waiting.is_empty() && self.failed.is_empty();
        if nothing { Err("import_no_sitemap") } else { Ok(()) }
    }

    async fn sitemap(&self, url: Url) -> Result<Sitemap, &'static str> {
        let fetched = timeout(LONGEST, self.fetch(url)).await.map_err(|_| "import_page_slow")??.1;
        if !fetched.status().is_success() {
            return Err("import_page_missing");
        }
        let bytes = sitemap::unpacked(read_body(fetched, DOCUMENT_BYTES).await?, DOCUMENT_BYTES)?;
        sitemap::read(&String::from_utf8_lossy(&bytes)).ok_or("import_no_sitemap")
    }

    async fn page(&self, url: Url, depth: usize) -> Result<Page, &'static str> {
        let (url, response) = self.fetch(url).await?;
        if !self.rules.allow(url.as_str()) {
            return Err("import_robots");
        }
        match response.status() {
            it if it.is_success() => (),
            StatusCode::NOT_FOUND | StatusCode::GONE => return Err("import_page_missing"),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err("import_page_closed"),
            _ => return Err("import_page_failed"),
        }
        let kind =
            response.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        let (media_type, parameters) = kind.split_once(';').unwrap_or((&kind, ""));
        let (name, most) = match media_type.trim() {
            "text/html" | "application/xhtml+xml" => ("sayfa.html", PAGE_BYTES),
            "text/plain" => ("sayfa.txt", PAGE_BYTES),
            "text/markdown" => ("sayfa.md", PAGE_BYTES),
            "application/pdf" => ("belge.pdf", DOCUMENT_BYTES),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => {
                ("belge.docx", DOCUMENT_BYTES)
            }
            _ => return Err("import_page_type"),
        };
        let label = parameters.split_once("charset=").map(|it| it.1.trim().trim_matches('"'));
        let encoding = label.and_then(|it| Encoding::for_label(it.as_bytes())).filter(|_| most == PAGE_BYTES);
        let bytes = read_body(response, most).await?;
        let bytes = match encoding {
            Some(it) if it != encoding_rs::UTF_8 => it.decode(&bytes).0.into_owned().into_bytes(),
            _ => bytes,
        };
        Ok(Page { url, name, bytes, depth })
    }

    /// What an address gives, redirections followed: each is checked as if it had been given.
    async fn fetch(&self, mut url: Url) -> Result<(Url, Response), &'static str> {
        let mut been = HashSet::new();
        for _ in 0..=HOPS {
            let client = self.outgoing.client(&url).map_err(worded)?;
            if !same_site(&self.start, &url) {
                return Err("import_redirect_elsewhere");
            }
            let response = client.get(url.clone()).send().await;
            let response =
                response.map_err(|error| refusal(&error).map_or("import_page_unreachable", worded))?;
            let target = response.headers().get(header::LOCATION).and_then(|it| it.to_str().ok());
            let Some(target) = target.filter(|_| response.status().is_redirection()) else {
                return Ok((url, response));
            };
            if !been.insert(url.clone()) {
                return Err("import_redirect_loop");
            }
            url = url.join(target).map_err(|_| "import_page_failed")?;
        }
        Err("import_redirect_loop")
    }
}

fn worded(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Malformed => "import_address_invalid",
        Refusal::Private => "import_address_private",
        Refusal::UnknownName => "import_name_unknown",
    }
}

/// At most `most` bytes; more is no page.
async fn read_body(response: Response, most: usize) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::new();
    let mut stream = response.bytes_stream();
    while let Some(chunk) = stream.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| "import_page_unreachable")?);
        if bytes.len() > most {
            return Err("import_too_large");
        }
    }
    Ok(bytes)
}

/// An address without its fragment and without what campaigns add.
pub(super) fn parse(address: &str) -> Option<Url> {
    let mut url = Url::parse(address.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return None;
    }
    url.set_fragment(None);
    let _ = url.set_username("").and_then(|()| url.set_password(None));
    if url.query().is_some_and(|it| it.contains("utm_")) {
        let kept: Vec<(String, String)> = url
            .query_pairs()
            .filter(|it| !it.0.starts_with("utm_"))
            .map(|it| (it.0.into(), it.1.into()))
            .collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    Some(url)
}

/// The same host, with or without `www.`, on the same port; the change to encryption is none.
pub(super) fn same_site(one: &Url, other: &Url) -> bool {
    let host = |it: &Url| it.host_str().unwrap_or_default().trim_start_matches("www.").to_owned();
    let usual = |it: &Url| it.port().is_none();
    host(one) == host(other) && ((usual(one) && usual(other)) || one.port() == other.port())
}

/// Pages that lead to ever longer addresses of themselves.
fn is_trap(url: &Url) -> bool {
    let parts: Vec<&str> = url.path().split('/').filter(|it| !it.is_empty()).collect();
    let same = parts.iter().any(|part| parts.iter().filter(|it| *it == part).count() > SAME_PARTS);
    url.as_str().chars().count() > URL_CHARS || same
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_site_is_one_host_and_port() {
        let same = |a: &str, b: &str| same_site(&parse(a).unwrap(), &parse(b).unwrap());
        assert!(same("http://ornek.edu.tr/a", "https://www.ornek.edu.tr/b"));
        assert!(!same("http://ornek.edu.tr", "http://ornek.edu.tr:8080"));
        assert!(!same("http://ornek.edu.tr", "http://ornek.edu.tr.kotu.com"));
    }

    #[test]
    fn addresses_are_brought_to_one_form_and_traps_are_seen() {
        assert_eq!(parse("https://a.b/x?utm_source=y&c=1#d").unwrap().as_str(), "https://a.b/x?c=1");
        assert_eq!(parse("https://kim:gizli@a.b/").unwrap().as_str(), "https://a.b/");
        assert!(parse("ftp://a.b/").is_none() && parse("a.b").is_none());
        assert!(
            is_trap(&parse("https://a.b/x/x/x/x/").unwrap())
                && !is_trap(&parse("https://a.b/x/y/x").unwrap())
        );
    }
}
