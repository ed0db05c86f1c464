//! Pinning one's own posts to one's page. Either call may come twice.

use broadsheet_shared::id::PostId;

use super::client::{Api, ApiError};

/// Pins a post, or takes it off.
pub async fn set(api: Api, id: PostId, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("/api/v2/posts/{id}/pin"), is_on).finish().await
}
