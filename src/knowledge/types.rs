//! Values of the knowledge base.
use super::coverage::Coverage;
use crate::base::ids::{ArticleId, ConversationId, SiteId, UserId};
use crate::base::{At, Lang};
use crate::text_enum;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

text_enum! {
    /// Whether an article can be found.
    ArticleStatus {
        /// Only its authors see it.
        Draft = "draft",
        /// Readers see it.
        Published = "published",
        /// Kept, no longer found.
        Archived = "archived",
    }
}

text_enum! {
    /// Who may read a published article.
    Visibility {
        /// Everybody.
        Public = "public",
        /// Users of the desk.
        Internal = "internal",
    }
}

/// Who is searching.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Visitors: public articles.
    Public,
    /// Users of the desk: internal ones too.
    Staff,
}

/// The text that names whose passages these are, in both search indexes.
#[must_use]
pub fn scope(site: SiteId, visibility: Visibility) -> String {
    format!("{site}:{}", visibility.as_str())
}

impl Audience {
    /// What it may find of a site.
    #[must_use]
    pub fn scopes(self, site: SiteId) -> Vec<String> {
        let mut scopes = vec![scope(site, Visibility::Public)];
        if self == Audience::Staff {
            scopes.push(scope(site, Visibility::Internal));
        }
        scopes
    }
}

/// Who wrote something.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Writer {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
}

/// An article without its body, for lists.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct ArticleHead {
    /// Its identity.
    pub id: ArticleId,
    /// What it is called.
    pub title: String,
    /// Its address part, unique per site.
    pub slug: String,
    /// One sentence for search engines.
    pub meta_description: Option<String>,
    /// The shelf it stands on.
    pub category: Option<String>,
    /// Sorted.
    pub tags: Vec<String>,
    /// What it is written in.
    pub language: Lang,
    /// Whether it can be found.
    pub status: ArticleStatus,
    /// Who may read it.
    pub visibility: Visibility,
    /// Who made it.
    pub author: Option<Writer>,
    /// Times it was read.
    pub views: i64,
    /// Readers it helped.
    pub helpful: i64,
    /// Readers it did not help.
    pub not_helpful: i64,
    /// Rises with every save.
    pub version: i64,
    /// The day on which somebody should look whether it is still right, `2027-03-01`.
    pub review_by: Option<String>,
    /// When it was first published.
    pub published_at: Option<At>,
    /// When it was made.
    pub created_at: At,
    /// When it was last saved.
    pub updated_at: At,
    /// Where it was imported from, or what the program that sent it calls it.
    pub source_key: Option<String>,
}

text_enum! {
    /// Whose words a draft is made of.
    DraftedBy {
        /// A language model's, from the conversation.
        Model = "model",
        /// The agent's, as they were said.
        Extractive = "extractive",
    }
}

/// The conversation that an article was drafted from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DraftedFrom {
    /// Which.
    pub conversation_id: ConversationId,
    /// Its number on the site.
    pub number: i64,
    /// Whose words.
    pub by: DraftedBy,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Article {
    /// Everything but the text.
    #[serde(flatten)]
    pub head: ArticleHead,
    /// Markdown.
    pub body: String,
    /// The conversation that it was drafted from, while that is kept.
    pub drafted_from: Option<DraftedFrom>,
}

impl Article {
    /// What the audit trail keeps: facts, not texts.
    #[must_use]
    pub fn audited(&self) -> Value {
        json!({
            "title": self.head.title,
            "slug": self.head.slug,
            "status": self.head.status,
            "visibility": self.head.visibility,
            "version": self.head.version,
        })
    }
}

/// A published article as readers see it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PublicArticle {
    /// Its identity.
    pub id: ArticleId,
    /// What it is called.
    pub title: String,
    /// Its address part.
    pub slug: String,
    /// Markdown.
    pub body: String,
    /// One sentence about it.
    pub meta_description: Option<String>,
    /// The shelf it stands on.
    pub category: Option<String>,
    /// What it is written in.
    pub language: Lang,
    /// Readers it helped.
    pub helpful: i64,
    /// Readers it did not help.
    pub not_helpful: i64,
    /// When it was last saved.
    pub updated_at: At,
}

impl From<Article> for PublicArticle {
    fn from(it: Article) -> PublicArticle {
        PublicArticle {
            id: it.head.id,
            title: it.head.title,
            slug: it.head.slug,
            body: it.body,
            meta_description: it.head.meta_description,
            category: it.head.category,
            language: it.head.language,
            helpful: it.head.helpful,
            not_helpful: it.head.not_helpful,
            updated_at: it.head.updated_at,
        }
    }
}

/// A line of the public list.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PublicHead {
    /// Its identity.
    pub id: ArticleId,
    /// What it is called.
    pub title: String,
    /// Its address part.
    pub slug: String,
    /// One sentence about it.
    pub meta_description: Option<String>,
    /// The shelf it stands on.
    pub category: Option<String>,
    /// When it was last saved.
    pub updated_at: At,
}

impl From<ArticleHead> for PublicHead {
    fn from(it: ArticleHead) -> PublicHead {
        PublicHead {
            id: it.id,
            title: it.title,
            slug: it.slug,
            meta_description: it.meta_description,
            category: it.category,
            updated_at: it.updated_at,
        }
    }
}

/// What an article should be; what is left out stays, or takes its default in a new one.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct ArticleInput {
    /// 1 to 200 characters.
    pub title: Option<String>,
    /// Markdown, at most 200,000 characters.
    pub body: Option<String>,
    /// Lower-case letters, digits, hyphens; made from the title when left out.
    pub slug: Option<String>,
    /// At most 300 characters; empty takes it away.
    pub meta_description: Option<String>,
    /// At most 80 characters; empty takes it away.
    pub category: Option<String>,
    /// At most 20, each at most 40 characters.
    pub tags: Option<Vec<String>>,
    /// What it is written in.
    pub language: Option<Lang>,
    /// Whether it can be found; a new one is a draft.
    pub status: Option<ArticleStatus>,
    /// Who may read it; everybody when left out.
    pub visibility: Option<Visibility>,
    /// `2027-03-01`; empty takes it away.
    pub review_by: Option<String>,
}

/// A state that an article was saved in.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct VersionHead {
    /// Its number.
    pub version: i64,
    /// The title then.
    pub title: String,
    /// Who saved it.
    pub author: Option<Writer>,
    /// When.
    pub created_at: At,
}

/// A state that an article was saved in, with its text.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Version {
    /// Everything but the text.
    #[serde(flatten)]
    pub head: VersionHead,
    /// Markdown.
    pub body: String,
}

/// What a reader added to an opinion.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Comment {
    /// Whether the article helped.
    pub helpful: bool,
    /// The reader's words.
    pub comment: String,
    /// When.
    pub at: At,
}

/// A category and how many articles stand in it.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Category {
    /// Its name.
    pub name: String,
    /// Articles that are not archived.
    pub count: i64,
}

/// An article that matches, with the passage that matched best.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SearchHit {
    /// The article.
    pub article_id: ArticleId,
    /// Its title.
    pub title: String,
    /// Its address part.
    pub slug: String,
    /// A few words around the best match, plain text.
    pub snippet: String,
    /// Matching words in `snippet`: start and end, in UTF-16 code units.
    pub highlights: Vec<[usize; 2]>,
    /// 0 to 1: both parts, weighted.
    pub score: f64,
    /// 0 to 1: by words.
    pub text_score: f64,
    /// 0 to 1: by meaning.
    pub vector_score: f64,
    /// How much of the query stands in the passage and its title.
    pub covered: Coverage,
    /// The passage, plain text.
    pub passage: String,
}
