//! Scopes: what a personal access token was made for. A token does what its scopes name and its owner may do, never more.

use std::{borrow::Cow, collections::BTreeSet, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use crate::permission::Permission;

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// One thing that a personal access token was made for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Scope {
            $($(#[$doc])* #[serde(rename = $text)] $name),+
        }

        impl Scope {
            /// Every scope there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name, as stored and as sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The scope alone.
            pub const fn alone(self) -> &'static [Self] {
                match self { $(Self::$name => &[Self::$name]),+ }
            }
        }

        impl FromStr for Scope {
            type Err = UnknownScope;

            fn from_str(text: &str) -> Result<Self, UnknownScope> {
                match text { $($text => Ok(Self::$name),)+ _ => Err(UnknownScope) }
            }
        }
    };
}

/// No scope has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of a scope")]
pub struct UnknownScope;

scopes! {
    /// Read what its owner may read.
    Read = "read";
    /// Write, publish and delete posts; upload images.
    PostsWrite = "posts:write";
    /// Write and delete comments; like, put aside and report.
    CommentsWrite = "comments:write";
    /// Follow people and tags.
    Follow = "follow";
    /// Read and settle notifications.
    Notifications = "notifications";
    /// Keep order: take posts and comments away, handle reports, suspend people.
    Moderate = "moderate";
    /// Keep the house: accounts, roles, categories, settings.
    Admin = "admin";
}

impl Scope {
    /// The permissions that it lets through, if its owner has them.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| permission.scope() == self)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// By hand: one name a line would be a schema each.
impl JsonSchema for Scope {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let names: Vec<_> = Self::ALL.iter().map(|scope| scope.as_str()).collect();
        json_schema!({
            "type": "string",
            "maxLength": 20,
            "description": "What a personal access token was made for.",
            "enum": names,
        })
    }
}

/// What one token was made for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScopeSet(BTreeSet<Scope>);

impl ScopeSet {
    /// True if `scope` is among them.
    pub fn has(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    /// In a stable order.
    pub fn iter(&self) -> impl Iterator<Item = Scope> + '_ {
        self.0.iter().copied()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As stored: names with spaces between them.
    pub fn to_text(&self) -> String {
        self.iter().map(Scope::as_str).collect::<Vec<_>>().join(" ")
    }

    /// From the stored form. Names that this program does not know are none.
    pub fn from_text(text: &str) -> Self {
        text.split(' ').filter_map(|name| name.parse().ok()).collect()
    }
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_read_back() {
        let names: BTreeSet<_> = Scope::ALL.iter().map(|scope| scope.as_str()).collect();

        assert_eq!(names.len(), Scope::ALL.len());
        assert!(Scope::ALL.iter().all(|scope| scope.as_str().parse() == Ok(*scope)));
        assert!(Scope::ALL.iter().all(|scope| scope.alone() == [*scope]));
    }

    #[test]
    fn every_permission_needs_a_scope_that_does_something() {
        for permission in Permission::ALL {
            assert!(!matches!(permission.scope(), Scope::Read | Scope::Notifications), "{permission}");
        }
        let staff: Vec<_> = Scope::Moderate.permissions().collect();
        assert!(staff.contains(&Permission::PostsModerate) && !staff.contains(&Permission::RolesManage));
    }

    #[test]
    fn a_set_is_read_back_as_it_was_stored_and_knows_no_strangers() {
        let set: ScopeSet = [Scope::PostsWrite, Scope::Read, Scope::Read].into_iter().collect();

        assert_eq!(set.to_text(), "read posts:write");
        assert_eq!(ScopeSet::from_text(&set.to_text()), set);
        assert!(ScopeSet::from_text("everything").is_empty() && ScopeSet::from_text("").is_empty());
    }
}
