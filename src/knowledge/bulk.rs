//! Many articles at once, each with its own outcome: made where they are new, changed where they differ, left alone
//! where they are the same. For programs of the institution and for imports.
use super::service::{Editor, SLUG_TRIES};
use super::store::{addresses, articles, passages, versions};
use super::types::{Article, ArticleInput};
use super::{passages as cutting, rules};
use crate::audit::{self, Entry};
use crate::base::ids::{ArticleId, SiteId};
use crate::base::{At, FieldError, Lang, text};
use crate::store::{Event, Present, Store, Write};
use crate::text_enum;
use crate::{Error, Result};
use jiff::Timestamp;
use std::collections::HashSet;

/// Articles of one decision, for which every other write waits.
const AT_ONCE: usize = 50;
/// Longest key, in characters.
const KEY_CHARS: usize = 500;

text_enum! {
    /// What became of an article.
    Outcome {
        /// It is new.
        Created = "created",
        /// It was there and is different now.
        Updated = "updated",
        /// It was there and is the same.
        Unchanged = "unchanged",
        /// It is not acceptable.
        Refused = "refused",
    }
}

/// An article that is to be there afterwards.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// What it is to be.
    pub input: ArticleInput,
    /// The sender's own name of it; without one the address names it.
    pub key: Option<String>,
    /// What an import read, when this is one.
    pub imported: Option<Vec<u8>>,
}

/// What became of one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// What.
    pub outcome: Outcome,
    /// The article, unless it was refused.
    pub article: Option<(ArticleId, String)>,
    /// Why it was refused.
    pub errors: Vec<FieldError>,
}

impl Done {
    /// Not acceptable, for these reasons.
    #[must_use]
    pub fn refused(errors: Vec<FieldError>) -> Done {
        Done { outcome: Outcome::Refused, article: None, errors }
    }

    fn of(outcome: Outcome, article: &Article) -> Done {
        let article = Some((article.head.id, article.head.slug.clone()));
        Done { outcome, article, errors: Vec::new() }
    }
}

/// What one request, or one import, has named so far: nothing of it is made or changed twice.
#[derive(Debug, Clone, Default)]
pub struct Seen {
    names: HashSet<(&'static str, String)>,
    articles: HashSet<ArticleId>,
}

impl Seen {
    /// Whether it was named before, by the same name; it counts as named from now on.
    fn names_again(&mut self, wanted: &Wanted) -> Option<&'static str> {
        let slug = wanted.input.slug.as_ref().map(|it| ("slug", it));
        let (field, name) = wanted.key.as_ref().map(|it| ("source_key", it)).or(slug)?;
        (!self.names.insert((field, name.clone()))).then_some(field)
    }
}

/// Makes or changes the articles, in order; one that is refused keeps no other from it.
///
/// An imported one that is there already keeps its status, its readers and its shelf; and as long as what was read is
/// what was read before, nothing of it changes, so that what an author corrected since stays.
///
/// What `seen` holds is refused; afterwards it holds these too.
///
/// # Errors
/// When the database cannot be read or written; articles before that are there.
pub async fn upsert(
    store: &Store,
    now: Timestamp,
    site: SiteId,
    editor: &Editor,
    language: Lang,
    wanted: Vec<Wanted>,
    seen: &mut Seen,
) -> Result<Vec<Done>> {
    let mut all = Vec::with_capacity(wanted.len());
    let mut wanted = wanted.into_iter().peekable();
    while wanted.peek().is_some() {
        let chunk: Vec<Wanted> = wanted.by_ref().take(AT_ONCE).collect();
        let cut = tokio::task::spawn_blocking(move || {
            let cut = |it: Wanted| (it.input.body.as_deref().map(cutting::cut), it);
            chunk.into_iter().map(cut).collect::<Vec<_>>()
        });
        let chunk = cut.await.map_err(|error| Error::Internal(error.into()))?;
        let editor = editor.clone();
        let before = seen.clone();
        let decide = move |present: &Present<'_>| {
            let mut batch = Batch::new(present, site, &editor, language, now)?;
            batch.seen = before;
            let mut done = Vec::with_capacity(chunk.len());
            for (cut, wanted) in chunk {
                done.push(batch.take_once(wanted, cut)?);
            }
            let seen = std::mem::take(&mut batch.seen);
            Ok((batch.end()?, (done, seen)))
        };
        let (done, after) = store.decide(decide).await?.1;
        *seen = after;
        all.extend(done);
    }
    Ok(all)
}

/// Articles that go into one write.
struct Batch<'a> {
    present: &'a Present<'a>,
    site: SiteId,
    editor: &'a Editor,
    language: Lang,
    now: Timestamp,
    write: Write,
    entries: Vec<Entry>,
    slugs: HashSet<String>,
    seen: Seen,
    numbers: passages::Numbers,
}

impl<'a> Batch<'a> {
    fn new(
        present: &'a Present<'a>,
        site: SiteId,
        editor: &'a Editor,
        language: Lang,
        now: Timestamp,
    ) -> Result<Batch<'a>> {
        let numbers = passages::Numbers::read(present)?;
        let (write, entries, slugs, seen) = (Write::new(), Vec::new(), HashSet::new(), Seen::default());
        Ok(Batch { present, site, editor, language, now, write, entries, slugs, seen, numbers })
    }

    fn end(mut self) -> Result<Write> {
        self.numbers.store(&mut self.write);
        audit::record_all(self.present, &mut self.write, self.entries)?;
        Ok(self.write)
    }

    /// Takes what was not named before, by whichever name.
    fn take_once(&mut self, wanted: Wanted, cut: Option<Vec<cutting::Passage>>) -> Result<Done> {
        if let Some(field) = self.seen.names_again(&wanted) {
            return Ok(Done::refused(vec![FieldError::new(field, "twice_in_request")]));
        }
        let done = self.take(wanted, cut)?;
        self.seen.articles.extend(done.article.as_ref().map(|it| it.0));
        Ok(done)
    }

    fn take(&mut self, wanted: Wanted, cut: Option<Vec<cutting::Passage>>) -> Result<Done> {
        if wanted.key.as_ref().is_some_and(|it| it.is_empty() || it.chars().count() > KEY_CHARS) {
            let error = FieldError::beyond("source_key", "key_length", KEY_CHARS as u64);
            return Ok(Done::refused(vec![error]));
        }
        let (key, imported) = (wanted.key.clone(), wanted.imported.clone());
        let taken = match self.present_one(&wanted)? {
            // Its new version is written only at the end: a second one would be made of the old one.
            Ok(Some(old)) if self.seen.articles.contains(&old.head.id) => {
                Err(Error::invalid("id", "twice_in_request"))
            }
            Ok(Some(old)) => self.change(old, wanted, cut),
            Ok(None) => self.make(wanted, cut),
            Err(error) => Err(error),
        };
        match taken {
            Ok(done) => {
                if let (Some((id, _)), Some(key)) = (&done.article, &key) {
                    articles::set_source(&mut self.write, self.site, *id, key, imported.as_deref());
                }
                Ok(done)
            }
            Err(Error::Invalid(errors)) => Ok(Done::refused(errors)),
            Err(Error::Conflict(code) | Error::Forbidden(code)) => {
                let field = if code == "slug_taken" { "slug" } else { "id" };
                Ok(Done::refused(vec![FieldError::new(field, code)]))
            }
            Err(other) => Err(other),
        }
    }

    /// The article that is meant: by its key, else by its address, unless that one has another key.
    fn present_one(&self, wanted: &Wanted) -> Result<Result<Option<Article>>> {
        if let Some(key) = &wanted.key
            && let Some(found) = articles::find_by_source(self.present, self.site, key)?
        {
            return Ok(Ok(Some(found)));
        }
        let slug = wanted.input.slug.as_ref().filter(|it| !it.is_empty());
        let Some(found) =
            slug.map(|it| articles::find_by_slug(self.present, self.site, it)).transpose()?.flatten()
        else {
            return Ok(Ok(None));
        };
        let other = wanted.key.is_some() && found.head.source_key.is_some();
        Ok(if other { Err(Error::Conflict("slug_taken")) } else { Ok(Some(found)) })
    }

    fn make(&mut self, wanted: Wanted, cut: Option<Vec<cutting::Passage>>) -> Result<Done> {
        let slug_given = wanted.input.slug.as_ref().is_some_and(|it| !it.trim().is_empty());
        let language = wanted.input.language.unwrap_or(self.language);
        let blank = rules::blank(self.editor.writer.clone(), language, self.now);
        let mut article = rules::apply(blank, wanted.input, self.now)?;
        if !slug_given {
            article.head.slug = self.unused_slug(&article)?;
        } else if self.slug_is_taken(&article.head.slug, article.head.id)? {
            return Err(Error::Conflict("slug_taken"));
        }
        articles::insert(&mut self.write, self.site, &article);
        self.keep(&article, cut, "article.created", None);
        Ok(Done::of(Outcome::Created, &article))
    }

    fn change(&mut self, old: Article, wanted: Wanted, cut: Option<Vec<cutting::Passage>>) -> Result<Done> {
        self.editor.may_change(&old)?;
        let mut input = wanted.input;
        if let Some(imported) = &wanted.imported {
            if articles::imported(self.present, self.site, old.head.id)?.as_ref() == Some(imported) {
                return Ok(Done::of(Outcome::Unchanged, &old));
            }
            (input.status, input.visibility, input.category, input.language) = (None, None, None, None);
        }
        let mut article = rules::apply(old.clone(), input, self.now)?;
        let version = article.head.version;
        (article.head.version, article.head.updated_at) = (old.head.version, old.head.updated_at);
        if article == old {
            return Ok(Done::of(Outcome::Unchanged, &old));
        }
        (article.head.version, article.head.updated_at) = (version, At::of_ms(self.now.as_millisecond()));
        if article.head.slug != old.head.slug && self.slug_is_taken(&article.head.slug, old.head.id)? {
            return Err(Error::Conflict("slug_taken"));
        }
        if article.head.slug != old.head.slug {
            addresses::remember(&mut self.write, self.site, &old.head.slug, old.head.id);
        }
        articles::update(&mut self.write, self.site, &article);
        self.keep(&article, cut, "article.updated", Some(&old));
        Ok(Done::of(Outcome::Updated, &article))
    }

    /// What goes with every change of an article.
    fn keep(
        &mut self,
        article: &Article,
        cut: Option<Vec<cutting::Passage>>,
        action: &'static str,
        old: Option<&Article>,
    ) {
        let (id, user) = (article.head.id, self.editor.writer.as_ref().map(|it| it.id));
        self.slugs.insert(article.head.slug.clone());
        versions::insert(&mut self.write, self.site, article, user);
        let cut = cut.unwrap_or_else(|| cutting::cut(&article.body));
        passages::replace_numbered(&mut self.numbers, &mut self.write, self.site, article, &cut);
        let entry =
            Entry::new(&self.editor.actor, Some(self.site), action, self.now).to("article", id.uuid());
        let entry = entry.new_value(article.audited());
        self.entries.push(match old {
            Some(old) => entry.old(old.audited()),
            None => entry,
        });
        self.write.tell(Event::new(self.site, action, id.uuid(), self.now));
    }

    fn slug_is_taken(&self, slug: &str, by_other_than: ArticleId) -> Result<bool> {
        Ok(self.slugs.contains(slug)
            || articles::slug_is_taken(self.present, self.site, slug, by_other_than)?)
    }

    fn unused_slug(&self, article: &Article) -> Result<String> {
        let made = text::slug(&article.head.title, rules::NUMBERED_SLUG_CHARS);
        for number in 1..SLUG_TRIES {
            let slug = if number == 1 { made.clone() } else { format!("{made}-{number}") };
            if !self.slug_is_taken(&slug, article.head.id)? {
                return Ok(slug);
            }
        }
        Err(Error::Conflict("slug_taken"))
    }
}
