//! Writing comments, and hiding them beneath an own post.

use broadsheet_shared::{
    id::{CommentId, PostId},
    v2,
};

use super::client::{Api, ApiError};

/// A comment.
pub async fn find(api: Api, id: CommentId) -> Result<v2::Comment, ApiError> {
    api.get(address(id)).fetch().await
}

/// Writes a comment; sent twice under the same key it is written once.
pub async fn create(api: Api, post: PostId, comment: &v2::CreateComment, key: &str) -> Result<v2::Comment, ApiError> {
    api.post(format!("/api/v2/posts/{post}/comments")).idempotent(key).json(comment).fetch().await
}

/// Changes an own comment if it still has this version.
pub async fn update(
    api: Api,
    id: CommentId,
    version: u64,
    change: &v2::UpdateComment,
) -> Result<v2::Comment, ApiError> {
    api.patch(address(id)).if_version(version).json(change).fetch().await
}

/// Takes a comment away; its place in the thread stays.
pub async fn delete(api: Api, id: CommentId, version: u64) -> Result<(), ApiError> {
    api.delete(address(id)).if_version(version).finish().await
}

/// Hides a comment beneath an own post, or shows it again.
pub async fn set_hidden(api: Api, id: CommentId, is_hidden: bool) -> Result<(), ApiError> {
    let address = format!("{}/hide", address(id));
    if is_hidden {
        api.put(address).json(&v2::HideComment {}).finish().await
    } else {
        api.delete(address).finish().await
    }
}

fn address(id: CommentId) -> String {
    format!("/api/v2/comments/{id}")
}
