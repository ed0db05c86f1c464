//! Likes of posts and comments. Either call may come twice: the second changes nothing.

use broadsheet_shared::id::{CommentId, PostId};

use super::client::{Api, ApiError};

/// Likes a post, or no longer does.
pub async fn set_post(api: Api, id: PostId, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("/api/v2/posts/{id}/like"), is_on).finish().await
}

/// Likes a comment, or no longer does.
pub async fn set_comment(api: Api, id: CommentId, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("/api/v2/comments/{id}/like"), is_on).finish().await
}
