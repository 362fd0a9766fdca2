//! The widget's screen.
use super::{Screen, Worded};
use crate::base::FieldError;
use crate::base::ids::DepartmentId;
use crate::settings::rules;
use serde::{Deserialize, Serialize};

crate::text_enum! {
    /// The corner of the page that the widget sits in.
    Position {
        /// Lower right.
        Right = "right",
        /// Lower left.
        Left = "left",
    }
}

crate::text_enum! {
    /// Light or dark.
    DarkMode {
        /// As the visitor's system.
        Auto = "auto",
        /// Always light.
        Light = "light",
        /// Always dark.
        Dark = "dark",
    }
}

crate::text_enum! {
    /// The widget's language.
    WidgetLanguage {
        /// As the page that carries it.
        Auto = "auto",
        /// Always Turkish.
        Tr = "tr",
        /// Always English.
        En = "en",
    }
}

crate::text_enum! {
    /// What a visitor can be asked before the first message.
    PreChatField {
        /// What to call them.
        Name = "name",
        /// Where an answer can go.
        Email = "email",
        /// Where to call back.
        Phone = "phone",
    }
}

/// What the widget looks like and may do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct WidgetSettings {
    /// At the top; the site's name when `null`. At most 60 characters.
    pub title: Option<String>,
    /// Such as `#0b6e85`.
    pub primary_color: String,
    /// The same as `primary_color` when `null`.
    pub secondary_color: Option<String>,
    /// The corner of the page.
    pub position: Position,
    /// Light or dark.
    pub dark_mode: DarkMode,
    /// The first thing a visitor reads. At most 500 characters.
    pub welcome_message: Worded,
    /// In the empty input; the widget's own words when `null`. At most 100 characters.
    pub placeholder: Option<Worded>,
    /// A name shown for every agent instead of their own. At most 60 characters.
    pub agent_name: Option<String>,
    /// Picture of every agent, an address with `https://`.
    pub agent_avatar: Option<String>,
    /// The widget's language.
    pub language: WidgetLanguage,
    /// Its layer on the page; above everything when `null`.
    pub z_index: Option<i32>,
    /// What visitors may do.
    pub features: Features,
    /// When the widget speaks first.
    pub proactive: Proactive,
    /// What is asked before the first message.
    pub pre_chat: PreChat,
    /// Whom the visitor may ask for before the first message.
    pub departments: DepartmentChoice,
    /// What the visitor agrees to before anything is kept.
    pub consent: Consent,
    /// Rules for the look of the widget's inside. At most 20,000 characters.
    pub custom_css: String,
}

/// What visitors may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Features {
    /// Send files.
    pub file_upload: bool,
    /// Choose emoji from a list.
    pub emoticons: bool,
    /// Be seen typing.
    pub typing: bool,
    /// Have what is being typed shown to agents before it is sent; only where consent is asked for, whose text then says so.
    pub typing_preview: bool,
    /// Send archives, too (zip, 7z, rar, gz). Holds for agents as well.
    pub archives: bool,
}

/// When the widget speaks first; the first condition that is met counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Proactive {
    /// Whether it does at all.
    pub enabled: bool,
    /// What it says. At most 300 characters.
    pub message: Worded,
    /// After so many seconds on the page.
    pub time_on_page: Option<u32>,
    /// After so many per cent of the page were scrolled.
    pub scroll_percentage: Option<u32>,
    /// When the pointer leaves the page at its top.
    pub exit_intent: bool,
    /// After so many seconds without a movement.
    pub idle: Option<u32>,
    /// When the visitor comes back from another tab.
    pub page_visibility: bool,
}

/// What is asked before the first message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct PreChat {
    /// Whether anything is.
    pub enabled: bool,
    /// What is asked, in this order.
    pub fields: Vec<PreChatField>,
    /// Which of the fields must be filled in.
    pub required: Vec<PreChatField>,
}

/// Whom the visitor may ask for before the first message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct DepartmentChoice {
    /// Whether there is a choice.
    pub enabled: bool,
    /// Which departments; all of the site when empty. At most 50.
    pub offered: Vec<DepartmentId>,
}

/// What the visitor agrees to before anything is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Consent {
    /// Whether it is asked for.
    pub enabled: bool,
    /// What is shown. At most 5,000 characters.
    pub text: Worded,
    /// Rises with every change of the text; visitors are asked again then.
    pub version: u32,
}

impl Default for WidgetSettings {
    fn default() -> WidgetSettings {
        WidgetSettings {
            title: None,
            primary_color: "#0b6e85".to_owned(),
            secondary_color: None,
            position: Position::Right,
            dark_mode: DarkMode::Auto,
            welcome_message: Worded::new(
                "Merhaba! Size nasıl yardımcı olabiliriz?",
                "Hello! How can we help you?",
            ),
            placeholder: None,
            agent_name: None,
            agent_avatar: None,
            language: WidgetLanguage::Auto,
            z_index: None,
            features: Features::default(),
            proactive: Proactive::default(),
            pre_chat: PreChat::default(),
            departments: DepartmentChoice::default(),
            consent: Consent::default(),
            custom_css: String::new(),
        }
    }
}

impl Default for Features {
    fn default() -> Features {
        Features { file_upload: true, archives: false, emoticons: true, typing: true, typing_preview: false }
    }
}

impl Default for Proactive {
    fn default() -> Proactive {
        Proactive {
            enabled: false,
            message: Worded::new(
                "Yardımcı olabileceğimiz bir konu var mı?",
                "Is there anything we can help with?",
            ),
            time_on_page: Some(30),
            scroll_percentage: None,
            exit_intent: false,
            idle: None,
            page_visibility: false,
        }
    }
}

impl Default for PreChat {
    fn default() -> PreChat {
        let both = vec![PreChatField::Name, PreChatField::Email];
        PreChat { enabled: false, fields: both, required: vec![PreChatField::Name] }
    }
}

impl Default for Consent {
    fn default() -> Consent {
        Consent { enabled: false, text: Worded::default(), version: 1 }
    }
}

impl Screen for WidgetSettings {
    const KEY: &'static str = "widget";

    fn normalise(&mut self, old: &WidgetSettings) {
        for text in [&mut self.title, &mut self.agent_name, &mut self.agent_avatar, &mut self.secondary_color]
        {
            *text = text.take().map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
        }
        self.primary_color = self.primary_color.trim().to_owned();
        self.placeholder = self.placeholder.take().filter(|it| !it.is_empty());
        // What a visitor agreed to is kept by its version, so no two texts may share one.
        let sees_more = self.features.typing_preview && !old.features.typing_preview;
        if (sees_more || self.consent.text != old.consent.text) && !old.consent.text.is_empty() {
            self.consent.version = self.consent.version.max(old.consent.version.saturating_add(1));
        }
    }

    fn mistakes(&self) -> Vec<FieldError> {
        rules::widget(self)
    }
}
