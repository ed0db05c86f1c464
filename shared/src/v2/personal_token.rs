//! Personal access tokens: for programs that act for a person, within scopes and for a time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    field::{FieldError, Fields},
    id::PersonalTokenId,
    input::{NewPersonalToken, PresentedPassword},
    scope::Scope,
    time::Timestamp,
    value::{TokenName, ValueError},
};

/// Longest life of a token.
pub const MAX_TOKEN_DAYS: u16 = 365;

/// A token as its owner sees it later: without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonalToken {
    /// The token; delete it to revoke it.
    pub id: PersonalTokenId,
    /// What its owner calls it.
    #[schemars(length(max = 60))]
    pub name: String,
    /// How it begins, to tell one from another: `bs_pat_` and four characters.
    #[schemars(length(max = 20))]
    pub hint: String,
    /// What it was made for.
    #[schemars(length(max = 10))]
    pub scopes: Vec<Scope>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, give or take ten minutes; null if never.
    pub last_used_at: Option<Timestamp>,
}

/// Makes a token. Only a session may, with proof that it is you.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePersonalToken {
    /// What you call it: 1 to 60 characters.
    #[schemars(length(min = 1, max = 60))]
    pub name: String,
    /// What it is for: at least one, and none that your roles allow nothing of.
    #[schemars(length(min = 1, max = 10))]
    pub scopes: Vec<Scope>,
    /// Days until it ends: 1 to 365.
    #[schemars(range(min = 1, max = 365))]
    pub expires_in_days: u16,
    /// Your password. Not needed within ten minutes of signing in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 128))]
    pub password: Option<String>,
}

impl CreatePersonalToken {
    /// The input, or every wrong field.
    pub fn parse(&self) -> Result<NewPersonalToken, Vec<FieldError>> {
        let mut fields = Fields::new();
        let name = fields.take("/name", TokenName::parse(&self.name));
        let scopes = match self.scopes.is_empty() {
            true => Err(ValueError::Invalid("Choose at least one scope.")),
            false => Ok(self.scopes.iter().copied().collect()),
        };
        let scopes = fields.take("/scopes", scopes);
        let days = match (1..=MAX_TOKEN_DAYS).contains(&self.expires_in_days) {
            true => Ok(self.expires_in_days),
            false => Err(ValueError::Invalid("Give a number of days from 1 to 365.")),
        };
        let days = fields.take("/expires_in_days", days);
        let password = fields.take_optional("/password", self.password.as_deref().map(PresentedPassword::parse));
        let input = name.zip(scopes).zip(days).map(|((name, scopes), expires_in_days)| NewPersonalToken {
            name,
            scopes,
            expires_in_days,
            password,
        });
        fields.finish(input)
    }
}

/// A token that was just made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CreatedPersonalToken {
    /// For `Authorization: Bearer <token>`. Shown this once: only its hash is kept.
    #[schemars(length(max = 100))]
    pub token: String,
    /// What is listed from now on.
    #[serde(flatten)]
    pub listed: PersonalToken,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_of_a_token_is_named_at_once() {
        let pointers = |request: CreatePersonalToken| -> Vec<_> {
            request.parse().unwrap_err().into_iter().map(|error| error.pointer).collect()
        };
        let good = CreatePersonalToken {
            name: "Backup".into(),
            scopes: vec![Scope::Read, Scope::Read],
            expires_in_days: 365,
            password: None,
        };

        assert_eq!(pointers(CreatePersonalToken::default()), ["/name", "/scopes", "/expires_in_days"]);
        assert_eq!(pointers(CreatePersonalToken { expires_in_days: 366, ..good.clone() }), ["/expires_in_days"]);
        assert_eq!(good.parse().unwrap().scopes.iter().count(), 1);
    }
}
