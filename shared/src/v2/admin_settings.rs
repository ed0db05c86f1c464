//! The site's settings as its owner changes them. They hold from the next second on, in every process.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RegistrationMode;
use crate::{
    field::{FieldError, Fields},
    input::{RegistrationPatch, SettingsPatch},
    patch,
    value::{CanonicalUrl, DomainName, TermsText},
};

/// The settings in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AdminSettings {
    /// Who may make an account, and what is asked of them.
    pub registration: RegistrationSettings,
    /// Live updates.
    pub channel: ChannelSettings,
}

/// Live updates by WebSocket and by Server-Sent Events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChannelSettings {
    /// False switches them off for everybody: what is open is closed within a second, and nothing opens.
    pub live_updates: bool,
}

/// Who may make an account, and what is asked of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegistrationSettings {
    /// Who may make an account.
    pub mode: RegistrationMode,
    /// The role of a new account.
    #[schemars(length(max = 60))]
    pub default_role: String,
    /// Domains of mail addresses that are taken, with what is beneath them; empty: all.
    #[schemars(length(max = 50), inner(length(max = 253)))]
    pub allowed_domains: Vec<String>,
    /// Where the terms stand; null if nowhere.
    #[schemars(length(max = 500))]
    pub terms_url: Option<String>,
    /// The terms themselves: plain text; may be empty.
    #[schemars(length(max = 20_000))]
    pub terms_text: String,
    /// The version of the terms that new accounts agree to, made from address and text; null if there are no terms.
    #[schemars(length(max = 40))]
    pub terms_version: Option<String>,
    /// Seconds that a person needs at least to fill in the form; 0 asks nothing.
    pub min_fill_secs: u32,
    /// Zero bits of the work that a registration must show; 0 asks for none, 16 is a moment's work for a phone.
    pub proof_of_work_bits: u32,
    /// Hours after registration in which links to other sites are held back; 0 holds none.
    pub hold_links_hours: u32,
}

/// Changes settings; absent fields stay (JSON merge patch).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateAdminSettings {
    /// Who may make an account, and what is asked of them.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "UpdateRegistrationSettings")]
    pub registration: Option<UpdateRegistrationSettings>,
    /// Live updates.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "UpdateChannelSettings")]
    pub channel: Option<UpdateChannelSettings>,
}

/// Changes the settings of live updates; absent fields stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateChannelSettings {
    /// False switches them off for everybody.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "bool")]
    pub live_updates: Option<bool>,
}

/// Changes the settings of registration; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UpdateRegistrationSettings {
    /// Who may make an account.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "RegistrationMode")]
    pub mode: Option<RegistrationMode>,
    /// The name of a role that manages nobody else and allows nothing that you may not do.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 60))]
    pub default_role: Option<String>,
    /// All of them, at most 50; empty: all addresses are taken.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "Vec<String>", length(max = 50), inner(length(max = 253)))]
    pub allowed_domains: Option<Vec<String>>,
    /// http or https; null if the terms stand nowhere.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::nullable")]
    #[schemars(with = "Option<String>", length(max = 500))]
    pub terms_url: Option<Option<String>>,
    /// Plain text, at most 20,000 characters.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "String", length(max = 20_000))]
    pub terms_text: Option<String>,
    /// 0 to 60.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "u32", range(min = 0, max = 60))]
    pub min_fill_secs: Option<u32>,
    /// 0 to 24.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "u32", range(min = 0, max = 24))]
    pub proof_of_work_bits: Option<u32>,
    /// 0 to 720.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "u32", range(min = 0, max = 720))]
    pub hold_links_hours: Option<u32>,
}

impl UpdateAdminSettings {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<SettingsPatch, Vec<FieldError>> {
        let live_updates = self.channel.and_then(|channel| channel.live_updates);
        let registration = self.registration.as_ref().map(UpdateRegistrationSettings::parse).transpose()?;
        Ok(SettingsPatch { registration: registration.unwrap_or_default(), live_updates })
    }
}

impl UpdateRegistrationSettings {
    fn parse(&self) -> Result<RegistrationPatch, Vec<FieldError>> {
        let mut fields = Fields::new();
        let domains = self.allowed_domains.as_ref();
        let allowed_domains = domains
            .and_then(|domains| fields.take_list("/registration/allowed_domains", DomainName::parse_all(domains)));
        let terms_url = fields.take_nullable("/registration/terms_url", &self.terms_url, CanonicalUrl::parse);
        let text = self.terms_text.as_deref().map(TermsText::parse);
        let terms_text = fields.take_optional("/registration/terms_text", text);
        let mut number = |name: &str, given: Option<u32>, max| {
            given.and_then(|given| fields.take_number(format!("/registration/{name}"), given, 0..=max))
        };
        let min_fill_secs = number("min_fill_secs", self.min_fill_secs, 60);
        let proof_of_work_bits = number("proof_of_work_bits", self.proof_of_work_bits, 24);
        let hold_links_hours = number("hold_links_hours", self.hold_links_hours, 720);
        fields.finish(Some(RegistrationPatch {
            mode: self.mode,
            default_role: self.default_role.clone(),
            allowed_domains,
            terms_url,
            terms_text,
            min_fill_secs,
            proof_of_work_bits,
            hold_links_hours,
        }))
    }
}
