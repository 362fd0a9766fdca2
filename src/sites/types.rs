//! Site values.
use super::rules;
use crate::Result;
use crate::base::ids::SiteId;
use crate::base::{At, Error, FieldError, Lang, secret};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A tenant, as its admins see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Site {
    /// Its identity.
    pub id: SiteId,
    /// The institution's name.
    pub name: String,
    /// Its name in addresses and at the command line.
    pub slug: String,
    /// The public key that its web pages carry. It names the site, it proves nothing.
    pub api_key: String,
    /// Origins whose pages may carry the widget; empty: any.
    pub origins: Vec<String>,
    /// The language of what the site says by itself.
    pub language: Lang,
    /// IANA name, such as `Europe/Istanbul`.
    pub time_zone: String,
    /// Whether its people must have a second factor.
    pub second_factor_required: bool,
    /// For `If-Match`.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
}

impl Site {
    /// What the audit trail keeps of it.
    #[must_use]
    pub fn audited(&self) -> Value {
        json!({
            "name": self.name,
            "slug": self.slug,
            "origins": self.origins,
            "language": self.language,
            "time_zone": self.time_zone,
            "second_factor_required": self.second_factor_required,
        })
    }
}

/// What is needed for a new site.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
pub struct NewSite {
    /// The institution's name, 1 to 100 characters.
    pub name: String,
    /// Lower-case letters, digits and single hyphens, 2 to 50 characters.
    pub slug: String,
    /// Such as `https://www.ornek.edu.tr`; empty: any.
    #[serde(default)]
    pub origins: Vec<String>,
    /// Turkish when left out.
    #[serde(default)]
    pub language: Lang,
    /// `Europe/Istanbul` when left out.
    pub time_zone: Option<String>,
}

/// What may be changed of a site; what is left out stays.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct SiteChange {
    /// The institution's name.
    pub name: Option<String>,
    /// Its name in addresses.
    pub slug: Option<String>,
    /// Origins whose pages may carry the widget; empty: any.
    pub origins: Option<Vec<String>>,
    /// The language of what the site says by itself.
    pub language: Option<Lang>,
    /// IANA name.
    pub time_zone: Option<String>,
    /// Whether its people must have a second factor; who has none sets one up at once.
    pub second_factor_required: Option<bool>,
}

/// A site about to be stored.
#[derive(Debug, Clone)]
pub struct Draft {
    /// As it will be seen.
    pub site: Site,
    /// Signs identity tokens of the institution's own server.
    pub secret: String,
}

impl NewSite {
    /// Checks the fields and makes what the program chooses: id, key, secret. `prefix` goes before field names
    /// in errors (`site.` in the set-up).
    ///
    /// # Errors
    /// 422 with every unacceptable field.
    pub fn draft(&self, prefix: &str, now: Timestamp) -> Result<Draft> {
        let site = Site {
            id: SiteId::random(),
            name: self.name.clone(),
            slug: self.slug.clone(),
            api_key: format!("pk_{}", secret::token()?),
            origins: self.origins.clone(),
            language: self.language,
            time_zone: self.time_zone.clone().unwrap_or_else(|| "Europe/Istanbul".to_owned()),
            second_factor_required: false,
            version: 1,
            created_at: At::of_ms(now.as_millisecond()),
        };
        Ok(Draft { site: checked(site, prefix)?, secret: secret::token()? })
    }
}

impl SiteChange {
    /// `site` with the change made and its version raised.
    ///
    /// # Errors
    /// 422 with every unacceptable field.
    pub fn apply(self, site: &Site) -> Result<Site> {
        let changed = Site {
            id: site.id,
            name: self.name.unwrap_or_else(|| site.name.clone()),
            slug: self.slug.unwrap_or_else(|| site.slug.clone()),
            api_key: site.api_key.clone(),
            origins: self.origins.unwrap_or_else(|| site.origins.clone()),
            language: self.language.unwrap_or(site.language),
            time_zone: self.time_zone.unwrap_or_else(|| site.time_zone.clone()),
            second_factor_required: self.second_factor_required.unwrap_or(site.second_factor_required),
            version: site.version + 1,
            created_at: site.created_at,
        };
        checked(changed, "")
    }
}

/// The site with its fields in their normal form.
fn checked(mut site: Site, prefix: &str) -> Result<Site> {
    let mut wrong: Vec<FieldError> = Vec::new();
    let mut field = |name: &str, error: FieldError| {
        wrong.push(FieldError { field: format!("{prefix}{name}"), ..error });
    };
    match rules::name(&site.name) {
        Ok(name) => site.name = name,
        Err(error) => field("name", error),
    }
    if let Err(error) = rules::slug(&site.slug) {
        field("slug", error);
    }
    match rules::origins(&site.origins) {
        Ok(origins) => site.origins = origins,
        Err(error) => field("origins", error),
    }
    if let Err(error) = rules::time_zone(&site.time_zone) {
        field("time_zone", error);
    }
    if wrong.is_empty() { Ok(site) } else { Err(Error::Invalid(wrong)) }
}
