//! The curated list, as it is embedded in the program.
use super::types::Curated;
use serde::Deserialize;
use std::sync::LazyLock;

const LIST: &str = include_str!("../../models/models.toml");

#[derive(Deserialize)]
struct List {
    model: Vec<Curated>,
}

/// Every model of the list.
#[must_use]
pub fn all() -> &'static [Curated] {
    static ALL: LazyLock<Vec<Curated>> =
        LazyLock::new(|| toml::from_str::<List>(LIST).map(|it| it.model).unwrap_or_default());
    &ALL
}

/// The model of a short name or of a file.
#[must_use]
pub fn find(name: &str) -> Option<&'static Curated> {
    all().iter().find(|it| it.id == name || it.file == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::rules;
    use std::collections::HashSet;

    #[test]
    fn the_list_can_be_read_and_every_row_can_be_fetched() {
        assert!(toml::from_str::<List>(LIST).is_ok_and(|it| it.model.len() > 10));
        for it in all() {
            assert!(rules::is_file_name(&it.file) && it.address.ends_with(&it.file), "{}", it.id);
            assert!(it.address.starts_with("https://") && it.bytes > 10_000_000, "{}", it.id);
            assert!(it.sha256.as_ref().is_none_or(|it| it.len() == 64), "{}", it.id);
        }
        let names: HashSet<&str> = all().iter().flat_map(|it| [it.id.as_str(), it.file.as_str()]).collect();
        assert_eq!(names.len(), 2 * all().len());
    }
}
