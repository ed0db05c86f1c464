//! Whether new comments are taken beneath a post, and what is said where none are.

use broadsheet_shared::v2::{self, PostState};
use serde::{Deserialize, Serialize};

use crate::text::reading as text;

/// Whether a post takes new comments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Intake {
    /// It does.
    Open,
    /// Its author takes no more.
    Closed,
    /// Once it is published.
    Later,
    /// It was taken away.
    Over,
}

impl Intake {
    /// As the server decides it.
    pub const fn of(post: &v2::Post) -> Self {
        match post.summary.state {
            PostState::Removed | PostState::Deleted => Self::Over,
            _ if !post.comments_open => Self::Closed,
            PostState::Published | PostState::Archived => Self::Open,
            PostState::Draft | PostState::Scheduled => Self::Later,
        }
    }

    /// What stands in the place of a form. Of a post that is gone for others enough is said above it.
    pub(super) const fn note(self) -> Option<&'static str> {
        match self {
            Self::Closed => Some(text::COMMENTS_CLOSED),
            Self::Later => Some(text::COMMENTS_LATER),
            Self::Open | Self::Over => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(state: &str, comments_open: bool) -> v2::Post {
        let id = "0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f";
        serde_json::from_value(serde_json::json!({
            "id": id, "slug": "a-post", "title": "A post", "excerpt": "", "cover": null,
            "author": { "id": id, "username": "ada", "display_name": "Ada", "avatar": null },
            "category": null, "tags": [], "state": state, "language": null, "word_count": 1, "reading_minutes": 1,
            "comment_count": 0, "like_count": 0, "published_at": null, "updated_at": "2026-01-01T00:00:00Z",
            "body": "", "body_html": "", "table_of_contents": [], "has_own_excerpt": false, "canonical_url": null,
            "comments_open": comments_open, "version": 1, "created_at": "2026-01-01T00:00:00Z", "scheduled_at": null
        }))
        .unwrap()
    }

    #[test]
    fn comments_are_taken_beneath_what_everybody_may_read_unless_its_author_takes_none() {
        let takes = |state, is_open| Intake::of(&post(state, is_open));

        for state in ["published", "archived"] {
            assert_eq!([takes(state, true), takes(state, false)], [Intake::Open, Intake::Closed], "{state}");
        }
        for state in ["draft", "scheduled"] {
            assert_eq!([takes(state, true), takes(state, false)], [Intake::Later, Intake::Closed], "{state}");
        }
        for state in ["removed", "deleted"] {
            assert_eq!([takes(state, true), takes(state, false)], [Intake::Over; 2], "{state}");
        }
    }
}
