//! How urgent a case is. Conversations use these words, and whatever else is a case.
use crate::text_enum;

text_enum! {
    /// How urgent it is, as people say; what else makes somebody wait shorter is not in here.
    #[derive(Default)]
    Priority {
        /// It has time.
        Low = "low",
        /// As usual.
        #[default]
        Normal = "normal",
        /// Before the usual ones.
        High = "high",
        /// Now.
        Urgent = "urgent",
    }
}

impl Priority {
    /// From the least to the most urgent.
    pub const ALL: [Priority; 4] = [Priority::Low, Priority::Normal, Priority::High, Priority::Urgent];

    /// What a word means.
    #[must_use]
    pub fn of(word: &str) -> Option<Priority> {
        Priority::ALL.into_iter().find(|it| it.as_str() == word)
    }

    /// The next step; the most urgent stays.
    #[must_use]
    pub fn raised(self) -> Priority {
        match self {
            Priority::Low => Priority::Normal,
            Priority::Normal => Priority::High,
            Priority::High | Priority::Urgent => Priority::Urgent,
        }
    }

    /// What a list such as `high,urgent` means; `None` when something else stands in it.
    #[must_use]
    pub fn several(list: &str) -> Option<Vec<Priority>> {
        list.split(',').map(|it| Priority::of(it.trim())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_whole_or_not_at_all() {
        assert_eq!(Priority::several("high, urgent"), Some(vec![Priority::High, Priority::Urgent]));
        assert!(["", "high,", "acil", "high;low"].iter().all(|it| Priority::several(it).is_none()));
        assert_eq!(Priority::default(), Priority::Normal);
    }
}
