//! Lists in pages: `?limit=` and `?after=<cursor>` in, `{"items": […], "next_cursor": …}` out.
use super::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Page<T> {
    /// In the list's stable order.
    pub items: Vec<T>,
    /// Give it as `after` to get the next page; `null` on the last one.
    pub next_cursor: Option<String>,
}

/// What a client asks of a list.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Most items wanted: 1 to 200, 50 when left out.
    pub limit: Option<u32>,
    /// `next_cursor` of the page before.
    pub after: Option<String>,
}

impl PageQuery {
    /// Items to return, within 1 to 200.
    #[must_use]
    pub fn limit(&self) -> usize {
        usize::try_from(self.limit.unwrap_or(50)).unwrap_or(50).clamp(1, 200)
    }

    /// The sort key that the page before ended with.
    ///
    /// # Errors
    /// 400 `bad_cursor` when the cursor is not one of ours.
    pub fn cursor<K: DeserializeOwned>(&self) -> Result<Option<K>> {
        let Some(text) = &self.after else { return Ok(None) };
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::Unreadable("bad_cursor"))?;
        serde_json::from_slice(&bytes).map(Some).map_err(|_| Error::Unreadable("bad_cursor"))
    }
}

impl<T> Page<T> {
    /// The only page of a list that is short by nature.
    pub fn whole(items: Vec<T>) -> Page<T> {
        Page { items, next_cursor: None }
    }

    /// Makes a page of rows read with `limit + 1`: the extra one only tells that there is more.
    pub fn of<K: Serialize>(mut items: Vec<T>, limit: usize, key: impl Fn(&T) -> K) -> Page<T> {
        let more = items.len() > limit;
        items.truncate(limit);
        let next_cursor = if more { items.last().map(|it| cursor_of(&key(it))) } else { None };
        Page { items, next_cursor }
    }
}

/// The cursor that stands for a sort key.
pub fn cursor_of<K: Serialize>(key: &K) -> String {
    URL_SAFE_NO_PAD.encode(serde_json::to_vec(key).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_comes_back_as_it_went() {
        let page = Page::of(vec![3, 2, 1], 2, |it| (*it, "x"));
        assert_eq!(page.items, [3, 2]);
        let query = PageQuery { limit: Some(2), after: page.next_cursor };
        assert_eq!(query.cursor::<(i32, String)>().ok().flatten(), Some((2, "x".to_owned())));
        assert!(Page::of(vec![1], 2, |it| *it).next_cursor.is_none());
    }

    #[test]
    fn a_foreign_cursor_is_refused() {
        let query = PageQuery { limit: None, after: Some("%%%".to_owned()) };
        assert!(matches!(query.cursor::<i64>(), Err(Error::Unreadable("bad_cursor"))));
    }
}
