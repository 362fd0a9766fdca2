//! How urgent a conversation is: what the visitor says, else what people said of solved ones alike. A person decides; only
//! where the site wants it is what visitors say taken as it is.
use crate::app::App;
use crate::base::ids::{ConversationId, SiteId};
use crate::base::{Priority, text};
use crate::conversations::service::{Revision, revise};
use crate::conversations::types::{Actor, ConversationView, Status};
use crate::text_enum;
use crate::{Result, conversations};
use serde::Serialize;

/// Folded words by which a visitor says that something cannot wait at all; those with a `-` may have suffixes.
const URGENT: &[&str] = &[
    "acil",
    "acilen",
    "acildir",
    "aciliyet-",
    "cok acele",
    "ivedi-",
    "derhal",
    "son gun",
    "son gunu",
    "son gundur",
    "son saat",
    "bugun bitiyor",
    "bugun doluyor",
    "hayati",
    "urgent-",
    "asap",
    "emergency",
    "immediately",
    "last day",
    "deadline is today",
    "expires today",
];
/// The same for what should not wait long.
const HIGH: &[&str] = &[
    "hemen",
    "acele",
    "acelem",
    "en kisa surede",
    "bir an once",
    "yarin son gun",
    "magdur-",
    "sikayetci-",
    "dolandiril-",
    "calindi-",
    "ele gecir-",
    "iki kez cekil-",
    "iki defa cekil-",
    "as soon as possible",
    "right away",
    "stolen",
    "hacked",
    "charged twice",
    "complaint-",
];
/// Folded words that take it back: `acil değil`.
const PATIENT: &[&str] = &[
    "acil degil",
    "acil degildir",
    "acelem yok",
    "acelesi yok",
    "acele etmenize gerek yok",
    "musait oldugunuzda",
    "not urgent",
    "no rush",
    "no hurry",
    "when you have time",
];
/// Cases alike that must agree.
const AGREE: usize = 2;
/// Cases alike that are asked.
const CASES: usize = 5;

text_enum! {
    /// What a proposal stands on.
    Because {
        /// The visitor says so.
        Said = "said",
        /// People said so of solved conversations alike.
        Alike = "alike",
    }
}

/// How urgent a conversation may be, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Proposal {
    /// How urgent.
    pub priority: Priority,
    /// What that stands on.
    pub because: Because,
    /// The visitor's word, as it was written.
    pub word: Option<String>,
    /// How many conversations alike.
    pub cases: usize,
}

/// What the visitor says, the newest message first.
#[must_use]
pub fn said(messages: &[String]) -> Option<Proposal> {
    let any = |all: &[&str], message: &str| all.iter().find_map(|it| as_written(message, it));
    messages.iter().find_map(|message| {
        let (priority, word) = if let Some(word) = any(PATIENT, message) {
            (Priority::Low, word)
        } else if let Some(word) = any(URGENT, message) {
            (Priority::Urgent, word)
        } else {
            (Priority::High, any(HIGH, message)?)
        };
        Some(Proposal { priority, because: Because::Said, word: Some(word), cases: 0 })
    })
}

/// The folded words `wanted`, as a message has them; `None`, where it has not.
fn as_written(message: &str, wanted: &str) -> Option<String> {
    let (wanted, suffixes) = wanted.strip_suffix('-').map_or((wanted, false), |it| (it, true));
    let bare = |it: &str| it.trim_matches(|it: char| !it.is_alphanumeric()).to_owned();
    let words: Vec<String> = message.split_whitespace().map(bare).filter(|it| !it.is_empty()).collect();
    let run = words.windows(wanted.split_whitespace().count()).find(|run| {
        let written = run.join(" ");
        let folded = text::fold(&written);
        let same = folded == wanted || suffixes && folded.starts_with(wanted);
        // Without its marks `açıldı` would be `acildi`.
        same && !text::lower(&written).starts_with("aç")
    });
    run.map(|it| it.join(" "))
}

/// What people said of cases alike, when enough of them agree.
#[must_use]
pub fn of_cases(priorities: &[Priority]) -> Option<Proposal> {
    let first: Vec<Priority> = priorities.iter().copied().take(CASES).collect();
    let count = |it: Priority| first.iter().filter(|other| **other == it).count();
    let most = [Priority::Urgent, Priority::High].into_iter().max_by_key(|it| count(*it))?;
    let (cases, all) = (count(most), first.len());
    let agreed = cases >= AGREE && cases * 2 > all;
    agreed.then_some(Proposal { priority: most, because: Because::Alike, word: None, cases })
}

/// What is worth proposing for a conversation: something else than it is, and nothing below what somebody chose.
#[must_use]
pub fn worth(view: &ConversationView, proposal: Option<Proposal>) -> Option<Proposal> {
    let rank = |it: Priority| Priority::ALL.iter().position(|other| *other == it);
    proposal.filter(|it| {
        let raises = rank(it.priority) > rank(view.priority);
        let lowers = view.priority == Priority::Normal && it.priority == Priority::Low;
        view.status != Status::Closed && (raises || lowers)
    })
}

/// Says how urgent a conversation is that has just begun, where the site wants that of the assistant.
///
/// # Errors
/// When the store fails.
pub async fn set(app: &App, site: SiteId, id: ConversationId) -> Result<()> {
    let read = app.store.read(move |conn| {
        if !crate::settings::assistant(conn, site)?.sets_priority {
            return Ok(None);
        }
        let Some(view) = conversations::store::find(conn, site, id)? else { return Ok(None) };
        Ok(Some((view, super::store::visitor_said(conn, site, id)?)))
    });
    let Some((view, messages)) = read.await? else { return Ok(()) };
    let Some(proposal) = worth(&view, said(&messages)) else { return Ok(()) };
    let revision = Revision { priority: Some(proposal.priority), ..Revision::default() };
    revise(app, site, id, Actor::Assistant, (None, revision)).await.map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(message: &str) -> Option<(Priority, String)> {
        said(&[message.to_owned()]).map(|it| (it.priority, it.word.unwrap()))
    }

    #[test]
    fn what_visitors_say_is_heard_with_the_word_that_says_it() {
        for (message, heard) in [
            ("Bu çok ACİL, sınav yarın!", Some((Priority::Urgent, "ACİL"))),
            ("Başvuru için bugün son gün.", Some((Priority::Urgent, "son gün"))),
            ("Hesabım çalındı galiba", Some((Priority::High, "çalındı"))),
            ("This is urgent, please", Some((Priority::Urgent, "urgent"))),
            ("Acil değil, bakınca yazarsınız", Some((Priority::Low, "Acil değil"))),
            ("Harç ne zaman ödenir?", None),
            ("Kayıtlar açılınca haber verin; son günlerde açıl diyorsunuz", None),
        ] {
            assert_eq!(says(message), heard.map(|it| (it.0, it.1.to_owned())), "{message}");
        }
    }

    #[test]
    fn the_newest_word_counts() {
        let messages = ["acelem yok aslında".to_owned(), "çok acil!".to_owned()];
        assert_eq!(said(&messages).map(|it| it.priority), Some(Priority::Low));
    }

    #[test]
    fn cases_alike_must_agree() {
        use Priority::{High, Normal, Urgent};
        assert_eq!(of_cases(&[Urgent, Urgent, Normal]).map(|it| (it.priority, it.cases)), Some((Urgent, 2)));
        assert_eq!(of_cases(&[Urgent, Normal]), None);
        assert_eq!(of_cases(&[High, High, Normal, Normal]), None);
        assert_eq!(of_cases(&[]), None);
    }
}
