//! The site itself: what every page shows, and its set-up.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    input::{FirstOwner, NewSite},
    value::{CanonicalUrl, DisplayName, EmailAddress, LanguageTag, Password, SiteDescription, SiteName, Username},
};

/// Who may make an account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RegistrationMode {
    /// Everyone.
    #[default]
    Open,
    /// Whoever has an invitation.
    Invitation,
    /// Everyone; staff let them in one by one.
    Approval,
    /// Nobody.
    Closed,
}

impl RegistrationMode {
    /// The mode of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Open, Self::Invitation, Self::Approval, Self::Closed].into_iter().find(|mode| mode.as_str() == word)
    }

    /// The word as stored and as sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Invitation => "invitation",
            Self::Approval => "approval",
            Self::Closed => "closed",
        }
    }

    /// True if whoever comes along may ask for an account.
    pub const fn is_for_all(self) -> bool {
        matches!(self, Self::Open | Self::Approval)
    }
}

/// What every page shows of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Site {
    /// The name.
    #[schemars(length(max = 80))]
    pub name: String,
    /// What it is about. May be empty.
    #[schemars(length(max = 300))]
    pub description: String,
    /// BCP 47.
    #[schemars(length(max = 35))]
    pub language: String,
    /// The address, without a slash at its end.
    #[schemars(length(max = 500))]
    pub base_url: String,
    /// Who may make an account.
    pub registration: RegistrationMode,
    /// False if the site sends no mail: passwords cannot be reset by mail then.
    pub sends_mail: bool,
    /// True until the first admin has been made.
    pub needs_set_up: bool,
    /// False if the site tells nobody live what happens: pages change when they are loaded again.
    #[serde(default = "always")]
    pub live_updates: bool,
}

/// As it was before a site could turn them off.
const fn always() -> bool {
    true
}

/// Makes the first admin and names the site.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetUp {
    /// The secret of the set-up link.
    #[schemars(length(max = 100))]
    pub token: String,
    /// 1 to 80 characters.
    #[schemars(length(min = 1, max = 80))]
    pub site_name: String,
    /// At most 300 characters.
    #[serde(default)]
    #[schemars(length(max = 300))]
    pub site_description: String,
    /// BCP 47, as in `en`.
    #[schemars(length(min = 2, max = 35))]
    pub site_language: String,
    /// The address that people type, as the server is configured with it; another one is refused.
    #[schemars(length(min = 1, max = 500))]
    pub site_base_url: String,
    /// 3 to 30 letters and digits of one script, `_` and `-`.
    #[schemars(length(min = 3, max = 30))]
    pub username: String,
    /// Never shown to others.
    #[schemars(length(max = 254))]
    pub email: String,
    /// 8 to 128 characters, any.
    #[schemars(length(min = 8, max = 128))]
    pub password: String,
    /// At most 60 characters; the username if absent.
    #[serde(default)]
    #[schemars(length(max = 60))]
    pub display_name: String,
}

impl SetUp {
    /// The inputs, or every wrong field.
    pub fn parse(&self) -> Result<(NewSite, FirstOwner), Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take("/site_name", SiteName::parse(&self.site_name));
        let description = fields.take("/site_description", SiteDescription::parse(&self.site_description));
        let language = fields.take("/site_language", LanguageTag::parse(&self.site_language));
        let base_url = fields.take("/site_base_url", CanonicalUrl::parse(&self.site_base_url));
        let username = fields.take("/username", Username::parse(&self.username));
        let email = fields.take("/email", EmailAddress::parse(&self.email));
        let password = fields.take("/password", Password::parse(&self.password));
        let display_name = fields.take("/display_name", DisplayName::parse(&self.display_name));
        let site = name
            .zip(description)
            .zip(language.zip(base_url))
            .map(|((name, description), (language, base_url))| NewSite { name, description, language, base_url });
        let owner =
            username.zip(email).zip(password.zip(display_name)).map(|((username, email), (password, display_name))| {
                FirstOwner { username, email, password, display_name }
            });
        fields.finish(site.zip(owner))
    }
}
