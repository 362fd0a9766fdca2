//! A table of questions and answers, one article a row.
use super::{Converted, Draft, Failure, Reason};
use crate::base::text;

/// Rows of one table.
const MOST_ROWS: usize = 10_000;
/// Bytes of the address part made from a question.
const KEY_BYTES: usize = 80;

/// What a column holds, and what it may be called, folded.
const COLUMNS: [(Column, &[&str]); 5] = [
    (Column::Question, &["soru", "question", "baslik", "title", "konu", "sual"]),
    (Column::Answer, &["cevap", "yanit", "answer", "metin", "icerik", "body", "content", "aciklama", "text"]),
    (Column::Tags, &["etiket", "etiketler", "tag", "tags", "anahtar kelimeler", "keywords"]),
    (Column::Category, &["kategori", "category", "bolum"]),
    (Column::Key, &["id", "no", "numara", "anahtar", "key", "slug", "external id", "external_id"]),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Question,
    Answer,
    Tags,
    Category,
    Key,
}

pub(super) fn read(name: &str, table: &str) -> Result<Converted, Reason> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(table))
        .has_headers(false)
        .flexible(true)
        .from_reader(table.as_bytes());
    let mut rows = reader.records();
    let first = rows.next().ok_or("import_empty")?.map_err(|_| "import_table_unreadable")?;
    let named: Vec<Option<Column>> = first.iter().map(column).collect();
    let is_head = named.contains(&Some(Column::Question)) && named.contains(&Some(Column::Answer));
    // Two columns without names can only be a question and its answer.
    let columns = match (is_head, first.len()) {
        (true, _) => named,
        (false, 2) => vec![Some(Column::Question), Some(Column::Answer)],
        _ => return Err("import_table_columns"),
    };
    let mut converted = Converted::default();
    let head = if is_head { None } else { Some(Ok(first)) };
    let begins = if is_head { 2 } else { 1 };
    for (nth, row) in head.into_iter().chain(rows).enumerate() {
        let source = format!("{name}:{}", begins + nth);
        if nth == MOST_ROWS {
            converted.failures.push(Failure { source, code: "import_table_rows".to_owned() });
            break;
        }
        let Ok(row) = row else {
            converted.failures.push(Failure { source, code: "import_table_unreadable".to_owned() });
            continue;
        };
        let cell = |of: Column| {
            let found = columns.iter().zip(row.iter()).find(|it| *it.0 == Some(of));
            found.map(|it| it.1.trim()).filter(|it| !it.is_empty())
        };
        match (cell(Column::Question), cell(Column::Answer)) {
            (Some(question), Some(answer)) => {
                let category = cell(Column::Category);
                let own = cell(Column::Key).map_or_else(|| made_key(question, category), str::to_owned);
                let tags = cell(Column::Tags).unwrap_or_default();
                converted.drafts.push(Draft {
                    title: question.to_owned(),
                    body: answer.to_owned(),
                    tags: tags.split([',', ';', '|']).map(|it| it.trim().to_owned()).collect(),
                    category: category.map(str::to_owned),
                    key: format!("{name}#{own}"),
                    images: Vec::new(),
                });
            }
            (None, None) => (), // an empty line
            _ => converted.failures.push(Failure { source, code: "import_row_incomplete".to_owned() }),
        }
    }
    if converted.drafts.is_empty() && converted.failures.is_empty() {
        return Err("import_document_empty");
    }
    Ok(converted)
}

/// A key made from the question, and from its category: one question may stand in several ("Ne zaman?").
fn made_key(question: &str, category: Option<&str>) -> String {
    let question = text::slug(question, KEY_BYTES);
    category.map_or_else(|| question.clone(), |it| format!("{}/{question}", text::slug(it, KEY_BYTES)))
}

fn column(name: &str) -> Option<Column> {
    let folded = text::fold(name.trim().trim_start_matches('\u{feff}'));
    COLUMNS.iter().find(|it| it.1.contains(&folded.as_str())).map(|it| it.0)
}

/// The mark that stands most often in the first line, outside of quotes.
fn delimiter(table: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b';', 0_usize), (b',', 0), (b'\t', 0)];
    for byte in table.bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            _ if quoted => (),
            other => counts.iter_mut().filter(|it| it.0 == other).for_each(|it| it.1 += 1),
        }
    }
    counts.into_iter().max_by_key(|it| it.1).filter(|it| it.1 > 0).map_or(b',', |it| it.0)
}
