//! Accounts and signing in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::UserId,
    input::{Application, Credentials, Registration},
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
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub invitation: Option<String>,
    /// The version of the terms that you agree to, where the site has terms.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub accepted_terms: Option<String>,
    /// A few words for the people who decide, where the site lets people in one by one: at most 500 characters.
    #[serde(default)]
    #[schemars(length(max = 500))]
    pub note: String,
    /// The `form_token` of the form, where the site asks for one.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub form_token: Option<String>,
    /// Where `proof_of_work_bits` is not 0: a text for which SHA-256 of `{form_token}:{username}:{proof}` begins with so
    /// many zero bits; the username trimmed and in Unicode's form NFC.
    #[serde(default)]
    #[schemars(length(max = 40))]
    pub proof: Option<String>,
    /// Leave it empty: who fills it in is taken for a program that fills in everything.
    #[serde(default)]
    #[schemars(length(max = 200))]
    pub website: String,
}

impl Register {
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
                Registration { username, email, password, display_name }
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

/// What a registration must bring along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RegistrationForm {
    /// Who may make an account: `open` everyone, `invitation` whoever has one, `approval` whom staff let in, `closed`
    /// nobody.
    #[schemars(length(max = 20))]
    pub mode: String,
    /// Domains of mail addresses that are taken, with what is beneath them; empty: all.
    #[schemars(length(max = 50), inner(length(max = 253)))]
    pub allowed_domains: Vec<String>,
    /// Send it as `accepted_terms`; null if nothing must be agreed to.
    #[schemars(length(max = 40))]
    pub terms_version: Option<String>,
    /// Where the terms stand, if on a page of their own.
    #[schemars(length(max = 500))]
    pub terms_url: Option<String>,
    /// Their text, if it stands here: plain, with line breaks.
    #[schemars(length(max = 20_000))]
    pub terms_text: String,
    /// Proves when this form was asked for; good for a day.
    #[schemars(length(max = 100))]
    pub form_token: String,
    /// Seconds that must pass before the form is sent; 0: none, and no token is needed.
    pub min_fill_secs: u32,
    /// Zero bits that a proof of work must show; 0: none is needed.
    pub proof_of_work_bits: u32,
}

/// The answer to a registration, the same whatever happened to the address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Registered {
    /// What to do next, for people.
    #[schemars(length(max = 400))]
    pub message: String,
}

/// Signs in.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// A username, or a confirmed address.
    #[schemars(length(min = 1, max = 254))]
    pub login: String,
    /// The password.
    #[schemars(length(min = 1, max = 128))]
    pub password: String,
}

impl Login {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<Credentials, Vec<FieldError>> {
        Credentials::parse(&self.login, &self.password)
    }
}

/// A token for scripts. It is shown this once; keep it as safe as a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// For `Authorization: Bearer <token>`. Opaque; begins with `bs_v1_`.
    #[schemars(length(max = 100))]
    pub token: String,
    /// Always `Bearer`.
    #[schemars(length(max = 10))]
    pub token_type: String,
    /// When it ends if it is not used until then; each use moves this by 30 days, and after a year it ends anyway.
    pub expires_at: Timestamp,
    /// Who signed in.
    pub user: Me,
}

/// One's own account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Me {
    /// The account.
    pub id: UserId,
    /// The one-of-a-kind name.
    #[schemars(length(max = 30))]
    pub username: String,
    /// The name to show.
    #[schemars(length(max = 60))]
    pub display_name: String,
    /// The address for mail; null if there is none.
    #[schemars(length(max = 254))]
    pub email: Option<String>,
    /// How the person presents themselves: Markdown.
    #[schemars(length(max = 1000))]
    pub bio: String,
    /// Names of the account's roles.
    #[schemars(length(max = 20), inner(length(max = 60)))]
    pub roles: Vec<String>,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// A person as others see them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// The account.
    pub id: UserId,
    /// The one-of-a-kind name.
    #[schemars(length(max = 30))]
    pub username: String,
    /// The name to show.
    #[schemars(length(max = 60))]
    pub display_name: String,
    /// How the person presents themselves: Markdown.
    #[schemars(length(max = 1000))]
    pub bio: String,
    /// The person's own site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub website: Option<String>,
    /// Path of the picture.
    #[schemars(length(max = 200))]
    pub avatar_url: Option<String>,
    /// Number of published posts.
    pub post_count: u64,
    /// Number of people who follow the person.
    pub follower_count: u64,
    /// Number of people whom the person follows.
    pub following_count: u64,
    /// When the account was made.
    pub created_at: Timestamp,
}

/// Whether you follow a person now, and how many people do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Followed {
    /// True if you follow the person.
    pub following: bool,
    /// Number of people who follow the person.
    pub follower_count: u64,
}
