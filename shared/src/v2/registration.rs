//! Making an account: what the form must know, what it sends, and who waits for an answer.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{RegistrationMode, UserRef};
use crate::{
    field::{FieldError, Fields},
    input::{self, Application},
    time::Timestamp,
    value::{DisplayName, EmailAddress, Password, RegistrationNote, Username},
};

/// Makes an account. `GET /auth/registration` says what this site asks for beside name, address and password.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// 3 to 30 letters and digits of one script, `_` and `-`. Public and one of a kind.
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
    /// The secret of an invitation, where the site asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub invitation: Option<String>,
    /// The version of the terms that you agree to, where the site has terms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 40))]
    pub accepted_terms: Option<String>,
    /// A few words for the people who decide, where the site lets people in one by one: at most 500 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 500))]
    pub note: String,
    /// The `form_token` of the form, where the site asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 100))]
    pub form_token: Option<String>,
    /// Where `proof_of_work_bits` is not 0: a text for which SHA-256 of `{form_token}:{username}:{proof}` begins with so
    /// many zero bits; the username trimmed and in Unicode's form NFC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 40))]
    pub proof: Option<String>,
    /// Leave it empty: people do not see this field of the form, and who fills it in is taken for a program.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 200))]
    pub website: String,
}

impl Register {
    /// The account alone, or every wrong field.
    pub fn parse(&self) -> Result<input::Registration, Vec<FieldError>> {
        self.application().map(|application| application.account)
    }

    /// The account with what it brings along, or every wrong field.
    pub fn application(&self) -> Result<Application, Vec<FieldError>> {
        let mut fields = Fields::new();
        let username = fields.take("/username", Username::parse(&self.username));
        let email = fields.take("/email", EmailAddress::parse(&self.email));
        let password = fields.take("/password", Password::parse(&self.password));
        let display_name = fields.take("/display_name", DisplayName::parse(&self.display_name));
        let note = fields.take("/note", RegistrationNote::parse(&self.note));
        let account =
            username.zip(email).zip(password.zip(display_name)).map(|((username, email), (password, display_name))| {
                input::Registration { username, email, password, display_name }
            });
        fields.finish(account.zip(note).map(|(account, note)| Application {
            account,
            note,
            trap: self.website.clone(),
            form_token: self.form_token.clone(),
            proof: self.proof.clone(),
            invitation: self.invitation.clone(),
            accepted_terms: self.accepted_terms.clone(),
        }))
    }
}

/// The answer to a registration, the same whatever happened to the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    /// What to do next, for people.
    #[schemars(length(max = 400))]
    pub message: String,
}

/// What a registration must bring along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegistrationForm {
    /// Who may make an account.
    pub mode: RegistrationMode,
    /// Domains of mail addresses that are taken, with what is beneath them; empty: all.
    #[schemars(length(max = 50), inner(length(max = 253)))]
    pub allowed_domains: Vec<String>,
    /// What must be agreed to; null if nothing.
    pub terms: Option<Terms>,
    /// Proves when this form was asked for; good for a day.
    #[schemars(length(max = 100))]
    pub form_token: String,
    /// Seconds that must pass before the form is sent: people need them to fill it in. 0: none, and no token is needed.
    pub min_fill_secs: u32,
    /// Zero bits that a proof of work must show; 0: none is needed.
    pub proof_of_work_bits: u32,
}

/// What whoever makes an account agrees to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
    /// Send it as `accepted_terms`.
    #[schemars(length(max = 40))]
    pub version: String,
    /// Where they stand, if on a page of their own.
    #[schemars(length(max = 500))]
    pub url: Option<String>,
    /// Their text, if it stands here: plain, with line breaks.
    #[schemars(length(max = 20_000))]
    pub text: String,
}

/// Somebody who waits to be let in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registration {
    /// Who they would be.
    pub user: UserRef,
    /// Their address; null for staff who may not read addresses.
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    /// True once the address was confirmed.
    pub is_email_confirmed: bool,
    /// What they say about themselves.
    #[schemars(length(max = 500))]
    pub note: String,
    /// Since when they wait.
    pub created_at: Timestamp,
}
