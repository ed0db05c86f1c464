//! What one has put aside to read.

use broadsheet_shared::id::PostId;

use super::client::{Api, ApiError};

/// Puts a post aside, or takes it from there. Either call may come twice.
pub async fn set(api: Api, id: PostId, is_on: bool) -> Result<(), ApiError> {
    api.set(format!("/api/v2/posts/{id}/bookmark"), is_on).finish().await
}
