//! The screen of what is asked whom.
use super::{Purpose, Which};
use crate::base::FieldError;
use crate::engine::llm::Sampling;
use crate::providers::wire::http::Patience;
use crate::settings::Screen;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;
use std::time::Duration;

/// Longest answer that can be asked for, in tokens.
const MAX_TOKENS: RangeInclusive<u32> = 16..=8_192;
/// How long a provider may take for its first word, in seconds.
const FIRST_WORD: RangeInclusive<u32> = 2..=120;
/// How long it may pause, in seconds.
const BETWEEN_WORDS: RangeInclusive<u32> = 2..=60;
/// Most technical words, and the longest of them.
const WORDS: (u64, u64) = (200, 60);

fn amount(it: usize) -> u64 {
    u64::try_from(it).unwrap_or(u64::MAX)
}

/// Who is asked what, and in which order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct AiRouting {
    /// Providers in the order in which they are asked: ids, and `local` for the model in this process. What is not named
    /// comes after those that are; `local` comes first unless it is named elsewhere.
    pub order: Vec<String>,
    /// Whether simple questions go to servers of the institution first and complex ones to others first.
    pub smart: bool,
    /// Words that make a question a complex one, also with an ending.
    pub technical_words: Vec<String>,
    /// Answers to visitors.
    pub answer: PurposeSettings,
    /// Suggestions to agents, other words and translations of theirs.
    pub suggestion: PurposeSettings,
    /// Summaries.
    pub summary: PurposeSettings,
    /// What a question means that leans on those before it.
    pub classify: PurposeSettings,
}

/// How one purpose is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PurposeSettings {
    /// `local` or the id of the provider that is asked first; the site's order when `null`.
    pub provider: Option<String>,
    /// One of that provider's models; its first when `null`.
    pub model: Option<String>,
    /// Whether the others are asked when it fails.
    pub fall_over: bool,
    /// 0 takes the likeliest word each time; up to 2.
    #[schema(minimum = 0, maximum = 2)]
    pub temperature: f32,
    /// Longest answer, in tokens.
    #[schema(minimum = 16, maximum = 8192)]
    pub max_tokens: u32,
    /// How long a provider may take for its first word.
    #[schema(minimum = 2, maximum = 120)]
    pub first_word_seconds: u32,
    /// How long it may pause between words.
    #[schema(minimum = 2, maximum = 60)]
    pub between_words_seconds: u32,
}

impl Default for PurposeSettings {
    fn default() -> PurposeSettings {
        PurposeSettings {
            provider: None,
            model: None,
            fall_over: true,
            temperature: 0.2,
            max_tokens: 400,
            first_word_seconds: 30,
            between_words_seconds: 15,
        }
    }
}

impl PurposeSettings {
    /// How the words are chosen.
    #[must_use]
    pub fn sampling(&self) -> Sampling {
        Sampling { temperature: self.temperature, max_tokens: self.max_tokens }
    }

    /// How long to wait.
    #[must_use]
    pub fn patience(&self) -> Patience {
        Patience {
            first_word: Duration::from_secs(self.first_word_seconds.into()),
            between: Duration::from_secs(self.between_words_seconds.into()),
        }
    }

    fn mistakes(&self, name: &str) -> Vec<FieldError> {
        let wrong =
            |field: &str, is: bool| is.then(|| FieldError::new(format!("{name}.{field}"), "value_invalid"));
        let unknown = self.provider.as_deref().is_some_and(|it| Which::parse(it).is_none());
        [
            wrong("provider", unknown),
            wrong("model", self.model.as_ref().is_some_and(|it| it.is_empty() || it.len() > 200)),
            wrong("temperature", !(0.0..=2.0).contains(&self.temperature)),
            wrong("max_tokens", !MAX_TOKENS.contains(&self.max_tokens)),
            wrong("first_word_seconds", !FIRST_WORD.contains(&self.first_word_seconds)),
            wrong("between_words_seconds", !BETWEEN_WORDS.contains(&self.between_words_seconds)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Default for AiRouting {
    fn default() -> AiRouting {
        let words = [
            "api",
            "entegrasyon",
            "sunucu",
            "veritabanı",
            "yapılandırma",
            "hata kodu",
            "mevzuat",
            "yönetmelik",
            "sözleşme",
            "itiraz",
            "integration",
            "server",
            "database",
            "configuration",
            "error code",
            "regulation",
            "contract",
            "appeal",
        ];
        AiRouting {
            order: Vec::new(),
            smart: false,
            technical_words: words.map(str::to_owned).to_vec(),
            answer: PurposeSettings::default(),
            suggestion: PurposeSettings { temperature: 0.5, ..PurposeSettings::default() },
            summary: PurposeSettings::default(),
            classify: PurposeSettings { temperature: 0.0, max_tokens: 200, ..PurposeSettings::default() },
        }
    }
}

impl AiRouting {
    /// How `purpose` is asked.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> &PurposeSettings {
        match purpose {
            Purpose::Answer => &self.answer,
            Purpose::Suggestion => &self.suggestion,
            Purpose::Summary => &self.summary,
            Purpose::Classify => &self.classify,
        }
    }
}

impl Screen for AiRouting {
    const KEY: &'static str = "ai_routing";

    fn normalise(&mut self, _old: &AiRouting) {
        let mut words: Vec<String> = Vec::with_capacity(self.technical_words.len());
        for word in self.technical_words.iter().map(|it| it.trim()).filter(|it| !it.is_empty()) {
            if !words.iter().any(|it| it == word) {
                words.push(word.to_owned());
            }
        }
        self.technical_words = words;
        for purpose in [&mut self.answer, &mut self.suggestion, &mut self.summary, &mut self.classify] {
            purpose.model = purpose.model.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
            // 32 bits of a number with two places become the nearest number with two places.
            purpose.temperature = (purpose.temperature * 100.0).round() / 100.0;
        }
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let (most, longest) = WORDS;
        let order = self.order.iter().all(|it| Which::parse(it).is_some()) && self.order.len() <= 100;
        let lengthy = self.technical_words.iter().any(|it| amount(it.chars().count()) > longest);
        let lists = [
            (!order).then(|| FieldError::new("order", "value_invalid")),
            lengthy.then(|| FieldError::beyond("technical_words", "field_too_long", longest)),
            (amount(self.technical_words.len()) > most)
                .then(|| FieldError::beyond("technical_words", "too_many", most)),
        ];
        let purposes = [
            self.answer.mistakes("answer"),
            self.suggestion.mistakes("suggestion"),
            self.summary.mistakes("summary"),
            self.classify.mistakes("classify"),
        ];
        lists.into_iter().flatten().chain(purposes.into_iter().flatten()).collect()
    }
}
