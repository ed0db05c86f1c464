//! The names of topics, as clients write them.

use std::{borrow::Cow, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::id::PostId;

/// Something that one can hear of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Topic {
    /// `posts/{id}/comments`: the comments beneath a post.
    Comments(PostId),
    /// `posts/{id}/counts`: the numbers beneath a post.
    Counts(PostId),
    /// `posts/{id}/presence`: who is at a post.
    Presence(PostId),
    /// `home`: posts that are published.
    Home,
    /// `me/notifications`: what concerns the person who asks.
    MyNotifications,
    /// `staff/held-comments`: comments that wait for staff.
    HeldComments,
    /// `staff/registrations`: people who wait to be let in.
    Registrations,
}

impl Topic {
    /// False if nothing that was missed is told later: only how things stand is.
    pub const fn has_past(self) -> bool {
        !matches!(self, Self::Presence(_))
    }
}

/// There is no topic of this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a topic")]
pub struct UnknownTopic;

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Comments(post) => write!(f, "posts/{post}/comments"),
            Self::Counts(post) => write!(f, "posts/{post}/counts"),
            Self::Presence(post) => write!(f, "posts/{post}/presence"),
            Self::Home => f.write_str("home"),
            Self::MyNotifications => f.write_str("me/notifications"),
            Self::HeldComments => f.write_str("staff/held-comments"),
            Self::Registrations => f.write_str("staff/registrations"),
        }
    }
}

impl FromStr for Topic {
    type Err = UnknownTopic;

    fn from_str(text: &str) -> Result<Self, UnknownTopic> {
        let parts: Vec<&str> = text.split('/').collect();
        let post = |id: &str| id.parse::<PostId>().map_err(|_| UnknownTopic);
        match parts.as_slice() {
            ["posts", id, "comments"] => post(id).map(Self::Comments),
            ["posts", id, "counts"] => post(id).map(Self::Counts),
            ["posts", id, "presence"] => post(id).map(Self::Presence),
            ["home"] => Ok(Self::Home),
            ["me", "notifications"] => Ok(Self::MyNotifications),
            ["staff", "held-comments"] => Ok(Self::HeldComments),
            ["staff", "registrations"] => Ok(Self::Registrations),
            _ => Err(UnknownTopic),
        }
    }
}

impl Serialize for Topic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Topic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Topic {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Topic".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "maxLength": 100,
            "pattern": "^(home|me/notifications|staff/(held-comments|registrations)|posts/[0-9a-f-]{36}/(comments|counts|presence))$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_has_one_spelling() {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        for name in [
            "home".to_owned(),
            "me/notifications".to_owned(),
            "staff/held-comments".to_owned(),
            "staff/registrations".to_owned(),
            format!("posts/{id}/comments"),
            format!("posts/{id}/counts"),
            format!("posts/{id}/presence"),
        ] {
            assert_eq!(name.parse::<Topic>().map(|topic| topic.to_string()), Ok(name));
        }
        for wrong in ["", "Home", "home/", "/home", "posts", "posts//comments", "posts/my-slug/comments", "me"] {
            assert_eq!(wrong.parse::<Topic>(), Err(UnknownTopic), "{wrong}");
        }
        assert!(format!("posts/{}/comments", id.to_uppercase()).parse::<Topic>().is_err());
        assert!(format!("posts/{id}/comments/1").parse::<Topic>().is_err());
    }
}
