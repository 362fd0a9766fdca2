//! Values of imports.
use crate::base::ids::{ArticleId, ImportId, UserId};
use crate::base::{At, Lang};
use crate::engine::convert::Split;
use crate::knowledge::types::{ArticleStatus, Visibility, Writer};
use crate::text_enum;
use serde::{Deserialize, Serialize};

text_enum! {
    /// Where an import takes from.
    Source {
        /// Uploaded files.
        Files = "files",
        /// A web site.
        Web = "web",
    }
}

text_enum! {
    /// How far an import is.
    ImportState {
        /// Another one is under way.
        Waiting = "waiting",
        /// It is under way.
        Running = "running",
        /// It has ended; single things may have failed.
        Done = "done",
        /// Somebody ended it. What it made until then stays.
        Cancelled = "cancelled",
        /// The process stopped too often while it was under way.
        Interrupted = "interrupted",
        /// It could not be carried out.
        Failed = "failed",
    }
}

text_enum! {
    /// Which pages of a web site are taken.
    Reach {
        /// Every page of the host.
        Host = "host",
        /// Those below the folder of the address.
        Folder = "folder",
    }
}

/// What becomes of what is read.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Options {
    /// What new articles are: drafts when left out.
    pub status: ArticleStatus,
    /// Who may read them: everybody when left out.
    pub visibility: Visibility,
    /// The shelf they stand on.
    pub category: Option<String>,
    /// What they are written in: Turkish when left out.
    pub language: Lang,
    /// One article a document, or one for each of its headings.
    pub split: Split,
    /// Of a web site: which pages.
    pub reach: Reach,
    /// Of a web site: how many pages at most, 1 to 1,000; 100 when left out.
    pub pages: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            status: ArticleStatus::Draft,
            visibility: Visibility::Public,
            category: None,
            language: Lang::Tr,
            split: Split::Whole,
            reach: Reach::Host,
            pages: 100,
        }
    }
}

/// How much was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Progress {
    /// Files or pages that are known of so far.
    pub total: i64,
    /// Of these, dealt with.
    pub done: i64,
    /// New articles.
    pub created: i64,
    /// Articles that are different now.
    pub updated: i64,
    /// Articles that were the same.
    pub unchanged: i64,
    /// What could not be read or is no acceptable article.
    pub failed: i64,
    /// Images that were left out, because they lie elsewhere or are none.
    pub images_left_out: i64,
}

/// A file that waits to be read.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Upload {
    /// As the uploader called it.
    pub name: String,
    /// Bytes.
    pub size: i64,
}

/// An import, as its background work needs it.
#[derive(Debug, Clone)]
pub struct Import {
    /// Its identity.
    pub id: ImportId,
    /// Where it takes from.
    pub source: Source,
    /// Of a web site: where to begin.
    pub address: Option<String>,
    /// Of files: which.
    pub files: Vec<Upload>,
    /// What becomes of them.
    pub options: Options,
    /// How far it is.
    pub state: ImportState,
    /// Why it could not be carried out.
    pub problem: Option<String>,
    /// How much was done.
    pub progress: Progress,
    /// Who began it.
    pub by: Option<Writer>,
    /// Who began it, also when that person is gone.
    pub user: UserId,
    /// Whether that person may change other people's articles.
    pub may_change_all: bool,
    /// How often it was begun.
    pub attempts: i64,
    /// When it was asked for.
    pub created_at: At,
    /// When it began.
    pub started_at: Option<At>,
    /// When it ended.
    pub finished_at: Option<At>,
}

/// Why something failed.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct ProblemView {
    /// Stable, machine-readable.
    pub code: String,
    /// A sentence for a person.
    pub detail: String,
}

/// An import as clients see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ImportView {
    /// Its identity.
    pub id: ImportId,
    /// Where it takes from.
    pub source: Source,
    /// Of a web site: where it began.
    pub address: Option<String>,
    /// Of files: their names.
    pub files: Vec<String>,
    /// What becomes of them.
    pub options: Options,
    /// How far it is.
    pub state: ImportState,
    /// Why it could not be carried out.
    pub problem: Option<ProblemView>,
    /// How much was done.
    pub progress: Progress,
    /// Who began it.
    pub by: Option<Writer>,
    /// When it was asked for.
    pub created_at: At,
    /// When it began.
    pub started_at: Option<At>,
    /// When it ended.
    pub finished_at: Option<At>,
}

text_enum! {
    /// What became of one thing.
    ItemOutcome {
        /// A new article.
        Created = "created",
        /// An article that is different now.
        Updated = "updated",
        /// An article that was the same.
        Unchanged = "unchanged",
        /// No article.
        Failed = "failed",
    }
}

/// What became of one thing, as stored.
#[derive(Debug, Clone)]
pub struct Item {
    /// A file or an address, with the place in it.
    pub source: String,
    /// The article's title.
    pub title: Option<String>,
    /// The article.
    pub article: Option<ArticleId>,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// Why there is no article.
    pub code: Option<String>,
}

/// What became of one thing, as clients see it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ItemView {
    /// In the import's order.
    pub number: i64,
    /// A file or an address, with the place in it.
    pub source: String,
    /// The article's title.
    pub title: Option<String>,
    /// The article, while it is there.
    pub article_id: Option<ArticleId>,
    /// What became of it.
    pub outcome: ItemOutcome,
    /// Why there is no article.
    pub problem: Option<ProblemView>,
}
