//! Leaving: an account that its owner has asked to be deleted, and what becomes of what they wrote.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::PasskeyAnswer;
use crate::{
    field::{FieldError, Fields},
    input::{FreshProof, Leaving, PresentedPassword},
    time::Timestamp,
};

/// What becomes of posts and comments when an account is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContentChoice {
    /// Published and archived posts, their pictures and comments stay, under "Deleted user". What nobody else could read
    /// goes: drafts, scheduled, removed and deleted posts.
    Anonymise,
    /// All posts go, with the comments beneath them; of comments beneath the posts of others only their place remains.
    Remove,
}

impl ContentChoice {
    /// The word as stored and as sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anonymise => "anonymise",
            Self::Remove => "remove",
        }
    }

    /// The choice of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Anonymise, Self::Remove].into_iter().find(|choice| choice.as_str() == word)
    }
}

/// An account that is on its way to be deleted. Until `erase_at` its owner can sign in and keep it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Departure {
    /// What becomes of posts and comments.
    pub content: ContentChoice,
    /// When its owner asked.
    pub asked_at: Timestamp,
    /// When it is erased, give or take an hour; 14 days after it was asked for.
    pub erase_at: Timestamp,
}

/// Asks for one's own account to be deleted. Needs proof anew: your password, or one of your passkeys.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteMe {
    /// What becomes of your posts and comments.
    pub content: ContentChoice,
    /// Your present password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub password: Option<String>,
    /// A passkey's answer to `POST /me/passkeys/proof`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passkey: Option<PasskeyAnswer>,
}

impl DeleteMe {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<Leaving, Vec<FieldError>> {
        let mut fields = Fields::new();
        let password = fields.take_optional("/password", self.password.as_deref().map(PresentedPassword::parse));
        let passkey = self.passkey.clone().map(PasskeyAnswer::into_proof);
        fields.finish(Some(Leaving { content: self.content, proof: FreshProof { password, passkey } }))
    }
}

/// A password is part of it.
impl fmt::Debug for DeleteMe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeleteMe({}, ..)", self.content.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_everywhere() {
        for choice in [ContentChoice::Anonymise, ContentChoice::Remove] {
            assert_eq!(ContentChoice::parse(choice.as_str()), Some(choice));
            assert_eq!(serde_json::to_value(choice).unwrap(), choice.as_str());
        }
        assert_eq!(ContentChoice::parse("keep"), None);
    }

    #[test]
    fn an_empty_password_is_named() {
        let asked = DeleteMe { content: ContentChoice::Remove, password: Some(String::new()), passkey: None };

        assert_eq!(asked.parse().unwrap_err()[0].pointer, "/password");
    }
}
