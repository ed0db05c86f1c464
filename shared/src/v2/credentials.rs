//! What goes by mail: confirming an address, getting a new password; and changing either.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de::IgnoredAny};

use crate::{
    field::{FieldError, Fields},
    input::{AccountName, EmailChange, PasswordChange, PresentedPassword},
    value::{EmailAddress, Password},
};

/// The secret of a mailed link. Whatever is no text is no secret of ours and is taken as empty, so that everything that
/// leads nowhere gets one and the same answer (SECURITY A7).
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct LinkToken(pub String);

impl<'de> Deserialize<'de> for LinkToken {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Sent {
            Text(String),
            Other(IgnoredAny),
        }
        Ok(Self(match Sent::deserialize(deserializer)? {
            Sent::Text(text) => text,
            Sent::Other(IgnoredAny) => String::new(),
        }))
    }
}

impl JsonSchema for LinkToken {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "LinkToken".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "maxLength": 100})
    }
}

/// Takes an address as confirmed.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmEmail {
    /// What stands behind `#token=` in the mailed link.
    #[serde(default)]
    pub token: LinkToken,
}

/// Asks for a mail about an account: to confirm its address, or to choose a new password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestMail {
    /// A username, or an address. The mail goes to the account's own address in any case.
    #[schemars(length(min = 1, max = 254))]
    pub login: String,
}

impl RequestMail {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<AccountName, Vec<FieldError>> {
        let mut fields = Fields::new();
        let login = fields.take("/login", AccountName::parse(&self.login));
        fields.finish(login)
    }
}

/// Chooses a new password by a mailed link.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// What stands behind `#token=` in the mailed link.
    #[serde(default)]
    pub token: LinkToken,
    /// 8 to 128 characters, any.
    #[schemars(length(min = 8, max = 128))]
    pub password: String,
}

impl ResetPassword {
    /// The new password, or what is wrong with it.
    pub fn parse(&self) -> Result<Password, Vec<FieldError>> {
        let mut fields = Fields::new();
        let password = fields.take("/password", Password::parse(&self.password));
        fields.finish(password)
    }
}

/// Changes one's own password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The password until now.
    #[schemars(length(min = 1, max = 128))]
    pub current_password: String,
    /// 8 to 128 characters, any.
    #[schemars(length(min = 8, max = 128))]
    pub password: String,
}

impl ChangePassword {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<PasswordChange, Vec<FieldError>> {
        let mut fields = Fields::new();
        let current_password = fields.take("/current_password", PresentedPassword::parse(&self.current_password));
        let password = fields.take("/password", Password::parse(&self.password));
        let both = password.zip(current_password);
        fields.finish(both.map(|(password, current_password)| PasswordChange { password, current_password }))
    }
}

/// Changes one's own address.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    /// The address to be. A mail goes there; following its link makes the change.
    #[schemars(length(max = 254))]
    pub email: String,
    /// The account's password.
    #[schemars(length(min = 1, max = 128))]
    pub current_password: String,
}

impl ChangeEmail {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<EmailChange, Vec<FieldError>> {
        let mut fields = Fields::new();
        let email = fields.take("/email", EmailAddress::parse(&self.email));
        let current_password = fields.take("/current_password", PresentedPassword::parse(&self.current_password));
        let both = email.zip(current_password);
        fields.finish(both.map(|(email, current_password)| EmailChange { email, current_password }))
    }
}

/// What has happened and what to do next, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notice {
    /// A sentence or two.
    #[schemars(length(max = 400))]
    pub message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a7_whatever_is_no_text_is_an_empty_secret() {
        for body in [r#"{"token": null}"#, r#"{"token": []}"#, r#"{"token": {"a": 1}}"#, r#"{"token": 7}"#, "{}"] {
            assert!(serde_json::from_str::<ConfirmEmail>(body).unwrap().token.0.is_empty(), "{body}");
        }
        assert_eq!(serde_json::from_str::<ConfirmEmail>(r#"{"token": "abc"}"#).unwrap().token.0, "abc");
        assert!(serde_json::from_str::<ConfirmEmail>(r#"{"tokens": "abc"}"#).is_err());
    }
}
