//! What of a notification its person may see now (SECURITY B4): one condition, for lists, numbers and mails alike.

use super::withdrawn::STANDS;
use crate::repositories::shields;

/// The tables of [`shown`]: `n` the notification, `p` its post, `k` the comment that all of it is about.
pub(super) const SOURCE: &str =
    "notifications n LEFT JOIN posts p ON p.id = n.post_id LEFT JOIN comments k ON k.id = n.comment_id";

/// The tables of [`counts`]: `a` the entry, `u` who did it, `c` the comment that was written.
pub(super) const ENTRIES: &str =
    "notification_actors a JOIN users u ON u.id = a.actor_id LEFT JOIN comments c ON c.id = a.comment_id";

/// The condition that an entry is to be seen by its person, whose id is the value `$1`: who did it may be seen and is not
/// hidden from them, and what was written still stands there.
pub(super) fn counts() -> String {
    format!(
        "u.status IN ('active', 'unclaimed') AND (a.comment_id IS NULL OR c.state = 'visible') AND {}",
        shields::seen("$1", "a.actor_id")
    )
}

/// The condition that a notification is to be seen by its person, whose id is the value `$1`: the post is public or their
/// own, what is liked still stands there, and somebody who did it is to be seen. What staff did with one's own is told as
/// long as that is there at all.
pub(super) fn shown() -> String {
    format!(
        "n.user_id = $1
        AND (n.post_id IS NULL OR p.state IN ('published', 'archived')
            OR (p.author_id = $1 AND (p.state <> 'deleted' OR n.kind = 'moderation')))
        AND (n.kind <> 'like' OR n.comment_id IS NULL OR k.state = 'visible')
        AND (n.kind = 'moderation' OR EXISTS (
            SELECT 1 FROM {ENTRIES} WHERE a.notification_id = n.id AND {STANDS} AND {}
        ))",
        counts()
    )
}
