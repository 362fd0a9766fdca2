//! What an article may be. Pure.
use super::types::{Article, ArticleHead, ArticleInput, ArticleStatus, Visibility, Writer};
use crate::Result;
use crate::base::ids::ArticleId;
use crate::base::{At, Error, FieldError, Lang, text};
use jiff::Timestamp;
use jiff::civil::Date;

const TITLE_CHARS: usize = 200;
const BODY_CHARS: usize = 200_000;
/// Longest address part, in characters.
pub const SLUG_CHARS: usize = 80;
/// Of these, the ones made from a title that a number is put behind: `-200`.
pub const NUMBERED_SLUG_CHARS: usize = SLUG_CHARS - 4;
const META_CHARS: usize = 300;
const CATEGORY_CHARS: usize = 80;
const TAG_CHARS: usize = 40;
const TAGS: usize = 20;

/// A new, empty draft.
#[must_use]
pub fn blank(author: Option<Writer>, language: Lang, now: Timestamp) -> Article {
    let now = At::of_ms(now.as_millisecond());
    let head = ArticleHead {
        id: ArticleId::random(),
        title: String::new(),
        slug: String::new(),
        meta_description: None,
        category: None,
        tags: Vec::new(),
        language,
        status: ArticleStatus::Draft,
        visibility: Visibility::Public,
        author,
        views: 0,
        helpful: 0,
        not_helpful: 0,
        version: 0,
        review_by: None,
        published_at: None,
        created_at: now,
        updated_at: now,
        source_key: None,
    };
    Article { head, body: String::new(), drafted_from: None }
}

/// The article with the change made and its version raised. An empty slug is made from the title.
///
/// # Errors
/// 422 naming every unacceptable field.
pub fn apply(mut article: Article, input: ArticleInput, now: Timestamp) -> Result<Article> {
    let mut wrong = Vec::new();
    let head = &mut article.head;
    if let Some(title) = input.title {
        title.trim().clone_into(&mut head.title);
    }
    if let Some(body) = input.body {
        article.body = body.replace("\r\n", "\n").trim_end().to_owned();
    }
    if let Some(slug) = input.slug {
        slug.trim().clone_into(&mut head.slug);
    }
    if head.slug.is_empty() {
        head.slug = text::slug(&head.title, SLUG_CHARS);
    }
    head.meta_description = optional(input.meta_description, head.meta_description.take());
    head.category = optional(input.category, head.category.take());
    head.review_by = optional(input.review_by, head.review_by.take());
    if let Some(tags) = input.tags {
        head.tags = tidy_tags(&tags);
    }
    head.language = input.language.unwrap_or(head.language);
    head.status = input.status.unwrap_or(head.status);
    head.visibility = input.visibility.unwrap_or(head.visibility);
    head.version += 1;
    head.updated_at = At::of_ms(now.as_millisecond());
    if head.status == ArticleStatus::Published {
        head.published_at = head.published_at.or(Some(head.updated_at));
    }
    check(&article, &mut wrong);
    if wrong.is_empty() { Ok(article) } else { Err(Error::Invalid(wrong)) }
}

/// Left out keeps, empty takes away.
fn optional(input: Option<String>, present: Option<String>) -> Option<String> {
    match input {
        None => present,
        Some(text) => Some(text.trim().to_owned()).filter(|it| !it.is_empty()),
    }
}

fn tidy_tags(tags: &[String]) -> Vec<String> {
    let mut tags: Vec<String> =
        tags.iter().map(|it| text::lower(it.trim())).filter(|it| !it.is_empty()).collect();
    tags.sort();
    tags.dedup();
    tags
}

fn check(article: &Article, wrong: &mut Vec<FieldError>) {
    let head = &article.head;
    let mut longest = |field: &str, value: &str, max: usize| {
        if value.chars().count() > max {
            wrong.push(FieldError::beyond(field, "field_too_long", max as u64));
        }
    };
    longest("title", &head.title, TITLE_CHARS);
    longest("body", &article.body, BODY_CHARS);
    longest("slug", &head.slug, SLUG_CHARS);
    longest("meta_description", head.meta_description.as_deref().unwrap_or_default(), META_CHARS);
    longest("category", head.category.as_deref().unwrap_or_default(), CATEGORY_CHARS);
    head.tags.iter().for_each(|it| longest("tags", it, TAG_CHARS));
    if head.tags.len() > TAGS {
        wrong.push(FieldError::beyond("tags", "too_many", TAGS as u64));
    }
    if head.title.is_empty() {
        wrong.push(FieldError::new("title", "field_missing"));
    }
    if head.status == ArticleStatus::Published && article.body.trim().is_empty() {
        wrong.push(FieldError::new("body", "field_missing"));
    }
    if !text::is_slug(&head.slug) {
        wrong.push(FieldError::new("slug", "slug_invalid"));
    }
    if head.review_by.as_deref().is_some_and(|it| it.parse::<Date>().is_err()) {
        wrong.push(FieldError::new("review_by", "date_invalid"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(input: ArticleInput) -> Result<Article> {
        apply(blank(None, Lang::Tr, Timestamp::UNIX_EPOCH), input, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_title_is_enough_for_a_draft_and_makes_the_slug() {
        let article =
            made(ArticleInput { title: Some(" Ders kaydı ".to_owned()), ..ArticleInput::default() });
        let head = article.unwrap().head;
        assert_eq!((head.title.as_str(), head.slug.as_str(), head.version), ("Ders kaydı", "ders-kaydi", 1));
        assert_eq!(head.published_at, None);
    }

    #[test]
    fn a_long_title_makes_a_slug_that_is_accepted() {
        let title =
            "Yatay geçiş başvurusunda hangi belgeler, ne zaman ve hangi birime teslim edilmelidir acaba?";
        let article =
            made(ArticleInput { title: Some(title.to_owned()), ..ArticleInput::default() }).unwrap();
        let slug = article.head.slug;
        assert!(slug.len() > 50 && slug.len() <= SLUG_CHARS, "{slug}");
    }

    #[test]
    fn every_wrong_field_is_named() {
        let input = ArticleInput {
            slug: Some("Büyük Harf".to_owned()),
            status: Some(ArticleStatus::Published),
            review_by: Some("yarın".to_owned()),
            ..ArticleInput::default()
        };
        let Err(Error::Invalid(wrong)) = made(input) else { panic!("accepted") };
        let fields: Vec<_> = wrong.iter().map(|it| it.field.as_str()).collect();
        assert_eq!(fields, ["title", "body", "slug", "review_by"]);
    }

    #[test]
    fn an_empty_text_takes_an_optional_field_away() {
        let title = Some("Harç".to_owned());
        let with =
            made(ArticleInput { title, category: Some("Kayıt".to_owned()), ..ArticleInput::default() })
                .unwrap();
        assert_eq!(with.head.category.as_deref(), Some("Kayıt"));
        let clear = ArticleInput { category: Some(" ".to_owned()), ..ArticleInput::default() };
        assert_eq!(apply(with, clear, Timestamp::UNIX_EPOCH).unwrap().head.category, None);
    }
}
