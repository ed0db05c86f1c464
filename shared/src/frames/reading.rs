//! Reading an event as a browser does: the word first, then only what it names.
//!
//! serde's own way reads an event inside a frame from a tree, so that a program carries a second reader of every type in
//! it (`tagged` tells more). Here the data is read from its own text.

use super::Event;

/// A line for each event. The compiler asks for one, and a test holds it against the word that is sent.
macro_rules! words {
    ($($event:ident = $word:literal,)*) => {
        impl Event {
            /// The word of its `type`.
            pub const fn word(&self) -> &'static str {
                match self {
                    $(Self::$event(_) => $word,)*
                }
            }

            /// Reads an event from its word and the text of its data; `None` for what this program does not know.
            pub fn read(word: &str, data: &str) -> Option<Self> {
                match word {
                    $($word => serde_json::from_str(data).ok().map(Self::$event),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    CommentCreated = "comment.created",
    CommentEdited = "comment.edited",
    CommentDeleted = "comment.deleted",
    CommentHidden = "comment.hidden",
    CommentShown = "comment.shown",
    CommentLiked = "comment.liked",
    CountsChanged = "counts.changed",
    PostPublished = "post.published",
    NotificationsChanged = "notifications.changed",
    QueueChanged = "queue.changed",
    PresenceChanged = "presence.changed",
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::value::RawValue;
    use uuid::Uuid;

    use super::*;
    use crate::{
        frames::{CommentLikes, PostCounts, Presence, PublishedPost, Queue},
        id::{CommentId, PostId, UserId},
        v2::{Comment, UnreadNotifications},
    };

    #[derive(Deserialize)]
    struct Sent {
        r#type: String,
        data: Box<RawValue>,
    }

    fn comment() -> Box<Comment> {
        let id = Uuid::nil();
        let comment = serde_json::json!({
            "id": id, "post_id": id, "parent_id": null, "depth": 0, "author": null, "body": "Hello", "body_html": "",
            "state": "visible", "reply_count": 0, "like_count": 0, "version": 1,
            "created_at": "2026-01-01T00:00:00Z", "edited_at": null
        });
        Box::new(serde_json::from_value(comment).unwrap())
    }

    #[test]
    fn an_event_is_read_by_the_word_that_is_sent() {
        let (post, user) = (PostId(Uuid::nil()), UserId(Uuid::nil()));
        let events = [
            Event::CommentCreated(comment()),
            Event::CommentEdited(comment()),
            Event::CommentDeleted(comment()),
            Event::CommentHidden(comment()),
            Event::CommentShown(comment()),
            Event::CommentLiked(CommentLikes { id: CommentId(Uuid::nil()), like_count: 3 }),
            Event::CountsChanged(PostCounts { comment_count: 3, like_count: 4 }),
            Event::PostPublished(PublishedPost { id: post, author_id: user }),
            Event::NotificationsChanged(UnreadNotifications { unread_count: 3 }),
            Event::QueueChanged(Queue { waiting: 3 }),
            Event::PresenceChanged(Presence { readers: 3, replying: Vec::new() }),
        ];
        for event in events {
            let sent: Sent = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();

            assert_eq!(sent.r#type, event.word());
            assert_eq!(Event::read(&sent.r#type, sent.data.get()), Some(event));
        }
        assert_eq!(Event::read("comment.sung", "{}"), None);
        assert_eq!(Event::read("counts.changed", "{}"), None);
    }
}
