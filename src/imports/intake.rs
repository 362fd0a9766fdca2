//! What was read becomes articles: images kept, keys and hashes given, outcomes gathered. Needs no server, so that the
//! command line takes the same way.
use super::types::{Item, ItemOutcome, Options};
use crate::base::ids::{SiteId, UserId};
use crate::base::{FieldError, text};
use crate::engine::convert::{Draft, Failure, IMAGE_MARK};
use crate::files::images::{self, Place};
use crate::knowledge::bulk::{self, Done, Outcome, Seen, Wanted};
use crate::knowledge::service::Editor;
use crate::knowledge::types::ArticleInput;
use crate::{Error, Result};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// Tags taken over from a file, as many as an article may have.
const TAGS: usize = 20;
/// Longest category, in characters.
const CATEGORY_CHARS: usize = 80;
/// Longest of them, in characters.
const TAG_CHARS: usize = 40;

/// Where articles go, and how.
pub struct Intake<'a> {
    /// Where images are kept.
    pub place: Place<'a>,
    /// Whose articles they are.
    pub site: SiteId,
    /// Who makes them.
    pub editor: Editor,
    /// What becomes of them.
    pub options: &'a Options,
    /// The time.
    pub now: Timestamp,
}

impl Intake<'_> {
    /// Makes or changes the drafts' articles, each of the whole import once; also tells how many images were left out.
    ///
    /// # Errors
    /// When something cannot be stored.
    pub async fn take(&self, drafts: Vec<Draft>, seen: &mut Seen) -> Result<(Vec<Item>, i64)> {
        let (mut wanted, mut titles, mut left_out) = (Vec::new(), Vec::new(), 0);
        for draft in drafts {
            titles.push((draft.key.clone(), draft.title.clone()));
            let (it, left) = self.wanted(draft).await?;
            wanted.push(it);
            left_out += left;
        }
        let language = self.options.language;
        let done =
            bulk::upsert(self.place.store, self.now, self.site, &self.editor, language, wanted, seen).await?;
        let items = titles.into_iter().zip(done).map(|((source, title), done)| item(source, title, done));
        Ok((items.collect(), left_out))
    }

    async fn wanted(&self, draft: Draft) -> Result<(Wanted, i64)> {
        let hash = hash(&draft);
        let mut urls = Vec::new();
        for image in draft.images {
            urls.push(if image.bytes.is_empty() {
                None
            } else {
                self.keep(&image.source, image.bytes).await?
            });
        }
        let left_out = urls.iter().filter(|it| it.is_none()).count();
        let tags = draft.tags.into_iter().filter(|it| it.chars().count() <= TAG_CHARS).take(TAGS).collect();
        let category = self.options.category.clone();
        let input = ArticleInput {
            title: Some(draft.title),
            body: Some(place_images(&draft.body, &urls)),
            category: draft.category.map(|it| text::shorten(&it, CATEGORY_CHARS)).or(category),
            tags: Some(tags),
            language: Some(self.options.language),
            status: Some(self.options.status),
            visibility: Some(self.options.visibility),
            ..ArticleInput::default()
        };
        let wanted = Wanted { input, key: Some(draft.key), imported: Some(hash) };
        Ok((wanted, i64::try_from(left_out).unwrap_or(i64::MAX)))
    }

    /// The address of an image that is one; `None` when it is not accepted.
    async fn keep(&self, source: &str, bytes: Vec<u8>) -> Result<Option<String>> {
        let user: Option<UserId> = self.editor.writer.as_ref().map(|it| it.id);
        // Its name may say nothing, or something else than it is.
        let ending = infer::get(&bytes).map_or("png", |it| it.extension());
        let name = source.rsplit('/').next().and_then(|it| it.rsplit_once('.')).map_or("resim", |it| it.0);
        match images::keep(self.place, self.site, user, &format!("{name}.{ending}"), bytes, self.now).await {
            Ok(kept) => Ok(Some(kept.url)),
            Err(Error::WrongType(_) | Error::TooLarge(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// What could not be read, as items.
#[must_use]
pub fn failures(failures: Vec<Failure>) -> Vec<Item> {
    let failed = |it: Failure| Item {
        source: it.source,
        title: None,
        article: None,
        outcome: ItemOutcome::Failed,
        code: Some(it.code),
    };
    failures.into_iter().map(failed).collect()
}

fn item(source: String, title: String, done: Done) -> Item {
    let outcome = match done.outcome {
        Outcome::Created => ItemOutcome::Created,
        Outcome::Updated => ItemOutcome::Updated,
        Outcome::Unchanged => ItemOutcome::Unchanged,
        Outcome::Refused => ItemOutcome::Failed,
    };
    let code = done.errors.first().map(|it: &FieldError| it.code.to_owned());
    Item { source, title: Some(title), article: done.article.map(|it| it.0), outcome, code }
}

/// What was read, in 32 bytes: the same as before, and nothing needs to change.
fn hash(draft: &Draft) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in [&draft.title, &draft.body, &draft.tags.join(",")] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    draft.images.iter().for_each(|it| hash.update(&it.bytes));
    hash.finalize().to_vec()
}

/// The text with each image's address in place of its number; without those that have none.
fn place_images(body: &str, urls: &[Option<String>]) -> String {
    let mark = format!("]({IMAGE_MARK}");
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((before, after)) = rest.split_once(&mark) {
        let Some((number, tail)) = after.split_once(')') else { break };
        out.push_str(before);
        match number.parse::<usize>().ok().and_then(|it| urls.get(it)) {
            Some(Some(url)) => out.push_str(&format!("]({url})")),
            Some(None) => {
                let begin = out.rfind("![").unwrap_or(out.len());
                out.truncate(begin);
            }
            None => out.push_str(&format!("{mark}{number})")),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_get_their_addresses_and_those_without_vanish() {
        let urls = [Some("/a/1".to_owned()), None];
        let body = "Önce ![Plan](import-image:0) sonra ![x](import-image:1)son ![](import-image:7)";
        assert_eq!(place_images(body, &urls), "Önce ![Plan](/a/1) sonra son ![](import-image:7)");
    }
}
