//! Notifications.

use broadsheet_shared::v2;

use super::user_ref;
use crate::domain::notification::{AboutPost, MutedThread, Notification};

/// A notification as its person sees it.
pub(in crate::http::v2) fn notification(told: Notification) -> v2::Notification {
    let comment = told.comment.zip(told.post.as_ref()).map(|(comment, post)| v2::NotificationComment {
        id: comment.id,
        path: comment.path(post),
        excerpt: comment.excerpt,
    });
    v2::Notification {
        id: told.id,
        kind: told.kind,
        actors: told.actors.into_iter().map(user_ref).collect(),
        actor_count: told.actor_count,
        post: told.post.map(about_post),
        comment,
        verb: told.verb,
        reason: told.reason,
        is_read: told.is_read,
        created_at: told.created_at,
        happened_at: told.happened_at,
    }
}

/// A thread that is muted.
pub(in crate::http::v2) fn muted_thread(muted: MutedThread) -> v2::MutedThread {
    v2::MutedThread { post: about_post(muted.post), since: muted.since }
}

fn about_post(post: AboutPost) -> v2::NotificationPost {
    v2::NotificationPost { id: post.id, path: post.path(), slug: post.slug, title: post.title, is_muted: post.is_muted }
}

#[cfg(test)]
mod tests {
    use broadsheet_frontend::paths;
    use broadsheet_shared::id::{CommentId, PostId};
    use uuid::Uuid;

    use super::*;
    use crate::domain::notification::AboutComment;

    #[test]
    fn paths_are_those_that_the_app_goes_to() {
        let post =
            AboutPost { id: PostId(Uuid::nil()), slug: "été 100%_~".into(), title: String::new(), is_muted: false };
        let comment = AboutComment { id: CommentId(Uuid::from_u128(7)), excerpt: String::new() };

        assert_eq!(post.path(), paths::post(&post.slug));
        assert_eq!(comment.path(&post), paths::comment(&post.slug, comment.id));
    }
}
