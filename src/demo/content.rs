//! The texts of the demo, read from the files in the binary.
use super::tickets::Tickets;
use crate::Result;
use crate::base::{Lang, Role};
use crate::canned::types::CannedInput;
use crate::knowledge::types::{ArticleStatus, Visibility};
use crate::macros::types::MacroInput;
use crate::saved_views::types::ViewInput;
use crate::web::assets::Assets;
use anyhow::{Context as _, anyhow};
use serde::Deserialize;

/// Everything the demo shows.
#[derive(Debug)]
pub(super) struct Content {
    pub(super) people: Vec<Person>,
    pub(super) articles: Vec<DemoArticle>,
    pub(super) conversations: Vec<DemoConversation>,
    pub(super) helps: Helps,
    pub(super) tickets: Tickets,
}

/// What agents wrote for themselves.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Helps {
    pub(super) canned: Vec<CannedInput>,
    pub(super) macros: Vec<MacroInput>,
    pub(super) views: Vec<ViewInput>,
}

#[derive(Debug, Deserialize)]
struct People {
    people: Vec<Person>,
}

/// Somebody who works there.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Person {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) max_chats: u32,
    pub(super) languages: Option<Vec<String>>,
    /// One at most.
    #[serde(default)]
    pub(super) departments: Vec<String>,
    #[serde(default)]
    pub(super) teams: Vec<String>,
    #[serde(default)]
    pub(super) skills: Vec<String>,
}

/// An article: what stands above it, and its text.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoArticle {
    #[serde(skip)]
    pub(super) slug: String,
    #[serde(skip)]
    pub(super) body: String,
    pub(super) title: String,
    pub(super) category: Option<String>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) meta_description: Option<String>,
    pub(super) language: Lang,
    pub(super) visibility: Visibility,
    pub(super) status: ArticleStatus,
}

#[derive(Debug, Deserialize)]
struct Conversations {
    conversations: Vec<DemoConversation>,
}

/// A conversation that was, or still is.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoConversation {
    pub(super) visitor: DemoVisitor,
    pub(super) status: crate::conversations::types::Status,
    pub(super) assignee: Option<String>,
    pub(super) subject: Option<String>,
    pub(super) priority: Option<crate::base::Priority>,
    #[serde(default)]
    pub(super) tags: Vec<String>,
    pub(super) rating: Option<i64>,
    pub(super) rating_comment: Option<String>,
    pub(super) minutes_ago: i64,
    pub(super) messages: Vec<DemoMessage>,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoVisitor {
    pub(super) name: Option<String>,
    pub(super) email: Option<String>,
    pub(super) page: String,
    pub(super) title: String,
}

/// Who says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Speaker {
    Visitor,
    Assistant,
    Agent,
    Note,
}

#[derive(Debug, Clone, Deserialize)]
pub(super) struct DemoMessage {
    pub(super) author: Speaker,
    pub(super) agent: Option<String>,
    pub(super) after_seconds: i64,
    pub(super) body: String,
    pub(super) source: Option<String>,
}

/// Reads all of it.
pub(super) fn read() -> Result<Content> {
    let assets = Assets::load();
    let text = |path: &str| assets.text(path, &[]).with_context(|| format!("{path} is missing"));
    let people: People = toml::from_str(&text("demo/people.toml")?).context("demo/people.toml")?;
    let conversations: Conversations =
        toml::from_str(&text("demo/conversations.toml")?).context("demo/conversations.toml")?;
    let helps = toml::from_str(&text("demo/helps.toml")?).context("demo/helps.toml")?;
    let tickets = toml::from_str(&text("demo/tickets.toml")?).context("demo/tickets.toml")?;
    let mut articles = Vec::new();
    for path in assets.below("demo/articles/") {
        articles.push(article(&path, &text(&path)?).with_context(|| path.clone())?);
    }
    Ok(Content {
        people: people.people,
        articles,
        conversations: conversations.conversations,
        helps,
        tickets,
    })
}

/// What stands between the first two lines of `+++` is TOML, the rest the text.
fn article(path: &str, text: &str) -> anyhow::Result<DemoArticle> {
    let (head, body) = text
        .strip_prefix("+++\n")
        .and_then(|it| it.split_once("\n+++\n"))
        .ok_or_else(|| anyhow!("no head between lines of +++"))?;
    let slug = path.rsplit('/').next().and_then(|it| it.strip_suffix(".md")).unwrap_or_default().to_owned();
    Ok(DemoArticle { slug, body: body.trim().to_owned(), ..toml::from_str(head)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_whole() {
        let content = read().unwrap();
        assert!(
            content.articles.len() >= 40 && content.people.len() >= 4 && content.conversations.len() >= 20
        );
        for conversation in &content.conversations {
            for message in &conversation.messages {
                let cited = message.source.as_ref();
                assert!(cited.is_none_or(|it| content.articles.iter().any(|a| a.slug == *it)), "{message:?}");
                let agent = message.agent.as_ref();
                assert!(agent.is_none_or(|it| content.people.iter().any(|p| p.email == *it)), "{message:?}");
            }
        }
        for ticket in &content.tickets.tickets {
            let named = ticket.messages.iter().map(|it| &it.agent).chain([&ticket.assignee]);
            for email in named.flatten() {
                assert!(content.people.iter().any(|it| it.email == *email), "{ticket:?}");
            }
        }
    }
}
