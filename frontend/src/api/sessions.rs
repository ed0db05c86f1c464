//! Where one is signed in.

use broadsheet_shared::{id::SessionId, v2};

use super::client::{Api, ApiError};

const SESSIONS: &str = "/api/v2/auth/sessions";

/// All of them, last used first.
pub async fn own(api: Api) -> Result<v2::List<v2::Session>, ApiError> {
    api.get(SESSIONS).fetch().await
}

/// Signs out there.
pub async fn end(api: Api, id: SessionId) -> Result<(), ApiError> {
    api.delete(format!("{SESSIONS}/{id}")).finish().await
}

/// Signs out everywhere but here.
pub async fn end_others(api: Api) -> Result<(), ApiError> {
    api.delete(SESSIONS).finish().await
}
