//! The screen of what words may cost.
use super::Which;
use crate::base::FieldError;
use crate::providers::rules;
use crate::settings::Screen;
use crate::text_enum;
use serde::{Deserialize, Serialize};

/// Longest name of a currency.
const CURRENCY_CHARS: u64 = 8;
/// Highest limit, in the currency.
const MOST: f64 = 1_000_000_000.0;
/// Highest price of a million tokens, in the currency.
const MOST_PRICE: f64 = 1_000_000.0;
/// Most rows of the price table.
const PRICES: usize = 200;

text_enum! {
    /// What a limit is for.
    Period {
        /// A day of the site's time zone.
        Day = "day",
        /// A month of it.
        Month = "month",
    }
}

/// What words may cost, and what they do cost.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct AiBudget {
    /// What amounts are called: `USD`, `TL`.
    pub currency: String,
    /// Most in a day; no limit when `null`.
    #[schema(minimum = 0)]
    pub daily: Option<f64>,
    /// Most in a month; no limit when `null`.
    #[schema(minimum = 0)]
    pub monthly: Option<f64>,
    /// What is not in it costs nothing.
    pub prices: Vec<Price>,
}

/// What a model costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Price {
    /// A provider's id, or `local`.
    pub provider: String,
    /// One of its models.
    pub model: String,
    /// A million tokens read.
    #[schema(minimum = 0)]
    pub input: f64,
    /// A million tokens written.
    #[schema(minimum = 0)]
    pub output: f64,
}

impl Default for AiBudget {
    fn default() -> AiBudget {
        AiBudget { currency: "USD".to_owned(), daily: None, monthly: None, prices: Vec::new() }
    }
}

impl AiBudget {
    /// The limit of a period, in millionths of the currency.
    #[must_use]
    pub fn limit_micros(&self, period: Period) -> Option<i64> {
        let limit = match period {
            Period::Day => self.daily,
            Period::Month => self.monthly,
        };
        limit.map(rules::micros)
    }

    /// What so many tokens of a model cost, read and written, in millionths.
    #[must_use]
    pub fn cost_micros(&self, provider: &str, model: &str, tokens: (u32, u32)) -> i64 {
        let price = self.prices.iter().find(|it| it.provider == provider && it.model == model);
        price.map_or(0, |it| rules::cost_micros(tokens, (it.input, it.output)))
    }
}

impl Screen for AiBudget {
    const KEY: &'static str = "ai_budget";

    fn normalise(&mut self, _old: &AiBudget) {
        self.currency = self.currency.trim().to_owned();
        for price in &mut self.prices {
            price.model = price.model.trim().to_owned();
        }
    }

    fn mistakes(&self) -> Vec<FieldError> {
        let amount = |field: &str, it: Option<f64>| {
            it.filter(|it| !(0.0..=MOST).contains(it)).map(|_| FieldError::new(field, "value_invalid"))
        };
        let chars = u64::try_from(self.currency.chars().count()).unwrap_or(u64::MAX);
        let currency = match chars {
            0 => Some(FieldError::new("currency", "field_missing")),
            it if it > CURRENCY_CHARS => {
                Some(FieldError::beyond("currency", "field_too_long", CURRENCY_CHARS))
            }
            _ => None,
        };
        let many = self.prices.len() > PRICES;
        let twice = self.prices.iter().enumerate().any(|(place, it)| {
            self.prices
                .iter()
                .take(place)
                .any(|other| (&other.provider, &other.model) == (&it.provider, &it.model))
        });
        let wrong = self.prices.iter().any(|it| {
            let priced = |price: f64| (0.0..=MOST_PRICE).contains(&price);
            Which::parse(&it.provider).is_none()
                || it.model.is_empty()
                || it.model.len() > 200
                || !priced(it.input)
                || !priced(it.output)
        });
        let prices = match (many, twice, wrong) {
            (true, _, _) => Some(FieldError::beyond("prices", "too_many", 200)),
            (_, true, _) => Some(FieldError::new("prices", "ai_price_twice")),
            (_, _, true) => Some(FieldError::new("prices", "value_invalid")),
            _ => None,
        };
        [currency, amount("daily", self.daily), amount("monthly", self.monthly), prices]
            .into_iter()
            .flatten()
            .collect()
    }
}
