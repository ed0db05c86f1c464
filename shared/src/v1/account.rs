//! Accounts and signing in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::UserId,
    input::{Credentials, Registration},
    time::Timestamp,
    value::{DisplayName, EmailAddress, Password, Username},
};

/// Makes an account.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Register {
    /// 3 to 30 of letters, digits, `_` and `-`. Public and one of a kind.
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

impl Register {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<Registration, Vec<FieldError>> {
        let mut fields = Fields::new();
        let username = fields.take("/username", Username::parse(&self.username));
        let email = fields.take("/email", EmailAddress::parse(&self.email));
        let password = fields.take("/password", Password::parse(&self.password));
        let display_name = fields.take("/display_name", DisplayName::parse(&self.display_name));
        let input =
            username.zip(email).zip(password.zip(display_name)).map(|((username, email), (password, display_name))| {
                Registration { username, email, password, display_name }
            });
        fields.finish(input)
    }
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
    /// Path of the picture.
    #[schemars(length(max = 200))]
    pub avatar_url: Option<String>,
    /// Number of published posts.
    pub post_count: u64,
    /// When the account was made.
    pub created_at: Timestamp,
}
