//! Notifications: what others did that concerns a person, put together where many did the same.

mod settings;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use settings::{NotificationChoice, NotificationEmail, NotificationSettings, SetNotificationSettings};

use super::{UserRef, words::words};
use crate::{
    id::{CommentId, NotificationId, PostId},
    patch,
    time::Timestamp,
};

words! {
    /// What a notification is of.
    NotificationType {
        /// Somebody commented on the person's post.
        Comment = "comment",
        /// Somebody answered a comment of the person.
        Reply = "reply",
        /// Somebody named the person in a post or a comment.
        Mention = "mention",
        /// Somebody likes a post or a comment of the person.
        Like = "like",
        /// Somebody follows the person.
        Follow = "follow",
        /// Somebody whom the person follows with the bell on published a post.
        Post = "post",
        /// Staff, or the author of a post above a comment, did something with what the person wrote.
        Moderation = "moderation",
    }
}

words! {
    /// What was done with something that the person wrote.
    NotificationVerb {
        /// The comment has links, its author's account is new: staff look at it first.
        CommentHeld = "comment_held",
        /// The comment was hidden.
        CommentHidden = "comment_hidden",
        /// The comment is shown: again, or after staff looked at it.
        CommentShown = "comment_shown",
        /// The comment was deleted.
        CommentDeleted = "comment_deleted",
        /// The post was changed, or put away, by somebody who keeps the site.
        PostChanged = "post_changed",
        /// The post was taken away.
        PostRemoved = "post_removed",
        /// The post was brought back.
        PostRestored = "post_restored",
    }
}

/// Something that a person is told of. What has become invisible to them since is not told any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Notification {
    /// The notification.
    pub id: NotificationId,
    /// What it is of.
    #[serde(rename = "type")]
    pub kind: NotificationType,
    /// Who did it, the last to do so first, three at most. Empty for `moderation`.
    #[schemars(length(max = 3))]
    pub actors: Vec<UserRef>,
    /// How many people did it, those in `actors` among them.
    pub actor_count: u64,
    /// The post that it is about, or that the comment stands beneath; null for `follow`.
    pub post: Option<NotificationPost>,
    /// The comment. For `comment`, `reply` and `mention` the one that was written, the last of several; for `like` and
    /// `moderation` the person's own. Null if it is about a post or a person.
    pub comment: Option<NotificationComment>,
    /// For `moderation`: what was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verb: Option<NotificationVerb>,
    /// For `post_removed`: why, as long as it stays removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 1000))]
    pub reason: Option<String>,
    /// True once the person has seen it. What happens after that makes a new notification.
    pub is_read: bool,
    /// When it happened first.
    pub created_at: Timestamp,
    /// When it happened last. Lists are in this order.
    pub happened_at: Timestamp,
}

/// A post that a notification is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationPost {
    /// The post.
    pub id: PostId,
    /// As in `/posts/{slug}`.
    #[schemars(length(max = 100))]
    pub slug: String,
    /// The title.
    #[schemars(length(max = 200))]
    pub title: String,
    /// The address of its page on this site, without the host.
    #[schemars(length(max = 1000))]
    pub path: String,
    /// True if the person has muted it: nothing new is told about it.
    pub is_muted: bool,
}

/// A comment that a notification is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationComment {
    /// The comment.
    pub id: CommentId,
    /// The beginning of what it says, as plain text; empty for one's own that was deleted.
    #[schemars(length(max = 200))]
    pub excerpt: String,
    /// Its place on the page of its post, without the host.
    #[schemars(length(max = 1000))]
    pub path: String,
}

/// One page of notifications, the last to happen first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NotificationList {
    /// The notifications.
    #[schemars(length(max = 100))]
    pub items: Vec<Notification>,
    /// Pass it as `after` to get the next page; null on the last one.
    #[schemars(length(max = 400))]
    pub next: Option<String>,
    /// How many there are in all, under the same filters, at most 1,000; only with `?count=exact`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// How many are unread, whatever the filters, at most 1,000.
    pub unread_count: u64,
}

/// How many notifications are unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnreadNotifications {
    /// At most 1,000, however many there are.
    pub unread_count: u64,
}

/// Marks a notification as read, or as unread again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateNotification {
    /// Whether it is read.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "patch::given")]
    #[schemars(with = "bool")]
    pub is_read: Option<bool>,
}

/// Marks notifications as read: all of them, or those that every given field fits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadNotifications {
    /// Those of this type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<NotificationType>,
    /// Those about this post and what stands beneath it: as when somebody has read its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_id: Option<PostId>,
    /// Those in which nothing happened after this moment: what came since stays unread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// A post of which a person hears nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MutedThread {
    /// The post.
    pub post: NotificationPost,
    /// Since when.
    pub since: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_everywhere() {
        for kind in NotificationType::ALL {
            assert_eq!(NotificationType::parse(kind.as_str()), Some(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for verb in NotificationVerb::ALL {
            assert_eq!(NotificationVerb::parse(verb.as_str()), Some(*verb));
            assert_eq!(serde_json::to_value(verb).unwrap(), verb.as_str());
        }
    }

    #[test]
    fn nothing_is_marked_by_a_misspelt_filter() {
        assert!(serde_json::from_str::<ReadNotifications>(r#"{"kind":"like"}"#).is_err());
        let all = serde_json::from_str::<ReadNotifications>("{}").unwrap();
        assert_eq!(all, ReadNotifications::default());
    }
}
