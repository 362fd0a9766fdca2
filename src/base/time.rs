//! Times as they leave the program: RFC 3339 in UTC with milliseconds.
use jiff::Timestamp;
use serde::{Serialize, Serializer};

/// An instant in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime)]
pub struct At(pub Timestamp);

impl At {
    /// The instant of a column that holds Unix milliseconds.
    #[must_use]
    pub fn of_ms(ms: i64) -> At {
        At(Timestamp::from_millisecond(ms).unwrap_or_default())
    }
}

impl std::fmt::Display for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3}", self.0)
    }
}

impl Serialize for At {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl rusqlite::types::FromSql for At {
    fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
        i64::column_result(value).map(At::of_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_always_written() {
        assert_eq!(At::of_ms(1_700_000_000_000).to_string(), "2023-11-14T22:13:20.000Z");
    }
}
