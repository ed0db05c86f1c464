//! How good a password would be, before it is chosen.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LinkToken;
use crate::{field::FieldError, input::PasswordQuestion};

/// Asks how good a password would be. Nothing of it is kept.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckPassword {
    /// The password.
    #[schemars(length(max = 128))]
    pub password: String,
    /// Whose it would be, as far as that is known: a password may not hold one's own name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 30))]
    pub username: String,
    /// The name to show.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 60))]
    pub display_name: String,
    /// The address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    #[schemars(length(max = 254))]
    pub email: String,
    /// Where the password is chosen by a mailed link: what stands behind its `#token=`. The names of the link's account
    /// count then, in place of those above. The link is not used up; one that is not good is taken as none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<LinkToken>,
}

impl CheckPassword {
    /// The question; what is wrong with the password is the answer.
    pub fn parse(&self) -> PasswordQuestion {
        PasswordQuestion {
            password: self.password.clone(),
            username: self.username.clone(),
            display_name: self.display_name.clone(),
            email: self.email.clone(),
            token: self.token.as_ref().map(|token| token.0.clone()),
        }
    }
}

/// How good a password would be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasswordStrength {
    /// 0 (guessed at once) to 4 (very hard to guess), as zxcvbn estimates it. Only `errors` are refused.
    #[schemars(range(min = 0, max = 4))]
    pub score: u8,
    /// True if it would be taken.
    pub is_accepted: bool,
    /// Why not, in the words in which registration would say it.
    #[schemars(length(max = 10))]
    pub errors: Vec<FieldError>,
}
