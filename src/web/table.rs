//! A table that opens in spreadsheets: CSV of RFC 4180 in UTF-8, with the mark by which they know it.
use crate::Result;
use anyhow::Context as _;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

/// The answer that is kept as the file `name` of Latin letters; its first row is `head`.
///
/// # Errors
/// When the rows are not all as long as `head`, or `name` cannot stand in a header.
pub fn file<const N: usize>(
    name: &str,
    head: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<Response> {
    let mut table = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    table.write_record(head).context("the head of a table")?;
    for row in rows {
        table.write_record(row.map(plain)).context("a row of a table")?;
    }
    let body = table.into_inner().map_err(|error| anyhow::anyhow!("a table: {error}"))?;
    let mut headers = HeaderMap::new();
    let kept_as = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).context("file name")?;
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, kept_as);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((headers, body).into_response())
}

/// A text that no spreadsheet takes for a formula (OWASP, "CSV Injection").
fn plain(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}
