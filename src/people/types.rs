//! People's values.
use crate::base::ids::{LoginId, SiteId, UserId};
use crate::base::{At, Lang, Role};
use crate::organisation::Profile;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// A person who signs in to the desk.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct User {
    /// Their identity.
    pub id: UserId,
    /// Their sign-in name.
    pub email: String,
    /// Shown to visitors and colleagues.
    pub name: String,
    /// Of the desk.
    pub language: Lang,
    /// Whether they can sign in.
    pub active: bool,
    /// Whether they run the whole installation.
    pub superadmin: bool,
    /// Where they work and as what.
    pub sites: Vec<UserSite>,
    /// When they were added.
    pub created_at: At,
    /// When they last signed in.
    pub last_login_at: Option<At>,
    /// Conversations at once, on the site acted on.
    pub max_chats: u32,
    /// Whether signing in takes a code beside the password.
    pub second_factor: bool,
}

/// A person of a site, with what they are there beside the role.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Person {
    /// Who.
    #[serde(flatten)]
    pub user: User,
    /// Department, teams, skills, languages …
    pub profile: Profile,
}

/// A site that a user works on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct UserSite {
    /// The site.
    pub id: SiteId,
    /// Its name.
    pub name: String,
    /// Its name in addresses.
    pub slug: String,
    /// `admin` or `agent`.
    pub role: Role,
    /// Conversations at once.
    #[serde(skip)]
    pub max_chats: u32,
    /// Whether its people must have a second factor.
    #[serde(skip)]
    pub second_factor_required: bool,
}

/// The signed-in user.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Me {
    /// As others see them.
    #[serde(flatten)]
    pub user: User,
    /// The site acted on; `null` when there are several and none was named.
    pub site_id: Option<SiteId>,
    /// On that site.
    pub role: Role,
    /// What the desk may offer.
    pub permissions: Vec<&'static str>,
    /// How the desk looks and behaves.
    pub preferences: Preferences,
    /// Whether a site of theirs asks for a second factor that they do not have: until then nothing else is open.
    pub second_factor_missing: bool,
    /// Recovery codes that are left, where there is a second factor.
    pub recovery_codes_left: u32,
    /// Whether mails can be sent from the site acted on.
    pub mail: bool,
}

/// How the desk looks and behaves for a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Preferences {
    /// Colours.
    pub theme: Theme,
    /// The same as the user's `language`.
    pub language: Lang,
    /// A sound when something happens.
    pub sounds: bool,
    /// Single-key shortcuts.
    pub shortcuts: bool,
    /// Room around things.
    pub density: Density,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            theme: Theme::Auto,
            language: Lang::Tr,
            sounds: true,
            shortcuts: true,
            density: Density::Comfortable,
        }
    }
}

/// Colours of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the machine.
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// Room around things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    /// Much.
    Comfortable,
    /// Little.
    Compact,
}

/// A change of preferences; what is left out stays.
#[derive(Debug, Clone, Copy, Default, Deserialize, utoipa::ToSchema)]
pub struct PreferencesChange {
    pub theme: Option<Theme>,
    pub language: Option<Lang>,
    pub sounds: Option<bool>,
    pub shortcuts: Option<bool>,
    pub density: Option<Density>,
}

impl Preferences {
    /// With the change made.
    #[must_use]
    pub fn with(self, change: PreferencesChange) -> Preferences {
        Preferences {
            theme: change.theme.unwrap_or(self.theme),
            language: change.language.unwrap_or(self.language),
            sounds: change.sounds.unwrap_or(self.sounds),
            shortcuts: change.shortcuts.unwrap_or(self.shortcuts),
            density: change.density.unwrap_or(self.density),
        }
    }
}

/// A user as stored, with the sites they work on.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) id: UserId,
    pub(super) email: String,
    pub(super) name: String,
    pub(super) password_hash: String,
    pub(super) language: Lang,
    pub(super) superadmin: bool,
    pub(super) active: bool,
    pub(super) preferences: Preferences,
    pub(super) last_login_at: Option<At>,
    pub(super) created_at: At,
    pub(super) second_factor: bool,
    pub(super) sites: Vec<UserSite>,
}

/// Conversations at once unless somebody chose another number.
pub(super) const MAX_CHATS: u32 = 5;

impl Account {
    /// What they are on a site; `None` when they have no part in it.
    pub(super) fn role_on(&self, site: SiteId) -> Option<Role> {
        if self.superadmin {
            return Some(Role::Superadmin);
        }
        self.sites.iter().find(|it| it.id == site).map(|it| it.role)
    }

    /// Whether one of the own sites asks for a second factor that there is not.
    pub(super) fn lacks_factor(&self) -> bool {
        !self.second_factor && self.sites.iter().any(|it| it.second_factor_required)
    }

    /// As seen by somebody who acts on `site`.
    pub(super) fn view(self, site: Option<SiteId>) -> User {
        let here = self.sites.iter().find(|it| Some(it.id) == site);
        User {
            max_chats: here.map_or(MAX_CHATS, |it| it.max_chats),
            id: self.id,
            email: self.email,
            name: self.name,
            language: self.language,
            active: self.active,
            superadmin: self.superadmin,
            sites: self.sites,
            created_at: self.created_at,
            second_factor: self.second_factor,
            last_login_at: self.last_login_at,
        }
    }

    /// What the audit trail keeps of them.
    pub(super) fn audited(&self, site: SiteId) -> Value {
        let here = self.sites.iter().find(|it| it.id == site);
        json!({
            "email": self.email,
            "name": self.name,
            "active": self.active,
            "superadmin": self.superadmin,
            "role": here.map(|it| it.role),
            "max_chats": here.map(|it| it.max_chats),
        })
    }
}

/// A sign-in as its owner sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Login {
    /// Its identity.
    pub id: LoginId,
    /// When it began.
    pub created_at: At,
    /// When it was last used to get a token.
    pub last_used_at: At,
    /// From which address.
    pub address: String,
    /// With which browser.
    pub agent: String,
    /// Whether it is the one asking.
    pub current: bool,
}

/// Answer to a successful sign-in.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Session {
    /// To be sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// Seconds until it ends.
    pub expires_in: i64,
    /// Who signed in.
    pub user: Me,
    /// Where the event log stood: a socket that connects with it as `after` hears of everything since.
    pub event_seq: i64,
}
