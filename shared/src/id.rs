//! Identifiers: UUID version 7, opaque to users, ordered by time.
//!
//! A newtype per noun, so that a post's id cannot be handed to something that wants a comment's.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, de};
use uuid::Uuid;

/// The text is not a UUID in its canonical, hyphenated, lower-case form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not an id")]
pub struct IdError;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse(text).map(Self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<str>::deserialize(deserializer)?;
                text.parse().map_err(de::Error::custom)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({"type": "string", "format": "uuid", "minLength": 36, "maxLength": 36})
            }
        }
    )+};
}

ids! {
    /// One line of the audit log.
    AuditEntryId,
    /// A category.
    CategoryId,
    /// A comment.
    CommentId,
    /// An invitation to make an account.
    InvitationId,
    /// A mail on its way.
    MailId,
    /// An image and its sizes.
    MediaId,
    /// Something that a person is told of.
    NotificationId,
    /// A passkey of a person.
    PasskeyId,
    /// A personal access token.
    PersonalTokenId,
    /// A post.
    PostId,
    /// A role.
    RoleId,
    /// A signed-in browser or script.
    SessionId,
    /// A tag.
    TagId,
    /// A person's account.
    UserId,
}

/// True for text that has the shape of an id; a slug never has.
pub fn has_id_shape(text: &str) -> bool {
    parse(text).is_ok()
}

/// Accepts one spelling only, so that one thing has one address.
fn parse(text: &str) -> Result<Uuid, IdError> {
    let id = Uuid::try_parse(text).map_err(|_| IdError)?;
    if id.as_hyphenated().to_string() == text { Ok(id) } else { Err(IdError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_canonical_spelling_is_an_id() {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";

        assert!(PostId::from_str(id).is_ok());
        assert!(PostId::from_str(&id.to_uppercase()).is_err());
        assert!(PostId::from_str(&id.replace('-', "")).is_err());
        assert!(PostId::from_str(&format!("{{{id}}}")).is_err());
        assert!(PostId::from_str("12abc").is_err());
        assert!(serde_json::from_value::<PostId>(id.into()).is_ok());
        assert!(serde_json::from_value::<PostId>(format!("{{{id}}}").into()).is_err());
    }
}
