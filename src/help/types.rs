//! Values of the help centre.
use crate::base::{At, FieldError};
use crate::knowledge::Article;
use crate::settings::{Screen, WidgetSettings, Worded, check_worded};
use crate::sites::{self, Site};
use serde::{Deserialize, Serialize};

/// Longest title, in characters.
const TITLE_CHARS: u64 = 100;
/// Longest introduction, in characters.
const INTRO_CHARS: u64 = 500;

/// How a site shows its articles to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct HelpCentre {
    /// Whether there is one.
    pub enabled: bool,
    /// At its top; made of the site's name when empty. At most 100 characters.
    pub title: Worded,
    /// Below the title. At most 500 characters.
    pub intro: Worded,
    /// Whether its pages carry the site's widget.
    pub widget: bool,
    /// Whether search engines may list it.
    pub listed: bool,
    /// Origins whose pages may show it in a frame; nobody's when empty. At most 50.
    pub framed_by: Vec<String>,
}

impl Default for HelpCentre {
    fn default() -> HelpCentre {
        HelpCentre {
            enabled: true,
            title: Worded::default(),
            intro: Worded::default(),
            widget: true,
            listed: true,
            framed_by: Vec::new(),
        }
    }
}

impl Screen for HelpCentre {
    const KEY: &'static str = "help";

    fn normalise(&mut self, _old: &HelpCentre) {
        self.title = self.title.trimmed();
        self.intro = self.intro.trimmed();
        self.framed_by.retain(|it| !it.trim().is_empty());
        if let Ok(origins) = sites::rules::origins(&self.framed_by) {
            self.framed_by = origins;
        }
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let mut found = check_worded("title", &self.title, TITLE_CHARS);
        found.extend(check_worded("intro", &self.intro, INTRO_CHARS));
        let framed = sites::rules::origins(&self.framed_by).err();
        found.extend(framed.map(|it| FieldError { field: "framed_by".to_owned(), ..it }));
        found
    }
}

/// A site's help centre: everything its pages have in common.
#[derive(Debug, Clone)]
pub(super) struct Centre {
    pub(super) site: Site,
    pub(super) settings: HelpCentre,
    /// For its colours, and whether it is light or dark.
    pub(super) widget: WidgetSettings,
    /// Whether there are articles in both languages.
    pub(super) bilingual: bool,
}

/// A line that leads to an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    pub(super) title: String,
    pub(super) slug: String,
    /// One sentence about it.
    pub(super) about: Option<String>,
    pub(super) updated_at: At,
}

/// A category and how many public articles stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shelf {
    pub(super) name: String,
    pub(super) count: i64,
}

/// What the first page shows.
#[derive(Debug)]
pub(super) struct Home {
    pub(super) shelves: Vec<Shelf>,
    pub(super) popular: Vec<Card>,
    pub(super) newest: Vec<Card>,
    /// Articles on no shelf.
    pub(super) loose: i64,
}

/// An article with what stands around it.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) article: Article,
    pub(super) related: Vec<Card>,
    /// What this browser said about it.
    pub(super) opinion: Option<bool>,
}

/// Where an address of an article leads.
#[derive(Debug)]
pub(super) enum Place {
    /// To an article.
    Here(Box<Reading>),
    /// To one that has another address by now.
    Moved(String),
    /// Nowhere.
    Nowhere,
}
