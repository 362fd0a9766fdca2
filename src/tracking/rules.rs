//! What a browser and an address tell. Pure.
use crate::live::{Device, Source};
use serde_json::{Map, Value};
use std::sync::LazyLock;
use woothee::parser::Parser;

static PARSER: LazyLock<Parser> = LazyLock::new(Parser::new);

/// Parts of an address that name a campaign.
const CAMPAIGN: &[&str] = &["source", "medium", "campaign", "term", "content"];

/// What the browser calls itself, read; `None` for a machine that nobody sits at.
#[must_use]
pub fn browser(agent: &str) -> Option<Source> {
    let lower = agent.to_ascii_lowercase();
    if ["bot", "crawl", "spider", "slurp"].iter().any(|it| lower.contains(it)) {
        return None;
    }
    let Some(found) = PARSER.parse(agent) else { return Some(Source::default()) };
    let known = |it: &str| (!it.is_empty() && it != "UNKNOWN").then(|| it.to_owned());
    let tablet = found.os == "iPad" || (found.os == "Android" && !agent.contains("Mobile"));
    let device = match found.category {
        "crawler" => return None,
        "pc" => Some(Device::Desktop),
        _ if tablet => Some(Device::Tablet),
        "smartphone" | "mobilephone" => Some(Device::Phone),
        _ => None,
    };
    let system = match found.os {
        "iPad" | "iPhone" | "iPod" => Some("iOS".to_owned()),
        "Mac OSX" => Some("macOS".to_owned()),
        it if it.starts_with("Windows") => Some("Windows".to_owned()),
        it => known(it),
    };
    Some(Source { browser: known(found.name), system, device, ..Source::default() })
}

/// What an address says of the campaign that led to it (`utm_source` and its kind), as JSON.
#[must_use]
pub fn campaign(url: &str) -> Option<String> {
    let query = url.split_once('?')?.1.split('#').next()?;
    let mut found = Map::new();
    for (name, value) in query.split('&').filter_map(|it| it.split_once('=')) {
        let part = name.strip_prefix("utm_").filter(|it| CAMPAIGN.contains(it));
        if let Some(part) = part.filter(|_| !value.is_empty()) {
            found.insert(part.to_owned(), Value::String(decoded(value).chars().take(100).collect()));
        }
    }
    (!found.is_empty()).then(|| Value::Object(found).to_string())
}

/// The page of another site that led here; pages of the same site lead nowhere new.
#[must_use]
pub fn referrer(referrer: &str, page: Option<&str>) -> Option<String> {
    let host =
        |it: &str| it.split_once("://").and_then(|it| it.1.split(['/', '?', '#']).next()).map(str::to_owned);
    let from = host(referrer)?;
    (page.and_then(host).as_ref() != Some(&from)).then(|| referrer.chars().take(500).collect())
}

/// `%C4%B1` and `+`, read; what is no UTF-8 is replaced.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let digit = |it: Option<u8>| {
            it.and_then(|it| char::from(it).to_digit(16)).and_then(|it| u8::try_from(it).ok())
        };
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(high * 16 + low);
                rest = ahead;
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_from_machines() {
        let firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let it = browser(firefox).unwrap_or_default();
        assert_eq!((it.browser.as_deref(), it.system.as_deref()), (Some("Firefox"), Some("Windows")));
        assert_eq!(it.device, Some(Device::Desktop));
        let phone = "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";
        assert_eq!(browser(phone).and_then(|it| it.device), Some(Device::Phone));
        let tablet = "Mozilla/5.0 (Linux; Android 15; SM-X210) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        assert_eq!(browser(tablet).and_then(|it| it.device), Some(Device::Tablet));
        let google = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)";
        assert_eq!(browser(google), None);
        assert_eq!(browser("AhrefsSiteCrawler/1"), None);
        assert_eq!(browser("something else"), Some(Source::default()));
    }

    #[test]
    fn a_campaign_is_read_from_the_address() {
        let url = "https://o.edu.tr/?a=1&utm_source=bahar%20fuar%C4%B1&utm_medium=e+posta&utm_x=1&utm_term=#utm_content=no";
        assert_eq!(campaign(url).as_deref(), Some(r#"{"medium":"e posta","source":"bahar fuarı"}"#));
        assert_eq!(campaign("https://o.edu.tr/?a=100%&b"), None);
        assert_eq!(decoded("100%"), "100%");
    }

    #[test]
    fn a_page_of_the_same_site_is_no_referrer() {
        let page = Some("https://o.edu.tr/kayit");
        assert_eq!(referrer("https://o.edu.tr/", page), None);
        assert_eq!(referrer("https://google.com/?q=x", page).as_deref(), Some("https://google.com/?q=x"));
        assert_eq!(referrer("", page), None);
    }
}
