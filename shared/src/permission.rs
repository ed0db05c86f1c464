//! Names of what a person may be allowed to do. They live once, here: guards use them on the server, and the app hides
//! with them what would be refused.

use std::{collections::BTreeSet, fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::scope::Scope;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// One thing that a role may allow.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum Permission {
            $($(#[$doc])* #[serde(rename = $text)] $name),+
        }

        impl Permission {
            /// Every permission there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The dotted name, as stored and as sent.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }

        impl FromStr for Permission {
            type Err = UnknownPermission;

            fn from_str(text: &str) -> Result<Self, UnknownPermission> {
                match text { $($text => Ok(Self::$name),)+ _ => Err(UnknownPermission) }
            }
        }
    };
}

/// No permission has this name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of a permission")]
pub struct UnknownPermission;

permissions! {
    /// Write and edit own comments.
    CommentsWrite = "comments.write",
    /// Like and unlike.
    LikesWrite = "likes.write",
    /// Follow and unfollow.
    FollowsWrite = "follows.write",
    /// Report content to staff.
    ReportsWrite = "reports.write",
    /// Write drafts and edit own posts.
    PostsWrite = "posts.write",
    /// Publish own posts.
    PostsPublish = "posts.publish",
    /// Upload own images.
    MediaUpload = "media.upload",
    /// Remove and restore anybody's posts.
    PostsModerate = "posts.moderate",
    /// Hide and delete anybody's comments.
    CommentsModerate = "comments.moderate",
    /// Warn a person.
    UsersWarn = "users.warn",
    /// Silence a person for a time.
    UsersSilence = "users.silence",
    /// Work on reports.
    ReportsHandle = "reports.handle",
    /// Suspend a person.
    UsersSuspend = "users.suspend",
    /// Read addresses and other private things of accounts.
    UsersReadPrivate = "users.read_private",
    /// Make, change and delete categories.
    CategoriesManage = "categories.manage",
    /// Rename, merge and delete tags.
    TagsManage = "tags.manage",
    /// Read the site's analytics.
    AnalyticsRead = "analytics.read",
    /// Read the audit log.
    AuditRead = "audit.read",
    /// Change accounts.
    UsersManage = "users.manage",
    /// Change roles.
    RolesManage = "roles.manage",
    /// Change the site's settings.
    SettingsManage = "settings.manage",
    /// Inspect and drop the cache.
    CacheManage = "cache.manage",
    /// Inspect and retry jobs.
    JobsManage = "jobs.manage",
    /// Edit anybody's posts.
    PostsManageAny = "posts.manage_any",
}

impl Permission {
    /// The scope that a personal access token needs to use it.
    pub const fn scope(self) -> Scope {
        match self {
            Self::PostsWrite | Self::PostsPublish | Self::MediaUpload => Scope::PostsWrite,
            Self::CommentsWrite | Self::LikesWrite | Self::ReportsWrite => Scope::CommentsWrite,
            Self::FollowsWrite => Scope::Follow,
            Self::PostsModerate
            | Self::CommentsModerate
            | Self::UsersWarn
            | Self::UsersSilence
            | Self::ReportsHandle
            | Self::UsersSuspend => Scope::Moderate,
            Self::UsersReadPrivate
            | Self::CategoriesManage
            | Self::TagsManage
            | Self::AnalyticsRead
            | Self::AuditRead
            | Self::UsersManage
            | Self::RolesManage
            | Self::SettingsManage
            | Self::CacheManage
            | Self::JobsManage
            | Self::PostsManageAny => Scope::Admin,
        }
    }

    /// True if it is power over others: nobody gets it by making an account.
    pub const fn is_for_staff(self) -> bool {
        matches!(self.scope(), Scope::Moderate | Scope::Admin)
    }

    /// True if what it allows is seen by others or happens to them: that takes a confirmed address (SECURITY A17).
    /// Writing drafts alone does without.
    pub const fn needs_confirmed_address(self) -> bool {
        !matches!(self, Self::PostsWrite)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The permissions that a person's roles add up to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PermissionSet(BTreeSet<Permission>);

impl PermissionSet {
    /// True if `permission` is among them.
    pub fn allows(&self, permission: Permission) -> bool {
        self.0.contains(&permission)
    }

    /// Those of `wanted` that are not among them.
    pub fn lacks<'a>(&'a self, wanted: &'a Self) -> impl Iterator<Item = Permission> + 'a {
        wanted.0.difference(&self.0).copied()
    }

    /// In a stable order.
    pub fn iter(&self) -> impl Iterator<Item = Permission> + '_ {
        self.0.iter().copied()
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Self(permissions.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_and_read_back() {
        let names: BTreeSet<_> = Permission::ALL.iter().map(|permission| permission.as_str()).collect();

        assert_eq!(names.len(), Permission::ALL.len());
        for permission in Permission::ALL {
            assert_eq!(permission.as_str().parse(), Ok(*permission));
        }
    }
}
