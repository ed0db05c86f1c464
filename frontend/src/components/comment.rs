//! Comments: threads beneath a post.

mod arrivals;
mod composer;
mod entry;
mod intake;
mod section;
mod tree;

pub use arrivals::Arrivals;
pub use composer::{CommentComposer, ComposerText};
pub use intake::Intake;
pub use section::{CommentInvitation, CommentSection, CommentSlot, CommentSlots, Fold, ThreadSignals};
pub use tree::Comments;

#[cfg(test)]
mod tests {
    use broadsheet_shared::{id::CommentId, time::Timestamp, v2};

    /// A visible comment with `body` as its text.
    pub(super) fn comment(body: &str, depth: u32) -> v2::Comment {
        v2::Comment {
            id: serde_json::from_str::<CommentId>(r#""0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f""#).unwrap(),
            post_id: serde_json::from_str(r#""0190c9d2-7c1e-7a7b-8c11-1b2a3c4d5e6f""#).unwrap(),
            parent_id: None,
            depth,
            author: None,
            body: body.into(),
            body_html: format!("<p>{body}</p>"),
            state: v2::CommentState::Visible,
            reply_count: 0,
            like_count: 0,
            version: 1,
            created_at: Timestamp::from_millis(0),
            edited_at: None,
            is_held: false,
            viewer: None,
        }
    }
}
